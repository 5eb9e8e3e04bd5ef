"""Figures of the needs picture in a spreadsheet: the sheet that goes out, and how it is read back.

The heads may be in Swedish or English, in any order. Nothing is stored here: reading a sheet gives
a figure for each row, or what is wrong with the row.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields, resources, widgets
from import_export.results import Result

from grants import money, rules
from grants.models import County, Municipality, NeedFigure, NeedSeries, entering
from grants.resources.tables import Amount, Column, Table

LARGEST = 1_000_000  # bytes of a sheet
MOST = 3_000  # rows of a sheet
# What a column may be called. The first of each is what a sheet in English calls it.
HEADS: dict[str, tuple[str, ...]] = {
    "series": ("series", "serie"),
    "place": ("place code", "platskod", "place", "plats", "kod", "code", "kommunkod", "länskod"),
    "name": ("place", "plats", "name", "namn", "kommun", "län"),
    "year": ("year", "år"),
    "value": ("figure", "tal", "value", "värde", "antal"),
    "valid_from": ("holds from", "gäller från"),
    "legal_basis": ("legal basis", "rättslig grund"),
    "source": ("source", "källa"),
    "note": ("remark", "anmärkning", "note"),
}
NEEDED = ("series", "year", "value")
_QUOTED = re.compile(r"^'(?=\s*[=+\-@\t\r])")


class FigureTable(Table):
    """Figures as the public sees them, one a row. The same sheet can be read back."""

    series = Column("series__key", gettext_lazy("Series"))
    place = Column("place_code", gettext_lazy("Place code"))
    name = Column("place_name", gettext_lazy("Place"))
    year = Column("year", gettext_lazy("Year"), widget=Amount())
    value = Column("plain_value", gettext_lazy("Figure"), widget=Amount())
    valid_from = Column("valid_from", gettext_lazy("Holds from"), widget=widgets.DateWidget())
    legal_basis = Column("legal_basis", gettext_lazy("Legal basis"))
    source = Column("source", gettext_lazy("Source"))
    note = Column("note", gettext_lazy("Remark"))

    class Meta:
        model = NeedFigure
        fields = (
            *("series", "place", "name", "year", "value", "valid_from"),
            *("legal_basis", "source", "note"),
        )
        export_order = fields

    def iter_queryset(self, queryset: Iterable[NeedFigure]) -> Iterable[NeedFigure]:
        """The rows as they come: also those of a sheet to fill in, which are not stored."""
        return queryset


class _Cell(widgets.Widget):
    """A cell that is read by a function of the sheet: (value, row) in, value out, or ValueError."""

    def __init__(self, read: Any) -> None:
        super().__init__()
        self.read = read

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return self.read("" if value is None else value, row or {})


class FigureSheet(resources.ModelResource):
    """Reads a sheet for one person: what she may not enter is a fault beside its row."""

    class Meta:
        model = NeedFigure
        fields = ()
        skip_diff = True
        store_instance = True
        use_transactions = False
        clean_model_instances = False

    def __init__(self, user: Any) -> None:
        super().__init__()
        self.user = user
        columns = {
            "series": self.read_series,
            "year": self.read_year,
            "value": self.read_value,
            "valid_from": self.read_day,
            "legal_basis": self.read_text("legal_basis"),
            "source": self.read_text("source"),
            "note": self.read_text("note"),
        }
        for name, read in columns.items():
            self.fields[name] = fields.Field(name, name, widget=_Cell(read))
        # The place is read last: which places there are depends on the series.
        self.fields["place"] = fields.Field("found_place", "place", widget=_Cell(self.read_place))

    def get_import_fields(self) -> list[fields.Field]:
        return list(self.fields.values())

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[NeedFigure, bool]:
        return NeedFigure(), True

    def get_import_id_fields(self) -> list[str]:
        return []

    def save_instance(self, instance: NeedFigure, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Nothing is stored: a figure that may be entered is handed on."""
        place = instance.found_place  # type: ignore[attr-defined]  # set by the place's column
        if isinstance(place, Municipality):
            instance.municipality, instance.county = place, place.county
        else:
            instance.county = place
        if not rules.enters_figures.test(self.user, instance):
            raise ValidationError({"place": _("You do not enter figures of this place.")})

    # What the cells may say

    @cached_property
    def series_known(self) -> dict[str, NeedSeries]:
        allowed = NeedSeries.objects.written_by(self.user).select_related("county")
        return {
            str(word).casefold(): one
            for one in allowed
            for word in (one.name_en, one.name_sv, one.key)
        }

    @cached_property
    def places_known(self) -> dict[str, dict[str, Any]]:
        counties = {county.pk: county for county in County.objects.all()}
        known: dict[str, dict[str, Any]] = {"county": {}, "municipality": {}}
        for county in counties.values():
            for word in (county.name_en, county.name_sv, county.pk):
                known["county"][word.casefold()] = county
        for municipality in Municipality.objects.all():
            municipality.county = counties[municipality.county_id]
            for word in (municipality.official_name, municipality.name, municipality.pk):
                known["municipality"][word.casefold()] = municipality
        return known

    def read_series(self, value: Any, row: Mapping[str, Any]) -> NeedSeries:
        found = self.series_known.get(str(value).strip().casefold())
        if found is None:
            raise ValueError(
                _("There is no series “%s” that you enter figures in.") % value
                if value
                else _("Say which series the figure belongs to.")
            )
        return found

    def read_place(self, value: Any, row: Mapping[str, Any]) -> Any:
        series = self.series_known.get(str(row.get("series", "")).strip().casefold())
        if series is None:
            return None  # which is wrong already
        word = _as_text(value) or _as_text(row.get("name", ""))
        if series.level == NeedSeries.Level.COUNTRY:
            return None
        if word.isdecimal():  # a spreadsheet takes away a zero that stands first
            word = word.zfill(4 if series.level == NeedSeries.Level.MUNICIPALITY else 2)
        found = self.places_known[series.level].get(word.casefold())
        if found is None and series.level == NeedSeries.Level.MUNICIPALITY:
            raise ValueError(_("There is no municipality “%s”. Write its code or its name.") % word)
        if found is None:
            raise ValueError(_("There is no county “%s”. Write its code or its name.") % word)
        return found

    def read_year(self, value: Any, row: Mapping[str, Any]) -> int:
        text = _as_text(value)
        if not text.isdecimal() or not 1990 <= int(text) <= 2100:
            raise ValueError(_("Write the year in four digits, for example 2026."))
        return int(text)

    def read_value(self, value: Any, row: Mapping[str, Any]) -> Decimal:
        return read_figure(value)

    def read_day(self, value: Any, row: Mapping[str, Any]) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value).strip()) if str(value).strip() else None
        except ValueError as error:
            raise ValueError(_("Write the day like this: 2026-03-09.")) from error

    def read_text(self, name: str) -> Any:
        column: Any = NeedFigure._meta.get_field(name)
        longest: int = column.max_length

        def read(value: Any, row: Mapping[str, Any]) -> str:
            text = _QUOTED.sub("", _as_text(value))
            if len(text) > longest:
                raise ValueError(_("The text has more than %s characters.") % longest)
            return text

        return read


