"""Many at once, with real threads on PostgreSQL: the counters hold, and nobody waits for them."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection, connections, transaction

from applications.models import Application, Sought, counter_faults
from grants.models import Call
from tests import cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def all_at_once(acts: list[Callable[[], object]]) -> None:
    """Run every act in a thread and a connection of its own, all let go at the same moment."""
    gate = threading.Barrier(len(acts))

    def act(one: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=30)
            one()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        list(threads.map(act, acts))


def write(application: Application, **columns: object) -> None:
    """Past the door: without its other locks, so that only the counters could make it wait."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('bifall.door', 'open', true)")
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        names = ", ".join(f"{name} = %s" for name in columns)
        cursor.execute(
            f"UPDATE applications_application SET {names} WHERE id = %s",
            [*columns.values(), application.pk],
        )


def test_nobody_waits_for_another_who_is_counted_in_the_same_call():
    call = cast.call()
    first, second = cast.submitted(call), cast.submitted(call)
    with transaction.atomic():
        for amount in range(100_000, 100_100):  # some of these fold
            Application.objects.filter(pk=first.pk).update(amount=amount)

        def meanwhile() -> None:
            for amount in range(200_000, 200_100):
                write(second, amount=amount)

        all_at_once([meanwhile])
        [total] = Application.objects.oversubscription(Call.objects.all())
        assert (total.count, total.applied) == (2, 300_198)
    assert counter_faults() == []


def test_one_who_submits_and_one_who_names_a_place_at_the_same_time_see_each_other():
    application = cast.submitted()
    write(application, state="withdrawn")
    submitting, naming = threading.Event(), threading.Event()

    def submit() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('bifall.door', 'open', true)")
            cursor.execute("UPDATE applications_application SET state = 'submitted'")
            submitting.set()
            naming.wait(timeout=1)  # it cannot go on before this one is through

    def name() -> None:
        submitting.wait(timeout=30)
        application.municipalities.add("0484")
        naming.set()

    all_at_once([submit, name])
    rows = Application.objects.oversubscription(Call.objects.all(), by="municipality")
    assert {row.key: row.count for row in rows if row.count} == {"0482": 1, "0484": 1}
    assert counter_faults() == []


def test_after_a_rush_of_all_kinds_the_counters_are_the_sums():
    call = cast.call()
    cases = [cast.submitted(call) for _each in range(6)]
    priorities = list(call.priorities.all())

    def press(seed: int) -> None:
        dice = random.Random(seed)
        for _each in range(60):
            case = dice.choice(cases)
            match dice.randrange(5):
                case 0:
                    write(case, state=dice.choice(["submitted", "withdrawn", "dismissed"]))
                case 1:
                    write(case, amount=dice.randrange(1, 500_000))
                case 2:
                    case.municipalities.set(dice.sample(["0482", "0484", "0486"], 2))
                case 3:
                    case.priorities.set(dice.sample(priorities, 1))
                case 4:
                    with transaction.atomic():
                        Application.objects.filter(pk=case.pk).update(amount=1)
                        transaction.set_rollback(True)

    all_at_once([lambda seed=seed: press(seed) for seed in range(8)])
    assert counter_faults() == []
    [total] = Application.objects.oversubscription(Call.objects.all())
    counted = Application.objects.all().counted()
    assert total.count == counted.count()
    assert total.applied == sum((one.amount for one in counted), Decimal(0))
    assert Sought.objects.filter(cut="call").count() < 200
