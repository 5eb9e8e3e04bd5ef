"""Figures: well-formed, to scale, open to whoever listens, and safe from any label."""

import re
from decimal import Decimal

import pytest
from lxml import etree

from grants import chart

NASTY = "\"><script>alert('x')</script> & <b> {0} %s \x00\x1b \u202eom \ud800 ' " + "å" * 200
CODES = [county["code"] for county in chart._counties()["counties"]]


def drawn(figure):
    """The figure as a tree, which fails unless it is well-formed."""
    return etree.fromstring(str(figure))


def having(tree, name):
    """Elements that have a class, in order."""
    return [one for one in tree.iter() if name in one.get("class", "").split()]


def words(tree, name):
    return ["".join(one.itertext()) for one in having(tree, name)]


def a_map(values=None, **changes):
    values = {code: int(code) for code in CODES} if values is None else values
    given = {
        "link": lambda code: f"/lan/{code}/?a=1&b=2",
        "name": {code: f"Län {code}" for code in CODES},
        "text": {code: f"{value} kr" for code, value in values.items()},
        "title": "Bidrag per län",
    }
    return chart.county_map(values, **given | changes)


def a_map_of_sodermanland(values, **changes):
    codes = [area["code"] for area in chart._municipalities()["04"]["areas"]]
    given = {
        "county": "04",
        "link": lambda code: f"/kommun/{code}/",
        "name": {code: f"Kommun {code}" for code in codes},
        "text": {code: f"{value} personer" for code, value in values.items()},
        "title": "Mottagna per kommun",
    }
    return chart.municipality_map(values, **given | changes)


EVERY_FIGURE = [
    chart.bars([("A", 1, "1 kr"), ("B", 2, "2 kr")], title="T", unit="kr"),
    chart.two_bars(("Sökt", 5, "5 kr"), ("Att fördela", 2, "2 kr"), title="T", figure="2,5"),
    chart.line([("2024", 1, "1"), ("2025", 3, "3")], title="T", unit="kr"),
    a_map(),
    a_map_of_sodermanland({"0482": 12, "0480": 3}),
    chart.bars([], title="T"),
]


@pytest.mark.parametrize("figure", EVERY_FIGURE)
def test_a_figure_is_well_formed_and_needs_no_inline_style_or_script(figure):
    tree = drawn(figure)
    for element in tree.iter():
        assert "style" not in element.attrib
        assert not [name for name in element.attrib if name.startswith("on")]
        assert etree.QName(element).localname not in ("style", "script")


@pytest.mark.parametrize("figure", EVERY_FIGURE[:5])
def test_a_figure_names_itself_with_what_is_in_it(figure):
    tree = drawn(figure)
    names = {element.get("id") for element in tree.iter() if element.get("id")}
    [picture] = [one for one in tree if etree.QName(one).localname == "svg"]
    assert set(picture.get("aria-labelledby").split()) == names


def test_bars_are_as_long_as_their_values():
    rows = [("A", Decimal("50.00"), "50"), ("B", 25, "25"), ("C", 0, "0"), ("D", -3, "-3")]
    lengths = [
        float(bar.get("width")) for bar in having(drawn(chart.bars(rows, title="T")), "chart-bar")
    ]
    assert lengths == [360, 180, 0, 0]


def test_two_bars_show_the_sokkvot_to_scale_and_in_words():
    figure = chart.two_bars(
        ("Sökt", 311, "311 kr"), ("Ram", 100, "100 kr"), title="T", figure="3,11"
    )
    tree = drawn(figure)
    sought, available = (float(bar.get("width")) for bar in having(tree, "chart-bar"))
    assert sought / available == pytest.approx(3.11, abs=0.001)
    assert words(tree, "chart-number") == ["3,11"]
    assert "3,11. Sökt: 311 kr; Ram: 100 kr" in str(figure)


def test_nothing_sought_and_nothing_available_is_still_a_figure():
    tree = drawn(chart.two_bars(("Sökt", 0, "0 kr"), ("Ram", 0, "0 kr"), title="T"))
    assert [bar.get("width") for bar in having(tree, "chart-bar")] == ["0.00", "0.00"]


def test_a_line_rises_in_proportion_from_zero():
    tree = drawn(chart.line([("a", 0, "0"), ("b", 10, "10"), ("c", 5, "5")], title="T"))
    [path] = having(tree, "chart-line")
    zero, ten, five = (float(at.split(",")[1]) for at in path.get("points").split())
    assert zero - five == pytest.approx((zero - ten) / 2)
    assert words(tree, "chart-value") == ["0", "10", "5"]


def test_a_long_line_says_first_last_and_highest_and_at_most_seven_labels():
    points = [(str(year), year % 7, f"{year % 7} kr") for year in range(1990, 2027)]
    tree = drawn(chart.line(points, title="T"))
    assert words(tree, "chart-value") == ["2 kr", "6 kr", "3 kr"]
    labels = words(tree, "chart-label")
    assert len(labels) <= 7
    assert (labels[0], labels[-1]) == ("1990", "2026")


