"""The needs picture (behovsbild): named series and their figures by place and year.

A figure is never changed. A revision is a new row: the newest that has begun to hold counts, and
the ones before it stay readable.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grants import clock, money
from grants.models.places import County, Municipality, in_language


class NeedSeriesQuerySet(models.QuerySet["NeedSeries"]):
    def visible_to(self, user: Any) -> "NeedSeriesQuerySet":
        """A needs picture is public facts: everyone reads every series."""
        return self

    def written_by(self, user: Any) -> "NeedSeriesQuerySet":
        """The series she may enter figures in: the coordinator the nation's, a board its own.

        An officer also enters her own county's municipal figures in the nation's series.
        """
        if not user.is_authenticated:
            return self.none()
        own = user.counties_as("officer")
        allowed = Q(county__in=own)
        if user.holds("coordinator", None):
            allowed |= Q(county=None)
        elif own:
            allowed |= Q(county=None, level=NeedSeries.Level.MUNICIPALITY)
        return self.filter(allowed)


class NeedSeries(models.Model):
    """A series of figures with a name and a unit, such as population or reception.

    `county` is the board that keeps it for its own county; none: kept for the whole country.
    """

    class Level(models.TextChoices):
        COUNTRY = "country", _("the whole country")
        COUNTY = "county", _("county")
        MUNICIPALITY = "municipality", _("municipality")

    # The series that a rule speaks of: the county's number, its municipalities' numbers, and how
    # many have been assigned to each municipality so far in the year.
    COUNTY_NUMBER, MUNICIPAL_NUMBER, ASSIGNED = "lanstal", "kommuntal", "anvisade"

    key = models.SlugField(_("key"), primary_key=True, max_length=40)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    name_sv = models.CharField(_("name, Swedish"), max_length=100)
    name_en = models.CharField(_("name, English"), max_length=100, blank=True)
    unit_sv = models.CharField(_("unit, Swedish"), max_length=30)
    unit_en = models.CharField(_("unit, English"), max_length=30, blank=True)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    decimals = models.PositiveSmallIntegerField(
        _("decimals"), default=0, choices=[(0, "0"), (1, "1"), (2, "2")]
    )
    sums = models.BooleanField(
        _("the figures of municipalities can be added up"),
        default=True,
        help_text=_("Numbers of people can, averages and shares cannot."),
    )
    county = models.ForeignKey(
        County,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="need_series",
        verbose_name=_("county"),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    description_sv = models.TextField(_("description, Swedish"), blank=True)
    description_en = models.TextField(_("description, English"), blank=True)

    objects = NeedSeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["order", "key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(county=None) | ~Q(level="country"), name="need_series_level_of_county"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("grants:need_series", args=[self.pk])

    @property
    def name(self) -> str:
        return in_language(self, "name")

    @property
    def unit(self) -> str:
        return in_language(self, "unit")

    @property
    def description(self) -> str:
        return in_language(self, "description")

    def written(self, value: Decimal | None) -> str:
        """A figure of the series as people read it; a dash when there is none."""
        if value is None:
            return "–"
        return money.figure_text(value, self.decimals, get_language() or "sv")


class NeedFigureQuerySet(models.QuerySet["NeedFigure"]):
    def visible_to(self, user: Any) -> "NeedFigureQuerySet":
        """A needs picture is public facts: everyone reads every figure."""
        return self

    def in_force(self, day: date | None = None) -> "NeedFigureQuerySet":
        """One figure for each series, place and year: the newest that holds on the day (today).

        Of a year that has not come, what holds on its first day.
        """
        first = Func(F("year"), 1, 1, function="make_date", output_field=models.DateField())
        begun = Q(valid_from=None) | Q(valid_from__lte=Greatest(first, day or clock.today()))
        place = ("series_id", "year", "county_id", "municipality_id")
        newest = (F("valid_from").desc(nulls_last=True), "-pk")
        return self.filter(begun).order_by(*place, *newest).distinct(*place)


# How the rule of the municipal numbers is asked, when the transaction ends: the lock makes two who
# write numbers of the same county and year wait, so that the second sees what the first wrote. A
# municipal number belongs to the county's number that holds on the day it begins: when the county's
# number becomes another, new municipal numbers are entered for it, and the old ones stay as they
# were.
_SUMS = """
    IF NEW.series_id NOT IN ('lanstal', 'kommuntal') THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(
        hashtextextended('kommuntal ' || NEW.county_id || ' ' || NEW.year, 0)
    );
    WITH numbers AS (
        SELECT id, series_id, municipality_id, value,
            coalesce(valid_from, '-infinity'::date) AS begins
        FROM grants_needfigure
        WHERE county_id = NEW.county_id AND year = NEW.year
            AND series_id IN ('lanstal', 'kommuntal')
    ), county_number AS (
        SELECT DISTINCT ON (begins) begins, value FROM numbers
        WHERE series_id = 'lanstal' ORDER BY begins, id DESC
    ), compared AS (
        SELECT begins, value, lag(value) OVER (ORDER BY begins) AS before FROM county_number
    ), period AS (
        SELECT begins, value, lead(begins) OVER (ORDER BY begins) AS ends
        FROM compared WHERE before IS DISTINCT FROM value
    ), day AS (
        SELECT DISTINCT begins FROM numbers WHERE series_id = 'kommuntal'
    ), holding AS (
        SELECT DISTINCT ON (day.begins, numbers.municipality_id)
            day.begins, period.value AS whole, numbers.value
        FROM day
        LEFT JOIN period ON day.begins >= period.begins
            AND (period.ends IS NULL OR day.begins < period.ends)
        JOIN numbers ON numbers.series_id = 'kommuntal' AND numbers.begins <= day.begins
            AND numbers.begins >= coalesce(period.begins, '-infinity'::date)
        ORDER BY day.begins, numbers.municipality_id, numbers.begins DESC, numbers.id DESC
    )
    SELECT whole, sum(value) INTO wanted, total FROM holding
    GROUP BY begins, whole HAVING whole IS NULL OR sum(value) <> whole LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'kommuntal of county % in % sum to %, its länstal is %',
            NEW.county_id, NEW.year, total, coalesce(wanted::text, 'not known')
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.series_id = 'kommuntal' THEN
        SELECT value INTO assigned FROM grants_needfigure
        WHERE series_id = 'anvisade' AND municipality_id = NEW.municipality_id
            AND year = NEW.year
        ORDER BY coalesce(valid_from, '-infinity'::date) DESC, id DESC LIMIT 1;
        IF NEW.value < assigned THEN
            RAISE EXCEPTION 'kommuntal of municipality % in % is %, but % are assigned already',
                NEW.municipality_id, NEW.year, NEW.value, assigned
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NULL;
"""


class NeedFigure(models.Model):
    """What a series says of a place in a year. Append-only: a revision is a new row.

    `county` is set also for a municipality; neither is set for the whole country. `valid_from` is
    the first day a revision holds; none: from the start of the year it speaks of.
    """

    series = models.ForeignKey(
        NeedSeries, models.PROTECT, related_name="figures", verbose_name=_("series")
    )
    county = models.ForeignKey(
        County, models.PROTECT, null=True, blank=True, related_name="need_figures"
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="need_figures"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(
        _("figure"), max_digits=14, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    valid_from = models.DateField(_("holds from"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=100, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    entered_at = models.DateTimeField(default=clock.now)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = NeedFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure of the needs picture")
        verbose_name_plural = _("figures of the needs picture")
        ordering = ["series", "year", "county", "municipality", "pk"]
        indexes = [
            models.Index(fields=["series", "year", "county", "municipality"]),
            models.Index(fields=["municipality", "year"]),
            models.Index(fields=["county", "year"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0), name="need_figure_not_negative"),
            models.CheckConstraint(
                condition=Q(year__gte=1990, year__lte=2100), name="need_figure_year"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="a_place_of_its_level",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM grants_needseries WHERE key = NEW.series_id
                            AND (county_id IS NULL OR county_id = NEW.county_id)
                            AND level = CASE
                                WHEN NEW.municipality_id IS NOT NULL THEN 'municipality'
                                WHEN NEW.county_id IS NOT NULL THEN 'county'
                                ELSE 'country' END
                    ) OR (NEW.municipality_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM grants_municipality WHERE code = NEW.municipality_id
                            AND county_id = NEW.county_id
                    )) THEN
                        RAISE EXCEPTION 'the series % has no figures of that place', NEW.series_id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="municipal_numbers_sum",
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                operation=pgtrigger.Insert,
                declare=[("wanted", "numeric"), ("total", "numeric"), ("assigned", "numeric")],
                func=_SUMS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.place} {self.year}: {self.value}"

    @property
    def written(self) -> str:
        return self.series.written(self.value)

    @property
    def plain_value(self) -> Decimal | int | None:
        """The figure for a sheet: a whole number where the series has no decimals."""
        whole = self.value is not None and not self.series.decimals
        return int(self.value) if whole else self.value

    @property
    def place_code(self) -> str:
        return self.municipality_id or self.county_id or ""

    @property
    def place_name(self) -> str:
        return str(self.place or _("the whole country"))

    @property
    def place(self) -> Municipality | County | None:
        """The municipality or county it speaks of; none: the whole country."""
        return self.municipality or self.county
