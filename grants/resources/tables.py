"""Tables that leave the house: the columns of each export, and safe cells in every one of them.

`download` writes rows as a file for Excel. A cell that a spreadsheet might take for a formula
gets an apostrophe before it, so that nobody's text runs in an officer's computer.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from import_export import fields, resources, widgets
from import_export.formats.base_formats import CSV, XLSX, Format

from grants import clock
from grants.models import Call

_FORMULA = re.compile(r"^\s*[=+\-@\t\r]")
# What XML, and so a workbook, cannot hold
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
FORMATS: dict[str, type[Format]] = {"xlsx": XLSX, "csv": CSV}


class Table(resources.ModelResource):
    """An export whose every column is declared and whose every text is safe in a spreadsheet."""

    def export_field(self, field: fields.Field, instance: Model, **kwargs: Any) -> Any:
        return safe_cell(super().export_field(field, instance, **kwargs))


class Column(fields.Field):
    """One column: `Column("fund__short", _("Fund"))`."""

    def __init__(self, attribute: str, name: Any, **kwargs: Any) -> None:
        super().__init__(attribute=attribute, column_name=name, readonly=True, **kwargs)

    @property
    def column_name(self) -> str:
        """The head in the language of the reader, not of the moment the module was read."""
        return str(self._name)

    @column_name.setter
    def column_name(self, value: Any) -> None:
        self._name = value


class Moment(widgets.Widget):
    """A moment in Swedish time, to the minute, which every spreadsheet can sort."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value.astimezone(clock.SWEDEN).strftime("%Y-%m-%d %H:%M") if value else ""


class Amount(widgets.Widget):
    """SEK as a number, so that a spreadsheet can sum it."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return "" if value is None else value


def safe_cell(value: Any) -> Any:
    """The cell as it may be written: no text that a spreadsheet would run as a formula."""
    if not isinstance(value, str):
        return value
    text = _CONTROL.sub("", value)
    return f"'{text}" if _FORMULA.match(text) else text


def download(table: Table, rows: Iterable[Any], name: str, kind: str = "xlsx") -> HttpResponse:
    """The rows as a file, `kind` xlsx or csv, named after what it holds and today's date."""
    file_format = FORMATS.get(kind, XLSX)()
    written = file_format.export_data(table.export(rows))
    if isinstance(written, str):
        written = written.encode("utf-8-sig")  # with the mark that makes Excel read å, ä and ö
    response = HttpResponse(written, content_type=file_format.get_content_type())
    file_name = f"{name}-{clock.today():%Y-%m-%d}.{file_format.get_extension()}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


class CallTable(Table):
    """Calls as the public sees them."""

    title = Column("title", _("Call"))
    fund = Column("fund__short", _("Fund"))
    county = Column("county__name", _("County"))
    national = Column("national", _("The whole country"), widget=widgets.BooleanWidget())
    opens_at = Column("opens_at", _("Opens"), widget=Moment())
    closes_at = Column("closes_at", _("Closes"), widget=Moment())
    frame = Column("frame__amount", _("Frame (SEK)"), widget=Amount())
    max_amount = Column("max_amount", _("Highest amount (SEK)"), widget=Amount())
    period_from = Column("period_from", _("Activity from"))
    period_to = Column("period_to", _("Activity to"))
    state = Column("get_state_display", _("State"))

    class Meta:
        model = Call
        fields = (
            *("title", "fund", "county", "national", "opens_at", "closes_at", "frame"),
            *("max_amount", "period_from", "period_to", "state"),
        )
        export_order = fields
