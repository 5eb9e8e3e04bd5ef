"""What waits for those who handle cases at a board: officers and assessors."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from applications.models import (
    UNDECIDED,
    Application,
    Message,
    Notice,
    PossibleConflict,
    Supplement,
)
from catalog.desk.rows import (
    WITH_CASE,
    Row,
    Section,
    day_of,
    decided_at,
    listed,
    number_of,
    section,
    tell_case,
    tell_decision,
    tell_opinion,
    tell_received,
    tell_report,
)
from catalog.models import Entry
from decisions.models import Assessment, Decision, Opinion
from followup.models import Report
from grants.models import Call


def as_officer(user: Any) -> list[Section]:
    codes = user.counties_as("officer")
    if not codes:
        return []
    seen = Application.objects.handled_by(user).with_all()  # a part of what she may see
    mine = seen.filter(county__in=codes)
    return [
        *_to_prepare(user, codes, mine),
        *_to_decide(user, codes, seen),
        *_to_follow_up(user, codes, mine),
    ]


def _to_prepare(user: Any, codes: list[str], mine: Any) -> list[Section]:
    own = mine.order_by().values("pk")
    completions = Supplement.objects.filter(application__in=own)
    messages = Message.objects.filter(application__in=own).waiting(from_board=False)
    notices = Notice.objects.filter(application__in=own, state=Notice.State.GIVEN)
    calls = Call.objects.visible_to(user).filter(county__in=codes, state=Call.State.DRAFT)
    return [
        section(
            _("New applications to take up"),
            _("No new applications."),
            mine.filter(state=Application.State.SUBMITTED).order_by("submitted_at", "pk"),
            tell_received,
            listed("applications:list", "state=submitted"),
        ),
        section(
            _("Cases in preparation"),
            _("No cases in preparation."),
            mine.filter(state=Application.State.PREPARATION).order_by("submitted_at", "pk"),
            tell_received,
            listed("applications:list", "state=preparation"),
        ),
        section(
            _("Completions that have been answered"),
            _("No completion to read."),
            completions.to_read().select_related(*WITH_CASE).order_by("answered_at", "pk"),
            lambda s: tell_case(
                s.application, part="#check", since=day_of(s.answered_at), note=number_of(s)
            ),
            listed("applications:list", "completion=answered"),
        ),
        section(
            _("Completions that nobody answered in time"),
            _("No completion is late."),
            completions.overdue().select_related(*WITH_CASE).order_by("deadline", "pk"),
            lambda s: tell_case(s.application, part="#check", due=s.deadline, note=number_of(s)),
            listed("applications:list", "completion=overdue"),
        ),
        section(
            _("Reported changes to note"),
            _("No change to note."),
            notices.select_related(*WITH_CASE).order_by("at", "pk"),
            lambda n: tell_case(
                n.application, part="#notices", since=day_of(n.at), note=n.get_about_display()
            ),
            listed("applications:list", "waiting=notice"),
        ),
        section(
            _("Messages to answer"),
            _("No message waits."),
            messages.select_related(*WITH_CASE).order_by("at", "pk"),
            lambda m: tell_case(m.application, "applications:messages", since=day_of(m.at)),
            listed("applications:list", "waiting=message"),
        ),
        section(
            _("Drafts of calls"),
            _("No draft of a call."),
            calls.select_related("fund").order_by("opens_at", "pk"),
            lambda c: Row(c, c.get_absolute_url(), c.fund, due=day_of(c.opens_at)),
            listed("grants:call_list"),
        ),
    ]


def _to_decide(user: Any, codes: list[str], seen: Any) -> list[Section]:
    under = seen.filter(decided_at(codes), state=Application.State.ASSESSMENT)
    assessed = Assessment.objects.filter(application=OuterRef("pk")).standing()
    unfinished = assessed.filter(state__in=["assigned", "accepted"])
    overdue = Assessment.objects.visible_to(user).late().exclude(assessor=user)
    answered = Decision.objects.filter(application=OuterRef("pk")).exclude(state="dropped")
    decisions = Decision.objects.visible_to(user).filter(decided_at(codes, "application__"))
    opinions = Opinion.objects.select_related("asking", *WITH_CASE)
    late = Opinion.objects.visible_to(user).overdue().filter(asking__in=codes)
    partial = (
        PossibleConflict.objects.visible_to(user)
        .waiting()
        .filter(
            Q(application__county__in=codes) | decided_at(codes, "application__"),
            application__state__in=UNDECIDED,
        )
    )
    return [
        section(
            _("Possible conflicts of interest to answer"),
            _("No conflict of interest to answer."),
            partial.with_all().order_by("found_at", "pk"),
            lambda c: Row(
                c.user, c.get_absolute_url(), c.application.title, since=day_of(c.found_at)
            ),
            listed("applications:list"),
        ),
        section(
            _("Applications without an assessor"),
            _("Every application under assessment has an assessor."),
            seen.filter(~Exists(assessed), county__in=codes, state=Application.State.ASSESSMENT)
            .filter(~Exists(answered))
            .order_by("submitted_at", "pk"),
            tell_received,
            listed("applications:list", "state=assessment"),
        ),
        section(
            _("Late assessments"),
            _("No assessment is late."),
            overdue.filter(application__county__in=codes)
            .select_related("assessor", "application")
            .order_by("due", "pk"),
            lambda a: Row(
                a.application.title,
                a.get_absolute_url(),
                a.assessor,
                due=a.due,
                note=number_of(a),
            ),
            listed("applications:list", "state=assessment"),
        ),
        section(
            _("Assessed applications to propose a decision on"),
            _("No application is fully assessed."),
            under.filter(Exists(assessed), ~Exists(unfinished), ~Exists(answered)).order_by(
                "submitted_at", "pk"
            ),
            tell_received,
            listed("applications:list", "state=assessment"),
        ),
        section(
            _("Opinions that your county is asked for"),
            _("No opinion is asked for."),
            opinions.waiting_for(user).order_by("deadline", "pk"),
            tell_opinion,
            listed("decisions:opinions", "state=mine"),
        ),
        section(
            _("Opinions that nobody gave in time"),
            _("No opinion is late."),
            late.select_related("board", *WITH_CASE).order_by("deadline", "pk"),
            lambda o: Row(
                o.application.title, o.get_absolute_url(), o.whom, o.application.amount, o.deadline
            ),
            listed("decisions:opinions", "state=late"),
        ),
        section(
            _("Drafts of decisions"),
            _("No draft of a decision."),
            decisions.filter(state=Decision.State.DRAFT).with_all().order_by("pk"),
            tell_decision,
            listed("decisions:list", "state=draft"),
        ),
        section(
            _("Signed decisions to send out"),
            _("No signed decision waits to be sent out."),
            decisions.filter(state=Decision.State.SIGNED).with_all().order_by("signed_at", "pk"),
            tell_decision,
            listed("decisions:list", "state=signed"),
        ),
    ]


def _to_follow_up(user: Any, codes: list[str], mine: Any) -> list[Section]:
    reports = Report.objects.visible_to(user).filter(application__in=mine.order_by().values("pk"))
    ended = [Application.State.REPORTED, Application.State.CLOSED]
    entries = Entry.objects.visible_to(user).filter(
        county__in=codes, state__in=[Entry.State.DRAFT, Entry.State.REVIEWED]
    )
    return [
        section(
            _("Final reports to read"),
            _("No report to read."),
            reports.filter(state=Report.State.SUBMITTED).with_all().order_by("submitted_at", "pk"),
            lambda r: Row(
                r.application.title,
                r.get_absolute_url(),
                r.organisation,
                since=day_of(r.submitted_at),
                note=r.application.case_number,
            ),
            listed("followup:reports", "state=submitted"),
        ),
        section(
            _("Late final reports"),
            _("No final report is late."),
            reports.overdue().with_all().order_by("due", "pk"),
            tell_report,
            listed("followup:reports"),
        ),
        section(
            _("Reported projects that are not in the catalogue"),
            _("Every reported project has a page."),
            mine.filter(state__in=ended, entry=None).order_by("submitted_at", "pk"),
            lambda a: tell_case(a, "catalog:entry_draft", note=a.case_number),
            listed("applications:list", "state=reported"),
        ),
        section(
            _("Project pages to review or publish"),
            _("No project page waits."),
            entries.with_all().order_by("pk"),
            lambda e: Row(e, e.get_absolute_url(), e.recipient, note=e.get_state_display()),
        ),
    ]


def as_assessor(user: Any) -> list[Section]:
    """Also an officer may assess, so this asks for assessments and not for a role."""
    if not user.posts_today:
        return []
    own = Assessment.objects.visible_to(user).unfinished().filter(assessor=user)
    found = section(
        _("Assessments to hand in"),
        _("No assessment waits for you."),
        own.select_related("application__organisation", "application__call").order_by(
            F("due").asc(nulls_last=True), "assigned_at", "pk"
        ),
        lambda a: Row(
            a.number if a.is_blind else a.application.title,
            a.get_absolute_url(),
            a.applicant,
            due=a.due,
            since=day_of(a.assigned_at),
            note=a.get_state_display(),
        ),
        listed("decisions:assessments", "status=waiting"),
    )
    return [found] if found.rows or user.holds("assessor", None) else []
