"""Money that can be sought: Fund and its dated terms, Frame and Earmark, and their Postings."""

from datetime import date
from decimal import Decimal

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from grants import clock, money
from grants.models.places import ApplicantType, County, in_language


class Fund(models.Model):
    """A grant that is offered by law: § 37, § 37 a, TIA."""

    key = models.SlugField(primary_key=True, max_length=10)
    name_sv = models.CharField(max_length=150)
    name_en = models.CharField(max_length=150)
    short_sv = models.CharField(max_length=30)
    short_en = models.CharField(max_length=30)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.short

    @property
    def name(self) -> str:
        return in_language(self, "name")

    @property
    def short(self) -> str:
        return in_language(self, "short")

    def terms_on(self, day: date) -> "FundTerms":
        """The terms that hold on the day. Raises FundTerms.DoesNotExist before the first."""
        return self.terms.get(Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day)))


class FundTerms(models.Model):
    """What the law says of a fund from one day to another. A change of law is a new row.

    `years_active` is the least number of years an organisation must have been active (None: the
    text asks for none). `deciding_county` is the board that decides when it is not the county's
    own; `needs_opinion` then says that the county must first be heard (2010:1122 37 b §).
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="terms")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    legal_basis = models.CharField(max_length=200)
    sfs = models.CharField(max_length=20)
    applicant_types = models.ManyToManyField(ApplicantType)
    deciding_county = models.ForeignKey(County, models.PROTECT, null=True, blank=True)
    needs_opinion = models.BooleanField(default=False)
    years_active = models.PositiveSmallIntegerField(null=True, blank=True)
    auditor_rule = models.BooleanField(default=False)
    report_rule_sv = models.TextField()
    report_rule_en = models.TextField()
    target_group_sv = models.TextField()
    target_group_en = models.TextField()
    note = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "fund terms"
        ordering = ["fund", "valid_from"]
        constraints = [
            ExclusionConstraint(
                name="fund_terms_never_overlap",
                expressions=[
                    (F("fund"), RangeOperators.EQUAL),
                    (
                        Func("valid_from", "valid_to", models.Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.valid_from}"

    @property
    def report_rule(self) -> str:
        return in_language(self, "report_rule")

    @property
    def target_group(self) -> str:
        return in_language(self, "target_group")

    @property
    def applicant_type_keys(self) -> list[str]:
        """The keys of the applicant types that may apply, as `law.hinders_to_apply` asks."""
        return [kind.pk for kind in self.applicant_types.all()]


class Purpose(models.Model):
    """A purpose that the statute names and that an application must serve."""

    terms = models.ForeignKey(FundTerms, models.PROTECT, related_name="purposes")
    key = models.SlugField(max_length=40)
    order = models.PositiveSmallIntegerField()
    name_sv = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    paragraph = models.CharField(max_length=80)

    class Meta:
        ordering = ["terms", "order"]
        constraints = [models.UniqueConstraint(fields=["terms", "key"], name="purpose_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self, "name")


class CostCategory(models.Model):
    """A kind of cost that a budget for the fund may have."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="cost_categories")
    key = models.SlugField(max_length=20)
    order = models.PositiveSmallIntegerField()
    name_sv = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)

    class Meta:
        verbose_name_plural = "cost categories"
        ordering = ["fund", "order"]
        constraints = [models.UniqueConstraint(fields=["fund", "key"], name="cost_category_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self, "name")


@pghistory.track()
class Frame(models.Model):
    """Money of a fund for a year: the nation's, a board's share of it, or a call's share of that.

    A frame may be part of a larger one; `allotted` is what its parts have taken. What is left is
    in columns with constraints, and only `grants/ledger.py` changes them. All in SEK.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="frames")
    year = models.PositiveSmallIntegerField(_("budget year"))
    county = models.ForeignKey(County, models.PROTECT, null=True, blank=True, related_name="frames")
    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    amount = models.DecimalField(_("frame"), max_digits=14, decimal_places=2)
    earmarked = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    allotted = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    reserved = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    granted = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    in_earmarks = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    paid = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    returned = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        ordering = ["-year", "fund", "county"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, earmarked__gte=0, allotted__gte=0, reserved__gte=0)
                & Q(granted__gte=0, in_earmarks__gte=0, paid__gte=0, returned__gte=0),
                name="frame_never_negative",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=F("allotted") + F("reserved") + F("granted")),
                name="frame_never_exceeded",
            ),
            # Earmarked money is kept for its purpose: the rest may not eat of it.
            models.CheckConstraint(
                condition=Q(
                    amount__gte=F("earmarked") + F("reserved") + F("granted") - F("in_earmarks")
                ),
                name="frame_leaves_earmarks_alone",
            ),
            models.CheckConstraint(
                condition=Q(in_earmarks__lte=F("earmarked")), name="frame_earmarks_hold"
            ),
            models.CheckConstraint(
                condition=Q(paid__lte=F("granted") + F("returned")), name="frame_paid_was_granted"
            ),
        ]

    def __str__(self) -> str:
        where = self.county.name if self.county else _("Sweden")
        return f"{self.fund} {self.year} {where}: {money.kr(self.amount)}"

    @property
    def left(self) -> Decimal:
        """SEK not yet allotted, reserved or granted."""
        return self.amount - self.allotted - self.reserved - self.granted

    @property
    def left_unearmarked(self) -> Decimal:
        """SEK left outside the earmarks."""
        free = self.amount - self.earmarked
        return min(self.left, free - (self.reserved + self.granted - self.in_earmarks))


@pghistory.track()
class Earmark(models.Model):
    """A part of a frame that is kept for a purpose. `key` joins it with the nation's. SEK."""

    frame = models.ForeignKey(Frame, models.PROTECT, related_name="earmarks")
    key = models.SlugField(max_length=40)
    name_sv = models.CharField(_("purpose, Swedish"), max_length=120)
    name_en = models.CharField(_("purpose, English"), max_length=120, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    reserved = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    granted = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        ordering = ["frame", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["frame", "key"], name="earmark_once_per_frame"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, reserved__gte=0, granted__gte=0),
                name="earmark_never_negative",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=F("reserved") + F("granted")),
                name="earmark_never_exceeded",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self, "name")

    @property
    def left(self) -> Decimal:
        """SEK not yet reserved or granted."""
        return self.amount - self.reserved - self.granted


class Posting(models.Model):
    """One movement on a frame. Written by the ledger, never changed; the columns are its sums."""

    class Kind(models.TextChoices):
        RESERVE = "reserve", _("reserved")
        RELEASE = "release", _("released again")
        GRANT = "grant", _("granted")
        PAY = "pay", _("paid")
        GIVE_BACK = "give_back", _("returned")

    frame = models.ForeignKey(Frame, models.PROTECT, related_name="postings")
    earmark = models.ForeignKey(
        Earmark, models.PROTECT, null=True, blank=True, related_name="postings"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    case = models.PositiveBigIntegerField(db_index=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="posting_positive"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {money.kr(self.amount)}"
