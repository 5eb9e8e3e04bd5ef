"""Figures of the needs picture as they are entered: by hand, and from a sheet looked at first."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import tablib
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from grants.models import County, NeedFigure, NeedSeries
from grants.resources import FigureTable, read_figure
from grants.resources.figures import HEADS as HEADS_KNOWN
from grants.resources.figures import named
from tests import cast

pytestmark = pytest.mark.django_db

BRING = reverse("grants:needs_import")
ENTER = reverse("grants:needs_enter")
HEADS = ("Series", "Place code", "Place", "Year", "Figure", "Holds from", "Legal basis", "Source")
FLEN, VINGAKER, NYKOPING = "0482", "0428", "0480"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def karin(client):
    client.cookies["django_language"] = "en"
    client.force_login(cast.karin())
    return client


def sheet(*rows, heads=HEADS, kind="xlsx"):
    data = tablib.Dataset(headers=heads[: len(rows[0])] if rows else heads)
    for row in rows:
        data.append(row)
    content = data.export(kind)
    content = content.encode() if isinstance(content, str) else content
    return SimpleUploadedFile(f"tal.{kind}", content)


def brought(client, *rows, **how):
    """What is shown when a sheet has been brought."""
    return client.post(BRING, {"sheet": sheet(*rows, **how)})


def problems(shown):
    return [line.problems for line in shown.context["read"].lines]


def figures(series="mottagna"):
    rows = NeedFigure.objects.filter(series=series).order_by("pk")
    return [(row.municipality_id or row.county_id, row.year, row.value) for row in rows]


# A sheet is looked at, and only then entered


def test_nothing_is_stored_until_one_says_so(karin):
    shown = brought(karin, ("mottagna", FLEN, "Flen", 2026, 12))
    assert shown.context["read"].counts == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 0}
    assert figures() == []
    karin.post(BRING, {"told": shown.context["told"]})
    assert figures() == [(FLEN, 2026, 12)]
    assert NeedFigure.objects.get(series="mottagna").entered_by == cast.karin()


def test_what_is_new_changed_and_unchanged_is_told_apart(karin):
    first = brought(karin, ("mottagna", FLEN, "", 2026, 12), ("mottagna", NYKOPING, "", 2026, 5))
    karin.post(BRING, {"told": first.context["told"]})
    rows = (
        ("mottagna", FLEN, "", 2026, 13),
        ("mottagna", NYKOPING, "", 2026, 5),
        ("mottagna", VINGAKER, "", 2026, 7),
        ("mottagna", "0461", "", 2026, ""),
    )
    shown = brought(karin, *rows)
    assert shown.context["read"].kinds == ["changed", "unchanged", "new"]
    assert shown.context["read"].empty == 1
    karin.post(BRING, {"told": shown.context["told"]})
    assert figures()[2:] == [(FLEN, 2026, 13), (VINGAKER, 2026, 7)]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("nonsense", FLEN, "", 2026, 1), "no series “nonsense”"),
        (("", FLEN, "", 2026, 1), "Say which series"),
        (("mottagna", "9999", "", 2026, 1), "no municipality “9999”"),
        (("mottagna", "", "", 2026, 1), "no municipality “”"),
        (("mottagna", FLEN, "", "26", 1), "year in four digits"),
        (("mottagna", FLEN, "", 1066, 1), "year in four digits"),
        (("mottagna", FLEN, "", 2026, "many"), "in digits"),
        (("mottagna", FLEN, "", 2026, -1), "less than zero"),
        (("mottagna", FLEN, "", 2026, 1.5), "whole numbers"),
        (("mottagna", FLEN, "", 2026, 1, "soon"), "Write the day like this"),
        (("mottagna", FLEN, "", 2026, 1, "", "x" * 101), "more than 100 characters"),
        (("mottagna", "0880", "", 2026, 1), "do not enter figures of this place"),
        (("lanstal", "04", "", 2026, 1), "no series “lanstal” that you enter"),
    ],
)
def test_what_is_wrong_is_told_beside_its_row(karin, row, said):
    good = ("mottagna", NYKOPING, "", 2026, 1, "", "")
    shown = brought(karin, good, (*row, *[""] * (7 - len(row))))
    assert problems(shown)[0] == []
    assert said in " ".join(problems(shown)[1])
    assert not shown.context["read"].can_be_entered
    assert karin.post(BRING, {"told": shown.context["told"]}).status_code == 200
    assert figures() == []


def test_a_place_twice_in_a_sheet_is_wrong(karin):
    shown = brought(karin, ("mottagna", FLEN, "", 2026, 1), ("mottagna", "Flen", "", 2026, 2))
    assert problems(shown) == [[], ["The same place and year stand in an earlier row."]]


@pytest.mark.parametrize(
    ("heads", "row"),
    [
        (("Serie", "Plats", "År", "Tal"), ("Mottagna nyanlända", "Flen", 2026, 12)),
        (("serie", "kommunkod", "år", "antal"), ("mottagna", 482, 2026.0, "12")),
        (("Tal", "År", "Kommun", "Serie", "Annat"), (12, "2026", "Flens kommun", "mottagna", "?")),
    ],
)
def test_heads_may_be_swedish_in_any_order_and_places_names_or_codes(karin, heads, row):
    shown = brought(karin, row, heads=heads)
    karin.post(BRING, {"told": shown.context["told"]})
    assert figures() == [(FLEN, 2026, 12)]


@pytest.mark.parametrize("sign", [";", ",", "\t"])
@pytest.mark.parametrize("code", ["utf-8-sig", "cp1252"])
def test_a_csv_file_is_read_as_it_is_written_in_sweden(karin, sign, code):
    lines = ["Serie;Plats;År;Tal", "mottagna;Nyköping;2026;1 234"]
    content = "\r\n".join(lines).replace(";", sign).encode(code)
    shown = karin.post(BRING, {"sheet": SimpleUploadedFile("tal.csv", content)})
    karin.post(BRING, {"told": shown.context["told"]})
    assert figures() == [(NYKOPING, 2026, 1234)]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("tal.pdf", b"%PDF-1.4\n%%EOF\n"), "ends in .xlsx or .csv"),
        (SimpleUploadedFile("tal.xlsx", b"not a workbook"), ""),
        (SimpleUploadedFile("tal.csv", b"Serie;Plats\nmottagna;Flen"), "no column called"),
        (SimpleUploadedFile("tal.csv", b"Series;Place;Year;Figure\n"), "no rows under its heads"),
        (SimpleUploadedFile("tal.csv", b"x" * 1_000_001), "larger than 1 MB"),
        (
            SimpleUploadedFile("tal.csv", b"Series;Place;Year;Figure\n" + b"a;b;1;1\n" * 3001),
            "more than 3000 rows",
        ),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_with_a_reason(karin, file, said):
    file.seek(0)
    shown = karin.post(BRING, {"sheet": file})
    [error] = shown.context["form"].errors["sheet"]
    assert said in error


def test_a_sheet_is_entered_by_the_one_who_looked_at_it_and_nobody_else(karin, client):
    told = brought(karin, ("mottagna", FLEN, "", 2026, 12)).context["told"]
    client.force_login(cast.otto())
    client.post(BRING, {"told": told})
    client.force_login(cast.karin())
    client.post(BRING, {"told": told + "x"})
    assert figures() == []


def test_what_has_changed_meanwhile_is_looked_at_again(karin):
    told = brought(karin, ("mottagna", FLEN, "", 2026, 12)).context["told"]
    other = brought(karin, ("mottagna", FLEN, "", 2026, 11)).context["told"]
    karin.post(BRING, {"told": other})
    shown = karin.post(BRING, {"told": told})
    assert shown.context["moved"]
    assert figures() == [(FLEN, 2026, 11)]
    karin.post(BRING, {"told": shown.context["told"]})
    assert figures()[-1] == (FLEN, 2026, 12)


def test_a_text_that_looks_like_a_formula_comes_back_as_it_was(karin):
    row = ("mottagna", FLEN, "", 2026, 12, "", "", "=1+1")
    karin.post(BRING, {"told": brought(karin, row, kind="csv").context["told"]})
    answer = karin.get(reverse("grants:needs_export") + "?series=mottagna")
    [out] = tablib.Dataset().load(answer.content, format="xlsx").dict
    assert out["Source"] == "'=1+1"
    again = karin.post(BRING, {"sheet": SimpleUploadedFile("tal.xlsx", answer.content)})
    assert again.context["read"].kinds == ["unchanged"]


def test_the_coordinator_brings_the_nation_s_series(client):
    client.force_login(cast.kim())
    rows = [("lanstal", code, "", 2031, 10) for code in ("04", "08")]
    client.post(BRING, {"told": brought(client, *rows).context["told"]})
    assert [row for row in figures("lanstal") if row[1] == 2031] == [
        ("04", 2031, 10),
        ("08", 2031, 10),
    ]


def test_three_hundred_rows_are_read_with_as_many_questions_as_three(karin):
    codes = list(County.objects.get(pk="04").municipalities.values_list("pk", flat=True))
    rows = [("mottagna", code, "", year, 1) for year in range(1995, 2029) for code in codes]
    assert len(rows) == 306
    asked = []
    for some in (rows[:3], rows):
        with CaptureQueriesContext(connection) as captured:
            brought(karin, *some)
        asked.append(len(captured))
    assert asked[0] == asked[1]


# The sheet to fill in


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_heads_that_go_out_are_understood_when_they_come_back(language):
    with translation.override(language):
        heads = FigureTable().get_export_headers()
    assert named(heads) == list(HEADS_KNOWN)


def test_the_template_has_a_row_for_each_place_with_what_holds(karin):
    told = brought(karin, ("mottagna", FLEN, "", 2026, 12)).context["told"]
    karin.post(BRING, {"told": told})
    asked = "?series=mottagna&year=2026&county=04"
    answer = karin.get(reverse("grants:needs_template") + asked)
    rows = tablib.Dataset().load(answer.content, format="xlsx").dict
    assert len(rows) == 9
    assert {row["Place"]: row["Figure"] for row in rows if row["Figure"]} == {"Flen": 12}
    back = karin.post(BRING, {"sheet": SimpleUploadedFile("tal.xlsx", answer.content)})
    assert (back.context["read"].kinds, back.context["read"].empty) == (["unchanged"], 8)


@pytest.mark.parametrize("asked", ["", "?series=lanstal&year=2026&county=04", "?series=mottagna"])
def test_a_template_of_what_one_does_not_enter_is_not_given(karin, asked):
    assert karin.get(reverse("grants:needs_template") + asked).status_code == 422


# By hand


def by_hand(series="kommuntal", year=2026, county="04"):
    return f"{ENTER}?series={series}&year={year}&county={county}"


def test_figures_are_entered_by_hand_and_only_what_is_new_is_stored(karin):
    karin.post(by_hand("mottagna"), {f"at_{FLEN}": "12", f"at_{NYKOPING}": "1 200"})
    karin.post(by_hand("mottagna"), {f"at_{FLEN}": "13", f"at_{NYKOPING}": "1 200"})
    assert figures()[-1] == (FLEN, 2026, 13)
    assert sorted(figures()[:2]) == [(NYKOPING, 2026, 1200), (FLEN, 2026, 12)]


def numbers(*values):
    places = County.objects.get(pk="04").municipalities.order_by("pk")
    return {f"at_{one.pk}": value for one, value in zip(places, values, strict=True)}


def test_municipal_numbers_are_entered_when_they_add_up(karin):
    sent = numbers(*["20"] * 8, "49") | {"valid_from": "2026-01-01", "legal_basis": "Beslut 12"}
    assert karin.post(by_hand(), sent).status_code == 302
    assert sum(row.value for row in NeedFigure.objects.filter(series="kommuntal")) == 209


def test_municipal_numbers_that_do_not_add_up_are_told_and_nothing_typed_is_lost(karin):
    shown = karin.post(by_hand(), numbers(*["20"] * 8, "48"))
    [fault] = shown.context["form"].errors["at_0488"]
    assert "1 are missing" in fault
    assert 'value="48"' in shown.content.decode()
    assert not NeedFigure.objects.filter(series="kommuntal").exists()


def test_a_municipal_number_below_what_is_assigned_is_told_beside_it(karin):
    karin.post(by_hand(), numbers(*["20"] * 8, "49"))
    karin.post(by_hand("anvisade"), {f"at_{FLEN}": "18"})
    shown = karin.post(by_hand(), numbers("20", "20", "20", "20", "17", "23", "20", "20", "49"))
    assert list(shown.context["form"].errors) == [f"at_{FLEN}"]


def test_a_new_number_of_the_county_asks_for_all_the_municipal_numbers_anew(karin):
    karin.post(by_hand(), numbers(*["20"] * 8, "49"))
    NeedFigure.objects.create(
        series=NeedSeries.objects.get(pk="lanstal"),
        county_id="04",
        year=2026,
        value=Decimal(215),
        valid_from=date(2026, 7, 1),
    )
    assert karin.post(by_hand(), numbers(*["20"] * 8, "55")).status_code == 302
    july = NeedFigure.objects.filter(series="kommuntal", valid_from=date(2026, 7, 1))
    assert (july.count(), sum(row.value for row in july)) == (9, 215)


def test_what_is_no_number_is_told_beside_its_field(karin):
    shown = karin.post(by_hand("mottagna"), {f"at_{FLEN}": "många", f"at_{NYKOPING}": "3"})
    assert list(shown.context["form"].errors) == [f"at_{FLEN}"]
    assert figures() == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1 234", 1234), ("2,5", Decimal("2.5")), (3, 3), (2.5, Decimal("2.5")), ("1\u00a0000", 1000)],
)
def test_a_figure_is_read_as_people_write_it(written, meant):
    assert read_figure(written) == meant


@pytest.mark.parametrize("written", ["", "x", "-1", "1,2,3", "nan", "inf", True, "1e400", "2,345"])
def test_a_figure_that_is_none_is_refused(written):
    with pytest.raises(ValueError, match=r"figure"):
        read_figure(written)


# Series


def test_an_officer_begins_a_series_of_her_county_and_enters_it(karin):
    new = reverse("grants:need_series_new")
    said = {"name_sv": "Kö till sfi", "county": "04", "level": "municipality", "decimals": "0"}
    shown = karin.post(new, said | {"unit_sv": "personer", "sums": "on"}, follow=True)
    series = shown.context["series"]
    assert (series.pk, series.county_id) == ("ko-till-sfi-04", "04")
    karin.post(by_hand(series.pk), {f"at_{FLEN}": "4"})
    assert figures(series.pk) == [(FLEN, 2026, 4)]


def test_an_officer_begins_no_series_for_the_country(karin):
    said = {"name_sv": "Kö", "county": "", "level": "county", "decimals": "0", "unit_sv": "x"}
    assert "county" in karin.post(reverse("grants:need_series_new"), said).context["form"].errors


def test_an_officer_does_not_enter_another_board_s_series(karin):
    NeedSeries.objects.create(
        key="kalmars", name_sv="Kalmars", unit_sv="x", level="municipality", county_id="08"
    )
    assert "kalmars" not in [s.pk for s in NeedSeries.objects.written_by(cast.karin())]
    assert karin.get(by_hand("kalmars", county="08")).status_code == 422


def test_a_workbook_that_unpacks_without_end_is_refused(karin):
    content = BytesIO(b"PK\x03\x04" + b"\x00" * 100)
    shown = karin.post(BRING, {"sheet": SimpleUploadedFile("tal.xlsx", content.getvalue())})
    assert shown.context["form"].errors["sheet"]
