"""Loads the reference data of grants/data: places, goals, figures, needs, funds, forms.

A row is found by its key, then created or updated where it differs; a second run changes nothing.
Rows that are gone from the files stay, because cases may lean on them, and are reported.
Figures of the needs picture are never changed: one that is not there yet is added.
"""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models, transaction

from grants import questions
from grants.models import (
    ApplicantType,
    ChildRight,
    CostCategory,
    County,
    Fund,
    FundTerms,
    Goal,
    HumanRightsTheme,
    LegalForm,
    Municipality,
    NeedFigure,
    NeedSeries,
    Purpose,
    ReferenceFigure,
    StandardForm,
)

DATA = Path(__file__).resolve().parents[2] / "data"
TABLES: list[tuple[str, type[models.Model], list[str]]] = [
    ("counties.csv", County, ["code"]),
    ("municipalities.csv", Municipality, ["code"]),
    ("legal_forms.csv", LegalForm, ["code"]),
    ("applicant_types.csv", ApplicantType, ["key"]),
    ("goals.csv", Goal, ["number"]),
    ("child_rights.csv", ChildRight, ["article"]),
    ("human_rights_themes.csv", HumanRightsTheme, ["key"]),
    ("need_series.csv", NeedSeries, ["key"]),
    ("reference_figures.csv", ReferenceFigure, ["fund_key", "year", "county_id", "measure"]),
]


