"""The counters of money sought: whatever is written by whom, they are the sums of the rows."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from applications.models import (
    NOT_COUNTED,
    Application,
    Day,
    Movement,
    Oversubscription,
    Sought,
    counter_faults,
    mend_counters,
)
from applications.models.sought import FOLDED_AT, in_round_figures, in_steps
from grants import clock, steps
from grants.models import Call, Municipality
from grants.rules import Refused
from tests import cast

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
CUTS = ("earmark", "priority", "municipality")


def sought(call: Call, by: str | None = None, **how) -> dict:
    """What the counters say of the call: {key: (count, SEK)}, and only of what is sought."""
    rows = Application.objects.oversubscription(Call.objects.filter(pk=call.pk), by=by, **how)
    return {row.key: (row.count, row.applied) for row in rows if row.count or row.applied}


def by_hand(call: Call, cut: str | None = None) -> dict:
    """The same, from the rows themselves. Of what the call does not offer there is no figure."""
    count: Counter = Counter()
    amount: Counter = Counter()
    for one in Application.objects.filter(call=call):
        keys: list = [None]
        if cut == "earmark":
            keys = (
                [one.earmark.key] if one.earmark and one.earmark.frame_id == call.frame_id else []
            )
        elif cut == "priority":
            keys = [row.pk for row in one.priorities.filter(call=call)]
        elif cut == "municipality":
            keys = [row.pk for row in one.municipalities.all()]
        for key in keys if one.state not in NOT_COUNTED else ():
            count[key] += 1
            amount[key] += one.amount
    return {key: (count[key], amount[key]) for key in count}


def days(call: Call, **how) -> list[tuple[date, int, Decimal]]:
    told = Application.objects.sought_by_day(Call.objects.filter(pk=call.pk), **how)
    return [(day.day, day.count, day.applied) for day in told]


def set_day(day: date) -> None:
    """As the door does when it takes the lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('bifall.day', %s, true)", [day.isoformat()])


