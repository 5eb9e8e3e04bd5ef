"""Regional priorities (regionala prioriteringar): what a county puts first in a year, and why."""

from typing import Any

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grants import clock
from grants.models.fund import Fund
from grants.models.needs import NeedSeries
from grants.models.places import ChildRight, County, Goal, HumanRightsTheme, in_language


class RegionalPriorityQuerySet(models.QuerySet["RegionalPriority"]):
    def visible_to(self, user: Any) -> "RegionalPriorityQuerySet":
        """Everyone reads what is published; the rest is seen at its own board.

        What is national and not yet published is seen by the coordinator.
        """
        public = Q(published_at__isnull=False)
        if not user.is_authenticated:
            return self.filter(public)
        seen = public | Q(county__in=user.counties_as("officer", "decider", "auditor"))
        if user.holds("coordinator", None):
            seen |= Q(county=None)
        return self.filter(seen)

    def written_by(self, user: Any) -> "RegionalPriorityQuerySet":
        """The ones she may change: an officer her county's, the coordinator the national ones."""
        if not user.is_authenticated:
            return self.none()
        allowed = Q(county__in=user.counties_as("officer"))
        if user.holds("coordinator", None):
            allowed |= Q(county=None)
        return self.filter(allowed)

    def holding(self) -> "RegionalPriorityQuerySet":
        """Those that have not been withdrawn."""
        return self.filter(withdrawn_at=None)

    def for_county(self, county: County | None, year: int) -> "RegionalPriorityQuerySet":
        """The priorities of a year, the national ones first: a county inherits them."""
        whose = Q(county=None) if county is None else Q(county=None) | Q(county=county)
        return self.filter(whose, year=year).order_by(
            F("county").asc(nulls_first=True), "-weight", "pk"
        )

    def for_fund(self, fund: Fund) -> "RegionalPriorityQuerySet":
        """Those that hold for the fund: its own, and those that hold for all."""
        return self.filter(Q(fund=None) | Q(fund=fund))

    def with_ties(self) -> "RegionalPriorityQuerySet":
        """With what they are tied to, in a fixed number of queries."""
        return self.select_related("county", "fund").prefetch_related(
            "goals", "child_rights", "themes", "series"
        )


@pghistory.track()
class RegionalPriority(models.Model):
    """What a county puts first in a year, with its weight, what it serves, and the reason.

    `county` none: national, and inherited by every county. `fund` none: for all funds. Each change
    is kept with who made it and when.
    """

    county = models.ForeignKey(
        County,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="regional_priorities",
        verbose_name=_("county"),
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2010), MaxValueValidator(2100)]
    )
    fund = models.ForeignKey(
        Fund,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="regional_priorities",
        verbose_name=_("fund"),
    )
    name_sv = models.CharField(_("priority, Swedish"), max_length=200)
    name_en = models.CharField(_("priority, English"), max_length=200, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    reason_sv = models.TextField(_("reason, Swedish"))
    reason_en = models.TextField(_("reason, English"), blank=True)
    goals = models.ManyToManyField(Goal, blank=True, verbose_name=_("goals of Agenda 2030"))
    child_rights = models.ManyToManyField(
        ChildRight, blank=True, verbose_name=_("rights of the child")
    )
    themes = models.ManyToManyField(
        HumanRightsTheme, blank=True, verbose_name=_("human rights themes")
    )
    series = models.ManyToManyField(
        NeedSeries,
        blank=True,
        related_name="regional_priorities",
        verbose_name=_("rests on these series of the needs picture"),
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    # What it is tied to, kept in the row so that its history tells of that too.
    ties = models.JSONField(default=dict, blank=True, editable=False)

    objects = RegionalPriorityQuerySet.as_manager()
    events: Any  # the rows that pghistory writes

    class Meta:
        verbose_name = _("regional priority")
        verbose_name_plural = _("regional priorities")
        ordering = ["-year", "county", "-weight", "pk"]
        indexes = [models.Index(fields=["year", "county"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=100), name="regional_priority_weight"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("grants:priority", args=[self.pk])

    @property
    def name(self) -> str:
        return in_language(self, "name")

    @property
    def reason(self) -> str:
        return in_language(self, "reason")

    TIED = ("goals", "child_rights", "themes", "series")

    def write(self, by: Any, **tied: Any) -> None:
        """Save it as changed by the person, tied to what is given: goals, child_rights, themes,
        series. What is not given stays as it is.
        """
        self.changed_by, self.changed_at = by, clock.now()
        if self._state.adding:
            self.created_by = by
        tied = {name: list(tied[name]) for name in self.TIED if name in tied}
        self.ties = self.ties | {n: sorted(one.pk for one in rows) for n, rows in tied.items()}
        self.save()
        for name, rows in tied.items():
            getattr(self, name).set(rows)

    @property
    def is_national(self) -> bool:
        return self.county_id is None