def test_the_highest_says_nothing_beside_the_last():
    points = [(str(number), min(number, 36), f"{min(number, 36)} kr") for number in range(40)]
    assert words(drawn(chart.line(points, title="T")), "chart-value") == ["0 kr", "36 kr"]


def test_a_line_of_one_point_and_of_zeros_is_drawn():
    assert len(having(drawn(chart.line([("a", 0, "0")], title="T")), "chart-dot")) == 1


@pytest.mark.parametrize("draw", [chart.bars, chart.line])
def test_a_figure_without_rows_says_so_calmly(draw):
    tree = drawn(draw([], title="Bidrag"))
    assert [etree.QName(one).localname for one in tree] == ["figcaption", "p"]
    assert len(tree[1].text) > 5


def test_every_county_is_linked_once_with_its_name_and_number():
    areas = having(drawn(a_map()), "chart-area")
    assert [area.get("href") for area in areas] == [f"/lan/{code}/?a=1&b=2" for code in CODES]
    said = [area.get("aria-label") for area in areas]
    assert said == [f"Län {code}: {int(code)} kr" for code in CODES]
    assert len(CODES) == 21


def test_five_steps_share_the_counties_and_a_higher_number_is_never_lighter():
    steps = chart._steps({code: int(code) for code in CODES})
    assert [steps[code] for code in CODES] == sorted(steps.values())
    counts = [list(steps.values()).count(step) for step in range(5)]
    assert sum(counts) == 21
    assert min(counts) >= 4


def test_equal_numbers_are_shaded_alike():
    assert chart._steps(dict.fromkeys(CODES, 7)) == dict.fromkeys(CODES, 0)
    assert chart._steps({"01": 0, "03": 0, "04": 9}) == {"01": 0, "03": 0, "04": 4}


def test_the_legend_gives_the_range_of_each_step_and_what_is_missing():
    values = {code: place for place, code in enumerate(CODES[:20])}
    tree = drawn(a_map(values))
    lines = ["".join(item.itertext()).strip() for item in tree.iter("{*}li")]
    ranges = ["0 kr – 3 kr", "4 kr – 7 kr", "8 kr – 11 kr", "12 kr – 15 kr", "16 kr – 19 kr"]
    assert lines[:5] == ranges
    assert len(lines) == 6
    assert len(having(tree, "chart-step-none")) == 2  # the county and its line in the legend


def test_a_map_without_any_number_is_still_a_map_to_press():
    tree = drawn(a_map({}))
    assert len(having(tree, "chart-area")) == 21
    assert len(having(tree, "chart-step-none")) == 22


def test_a_nasty_label_stays_a_label():
    rows = [(NASTY, 1, NASTY), (NASTY, 2, "2")]
    names = dict.fromkeys(CODES, NASTY)
    figures = [
        chart.bars(rows, title=NASTY, unit=NASTY),
        chart.two_bars(*rows, title=NASTY, figure=NASTY),
        chart.line(rows, title=NASTY),
        a_map(name=names, text=names, title=NASTY, link=lambda code: NASTY.replace("\x00", "")),
    ]
    for figure in figures[:3]:
        assert not re.search(r"<(script|b)>", str(figure))
        assert "\u202e" not in figure
        drawn(figure)
    assert "<script>" not in figures[3]


def test_the_same_rows_give_the_same_figure_and_others_another_name():
    one, same = (chart.bars([("A", 1, "1")], title="T") for _ in range(2))
    other = chart.bars([("A", 2, "2")], title="T")
    assert one == same
    assert drawn(one)[1].get("aria-labelledby") != drawn(other)[1].get("aria-labelledby")


def test_the_map_of_a_county_has_its_municipalities_each_a_link_with_its_name_and_figure():
    tree = drawn(a_map_of_sodermanland({"0482": 12, "0480": 3}))
    areas = having(tree, "chart-area")
    codes = ["0428", "0461", "0480", "0481", "0482", "0483", "0484", "0486", "0488"]
    assert [area.get("href") for area in areas] == [f"/kommun/{code}/" for code in codes]
    [flen] = [area for area in areas if area.get("href") == "/kommun/0482/"]
    assert flen.get("aria-label") == "Kommun 0482: 12 personer"
    assert "chart-step-4" in flen.get("class")
    assert len([area for area in areas if "chart-step-none" in area.get("class")]) == 7


def test_every_municipality_is_drawn_in_its_county():
    drawn_codes = [
        area["code"] for county in chart._municipalities().values() for area in county["areas"]
    ]
    assert len(set(drawn_codes)) == len(drawn_codes) == 290
    for county, drawn_ in chart._municipalities().items():
        assert all(area["code"].startswith(county) and area["path"] for area in drawn_["areas"])
