"""Many at once, with real threads on PostgreSQL: a frame holds, and a button works once."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connections, transaction

from decisions.models import Assessment, Decision
from grants import ledger, steps
from grants.models import Event, Frame, Posting, User
from grants.rules import Refused
from tests import cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def all_at_once(presses: list[Callable[[], object]]) -> list[str]:
    """Run every press in a thread and a connection of its own, all let go at the same moment."""
    gate = threading.Barrier(len(presses))

    def press(one: Callable[[], object]) -> str:
        try:
            gate.wait(timeout=30)
            one()
        except Refused as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(presses)) as threads:
        return sorted(threads.map(press, presses))


def decider(number: int) -> User:
    return cast.staff(f"Beslutare{number}", "decider")


def signing(decision: Decision, by: User) -> Callable[[], object]:
    return lambda: steps.take("sign", decision, by=by)


def test_a_frame_with_room_for_three_gives_exactly_three():
    call = cast.call(frame=500_000)
    decisions = [cast.proposed(cast.under_assessment(call)) for _number in range(8)]
    presses = [signing(d, decider(number)) for number, d in enumerate(decisions)]

    assert all_at_once(presses) == ["Refused"] * 5 + ["done"] * 3

    frame = Frame.objects.get(pk=call.frame_id)
    assert (frame.reserved, frame.left) == (450_000, 50_000)
    posted = Posting.objects.filter(frame=frame)
    assert [(p.kind, p.amount) for p in posted] == [("reserve", Decimal(150_000))] * 3
    signed = Decision.objects.filter(state="signed")
    assert {p.case for p in posted} == {d.application_id for d in signed}
    assert Event.objects.filter(step="sign").count() == 3
    assert Decision.objects.filter(state="proposed", decider=None).count() == 5


def test_an_earmark_with_room_for_one_gives_exactly_one():
    call = cast.call(frame=2_000_000)
    mark = cast.earmark(call, 200_000)
    decisions = [cast.proposed(cast.under_assessment(call), earmark=mark) for _number in range(4)]
    presses = [signing(d, decider(number)) for number, d in enumerate(decisions)]

    assert all_at_once(presses) == ["Refused"] * 3 + ["done"]

    mark.refresh_from_db()
    assert mark.reserved == 150_000
    assert Frame.objects.get(pk=call.frame_id).in_earmarks == 150_000


def test_money_outside_and_inside_an_earmark_never_eat_of_each_other():
    call = cast.call(frame=450_000)
    mark = cast.earmark(call, 150_000)
    inside = [cast.proposed(cast.under_assessment(call), earmark=mark) for _number in range(3)]
    outside = [cast.proposed(cast.under_assessment(call)) for _number in range(5)]
    presses = [signing(d, decider(number)) for number, d in enumerate(inside + outside)]

    assert all_at_once(presses) == ["Refused"] * 5 + ["done"] * 3

    frame = Frame.objects.get(pk=call.frame_id)
    assert (frame.reserved, frame.in_earmarks, frame.left) == (450_000, 150_000, 0)


def test_eight_presses_of_one_button_sign_once():
    decision = cast.proposed()
    dag = cast.dag()

    assert all_at_once([signing(decision, dag)] * 8) == ["NotOpen"] * 7 + ["done"]

    events = Event.objects.filter(step="sign", thing_id=decision.pk)
    assert events.count() == 1
    assert Posting.objects.filter(case=decision.case).count() == 1


def test_one_who_sends_out_and_one_who_takes_back_do_not_both_win():
    decision = cast.signed()
    karin, dag = cast.karin(), cast.dag()
    presses = [
        lambda: steps.take("release", decision, by=karin),
        lambda: steps.take("take_back_signature", decision, by=dag, note="Fel belopp."),
    ]

    assert all_at_once(presses) == ["NotOpen", "done"]

    frame = Frame.objects.get(pk=decision.application.call.frame_id)
    decision = Decision.objects.get()
    money = {"released": (0, 150_000), "proposed": (0, 0)}
    assert (frame.reserved, frame.granted) == money[decision.state]


def test_a_step_undone_because_two_wait_for_each_other_is_taken_anew():
    application = cast.under_assessment()
    assessment = cast.scored(application)
    draft = cast.decision_draft(application)
    karin, asa = cast.karin(), cast.asa()
    held = threading.Event()

    def rescore() -> None:
        with transaction.atomic():
            Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
            held.set()
            time.sleep(0.5)  # the officer's step now waits for this row, and holds the log
            steps.take("reopen", assessment, by=asa)

    def propose() -> None:
        held.wait(timeout=30)
        steps.take("propose", draft, by=karin)

    # The officer's step is undone, and finds when it is taken anew that the scores are not in.
    assert all_at_once([rescore, propose]) == ["NotOpen", "done"]
    assert Decision.objects.get().state == "draft"
    assert Assessment.objects.get().state == "accepted"


def test_the_columns_are_the_sums_of_the_postings():
    call = cast.call(frame=500_000)
    for _number in range(2):
        cast.granted(cast.under_assessment(call))
    frame = Frame.objects.get(pk=call.frame_id)
    with pytest.raises(Refused):
        ledger.reserve(frame, None, Decimal(200_001), case=1)
    sums = {
        kind: sum(p.amount for p in Posting.objects.filter(kind=kind))
        for kind in ("reserve", "grant")
    }
    assert (frame.reserved, frame.granted) == (sums["reserve"] - sums["grant"], sums["grant"])
