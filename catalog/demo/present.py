"""Rounds that are going on today, so that every role has something waiting on its start page.

All days are counted from today, whenever that is; all of it is example text. Södermanland has a
TIA round from last year whose reports come in now, a § 37 round at every stage, a § 37 a round that
Jönköping decides after the county's opinion, and a TIA call that is open. Jönköping has announced a
call that has not opened.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from random import Random

from catalog.demo import texts
from catalog.demo.people import ASSOCIATION, JONKOPING, MUNICIPALITY, SODERMANLAND, People
from catalog.demo.rounds import DAY, Offer, Plan, Round, Times
from grants import clock

NAMES = {"tia": "TIA", "37": "§ 37", "37a": "§ 37 a"}
TITLES = {
    "tia": ("Tidiga insatser för asylsökande", "Early measures for asylum seekers"),
    "37": ("Beredskap, mottagande och samverkan", "Preparedness, reception and cooperation"),
    "37a": ("Flyktingguider och familjekontakter", "Refugee guides and family contacts"),
}
ABOUT = {
    "tia": (
        "Medel för tidiga insatser: svenska språket, kunskap om samhället och arbetsmarknaden, "
        "och hälsa.",
        "Example text: Money for early measures: Swedish, society and work, health.",
    ),
    "37": (
        "Medel till kommuner för beredskap, mottagningskapacitet och samverkan.",
        "Example text: Money for municipalities: preparedness, reception and cooperation.",
    ),
    "37a": (
        "Medel till kommuner för flyktingguider och familjekontakter. Länsstyrelsen i Jönköpings "
        "län beslutar efter länets yttrande.",
        "Example text: Money for municipalities: refugee guides and family contacts. Jönköping "
        "decides after the county's opinion.",
    ),
}


class Present:
    """Makes the rounds of a day. Days are given as a number from that day, minus for the past."""

    def __init__(self, people: People, today: date, seed: str) -> None:
        self.people, self.today = people, today
        self.dice = Random(seed)  # noqa: S311  a die that falls alike each time, no secret
        self.projects = texts.Projects(self.dice)

    def rounds(self) -> list[Round]:
        return [
            self.reports_come_in(),
            self.at_every_stage(),
            self.decided_elsewhere(),
            self.open_now(),
            self.announced(),
        ]

    def reports_come_in(self) -> Round:
        """TIA, closed more than a year ago: reports expected, to be reviewed, approved."""
        plans = [
            self._association("paid", 180_000, 180_000, ASSOCIATION, "0482", "language"),
            self._association("paid", 150_000, 150_000, "Nya grannar i Trosa", "0488", "society"),
            self._association("reported", 120_000, 120_000, "Odlarna i Gnesta", "0461", "health"),
            self._association("paid", 95_000, 95_000, "Öppen dörr i Strängnäs", "0486", "work"),
            self._association("decided", 210_000, 0, "Samling i Oxelösund", "0481", "health"),
        ]
        span = self._times(-450, -420, work=-350, report=12)
        given = self._round("tia", 545_000, span, plans)
        waits, returned = plans[1], plans[3]
        for plan, ago in ((waits, 6), (returned, 5)):
            given.add("reported", self._day(-ago), partial(given.write, plan))
            given.add("reported", self._day(-ago + 1), partial(given.report, plan))
        given.add("reported", self._day(-2), partial(given.send_back, returned))
        return given

    def at_every_stage(self) -> Round:
        """§ 37: one municipality at each stage from arrival to payment."""
        arrived = self._municipality("submitted", 240_000, 0, "0481", texts.RECEPTION[0])
        prepared = self._municipality("submitted", 320_000, 0, "0480", texts.RECEPTION[1])
        waiting = self._municipality("submitted", 275_000, 0, MUNICIPALITY, texts.RECEPTION[2])
        assigned = self._municipality("submitted", 180_000, 0, "0482", texts.RECEPTION[3])
        half_scored = self._municipality("submitted", 410_000, 0, "0484", texts.RECEPTION[4])
        large = self._municipality("assessed", 300_000, 300_000, "0486", texts.RECEPTION[5])
        small = self._municipality("assessed", 80_000, 80_000, "0488", texts.RECEPTION[6])
        planned = self._municipality("decided", 150_000, 150_000, "0461", texts.RECEPTION[7])
        attested = self._municipality("decided", 130_000, 130_000, "0428", texts.RECEPTION[8])
        plans = [
            *(attested, planned, small, large, half_scored, assigned, waiting, prepared, arrived)
        ]
        given = self._round("37", 1_400_000, self._times(-95, -50, work=20, report=420), plans)
        for plan in (prepared, waiting, assigned, half_scored):
            given.add("assessed", self._day(-12), partial(given.take_up, plan))
        for plan in (assigned, half_scored):
            acts = [partial(given.assign, plan, assessor) for assessor in given.assessors]
            given.add("assessed", self._day(-10), partial(given.pass_on, plan), *acts)
        first = given.assessors[0]
        given.add("assessed", self._day(-6), partial(given.score, half_scored, first))
        given.add("assessed", self._day(-4), partial(given.ask_completion, waiting))
        given.add("decided", self._day(-2), *(partial(given.propose, p) for p in (large, small)))
        for plan in (planned, attested):
            given.add("paid", self._day(-7), partial(given.plan_payment, plan))
        given.add("paid", self._day(-3), partial(given.attest, attested))
        return given

    def decided_elsewhere(self) -> Round:
        """§ 37 a: one opinion waits, one decision waits for signature, two wait for Jönköping."""
        asked = self._municipality("submitted", 350_000, 0, "0482", texts.GUIDES[0])
        proposed = self._municipality("submitted", 420_000, 420_000, "0484", texts.GUIDES[1])
        heard = self._municipality("submitted", 260_000, 260_000, "0480", texts.GUIDES[2])
        ready = self._municipality("submitted", 190_000, 0, "0486", texts.GUIDES[3])
        plans = [asked, proposed, heard, ready]
        given = self._round("37a", 1_000_000, self._times(-75, -35, work=30, report=430), plans)
        for plan in plans:
            given.add("assessed", self._day(-20), partial(given.take_up, plan))
            given.add("assessed", self._day(-15), partial(given.pass_on, plan))
        for plan in (proposed, heard):
            given.add("assessed", self._day(-13), partial(given.ask_opinion, plan))
            given.add("assessed", self._day(-8), partial(given.give_opinion, plan))
        given.add("assessed", self._day(-5), partial(given.ask_opinion, asked))
        given.add("decided", self._day(-1), partial(given.propose, proposed))
        return given

    def open_now(self) -> Round:
        """TIA: open today; two have come in and one is a draft."""
        first = self._association("submitted", 140_000, 0, "Friska steg Nyköping", "0480", "health")
        second = self._association("submitted", 90_000, 0, "Språkvän Vingåker", "0428", "language")
        draft = self._association("announced", 165_000, 0, ASSOCIATION, "0482", "society")
        first.arrives, second.arrives = self._at(-3), self._at(-1)
        given = self._round(
            "tia", 1_200_000, self._times(-14, 21, work=80, report=480), [first, second, draft]
        )
        given.add("submitted", self._day(-1), partial(given.begin, draft))
        return given

    def announced(self) -> Round:
        """TIA in Jönköping: announced, not yet open."""
        times = self._times(10, 55, work=120, report=520, announced=-3)
        return self._round("tia", 2_100_000, times, [], county=JONKOPING)

    def _association(
        self, reach: str, sought: int, granted: int, name: str, place: str, theme: str
    ) -> Plan:
        return Plan(
            self.people.association(name, place),
            self.projects.write(theme, self.people.municipalities[place].name),
            Decimal(sought),
            outcome="granted" if granted else "rejected",
            granted=Decimal(granted),
            reach=reach,
        )

    def _municipality(
        self, reach: str, sought: int, granted: int, code: str, idea: tuple[str, str]
    ) -> Plan:
        place = self.people.municipalities[code].name
        title, what = idea
        return Plan(
            self.people.municipality(code),
            self.projects.describe("society", title.format(place=place), what, what),
            Decimal(sought),
            outcome="granted" if granted else "rejected",
            granted=Decimal(granted),
            reach=reach,
        )

    def _round(
        self,
        fund: str,
        frame: int,
        times: Times,
        plans: Sequence[Plan],
        county: str = SODERMANLAND,
    ) -> Round:
        year = times.closes.year
        offer = Offer(
            fund=fund,
            county=county,
            name=f"{NAMES[fund]} {year}",
            title_sv=f"{TITLES[fund][0]} {year}",
            title_en=f"{TITLES[fund][1]} {year}",
            about_sv=texts.example(ABOUT[fund][0]),
            about_en=ABOUT[fund][1],
            frame=Decimal(frame),
        )
        return Round(offer, times, plans, self.people, self.dice)

    def _day(self, number: int) -> date:
        return self.today + number * DAY

    def _at(self, number: int) -> datetime:
        return datetime.combine(self._day(number), time(14), clock.SWEDEN)

    def _times(
        self, opens: int, closes: int, *, work: int, report: int, announced: int | None = None
    ) -> Times:
        """`work` is the activity's first day, `report` the last day to report it."""
        return Times(
            announced=self._day(opens - 3 if announced is None else announced),
            opens=self._day(opens),
            closes=datetime.combine(self._day(closes), time(15), clock.SWEDEN),
            assessed=(self._day(closes + 1), self._day(closes + 18)),
            decided=(self._day(closes + 20), self._day(closes + 32)),
            paid=(self._day(closes + 33), self._day(closes + 50)),
            reported=(self._day(-40), self._day(-9)),
            published=(self._day(-8), self._day(-1)),
            period=(self._day(work), self._day(report - 45)),
            report_due=self._day(report),
        )
