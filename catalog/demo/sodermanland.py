"""TIA in Södermanland, autumn 2017: eleven real grants that sum to the announced frame.

Real are the registration numbers, the recipients, the names of the activities, the amounts granted
and their sum. Everything else is made up and marked; see `catalog/demo_data/README.md`.
"""

import csv
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from random import Random

from catalog.demo import texts
from catalog.demo.people import SODERMANLAND, People
from catalog.demo.rounds import Offer, Plan, Round, Times
from grants import clock, law

DATA = Path(__file__).resolve().parents[1] / "demo_data"
FRAME = Decimal(1_640_000)


def autumn_2017(people: People, dice: Random) -> Round:
    """The round, with its eleven plans in the order of their registration numbers."""
    offer = Offer(
        fund="tia",
        county=SODERMANLAND,
        name="TIA 2017 Södermanland",
        title_sv="Tidiga insatser för asylsökande, hösten 2017",
        title_en="Early measures for asylum seekers, autumn 2017",
        about_sv="Exempeltext: Medel för tidiga insatser i Södermanlands län, andra omgången 2017. "
        "Ramen och de beviljade beloppen är länsstyrelsens. Källan säger inte vad som söktes: "
        "i demon är sökt belopp satt till det beviljade, så sökkvoten är inte verklig.",
        about_en="Example text: Money for early measures in the county of Södermanland, second "
        "round of 2017. The frame and the amounts granted are the board's. The source does not "
        "say what was sought: here it is set to what was granted, so the ratio is not real.",
        frame=FRAME,
    )
    times = Times(
        announced=date(2017, 6, 19),
        opens=date(2017, 6, 21),
        closes=datetime(2017, 9, 19, 15, tzinfo=clock.SWEDEN),
        assessed=(date(2017, 9, 20), date(2017, 10, 6)),
        decided=(date(2017, 10, 9), date(2017, 10, 20)),
        paid=(date(2017, 10, 23), date(2017, 11, 17)),
        reported=(date(2018, 9, 3), date(2018, 10, 19)),
        published=(date(2018, 10, 22), date(2018, 11, 9)),
        period=(date(2017, 11, 1), date(2018, 8, 31)),
        report_due=date(2018, 9, 28),
    )
    projects = texts.Projects(dice)
    return Round(offer, times, [_plan(row, people, projects) for row in _rows()], people, dice)


def _rows() -> list[dict[str, str]]:
    """What the source says and what we add, one row per grant, by registration number."""
    with (DATA / "examples_2017.csv").open(encoding="utf-8", newline="") as file:
        added = {row["dnr"]: row for row in csv.DictReader(file)}
    with (DATA / "tia_sodermanland_autumn_2017.csv").open(encoding="utf-8", newline="") as file:
        rows = [row | added[row["dnr"]] for row in csv.DictReader(file)]
    return sorted(rows, key=lambda row: row["dnr"])


def _plan(row: dict[str, str], people: People, projects: texts.Projects) -> Plan:
    amount = Decimal(row["beviljat_sek"])
    if row["kind"] == "kommun":
        organisation = people.municipality(row["municipality"])
    else:
        organisation = people.association(row["organisation"], row["municipality"], row["kind"])
    theme = texts.THEMES[row["theme"]]
    where = organisation.municipality.name
    project = projects.describe(
        row["theme"],
        row["insats"],
        f"Insatsen gav asylsökande i {where} återkommande träffar om {theme.words}. "
        "Källan anger bara mottagare, insatsens namn och belopp.",
        "Två träffar i veckan med ledare, höst och vår.",
    )
    serial = law.parse_case_number(row["dnr"]).serial
    day = date.fromisoformat(row["arrives"])
    minutes = 8 * 60 + serial % 400  # later numbers of a day arrive later
    return Plan(
        organisation=organisation,
        project=project,
        sought=amount,
        granted=amount,
        outcome="granted",
        serial=serial,
        arrives=datetime.combine(day, time(*divmod(minutes, 60)), clock.SWEDEN),
        in_catalogue=True,
    )
