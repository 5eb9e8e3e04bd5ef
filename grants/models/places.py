"""Reference data: counties, municipalities, legal forms, goals, rights, known figures.

Facts from public sources, loaded by `manage.py load_reference` from `grants/data`.
"""

from typing import Any

from django.db import models
from django.utils.translation import get_language


def in_language(thing: Any, field: str) -> str:
    """`field_en` when English is spoken and there is one, else `field_sv`."""
    spoken = (get_language() or "sv")[:2]
    if spoken == "en" and (english := getattr(thing, f"{field}_en", "")):
        return str(english)
    return str(getattr(thing, f"{field}_sv"))


class County(models.Model):
    """A county and its administrative board (länsstyrelse)."""

    code = models.CharField(primary_key=True, max_length=2)
    name_sv = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    letter = models.CharField(max_length=2)
    iso = models.CharField(max_length=6)
    board_name_sv = models.CharField(max_length=100)
    board_name_en = models.CharField(max_length=100)
    board_org_nr = models.CharField(max_length=11)
    website = models.URLField()
    email = models.EmailField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self, "name")

    @property
    def board_name(self) -> str:
        return in_language(self, "board_name")


class Municipality(models.Model):
    """A municipality. `org_nr_status` says how sure its organisation number is."""

    code = models.CharField(primary_key=True, max_length=4)
    name = models.CharField(max_length=60)
    official_name = models.CharField(max_length=80)
    county = models.ForeignKey(County, models.PROTECT, related_name="municipalities")
    org_nr = models.CharField(max_length=11, unique=True)
    org_nr_status = models.CharField(max_length=20)
    org_nr_source = models.CharField(max_length=200)
    population_2025 = models.PositiveIntegerField()
    population_2016 = models.PositiveIntegerField()
    land_area_km2 = models.DecimalField(max_digits=9, decimal_places=2)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "municipalities"

    def __str__(self) -> str:
        return self.name


class LegalForm(models.Model):
    """A legal form by its official code (juridisk form)."""

    code = models.CharField(primary_key=True, max_length=2)
    name_sv = models.CharField(max_length=100)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_sv


class ApplicantType(models.Model):
    """A kind of applicant that a fund may be open to."""

    key = models.CharField(primary_key=True, max_length=30)
    name_sv = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    legal_form = models.ForeignKey(LegalForm, models.PROTECT)
    org_nr_prefix = models.CharField(max_length=2, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name_sv"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self, "name")


class Goal(models.Model):
    """One of the 17 goals of Agenda 2030."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    name_sv = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    uri = models.URLField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    @property
    def name(self) -> str:
        return in_language(self, "name")


class ChildRight(models.Model):
    """An article of the Convention on the Rights of the Child."""

    article = models.PositiveSmallIntegerField(primary_key=True)
    label_sv = models.CharField(max_length=100)
    label_en = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["article"]

    def __str__(self) -> str:
        return f"{self.article}. {in_language(self, 'label')}"


class HumanRightsTheme(models.Model):
    """A theme of human rights that a priority can serve, in our own words."""

    key = models.SlugField(primary_key=True, max_length=30)
    order = models.PositiveSmallIntegerField()
    name_sv = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return in_language(self, "name")


class ReferenceFigure(models.Model):
    """A figure that was announced: a frame, an allotment, a count. Amounts in SEK."""

    fund_key = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    county = models.ForeignKey(County, models.PROTECT, null=True, blank=True)
    measure = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=14, decimal_places=2)
    unit = models.CharField(max_length=10)
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["fund_key", "year", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund_key", "year", "county", "measure", "note"],
                nulls_distinct=False,
                name="reference_figure_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.fund_key} {self.year} {self.measure}: {self.value} {self.unit}"
