"""What the demo's applications are assessed against: needs pictures, priorities, criteria.

The numbers of the counties and the population are real (see `grants/data`). Every other figure is
made up and says so, and is entered through the same door as a board's own: the municipal numbers
of a county add up to its real number.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from random import Random
from typing import Any

from catalog.demo.people import JONKOPING, NATION, SODERMANLAND, People
from grants import clock, money
from grants.models import (
    Anchor,
    Call,
    ChildRight,
    Criterion,
    Goal,
    HumanRightsTheme,
    NeedFigure,
    NeedSeries,
    Priority,
    RegionalPriority,
    entering,
)

MADE_UP = "Påhittad siffra för demon"
STOCKHOLM, KALMAR, SKANE = "01", "08", "12"
COUNTIES = (SODERMANLAND, JONKOPING, STOCKHOLM, KALMAR, SKANE)  # those with priorities of their own
NUMBERED = (2017, 2022, 2026)  # years in which a number is known for every county
COUNTED = (2017, 2020, 2023, 2025, 2026)
# Persons per 10,000 inhabitants in each of those years: reception, asylum seekers in ABO and EBO
LEVELS = {"mottagna": (68, 22, 18, 12, 11), "asyl_abo": (52, 14, 9, 6, 5)}
LEVELS["asyl_ebo"] = (35, 12, 7, 5, 4)

PRIORITIES: dict[str, tuple[dict[str, Any], ...]] = {
    "tia": (
        {
            "name_sv": "Svenska språket tidigt",
            "name_en": "Swedish early",
            "weight": 3,
            "reason_sv": "Exempeltext: Väntan är lång och få kommer åt att öva svenska under den.",
            "goals": (4,),
            "child_rights": (),
            "themes": ("utbildning",),
            "series": ("asyl_abo", "asyl_ebo"),
        },
        {
            "name_sv": "Samhällsinformation och rättigheter",
            "name_en": "Society and rights",
            "weight": 2,
            "reason_sv": "Exempeltext: Kommunerna skattar behovet av information som stort.",
            "goals": (5, 16),
            "child_rights": (17,),
            "themes": ("rattssakerhet", "likabehandling"),
            "series": ("enkat_behov",),
        },
        {
            "name_sv": "Hälsa och minskad isolering",
            "name_en": "Health and less isolation",
            "weight": 2,
            "reason_sv": "Exempeltext: Många bor långt från föreningar och mötesplatser.",
            "goals": (3, 10),
            "child_rights": (24,),
            "themes": ("halsa", "delaktighet"),
            "series": ("asyl_abo",),
        },
    ),
    "37": (
        {
            "name_sv": "Beredskap att ta emot",
            "name_en": "Preparedness to receive",
            "weight": 2,
            "reason_sv": "Exempeltext: Länstalet ändras från år till år och bostäderna är få.",
            "goals": (10, 11),
            "child_rights": (3,),
            "themes": ("bostad",),
            "series": ("lanstal", "kommuntal"),
        },
        {
            "name_sv": "Samverkan mellan kommuner",
            "name_en": "Cooperation between municipalities",
            "weight": 1,
            "reason_sv": "Exempeltext: Små kommuner tar emot för få för att klara allt själva.",
            "goals": (17,),
            "child_rights": (),
            "themes": ("delaktighet",),
            "series": ("mottagna", "befolkning"),
        },
    ),
    "37a": (
        {
            "name_sv": "Möten mellan nya och etablerade",
            "name_en": "Meetings of new and established",
            "weight": 2,
            "reason_sv": "Exempeltext: Nätverk är vad nyanlända själva säger att de saknar.",
            "goals": (10, 11),
            "child_rights": (),
            "themes": ("delaktighet", "kultur"),
            "series": ("mottagna",),
        },
        {
            "name_sv": "Stöd till ensamkommande barn",
            "name_en": "Support for unaccompanied children",
            "weight": 1,
            "reason_sv": "Exempeltext: Ensamkommande barn behöver vuxna utanför boendet.",
            "goals": (4, 16),
            "child_rights": (3, 20, 22),
            "themes": ("trygghet", "familj"),
            "series": ("mottagna",),
        },
    ),
}
NATIONAL = {
    "name_sv": "Föräldralediga och kortutbildade ska nås",
    "name_en": "Those on parental leave and with little schooling are to be reached",
    "weight": 2,
    "reason_sv": "Exempeltext: De nås sällan av det som redan finns, och barnen vinner på det.",
    "goals": (4, 5),
    "child_rights": (3, 18),
    "themes": ("likabehandling", "utbildning"),
    "series": ("enkat_behov",),
}
# Name, English, paragraph, weight, guidance, and what steps 0, 3 and 5 mean
CRITERIA = (
    (
        *("Behov av insatsen", "Need", "4 § 1", 2, "Hur väl behovet på orten är visat."),
        ("Behovet visas inte.", "Behovet visas i stora drag.", "Behovet är visat med källor."),
        ("The need is not shown.", "The need is shown in outline.", "The need is shown, sourced."),
    ),
    (
        *("Väntad måluppfyllelse", "Expected effect", "4 § 2", 2, "Hur väl insatsen når syftet."),
        ("Insatsen når inte syftet.", "Syftet nås delvis.", "Syftet nås och kan mätas."),
        ("The purpose is not reached.", "It is reached in part.", "It is reached, measurably."),
    ),
    (
        *("Genomförande och kostnad", "Carrying out and cost", "", 1),
        "Om plan och kostnad är rimliga.",
        ("Planen håller inte.", "Planen håller i stort.", "Plan och kostnad är väl avvägda."),
        ("The plan does not hold.", "It holds on the whole.", "Plan and cost are well balanced."),
    ),
)
STEPS = (0, 3, 5)
TIES: tuple[tuple[str, Any], ...] = (
    ("goals", Goal),
    ("child_rights", ChildRight),
    ("themes", HumanRightsTheme),
    ("series", NeedSeries),
)


def live(people: People, today: date, *, small: bool, seed: str) -> None:
    """Enter the figures of every county, and let the boards set their priorities year by year."""
    counties = [SODERMANLAND, JONKOPING] if small else [*people.counties]
    dice = Random(f"{seed} needs")  # noqa: S311  a die that falls alike each time, no secret
    by = people.one("coordinator", NATION)
    with clock.at(datetime.combine(date(today.year, 1, 15), time(9), clock.SWEDEN)):
        entering.enter(entering.compare(_numbers(people, counties, dice)), by)
        entering.enter(entering.compare(_counted(people, counties, dice)), by)
    for year in sorted({2017, 2023, today.year}):
        with clock.at(datetime.combine(date(year, 1, 9), time(9), clock.SWEDEN)):
            _prioritise(people, [code for code in COUNTIES if code in counties], year)


def judged_by(call: Call) -> None:
    """The priorities, drawn from the board's where there are any, and the criteria of a call."""
    year = clock.today().year
    board = RegionalPriority.objects.holding().for_county(call.county, year).for_fund(call.fund)
    drawn = {row.name_sv: row for row in board}
    texts = [*PRIORITIES[call.fund.pk], *([NATIONAL] if NATIONAL["name_sv"] in drawn else [])]
    for text in texts:
        priority = Priority.objects.create(
            call=call, drawn_from=drawn.get(text["name_sv"]), **_columns(text)
        )
        for name in ("goals", "child_rights", "themes"):
            getattr(priority, name).set(text[name])
    for name_sv, name_en, paragraph, weight, guidance, words_sv, words_en in CRITERIA:
        criterion = Criterion.objects.create(
            call=call,
            name_sv=name_sv,
            name_en=name_en,
            paragraph=paragraph if call.fund.pk == "tia" else "",
            weight=weight,
            guidance_sv=guidance,
        )
        Anchor.objects.bulk_create(
            Anchor(criterion=criterion, value=step, words_sv=swedish, words_en=english)
            for step, swedish, english in zip(STEPS, words_sv, words_en, strict=True)
        )


