"""People and what they may be: User, Post (role at a board), Organisation, Membership."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from grants import clock, law
from grants.models.places import ApplicantType, County, Municipality


class Users(BaseUserManager["User"]):
    """Makes users known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def staff_of(self, county: County, *roles: str) -> "models.QuerySet[User]":
        """Those who hold any of the roles at the county's board today."""
        posts = Post.objects.filter(Post.holding_today(), county=county, role__in=roles)
        return self.filter(pk__in=posts.order_by().values("user"))

    def members_of(self, organisation: "Organisation", *roles: str) -> "models.QuerySet[User]":
        """Those who have any of the roles in the organisation today."""
        held = Membership.objects.filter(
            Membership.holding_today(), organisation=organisation, role__in=roles
        )
        return self.filter(pk__in=held.order_by().values("user"))

    def bifall(self) -> "User":
        """The system user: takes the steps that no person takes, such as reminders by the clock.

        Nobody can sign in as it, also if somebody had signed up with its address before.
        """
        user, _new = self.get_or_create(
            email=User.BIFALL,
            defaults={"name": "Bifall", "is_active": False, "password": make_password(None)},
        )
        if user.is_active:
            user.is_active = False
            user.set_unusable_password()
            user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person, known by e-mail. What she may do comes from her posts and memberships."""

    username = None  # type: ignore[assignment]  # taken away: the e-mail and one name are enough
    first_name = None  # type: ignore[assignment]  # see username
    last_name = None  # type: ignore[assignment]  # see username
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="sv"
    )

    BIFALL = "bifall@bifall.invalid"  # the address of the system user
    SYSTEM = "system"  # in what capacity it acts

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[Users] = Users()  # type: ignore[assignment]  # replaces AbstractUser's

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def is_bifall(self) -> bool:
        """Whether this is the system user. Never true of somebody who has signed in."""
        return self.email == self.BIFALL and not self.is_active

    @cached_property
    def posts_today(self) -> "list[Post]":
        """Her posts that hold today. Read once per request."""
        return list(self.posts.filter(Post.holding_today()).select_related("county"))

    @cached_property
    def memberships_today(self) -> "list[Membership]":
        """Her memberships that hold today. Read once per request."""
        return list(
            self.memberships.filter(Membership.holding_today()).select_related("organisation")
        )

    def holds(self, role: str, county: County | None) -> bool:
        """Whether she holds the role today, in that county (None: anywhere)."""
        return any(
            post.role == role and (county is None or post.county_id == county.pk)
            for post in self.posts_today
        )

    def counties_as(self, *roles: str) -> list[str]:
        """Codes of the counties where she holds any of the roles today."""
        return [p.county_id for p in self.posts_today if p.role in roles and p.county_id]

    def limit_as(self, role: str, county: County) -> Decimal | None:
        """The highest amount (SEK) she may decide or attest; None means no limit.

        Raises LookupError when she does not hold the role there today.
        """
        limits = [p.limit for p in self.posts_today if p.role == role and p.county == county]
        if not limits:
            raise LookupError(role)
        return None if None in limits else max(limit for limit in limits if limit is not None)

    def membership_role(self, organisation: "Organisation") -> str | None:
        """Her role in the organisation today, or None."""
        for membership in self.memberships_today:
            if membership.organisation_id == organisation.pk:
                return membership.role
        return None

    def capacity_for(self, thing: Any) -> str:
        """In what capacity she acts on the thing, for the history: a role, or nothing."""
        if self.is_bifall:
            return self.SYSTEM
        counties = {getattr(thing, "county", None), getattr(thing, "deciding_county", None)}
        roles = [p.role for p in self.posts_today if p.county is None or p.county in counties]
        organisation = getattr(thing, "organisation", None)
        if organisation is not None and (role := self.membership_role(organisation)):
            roles.append(role)
        return ", ".join(dict.fromkeys(roles))[:30]


class SignedInRequest(HttpRequest):
    """What reaches a closed view: LoginRequiredMiddleware has seen that somebody is signed in."""

    user: User


class Dated(models.Model):
    """Something that holds from a day to a day."""

    valid_from = models.DateField(_("from"), default=clock.today)
    valid_to = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def holding_today() -> Q:
        today = clock.today()
        return Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gte=today))


@pghistory.track()
class Post(Dated):
    """A role at a county administrative board, with dates and, for some, a money limit."""

    class Role(models.TextChoices):
        OFFICER = "officer", _("case officer")
        ASSESSOR = "assessor", _("assessor")
        DECIDER = "decider", _("decision-maker")
        FINANCE = "finance", _("finance officer")
        AUDITOR = "auditor", _("auditor")
        COORDINATOR = "coordinator", _("national coordinator")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts")
    county = models.ForeignKey(County, models.PROTECT, null=True, blank=True, related_name="posts")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    limit = models.DecimalField(
        _("limit"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_(
            "The highest amount in SEK this person may decide or approve. Empty: no limit."
        ),
    )

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["county", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role="coordinator", county=None)
                | (~Q(role="coordinator") & Q(county__isnull=False)),
                name="post_county_unless_coordinator",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="post_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        where = self.county.board_name if self.county else _("Sweden")
        return f"{self.get_role_display()}, {where}"


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: Any) -> "OrganisationQuerySet":
        """Staff see every organisation; others the ones they are members of."""
        if user.is_authenticated and user.posts_today:
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(pk__in=[m.organisation_id for m in user.memberships_today])


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

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["organisation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(valid_to=None),
                name="one_open_membership_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation}"
