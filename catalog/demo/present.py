"""Rounds that are going on today, so that every role has something waiting on its start page.

All days are counted from today, whenever that is; all of it is example text. Södermanland has a
TIA round from last year whose reports come in now, a § 37 round at every stage, a TIA round that is
being assessed, a § 37 a round that Jönköping decides after the county's opinion, a TIA call that is
open and whose form was corrected, and one for small activities that asks for two signatures.
Jönköping has announced a call that has not opened.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from random import Random

from catalog.demo import applying, assessing, texts
from catalog.demo.people import ASSOCIATION, JONKOPING, MUNICIPALITY, SODERMANLAND, People
from catalog.demo.rounds import DAY, Offer, Plan, Round, Times
from grants import clock
from grants.questions import Question

NAMES = {"tia": "TIA", "37": "§ 37", "37a": "§ 37 a"}
TITLES = {
    "tia": ("Tidiga insatser för asylsökande", "Early measures for asylum seekers"),
    "37": ("Beredskap, mottagande och samverkan", "Preparedness, reception and cooperation"),
    "37a": ("Flyktingguider och familjekontakter", "Refugee guides and family contacts"),
    "small": ("Små tidiga insatser", "Small early measures"),
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
    "small": (
        "Medel för mindre insatser, högst 100 000 kronor. Två behöriga företrädare skriver under.",
        "Example text: Money for smaller activities, at most 100 000 kr. Two authorised "
        "signatories sign.",
    ),
}

# How many points the strict assessor gives less, now here and now there: some cases stay unsure.
STRICTER = (1, 0, 1, 2, 0)
# The associations of the round that is being assessed: name, municipality, theme.
ASSESSED = (
    ("Språkcafé Nyköping", "0480", "language"),
    ("Öppen dörr i Strängnäs", "0486", "work"),
    ("Odlarna i Gnesta", "0461", "health"),
    ("Läsa tillsammans i Katrineholm", "0483", "language"),
    ("Nya grannar i Trosa", "0488", "society"),
    ("Samling i Oxelösund", "0481", "health"),
    ("Möten vid Mälaren", "0486", "language"),
    ("Strickkaféet i Gnesta", "0461", "work"),
    ("Eskilstuna folkets hörna", "0484", "society"),
)

# What completion is asked of, and how one of the applicants answers.
LACKING = {
    "need": "Ange hur många det gäller och varifrån siffran kommer.",
    "women": "Antalet kvinnor och män stämmer inte med texten om målgruppen.",
}
COMPLETED = {
    "need": texts.example(
        "Under förra året togs 64 nyanlända emot i kommunen, enligt kommunens egen statistik. "
        "Hälften av dem väntade mer än tre veckor på skola och vård."
    ),
    "women": 34,
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
            self.being_assessed(),
            self.decided_elsewhere(),
            self.open_now(),
            self.open_for_small(),
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
        ongoing = plans[0]
        moved = "Träffarna flyttar från mars till biblioteket. Hyran blir lägre."
        acts = [
            partial(applying.change_contact, given, ongoing),
            partial(applying.report_change, given, ongoing, "activity", moved),
        ]
        given.add("reported", self._day(-4), *acts)
        return given

    def at_every_stage(self) -> Round:
        """§ 37: one municipality at each stage from arrival to payment.

        One has come in signed by power of attorney. Completion has been asked of three: one is to
        answer, one has answered, one has let the last day pass.
        """
        arrived = self._municipality("announced", 240_000, 0, "0481", texts.RECEPTION[0])
        silent = self._municipality("submitted", 220_000, 0, "0428", texts.RECEPTION[9])
        prepared = self._municipality("submitted", 320_000, 0, "0480", texts.RECEPTION[1])
        waiting = self._municipality("submitted", 275_000, 0, MUNICIPALITY, texts.RECEPTION[2])
        assigned = self._municipality("submitted", 180_000, 0, "0482", texts.RECEPTION[3])
        half_scored = self._municipality("submitted", 410_000, 0, "0484", texts.RECEPTION[4])
        large = self._municipality("assessed", 300_000, 300_000, "0486", texts.RECEPTION[5])
        small = self._municipality("assessed", 80_000, 80_000, "0488", texts.RECEPTION[6])
        planned = self._municipality("decided", 150_000, 150_000, "0461", texts.RECEPTION[7])
        attested = self._municipality("decided", 130_000, 130_000, "0428", texts.RECEPTION[8])
        plans = [
            *(attested, planned, small, large, half_scored, assigned, waiting, prepared, arrived),
            silent,
        ]
        given = self._round("37", 1_400_000, self._times(-95, -50, work=20, report=420), plans)
        by_mandate = partial(applying.submit_by_mandate, given, arrived)
        given.add("submitted", self._day(-52), partial(given.begin, arrived), by_mandate)
        given.add("assessed", self._day(-28), partial(given.take_up, silent))
        given.add(
            "assessed", self._day(-27), partial(applying.ask_named, given, silent, LACKING, 14)
        )
        for plan in (prepared, waiting, assigned, half_scored):
            given.add("assessed", self._day(-12), partial(given.take_up, plan))
        for plan in (assigned, half_scored):
            acts = [partial(given.assign, plan, assessor) for assessor in given.assessors]
            given.add("assessed", self._day(-10), partial(given.pass_on, plan), *acts)
        first = given.assessors[0]
        given.add("assessed", self._day(-6), partial(given.score, half_scored, first))
        given.add(
            "assessed", self._day(-9), partial(applying.ask_named, given, prepared, LACKING, 14)
        )
        given.add(
            "assessed", self._day(-4), partial(applying.answer_named, given, prepared, COMPLETED)
        )
        self._talk(given, waiting)
        given.add("decided", self._day(-2), *(partial(given.propose, p) for p in (large, small)))
        for plan in (planned, attested):
            given.add("paid", self._day(-7), partial(given.plan_payment, plan))
        given.add("paid", self._day(-3), partial(given.attest, attested))
        return given

    def being_assessed(self) -> Round:
        """TIA, closed six weeks ago: nine cases, one assessor strict, one mild, one not finished.

        One case is common to all assessors, two say nearly the same, and in one of them an
        authority is asked. The officer has recommended amounts and tried three scenarios.
        """
        asked = (180, 240, 90, 310, 150, 120, 260, 75, 200)
        worth = (
            *((5, 4, 4), (4, 4, 3), (3, 3, 4), (4, 3, 3), (5, 5, 4)),
            *((2, 3, 3), (3, 4, 2), (4, 5, 5), (3, 3, 3)),
        )
        plans = [
            self._association("submitted", 1000 * thousands, 0, name, place, theme)
            for thousands, (name, place, theme) in zip(asked, ASSESSED, strict=True)
        ]
        plans[3].project = replace(plans[3].project, need=texts.example(assessing.NEED))
        plans[6].project = replace(
            plans[6].project,
            title="Svenska tillsammans i Strängnäs",
            need=texts.example(assessing.NEARLY_THE_SAME),
        )
        span = self._times(-75, -42, work=45, report=480)
        given = self._round("tia", 1_200_000, span, plans)
        strict, mild = given.assessors[:2]
        was = partial(assessing.was_member, mild, plans[8].organisation)
        given.add("announced", self._day(-76), was)
        for plan in plans:
            given.add("assessed", self._day(-30), partial(given.take_up, plan))
            given.add("assessed", self._day(-25), partial(given.pass_on, plan))
        given.add("assessed", self._day(-24), partial(assessing.make_common, given, plans[0]))
        for number, (plan, points) in enumerate(zip(plans, worth, strict=True)):
            less = [STRICTER[(number + place) % len(STRICTER)] for place in range(len(points))]
            low = [max(1, value - by) for value, by in zip(points, less, strict=True)]
            acts = [partial(given.assign, plan, strict)]
            acts.append(partial(assessing.score_as, given, plan, strict, low))
            if number < 8:  # the ninth waits for the officer's word on a possible conflict
                acts.append(partial(given.assign, plan, mild))
            if number < 6:
                acts.append(partial(assessing.score_as, given, plan, mild, points))
            given.add("assessed", self._day(-20 + number), *acts)
        given.add("assessed", self._day(-9), partial(assessing.find_like, plans[3], plans[6]))
        given.add("assessed", self._day(-7), partial(assessing.ask_authority, given, plans[3]))
        some = partial(assessing.recommend, given, plans[:5], Decimal("0.75"))
        given.add("assessed", self._day(-3), some, partial(assessing.try_scenarios, given))
        return given

    def _talk(self, given: Round, plan: Plan) -> None:
        """The officer asks for completion, notes why, and is asked of it; the last word waits."""
        lacking = LACKING | {"budget": "Skriv hur många timmar samordnaren ska arbeta."}
        asks = partial(applying.ask_named, given, plan, lacking, 14)
        why = "Samma samordnare finns i ansökan från grannkommunen. Jämför timmarna."
        given.add("assessed", self._day(-5), asks, partial(applying.note, given, plan, why))
        said = (
            ("Räcker det att vi anger timmarna per månad?", False),
            ("Ja, det räcker. Skriv också vilket år timmarna gäller.", True),
            ("Tack. Kan vi få en vecka till om nämnden inte hinner sammanträda?", False),
        )
        acts = [
            partial(applying.message, given, plan, text, from_board=from_board)
            for text, from_board in said
        ]
        given.add("assessed", self._day(-4), *acts)

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
        """TIA, open today: two have come in and one on paper; two are drafts.

        The form was corrected five days ago. What had come in stays on the first version, and the
        drafts have followed. One draft is written by two people, with partners.
        """
        first = self._association("submitted", 140_000, 0, "Friska steg Nyköping", "0480", "health")
        second = self._association("submitted", 90_000, 0, "Språkvän Vingåker", "0428", "language")
        draft = self._association("announced", 165_000, 0, ASSOCIATION, "0482", "society")
        together = self._association(
            "announced", applying.SOUGHT, 0, ASSOCIATION, "0482", "language"
        )
        posted = self._association("announced", 75_000, 0, "Strickkaféet i Gnesta", "0461", "work")
        first.arrives, second.arrives = self._at(-8), self._at(-6)
        plans = [first, second, draft, together, posted]
        span = self._times(-14, 21, work=80, report=560)
        given = self._round("tia", 1_200_000, span, plans, asks=(applying.MEETINGS,))
        flen = draft.organisation
        given.add("submitted", self._day(-13), partial(applying.fill_profile, given, flen))
        given.add("submitted", self._day(-11), partial(applying.begin_together, given, together))
        given.add("submitted", self._day(-10), partial(given.begin, draft))
        self._write_on(given, together)
        follow = [partial(applying.follow_form, plan) for plan in (draft, together)]
        given.add("submitted", self._day(-5), partial(applying.correct_form, given), *follow)
        given.add("submitted", self._day(-4), partial(applying.enter_from_paper, given, posted))
        comes = [partial(act, given, flen) for act in (applying.invite, applying.ask_to_join)]
        given.add("submitted", self._day(-2), *comes)
        return given

    def _write_on(self, given: Round, plan: Plan) -> None:
        """The editor goes on with the draft and asks three partners; two of them answer."""
        names = (("Nya grannar i Trosa", "0488"), ("Odlarna i Gnesta", "0461"))
        there = [self.people.association(*at) for at in (*names, ("Samling i Oxelösund", "0481"))]
        acts = [
            partial(applying.write_on, given, plan, there),
            partial(applying.ask_partners, given, plan),
        ]
        given.add("submitted", self._day(-9), *acts)
        answers = [partial(applying.certify, plan), partial(applying.decline, plan)]
        given.add("submitted", self._day(-7), *answers)

    def open_for_small(self) -> Round:
        """TIA, open today for small activities: a draft has the first of its two signatures."""
        signed = self._association("announced", 60_000, 0, ASSOCIATION, "0482", "health")
        span = self._times(-12, 25, work=90, report=400)
        given = self._round("tia", 300_000, span, [signed])
        given.offer = replace(
            given.offer,
            title_sv=f"{TITLES['small'][0]} {span.closes.year}",
            title_en=f"{TITLES['small'][1]} {span.closes.year}",
            about_sv=texts.example(ABOUT["small"][0]),
            about_en=ABOUT["small"][1],
            max_amount=Decimal(100_000),
            form="small",
            signatures=2,
        )
        given.add("submitted", self._day(-4), partial(given.begin, signed))
        given.add("submitted", self._day(-3), partial(applying.sign_first, given, signed))
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
        asks: tuple[Question, ...] = (),
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
            asks=asks,
            timed=True,
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
