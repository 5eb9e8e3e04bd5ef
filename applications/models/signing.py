"""Who signed what: Signature, and Mandate (fullmakt), by which a member signs for the applicant."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from applications.models.parts import Attachment
from applications.rules import prepares, writes
from grants import clock
from grants.models import Birth, County, Life, Organisation
from grants.rules import Refused, may

# What the person who signs declares; stored, as she read it, with each signature.
DECLARATION = _(
    "I declare that what the application says is true, and that I may sign for the applicant. The "
    "applicant will tell the county administrative board at once if anything of it changes."
)
DECLARATION_FROM_PAPER = _(
    "Entered by the county administrative board from a signed original on paper, which is attached."
)


class Mandate(Life):
    """A power of attorney (fullmakt, förvaltningslagen 14-15 §§) for a member to sign with.

    She may sign as soon as it is uploaded, so that no deadline is missed; the officer accepts it
    before the case goes on, or refuses it and asks for a signature that holds.
    """

    class State(models.TextChoices):
        GIVEN = "given", _("not examined yet")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    birth = Birth(permission=may(writes), label=_("A power of attorney was uploaded"))
    main_line = (State.GIVEN, State.ACCEPTED)
    read_with = ("application__organisation", "application__county")

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="mandates"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="mandates",
        verbose_name=_("who may sign"),
    )
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="mandates")
    given_at = models.DateTimeField(default=clock.now)
    state = FSMField(_("state"), choices=State.choices, default=State.GIVEN, protected=True)

    class Meta(Life.Meta):
        verbose_name = _("power of attorney")
        verbose_name_plural = _("powers of attorney")
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "user"],
                condition=models.Q(state__in=["given", "accepted"]),
                name="one_mandate_per_person",
            )
        ]

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        return self.application.get_absolute_url()

    @property
    def county(self) -> County:
        return self.application.county

    @property
    def organisation(self) -> Organisation:
        return self.application.organisation

    @property
    def case(self) -> int:
        return self.application_id

    def conflicts_with(self, user: Any) -> bool:
        return self.application.conflicts_with(user)

    def told_of(self, step: str) -> Any:
        return [self.user] if step == "refuse" else ()

    # The life of a mandate

    @transition(
        state,
        State.GIVEN,
        State.ACCEPTED,
        permission=may(prepares),
        custom={
            "label": _("Accept the power of attorney"),
            "done": _("The power of attorney was accepted"),
            "party": True,
        },
    )
    def accept(self, by: Any) -> None:
        """It gives the right to sign this application."""

    @transition(
        state,
        State.GIVEN,
        State.REFUSED,
        permission=may(prepares),
        custom={
            "label": _("Refuse the power of attorney"),
            "done": _("The power of attorney was refused"),
            "party": True,
            "note": True,
            "quiet": True,
        },
    )
    def refuse(self, by: Any) -> None:
        """The signature does not hold; a completion must be asked for."""

    @transition(
        state,
        State.GIVEN,
        State.WITHDRAWN,
        permission=may(writes),
        custom={
            "label": _("Take the power of attorney back"),
            "done": _("The power of attorney was taken back"),
            "party": True,
            "quiet": True,
        },
    )
    def take_back(self, by: Any) -> None:
        """Before the application is submitted: it was the wrong file or the wrong person."""
        self.application.must_be_draft()


class Signature(models.Model):
    """That a person signed exactly this text. Never changed; void when the text has changed."""

    class Capacity(models.TextChoices):
        SIGNATORY = "signatory", _("authorised signatory")
        MANDATE = "mandate", _("by power of attorney")
        PAPER = "paper", _("on paper, entered by the board")

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="signatures"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="signatures")
    capacity = models.CharField(_("capacity"), max_length=10, choices=Capacity.choices)
    mandate = models.ForeignKey(
        Mandate, models.PROTECT, null=True, blank=True, related_name="signatures"
    )
    declaration = models.TextField(_("declaration"))
    # SHA-256 of the frozen copy of the application that was signed.
    checksum = models.CharField(max_length=64)
    signed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["application", "signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "user", "checksum"], name="signature_once"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_capacity_display()}"


def sign(application: Any, by: Any, checksum: str = "") -> Signature:
    """Write down that the person signs the text with this SHA-256 (default: the application's).

    Raises Refused when she has already signed it.
    """
    checksum = checksum or application.checksum
    standing = application.standing_signatures(checksum)
    if any(one.user_id == by.pk for one in standing):
        raise Refused(_("You have already signed. Another authorised signatory must sign too."))
    mandate = None
    capacity = Signature.Capacity.SIGNATORY
    if application.on_behalf:
        capacity = Signature.Capacity.PAPER
    elif by.membership_role(application.organisation) != "signatory":
        capacity = Signature.Capacity.MANDATE
        mandate = application.mandates.filter(user=by, state__in=["given", "accepted"]).get()
    return Signature.objects.create(
        application=application,
        user=by,
        capacity=capacity,
        mandate=mandate,
        declaration=str(DECLARATION_FROM_PAPER if application.on_behalf else DECLARATION),
        checksum=checksum,
    )
