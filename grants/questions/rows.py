"""Answers in rows: tables, the budget, the partners. A row in which nothing is said is no row.

The names in the browser are `budget-0-category`. There is no count of rows to forge: the rows are
those whose names arrive. Each row is a small form, so a page can draw it cell by cell with its
errors: `for row in form["budget"].rows`, then `row["category"]`, `row["DELETE"]`.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from grants import money
from grants.questions.fields import Answer, MoneyField, OneField, OrgNrField, TextField, YearField

Columns = Callable[[], dict[str, forms.Field]]


def is_blank(value: Any) -> bool:
    """Whether nothing is said in a cell."""
    return not value.strip() if isinstance(value, str) else value in (None, [], (), {})


class RowsWidget(forms.Widget):
    """Reads the rows of a question out of what a browser sends."""

    def __init__(self, columns: tuple[str, ...], fillers: tuple[str, ...]) -> None:
        super().__init__()
        self.columns, self.fillers = columns, fillers

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The rows somebody filled in and did not remove, in order; plain data as it stands."""
        if name in data and not isinstance(data, MultiValueDict):
            return data[name]
        pattern = re.compile(rf"{re.escape(name)}-([0-9]{{1,4}})-([a-z0-9_]+|DELETE)")
        rows: dict[int, dict[str, Any]] = {}
        for posted in data:
            found = pattern.fullmatch(posted) if isinstance(posted, str) else None
            if found and found[2] in (*self.columns, "DELETE"):
                rows.setdefault(int(found[1]), {})[found[2]] = data.get(posted)
        kept = [rows[number] for number in sorted(rows) if is_blank(rows[number].get("DELETE"))]
        said = [{key: row[key] for key in self.columns if key in row} for row in kept]
        return [row for row in said if not self.says_nothing(row)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False  # no rows at all is an answer too

    def says_nothing(self, row: Any) -> bool:
        if not isinstance(row, Mapping):
            return is_blank(row)
        return all(is_blank(value) for key, value in row.items() if key not in self.fillers)


class RowForm(forms.Form):
    """One row: a cell for each column, and a box to remove the row with."""

    use_required_attribute = False

    def __init__(self, rows: "RowsField", prefix: str, said: Any = None, *, judged: bool) -> None:
        given = dict(said) if isinstance(said, Mapping) else {}
        named = ((name, value) for name, value in given.items() if isinstance(name, str))
        data = {f"{prefix}-{name}": value for name, value in named} if judged else None
        super().__init__(data, initial=None if judged else given, prefix=prefix)
        self.rows, self.said = rows, said
        self.fields = rows.columns()
        self.fields["DELETE"] = forms.BooleanField(required=False, label=_("Remove"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not isinstance(self.said, Mapping):
            raise ValidationError(_("A row must have a value for each column."))
        for name in self.said:
            if name not in self.fields or name == "DELETE":
                raise ValidationError(
                    _("There is no column “%(name)s”."),
                    params={"name": name[:60] if isinstance(name, str) else "?"},
                )
        self.rows.check_row(self)
        return cleaned

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Each error with the label of its column ("" when it is about the whole row)."""
        found = [("", str(text)) for text in self.non_field_errors()]
        for name, cell in self.fields.items():
            found += [(str(cell.label), str(text)) for text in self.errors.get(name, ())]
        return found

    def cells(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name != "DELETE"]


class BoundRows(BoundField):
    """A question in rows as a page shows it."""

    @cached_property
    def rows(self) -> list[RowForm]:
        """The rows that are said, each with its errors, and some empty ones to write in."""
        field: RowsField = self.field  # type: ignore[assignment]  # the only field that makes one
        said = self.value()
        listed = list(said) if isinstance(said, list | tuple) else []
        judged = self.form.is_bound
        found = field.forms_for(listed, self.html_name, judged=judged)
        free = max(0, min(field.extra, field.most_rows - len(found)))
        return found + [
            RowForm(field, f"{self.html_name}-{number}", judged=False)
            for number in range(len(found), len(found) + free)
        ]

    def as_widget(
        self, widget: Any = None, attrs: Any = None, only_initial: bool = False
    ) -> SafeString:
        """The rows as a table, for pages that do not draw them cell by cell."""
        first = self.rows[0] if self.rows else None
        names = [cell.label for cell in first.cells()] + [_("Remove")] if first else []
        return format_html(
            '<table class="table table-cards rows" id="{}" tabindex="-1">'
            '<caption class="visually-hidden">{}</caption>'
            "<thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
            self.auto_id,
            self.label,
            format_html_join("", '<th scope="col">{}</th>', ((name,) for name in names)),
            format_html_join("", "<tr>{}</tr>", ((_cells(row),) for row in self.rows)),
        )


def _cells(row: RowForm) -> SafeString:
    return format_html_join(
        "",
        '<td data-label="{}"><div class="field">'
        '<label class="visually-hidden" for="{}">{}</label>{}{}</div></td>',
        (
            (
                cell.label,
                cell.id_for_label,
                cell.label,
                format_html(
                    '<div class="field-error" id="{}_error">{}</div>',
                    cell.auto_id,
                    format_html_join("", "<p>{}</p>", ((text,) for text in cell.errors)),
                )
                if cell.errors
                else "",
                cell.as_widget(
                    attrs={
                        "class": "form-select"
                        if isinstance(cell.field.widget, forms.Select)
                        else "form-control"
                    }
                    if cell.name != "DELETE"
                    else None
                ),
            )
            for cell in [*row.cells(), row["DELETE"]]
        ),
    )


class RowsField(Answer):
    """A list of rows. Subclasses say what a row must have; `columns` makes its cells anew."""

    fillers: tuple[str, ...] = ()
    extra = 2

    def __init__(self, *, columns: Columns, most_rows: int, **kwargs: Any) -> None:
        names = tuple(columns())
        super().__init__(widget=RowsWidget(names, self.fillers), **kwargs)
        self.columns, self.most_rows = columns, most_rows

    def get_bound_field(self, form: Any, field_name: str) -> BoundField:
        return BoundRows(form, self, field_name)

    def forms_for(self, rows: list[Any], prefix: str, *, judged: bool) -> list[RowForm]:
        """A small form for each row; cleaned, also against each other, when `judged`."""
        found = [
            RowForm(self, f"{prefix}-{number}", row, judged=judged)
            for number, row in enumerate(rows)
        ]
        if judged:
            for form in found:
                form.full_clean()
            self.check_rows(found)
        return found

    def clean(self, value: Any) -> list[dict[str, Any]]:
        if value in self.empty_values:
            return []
        if not isinstance(value, list | tuple):
            raise ValidationError(_("Write the answer in rows."), code="invalid")
        said = [row for row in value if not self.widget.says_nothing(row)]
        if len(said) > self.most_rows:
            raise ValidationError(
                _("There can be at most %(limit)d rows. You have %(count)d."),
                code="most_rows",
                params={"limit": self.most_rows, "count": len(said)},
            )
        found = self.forms_for(said, "row", judged=True)
        faults = [
            _in_row(number, label, text)
            for number, form in enumerate(found, start=1)
            for label, text in form.faults
        ]
        if faults:
            raise ValidationError(faults)
        cleaned = [self.row(form.cleaned_data) for form in found]
        return [row for row in cleaned if row]

    # What the kinds of rows differ in

    def check_row(self, form: RowForm) -> None:
        """Add an error to the cells of a row that do not go together."""

    def check_rows(self, found: list[RowForm]) -> None:
        """Add an error to the rows that do not go together."""

    def row(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """The row as it is kept. Blank cells are left out."""
        return {key: value for key, value in cleaned.items() if key != "DELETE" and said(value)}


def said(value: Any) -> bool:
    """Whether a cleaned value is an answer: 0 and no are."""
    return value is not None and value != "" and value != []


def _in_row(number: int, label: str, text: str) -> Any:
    words = {"row": number, "column": label, "text": text}
    return (_("Row %(row)d, %(column)s: %(text)s") if label else _("Row %(row)d: %(text)s")) % words


class CostField(MoneyField):
    """An amount of a cost line; an empty box is 0."""

    def clean(self, value: Any) -> Decimal:
        return super().clean(value) or Decimal(0)

    def prepare_value(self, value: Any) -> Any:
        return "" if isinstance(value, Decimal) and not value else super().prepare_value(value)


class BudgetField(RowsField):
    """Cost lines: what, when, and who pays how much of it. SEK."""

    fillers = ("year",)
    extra = 3
    STAFF = "staff"

    def __init__(self, *, categories: Any, years: tuple[int, ...], **kwargs: Any) -> None:
        def columns() -> dict[str, forms.Field]:
            return {
                "category": OneField(
                    label=_("Category"), choices=categories, widget=forms.Select, required=True
                ),
                "description": TextField(label=_("What it is for"), most=200),
                "year": YearField(label=_("Year"), years=years),
                "monthly_pay": MoneyField(label=_("Monthly pay (staff)"), required=False),
                "sought": CostField(label=_("From this grant"), required=False),
                "own": CostField(label=_("Own money"), required=False),
                "other": CostField(label=_("Other public money"), required=False),
                "giver": TextField(label=_("Who gives it"), most=150, required=False),
            }

        super().__init__(columns=columns, **kwargs)

    def check_row(self, form: RowForm) -> None:
        given = form.cleaned_data
        asked = {
            "category": _("Choose a category."),
            "description": _("Say what it is for."),
            "year": _("Choose a year."),
        }
        for name, text in asked.items():
            if name in given and not given[name]:
                form.add_error(name, text)
        if given.get("monthly_pay") and given.get("category") not in (None, "", self.STAFF):
            form.add_error("monthly_pay", _("Only staff have a monthly pay. Take it out."))
        amounts = [given.get(name) for name in ("sought", "own", "other")]
        if all(amount is not None for amount in amounts):
            total = sum((amount or 0 for amount in amounts), Decimal(0))
            if not total:
                form.add_error("sought", _("Write an amount above 0, or remove the row."))
            elif total > money.LARGEST:
                form.add_error("sought", _("The amount is too large."))
        if given.get("other") and "giver" in given and not given["giver"]:
            form.add_error("giver", _("Say who gives the other public money."))

    def check_rows(self, found: list[RowForm]) -> None:
        total = Decimal(0)
        for form in found:
            given = form.cleaned_data
            total += sum((given.get(name) or 0 for name in ("sought", "own", "other")), Decimal(0))
            if total > money.LARGEST and "sought" not in form.errors:
                form.add_error("sought", _("The costs together are too large."))

    def row(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """All columns, always: no monthly pay is None, no giver is an empty text."""
        kept = {key: value for key, value in cleaned.items() if key != "DELETE"}
        if not kept["other"]:
            kept["giver"] = ""
        return kept


class PartnersField(RowsField):
    """Organisations that the applicant works together with, each of them once."""

    extra = 1

    def __init__(self, **kwargs: Any) -> None:
        def columns() -> dict[str, forms.Field]:
            return {
                "name": TextField(label=_("Name"), most=150),
                "org_nr": OrgNrField(label=_("Organisation number")),
                "part": TextField(label=_("Its part in the activity"), most=300),
            }

        super().__init__(columns=columns, **kwargs)

    def check_row(self, form: RowForm) -> None:
        asked = {
            "name": _("Write the name of the organisation."),
            "org_nr": _("Write the organisation number with ten digits, like 802400-1235."),
            "part": _("Say what its part in the activity is."),
        }
        for name, text in asked.items():
            if name in form.cleaned_data and not form.cleaned_data[name]:
                form.add_error(name, text)

    def check_rows(self, found: list[RowForm]) -> None:
        seen: set[str] = set()
        for form in found:
            org_nr = form.cleaned_data.get("org_nr") or ""
            if org_nr and org_nr in seen:
                form.add_error("org_nr", _("This organisation is already in the list."))
            seen.add(org_nr)

    def row(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return {name: cleaned[name] for name in ("name", "org_nr", "part")}
