"""A round: one call and everything that happens to its applications, each at its own time.

A round yields happenings: a moment, the stage it belongs to, and what is done. The demo sorts the
happenings of all its rounds by time and lets them happen with the clock at that moment. Everything
that changes a state goes through the door; nothing here writes a state, an event or a posting.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any, NamedTuple

from applications.models import Application, CaseSeries, answer_checks, findings, write
from applications.models.following import count_time
from catalog.demo import needs, texts
from catalog.demo.people import People
from catalog.models import Entry
from decisions.models import Assessment, Decision, Opinion
from followup.models import AUDITOR_REPORT, Payment, Report, SpentLine
from grants import clock, ledger, money, steps
from grants.models import (
    Call,
    Earmark,
    Frame,
    Fund,
    Organisation,
    Questionnaire,
    User,
)
from grants.questions import Question

STAGES = ("announced", "submitted", "assessed", "decided", "paid", "reported", "published")
DAY = timedelta(days=1)
CASES_A_DAY = 20  # so many cases a board registers a day: Södermanland's numbers of 2017 say so
KRONOR = Decimal(1)
JUDGED = "Prövat av handläggaren: hindrar inte."

Act = Callable[[], Any]


class Happening(NamedTuple):
    """Something that happens at a moment, as part of a stage of a round."""

    at: datetime
    stage: str
    round: str
    act: Act


@dataclass(frozen=True)
class Times:
    """When the stages of a round take place: first and last day of each."""

    announced: date
    opens: date
    closes: datetime
    assessed: tuple[date, date]
    decided: tuple[date, date]
    paid: tuple[date, date]
    reported: tuple[date, date]
    published: tuple[date, date]
    period: tuple[date, date]
    report_due: date


@dataclass(frozen=True)
class Offer:
    """What a call offers, in words and in SEK. `purpose` names the goals of its priorities."""

    fund: str
    county: str
    name: str
    title_sv: str
    title_en: str
    about_sv: str
    about_en: str
    frame: Decimal
    part_of: Frame | None = None
    earmark: Decimal = Decimal(0)
    max_amount: Decimal | None = None
    form: str = "standard"  # which of the fund's standard forms
    asks: tuple[Question, ...] = ()  # besides, among the activities
    signatures: int = 1
    timed: bool = False  # whether how long its applicants wrote is kept (made up)


@dataclass
class Plan:
    """One application: who asks for how much, and how it goes. SEK.

    `reach` is the last stage that it passes as a matter of course; `serial` and `arrives` are its
    registration number and day where they are known.
    """

    organisation: Organisation
    project: texts.Project
    sought: Decimal
    outcome: str = "rejected"
    granted: Decimal = Decimal(0)
    earmarked: bool = False
    reach: str = "published"
    unused: Decimal = Decimal(0)
    in_catalogue: bool = False
    completed: bool = False
    serial: int | None = None
    arrives: datetime | None = None
    application: Any = None
    decision: Any = None

    def reaches(self, stage: str) -> bool:
        return STAGES.index(stage) <= STAGES.index(self.reach)

    @property
    def gets_money(self) -> bool:
        return self.granted > 0


EARMARK = ("samhalle-halsa", "Samhällsinformation och hälsa", "Information on society, and health")


def moments(dice: Random, days: tuple[date, date], count: int) -> list[datetime]:
    """So many moments in office hours from the first to the last day, in order of time."""
    first, last = days
    every = [first + DAY * n for n in range((last - first).days + 1)]
    working = [day for day in every if day.weekday() < 5] or every
    return sorted(
        datetime.combine(dice.choice(working), time(8), clock.SWEDEN)
        + timedelta(seconds=dice.randrange(9 * 3600))
        for _ in range(count)
    )


class Round:
    """A call, its people and its plans; `happenings` tells all that takes place."""

    def __init__(
        self, offer: Offer, times: Times, plans: Sequence[Plan], people: People, dice: Random
    ) -> None:
        self.offer, self.times, self.plans = offer, times, plans
        self.people, self.dice = people, dice
        self.officer = people.one("officer", offer.county)
        self.assessors = people.all("assessor", offer.county)
        self.call: Any = None
        self.mark: Earmark | None = None
        self.more: list[Happening] = []

    # --- what happens, in order ---------------------------------------------------------------

    def happenings(self) -> Iterator[Happening]:
        """All that takes place in the round; unsorted."""
        announced = datetime.combine(self.times.announced, time(9), clock.SWEDEN)
        yield self._at(announced, "announced", self.announce)
        for plan, arrives in zip(self.plans, self._arrivals(), strict=True):
            if plan.reaches("submitted"):
                opens = datetime.combine(self.times.opens, time(9), clock.SWEDEN)
                begun = opens + (arrives - opens) * self.dice.random()
                yield self._at(begun, "submitted", partial(self.begin, plan))
                yield self._at(arrives, "submitted", partial(self.submit, plan))
        for stage in STAGES[2:]:
            yield from self._stage(stage)
        yield from self.more

    def add(self, stage: str, day: date, *acts: Act) -> None:
        """Let more happen on a day, in the order given, besides what the plans say."""
        begins = datetime.combine(day, time(9), clock.SWEDEN) + timedelta(minutes=len(self.more))
        for number, act in enumerate(acts):
            self.more.append(self._at(begins + timedelta(seconds=number), stage, act))

    def _stage(self, stage: str) -> Iterator[Happening]:
        days = getattr(self.times, stage)
        going = [plan for plan in self.plans if plan.reaches(stage)]
        for plan in going:
            acts = getattr(self, f"_{stage}")(plan)
            room = (days[0], days[1] - 3 * DAY)  # the last days are for what closes the stage
            for at, act in zip(moments(self.dice, room, len(acts)), acts, strict=True):
                yield self._at(at, stage, act)
        if not going:
            return
        last = datetime.combine(days[1] - DAY, time(13), clock.SWEDEN)
        for number, act in enumerate(self._ends(stage, going)):
            yield self._at(last + timedelta(hours=number), stage, act)

    def _ends(self, stage: str, going: list[Plan]) -> list[Act]:
        """What closes a stage for the whole call."""
        everyone = len(going) == len(self.plans)
        if stage == "decided" and everyone:
            return [partial(self._move_call, "mark_decided")]
        if stage == "paid" and any(plan.gets_money for plan in going):
            return [self.send_payments]
        if stage == "published" and everyone:
            return [partial(self._move_call, "finish")]
        return []

    def _arrivals(self) -> list[datetime]:
        """When each plan's application arrives: in the last two weeks, in the plans' order."""
        closes = self.times.closes.date()
        days = (max(self.times.opens, closes - 14 * DAY), closes - DAY)
        drawn = moments(self.dice, days, len(self.plans))
        return [p.arrives or at for p, at in zip(self.plans, drawn, strict=True)]

    def _at(self, at: datetime, stage: str, act: Act) -> Happening:
        return Happening(at, stage, self.offer.name, act)

    def _assessed(self, plan: Plan) -> list[Act]:
        acts: list[Act] = [partial(self.take_up, plan)]
        if plan.outcome == "withdrawn":
            return [*acts, partial(self.withdraw, plan)]
        if plan.outcome == "dismissed":
            return [*acts, partial(self.ask_completion, plan)]
        if plan.completed:
            acts += [partial(self.ask_completion, plan), partial(self.answer, plan)]
        acts.append(partial(self.pass_on, plan))
        for assessor in self.assessors:
            acts.append(partial(self.assign, plan, assessor))
            acts.append(partial(self.score, plan, assessor))
        return acts

    def _decided(self, plan: Plan) -> list[Act]:
        if plan.outcome == "withdrawn":
            return []
        acts: list[Act] = [partial(act, plan) for act in (self.propose, self.sign, self.release)]
        return [partial(self.go_on, plan), *acts] if plan.outcome == "dismissed" else acts

    def _paid(self, plan: Plan) -> list[Act]:
        if not plan.gets_money:
            return []
        return [partial(act, plan) for act in (self.plan_payment, self.attest, self.clear)]

    def _reported(self, plan: Plan) -> list[Act]:
        if not plan.gets_money:
            return []
        return [partial(act, plan) for act in (self.write, self.report, self.approve)]

    def _published(self, plan: Plan) -> list[Act]:
        if not plan.gets_money:
            return []
        acts = [partial(self.publish, plan)] if plan.in_catalogue else []
        return [*acts, partial(self.close, plan)]

    # --- the call ---------------------------------------------------------------------------

    def announce(self) -> None:
        """Set the money aside, draft the call and publish it."""
        offer, times = self.offer, self.times
        frame = Frame.objects.create(
            fund_id=offer.fund,
            year=times.closes.year,
            county_id=offer.county,
            part_of=offer.part_of,
            amount=offer.frame,
        )
        if offer.part_of:
            ledger.allot(frame)
        if offer.earmark:
            key, name_sv, name_en = EARMARK
            self.mark = ledger.earmark(
                frame, key=key, name_sv=name_sv, name_en=name_en, amount=offer.earmark
            )
        fund = Fund.objects.get(pk=offer.fund)
        call = Call(
            fund=fund,
            terms=fund.terms.select_related("deciding_county").get(
                pk=fund.terms_on(times.announced).pk
            ),
            county=self.people.counties[offer.county],
            frame=frame,
            title_sv=offer.title_sv,
            title_en=offer.title_en,
            about_sv=offer.about_sv,
            about_en=offer.about_en,
            opens_at=datetime.combine(times.opens, time(9), clock.SWEDEN),
            closes_at=times.closes,
            max_amount=offer.max_amount,
            signatures_needed=offer.signatures,
            period_from=times.period[0],
            period_to=times.period[1],
            report_due=times.report_due,
        )
        steps.begin(call, by=self.officer)
        Questionnaire.begin_for(call, offer.form)
        if offer.asks:
            form = Questionnaire.objects.get(call=call, kind="application")
            form.rewrite(texts.asking(form.read, "activities", *offer.asks))
        needs.judged_by(call)
        steps.take("publish", call, by=self.officer)
        self.call = call
        self.purposes = {purpose.key: purpose for purpose in call.terms.purposes.all()}
        self.priorities, self.criteria = list(call.priorities.all()), list(call.criteria.all())
        decides = call.deciding_county.pk
        self.drafter = self.people.one("officer", decides)
        self.decider = self.people.one("decider", decides)
        self.cashiers = self.people.all("finance", decides)

    def _move_call(self, step: str) -> None:
        steps.take(step, self.call, by=self.officer)

    # --- the application ----------------------------------------------------------------------

    def begin(self, plan: Plan, by: User | None = None, **columns: Any) -> None:
        """A draft is written: by the applicant, or by whoever enters it from paper."""
        writer = by or self.signatory(plan)
        plan.application = Application(
            call=self.call,
            county=self.call.county,
            organisation=plan.organisation,
            begun_by=writer,
            title=plan.project.title,
            **columns,
        )
        steps.begin(plan.application, by=writer)
        if self.offer.timed:
            self.take_time(plan.application)
        write(plan.application, self._all_that_is_asked(self.answers(plan)), writer)

    def answers(self, plan: Plan) -> dict[str, Any]:
        """What the project says to the questions of every fund."""
        project, place = plan.project, plan.organisation.municipality
        first, last = self.times.period
        purpose = project.theme.purpose
        return {
            "title": project.title,
            "summary": project.summary,
            "need": project.need,
            "aims": project.aims,
            "target_group": texts.example(f"Vuxna i målgruppen som bor i {place.name}."),
            "women": self.dice.randint(8, 45),
            "men": self.dice.randint(8, 45),
            "activities": project.activities,
            "follow_up": texts.example("Närvaro räknas och deltagarna svarar på en kort enkät."),
            "earmark": self.mark.key if self.mark and plan.earmarked else None,
            "period_from": first.isoformat(),
            "period_to": last.isoformat(),
            "amount": f"{plan.sought:.2f}",
            "purposes": [purpose if purpose in self.purposes else next(iter(self.purposes))],
            "priorities": [str(self.dice.choice(self.priorities).pk)],
            "municipalities": [place.pk],
            "budget": self._budget(plan, first.year),
            "contact_name": "Verksamhetsansvarig",
            "contact_email": self.signatory(plan).email,
        }

    def take_time(self, application: Application) -> None:
        """A made-up time for each section, some minutes, counted as the pages count it."""
        for section in application.questionnaire.read.sections:
            for _save in range(self.dice.randint(1, 4)):
                count_time(application, section.key, self.dice.randint(40, 280))

    def _budget(self, plan: Plan, year: int) -> list[dict[str, Any]]:
        """Split what is sought over three cost lines, named after the project."""
        sought = plan.sought
        kinds = (("staff", "ledare"), ("premises", "lokal"), ("material", "material"))
        weights = (self.dice.randint(55, 75), self.dice.randint(10, 25), self.dice.randint(5, 15))
        title = plan.project.title
        unit = Decimal(100) if sought % 100 == 0 else KRONOR
        shares = money.share_out(sought, weights, unit)
        return [
            {
                "category": category,
                "description": f"{title}: {name}",
                "year": year,
                "monthly_pay": None,
            }
            | {"sought": f"{share:.2f}", "own": "0.00", "other": "0.00", "giver": ""}
            for (category, name), share in zip(kinds, shares, strict=True)
        ]

    def _all_that_is_asked(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The answers that the form asks for, with one also to what it asks besides."""
        version = Questionnaire.objects.newest(self.call).read
        answers = {key: value for key, value in answers.items() if key in version}
        for question in version.questions:
            asked = question.key in {one.key for one in version.asked(answers)}
            if asked and question.required and question.key not in answers:
                answers[question.key] = texts.answer(question)
        return answers

    def submit(self, plan: Plan, by: User | None = None) -> None:
        """It arrives, and takes its place among all other cases that the board registers."""
        today = clock.today()
        series, _made = CaseSeries.objects.get_or_create(
            county=self.call.county, year=today.year, defaults={"last": 0}
        )
        usual = today.timetuple().tm_yday * CASES_A_DAY
        series.last = plan.serial - 1 if plan.serial else max(series.last, usual)
        series.save()
        self.take("submit", plan, by or self.signatory(plan))

    def take_up(self, plan: Plan) -> None:
        self.take("take_up", plan, self.officer)

    def ask_completion(self, plan: Plan) -> None:
        self.take(
            "ask_completion",
            plan,
            self.officer,
            what="Bifoga stadgarna och det senaste årsmötesprotokollet."
            if plan.organisation.applicant_type_id != "kommun"
            else "Beskriv hur kostnaden för samordning är beräknad.",
            deadline=clock.today() + 14 * DAY,
        )

    def answer(self, plan: Plan) -> None:
        """The applicant completes, and the officer accepts it."""
        self.take("answer_completion", plan, self.signatory(plan), answer="Bifogas.")
        asked = plan.application.supplements.get(state="answered")
        steps.take("accept", asked, by=self.officer)

    def go_on(self, plan: Plan) -> None:
        """Nobody completed it in time."""
        self.take("go_on_without", plan, self.officer)

    def pass_on(self, plan: Plan) -> None:
        """The formal check is answered item by item, and the case goes to assessment."""
        case = Application.objects.with_answers().get(pk=plan.application.pk)
        found = findings(case, self.officer)
        judged = {one.key: (True, "" if one.holds is not False else JUDGED) for one in found}
        answer_checks(case, judged, self.officer, found)
        self.take("pass_on", plan, self.officer)

    def withdraw(self, plan: Plan) -> None:
        note = "Insatsen får medel från annat håll."
        self.take("withdraw", plan, self.signatory(plan), note=note)

    def close(self, plan: Plan) -> None:
        self.take("close", plan, self.officer)

    def take(self, step: str, plan: Plan, by: User, **inputs: Any) -> None:
        """Take a step of the plan's application."""
        plan.application = steps.take(step, plan.application, by=by, **inputs)

    def signatory(self, plan: Plan) -> User:
        """Who signs for the applicant."""
        return self.people.member("signatory", plan.organisation)

    # --- the assessment and the decision ----------------------------------------------------------

    def assign(self, plan: Plan, assessor: User) -> None:
        due = clock.today() + 14 * DAY
        assessment = Assessment(
            application=plan.application, assessor=assessor, assigned_by=self.officer, due=due
        )
        steps.begin(assessment, by=self.officer)

    def score(self, plan: Plan, assessor: User) -> None:
        """The assessor declares no conflict of interest and hands in her scores."""
        assessment = Assessment.objects.get(application=plan.application, assessor=assessor)
        assessment = steps.take("accept", assessment, by=assessor)
        worth = (3, 4, 4, 5, 5) if plan.gets_money else (1, 2, 3, 3, 4)
        points = {criterion: self.dice.choice(worth) for criterion in self.criteria}
        advice = {"granted": "grant", "partly_granted": "partly"}.get(plan.outcome, "reject")
        steps.take(
            "hand_in",
            assessment,
            by=assessor,
            scores={c: (value, texts.JUDGED[value]) for c, value in points.items()},
            recommendation=advice,
        )

    def ask_opinion(self, plan: Plan) -> None:
        """The deciding board hears the county (2010:1122 37 b §)."""
        opinion = Opinion.of(plan.application, self.drafter, deadline=clock.today() + 14 * DAY)
        steps.begin(opinion, by=self.drafter)

    def give_opinion(self, plan: Plan) -> None:
        text = texts.example("Insatsen stämmer med länets prioriteringar och behovet är stort.")
        opinion = Opinion.objects.get(application=plan.application)
        steps.take("give", opinion, by=self.officer, stand="supports", text=text)

    def propose(self, plan: Plan) -> None:
        """The officer drafts the decision and presents it."""
        decision = Decision(
            application=plan.application,
            outcome=plan.outcome,
            amount=plan.granted,
            earmark=self.mark if plan.earmarked and plan.gets_money else None,
            reasons=texts.example(self.dice.choice(texts.REASONS[plan.outcome])),
            conditions=texts.CONDITIONS if plan.gets_money else "",
            presenter=self.drafter,
        )
        steps.begin(decision, by=self.drafter)
        plan.decision = steps.take("propose", decision, by=self.drafter)

    def sign(self, plan: Plan) -> None:
        plan.decision = steps.take("sign", plan.decision, by=self.decider)

    def release(self, plan: Plan) -> None:
        plan.decision = steps.take("release", plan.decision, by=self.drafter)

    # --- the money ------------------------------------------------------------------------------

    def plan_payment(self, plan: Plan) -> None:
        """The whole grant at once, within six weeks."""
        parts = [(clock.today() + 14 * DAY, plan.granted)]
        Payment.objects.plan(plan.decision, self.cashiers[0], parts)

    def attest(self, plan: Plan) -> None:
        steps.take("attest", plan.decision.payments.get(), by=self.cashiers[0])

    def clear(self, plan: Plan) -> None:
        steps.take("clear", plan.decision.payments.get(), by=self.cashiers[1])

    def send_payments(self) -> None:
        """One file to the bank with all that is cleared, which the bank pays."""
        file = Payment.objects.export(self.call.deciding_county, self.cashiers[0])
        steps.take("confirm", file, by=self.cashiers[0])

    # --- the report and the catalogue -------------------------------------------------------------

    def write(self, plan: Plan) -> None:
        """The recipient begins the report and fills it in."""
        report = Report.objects.get(application=plan.application)
        writer = self.signatory(plan)
        report = steps.take("write", report, by=writer)
        report.done = texts.example(self.dice.choice(texts.DONE))
        report.women = max(5, plan.application.women + self.dice.randint(-8, 10))
        report.men = max(5, plan.application.men + self.dice.randint(-8, 10))
        report.results = plan.project.results
        report.learned = plan.project.learned
        report.did_not_work = plan.project.did_not_work
        report.answers = self._report_answers(report)
        report.save()
        if report.auditor_rule.level != "none":
            Report.objects.enclose(report, writer, {AUDITOR_REPORT: [texts.auditor_report()]})
        lines = list(plan.application.cost_lines.all())
        weights = [line.amount for line in lines]
        spent = money.share_out(plan.granted - plan.unused, weights, KRONOR)
        SpentLine.objects.bulk_create(
            SpentLine(report=report, cost_line=line, spent=share)
            for line, share in zip(lines, spent, strict=True)
        )

    def _report_answers(self, report: Report) -> dict[str, Any]:
        """An answer to each question that the call's report form must have answered."""
        answers: dict[str, Any] = {}
        version = Questionnaire.objects.newest(self.call, "report").read
        for question in version.questions:
            asked = question.key in {one.key for one in version.asked(answers)}
            if asked and question.required and question.kind != "file":
                answers[question.key] = texts.answer(question)
        return answers

    def report(self, plan: Plan) -> None:
        report = Report.objects.get(application=plan.application)
        steps.take("submit", report, by=self.signatory(plan))

    def approve(self, plan: Plan) -> None:
        steps.take("approve", Report.objects.get(application=plan.application), by=self.officer)

    def send_back(self, plan: Plan) -> None:
        """The officer wants the report completed."""
        report = Report.objects.get(application=plan.application)
        note = "Berätta också hur många kvinnor som deltog i utflykterna."
        steps.take("send_back", report, by=self.officer, note=note)

    def publish(self, plan: Plan) -> None:
        """The project goes into the public catalogue, marked as example text."""
        entry = Entry.of(Application.objects.get(pk=plan.application.pk))
        entry.is_example = True
        steps.begin(entry, by=self.officer)
        for step in ("review", "publish"):
            entry = steps.take(step, entry, by=self.officer)
