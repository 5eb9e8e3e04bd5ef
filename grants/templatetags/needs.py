"""The needs picture in templates: its drawings, and the figures beside an application."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from grants import chart, clock
from grants.models import County
from grants.models.picture import Beside, Line, beside

register = template.Library()


@register.simple_tag
def draw_years(line: Line) -> SafeString:
    """A series over the years. A table of the same figures stands under it."""
    return chart.line(line.points, title=line.series.name, unit=line.series.unit)


@register.simple_tag
def draw_places(line: Line, areas: list[dict[str, Any]], place: County | None) -> SafeString:
    """A series on the map: counties, or the municipalities of one. The list stands beside it."""
    year = line.now.year if line.now else line.year
    asked = f"?year={line.year}"
    told: dict[str, Any] = {
        "link": lambda code: reverse("grants:needs_place", args=[code]) + asked,
        "name": {row["place"].pk: row["place"].name for row in areas},
        "text": {row["place"].pk: row["written"] for row in areas},
        "title": f"{line.series.name} {year} ({line.series.unit})",
    }
    values = {row["place"].pk: float(row["value"]) for row in areas if row["value"] is not None}
    if place is None:
        return chart.county_map(values, **told)
    return chart.municipality_map(values, county=place.pk, **told)


@register.inclusion_tag("grants/_needs.html")
def needs_beside(application: Any) -> dict[str, Any]:
    """The needs picture of the municipalities an application speaks of, and of its county.

    For anything with `municipalities`, `county` and `submitted_at`. Two queries, beside that for
    the municipalities. The figures are of the year it was submitted, or the newest before it.
    """
    at = application.submitted_at or clock.now()
    year = at.astimezone(clock.SWEDEN).year
    there: Beside = beside(application.municipalities.all(), application.county, year)
    return {"needs": there, "county": application.county}
