"""What waits for a person, from all floors: sections of a few rows, the oldest day first.

Every queryset starts with `visible_to(user)`. A section costs one query, however many rows wait.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Message, Notice, Oversubscription, Supplement
from catalog.models import Entry
from decisions.models import Assessment, Decision, Opinion
from followup.models import Payment, PaymentFile, Report
from grants import clock
from grants.models import Call, County, Event

AT_MOST = 5  # rows of a section on the page; the rest stand in its list
SOON = timedelta(days=7)
NEWS = timedelta(days=30)
WITH_CASE = ("application__organisation",)


@dataclass(frozen=True)
class Row:
    """One thing that waits. `due` is a last day; `since` is when it began to wait. SEK."""

    what: Any
    url: str
    who: Any = ""
    amount: Decimal | None = None
    due: date | None = None
    since: date | None = None
    note: Any = ""

    @property
    def when(self) -> date | None:
        return self.due or self.since

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < clock.today()

    @property
    def is_soon(self) -> bool:
        return self.due is not None and clock.today() <= self.due <= clock.today() + SOON


@dataclass(frozen=True)
class Section:
    """What waits of one kind: how many there are, the first rows, and where all of them stand.

    `news` only wants to be read, and stands after what waits.
    """

    title: Any
    empty: Any
    rows: list[Row]
    count: int
    more_url: str
    news: bool = False


@dataclass(frozen=True)
class Pressure:
    """Money sought over money available in a county's calls that are being handled."""

    county: County
    figures: Oversubscription


def waiting(user: Any) -> list[Section]:
    """All that waits for the user in any of her roles: the oldest first, empty sections last."""
    sections = [*_as_member(user), *_as_officer(user), *_as_assessor(user)]
    sections += [*_as_decider(user), *_as_finance(user), *_as_auditor(user)]
    return sorted(sections, key=lambda s: (not s.rows, s.news, min(_days(s), default=date.max)))


def pressure(user: Any) -> list[Pressure]:
    """Per county, the over-subscription of the published calls, for the national coordinator."""
    if not user.holds("coordinator", None):
        return []
    calls = Call.objects.visible_to(user).filter(state=Call.State.PUBLISHED)
    counties = County.objects.in_bulk()
    sought = Application.objects.visible_to(user).oversubscription(calls, by="county")
    lines = [Pressure(counties[figures.key], figures) for figures in sought]
    return sorted(lines, key=lambda line: -(line.figures.ratio or 0))


def _days(section: Section) -> Iterable[date]:
    return (row.when for row in section.rows if row.when)


def _section(
    title: Any,
    empty: Any,
    things: QuerySet[Any],
    tell: Callable[[Any], Row],
    url: str = "",
    news: bool = False,
) -> Section:
    """One query: the first rows, each with how many there are in all."""
    first = list(things.annotate(in_all=Window(Count("*")))[:AT_MOST])
    return Section(
        title, empty, [tell(t) for t in first], first[0].in_all if first else 0, url, news
    )


def _list(name: str, query: str = "") -> str:
    return reverse(name) + (f"?{query}" if query else "")


def _decided_at(codes: list[str], case: str = "") -> Q:
    """Cases that the boards decide: for § 37 a Jönköping, else the county's own."""
    named = f"{case}call__terms__deciding_county"
    return Q(**{f"{named}__in": codes}) | Q(**{named: None, f"{case}county__in": codes})


# How a thing is told


def _case(case: Application, page: str = "applications:case", part: str = "", **more: Any) -> Row:
    url = reverse(page, args=[case.pk]) + part
    return Row(case.title, url, case.organisation, case.amount or None, **more)


def _received(case: Application) -> Row:
    return _case(case, since=_day(case.submitted_at), note=case.case_number)


def _decision(decision: Decision, since: Any = None) -> Row:
    return Row(
        decision.application.title,
        decision.get_absolute_url(),
        decision.organisation,
        decision.amount or None,
        since=_day(since or decision.signed_at),
        note=f"{decision.get_outcome_display()} · {decision.application.case_number}",
    )


def _payment(payment: Payment) -> Row:
    return Row(
        payment.application.title,
        payment.get_absolute_url(),
        payment.organisation,
        payment.amount,
        due=payment.due,
        note=payment.application.case_number,
    )


