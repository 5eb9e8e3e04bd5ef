"""An organisation and what belongs to it: its members, what it states, its papers."""

from datetime import datetime, timedelta
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grants import clock, files, law
from grants.models.dated import Dated
from grants.models.places import ApplicantType, Municipality
from grants.rules import Refused


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: Any) -> "OrganisationQuerySet":
        """Staff see every organisation; others the ones they are members of."""
        if user.is_authenticated and user.posts_today:
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(pk__in=[m.organisation_id for m in user.memberships_today])

    def opened_to(self, user: Any) -> "OrganisationQuerySet":
        """Those whose papers and statements the user reads: her own, and applicants in her cases.

        Floor 2 is named by a string here.
        """
        if not user.is_authenticated:
            return self.none()
        own = Q(pk__in=[m.organisation_id for m in user.memberships_today])
        if not user.posts_today:
            return self.filter(own)
        cases: Any = Organisation._meta.get_field("applications").related_model
        return self.filter(own | Q(pk__in=cases.objects.visible_to(user).values("organisation")))


@pghistory.track()
class Organisation(models.Model):
    """An organisation that applies: a municipality, an association."""

    class AccountKind(models.TextChoices):
        BANKGIRO = "bankgiro", _("Bankgiro")
        PLUSGIRO = "plusgiro", _("Plusgiro")

    org_nr = models.CharField(_("organisation number"), max_length=11, unique=True)
    name = models.CharField(_("name"), max_length=150)
    applicant_type = models.ForeignKey(
        ApplicantType, models.PROTECT, verbose_name=_("kind of organisation")
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="organisations"
    )
    address = models.CharField(_("postal address"), max_length=200, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    website = models.URLField(_("website"), blank=True)
    active_since = models.DateField(
        _("active in Sweden since"),
        null=True,
        blank=True,
        help_text=_("The day the organisation began its activities in Sweden."),
    )
    in_liquidation = models.BooleanField(_("in liquidation or bankruptcy"), default=False)
    has_public_debts = models.BooleanField(
        _("has tax or fee debts at the Enforcement Authority"), default=False
    )
    has_unpaid_reclaim = models.BooleanField(
        _("has an unpaid reclaim from a county administrative board"), default=False
    )
    # The newest statements that say no to 7 § 2-4 or 7 a §, by key. Kept by `state`.
    denied = ArrayField(models.CharField(max_length=20), default=list, blank=True, editable=False)
    account_kind = models.CharField(
        _("kind of account"), max_length=8, choices=AccountKind.choices, blank=True
    )
    account_number = models.CharField(_("account number"), max_length=12, blank=True)
    # Stamped by the database when an account that was there is exchanged for another.
    account_changed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        triggers = [
            pgtrigger.Trigger(
                name="account_change_is_stamped",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("account_kind", "account_number"),
                condition=pgtrigger.Q(old__account_number__df=pgtrigger.F("new__account_number"))
                & ~pgtrigger.Q(old__account_number=""),
                func="NEW.account_changed_at := clock_timestamp(); RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("grants:organisation", args=[self.pk])

    @property
    def account_cools_until(self) -> datetime | None:
        """Until when a new account is too new to be paid to; None when it may be."""
        if self.account_changed_at is None:
            return None
        until = self.account_changed_at + timedelta(days=settings.ACCOUNT_COOLING_DAYS)
        return until if clock.now() < until else None

    @property
    def organisation(self) -> "Organisation":
        """Itself: so that predicates of membership can ask it like anything else."""
        return self

    def clean(self) -> None:
        """Raises ValidationError for a number that fails its check digit."""
        if self.org_nr:
            try:
                self.org_nr = law.clean_org_nr(self.org_nr)
            except ValueError as error:
                raise ValidationError({"org_nr": str(error)}) from error
        if bool(self.account_kind) != bool(self.account_number):
            raise ValidationError({"account_number": _("Give both kind of account and number.")})
        if self.account_number:
            try:
                self.account_number = law.clean_account(self.account_kind, self.account_number)
            except ValueError as error:
                raise ValidationError({"account_number": str(error)}) from error

    # Its members

    def locked(self) -> "Organisation":
        """The organisation, so that nobody else changes its members until we are done."""
        return Organisation.objects.select_for_update(no_key=True).get(pk=self.pk)

    def admit(self, user: Any, role: str) -> "Membership":
        """Make the person a member from today. Raises Refused when she already is one."""
        with transaction.atomic():
            self.locked()
            there = self.memberships.filter(Q(valid_to=None) | Q(valid_to__gt=clock.today()))
            if there.filter(user=user).exists():
                raise Refused(_("%s is already a member of the organisation.") % user)
            return Membership.objects.create(user=user, organisation=self, role=role)

    # What it states about itself

    def statements_now(self) -> "dict[str, OrganisationStatement]":
        """The newest statement of each key."""
        newest = self.statements.order_by("key", "-pk").distinct("key").select_related("said_by")
        return {one.key: one for one in newest}

    def statements_due(self) -> list[law.Statement]:
        """Those asked of its kind that nobody has said, or that must be confirmed again."""
        said = self.statements_now()
        asked = law.statements_of(self.applicant_type_id)
        return [one for one in asked if one.key not in said or said[one.key].is_old]

    @transaction.atomic
    def state(self, answers: dict[str, bool], by: Any) -> None:
        """Write down what somebody states for the organisation, in the words she read."""
        OrganisationStatement.objects.bulk_create(
            OrganisationStatement(
                organisation=self,
                key=key,
                holds=holds,
                text=str(OrganisationStatement.words(key)),
                said_by=by,
            )
            for key, holds in answers.items()
        )
        fresh = self.locked()
        no = {key for key, said in fresh.statements_now().items() if not said.holds}
        standing = {
            "in_liquidation": "liquidation" in no,
            "has_public_debts": "debts" in no,
            "has_unpaid_reclaim": "reclaim" in no,
            "denied": sorted(no & {"board", "democratic", "democratic_purpose", "democracy"}),
        }
        for name, value in standing.items():
            setattr(self, name, value)
        Organisation.objects.filter(pk=self.pk).update(**standing)

    # Its papers

    def papers_now(self) -> "models.QuerySet[OrganisationPaper]":
        """Its papers that nobody has taken away, the newest year of each kind first."""
        return self.papers.filter(removed_at=None).select_related("added_by")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: Any) -> "MembershipQuerySet":
        """Those that hold today in the organisations the user sees."""
        seen = Organisation.objects.visible_to(user)
        return self.filter(Membership.holding_today(), organisation__in=seen)


@pghistory.track()
class Membership(Dated):
    """A person's role in an organisation, with dates."""

    class Role(models.TextChoices):
        READER = "reader", _("reader")
        EDITOR = "editor", _("editor")
        SIGNATORY = "signatory", _("authorised signatory")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["organisation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(valid_to=None),
                name="one_open_membership_per_person",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="membership_ends_after_it_begins",
            ),
        ]
        triggers = [
            # Asked when the transaction ends, so that a signatory may hand over to another in it.
            # The lock makes two who remove each other wait: the second then sees the first.
            pgtrigger.Trigger(
                name="a_signatory_stays",
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF OLD.role <> 'signatory' OR OLD.valid_to IS NOT NULL THEN
                        RETURN NULL;
                    END IF;
                    PERFORM 1 FROM grants_organisation
                        WHERE id = OLD.organisation_id FOR NO KEY UPDATE;
                    IF NOT EXISTS (
                        SELECT 1 FROM grants_membership
                        WHERE organisation_id = OLD.organisation_id
                            AND role = 'signatory' AND valid_to IS NULL
                    ) THEN
                        RAISE EXCEPTION 'organisation % would have no signatory',
                            OLD.organisation_id USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("grants:organisation_members", args=[self.organisation_id])

    @staticmethod
    def holding_today() -> Q:
        """The day it ends is not its last but the first without it: rights end at once."""
        today = clock.today()
        return Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gt=today))

    @property
    def has_ended(self) -> bool:
        """Whether it gives no rights any more."""
        return self.valid_to is not None and self.valid_to <= clock.today()

    def change_role(self, role: str, *, by: Any) -> None:
        """Give the member another role. Raises Refused for the last signatory."""
        with transaction.atomic():
            fresh = self._open(by)
            if role != self.Role.SIGNATORY:
                fresh._must_not_be_last()
            fresh.role = role
            fresh.save(update_fields=["role"])

    def end(self, *, by: Any) -> None:
        """The person is no member any more, at once. Raises Refused for the last signatory."""
        with transaction.atomic():
            fresh = self._open(by)
            fresh._must_not_be_last()
            fresh.valid_to = clock.today()
            fresh.save(update_fields=["valid_to"])

    def _open(self, by: Any) -> "Membership":
        """The membership as it is now that nobody else can change it.

        Raises Refused when it has ended meanwhile, or when it is not for `by` to change: it is her
        own, or she is a signatory at this moment.
        """
        self.organisation.locked()
        theirs = Membership.objects.filter(self.holding_today(), organisation=self.organisation)
        fresh = theirs.filter(pk=self.pk).select_related("user", "organisation").first()
        if fresh is None:
            raise Refused(_("The membership has already ended."))
        if fresh.user_id != by.pk and not theirs.filter(user=by, role="signatory").exists():
            raise Refused(_("You are not an authorised signatory of the organisation any more."))
        return fresh

    def _must_not_be_last(self) -> None:
        others = Membership.objects.filter(
            organisation=self.organisation, role=self.Role.SIGNATORY, valid_to=None
        ).exclude(pk=self.pk)
        if self.role == self.Role.SIGNATORY and not others.exists():
            raise Refused(
                _(
                    "%s is the organisation's only authorised signatory. Make somebody else "
                    "authorised signatory first."
                )
                % self.user
            )


class OrganisationStatement(models.Model):
    """What somebody stated for the organisation, in the words she read. Never changed: said anew.

    The newest of each key counts.
    """

    SIGNS = "signs"  # said by whoever registers it; the other keys are those of `law.STATEMENTS`
    I_SIGN = _("I may sign for the organisation.")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="statements")
    key = models.CharField(max_length=20)
    holds = models.BooleanField(_("holds"))
    text = models.TextField(_("statement"))
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["organisation", "pk"]
        indexes = [models.Index(fields=["organisation", "key", "-id"])]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def words(cls, key: str) -> Any:
        """The statement of the key in the reader's language."""
        return cls.I_SIGN if key == cls.SIGNS else law.STATEMENTS[key].text

    @property
    def is_old(self) -> bool:
        """Whether it must be confirmed again."""
        return not law.still_good(law.arrival_day(self.said_at), clock.today())


