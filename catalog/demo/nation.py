"""TIA in 2023, the whole country: 58 million kr, of which 20 million earmarked, sought 3.11 times.

Real are the frame, the earmarked sum, the over-subscription ratio and the 179 final reports (the
boards' joint figures). The counties' shares follow their population. Applicants, amounts and texts
are made up and marked as examples.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from random import Random

from catalog.demo import texts
from catalog.demo.people import People
from catalog.demo.rounds import Offer, Plan, Round, Times
from grants import clock, money
from grants.models import County, Frame, Municipality, Organisation

RATIO = Decimal("3.11")
THOUSAND, TEN_THOUSAND = Decimal(1_000), Decimal(10_000)
EARMARKED_THEMES = ("society", "health")


@dataclass(frozen=True)
class Size:
    """How much money there is (SEK), and how many applications, grants, reports and entries."""

    frame: Decimal
    earmark: Decimal
    applications: int
    grants: int
    reports: int
    entries: int

    @property
    def sought(self) -> Decimal:
        """What the counted applications sum to, so that the ratio comes out."""
        return self.frame * RATIO


WHOLE = Size(Decimal(58_000_000), Decimal(20_000_000), 470, 183, 179, 50)
SMALL = Size(Decimal(2_000_000), Decimal(600_000), 18, 7, 6, 4)
TIMES = Times(
    announced=date(2023, 1, 16),
    opens=date(2023, 1, 23),
    closes=datetime(2023, 3, 24, 15, tzinfo=clock.SWEDEN),
    assessed=(date(2023, 3, 27), date(2023, 4, 28)),
    decided=(date(2023, 5, 15), date(2023, 6, 2)),
    paid=(date(2023, 6, 7), date(2023, 7, 7)),
    reported=(date(2024, 5, 2), date(2024, 8, 30)),
    published=(date(2024, 9, 9), date(2024, 11, 29)),
    period=(date(2023, 6, 5), date(2024, 4, 30)),
    report_due=date(2024, 6, 28),
)


def tia_2023(people: People, counties: Sequence[County], size: Size, seed: str) -> list[Round]:
    """One round per county, their frames shares of the nation's."""
    dice = Random(seed)  # noqa: S311  a die that falls alike each time, no secret
    homes: dict[str, list[Municipality]] = {county.pk: [] for county in counties}
    for home in people.municipalities.values():
        if home.county_id in homes:
            homes[home.county_id].append(home)
    heads = [sum(home.population_2025 for home in homes[county.pk]) for county in counties]
    with clock.at(datetime(2023, 1, 9, 9, tzinfo=clock.SWEDEN)):
        nation = Frame.objects.create(fund_id="tia", year=2023, amount=size.frame)
    frames = money.share_out(size.frame, heads, TEN_THOUSAND)
    marks = money.share_out(size.earmark, heads, TEN_THOUSAND)
    grants = _at_least(2, size.grants, heads)
    pressure = [frame * dice.randint(80, 125) for frame in frames]
    sought = money.share_out(size.sought, pressure, THOUSAND)
    losers = _at_least(2, size.applications - size.grants, pressure)
    entries = _at_least(1, size.entries, grants)
    rounds = []
    for place, county in enumerate(counties):
        offer = Offer(
            fund="tia",
            county=county.pk,
            name="TIA 2023",
            title_sv=f"Tidiga insatser för asylsökande 2023, {county.name_sv}",
            title_en=f"Early measures for asylum seekers 2023, {county.name_en}",
            about_sv=texts.example(
                "Medel för tidiga insatser: svenska språket, kunskap om samhället och "
                "arbetsmarknaden, och hälsa. En del av ramen är öronmärkt för samhällsinformation "
                "och hälsofrämjande insatser."
            ),
            about_en="Example text: Money for early measures: Swedish, society and work, health. "
            "A part of the frame is earmarked for information on society and for health.",
            frame=frames[place],
            part_of=nation,
            earmark=marks[place],
        )
        county_dice = Random(f"{seed} {county.pk}")  # noqa: S311  see above
        applicants = _Applicants(people, homes[county.pk], county_dice)
        shares = _Shares(frames[place], marks[place], sought[place], grants[place], losers[place])
        plans = _plans(shares, entries[place], applicants, county_dice)
        rounds.append(Round(offer, TIMES, plans, people, county_dice))
    _leave_unreported(rounds, size.grants - size.reports)
    return rounds