def _report(report: Report) -> Row:
    return Row(
        report.application.title,
        report.get_absolute_url(),
        report.organisation,
        due=report.due,
        note=report.get_state_display(),
    )


def _number(thing: Any) -> str:
    number: str = thing.application.case_number
    return number


def _day(moment: Any) -> date | None:
    return moment.astimezone(clock.SWEDEN).date() if moment else None


# What waits in each role


def _as_member(user: Any) -> list[Section]:
    own = [m.organisation_id for m in user.memberships_today]
    if not own:
        return []
    cases = Application.objects.visible_to(user).filter(organisation__in=own).with_all()
    drafts = cases.filter(state=Application.State.DRAFT, call__closes_at__gt=clock.now())
    asked = Supplement.objects.visible_to(user).filter(
        application__organisation__in=own, state=Supplement.State.ASKED
    )
    said = Message.objects.visible_to(user).filter(application__organisation__in=own)
    reports = Report.objects.visible_to(user).filter(
        application__organisation__in=own, state__in=["expected", "draft", "returned"]
    )
    sent = Decision.objects.visible_to(user).filter(
        application__organisation__in=own,
        state=Decision.State.RELEASED,
        released_at__gt=clock.now() - NEWS,
    )
    return [
        _section(
            _("Drafts to finish and submit"),
            _("No drafts in open calls."),
            drafts.order_by("call__closes_at", "pk"),
            lambda a: _case(a, "applications:edit", due=_day(a.call.closes_at), note=a.call),
            _list("applications:list", "state=draft"),
        ),
        _section(
            _("Completions you are asked for"),
            _("No completion is asked for."),
            asked.select_related(*WITH_CASE).order_by("deadline", "pk"),
            lambda s: _case(s.application, "applications:answer_completion", due=s.deadline),
            _list("applications:list", "state=supplement"),
        ),
        _section(
            _("Messages from the board"),
            _("No message waits."),
            said.waiting(from_board=True).select_related(*WITH_CASE).order_by("at", "pk"),
            lambda m: _case(m.application, "applications:messages", since=_day(m.at)),
            _list("applications:list"),
        ),
        _section(
            _("Final reports to write"),
            _("No final report is due."),
            reports.with_all().order_by("due", "pk"),
            _report,
            _list("followup:reports"),
        ),
        _section(
            _("New decisions"),
            _("No decision in the last 30 days."),
            sent.with_all().order_by("-released_at", "-pk"),
            lambda d: _decision(d, d.released_at),
            _list("decisions:list"),
            news=True,
        ),
    ]


def _as_officer(user: Any) -> list[Section]:
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
        _section(
            _("New applications to take up"),
            _("No new applications."),
            mine.filter(state=Application.State.SUBMITTED).order_by("submitted_at", "pk"),
            _received,
            _list("applications:list", "state=submitted"),
        ),
        _section(
            _("Cases in preparation"),
            _("No cases in preparation."),
            mine.filter(state=Application.State.PREPARATION).order_by("submitted_at", "pk"),
            _received,
            _list("applications:list", "state=preparation"),
        ),
        _section(
            _("Completions that have been answered"),
            _("No completion to read."),
            completions.to_read().select_related(*WITH_CASE).order_by("answered_at", "pk"),
            lambda s: _case(
                s.application, part="#check", since=_day(s.answered_at), note=_number(s)
            ),
            _list("applications:list", "completion=answered"),
        ),
        _section(
            _("Completions that nobody answered in time"),
            _("No completion is late."),
            completions.overdue().select_related(*WITH_CASE).order_by("deadline", "pk"),
            lambda s: _case(s.application, part="#check", due=s.deadline, note=_number(s)),
            _list("applications:list", "completion=overdue"),
        ),
        _section(
            _("Reported changes to note"),
            _("No change to note."),
            notices.select_related(*WITH_CASE).order_by("at", "pk"),
            lambda n: _case(
                n.application, part="#notices", since=_day(n.at), note=n.get_about_display()
            ),
            _list("applications:list", "waiting=notice"),
        ),
        _section(
            _("Messages to answer"),
            _("No message waits."),
            messages.select_related(*WITH_CASE).order_by("at", "pk"),
            lambda m: _case(m.application, "applications:messages", since=_day(m.at)),
            _list("applications:list", "waiting=message"),
        ),
        _section(
            _("Drafts of calls"),
            _("No draft of a call."),
            calls.select_related("fund").order_by("opens_at", "pk"),
            lambda c: Row(c, c.get_absolute_url(), c.fund, due=_day(c.opens_at)),
            _list("grants:call_list"),
        ),
    ]