def _prioritise(people: People, counties: list[str], year: int) -> None:
    """The national priority, and those of some counties, written and published."""
    rows: list[tuple[str | None, str | None, dict[str, Any]]] = [(None, None, NATIONAL)]
    rows += [(c, fund, text) for c in counties for fund, t in PRIORITIES.items() for text in t]
    for county, fund, text in rows:
        row = RegionalPriority(county_id=county, fund_id=fund, year=year, **_columns(text))
        row.published_at = clock.now()
        by = people.one("officer", county) if county else people.one("coordinator", NATION)
        row.write(by, **{name: model.objects.filter(pk__in=text[name]) for name, model in TIES})


def _columns(text: dict[str, Any]) -> dict[str, Any]:
    return {name: text[name] for name in ("name_sv", "name_en", "weight", "reason_sv")}


def _numbers(people: People, counties: list[str], dice: Random) -> Iterator[NeedFigure]:
    """Each county's real number, shared out among its municipalities; and how many have come."""
    municipal, assigned = (NeedSeries.objects.get(pk=key) for key in ("kommuntal", "anvisade"))
    held = NeedFigure.objects.in_force().filter(series="lanstal", county__in=counties)
    for number in held.filter(year__in=NUMBERED):
        places = [m for m in people.municipalities.values() if m.county_id == number.county_id]
        shares = money.share_out(number.value, [m.population_2016 for m in places])
        for place, share in zip(places, shares, strict=True):
            yield _figure(municipal, place, number.year, share)
            if number.year == NUMBERED[-1]:
                come = (share * dice.randrange(40, 96) / 100).quantize(Decimal(1))
                yield _figure(assigned, place, number.year, min(come, share))


def _counted(people: People, counties: list[str], dice: Random) -> Iterator[NeedFigure]:
    """Reception, asylum seekers and a survey: figures of about the right size, all made up."""
    series = {one.pk: one for one in NeedSeries.objects.all()}
    for place in people.municipalities.values():
        if place.county_id not in counties:
            continue
        for key, levels in LEVELS.items():
            for year, level in zip(COUNTED, levels, strict=True):
                part = Decimal(place.population_2025 * level * dice.randrange(50, 151)) / 1_000_000
                yield _figure(series[key], place, year, part.quantize(Decimal(1)))
        for year in COUNTED[-2:]:
            said = Decimal(dice.randrange(10, 51)) / 10
            yield _figure(series["enkat_behov"], place, year, said)


def _figure(series: NeedSeries, place: Any, year: int, value: Decimal) -> NeedFigure:
    return NeedFigure(
        series=series,
        county=place.county,
        municipality=place,
        year=year,
        value=value,
        source=MADE_UP,
    )