def _at_least(least: int, total: int, weights: Sequence[Decimal | int]) -> list[int]:
    """Share out a count by weight, so that everyone gets the least number or more."""
    rest = total - least * len(weights)
    return [least + int(share) for share in money.share_out(Decimal(rest), weights)]


@dataclass(frozen=True)
class _Shares:
    """A county's figures: frame, its earmarked part and what is sought (SEK); yes and no."""

    frame: Decimal
    mark: Decimal
    sought: Decimal
    grants: int
    losers: int


class _Applicants:
    """Finds the applicants of a county: two in ten are municipalities, each applies once."""

    def __init__(self, people: People, places: list[Municipality], dice: Random) -> None:
        self.people, self.places, self.dice = people, places, dice
        self.weights = [place.population_2025 for place in places]
        self.projects = texts.Projects(dice)
        self.seen: set[str] = set()

    def next(self, theme: str) -> tuple[Organisation, texts.Project]:
        """An applicant that has not applied, and its project."""
        while True:
            place = self.dice.choices(self.places, self.weights)[0]
            pattern = self.dice.choice(texts.ASSOCIATIONS)
            name = place.pk if self.dice.random() < 0.2 else pattern.format(place=place.name)
            if name not in self.seen:
                break
        self.seen.add(name)
        if name == place.pk:
            return self.people.municipality(name), self.projects.write(theme, place.name)
        return self.people.association(name, place.pk), self.projects.write(theme, place.name)


def _plans(shares: _Shares, entries: int, applicants: _Applicants, dice: Random) -> list[Plan]:
    """The county's applications: those granted fill the frame, the others make up what is sought.

    Besides them a few are withdrawn or dismissed, which do not count as money sought.
    """
    marked = max(1, round(shares.grants * shares.mark / shares.frame))
    marked = min(marked, shares.grants - 1)
    inside = _amounts(shares.mark, marked, dice)
    outside = _amounts(shares.frame - shares.mark, shares.grants - marked, dice)
    plans = []
    for number, granted in enumerate([*inside, *outside]):
        more = dice.choice((0, 0, 0, 0, 10, 15, 20, 30))  # per cent sought but not granted
        sought = granted + (granted * more / 100 // THOUSAND) * THOUSAND
        earmarked = number < marked
        theme = dice.choice(EARMARKED_THEMES if earmarked else ("language", "language", "work"))
        organisation, project = applicants.next(theme)
        unused = granted * dice.randint(1, 8) / 100 // THOUSAND * THOUSAND
        plans.append(
            Plan(
                organisation,
                project,
                sought,
                outcome="granted" if sought == granted else "partly_granted",
                granted=granted,
                earmarked=earmarked,
                unused=unused if dice.random() < 0.4 else Decimal(0),
                completed=dice.random() < 0.08,
            )
        )
    for plan in dice.sample(plans, entries):
        plan.in_catalogue = True
    rest = shares.sought - sum(plan.sought for plan in plans)
    for amount in _amounts(rest, shares.losers, dice):
        theme = dice.choice(tuple(texts.THEMES))
        organisation, project = applicants.next(theme)
        earmarked = theme in EARMARKED_THEMES and dice.random() < 0.7
        plans.append(Plan(organisation, project, amount, earmarked=earmarked))
    for outcome, chance in (("withdrawn", 0.5), ("dismissed", 0.3)):
        if dice.random() < chance:
            organisation, project = applicants.next("language")
            amount = THOUSAND * dice.randint(80, 300)
            plans.append(Plan(organisation, project, amount, outcome=outcome))
    dice.shuffle(plans)
    return plans


def _amounts(total: Decimal, count: int, dice: Random) -> list[Decimal]:
    """So many amounts in whole thousands that sum to the total, some twice as large as others."""
    return money.share_out(total, [dice.randint(60, 140) for _ in range(count)], THOUSAND)


def _leave_unreported(rounds: list[Round], count: int) -> None:
    """In the largest counties, one grant each has no report to this day."""
    for each in sorted(rounds, key=lambda r: -r.offer.frame)[:count]:
        plan = next(plan for plan in each.plans if plan.gets_money and not plan.in_catalogue)
        plan.reach = "paid"