def read_figure(value: Any) -> Decimal:
    """A figure as people write it: 1 234, 2,5. Raises ValueError with a sentence for the writer."""
    if isinstance(value, bool):
        value = "?"
    text = re.sub(r"\s", "", str(value)).replace(",", ".").replace(money.MINUS, "-")
    try:
        figure = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(_("Write the figure in digits, for example 1 234 or 2,5.")) from error
    if not figure.is_finite() or figure >= 10**12:
        raise ValueError(_("Write the figure in digits, for example 1 234 or 2,5."))
    if figure < 0:
        raise ValueError(_("The figure cannot be less than zero."))
    if not isinstance(value, float) and figure != round(figure, 2):
        raise ValueError(_("The figure can have two decimals at most."))
    return round(figure, 2)


def _as_text(value: Any) -> str:
    """What a cell says. A spreadsheet keeps 2026 as 2026.0."""
    if isinstance(value, float):
        value = int(value) if value.is_integer() else round(value, 2)
    if isinstance(value, datetime):
        value = value.date()
    return "" if value is None else str(value).strip()


@dataclass
class Line:
    """A row of a sheet: what it said, and what will be entered or is wrong."""

    number: int
    said: dict[str, str]
    entry: entering.Entry | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return "wrong" if self.entry is None else self.entry.kind

    @property
    def problems(self) -> list[str]:
        return [*self.faults, *(self.entry.faults if self.entry else [])]


@dataclass
class Read:
    """A sheet that has been read: its rows, and how many were left empty."""

    lines: list[Line]
    empty: int

    def count(self, kind: str) -> int:
        return sum(line.kind == kind for line in self.lines)

    @property
    def kinds(self) -> list[str]:
        return [line.kind for line in self.lines]

    @property
    def counts(self) -> dict[str, int]:
        return {kind: self.count(kind) for kind in ("new", "changed", "unchanged", "wrong")}

    @property
    def wanted(self) -> int:
        """How many figures would be entered."""
        return self.count("new") + self.count("changed")

    @property
    def can_be_entered(self) -> bool:
        return not self.count("wrong") and bool(self.wanted)

    @property
    def entries(self) -> list[entering.Entry]:
        return [line.entry for line in self.lines if line.entry is not None]

    @property
    def rows(self) -> list[dict[str, str]]:
        return [line.said for line in self.lines]


