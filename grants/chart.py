"""Bars, lines and maps as SVG drawn on the server. Knows no model and no script.

Each function returns a figure with a caption, ready for a template. A figure is one message, never
the only place of its numbers: **a table with the same rows must stand beside or under it**, and the
caller draws that table. Numbers come with their text, because this module knows no language: a row
is (label, value, value as text), such as ("Sökt", Decimal("5100000"), "5,1 mkr").

There are no style attributes, so the site's content security policy holds: every colour and size of
type comes from a class in `config/static/chart.css`, in light and dark, and survives grey-scale.
"""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

Row = tuple[str, float, str]

# The grid of a figure, in units of its view box; at 360 pixels a unit is about a pixel.
WIDE = 360
BAR, TEXT_LINE, ROW_GAP = 14, 20, 12
LONGEST_LABEL = 46  # characters in all on the line above a bar
A_NUMBER = 110  # as wide as a number of a line may be
STEPS = 5
GEOGRAPHY = Path(__file__).parent / "data" / "geo"
COUNTIES = GEOGRAPHY / "counties.json"
MUNICIPALITIES = GEOGRAPHY / "municipalities.json"


def bars(rows: Iterable[Row], *, title: str, unit: str = "") -> SafeString:
    """Draw one bar a row from zero, all to one scale, the label and the number above each.

    rows are (label, value, value as text); a value below zero is drawn as zero. unit is said after
    the title: "kr", "ansökningar".
    """
    rows = _clean_rows(rows)
    caption = f"{title} ({unit})" if unit else title
    if not rows:
        return _nothing(caption)
    return _figure("bars", caption, rows, *_bar_rows(rows, BAR, 0))


def two_bars(first: Row, second: Row, *, title: str, figure: str = "") -> SafeString:
    """Draw two amounts to one scale: money sought over money available, the sökkvot.

    figure is the ratio as text, "3,11", set large above the bars.
    """
    rows = _clean_rows([first, second])
    figure = _legible(figure)
    head, top = SafeString(""), 0
    if figure:
        head, top = format_html('<text class="chart-number" x="0" y="34">{}</text>', figure), 48
    drawing, height = _bar_rows(rows, BAR * 2, top)
    return _figure("two", title, rows, head + drawing, height, said=figure)


def pots(rows: Iterable[tuple[str, float, float, str]], *, title: str) -> SafeString:
    """Draw pots of money that fill, to one scale: what is asked of each, and where it ends.

    rows are (label, what it holds, what is asked of it, both as text). A line stands where a pot
    ends; what is asked beyond it is drawn lighter.
    """
    asked = [
        (label, max(float(holds), 0.0), max(float(wants), 0.0), text)
        for label, holds, wants, text in rows
    ]
    if not asked:
        return _nothing(title)
    most = max(max(holds, wants) for _label, holds, wants, _text in asked) or 1
    filled = _clean_rows([(label, min(holds, wants), text) for label, holds, wants, text in asked])
    drawing, height = _bar_rows(filled, BAR, 0, most)
    extra = []
    for place, (_label, holds, wants, _text) in enumerate(asked):
        y = place * (TEXT_LINE + BAR + ROW_GAP) + TEXT_LINE
        end = WIDE * holds / most
        if wants > holds:
            beyond = f"{WIDE * (wants - holds) / most:.2f}"
            extra.append(
                format_html(
                    '<rect class="chart-beyond" x="{}" y="{}" width="{}" height="{}"/>',
                    *(f"{end:.2f}", y, beyond, BAR),
                )
            )
        extra.append(
            format_html('<path class="chart-limit" d="M{} {}v{}"/>', f"{end:.2f}", y - 3, BAR + 6)
        )
    told = [(label, wants, text) for label, _holds, wants, text in asked]
    return _figure("pots", title, _clean_rows(told), drawing + SafeString("".join(extra)), height)


