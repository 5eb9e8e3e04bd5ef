"""What waits for somebody who applies: drafts, completions, messages, reports, decisions."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Message, Signature, Supplement
from catalog.desk.rows import (
    NEWS,
    WITH_CASE,
    Row,
    Section,
    day_of,
    listed,
    section,
    tell_case,
    tell_decision,
    tell_report,
)
from decisions.models import Decision
from followup.models import Report
from grants import clock
from grants.models import JoinRequest


def as_member(user: Any) -> list[Section]:
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
        *_to_answer(user, drafts),
        section(
            _("Drafts to finish and submit"),
            _("No drafts in open calls."),
            drafts.order_by("call__closes_at", "pk"),
            lambda a: tell_case(a, "applications:edit", due=day_of(a.call.closes_at), note=a.call),
            listed("applications:list", "state=draft"),
        ),
        section(
            _("Completions you are asked for"),
            _("No completion is asked for."),
            asked.select_related(*WITH_CASE).order_by("deadline", "pk"),
            lambda s: tell_case(s.application, "applications:answer_completion", due=s.deadline),
            listed("applications:list", "state=supplement"),
        ),
        section(
            _("Messages from the board"),
            _("No message waits."),
            said.waiting(from_board=True).select_related(*WITH_CASE).order_by("at", "pk"),
            lambda m: tell_case(m.application, "applications:messages", since=day_of(m.at)),
            listed("applications:list"),
        ),
        section(
            _("Final reports to write"),
            _("No final report is due."),
            reports.with_all().order_by("due", "pk"),
            tell_report,
            listed("followup:reports"),
        ),
        section(
            _("New decisions"),
            _("No decision in the last 30 days."),
            sent.with_all().order_by("-released_at", "-pk"),
            lambda d: tell_decision(d, d.released_at),
            listed("decisions:list"),
            news=True,
        ),
    ]


def _to_answer(user: Any, drafts: Any) -> list[Section]:
    """What only somebody who may sign can do: sign after another, and let people in."""
    signs_for = [m.organisation_id for m in user.memberships_today if m.role == "signatory"]
    by_mandate = user.mandates.filter(state__in=["given", "accepted"]).values("application")
    hers = drafts.filter(Q(organisation__in=signs_for) | Q(pk__in=by_mandate))
    # A signature holds for the text as it was signed: what was saved later is to be signed anew.
    signed = Signature.objects.filter(
        application=OuterRef("pk"), signed_at__gte=OuterRef("saved_at")
    )
    asked = JoinRequest.objects.visible_to(user).waiting().filter(organisation__in=signs_for)
    return [
        section(
            _("Drafts that wait for your signature"),
            _("No draft waits for your signature."),
            hers.filter(Exists(signed), ~Exists(signed.filter(user=user))).order_by(
                "call__closes_at", "pk"
            ),
            lambda a: tell_case(a, "applications:submit", due=day_of(a.call.closes_at)),
            listed("applications:list", "state=draft"),
        ),
        section(
            _("People who ask to join"),
            _("Nobody asks to join."),
            asked.select_related("user", "organisation").order_by("asked_at", "pk"),
            lambda r: Row(r.user, r.get_absolute_url(), r.organisation, since=day_of(r.asked_at)),
        ),
    ]