def named(heads: Iterable[Any]) -> list[str]:
    """Our own name of each head. Raises ValidationError when one that is needed is missing."""
    found: list[str] = []
    for head in heads:
        word = _as_text(head).casefold()
        names = [name for name, words in HEADS.items() if word in (name, *words)]
        name = next((name for name in names if name not in found), "")
        found.append(name or f"? {word}")
    # A place alone may be a code or a name: either column says which it is.
    lacking = [HEADS[name] for name in NEEDED if name not in found]
    if lacking:
        words = ", ".join(f"“{HEADS_SHOWN[heads[0]]}”" for heads in lacking)
        raise ValidationError(_("The sheet has no column called %s.") % words)
    return found


HEADS_SHOWN = {
    "series": gettext_lazy("Series"),
    "year": gettext_lazy("Year"),
    "figure": gettext_lazy("Figure"),
}


def rows_of(content: bytes, kind: str) -> list[dict[str, Any]]:
    """The rows of a file, xlsx or csv, by our own names of the columns. Raises ValidationError."""
    try:
        if kind == "xlsx":
            data = tablib.Dataset().load(content, format="xlsx")
        else:
            data = tablib.Dataset().load(_decoded(content), format="csv", delimiter=_sign(content))
    except Exception as error:  # what a library of formats may raise is not listed
        raise ValidationError(_("The file cannot be read as a table.")) from error
    if data.height > MOST:
        raise ValidationError(_("The sheet has more than %s rows. Split it.") % MOST)
    heads = named(data.headers or [])
    return [dict(zip(heads, row, strict=True)) for row in data]


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # what older Excel writes


def _sign(content: bytes) -> str:
    first = content.split(b"\n", 1)[0]
    return max((";", ",", "\t"), key=lambda sign: first.count(sign.encode()))


def read_sheet(rows: list[dict[str, Any]], user: Any) -> Read:
    """Each row as a figure beside the one that holds now, or with what is wrong."""
    said = [{name: _as_text(row.get(name)) for name in HEADS} for row in rows]
    meant = [(n, one, row) for n, (one, row) in enumerate(zip(said, rows, strict=True), start=2)]
    filled = [(n, one, row) for n, one, row in meant if one["value"]]
    data = tablib.Dataset(headers=list(HEADS))
    for _n, _one, row in filled:
        data.append([row.get(name, "") for name in HEADS])
    # Not a dry run, which would open a transaction for each row: the sheet itself stores nothing.
    result = FigureSheet(user).import_data(data, dry_run=False, use_transactions=False)
    lines = [Line(n, one) for n, one, _row in filled]
    good = []
    for line, row_result in zip(lines, _rows_in(result), strict=True):
        line.faults = _faults(row_result)
        if not line.faults:
            good.append((line, row_result.instance))
    entries = entering.compare(figure for _line, figure in good)
    for (line, _figure), entry in zip(good, entries, strict=True):
        line.entry = entry
    return Read(lines, len(rows) - len(filled))


def _rows_in(result: Result) -> list[Any]:
    for error in result.base_errors:
        raise error.error
    return list(result.rows)


def _faults(row: Any) -> list[str]:
    if row.validation_error:
        return list(row.validation_error.messages)
    for error in row.errors:
        raise error.error  # a fault of ours and not of the sheet's
    return []


def template_rows(series: NeedSeries, county: County | None, year: int) -> list[NeedFigure]:
    """A row for each place of the series, in the county if one is given, with what holds now."""
    within = Q(series=series, year=year) & (Q(county=county) if county else Q())
    held = {
        (row.county_id, row.municipality_id): row
        for row in NeedFigure.objects.in_force()
        .filter(within)
        .select_related("series", "county", "municipality")
    }
    rows = []
    for where in _places(series, county):
        key = (where["county"] and where["county"].pk, where.get("municipality_id"))
        rows.append(held.get(key) or _blank(series, year, where))
    return rows


def _places(series: NeedSeries, county: County | None) -> list[dict[str, Any]]:
    if series.level == NeedSeries.Level.COUNTRY:
        return [{"county": None}]
    if series.level == NeedSeries.Level.COUNTY:
        return [{"county": one} for one in ([county] if county else County.objects.all())]
    places = Municipality.objects.select_related("county")
    return [
        {"county": one.county, "municipality": one, "municipality_id": one.pk}
        for one in (places.filter(county=county) if county else places)
    ]


def _blank(series: NeedSeries, year: int, where: Mapping[str, Any]) -> NeedFigure:
    place: dict[str, Any] = {n: one for n, one in where.items() if n in ("county", "municipality")}
    return NeedFigure(**{"series": series, "year": year, "value": None, **place})
