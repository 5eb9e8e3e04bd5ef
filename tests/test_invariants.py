"""Random steps by random people over the whole life: what must always hold, holds after each.

The rules press any step of any thing as anybody, with fitting or unfitting amounts. Most presses
are refused; whatever gets through must leave the house in order (docs/house.md, invariants).
"""

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Count, Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from applications.models import NOT_COUNTED, Application
from catalog.models import Entry
from decisions.models import Assessment, Decision, ranking
from followup.models import AUDITOR_REPORT, Payment, PaymentFile, Report, SpentLine
from grants import clock, steps
from grants.models import Call, County, Earmark, Event, Frame, Posting
from grants.rules import Refused
from tests import cast

PEOPLE = [
    *(cast.karin, cast.karin, cast.asa, cast.ali, cast.dag, cast.lina, cast.fia, cast.finn),
    *(cast.rut, cast.kim, cast.otto, cast.siv, cast.siv, cast.eva, cast.rolf, cast.vera),
]
THINGS = [Application, Application, Assessment, Decision, Decision, Payment, Report, Entry, Call]
WANTED = [0, 40_000, 90_000, 150_000, 260_000]


def inputs_for(step: str, thing: object, amount: int) -> dict:
    """What a page would give along with the step."""
    if step == "ask_completion":
        return {"what": "Bifoga stadgarna.", "deadline": clock.today()}
    if step == "answer_completion":
        return {"answer": "De är bifogade."}
    if step == "hand_in":
        criteria = thing.application.call.criteria.all()
        answers = {c: (min(amount // 40_000, c.scale), "Skäl.") for c in criteria}
        return {"scores": answers, "recommendation": "grant"}
    if step == "change_contact":
        return {"name": "Eva", "email": "eva@forening.example", "phone": ""}
    if step == "correct_form":
        return {"kind": "application"}
    return {"ground": "Min syster leder föreningen."} if step == "recuse" else {}


class TheWholeLife(RuleBasedStateMachine):
    """One call with room for about three grants, and everybody pressing everything."""

    @initialize()
    def open_the_house(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        cast.reference()
        self.call = cast.call(frame=400_000)
        self.earmark = cast.earmark(self.call, 100_000)
        self.people = [person() for person in PEOPLE]
        for amount in (90_000, 150_000, 260_000):
            application = cast.submitted(self.call, amount=amount)
            steps.take("take_up", application, by=cast.karin())

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def attempt(self, act) -> None:
        """Do it or be refused, and in both cases leave nothing half done."""
        try:
            with transaction.atomic():
                act()
        except Refused:
            pass

    def one_of(self, model, number: int):
        rows = list(model.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    @rule(amount=st.sampled_from(WANTED[1:]), marked=st.booleans(), municipal=st.booleans())
    def somebody_applies(self, amount, marked, municipal) -> None:
        by = cast.vera() if municipal else cast.siv()
        earmark = self.earmark if marked else None
        self.attempt(lambda: cast.submitted(self.call, by=by, amount=amount, earmark=earmark))

    @rule(number=st.integers(0, 9), person=st.integers(0, 99))
    def somebody_checks(self, number, person) -> None:
        application = self.one_of(Application, number)
        if not application.check_items.exists() and application.state == "preparation":
            cast.checked(application)

    @rule(number=st.integers(0, 9), person=st.integers(0, 99), assessor=st.booleans())
    def somebody_assigns(self, number, person, assessor) -> None:
        application = self.one_of(Application, number)
        to, by = (cast.asa() if assessor else cast.ali()), self.person(person)
        if not application.assessments.filter(assessor=to).exists():
            new = Assessment(application=application, assessor=to, assigned_by=by)
            self.attempt(lambda: steps.begin(new, by=by))

    @rule(number=st.integers(0, 9), person=st.integers(0, 99), amount=st.sampled_from(WANTED))
    def somebody_drafts_a_decision(self, number, person, amount) -> None:
        application, by = self.one_of(Application, number), self.person(person)
        if application.decisions.exclude(state="dropped").exists():
            return
        sought = int(application.amount)
        outcome = "rejected" if not amount else "granted" if amount >= sought else "partly_granted"
        given = min(amount, sought)
        new = Decision(
            application=application,
            outcome=outcome,
            amount=given,
            earmark=application.earmark if given else None,
            reasons="Skäl.",
            presenter=by,
        )
        self.attempt(lambda: steps.begin(new, by=by))

    @rule(number=st.integers(0, 9), person=st.integers(0, 99), halves=st.booleans())
    def somebody_plans_payments(self, number, person, halves) -> None:
        decision = self.one_of(Decision, number)
        if decision is None or decision.state != "released" or not decision.gives_money:
            return
        half = (decision.amount / 2).quantize(Decimal("0.01"))
        parts = [half, decision.amount - half] if halves else [decision.amount]
        days = [(clock.today(), part) for part in parts]
        self.attempt(lambda: Payment.objects.plan(decision, self.person(person), days))

    @rule(person=st.integers(0, 99))
    def somebody_exports(self, person) -> None:
        county = County.objects.get(code=cast.SODERMANLAND)
        self.attempt(lambda: Payment.objects.export(county, self.person(person)))

    @rule(number=st.integers(0, 9), unused=st.sampled_from([0, 5_000]))
    def somebody_writes_a_report(self, number, unused) -> None:
        report = self.one_of(Report, number)
        if report is None or not report.is_written or report.lines.exists():
            return
        left = max(report.paid - unused, Decimal(0))
        for line in report.application.cost_lines.all():
            spent = min(line.amount, left)
            SpentLine.objects.create(report=report, cost_line=line, spent=spent)
            left -= spent
        Report.objects.filter(pk=report.pk).update(
            done="x", results="x", learned="x", did_not_work="x", women=1, men=1
        )
        version = report.questionnaire.read
        Report.objects.filter(pk=report.pk).update(answers=cast.required_answers(version))
        Report.objects.enclose(report, cast.siv(), {AUDITOR_REPORT: [cast.pdf("revisor.pdf")]})

    @rule(number=st.integers(0, 9), person=st.integers(0, 99))
    def somebody_makes_an_entry(self, number, person) -> None:
        application = self.one_of(Application, number)
        if application.state == "reported" and not Entry.objects.filter(application=application):
            new = Entry.of(application)
            self.attempt(lambda: steps.begin(new, by=self.person(person)))

    @rule(
        kind=st.sampled_from([*THINGS, PaymentFile]),
        number=st.integers(0, 9),
        person=st.integers(0, 99),
        step=st.integers(0, 99),
        amount=st.sampled_from(WANTED),
    )
    def somebody_presses_a_step(self, kind, number, person, step, amount) -> None:
        thing = self.one_of(kind, number)
        if thing is None:
            return
        ways = [t.name for t in steps.machine(kind) if t.source == thing.state]
        ways = ways or [t.name for t in steps.machine(kind)]
        name = ways[step % len(ways)]
        given = inputs_for(name, thing, amount)
        self.attempt(lambda: steps.take(name, thing, by=self.person(person), note="x", **given))

    def person(self, number: int):
        return PEOPLE[number % len(PEOPLE)]()

    @invariant()
    def frames_are_never_exceeded_and_the_columns_are_the_postings(self) -> None:
        if not hasattr(self, "call"):
            return
        for frame in Frame.objects.all():
            assert frame.reserved + frame.granted <= frame.amount
            posted = sums(Posting.objects.filter(frame=frame))
            reserved = posted["reserve"] - posted["release"] - posted["grant"]
            assert frame.reserved == reserved
            assert frame.granted == posted["grant"] - posted["give_back"]
            assert frame.paid == posted["pay"]
        for mark in Earmark.objects.all():
            posted = sums(Posting.objects.filter(earmark=mark))
            assert mark.granted == posted["grant"] - posted["give_back"]
            assert mark.reserved + mark.granted <= mark.amount
        reserved = Decision.objects.filter(state="signed").aggregate(s=Sum("amount"))["s"] or 0
        assert Frame.objects.get(pk=self.call.frame_id).reserved == reserved

    @invariant()
    def payments_never_exceed_the_grant_and_left_by_two_persons(self) -> None:
        for payment in Payment.objects.select_related("decision"):
            of_grant = payment.decision.payments.aggregate(s=Sum("amount"))["s"]
            assert of_grant <= payment.decision.amount
            assert payment.decision.state == "released"
            if payment.state in ("cleared", "sent", "paid"):
                assert payment.attested_by_id != payment.cleared_by_id
                assert None not in (payment.attested_by_id, payment.cleared_by_id)
            assert (payment.file_id is not None) == (payment.state in ("sent", "paid"))

    @invariant()
    def decisions_have_four_eyes_and_stay_within_limits(self) -> None:
        for decision in Decision.objects.filter(state__in=["signed", "released"]):
            assert decision.presenter_id != decision.decider_id
            assert decision.decider.limit_as("decider", decision.county) >= decision.amount

    @invariant()
    def the_history_leads_to_every_state_and_verifies(self) -> None:
        if not hasattr(self, "call"):
            return
        for kind in steps.lives().values():
            for thing in kind.objects.all():
                last = Event.objects.filter(thing=kind._meta.label_lower, thing_id=thing.pk).last()
                assert last.target == thing.state
        newest = Event.objects.order_by("-pk").first()
        assert newest.hash == newest.digest()

    @invariant()
    def submissions_are_stamped_and_numbered_once(self) -> None:
        arrived = Application.objects.exclude(state="draft")
        assert not arrived.filter(submitted_at=None).exists()
        twice = arrived.values("county", "case_serial", "case_year").annotate(n=Count("pk"))
        assert not twice.filter(n__gt=1).exists()

    @invariant()
    def a_recused_assessor_sees_nothing_of_the_case(self) -> None:
        for recusal in Assessment.objects.filter(state="recused"):
            person, case = recusal.assessor, recusal.application_id
            assert not Application.objects.visible_to(person).filter(pk=case).exists()
            assert not Assessment.objects.visible_to(person).filter(application=case).exists()
            assert not Decision.objects.visible_to(person).filter(application=case).exists()
            assert case not in [line.application.pk for line in ranking(self.call, person)]

    @invariant()
    def money_sought_is_the_sum_of_what_counts(self) -> None:
        if not hasattr(self, "call"):
            return
        calls = Call.objects.filter(pk=self.call.pk)
        [total] = Application.objects.oversubscription(calls)
        counted = [a.amount for a in self.call.applications.all() if a.state not in NOT_COUNTED]
        assert (total.count, total.applied) == (len(counted), sum(counted))
        assert total.available == self.call.frame.amount


def sums(postings) -> dict[str, Decimal]:
    """The postings summed by kind, with a nought for each kind that is not there. SEK."""
    found = dict(postings.order_by().values_list("kind").annotate(s=Sum("amount")))
    return {kind: found.get(kind, Decimal(0)) for kind in Posting.Kind.values}


@pytest.mark.django_db
@pytest.mark.slow
def test_what_must_hold_holds_whoever_presses_what():
    assert connection.in_atomic_block
    run_state_machine_as_test(
        TheWholeLife,
        settings=settings(
            max_examples=12,
            stateful_step_count=60,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