def line(points: Iterable[Row], *, title: str, unit: str = "") -> SafeString:
    """Draw a line from zero up through the points, evenly spaced, in the order given.

    points are (label, value, value as text). The first, the last and the highest are labelled with
    their numbers, the highest unless it would crowd the last; the others are in the table.
    """
    points = _clean_rows(points)
    caption = f"{title} ({unit})" if unit else title
    if not points:
        return _nothing(caption)
    left, right, top, bottom = 24, WIDE - 24, 30, 170
    most = max(value for _label, value, _text in points) or 1
    step = (right - left) / max(len(points) - 1, 1)
    at = [
        (left + step * place, bottom - (bottom - top) * value / most)
        for place, (_label, value, _text) in enumerate(points)
    ]
    highest = max(range(len(points)), key=lambda place: points[place][1])
    last = len(points) - 1
    named = {0, last} | ({highest} if at[last][0] - at[highest][0] > A_NUMBER else set())
    every = max(1, -(-len(points) // 6))  # at most six labels fit along the foot
    drawing = [
        format_html('<path class="chart-axis" d="M{} {}H{}"/>', left - 10, bottom, right + 10),
        format_html(
            '<polyline class="chart-line" points="{}"/>',
            " ".join(f"{x:.1f},{y:.1f}" for x, y in at),
        ),
    ]
    labels = []
    for place, ((label, _value, text), (x, y)) in enumerate(zip(points, at, strict=True)):
        drawing.append(
            format_html('<circle class="chart-dot" cx="{}" cy="{}" r="4"/>', f"{x:.1f}", f"{y:.1f}")
        )
        if place in named:
            labels.append(_text(x, _beside(at, place, bottom), text, "value", _side(place, last)))
        # The last label always stands; one that would crowd it gives way.
        if place == last or (place % every == 0 and last - place >= every):
            labels.append(_text(x, bottom + 20, _short(label, 12), "label", _side(place, last)))
    return _figure("line", caption, points, SafeString("".join([*drawing, *labels])), bottom + 30)


def county_map(
    values: Mapping[str, float],
    *,
    link: Callable[[str], str],
    name: Mapping[str, str],
    text: Mapping[str, str],
    title: str,
) -> SafeString:
    """Draw the counties of Sweden, shaded in five steps, each a link that says its name and number.

    All mappings are by the county's two-digit code. A county without a value is drawn hollow. The
    steps hold about equally many counties each and equal values share a step; the legend gives the
    least and the most of each step, from `text`.
    """
    geography = _counties()
    areas = geography["counties"]
    return _map(areas, geography["viewBox"], values, link=link, name=name, text=text, title=title)


def municipality_map(
    values: Mapping[str, float],
    *,
    county: str,
    link: Callable[[str], str],
    name: Mapping[str, str],
    text: Mapping[str, str],
    title: str,
) -> SafeString:
    """Draw the municipalities of a county (its two-digit code) as `county_map` draws the counties.

    All mappings are by the municipality's four-digit code.
    """
    drawn = _municipalities()[county]
    areas, view = drawn["areas"], drawn["viewBox"]
    return _map(areas, view, values, link=link, name=name, text=text, title=title)


def _map(
    drawn: Sequence[Mapping[str, str]],
    view: str,
    values: Mapping[str, float],
    *,
    link: Callable[[str], str],
    name: Mapping[str, str],
    text: Mapping[str, str],
    title: str,
) -> SafeString:
    shade = _steps({code: float(value) for code, value in values.items()})
    areas = format_html_join(
        "",
        '<a href="{}" class="chart-area {}" aria-label="{}"><title>{}</title><path d="{}"/></a>',
        (
            (
                link(area["code"]),
                _shade_class(shade.get(area["code"])),
                *[f"{_legible(name[area['code']])}: {_legible(text.get(area['code'], '–'))}"] * 2,
                area["path"],
            )
            for area in drawn
        ),
    )
    title = _legible(title)
    key = _key("map", title, sorted(values.items()))
    return format_html(
        '<figure class="chart chart-of-map"><figcaption>{}</figcaption>'
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{}" role="group" '
        'aria-labelledby="{}" fill-rule="evenodd"><title id="{}">{}</title>{}</svg>{}</figure>',
        title,
        view,
        key,
        key,
        title,
        areas,
        _legend(values, shade, text, len(drawn)),
    )


def _steps(values: Mapping[str, float]) -> dict[str, int]:
    """The step, 0 to 4, of each area: as many areas in each as equal values allow."""
    ordered = sorted(values.values())
    distinct = sorted(set(ordered))
    if len(distinct) <= STEPS:
        # So few values that each has a step of its own, spread from the lightest to the darkest.
        spread = (STEPS - 1) / max(len(distinct) - 1, 1)
        step = {value: round(place * spread) for place, value in enumerate(distinct)}
    else:
        step = {value: ordered.index(value) * STEPS // len(ordered) for value in distinct}
    return {code: step[value] for code, value in values.items()}


def _shade_class(step: int | None) -> str:
    return "chart-step-none" if step is None else f"chart-step-{step}"


def _legend(
    values: Mapping[str, float], shade: Mapping[str, int], text: Mapping[str, str], areas: int
) -> SafeString:
    rows = []
    for step in range(STEPS):
        codes = sorted(
            (code for code in shade if shade[code] == step), key=lambda code: values[code]
        )
        if codes:
            least, most = (_legible(text.get(code, "–")) for code in (codes[0], codes[-1]))
            rows.append((_shade_class(step), least if least == most else f"{least} – {most}"))
    if len(values) < areas:
        rows.append((_shade_class(None), _("No figure")))
    swatches = format_html_join(
        "",
        '<li><svg class="{}" viewBox="0 0 22 16" aria-hidden="true">'
        '<rect x="1" y="1" width="20" height="14" rx="2"/></svg> {}</li>',
        rows,
    )
    return format_html('<ul class="chart-legend">{}</ul>', swatches)


@cache
def _counties() -> dict:
    return json.loads(COUNTIES.read_text(encoding="utf-8"))


@cache
def _municipalities() -> dict:
    return json.loads(MUNICIPALITIES.read_text(encoding="utf-8"))["counties"]


def _bar_rows(rows: Sequence[Row], thick: int, top: int, most: float = 0) -> tuple[SafeString, int]:
    """Bars with their text above, and the height they take. `most` is what fills the width."""
    most = most or max(value for _label, value, _text in rows) or 1
    parts, y = [], top
    for place, (label, value, text) in enumerate(rows):
        room = max(LONGEST_LABEL - len(text), 8)
        parts.append(_text(0, y + 14, _short(label, room), "label", "start"))
        parts.append(_text(WIDE, y + 14, text, "value", "end"))
        parts.append(
            format_html(
                '<rect class="chart-track" x="0" y="{y}" width="{wide}" height="{thick}" rx="2"/>'
                '<rect class="chart-bar chart-bar-{place}" x="0" y="{y}" width="{long}" '
                'height="{thick}" rx="2"/>',
                y=y + TEXT_LINE,
                wide=WIDE,
                thick=thick,
                place=place % 2,
                long=f"{WIDE * value / most:.2f}",
            )
        )
        y += TEXT_LINE + thick + ROW_GAP
    return SafeString("".join(parts)), y - ROW_GAP + 2


def _figure(
    kind: str, title: str, rows: Sequence[Row], drawing: SafeString, height: int, said: str = ""
) -> SafeString:
    title = _legible(title)
    key = _key(kind, title, rows)
    told = "; ".join(f"{label}: {text}" for label, _value, text in rows)
    return format_html(
        '<figure class="chart chart-of-{kind}"><figcaption>{title}</figcaption>'
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {height}" role="img" '
        'aria-labelledby="{key}-title {key}-desc"><title id="{key}-title">{title}</title>'
        '<desc id="{key}-desc">{told}</desc>{drawing}</svg></figure>',
        kind=kind,
        title=title,
        wide=WIDE,
        height=height,
        key=key,
        told=f"{said}. {told}" if said else told,
        drawing=drawing,
    )


def _nothing(title: str) -> SafeString:
    return format_html(
        '<figure class="chart chart-empty"><figcaption>{}</figcaption><p>{}</p></figure>',
        _legible(title),
        _("There is nothing to show yet."),
    )


def _text(x: float, y: float, words: str, kind: str, anchor: str) -> SafeString:
    return format_html(
        '<text class="chart-{}" x="{}" y="{}" text-anchor="{}">{}</text>',
        kind,
        f"{x:.1f}",
        f"{y:.1f}",
        anchor,
        words,
    )


def _side(place: int, last: int) -> str:
    """Which way a label leans, so that it stays inside the figure."""
    if place == 0 and last > 0:
        return "start"
    return "end" if place == last and last > 0 else "middle"


def _beside(at: Sequence[tuple[float, float]], place: int, bottom: float) -> float:
    """How high a number stands: over its point, or under it at an end below its neighbour."""
    high = at[place][1]
    if len(at) == 1 or place not in (0, len(at) - 1):
        return high - 11
    neighbour = at[1] if place == 0 else at[-2]
    return high + 22 if neighbour[1] < high < bottom - 26 else high - 11


def _short(label: str, room: int) -> str:
    return label if len(label) <= room else label[: room - 1].rstrip() + "…"


def _clean_rows(rows: Iterable[Row]) -> list[Row]:
    return [
        (_legible(label), max(float(value), 0.0), _legible(text)) for label, value, text in rows
    ]


def _legible(text: str) -> str:
    """Text on one line, without what XML cannot hold and what turns the direction of writing."""
    signs = (" " if sign in "\n\r\t" else sign for sign in str(text))
    kept = (sign for sign in signs if unicodedata.category(sign) not in ("Cc", "Cf", "Cn", "Cs"))
    return "".join(kept).strip()


def _key(*parts: object) -> str:
    """A name for a figure that is its own on the page and the same each time."""
    return "chart-" + hashlib.sha256(repr(parts).encode()).hexdigest()[:10]