def _place_of(paper: "OrganisationPaper", name: str) -> str:
    """Where a file is stored: never under the name its sender chose."""
    return f"organisations/{paper.organisation_id}/{paper.sha256}"


class OrganisationPaperQuerySet(models.QuerySet["OrganisationPaper"]):
    def visible_to(self, user: Any) -> "OrganisationPaperQuerySet":
        """For members, and for staff who may see a case of the organisation."""
        return self.filter(organisation__in=Organisation.objects.opened_to(user))


class OrganisationPaper(models.Model):
    """A paper of the organisation that its applications refer to: statutes, an annual report.

    Taken away, it is only marked: an application may have been sent in with it.
    """

    MOST = 60  # papers of one organisation at a time

    class Kind(models.TextChoices):
        STATUTES = "statutes", _("statutes")
        REPORT = "report", _("annual report")
        ACCOUNTS = "accounts", _("annual accounts")
        AUDIT = "audit", _("auditor's report")
        MINUTES = "minutes", _("minutes")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="papers")
    kind = models.CharField(_("kind of paper"), max_length=10, choices=Kind.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    file = models.FileField(_("file"), upload_to=_place_of)
    name = models.CharField(_("name"), max_length=150)
    size = models.PositiveIntegerField(_("size"))  # bytes
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = OrganisationPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["organisation", "kind", "-year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, year__gte=1800, year__lte=2200), name="paper_has_content"
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "sha256"],
                condition=Q(removed_at=None),
                name="paper_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("grants:organisation_paper", args=[self.pk])

    @classmethod
    def add(
        cls, organisation: Organisation, upload: UploadedFile, kind: str, year: int, by: Any
    ) -> "OrganisationPaper":
        """Keep a file. Raises Refused for one that is there already, or when there are too many.

        Raises ValidationError for one that is not let in.
        """
        taken = files.taken_in(upload)
        with transaction.atomic():
            organisation.locked()
            there = organisation.papers.filter(removed_at=None)
            if there.filter(kind=kind, sha256=taken.sha256).exists():
                raise Refused(_("“%s” is already there. You need not send it again.") % taken.name)
            if there.count() >= cls.MOST:
                raise Refused(_("An organisation can have at most %d papers.") % cls.MOST)
            return cls.objects.create(
                organisation=organisation,
                kind=kind,
                year=year,
                file=upload,
                name=taken.name,
                size=taken.size,
                sha256=taken.sha256,
                added_by=by,
            )
