"""Application: what is asked, by whom, for how much, and its life from draft to archive."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from applications.models.answers import write
from applications.models.asked import Asked
from applications.models.checks import is_checked
from applications.models.following import follow, keep_timing
from applications.models.grounds import put_to_officers
from applications.models.parts import ORIGINAL, CaseSeries
from applications.models.queries import ApplicationQuerySet
from applications.models.signing import (
    Signature,
    mandates_waiting,
    may_sign_next,
    must_be_in_time,
    needs_another,
    sign,
    standing,
    text_as_read,
)
from applications.models.snapshot import certificates_now, checksum_of
from applications.models.supplement import Supplement
from applications.rules import decides_on, drafts, pays, prepares, signs, writes
from grants import clock, law, rules, steps
from grants.models import Birth, Questionnaire, StateField, User
from grants.rules import Refused, because, may


# What a draft says from one save to the next is not kept: what was submitted is, as a frozen copy,
# and each completion keeps what stood there before it.
@pghistory.track(
    exclude=["answers", "set_aside", "stamps", "timing", "version", "saved_at", "reminded"]
)
class Application(Asked):
    """An application by an organisation in a call, and the case it becomes when it arrives."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        PREPARATION = "preparation", _("in preparation")
        SUPPLEMENT = "supplement", _("waiting for completion")
        ASSESSMENT = "assessment", _("under assessment")
        PROPOSED = "proposed", _("proposed for decision")
        GRANTED = "granted", _("granted")
        PARTLY_GRANTED = "partly_granted", _("partly granted")
        REJECTED = "rejected", _("rejected")
        DISMISSED = "dismissed", _("dismissed")
        DISCONTINUED = "discontinued", _("discontinued")
        ONGOING = "ongoing", _("ongoing")
        REPORTED = "reported", _("reported")
        CLOSED = "closed", _("closed")
        ARCHIVED = "archived", _("archived")
        WITHDRAWN = "withdrawn", _("withdrawn")

    birth = Birth(permission=may(writes), label=_("The draft was begun"))
    main_line = (
        State.DRAFT,
        State.SUBMITTED,
        State.PREPARATION,
        State.ASSESSMENT,
        State.PROPOSED,
        State.GRANTED,
        State.ONGOING,
        State.REPORTED,
        State.CLOSED,
    )
    read_with = (
        *("organisation", "county", "earmark", "questionnaire"),
        *("call__county", "call__frame", "call__terms__deciding_county"),
    )

    state = StateField(
        _("state"), choices=State.choices, default=State.DRAFT, protected=True, db_index=True
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta(Asked.Meta):
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-submitted_at", "-pk"]
        indexes = [
            models.Index(fields=["call", "state"]),
            models.Index(fields=["organisation", "-saved_at"]),
            models.Index(fields=["county", "-submitted_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "case_serial", "case_year"], name="case_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(submitted_at__isnull=False, case_serial__isnull=False, amount__gt=0)
                & ~Q(checksum=""),
                name="submitted_is_stamped",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, own_funding__gte=0, other_funding__gte=0),
                name="application_money_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(period_from=None)
                | Q(period_to=None)
                | Q(period_to__gte=F("period_from")),
                name="application_period_in_order",
                violation_error_message=_("The period must end after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("applications:case", args=[self.pk])

    def conflicts_with(self, user: Any) -> bool:
        """Whether a member of staff has a known conflict of interest in the case."""
        if self.has_member(user):
            return True
        # An officer may be about to enter it from paper.
        return not self._state.adding and any(c.user_id == user.pk for c in self.conflicts.all())

    def told_of(self, step: str) -> Iterable[Any]:
        officers = User.objects.staff_of(self.county, "officer")
        members = User.objects.members_of(self.organisation, "editor", "signatory")
        if step == "submit":
            return members | officers
        if step in ("follow_form", "remind"):
            return members
        if step == "sign_first":
            return may_sign_next(self)
        return officers if step in ("answer_completion", "withdraw", "change_contact") else ()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new application is written on the newest version of its call's form."""
        if getattr(self, "questionnaire_id", None) is None:
            self.questionnaire = Questionnaire.objects.newest(self.call)
        super().save(*args, **kwargs)

    def must_be_draft(self) -> None:
        """Raises Refused when it has been submitted."""
        if self.state != self.State.DRAFT:
            raise Refused(_("The application has already been submitted."))

    def standing_signatures(self, checksum: str) -> list[Signature]:
        """The signatures that hold: those of exactly this text, by people who may sign still."""
        return standing(self, checksum)

    # Conditions

    @because(_("Something is missing in the application."))
    def is_complete(self) -> bool:
        return not self.stops

    @because(_("The organisation may not apply for this fund."))
    def may_be_sought_by_applicant(self) -> bool:
        """A paper is registered whoever sent it; then it is answered."""
        return self.on_behalf or not self.hinders()

    @because(_("Answer every item of the formal check first."))
    def formal_check_is_done(self) -> bool:
        return is_checked(self)

    @because(_("A completion waits to be accepted."))
    def no_completion_waits(self) -> bool:
        """Of several rounds the last one counts: it has taken the place of those before."""
        rounds = list(self.supplements.all())
        return not rounds or rounds[-1].state not in ("asked", "answered")

    @because(_("The last day to answer has not passed yet."))
    def completion_is_overdue(self) -> bool:
        return any(one.is_overdue for one in self.supplements.all())

    @because(_("One signature is enough in this call."))
    def needs_two_signatures(self) -> bool:
        return self.call.signatures_needed > 1 and not self.on_behalf

    @because(_("The original on paper must be attached, with the day it arrived."))
    def has_its_original(self) -> bool:
        if not self.on_behalf:
            return True
        original = self.attachments.filter(question=ORIGINAL).exists()
        return original and self.received_at is not None

    @because(_("A power of attorney waits to be accepted."))
    def mandates_are_examined(self) -> bool:
        return not mandates_waiting(self)

    # The life of an application

    @transition(
        state,
        State.DRAFT,
        State.DRAFT,
        permission=may(writes | rules.is_officer | rules.is_bifall),
        custom={
            "label": _("Follow the corrected form"),
            "done": _("The form was corrected, and the draft follows it"),
            "party": True,
            "inside": True,
        },
    )
    def follow_form(self, by: Any) -> None:
        """Go over to the newest version of the form; answers that still fit are kept."""
        follow(self)

    @transition(
        state,
        State.DRAFT,
        State.DRAFT,
        permission=may(rules.is_bifall),
        custom={
            "label": _("Remind of the closing"),
            "done": _("A reminder of the closing was sent"),
            "party": True,
            "inside": True,
        },
    )
    def remind(self, by: Any, days: int) -> None:
        """Tell those who write that the call closes in so many days. Each number only once."""
        if self.reminded is not None and self.reminded <= days:
            raise Refused(_("This reminder has already been sent."))
        self.reminded = days

    @transition(
        state,
        State.DRAFT,
        State.SUBMITTED,
        conditions=[may_be_sought_by_applicant, is_complete, has_its_original],
        permission=may(signs),
        custom={
            "label": _("Sign and submit"),
            "done": _("The application was submitted"),
            "party": True,
            "page": "applications:submit",
            "read_with": ("organisation", "county", "call__terms"),
            "read_later": ("answers", "set_aside", "stamps"),
        },
    )
    def submit(self, by: Any, reading: str = "") -> None:
        """It is signed and arrives: time stamp, registration number, frozen copy and checksum.

        The time is the server's at arrival (förvaltningslagen 22 §). `reading` is the SHA-256 of
        what she has read. Raises Refused when the text is another, when the call is not open at
        that moment, or when another person must sign first.
        """
        must_be_in_time(self)
        self.as_submitted = text_as_read(self, reading)
        self.checksum = checksum_of(self.as_submitted)
        sign(self, by)
        if needs_another(self, by, self.checksum):
            raise Refused(_("One more authorised signatory must sign. Your draft is kept."))
        self.certified = certificates_now(self)
        self.signed_by = by
        self.submitted_at = self.arrives_at
        keep_timing(self)
        self.case_year = self.submitted_at.astimezone(clock.SWEDEN).year
        self.case_serial = CaseSeries.next_serial(self.county, self.case_year)
        self.case_number = law.format_case_number(
            settings.VAS_CODE, self.case_serial, self.case_year
        )

    @transition(
        state,
        State.DRAFT,
        State.DRAFT,
        conditions=[may_be_sought_by_applicant, is_complete, needs_two_signatures],
        permission=may(signs),
        custom={
            "label": _("Sign first"),
            "done": _("The first of two signatures was given"),
            "party": True,
            "inside": True,
        },
    )
    def sign_first(self, by: Any, reading: str = "") -> None:
        """The first of two signatures: whoever signs next submits exactly this text.

        Raises Refused when the call is not open, the text is not the one she has read, or somebody
        else has signed it already.
        """
        must_be_in_time(self)
        checksum = checksum_of(text_as_read(self, reading))
        if not needs_another(self, by, checksum):
            raise Refused(_("The first signature is there already. Sign and submit."))
        sign(self, by, checksum)

    @transition(
        state,
        State.SUBMITTED,
        State.PREPARATION,
        permission=may(prepares),
        custom={"label": _("Take up the case"), "done": _("The case was taken up"), "party": True},
    )
    def take_up(self, by: Any) -> None:
        """An officer begins the formal check, and is asked who may be partial."""
        put_to_officers([self])

    @transition(
        state,
        State.PREPARATION,
        State.ASSESSMENT,
        conditions=[formal_check_is_done, no_completion_waits, mandates_are_examined],
        permission=may(prepares),
        custom={
            "label": _("Pass on to assessment"),
            "done": _("The case was passed on to assessment"),
            "party": True,
        },
    )
    def pass_on(self, by: Any) -> None:
        """The formal check is done; assessors can be assigned."""
        put_to_officers([self])

    @transition(
        state,
        State.PREPARATION,
        State.SUPPLEMENT,
        permission=may(prepares),
        custom={
            "label": _("Ask for completion"),
            "done": _("The case waits for completion"),
            "party": True,
            "page": "applications:ask_completion",
            "quiet": True,
        },
    )
    def ask_completion(
        self,
        by: Any,
        what: str,
        deadline: date,
        fields: dict[str, str] | None = None,
        consequence: str = "",
    ) -> None:
        """Ask the applicant for what is missing, until a last day (förvaltningslagen 20 §).

        Only the questions in `fields` are open meanwhile; each says what is missing there.
        """
        request = Supplement(
            application=self,
            asked_by=by,
            what=what,
            deadline=deadline,
            fields=fields or {},
            consequence=consequence or law.COMPLETION_CONSEQUENCE.text_sv,
        )
        steps.begin(request, by=by)

    @transition(
        state,
        State.SUPPLEMENT,
        State.PREPARATION,
        permission=may(writes),
        custom={
            "label": _("Answer the request for completion"),
            "done": _("The case went back to preparation"),
            "party": True,
            "page": "applications:answer_completion",
        },
    )
    def answer_completion(self, by: Any, answer: str) -> None:
        """The applicant sends in what was missing; the new answers stand from now on."""
        asked = self.supplements.get(state=Supplement.State.ASKED)
        asked = steps.take("give_answer", asked, by=by, answer=answer)
        write(self, asked.values, by)

    @transition(
        state,
        State.SUPPLEMENT,
        State.PREPARATION,
        conditions=[completion_is_overdue],
        permission=may(prepares),
        custom={
            "label": _("Go on without the completion"),
            "done": _("The case went on without the completion"),
            "party": True,
        },
    )
    def go_on_without(self, by: Any) -> None:
        """Nobody answered in time."""
        asked = self.supplements.get(state=Supplement.State.ASKED)
        steps.take("lapse", asked, by=by)

    @transition(
        state,
        State.ASSESSMENT,
        State.PREPARATION,
        permission=may(prepares),
        custom={
            "label": _("Take back to preparation"),
            "done": _("The case was taken back to preparation"),
            "party": True,
            "quiet": True,
            "note": True,
        },
    )
    def take_back(self, by: Any) -> None:
        """Something must be asked after all."""

    @transition(
        state,
        [State.PREPARATION, State.ASSESSMENT],
        State.PROPOSED,
        permission=may(drafts),
        custom={
            "label": _("Propose a decision"),
            "done": _("A decision was proposed"),
            "inside": True,
        },
    )
    def propose(self, by: Any) -> None:
        """A decision waits for its decision-maker. Taken by the decision."""

    @transition(
        state,
        State.PROPOSED,
        State.ASSESSMENT,
        permission=may(decides_on | drafts),
        custom={
            "label": _("Send back to assessment"),
            "done": _("The proposal was sent back"),
            "inside": True,
        },
    )
    def send_back(self, by: Any) -> None:
        """The proposal must be reworked. Taken by the decision."""

    @transition(
        state,
        State.PROPOSED,
        State.GRANTED,
        permission=may(decides_on | drafts),
        custom={
            "label": _("Grant"),
            "done": _("The application was granted"),
            "party": True,
            "inside": True,
        },
    )
    def grant(self, by: Any) -> None:
        """Taken by the decision when it is sent out."""

    @transition(
        state,
        State.PROPOSED,
        State.PARTLY_GRANTED,
        permission=may(decides_on | drafts),
        custom={
            "label": _("Grant in part"),
            "done": _("The application was granted in part"),
            "party": True,
            "inside": True,
        },
    )
    def grant_partly(self, by: Any) -> None:
        """Taken by the decision when it is sent out."""

    @transition(
        state,
        State.PROPOSED,
        State.REJECTED,
        permission=may(decides_on | drafts),
        custom={
            "label": _("Reject"),
            "done": _("The application was rejected"),
            "party": True,
            "inside": True,
        },
    )
    def reject(self, by: Any) -> None:
        """Taken by the decision when it is sent out."""

    @transition(
        state,
        State.PROPOSED,
        State.DISMISSED,
        permission=may(decides_on | drafts),
        custom={
            "label": _("Dismiss"),
            "done": _("The application was dismissed"),
            "party": True,
            "inside": True,
        },
    )
    def dismiss(self, by: Any) -> None:
        """Not tried: late, unsigned or not eligible. Taken by the decision when it is sent out."""

    @transition(
        state,
        State.PROPOSED,
        State.DISCONTINUED,
        permission=may(decides_on | drafts),
        custom={
            "label": _("Discontinue"),
            "done": _("The case was discontinued"),
            "party": True,
            "inside": True,
        },
    )
    def discontinue(self, by: Any) -> None:
        """There is nothing left to decide. Taken by the decision when it is sent out."""

    @transition(
        state,
        [State.GRANTED, State.PARTLY_GRANTED],
        State.ONGOING,
        permission=may(pays),
        custom={
            "label": _("The activity goes on"),
            "done": _("The first payment was made"),
            "party": True,
            "inside": True,
        },
    )
    def start(self, by: Any) -> None:
        """The first payment has been made. Taken by the payment."""

    @transition(
        state,
        State.ONGOING,
        State.REPORTED,
        permission=may(prepares),
        custom={
            "label": _("Reported"),
            "done": _("The final report was approved"),
            "party": True,
            "inside": True,
        },
    )
    def mark_reported(self, by: Any) -> None:
        """The final report is approved. Taken by the report."""

    @transition(
        state,
        State.REPORTED,
        State.CLOSED,
        permission=may(prepares),
        custom={"label": _("Close the case"), "done": _("The case was closed"), "party": True},
    )
    def close(self, by: Any) -> None:
        """Nothing more is expected of anyone."""

    @transition(
        state,
        State.CLOSED,
        State.ARCHIVED,
        permission=may(prepares),
        custom={"label": _("Archive"), "done": _("The case was archived"), "quiet": True},
    )
    def archive(self, by: Any) -> None:
        """The case is kept and no longer worked with."""

    @transition(
        state,
        [State.SUBMITTED, State.PREPARATION, State.SUPPLEMENT, State.ASSESSMENT, State.PROPOSED],
        State.WITHDRAWN,
        permission=may(rules.signs_for),
        custom={
            "label": _("Withdraw the application"),
            "done": _("The application was withdrawn"),
            "party": True,
            "quiet": True,
            "note": True,
        },
    )
    def withdraw(self, by: Any) -> None:
        """The applicant takes it back before it is decided."""

    @transition(
        state,
        [
            *(State.SUBMITTED, State.PREPARATION, State.SUPPLEMENT, State.ASSESSMENT),
            *(State.PROPOSED, State.GRANTED, State.PARTLY_GRANTED, State.ONGOING, State.REPORTED),
        ],
        None,
        permission=may(writes),
        custom={
            "label": _("Change contact person"),
            "done": _("The contact person was changed"),
            "party": True,
            "quiet": True,
            "page": "applications:change_contact",
        },
    )
    def change_contact(self, by: Any, name: str, email: str, phone: str) -> None:
        """Who the board can ask. What was signed stays as it was signed."""
        self.contact_name, self.contact_email, self.contact_phone = name, email, phone
