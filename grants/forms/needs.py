"""Figures of the needs picture as people choose, enter and bring them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from grants import clock, files
from grants.models import County, NeedFigure, NeedSeries, entering
from grants.resources.figures import LARGEST, read_figure, rows_of


class ChoosePicture(forms.Form):
    """Which year, and which series on the map."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False)
    series = forms.ChoiceField(label=_("Series on the map"), required=False)

    def __init__(self, data: Any, years: list[int], series: list[NeedSeries]) -> None:
        super().__init__(data)
        self.years = years
        fields: Any = self.fields
        fields["year"].choices = [(year, str(year)) for year in years]
        fields["series"].choices = [(one.pk, one.name) for one in series]
        if not series:
            del self.fields["series"]


class ChooseFigures(forms.Form):
    """Which figures to enter or bring: a series, a year and, for the coordinator, a county."""

    series = forms.ModelChoiceField(
        label=_("Series"), queryset=NeedSeries.objects.none(), empty_label=None
    )
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    county = forms.ModelChoiceField(
        label=_("County"), queryset=County.objects.none(), empty_label=None
    )

    def __init__(self, data: Any, user: Any) -> None:
        own = user.counties_as("officer")
        counties = County.objects.all()
        if not user.holds("coordinator", None):
            counties = counties.filter(pk__in=own)
        first = {"year": clock.today().year, "county": own[0] if own else None}
        super().__init__(data, initial=first)
        fields: Any = self.fields
        fields["series"].queryset = NeedSeries.objects.written_by(user)
        fields["county"].queryset = counties


class SeriesForm(forms.ModelForm):
    """A series of figures: what it is called, of what places it speaks, and where it comes from."""

    class Meta:
        model = NeedSeries
        fields = (
            *("name_sv", "name_en", "county", "level", "unit_sv", "unit_en", "decimals", "sums"),
            *("source", "description_sv", "description_en"),
        )
        help_texts = {
            "county": _("Whose series it is. The nation's series are kept by the coordinator."),
            "unit_sv": _("For example personer, procent."),
            "source": _("Who counted, and where it can be read."),
        }
        widgets = {
            "description_sv": forms.Textarea({"rows": 3}),
            "description_en": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        county = fields["county"]
        county.queryset = County.objects.filter(pk__in=user.counties_as("officer"))
        county.required = not user.holds("coordinator", None)
        county.empty_label = None if county.required else _("The whole country")
        if self.instance.pk:
            # What has been entered speaks of these places, in these units.
            for name in ("county", "level", "decimals"):
                fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("county") and data.get("level") == NeedSeries.Level.COUNTRY:
            self.add_error("level", _("A series of a county speaks of it or its municipalities."))
        if not self.instance.pk and data.get("name_sv"):
            self.instance.key = self._free_key(data["name_sv"], data.get("county"))
        return data

    def _free_key(self, name: str, county: County | None) -> str:
        stem = slugify(f"{name} {county.pk}" if county else name)[:34] or "serie"
        taken = set(NeedSeries.objects.filter(pk__startswith=stem).values_list("pk", flat=True))
        wanted = [stem, *(f"{stem}-{number}" for number in range(2, 1000))]
        return next(key for key in wanted if key not in taken)


class SheetForm(forms.Form):
    """A spreadsheet with figures."""

    sheet = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("XLSX or CSV, at most 1 MB and 3,000 rows. Nothing is stored yet."),
        max_length=150,
        widget=forms.ClearableFileInput({"accept": ".xlsx,.csv"}),
    )
    rows: list[dict[str, Any]]

    def clean_sheet(self) -> Any:
        sheet = self.cleaned_data["sheet"]
        kind = sheet.name.rpartition(".")[2].lower()
        if kind not in ("xlsx", "csv"):
            raise ValidationError(_("Choose a file whose name ends in .xlsx or .csv."))
        if sheet.size > LARGEST:
            raise ValidationError(_("The file is larger than 1 MB. Split it."))
        if kind == "xlsx":
            files.check(sheet)
        sheet.seek(0)
        self.rows = rows_of(sheet.read(), kind)
        if not self.rows:
            raise ValidationError(_("The sheet has no rows under its heads."))
        return sheet


class FiguresForm(forms.Form):
    """The figures of a series and a year, one field for each place. An empty one is left as it is.

    `compared` gives each figure beside the one that holds, with its faults; they are also put
    beside their fields.
    """

    valid_from = forms.DateField(
        label=_("Holds from"),
        required=False,
        widget=forms.DateInput,
        help_text=_("The first day of a revision. Leave empty to set or correct what holds."),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis or decision"), max_length=100, required=False
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)

    def __init__(self, data: Any, places: list[NeedFigure]) -> None:
        self.places = {f"at_{one.place_code or 'se'}": one for one in places}
        super().__init__(data)
        for name, one in self.places.items():
            shown = "" if one.value is None else one.series.written(one.value)
            self.fields[name] = forms.CharField(
                label=one.place_name,
                required=False,
                initial=shown,
                widget=forms.TextInput({"inputmode": "decimal", "class": "num"}),
            )
        self.entries: list[entering.Entry] = []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        figures: dict[str, NeedFigure] = {}
        for name in self.places:
            try:
                if (said := data.get(name, "").strip()) not in ("", "–"):
                    figures[name] = self._figure(name, read_figure(said))
            except ValueError as error:
                self.add_error(name, str(error))
        if not self.errors:
            self._compare(figures)
        return data

    def _figure(self, name: str, value: Decimal) -> NeedFigure:
        held = self.places[name]
        is_new = held.value != value
        said = {key: self.cleaned_data.get(key, "") for key in ("legal_basis", "source")}
        first: date | None = self.cleaned_data.get("valid_from")
        return NeedFigure(
            series=held.series,
            county=held.county,
            municipality=held.municipality,
            year=held.year,
            value=value,
            # A figure that is left as it is says nothing new, whatever is said of the others.
            **({**said, "valid_from": first} if is_new else {}),
        )

    def _compare(self, figures: dict[str, NeedFigure]) -> None:
        self.entries = entering.compare(figures.values())
        for name, entry in zip(figures, self.entries, strict=True):
            for fault in entry.faults:
                self.add_error(name, fault)

    @property
    def rows(self) -> list[tuple[Any, NeedFigure]]:
        """Each field beside the figure that holds now."""
        return [(self[name], one) for name, one in self.places.items()]
