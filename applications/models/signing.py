"""Who signed what: Signature, and Mandate (fullmakt), by which a member signs for the applicant."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_fsm import transition

from applications.models.parts import Attachment
from applications.models.snapshot import checksum_of, snapshot
from applications.rules import gives_mandate, prepares, takes_mandate_back
from grants import clock, rules
from grants.models import Birth, County, Life, Organisation, StateField, User
from grants.rules import Refused, because, may

# What the person who signs declares; stored, as she read it, with each signature.
DECLARATION = _(
    "I declare that what the application says is true, and that I may sign for the applicant. The "
    "applicant will tell the county administrative board at once if anything of it changes."
)
DECLARATION_FROM_PAPER = _(
    "Entered by the county administrative board from a signed original on paper, which is attached."
)
LIVING = ("given", "accepted")  # mandates that may be signed by


class MandateQuerySet(models.QuerySet["Mandate"]):
    def visible_to(self, user: Any) -> "MandateQuerySet":
        """Those who see the application see who may sign it."""
        cases: Any = Mandate._meta.get_field("application").related_model
        return self.filter(application__in=cases.objects.visible_to(user))

    def living(self) -> "MandateQuerySet":
        """Those that nobody has refused or taken back."""
        return self.filter(state__in=LIVING)


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

    birth = Birth(permission=may(gives_mandate), label=_("A power of attorney was uploaded"))
    main_line = (State.GIVEN, State.ACCEPTED)
    waits_in = (State.GIVEN,)
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
    state = StateField(_("state"), choices=State.choices, default=State.GIVEN, protected=True)

    objects = MandateQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("power of attorney")
        verbose_name_plural = _("powers of attorney")
        ordering = ["application_id", "pk"]
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
        return [self.user] if step in ("accept", "refuse") else ()

    @because(_("It is examined when the application has been submitted."))
    def is_submitted(self) -> bool:
        """What an applicant writes in a draft is not for the board to judge."""
        return self.application.state != "draft" or self.application.on_behalf

    @because(_("The application has been submitted: the power of attorney belongs to it."))
    def is_still_free(self) -> bool:
        """Nothing that has been submitted is signed by it."""
        return self.application.state == "draft" or not self.has_signed

    @property
    def has_signed(self) -> bool:
        """Whether the text that was submitted is signed by it."""
        checksum = self.application.checksum
        return bool(checksum) and self.signatures.filter(checksum=checksum).exists()

    # The life of a mandate

    @transition(
        state,
        State.GIVEN,
        State.ACCEPTED,
        conditions=[is_submitted],
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
        conditions=[is_submitted],
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
        conditions=[is_still_free],
        permission=may(takes_mandate_back),
        custom={
            "label": _("Take the power of attorney back"),
            "done": _("The power of attorney was taken back"),
            "party": True,
            "quiet": True,
        },
    )
    def take_back(self, by: Any) -> None:
        """It was the wrong file or the wrong person. What she has signed by it is void."""


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
    name = models.CharField(_("name"), max_length=120)  # as she was called when she signed
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
        ordering = ["application_id", "signed_at", "pk"]
        constraints = [
            # Once by herself, and once by each power of attorney: one that was refused or taken
            # back does not keep her from signing by another.
            models.UniqueConstraint(
                fields=["application", "user", "checksum", "capacity", "mandate"],
                nulls_distinct=False,
                name="signature_once",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    @property
    def language(self) -> str:
        """The language in which she read the declaration, so that a page can say so: sv or en."""
        with override("en"):
            english = {str(DECLARATION), str(DECLARATION_FROM_PAPER)}
        return "en" if self.declaration in english else "sv"

    def __str__(self) -> str:
        return f"{self.name}, {self.get_capacity_display()}"

    @property
    def void_because(self) -> Any:
        """In words, why who signed may not sign any more; empty when she may.

        What she signed before she left does not become an application afterwards.
        """
        if self.capacity == self.Capacity.PAPER:
            return ""
        role = self.user.membership_role(self.application.organisation)
        if role is None or not self.user.is_active:
            return _("She is not a member of the organisation any more.")
        if self.capacity == self.Capacity.SIGNATORY and role != "signatory":
            return _("She is not an authorised signatory any more.")
        if self.mandate is not None and self.mandate.state not in LIVING:
            return _("The power of attorney does not hold any more.")
        return ""


@dataclass(frozen=True)
class SignedSoFar:
    """A signature on a draft, and in words why it does not count (empty when it does)."""

    signature: Signature
    void: Any


def signed_so_far(application: Any, checksum: str) -> list[SignedSoFar]:
    """The last signature of each person on a draft, set against the text with this SHA-256."""
    rows = application.signatures.select_related("user", "mandate").order_by("signed_at", "pk")
    last: dict[int, Signature] = {}
    for one in rows:
        if last.get(one.user_id) is None or not _stands(last[one.user_id], checksum):
            last[one.user_id] = one
    return [SignedSoFar(one, _why_void(one, checksum)) for one in last.values()]


def standing(application: Any, checksum: str) -> list[Signature]:
    """The signatures that count now: of exactly this text, by people who may sign still."""
    rows = application.signatures.filter(checksum=checksum).select_related("user", "mandate")
    return [one for one in rows if not one.void_because]


def _stands(one: Signature, checksum: str) -> bool:
    return not _why_void(one, checksum)


def _why_void(one: Signature, checksum: str) -> Any:
    if one.checksum != checksum:
        return _("Something in the application was changed afterwards.")
    return one.void_because


def needs_another(application: Any, by: Any, checksum: str) -> bool:
    """Whether one more must sign after this person before the application can be submitted."""
    if application.on_behalf or application.call.signatures_needed < 2:
        return False
    others = {one.user_id for one in standing(application, checksum)} - {by.pk}
    return len(others) + 1 < application.call.signatures_needed


def may_sign_next(application: Any) -> Any:
    """Those who may sign a draft, apart from whoever signed it last."""
    signatories = User.objects.members_of(application.organisation, "signatory")
    by_mandate = User.objects.filter(pk__in=application.mandates.living().values("user"))
    last = application.signatures.order_by("-pk").values("user")[:1]
    return (signatories | by_mandate).exclude(pk__in=last)


def must_be_in_time(application: Any) -> None:
    """Raises Refused when the call is not open at the moment of arrival.

    A paper is taken in whenever it came, but not from the future.
    """
    if application.on_behalf:
        if application.arrives_at > clock.now():
            raise Refused(_("The paper cannot have arrived later than now."))
    elif not application.call.takes_applications_at(application.arrives_at):
        raise Refused(_("The call is not open. Your draft is kept."))


def text_as_read(application: Any, reading: str) -> str:
    """The frozen copy to be signed. Raises Refused when it is not what she read.

    `reading` is the SHA-256 of what her page showed; empty where nobody has read a page.
    """
    text = application.as_read or snapshot(application)
    if reading and reading != checksum_of(text):
        raise Refused(_("The draft was changed after you opened this page. Read it again."))
    return text


def sign(application: Any, by: Any, checksum: str = "") -> Signature:
    """Write down that the person signs the text with this SHA-256 (default: the application's).

    Raises Refused when she has already signed it.
    """
    checksum = checksum or application.checksum
    own = application.signatures.filter(checksum=checksum, user=by).select_related(
        "user", "mandate"
    )
    if any(not one.void_because for one in own):
        raise Refused(_("You have already signed. Another authorised signatory must sign too."))
    mandate = None
    capacity = Signature.Capacity.SIGNATORY
    if application.on_behalf:
        capacity = Signature.Capacity.PAPER
    elif not rules.signs_for.test(by, application):
        capacity = Signature.Capacity.MANDATE
        mandate = application.mandates.living().get(user=by)
    return Signature.objects.create(
        application=application,
        user=by,
        name=str(by)[:120],
        capacity=capacity,
        mandate=mandate,
        declaration=str(DECLARATION_FROM_PAPER if application.on_behalf else DECLARATION),
        checksum=checksum,
    )


def signatures_of(application: Any) -> list[Signature]:
    """Those who signed what was submitted, in order. For a draft nobody."""
    if not application.checksum:
        return []
    rows = Signature.objects.select_related("user", "mandate__attachment")
    prefetch_related_objects([application], Prefetch("signatures", rows))
    return [one for one in application.signatures.all() if one.checksum == application.checksum]


def mandates_waiting(application: Any) -> bool:
    """Whether a power of attorney of somebody who signed what was submitted is not examined."""
    signers = {
        one.user_id
        for one in application.signatures.all()
        if (one.checksum, one.capacity) == (application.checksum, Signature.Capacity.MANDATE)
    }
    given = (one.user_id for one in application.mandates.all() if one.state == "given")
    return not signers.isdisjoint(given)


def signature_finding(application: Any) -> tuple[bool | None, str]:
    """Whether what was submitted is signed by those who must, for the formal check. In words.

    None: a power of attorney waits to be examined. A power of attorney given afterwards mends a
    signature (förvaltningslagen 15 §); one that was refused leaves the application unsigned by
    her, so the officer asks for another, and proposes dismissal when none comes.
    """
    said: list[str] = []
    answers: list[bool | None] = []
    for one in signatures_of(application):
        holds, text = _finding_of(application, one)
        said.append(text)
        answers.append(holds)
    needed = 1 if application.on_behalf else application.call.signatures_needed
    good = sum(answer is True for answer in answers)
    if good >= needed:
        return True, " ".join(said)
    waits = good + sum(answer is None for answer in answers) >= needed
    if not waits:
        lacking = _now("Signatures that count: %(good)d of %(needed)d.")
        said.append(lacking % {"good": good, "needed": needed})
    return (None if waits else False), " ".join(said)


def _finding_of(application: Any, one: Signature) -> tuple[bool | None, str]:
    told = {"name": one.name, "at": _written(one.signed_at)}
    if one.capacity == Signature.Capacity.PAPER:
        return True, _now("On paper. Entered by %(name)s. Look at the original.") % told
    if one.capacity == Signature.Capacity.SIGNATORY:
        said = _now("Signed %(at)s by %(name)s, then an authorised signatory in Bifall.")
        return True, said % told
    states = {given.state for given in application.mandates.all() if given.user_id == one.user_id}
    if "accepted" in states:
        return True, _now("Signed %(at)s by %(name)s by power of attorney, accepted.") % told
    if "given" in states:
        return None, _now(
            "Signed %(at)s by %(name)s by power of attorney. Accept or refuse it."
        ) % told
    return False, _now(
        "Signed %(at)s by %(name)s by power of attorney, which was refused: it does not count."
    ) % told


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(clock.SWEDEN):%Y-%m-%d %H:%M:%S}"