def _to_decide(user: Any, codes: list[str], seen: Any) -> list[Section]:
    under = seen.filter(_decided_at(codes), state=Application.State.ASSESSMENT)
    assessed = Assessment.objects.filter(application=OuterRef("pk")).exclude(state="recused")
    unfinished = assessed.filter(state__in=["assigned", "accepted"])
    answered = Decision.objects.filter(application=OuterRef("pk")).exclude(state="dropped")
    decisions = Decision.objects.visible_to(user).filter(_decided_at(codes, "application__"))
    opinions = Opinion.objects.visible_to(user).filter(
        application__county__in=codes, state=Opinion.State.ASKED
    )
    return [
        _section(
            _("Applications without an assessor"),
            _("Every application under assessment has an assessor."),
            seen.filter(~Exists(assessed), county__in=codes, state=Application.State.ASSESSMENT)
            .filter(~Exists(answered))
            .order_by("submitted_at", "pk"),
            _received,
            _list("applications:list", "state=assessment"),
        ),
        _section(
            _("Assessed applications to propose a decision on"),
            _("No application is fully assessed."),
            under.filter(Exists(assessed), ~Exists(unfinished), ~Exists(answered)).order_by(
                "submitted_at", "pk"
            ),
            _received,
            _list("applications:list", "state=assessment"),
        ),
        _section(
            _("Opinions that your county is asked for"),
            _("No opinion is asked for."),
            opinions.select_related("application__organisation").order_by("deadline", "pk"),
            lambda o: Row(
                o.application.title,
                o.get_absolute_url(),
                o.organisation,
                o.application.amount,
                due=o.deadline,
            ),
        ),
        _section(
            _("Drafts of decisions"),
            _("No draft of a decision."),
            decisions.filter(state=Decision.State.DRAFT).with_all().order_by("pk"),
            _decision,
            _list("decisions:list", "state=draft"),
        ),
        _section(
            _("Signed decisions to send out"),
            _("No signed decision waits to be sent out."),
            decisions.filter(state=Decision.State.SIGNED).with_all().order_by("signed_at", "pk"),
            _decision,
            _list("decisions:list", "state=signed"),
        ),
    ]


def _to_follow_up(user: Any, codes: list[str], mine: Any) -> list[Section]:
    reports = Report.objects.visible_to(user).filter(application__in=mine.order_by().values("pk"))
    ended = [Application.State.REPORTED, Application.State.CLOSED]
    entries = Entry.objects.visible_to(user).filter(
        county__in=codes, state__in=[Entry.State.DRAFT, Entry.State.REVIEWED]
    )
    return [
        _section(
            _("Final reports to read"),
            _("No report to read."),
            reports.filter(state=Report.State.SUBMITTED).with_all().order_by("submitted_at", "pk"),
            lambda r: Row(
                r.application.title,
                r.get_absolute_url(),
                r.organisation,
                since=_day(r.submitted_at),
                note=r.application.case_number,
            ),
            _list("followup:reports", "state=submitted"),
        ),
        _section(
            _("Late final reports"),
            _("No final report is late."),
            reports.overdue().with_all().order_by("due", "pk"),
            _report,
            _list("followup:reports"),
        ),
        _section(
            _("Reported projects that are not in the catalogue"),
            _("Every reported project has a page."),
            mine.filter(state__in=ended, entry=None).order_by("submitted_at", "pk"),
            lambda a: _case(a, "catalog:entry_draft", note=a.case_number),
            _list("applications:list", "state=reported"),
        ),
        _section(
            _("Project pages to review or publish"),
            _("No project page waits."),
            entries.with_all().order_by("pk"),
            lambda e: Row(e, e.get_absolute_url(), e.recipient, note=e.get_state_display()),
        ),
    ]


def _as_assessor(user: Any) -> list[Section]:
    """Also an officer may assess, so this asks for assessments and not for a role."""
    if not user.posts_today:
        return []
    own = Assessment.objects.visible_to(user).unfinished().filter(assessor=user)
    section = _section(
        _("Assessments to hand in"),
        _("No assessment waits for you."),
        own.select_related("application__organisation").order_by(
            F("due").asc(nulls_last=True), "assigned_at", "pk"
        ),
        lambda a: Row(
            a.application.title,
            a.get_absolute_url(),
            a.organisation,
            due=a.due,
            since=_day(a.assigned_at),
            note=a.get_state_display(),
        ),
        _list("decisions:assessments", "status=waiting"),
    )
    return [section] if section.rows or user.holds("assessor", None) else []


