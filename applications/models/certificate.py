"""Certificate (intyg): a partner's own word, given by link without an account, and its life."""

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from applications.models.parts import Partner
from applications.rules import writes
from grants import clock, rules
from grants.models import Birth, County, Life, Organisation, Outsider
from grants.rules import because, may

SALT = "applications.certificate"
VALID = timedelta(days=30)


def _nonce() -> str:
    return secrets.token_urlsafe(16)


def _expires() -> Any:
    return clock.now() + VALID


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user: Any) -> "CertificateQuerySet":
        """Those who see the application see its partners' certificates."""
        cases: Any = Partner._meta.get_field("application").related_model
        return self.filter(partner__application__in=cases.objects.visible_to(user))

    def behind(self, token: str) -> "Certificate":
        """The one a link leads to, whatever has become of it. Raises DoesNotExist for a false link.

        The token is signed with the server's key and holds the row and its own secret, so that it
        can neither be guessed nor used for anything else.
        """
        try:
            pk, nonce = signing.loads(token, salt=SALT)
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise Certificate.DoesNotExist from error
        rows = self.select_related(
            "partner__application__organisation",
            "partner__application__call__terms",
            "partner__application__county",
        )
        return rows.get(pk=pk, nonce=nonce)


class Certificate(Life):
    """What a partner certifies of its part, asked for by e-mail and signed by link."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        SIGNED = "signed", _("signed")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    birth = Birth(permission=may(writes), label=_("A partner was asked for its certificate"))
    main_line = (State.ASKED, State.SIGNED)
    read_with = ("partner__application__organisation", "partner__application__county")

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="certificates")
    email = models.EmailField(_("e-mail address of the partner"))
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="sv")
    nonce = models.CharField(max_length=32, default=_nonce, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(default=_expires)
    # What stood there when it was signed: a part that is rewritten later is not certified.
    name = models.CharField(_("name"), max_length=120, blank=True)
    position = models.CharField(_("position in the organisation"), max_length=120, blank=True)
    part = models.CharField(max_length=300, blank=True)
    statements = models.JSONField(default=dict, blank=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    state = FSMField(_("state"), choices=State.choices, default=State.ASKED, protected=True)

    objects = CertificateQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("certificate of a partner")
        verbose_name_plural = _("certificates of partners")
        ordering = ["partner", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner"],
                condition=models.Q(state__in=["asked", "signed"]),
                name="one_living_certificate",
            )
        ]

    def __str__(self) -> str:
        return str(self.partner)

    def get_absolute_url(self) -> str:
        return self.partner.application.get_absolute_url()

    @property
    def application(self) -> Any:
        return self.partner.application

    @property
    def county(self) -> County:
        return self.application.county

    @property
    def organisation(self) -> Organisation:
        return self.application.organisation

    @property
    def case(self) -> int:
        return self.partner.application_id

    @property
    def link(self) -> str:
        """The address that leads to it, and to nothing else."""
        token = signing.dumps([self.pk, self.nonce], salt=SALT)
        return reverse("applications:certificate", args=[token])

    @property
    def has_expired(self) -> bool:
        return clock.now() >= self.expires_at

    @property
    def covers(self) -> bool:
        """Whether it is signed for the part as it is written now."""
        return self.state == self.State.SIGNED and self.part == self.partner.part

    def conflicts_with(self, user: Any) -> bool:
        return self.application.conflicts_with(user)

    def told_of(self, step: str) -> Any:
        if step == "begun":
            return [Outsider(self.email, self.partner.name, self.language)]
        return [self.asked_by] if step in ("sign", "decline") else ()

    @because(_("The link has expired. Ask the applicant to send a new one."))
    def has_not_expired(self) -> bool:
        return not self.has_expired

    # The life of a certificate

    @transition(
        state,
        State.ASKED,
        State.SIGNED,
        conditions=[has_not_expired],
        permission=may(rules.is_bifall),
        custom={
            "label": _("Sign the certificate"),
            "done": _("The partner signed its certificate"),
            "party": True,
            "inside": True,
        },
    )
    def sign(self, by: Any, name: str, position: str, statements: dict[str, str]) -> None:
        """Whoever holds the link signs for the partner; `statements` are kept as she read them."""
        self.name, self.position, self.statements = name, position, statements
        self.part, self.answered_at = self.partner.part, clock.now()

    @transition(
        state,
        State.ASKED,
        State.DECLINED,
        conditions=[has_not_expired],
        permission=may(rules.is_bifall),
        custom={
            "label": _("Decline"),
            "done": _("The partner declined"),
            "party": True,
            "inside": True,
        },
    )
    def decline(self, by: Any, name: str, comment: str) -> None:
        """The partner does not certify it."""
        self.name, self.comment, self.answered_at = name, comment, clock.now()

    @transition(
        state,
        [State.ASKED, State.SIGNED],
        State.WITHDRAWN,
        permission=may(writes),
        custom={
            "label": _("Withdraw the link"),
            "done": _("The link was withdrawn"),
            "party": True,
            "quiet": True,
        },
    )
    def withdraw(self, by: Any) -> None:
        """The link leads nowhere any more; a certificate that was signed no longer counts."""
        self.application.must_be_draft()
