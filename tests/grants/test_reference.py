"""The reference data: whole, loaded once, and changed only where a file has changed."""

import csv
import json
import shutil
from collections import Counter
from decimal import Decimal
from io import StringIO
from itertools import pairwise

import pgtrigger
import pytest
from django.core.management import CommandError, call_command

from grants import law
from grants.management.commands.load_reference import DATA
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

pytestmark = pytest.mark.django_db


def load(folder=DATA):
    said = StringIO()
    call_command("load_reference", data=folder, stdout=said)
    return said.getvalue()


def empty():
    """Take away what the session loaded, rows that lean on others first."""
    with pgtrigger.ignore("grants.NeedFigure:append_only"):
        NeedFigure.objects.all().delete()
    for model in (
        *(Purpose, StandardForm, CostCategory, FundTerms, Fund),
        *(NeedSeries, ReferenceFigure, Municipality, County),
    ):
        model.objects.all().delete()
    for model in (ApplicantType, LegalForm, Goal, ChildRight, HumanRightsTheme):
        model.objects.all().delete()


@pytest.fixture
def folder(tmp_path):
    """A copy of the data that a test may change, already loaded as it was."""
    load()
    return shutil.copytree(DATA, tmp_path / "data")


def change(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_everything_is_there_after_one_run():
    empty()
    assert load().endswith("Reference data: 1297 created, 0 updated.\n")
    assert County.objects.count() == 21
    assert Municipality.objects.count() == 290
    assert LegalForm.objects.count() == 36
    assert ApplicantType.objects.count() == 12
    assert Goal.objects.count() == 17
    assert ChildRight.objects.count() == 42
    assert HumanRightsTheme.objects.count() == 12
    assert ReferenceFigure.objects.count() == 63
    assert NeedSeries.objects.count() == 9
    assert NeedFigure.objects.count() == 150 + 2 * 290  # reception, and population
    assert Fund.objects.count() == 3
    assert FundTerms.objects.count() == 6
    assert Purpose.objects.count() == 19


def test_a_second_run_changes_nothing():
    load()
    before = {
        model: list(model.objects.order_by("pk").values())
        for model in (County, Municipality, ReferenceFigure, Fund, FundTerms, Purpose)
    }
    assert load().endswith("Reference data: 0 created, 0 updated.\n")
    for model, rows in before.items():
        assert list(model.objects.order_by("pk").values()) == rows


def test_a_changed_file_updates_the_row_by_its_code(folder):
    change(folder / "counties.csv", "sodermanland@lansstyrelsen.se", "ny@lansstyrelsen.se")
    assert "1 updated, 20 unchanged" in load(folder)
    assert County.objects.get(code="04").email == "ny@lansstyrelsen.se"
    assert County.objects.count() == 21


def test_a_figure_without_a_county_is_found_again_and_updated(folder):
    change(
        folder / "reference_figures.csv",
        "tia,2023,,frame,58000000.00",
        "tia,2023,,frame,59000000.00",
    )
    assert load(folder).endswith("Reference data: 0 created, 1 updated.\n")
    figure = ReferenceFigure.objects.get(fund_key="tia", year=2023, measure="frame")
    assert figure.value == Decimal("59000000.00")


def test_a_new_law_ends_the_old_terms_and_adds_new_ones(folder):
    funds = json.loads((folder / "funds.json").read_text("utf-8"))
    tia = funds[2]["terms"]
    tia[-1]["valid_to"] = "2026-12-31"
    tia.append(
        {**tia[-1], "valid_from": "2027-01-01", "valid_to": None, "applicant_types": ["kommun"]}
    )
    (folder / "funds.json").write_text(json.dumps(funds), "utf-8")
    load(folder)
    newest = FundTerms.objects.get(fund="tia", valid_to=None)
    assert newest.applicant_type_keys == ["kommun"]
    assert newest.purposes.count() == 3
    assert load(folder).endswith("Reference data: 0 created, 0 updated.\n")


def test_a_changed_list_of_applicants_is_an_update(folder):
    funds = json.loads((folder / "funds.json").read_text("utf-8"))
    funds[0]["terms"][1]["applicant_types"] = ["kommun"]
    (folder / "funds.json").write_text(json.dumps(funds), "utf-8")
    assert load(folder).endswith("Reference data: 0 created, 1 updated.\n")
    assert FundTerms.objects.get(fund="37", valid_to=None).applicant_type_keys == ["kommun"]


def test_a_row_that_is_gone_is_kept_and_reported(folder):
    lines = (folder / "municipalities.csv").read_text("utf-8").splitlines()
    (folder / "municipalities.csv").write_text("\n".join(lines[:-1]) + "\n", "utf-8")
    said = load(folder)
    assert "kept, though not in municipalities.csv any more: ('2584',)" in said
    assert Municipality.objects.count() == 290


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("01,Stockholms län", "001,Stockholms län"),
        ("stockholm@lansstyrelsen.se", "stockholm"),
        ("03,Uppsala län", "01,Uppsala län"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_loaded(folder, old, new):
    change(folder / "counties.csv", old, new)
    change(folder / "goals.csv", "Ingen fattigdom", "Ändrat")
    with pytest.raises(CommandError, match=r"counties\.csv, row [12]:"):
        load(folder)
    assert Goal.objects.get(number=1).name_sv == "Ingen fattigdom"


def test_organisation_numbers_are_right_and_the_four_unconfirmed_are_marked():
    load()
    for municipality in Municipality.objects.all():
        assert law.clean_org_nr(municipality.org_nr) == municipality.org_nr
        assert municipality.code.startswith(municipality.county_id)
    for county in County.objects.all():
        assert law.clean_org_nr(county.board_org_nr) == county.board_org_nr
    unconfirmed = Municipality.objects.filter(org_nr_status="unconfirmed")
    assert sorted(m.name for m in unconfirmed) == ["Bollebygd", "Gnesta", "Lekeberg", "Nykvarn"]


def test_terms_neither_overlap_nor_leave_a_gap():
    load()
    for fund in Fund.objects.all():
        terms = list(fund.terms.order_by("valid_from"))
        assert terms[-1].valid_to is None
        for earlier, later in pairwise(terms):
            assert (later.valid_from - earlier.valid_to).days == 1


def test_the_terms_say_what_the_law_says():
    load()
    for terms in FundTerms.objects.all():
        on = terms.valid_from
        auditor = law.auditor_required(
            is_organisation=True, granted=Decimal(1), on=on, fund_key=terms.fund_id
        )
        assert terms.auditor_rule == (auditor.level != "none")
        assert terms.needs_opinion == (terms.deciding_county_id is not None)
        assert terms.needs_opinion == (terms.fund_id == "37a")
        assert terms.years_active == (
            2 if terms.fund_id == "tia" and on >= law.TIA_REWRITTEN else None
        )
    last = {
        t.fund_id: sorted(t.applicant_type_keys) for t in FundTerms.objects.filter(valid_to=None)
    }
    assert last == {
        "37": ["kommun", "kommunalforbund"],
        "37a": ["kommun"],
        "tia": ["ideell_forening", "kommun", "kommunalforbund"],
    }


def test_the_figures_are_in_kronor_and_the_known_ones_are_right():
    load()
    value = {
        (f.fund_key, f.year, f.county_id, f.measure): f.value for f in ReferenceFigure.objects.all()
    }
    assert value["tia", 2023, None, "frame"] == 58_000_000
    assert value["tia", 2023, None, "ratio"] == Decimal("3.11")
    assert value["tia", 2021, None, "round_2"] == 40_163_000
    assert value["tia", 2017, "04", "round_2"] == 1_640_000
    assert value["37", 2019, "24", "allotment"] == 3_829_607
    assert value["37a", 2015, None, "granted"] == 114
    assert {f.unit for f in ReferenceFigure.objects.all()} == {"SEK", "count", "ratio"}


def test_every_child_right_has_a_label_in_both_languages():
    with (DATA / "child_rights.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["article"]) for row in rows] == list(range(1, 43))
    assert all(row["label_sv"] and row["label_en"] for row in rows)


def test_the_numbers_of_the_counties_add_up_to_the_nation_s():
    """Each wording of the ordinance gives both; 2025 lacks five counties, and says so."""
    load()
    figures = NeedFigure.objects.filter(series__in=("lanstal", "antal_anvisningar"))
    nation = {(f.year, f.legal_basis): f.value for f in figures.filter(county=None)}
    counties = Counter()
    for figure in figures.exclude(county=None):
        counties[figure.year, figure.legal_basis] += figure.value
    whole = {key for key, value in counties.items() if nation[key] == value}
    assert set(counties) - whole == {(2025, "SFS 2024:920")}
    notes = figures.filter(year=2025).exclude(county=None).values_list("note", flat=True)
    assert all("SFS 2025:282" in note for note in notes)


def test_a_figure_that_is_corrected_in_the_file_becomes_a_revision(folder):
    change(folder / "need_figures.csv", "lanstal,10,,2026,116,", "lanstal,10,,2026,118,")
    load(folder)
    rows = NeedFigure.objects.filter(series="lanstal", county="10", year=2026)
    assert sorted(row.value for row in rows) == [116, 118]
    [holds] = NeedFigure.objects.in_force().filter(series="lanstal", county="10", year=2026)
    assert holds.value == 118