class Command(BaseCommand):
    help = "Load counties, municipalities, funds and the other reference data. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", type=Path, default=DATA, help="the folder to read from")

    @transaction.atomic
    def handle(self, *args: Any, data: Path, verbosity: int, **options: Any) -> None:
        self.quiet = verbosity == 0
        self.created = self.updated = 0
        for name, model, key in TABLES:
            with (data / name).open(encoding="utf-8", newline="") as file:
                self._load(name, model, key, list(csv.DictReader(file)))
        self._load_need_figures(data / "need_figures.csv")
        self._load_funds("funds.json", json.loads((data / "funds.json").read_text("utf-8")))
        self._load_forms(data / "forms")
        self._say(f"Reference data: {self.created} created, {self.updated} updated.")

    def _say(self, line: str) -> None:
        if not self.quiet:
            self.stdout.write(line)

    def _load_need_figures(self, file: Path) -> None:
        """Add the figures that are not there yet; population comes with the municipalities."""
        with file.open(encoding="utf-8", newline="") as text:
            rows: list[dict[str, Any]] = list(csv.DictReader(text))
        for municipality in Municipality.objects.all():
            where = {"county": municipality.county_id, "municipality": municipality.pk}
            for year in (2016, 2025):
                population = getattr(municipality, f"population_{year}")
                rows.append({"series": "befolkning", **where, "year": year, "value": population})
        key = ("series_id", "county_id", "municipality_id", "year", "valid_from", "value")
        known = set(NeedFigure.objects.values_list(*key))
        new = []
        for number, row in enumerate(rows, start=1):
            try:
                figure = NeedFigure(**_values(NeedFigure, row))
                figure.clean_fields()
            except (ValidationError, ValueError) as error:
                raise CommandError(f"{file.name}, row {number}: {error}") from error
            if tuple(getattr(figure, column) for column in key) not in known:
                new.append(figure)
        NeedFigure.objects.bulk_create(new)
        self.created += len(new)
        self._say(f"  {file.name}: {len(new)} added, {len(rows) - len(new)} unchanged")

    def _load_funds(self, name: str, funds: list[dict[str, Any]]) -> None:
        """Funds, then their terms, then the applicant types and purposes of the terms."""
        terms = [{**t, "fund": fund["key"]} for fund in funds for t in fund["terms"]]
        self._load(name, Fund, ["key"], _without(funds, "terms", "cost_categories"))
        categories = [{**c, "fund": fund["key"]} for fund in funds for c in fund["cost_categories"]]
        self._load(name, CostCategory, ["fund_id", "key"], categories)
        self._load(
            name,
            FundTerms,
            ["fund_id", "valid_from"],
            _without(terms, "applicant_types", "purposes"),
        )
        purposes = []
        for row in terms:
            found = FundTerms.objects.get(fund=row["fund"], valid_from=row["valid_from"])
            if set(known := found.applicant_type_keys) != set(row["applicant_types"]):
                found.applicant_types.set(row["applicant_types"])
                if known:  # else the terms are new, and counted as such
                    self.updated += 1
                    self._say(f"  {name}, {found}: other applicant types")
            purposes += [{**purpose, "terms": found.pk} for purpose in row["purposes"]]
        self._load(name, Purpose, ["terms_id", "key"], purposes)

    def _load_forms(self, folder: Path) -> None:
        """The standard forms: `<fund>_<kind>.json`, or `<fund>_<name>_<kind>.json`."""
        rows = []
        for file in sorted(folder.glob("*.json")):
            fund, *name, kind = file.stem.split("_")
            sections = json.loads(file.read_text("utf-8"))
            try:
                questions.Version.parse(sections)
            except ValidationError as error:
                raise CommandError(f"{file.name}: {' '.join(error.messages)}") from error
            rows.append(
                {
                    "fund": fund,
                    "kind": kind,
                    "name": "_".join(name) or "standard",
                    "sections": sections,
                }
            )
        self._load("forms", StandardForm, ["fund_id", "kind", "name"], rows)

    def _load(
        self, name: str, model: type[models.Model], key: list[str], rows: list[dict[str, Any]]
    ) -> None:
        """Create and update rows of one model; raises CommandError that names a bad row."""
        known = {_key(thing, key): thing for thing in model._default_manager.all()}
        created = updated = 0
        seen = set()
        for number, row in enumerate(rows, start=1):
            try:
                wanted = model(**_values(model, row))
                wanted.clean_fields(exclude=[model._meta.pk.name] if wanted.pk is None else [])
            except (ValidationError, ValueError, LookupError) as error:
                raise CommandError(f"{name}, row {number}: {error}") from error
            mark = _key(wanted, key)
            if mark in seen:
                raise CommandError(f"{name}, row {number}: the key {mark} is there twice.")
            seen.add(mark)
            found = known.get(mark)
            if found is None:
                wanted.save(force_insert=True)
                created += 1
            elif changed := [f for f in _columns(model, row) if _differ(found, wanted, f)]:
                for column in changed:
                    setattr(found, column, getattr(wanted, column))
                found.save(update_fields=changed)
                updated += 1
        self.created += created
        self.updated += updated
        gone = [str(mark) for mark in known if mark not in seen]
        self._say(
            f"  {name}, {model.__name__}: {created} created, {updated} updated, "
            f"{len(rows) - created - updated} unchanged"
        )
        if gone:
            self._say(f"    kept, though not in {name} any more: {', '.join(gone)}")


def _without(rows: Iterable[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if k not in names} for row in rows]


def _columns(model: type[models.Model], row: dict[str, Any]) -> list[str]:
    """The row's columns as the model's attributes: county becomes county_id."""
    return [model._meta.get_field(name).attname for name in row]  # type: ignore[union-attr]  # fields of columns only


def _values(model: type[models.Model], row: dict[str, Any]) -> dict[str, Any]:
    """The row's values in the model's own types. An empty text is nothing where nothing may be."""
    values = {}
    for name, raw in row.items():
        field = model._meta.get_field(name)
        assert isinstance(field, models.Field)  # noqa: S101  a file has no columns for relations
        target = field.target_field if isinstance(field, models.ForeignKey) else field
        empty = raw is None or (raw == "" and field.null)
        values[field.attname] = None if empty else target.to_python(raw)
    return values


def _key(thing: models.Model, columns: list[str]) -> tuple[Any, ...]:
    return tuple(getattr(thing, column) for column in columns)


def _differ(found: models.Model, wanted: models.Model, column: str) -> bool:
    return bool(getattr(found, column) != getattr(wanted, column))
