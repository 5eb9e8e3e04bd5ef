"""Certificate (intyg): a partner's own word, given by link without an account, and its life."""

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from applications.models.parts import Partner
from applications.rules import writes
from grants import clock, law, rules
from grants.models import Birth, County, Life, Organisation, Outsider, StateField
from grants.rules import Refused, because, may

SALT = "applications.certificate"
VALID = timedelta(days=30)
# As long as the case can still take in what was missing; a decision rests on what is there then.
TAKES_CERTIFICATES = ("draft", "submitted", "preparation", "supplement", "assessment")


def _nonce() -> str:
    return secrets.token_urlsafe(16)


def _expires() -> Any:
    return clock.now() + VALID


def _when_answered(certificate: "Certificate") -> Any:
    return certificate.answered_at, certificate.pk


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
        if type(pk) is not int or not isinstance(nonce, str):
            raise Certificate.DoesNotExist
        return self.select_related(*Certificate.read_with).get(pk=pk, nonce=nonce)

    def last_answers(self, application: Any) -> "list[Certificate]":
        """The last that each partner has signed, also if it was taken back afterwards.

        What a partner has said of itself holds until it says something else: a no does not go
        away by withdrawing the certificate, or by writing its part anew.
        """
        partners = list(application.partners.all())
        prefetch_related_objects(partners, "certificates")
        found = [
            sorted((row for row in one.certificates.all() if row.statements), key=_when_answered)
            for one in partners
        ]
        return [rows[-1] for rows in found if rows]


class Certificate(Life):
    """What a partner certifies of its part, asked for by e-mail and signed by link."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        SIGNED = "signed", _("signed")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    birth = Birth(permission=may(writes), label=_("A partner was asked for its certificate"))
    main_line = (State.ASKED, State.SIGNED)
    read_with = (
        *("partner__application__organisation", "partner__application__county"),
        "partner__application__call__terms",
    )

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="certificates")
    email = models.EmailField(_("e-mail address of the partner"))
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="sv")
    nonce = models.CharField(max_length=32, default=_nonce, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(default=_expires)
    # What stood there when it was signed: a part that is rewritten later is not certified.
    # `statements` is {"about": ..., "answers": [...]}, the words as the partner read them.
    name = models.CharField(_("name"), max_length=120, blank=True)
    position = models.CharField(_("position in the organisation"), max_length=120, blank=True)
    part = models.CharField(max_length=300, blank=True)
    statements = models.JSONField(default=dict, blank=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    state = StateField(_("state"), choices=State.choices, default=State.ASKED, protected=True)

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
        return reverse("applications:partners", args=[self.partner.application_id])

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
        return reverse("partner:certificate", args=[token])

    @property
    def until(self) -> datetime:
        """When the link ends: a while after it was sent, or, to read, after it was answered."""
        return (
            max(self.expires_at, self.answered_at + VALID) if self.answered_at else self.expires_at
        )

    @property
    def has_expired(self) -> bool:
        return clock.now() >= self.until

    @property
    def covers(self) -> bool:
        """Whether it is signed for the part as it is written now."""
        return self.state == self.State.SIGNED and self.part == self.partner.part

    @property
    def asks(self) -> tuple[law.Statement, ...]:
        """What the partner must answer, besides that it takes part."""
        call, kind = self.application.call, self.organisation.applicant_type_id
        return law.partner_statements(call.fund_id, call.terms.valid_from, kind)

    @property
    def about(self) -> dict[str, str]:
        """What the partner reads and signs: who applies for what, and its own part in it."""
        application = self.application
        days = (application.period_from, application.period_to)
        return {
            "applicant": application.organisation.name,
            "applicant_org_nr": application.organisation.org_nr,
            "call": application.call.title,
            "title": application.title,
            "period_from": days[0].isoformat() if days[0] else "",
            "period_to": days[1].isoformat() if days[1] else "",
            "partner": self.partner.name,
            "org_nr": self.partner.org_nr,
            "part": self.partner.part,
        }

    @property
    def reading(self) -> str:
        """A mark (SHA-256) of what is there to read: nobody signs something else than she read."""
        about = {name: text for name, text in self.about.items() if name != "call"}
        said = [about, [statement.key for statement in self.asks]]  # no word that is translated
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    @property
    def answers(self) -> list[dict[str, Any]]:
        """What was answered: key, text, paragraph, binding and yes of each statement."""
        found: list[dict[str, Any]] = self.statements.get("answers", [])
        return found

    @property
    def noes(self) -> list[dict[str, Any]]:
        """The statements that were answered with no."""
        return [answer for answer in self.answers if not answer["yes"]]

    def conflicts_with(self, user: Any) -> bool:
        return self.application.conflicts_with(user)

    def told_of(self, step: str) -> Any:
        if step == "begun":
            return [Outsider(self.email, self.partner.name, self.language)]
        return [self.asked_by] if step in ("sign", "decline") else ()

    def must_be_as_read(self, reading: str) -> None:
        """Raises Refused when something was changed after the partner opened the page."""
        if reading != self.reading:
            raise Refused(_("The text was changed after you opened this page. Read it again."))

    @because(_("The application does not take in certificates any more."))
    def is_taken_in(self) -> bool:
        return self.application.state in TAKES_CERTIFICATES

    @because(_("The link has expired. Ask the applicant to send a new one."))
    def has_not_expired(self) -> bool:
        return not self.has_expired

    @because(_("The application has been submitted, and the certificate belongs to it."))
    def can_be_taken_back(self) -> bool:
        return not self.covers or self.application.state == "draft"

    # The life of a certificate

    @transition(
        state,
        State.ASKED,
        State.SIGNED,
        conditions=[has_not_expired, is_taken_in],
        permission=may(rules.is_bifall),
        custom={
            "label": _("Sign the certificate"),
            "done": _("The partner signed its certificate"),
            "party": True,
            "inside": True,
        },
    )
    def sign(
        self, by: Any, name: str, position: str, reading: str, answers: dict[str, bool]
    ) -> None:
        """Whoever holds the link signs for the partner. Every statement must have an answer.

        Raises Refused when the text is not the one that was read, or an answer is missing.
        """
        self.must_be_as_read(reading)
        if set(answers) != {statement.key for statement in self.asks}:
            raise Refused(_("Answer yes or no to every statement."))
        self.name, self.position, self.part = name, position, self.partner.part
        said = [
            {
                "key": statement.key,
                "text": str(statement.text),
                "paragraph": statement.paragraph,
                "binding": statement.certain,
                "yes": bool(answers[statement.key]),
            }
            for statement in self.asks
        ]
        self.statements = {"about": self.about, "answers": said}
        self.answered_at = clock.now()

    @transition(
        state,
        State.ASKED,
        State.DECLINED,
        conditions=[has_not_expired, is_taken_in],
        permission=may(rules.is_bifall),
        custom={
            "label": _("Decline"),
            "done": _("The partner declined"),
            "party": True,
            "inside": True,
        },
    )
    def decline(self, by: Any, name: str, position: str, reading: str, comment: str) -> None:
        """The partner does not certify it, and says why. Raises Refused as `sign` does."""
        self.must_be_as_read(reading)
        self.name, self.position, self.comment = name, position, comment
        self.part, self.answered_at = self.partner.part, clock.now()

    @transition(
        state,
        [State.ASKED, State.SIGNED],
        State.WITHDRAWN,
        conditions=[can_be_taken_back],
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
