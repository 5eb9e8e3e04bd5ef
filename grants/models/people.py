"""People and what they may be at a board: User, Post."""

from decimal import Decimal
from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from grants.models.dated import Dated
from grants.models.organisations import Membership, Organisation
from grants.models.places import County


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
        roles = []
        if self.posts_today:
            counties = {getattr(thing, "county", None), getattr(thing, "deciding_county", None)}
            roles = [p.role for p in self.posts_today if p.county is None or p.county in counties]
        organisation = getattr(thing, "organisation", None)
        if organisation is not None and (role := self.membership_role(organisation)):
            roles.append(role)
        return ", ".join(dict.fromkeys(roles))[:30]


class SignedInRequest(HttpRequest):
    """What reaches a closed view: LoginRequiredMiddleware has seen that somebody is signed in."""

    user: User


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
