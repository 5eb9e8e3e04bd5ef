"""What an application holds: its columns and what they add up to, apart from its life."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from applications.models.answers import values_of
from applications.models.faults import faults_of
from applications.models.snapshot import SIGNED
from applications.models.sought import counts_as_sought
from grants import clock, law, questions
from grants.models import (
    Call,
    County,
    Earmark,
    Life,
    Municipality,
    Organisation,
    Priority,
    Purpose,
    Questionnaire,
)

# What has arrived, or was changed since, waits to be compared with others (`likeness.Waiting`).
TO_BE_READ = pgtrigger.Trigger(
    name="waits_to_be_read",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "version"),
    condition=pgtrigger.Condition("NEW.state <> 'draft'"),
    func="""
        IF TG_OP = 'INSERT' OR OLD.state = 'draft' OR OLD.version <> NEW.version THEN
            INSERT INTO applications_waiting (application_id) VALUES (NEW.id)
                ON CONFLICT DO NOTHING;
        END IF;
        RETURN NULL;
    """,
)


class Asked(Life):
    """The columns of an Application. What the machine and the money do not need is in `answers`."""

    cost_lines: Any  # the rows of its budget, from `parts`
    partners: Any  # who does it together with the applicant, from `partners`

    class Meta(Life.Meta):
        abstract = True
        triggers = [*Life.Meta.triggers, TO_BE_READ, counts_as_sought]

    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    county = models.ForeignKey(County, models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="applications")
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications_begun"
    )
    # It came on paper, and an officer of the board enters it; when the paper arrived.
    on_behalf = models.BooleanField(_("entered by the board from paper"), default=False)
    received_at = models.DateTimeField(_("the paper arrived"), null=True, blank=True)
    # The version of the call's form it is written on, and the one the applicant last knew of when
    # the form has been corrected since (None: she has seen what changed).
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="applications", editable=False
    )
    changed_from = models.ForeignKey(
        Questionnaire, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    # Answers to the questions that have no column of their own; what no longer fits any question.
    answers = models.JSONField(default=dict, blank=True, editable=False)
    set_aside = models.JSONField(default=dict, blank=True, editable=False)
    # {question: [count, user, moment]}: two people never overwrite each other silently.
    stamps = models.JSONField(default=dict, blank=True, editable=False)
    # Seconds of writing per section, whoever wrote: leaves the draft as a coarse Timing.
    timing = models.JSONField(default=dict, blank=True, editable=False)
    # Goes up by one at each save of the draft: nobody signs another text than she has read.
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=clock.now)
    # Days before closing of the last reminder that was sent about the draft.
    reminded = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    title = models.CharField(_("name of the activity"), max_length=150)
    women = models.PositiveIntegerField(_("expected participants, women"), null=True, blank=True)
    men = models.PositiveIntegerField(_("expected participants, men"), null=True, blank=True)
    purposes = models.ManyToManyField(
        Purpose, blank=True, verbose_name=_("purposes"), related_name="applications"
    )
    priorities = models.ManyToManyField(
        Priority, blank=True, verbose_name=_("priorities"), related_name="applications"
    )
    municipalities = models.ManyToManyField(
        Municipality, blank=True, verbose_name=_("municipalities"), related_name="applications"
    )
    earmark = models.ForeignKey(
        Earmark,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("earmarked money"),
        related_name="applications",
    )
    period_from = models.DateField(_("begins"), null=True, blank=True)
    period_to = models.DateField(_("ends"), null=True, blank=True)
    amount = models.DecimalField(
        _("amount sought"),
        max_digits=14,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(Decimal(0))],
    )
    own_funding = models.DecimalField(
        _("own money"),
        max_digits=14,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(Decimal(0))],
    )
    other_funding = models.DecimalField(
        _("other public money"),
        max_digits=14,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(Decimal(0))],
    )
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_email = models.EmailField(_("e-mail address"), blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=30, blank=True)

    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications_signed",
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    case_serial = models.PositiveIntegerField(null=True, blank=True)
    case_year = models.PositiveSmallIntegerField(null=True, blank=True)
    case_number = models.CharField(_("registration number"), max_length=20, blank=True)
    as_submitted = models.TextField(blank=True, editable=False)
    checksum = models.CharField(max_length=64, blank=True, editable=False)
    # What its partners had certified when it arrived (`snapshot.certificates_now`).
    certified = models.JSONField(default=list, blank=True, editable=False)

    # While it is being submitted: its text, from the fair copy of the page where it was read.
    as_read = ""

    @property
    def case(self) -> int:
        pk: int = self.pk
        return pk

    @property
    def form_changes(self) -> list[questions.Change]:
        """What the applicant has not yet seen of a corrected form, question by question."""
        if self.changed_from is None:
            return []
        return questions.compare(self.changed_from.read, self.questionnaire.read)

    @property
    def deciding_county(self) -> County:
        """The board that decides: the terms may name one for the whole country."""
        return self.call.deciding_county

    @property
    def costs(self) -> Decimal:
        """The sum of the cost lines, SEK."""
        return sum((line.amount for line in self.cost_lines.all()), Decimal(0))

    @property
    def sought_in_budget(self) -> Decimal:
        """What the budget asks of this grant, SEK."""
        return sum((line.sought for line in self.cost_lines.all()), Decimal(0))

    @property
    def funding(self) -> Decimal:
        """The money that is to cover the costs, SEK: sought, own and other public money."""
        return self.amount + self.own_funding + self.other_funding

    def hinders(self) -> list[law.Hinder]:
        """Why the applicant may not apply, each with its paragraph; empty when it may."""
        return law.hinders_to_apply(self.call.terms, self.organisation, clock.today())

    def values(self) -> dict[str, Any]:
        """All that is answered, in the JSON shape of `grants.questions`."""
        return values_of(self)

    def faults(self, values: Any = None) -> list[questions.Fault]:
        """What must be filled in or mended before it can be submitted, in the form's order."""
        return faults_of(self, values)

    @property
    def arrives_at(self) -> datetime:
        """When it arrives: now, or when its paper did (förvaltningslagen 22 §)."""
        return self.received_at if self.on_behalf and self.received_at else clock.now()

    @property
    def is_late(self) -> bool:
        """A paper that came when the call had closed: it is registered, and then dismissed."""
        return self.on_behalf and self.arrives_at >= self.call.closes_at

    @property
    def stops(self) -> list[questions.Fault]:
        """The faults that stop the submission.

        A paper that has arrived is registered also when something is missing on it: what the
        machine itself cannot do without stops it, and the rest is asked for afterwards
        (förvaltningslagen 20 §). What is submitted as it was read was found complete on that page.
        """
        if self.as_read:
            return []
        prefetch_related_objects([self], *SIGNED)  # the frozen copy is made of them too
        if not self.on_behalf:
            return self.faults()
        needed = ("amount", "period_from", "period_to")
        lacking = {key for key in needed if not getattr(self, key)}
        return [fault for fault in self.faults() if fault.key in lacking] if lacking else []

    def has_member(self, user: Any) -> bool:
        """Whether the user belongs today to the applicant or to one of its partners."""
        own = {held.organisation.org_nr for held in user.memberships_today}
        if not own or self.organisation.org_nr in own:
            return bool(own)
        return self.pk is not None and any(one.org_nr in own for one in self.partners.all())