def _as_decider(user: Any) -> list[Section]:
    codes = user.counties_as("decider")
    if not codes:
        return []
    proposed = Decision.objects.waiting_for(user).with_all().order_by("pk")
    within = _within_limit(user)
    return [
        _section(
            _("Decisions to sign"),
            _("No decision waits for your signature."),
            proposed.filter(within),
            _decision,
            _list("decisions:list", "state=proposed"),
        ),
        _section(
            _("Proposals above your limit"),
            _("No proposal is above your limit."),
            proposed.exclude(within),
            _decision,
            _list("decisions:list", "state=proposed"),
        ),
    ]


def _within_limit(user: Any) -> Q:
    """Decisions on amounts that the user may decide at the board in question."""
    within = Q(pk__in=[])
    for post in user.posts_today:
        if post.role == "decider":
            at_board = _decided_at([post.county_id], "application__")
            within |= at_board if post.limit is None else at_board & Q(amount__lte=post.limit)
    return within


def _as_finance(user: Any) -> list[Section]:
    codes = user.counties_as("finance")
    if not codes:
        return []
    payments, by_day = Payment.objects.visible_to(user), ("due", "pk")
    files = PaymentFile.objects.visible_to(user).filter(
        county__in=codes, state=PaymentFile.State.MADE
    )
    return [
        _section(
            _("Grants without a payment plan"),
            _("Every grant has a payment plan."),
            Decision.objects.with_all()
            .filter(pk__in=Payment.objects.decisions_to_plan(user).order_by().values("pk"))
            .order_by("released_at", "pk"),
            lambda d: Row(
                d.application.title,
                reverse("followup:plan", args=[d.pk]),
                d.organisation,
                d.amount,
                since=_day(d.released_at),
            ),
        ),
        _section(
            _("Payments to approve"),
            _("No payment waits for a first approval."),
            payments.to_attest(user).with_all().order_by(*by_day),
            _payment,
            _list("followup:payments", "state=planned"),
        ),
        _section(
            _("Payments to approve as the second person"),
            _("No payment waits for a second approval."),
            payments.to_clear(user).with_all().order_by(*by_day),
            _payment,
            _list("followup:payments", "state=attested"),
        ),
        _section(
            _("Payments that leave with the next file"),
            _("No payment waits for a file."),
            payments.to_export(user).with_all().order_by(*by_day),
            _payment,
            _list("followup:payments", "state=cleared"),
        ),
        _section(
            _("Payments that bounced"),
            _("No payment has bounced."),
            payments.to_plan_again(user).with_all().order_by(*by_day),
            _payment,
            _list("followup:payments", "state=bounced"),
        ),
        _section(
            _("Payment files to confirm"),
            _("No payment file waits for the bank."),
            files.with_all().order_by("made_at", "pk"),
            lambda f: Row(f, f.get_absolute_url(), since=_day(f.made_at)),
            _list("followup:payment_files"),
        ),
    ]


def _as_auditor(user: Any) -> list[Section]:
    """What has been done at the board, newest first. Nothing here waits for her."""
    codes = user.counties_as("auditor")
    if not codes:
        return []
    seen = Application.objects.visible_to(user).handled_by(user).order_by().values("pk")
    events = Event.objects.visible_to(user).filter(chain__in=codes, case__in=seen)
    decisions = Decision.objects.visible_to(user).filter(
        _decided_at(codes, "application__"),
        application__in=seen,
        state=Decision.State.RELEASED,
    )
    return [
        _section(
            _("Latest decisions of your county"),
            _("No decision has been sent out."),
            decisions.with_all().order_by("-released_at", "-pk"),
            lambda d: _decision(d, d.released_at),
            _list("decisions:list"),
            news=True,
        ),
        _section(
            _("Latest steps in your county"),
            _("No step has been taken."),
            events.select_related("by").order_by("-at", "-pk"),
            lambda e: Row(
                e.label, reverse("applications:case", args=[e.case]), e.by, since=_day(e.at)
            ),
            _list("applications:list"),
            news=True,
        ),
    ]