def set_state(application: Application, state: str) -> None:
    """Past the door, as only somebody at the database itself can."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('bifall.door', 'open', true)")
        cursor.execute(
            "UPDATE applications_application SET state = %s WHERE id = %s", [state, application.pk]
        )
        cursor.execute("SELECT set_config('bifall.door', '', true)")


def delete(application: Application, *, parts_first: bool = True) -> None:
    """At the database itself. What else belongs to it is left behind, until all is undone."""
    tables = [f"{part} WHERE application_id" for part in ("priorities", "municipalities")]
    statements = [f"DELETE FROM applications_application_{table} = %s" for table in tables]
    own = "DELETE FROM applications_application WHERE id = %s"
    with connection.cursor() as cursor:
        for statement in [*statements, own] if parts_first else [own, *statements]:
            cursor.execute(statement, [application.pk])


class AnyHistory(RuleBasedStateMachine):
    """Steps through the door, writing past it, and changes that are undone."""

    @initialize()
    def open_the_house(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.day = NOON
        with clock.at(self.day):
            self.calls = [cast.call(frame=400_000), cast.call(frame=200_000)]
            self.marks = [cast.earmark(call, 100_000) for call in self.calls]
            for n, amount in enumerate((90_000, 150_000, 260_000)):
                cast.submitted(self.calls[n % 2], amount=amount)
            cast.draft(self.calls[0])
        self.days = [Counter(), Counter()]
        self.before = [(0, Decimal(0)), (0, Decimal(0))]
        self.look()

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def look(self) -> None:
        """Note by hand what came and went on the day."""
        for place, call in enumerate(self.calls):
            now = by_hand(call).get(None, (0, Decimal(0)))
            before, self.before[place] = self.before[place], now
            self.days[place][self.today, "n"] += now[0] - before[0]
            self.days[place][self.today, "kr"] += now[1] - before[1]

    @property
    def today(self) -> date:
        return self.day.date()

    def one(self, number: int) -> Application | None:
        rows = list(Application.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    @rule(hours=st.sampled_from([1, 24, 24 * 9, -24 * 2]))
    def time_goes(self, hours) -> None:
        self.day += timedelta(hours=hours)

    @rule(which=st.integers(0, 1), amount=st.sampled_from([3, 40_000, 999_999]), mark=st.booleans())
    def somebody_applies(self, which, amount, mark) -> None:
        with clock.at(NOON):
            earmark = self.marks[which] if mark else None
            draft = cast.draft(self.calls[which], amount=amount, earmark=earmark)
        with clock.at(self.day), suppress(Refused):  # the call is not open on that day
            steps.take("submit", draft, by=cast.siv())
        self.look()

    @rule(number=st.integers(0, 99), name=st.sampled_from(["take_up", "withdraw", "submit"]))
    def somebody_takes_a_step(self, number, name) -> None:
        thing = self.one(number)
        by = cast.karin() if name == "take_up" else cast.siv()
        if thing is not None:
            with suppress(Refused), clock.at(self.day):
                steps.take(name, thing, by=by, note="x")
            self.look()

    @rule(number=st.integers(0, 99), state=st.sampled_from(["dismissed", "granted", "closed"]))
    def somebody_sets_a_state(self, number, state) -> None:
        thing = self.one(number)
        if thing and thing.state != "draft":
            set_day(self.today)
            set_state(thing, state)
            self.look()

    @rule(
        number=st.integers(0, 99),
        amount=st.sampled_from([5, 70_000, "0.50"]),
        everyone=st.booleans(),
    )
    def somebody_writes_past_the_door(self, number, amount, everyone) -> None:
        thing = self.one(number)
        set_day(self.today)
        rows = Application.objects.filter(call=thing.call) if everyone and thing else None
        rows = Application.objects.filter(pk=thing and thing.pk) if rows is None else rows
        rows.update(amount=Decimal(amount))
        self.look()

    @rule(number=st.integers(0, 99), mark=st.integers(-1, 1), which=st.integers(0, 1))
    def somebody_moves_it(self, number, mark, which) -> None:
        """To another earmark, or even another call."""
        thing = self.one(number)
        set_day(self.today)
        Application.objects.filter(pk=thing and thing.pk).update(
            earmark=None if mark < 0 else self.marks[mark], call=self.calls[which]
        )
        self.look()

    @rule(number=st.integers(0, 99), places=st.lists(st.sampled_from(["0482", "0484", "0880"])))
    def it_names_other_municipalities(self, number, places) -> None:
        if thing := self.one(number):
            thing.municipalities.set(Municipality.objects.filter(pk__in=places))

    @rule(number=st.integers(0, 99), how=st.sampled_from(["all", "none", "first", "raw"]))
    def it_names_other_priorities(self, number, how) -> None:
        thing = self.one(number)
        if thing is None:
            return
        offered = list(thing.call.priorities.all())
        if how == "all":
            thing.priorities.add(*offered)
        elif how == "none":
            thing.priorities.clear()
        elif how == "first":
            thing.priorities.remove(offered[0])
        else:
            named = Application.priorities.through.objects.filter(application=thing.pk)
            named.filter(priority=offered[0]).delete()
            named.update(priority=offered[0].pk) if named.count() == 1 else None

    @rule(number=st.integers(0, 99), parts_first=st.booleans())
    def it_is_deleted(self, number, parts_first) -> None:
        """At the database itself: its parts before it, or after it."""
        if (thing := self.one(number)) is None:
            return
        set_day(self.today)
        delete(thing, parts_first=parts_first)
        self.look()

    @rule(number=st.integers(0, 99))
    def it_is_undone(self, number) -> None:
        thing = self.one(number)
        if thing is None or thing.state == "draft":
            return
        with transaction.atomic():
            set_day(self.today)
            thing.municipalities.clear()
            Application.objects.filter(pk=thing.pk).update(amount=7)
            set_state(thing, "withdrawn")
            transaction.set_rollback(True)

    @rule()
    def the_counters_are_mended(self) -> None:
        assert mend_counters() == 0

    @invariant()
    def the_counters_are_the_sums(self) -> None:
        if not hasattr(self, "calls"):
            return
        for place, call in enumerate(self.calls):
            assert sought(call) == {k: v for k, v in by_hand(call).items() if v != (0, 0)}
            for cut in CUTS:
                assert sought(call, cut) == by_hand(call, cut)
            moved = self.days[place]
            total, lines = [0, Decimal(0)], []
            for day in sorted({day for day, _what in moved}):
                total = [total[0] + moved[day, "n"], total[1] + moved[day, "kr"]]
                if moved[day, "n"] or moved[day, "kr"]:
                    lines.append((day, *total))
            assert days(call) == lines
        assert counter_faults() == []


@pytest.mark.slow
def test_after_any_history_the_counters_are_the_sums():
    run_state_machine_as_test(
        AnyHistory,
        settings=settings(
            max_examples=4,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            phases=[Phase.generate],
        ),
    )


def test_an_application_counts_in_each_priority_and_municipality_it_names():
    call = cast.call()
    language, health = call.priorities.all()
    first, second = cast.submitted(call), cast.submitted(call, amount=100_000)
    assert sought(call, "priority") == {language.pk: (2, 250_000)}
    second.priorities.add(health)
    second.municipalities.set(["0482", "0484"])
    assert sought(call, "priority") == {language.pk: (2, 250_000), health.pk: (1, 100_000)}
    assert sought(call, "municipality") == {"0482": (2, 250_000), "0484": (1, 100_000)}
    steps.take("withdraw", second, by=cast.siv(), note="Vi hinner inte.")
    assert sought(call, "municipality") == {first.municipalities.get().pk: (1, 150_000)}


def test_no_money_is_set_aside_for_a_priority_or_a_municipality_and_all_of_them_are_there():
    call = cast.call()
    cast.submitted(call)
    calls = Call.objects.all()
    priorities = Application.objects.oversubscription(calls, by="priority")
    assert [(row.count, row.available, row.ratio) for row in priorities] == [
        (1, 0, None),
        (0, 0, None),
    ]
    places = Application.objects.oversubscription(calls, by="municipality")
    in_county = Municipality.objects.filter(county=cast.SODERMANLAND)
    assert [row.key for row in places] == [place.pk for place in in_county.order_by("pk")]


def test_a_municipality_in_another_county_is_there_when_somebody_seeks_for_it():
    call = cast.call()
    application = cast.submitted(call)
    application.municipalities.set(["0880"])
    assert sought(call, "municipality") == {"0880": (1, 150_000)}


def test_a_filter_that_the_counters_do_not_know_is_an_error():
    with pytest.raises(ValueError, match="all applications"):
        Application.objects.filter(amount=1).oversubscription(Call.objects.all())
    with pytest.raises(ValueError, match="all applications"):
        Application.objects.filter(amount=1).sought_by_day(Call.objects.all())


# By day


def test_the_end_of_each_day_by_the_clock_and_not_by_the_machine():
    with clock.at(NOON):
        call = cast.call()
        first = cast.submitted(call, amount=100_000)
    with clock.at(NOON + timedelta(hours=12, minutes=1)):  # 00.01 in Sweden, still the 2nd in UTC
        second = cast.submitted(call, amount=40_000)
    with clock.at(NOON + timedelta(days=4)):
        steps.take("withdraw", first, by=cast.siv(), note="Nej.")
    assert days(call) == [
        (date(2026, 3, 2), 1, 100_000),
        (date(2026, 3, 3), 2, 140_000),
        (date(2026, 3, 6), 1, 40_000),
    ]
    assert [m.case for m in Movement.objects.all()] == [first.pk, second.pk, first.pk]


def test_what_is_written_past_the_door_belongs_to_today():
    with clock.at(NOON):
        application = cast.submitted()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('bifall.day', '', true)")
    Application.objects.filter(pk=application.pk).update(amount=200_000)
    today = clock.today()
    assert days(application.call) == [(NOON.date(), 1, 150_000), (today, 1, 200_000)]


def test_a_completion_that_asks_for_less_and_elsewhere_counts_on_the_day_it_came():
    with clock.at(NOON):
        case = cast.in_preparation()
        asked = {"amount": "För mycket.", "municipalities": "Vilka?"}
        case = steps.take(
            "ask_completion",
            case,
            by=cast.karin(),
            what="Ändra.",
            deadline=clock.today() + timedelta(days=14),
            fields=asked,
        )
    with clock.at(NOON + timedelta(days=2)):
        answer = {"amount": "100000.00", "municipalities": ["0484"]}
        cast.supplement(case).keep(answer, cast.siv())
        steps.take("answer_completion", case, by=cast.siv(), answer="Ja.")
    assert days(case.call) == [(NOON.date(), 1, 150_000), (date(2026, 3, 4), 1, 100_000)]
    assert sought(case.call, "municipality") == {"0484": (1, 100_000)}


# Conflicts of interest


def test_to_whoever_has_a_conflict_of_interest_it_is_as_if_the_case_did_not_exist():
    with clock.at(NOON):
        call = cast.call()
        mark = cast.earmark(call)
        hidden = cast.submitted(call, amount=90_000, earmark=mark)
        hidden.municipalities.set(["0482", "0484"])
        hidden.priorities.set(call.priorities.all())
        gone = cast.submitted(call, amount=30_000)
        for case in (hidden, gone):
            case.conflicts.create(user=cast.dag(), ground="Styrelseledamot.")
        other = cast.submitted(call, amount=150_000)
    with clock.at(NOON + timedelta(days=1)):
        steps.take("withdraw", gone, by=cast.siv(), note="x")
    seen = {by: sought(call, by, unseen_by=cast.dag()) for by in (None, *CUTS, "call", "fund")}
    history = days(call, unseen_by=cast.dag())
    assert sought(call) == {None: (2, 240_000)}
    with transaction.atomic():
        for case in (hidden, gone):
            delete(case)
        Movement.objects.filter(case__in=[hidden.pk, gone.pk]).delete()
        mend_counters()
        assert seen == {by: sought(call, by) for by in (None, *CUTS, "call", "fund")}
        assert history == days(call) == [(NOON.date(), 1, 150_000)]
        assert [row.case for row in Movement.objects.all()] == [other.pk]
        transaction.set_rollback(True)


@pytest.mark.parametrize("by", [None, "call", "county", "fund", "year", *CUTS])
def test_a_conflict_of_interest_costs_one_query(django_assert_num_queries, by):
    dag = cast.dag()
    for _each in range(3):
        call = cast.call()
        case = cast.submitted(call, earmark=cast.earmark(call))
        case.conflicts.create(user=dag, ground="Syster.")
    dag.memberships_today  # noqa: B018  known once in a request
    with django_assert_num_queries(2):
        Application.objects.oversubscription(Call.objects.all(), by=by)
    with django_assert_num_queries(3):
        Application.objects.oversubscription(Call.objects.all(), by=by, unseen_by=dag)
    with django_assert_num_queries(2):
        Application.objects.sought_by_day(Call.objects.all(), unseen_by=dag)


# What keeps them


def test_a_counter_has_few_rows_whatever_is_sought():
    call = cast.call()
    application = cast.submitted(call)
    for amount in range(1, 40 * FOLDED_AT):
        Application.objects.filter(pk=application.pk).update(amount=amount)
    # One row in sixteen folds, by chance: more than thirty times that without one does not happen.
    assert Sought.objects.filter(cut="call").count() < 30 * FOLDED_AT
    assert sought(call) == {None: (1, 40 * FOLDED_AT - 1)}
    assert counter_faults() == []


def test_a_wrong_counter_is_found_and_mended_once(capsys):
    application = cast.submitted()
    call_command("verify_counters")
    assert "hold" in capsys.readouterr().out
    Sought.objects.filter(cut="municipality").delete()
    Sought.objects.filter(cut="call").update(amount=1)
    [one, other] = counter_faults()
    assert (one.cut, one.count, one.amount) == ("call", 0, 149_999)
    assert (other.cut, other.key, other.count) == ("municipality", "0482", 1)
    with pytest.raises(CommandError, match="2 counters are wrong"):
        call_command("verify_counters")
    call_command("verify_counters", mend=True)
    assert "2 were mended" in capsys.readouterr().out
    assert counter_faults() == []
    assert sought(application.call, "municipality") == {"0482": (1, 150_000)}
    call_command("verify_counters", mend=True)
    assert "hold" in capsys.readouterr().out


def test_counters_that_never_were_are_made_from_the_rows_and_days_from_the_arrival():
    with clock.at(NOON):
        application = cast.submitted()
    Sought.objects.all().delete()
    Movement.objects.all().delete()
    assert {fault.cut for fault in counter_faults()} == {
        *("movement", "call", "priority", "municipality")
    }
    mend_counters()
    assert counter_faults() == []
    assert days(application.call) == [(NOON.date(), 1, 150_000)]


# For the public


def figure(count: int, applied: int) -> Oversubscription:
    return Oversubscription(None, count, Decimal(applied), Decimal(1_640_000))


def test_round_figures_are_two_digits_of_money_and_the_nearest_five():
    told = in_round_figures(figure(42, 5_134_567))
    assert (told.count, told.applied, told.in_round_figures) == (40, 5_100_000, True)
    assert told.ratio == Decimal("3.11")
    assert in_round_figures(figure(5, 99_500)).applied == 100_000
    assert in_round_figures(figure(4, 600_000)) is None


def test_round_figures_do_not_tell_whether_one_more_has_applied():
    """In steps of five from day to day, and never of the day itself."""
    start = date(2026, 3, 1)
    series = [Day(start + timedelta(days=n), n + 1, Decimal(1000 * (n + 1))) for n in range(12)]
    told = [in_steps(series, start + timedelta(days=n)) for n in range(13)]
    assert [day.count if day else 0 for day in told] == [*[0] * 5, *[5] * 5, 10, 10, 10]


def test_many_who_withdraw_lower_the_round_figure_too():
    start = date(2026, 3, 1)
    counts = [7, 6, 5, 1]
    series = [Day(start + timedelta(days=n), c, Decimal(c)) for n, c in enumerate(counts)]
    assert in_steps(series, start + timedelta(days=3)).count == 7
    assert in_steps(series, start + timedelta(days=4)).count == 1
