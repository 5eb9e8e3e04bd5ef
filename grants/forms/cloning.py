"""A new call made from an earlier one: what must be said anew, with a proposal a year later."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from grants import clock
from grants.forms.calls import CallForm
from grants.models import Call


def years_until_ahead(moment: datetime) -> int:
    """How many years later the moment is in the future: at least one."""
    years = 1
    while later(moment, years) <= clock.now():
        years += 1
    return years


def later(moment: Any, years: int) -> Any:
    """The same day, and time of day in Sweden, some years later. 29 February becomes the 28th."""
    if moment is None:
        return None
    local = moment.astimezone(clock.SWEDEN) if isinstance(moment, datetime) else moment
    try:
        return local.replace(year=local.year + years)
    except ValueError:
        return local.replace(year=local.year + years, day=28)


class CloneForm(CallForm):
    """Whose the new call is, when it is open, and how much money there is. The rest comes along."""

    class Meta(CallForm.Meta):
        fields: tuple[str, ...] = (  # type: ignore[assignment]  # fewer than the parent's
            *("county", "title_sv", "title_en", "opens_at", "closes_at"),
            *("max_amount", "period_from", "period_to", "report_due"),
        )

    def __init__(self, data: Any, *, user: Any, source: Call) -> None:
        self.source = source
        years = years_until_ahead(source.opens_at)
        super().__init__(data, user=user, instance=_copied(source, years))
        own = user.counties_as("officer")
        self.initial["county"] = source.county_id if source.county_id in own else own[0]
        self.fields["frame_amount"].initial = source.frame.amount
        self.fields["year"].initial = source.frame.year + years
        self.fields["title_sv"].help_text = _("Look for a year or a season that must be changed.")
        for name in ("opens_at", "closes_at"):
            self.initial[name] = later(getattr(source, name), years)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("opens_at"):
            self._choose_terms(self.source.fund, data["opens_at"])
        return data


def _copied(source: Call, years: int) -> Call:
    """A call that is not saved, with the texts of the earlier one and its days moved."""
    days: dict[str, date] = {
        name: later(getattr(source, name), years)
        for name in ("period_from", "period_to", "report_due")
    }
    kept = ("fund", "national", "title_sv", "title_en", "about_sv", "about_en", "max_amount")
    how = ("signatures_needed", "scored", "blind", "readers", "pressure")
    said = {name: getattr(source, name) for name in (*kept, *how)}
    return Call(**said, **days)
