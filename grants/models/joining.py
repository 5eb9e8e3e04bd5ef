"""How a person comes into an organisation: by an invitation, or by asking to join. Two lives."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from grants import clock, rules
from grants.models.life import Birth, Life, Outsider, StateField
from grants.models.organisations import Membership, Organisation
from grants.models.people import User
from grants.models.places import County
from grants.rules import because, may

_signer = Signer(salt="grants.invitation")


def new_nonce() -> str:
    """What makes a link impossible to guess: 128 random bits, in hexadecimal."""
    return secrets.token_hex(16)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: Any) -> "InvitationQuerySet":
        """For the signatories of the organisation. The person invited has her link."""
        return self.filter(organisation__in=_signed_for(user))

    def waiting(self) -> "InvitationQuerySet":
        """Those that can still be accepted."""
        return self.filter(state=Invitation.State.ASKED, expires_at__gt=clock.now())

    def of_link(self, token: str) -> "Invitation":
        """The invitation of a personal link. Raises Invitation.DoesNotExist for any other text."""
        try:
            told = _signer.unsign_object(token)
        except (BadSignature, ValueError) as error:
            raise Invitation.DoesNotExist from error
        match told:
            case [int(pk), str(nonce)]:
                return self.select_related("organisation", "invited_by").get(pk=pk, nonce=nonce)
        raise Invitation.DoesNotExist


class Invitation(Life):
    """A signatory asks somebody, by e-mail, to become a member. Its link works once, for a time."""

    DAYS = 14  # that the link holds
    MOST = 20  # invitations of one organisation in 24 hours

    class State(models.TextChoices):
        ASKED = "asked", _("sent")
        ACCEPTED = "accepted", _("accepted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    birth = Birth(permission=may(rules.signs_for), label=_("Somebody was invited"))
    main_line = (State.ASKED, State.ACCEPTED)
    read_with = ("organisation__municipality__county", "invited_by")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=10, choices=Membership.Role.choices)
    nonce = models.CharField(max_length=32, unique=True, default=new_nonce, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = StateField(_("state"), choices=State.choices, default=State.ASKED, protected=True)

    objects = InvitationQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(state="asked"),
                name="one_open_invitation_per_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("grants:organisation_members", args=[self.organisation_id])

    @classmethod
    def to(cls, organisation: Organisation, email: str, role: str, by: Any) -> "Invitation":
        """An invitation that has not been sent."""
        now = clock.now()
        return cls(
            organisation=organisation,
            email=email.lower(),
            role=role,
            invited_by=by,
            asked_at=now,
            expires_at=now + timedelta(days=cls.DAYS),
        )

    @property
    def county(self) -> County:
        return self.organisation.municipality.county

    @property
    def token(self) -> str:
        """What the personal link ends with."""
        return _signer.sign_object([self.pk, self.nonce])

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.ASKED and clock.now() < self.expires_at

    def told_of(self, step: str) -> Iterable[Any]:
        if step == "begun":
            known = User.objects.filter(email=self.email).first()
            return [known or Outsider(self.email, self.email, self.invited_by.language)]
        return [self.invited_by] if step == "accept" else ()

    @because(_("The invitation has expired."))
    def has_not_expired(self) -> bool:
        return clock.now() < self.expires_at

    # The life of an invitation

    @transition(
        state,
        State.ASKED,
        State.ACCEPTED,
        conditions=[has_not_expired],
        permission=may(rules.is_invited),
        # Inside: it takes the link as well as the account, so only the link's own page takes it.
        custom={
            "label": _("Accept the invitation"),
            "done": _("The invitation was accepted"),
            "party": True,
            "inside": True,
        },
    )
    def accept(self, by: Any) -> None:
        """She becomes a member. Raises Refused when she is one already."""
        self.organisation.admit(by, self.role)
        self.accepted_by = by

    @transition(
        state,
        State.ASKED,
        State.WITHDRAWN,
        permission=may(rules.signs_for),
        custom={
            "label": _("Withdraw the invitation"),
            "done": _("The invitation was withdrawn"),
            "party": True,
        },
    )
    def withdraw(self, by: Any) -> None:
        """The link leads nowhere from now on."""


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def visible_to(self, user: Any) -> "JoinRequestQuerySet":
        """For the person who asks, and for the signatories of the organisation."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(user=user) | Q(organisation__in=_signed_for(user)))

    def waiting(self) -> "JoinRequestQuerySet":
        return self.filter(state=JoinRequest.State.ASKED)


class JoinRequest(Life):
    """Somebody asks to become a member of an organisation that is in Bifall already."""

    DAYS_BETWEEN = 14  # from a refusal until she may ask again

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    birth = Birth(permission=may(rules.asks_herself), label=_("Somebody asked to join"))
    main_line = (State.ASKED, State.ACCEPTED)
    read_with = ("organisation__municipality__county", "user")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="join_requests")
    message = models.TextField(_("message"), max_length=500, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Membership.Role.choices, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = StateField(_("state"), choices=State.choices, default=State.ASKED, protected=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(state="asked"),
                name="one_open_request_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("grants:join_request", args=[self.pk])

    @property
    def county(self) -> County:
        return self.organisation.municipality.county

    @property
    def asks_again_from(self) -> datetime | None:
        """When she who was refused may ask again; None when she may at any time."""
        if self.state != self.State.REFUSED or self.answered_at is None:
            return None
        again = self.answered_at + timedelta(days=self.DAYS_BETWEEN)
        return again if clock.now() < again else None

    def told_of(self, step: str) -> Iterable[Any]:
        if step == "begun":
            return User.objects.members_of(self.organisation, "signatory")
        return [self.user] if step in ("accept", "refuse") else ()

    # The life of a request to join

    @transition(
        state,
        State.ASKED,
        State.ACCEPTED,
        permission=may(rules.signs_for),
        custom={
            "label": _("Accept the request"),
            "done": _("The request to join was accepted"),
            "party": True,
            "page": "grants:join_request",
        },
    )
    def accept(self, by: Any, role: str) -> None:
        """The person becomes a member. Raises Refused when she is one already."""
        self.organisation.admit(self.user, role)
        self.role, self.answered_by, self.answered_at = role, by, clock.now()

    @transition(
        state,
        State.ASKED,
        State.REFUSED,
        permission=may(rules.signs_for),
        custom={
            "label": _("Refuse the request"),
            "done": _("The request to join was refused"),
            "party": True,
        },
    )
    def refuse(self, by: Any) -> None:
        """The person gets no role, and is told so."""
        self.answered_by, self.answered_at = by, clock.now()

    @transition(
        state,
        State.ASKED,
        State.WITHDRAWN,
        permission=may(rules.asks_herself),
        custom={
            "label": _("Withdraw the request"),
            "done": _("The request to join was withdrawn"),
            "party": True,
            "quiet": True,
        },
    )
    def withdraw(self, by: Any) -> None:
        """She does not want to join any more."""


def _signed_for(user: Any) -> list[int]:
    """Numbers of the organisations that the user signs for today."""
    if not user.is_authenticated:
        return []
    return [m.organisation_id for m in user.memberships_today if m.role == "signatory"]
