"""Money sought, counted as it comes and goes: the counters, the sökkvot, and its history by day.

A counter is the sum of its rows. Every change of what counts only adds rows (`counts_as_sought` and
`counters.py`), in the transaction of the change and whoever makes it, so nobody waits for another
and nothing can be half counted. Now and then a row that comes folds those before it into one, so
that a counter has about as many rows after a million applications as after a hundred.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Count, Sum

from grants import money
from grants.models import Call, Earmark, Municipality, Priority

NOT_COUNTED = ("draft", "withdrawn", "dismissed", "discontinued")
# The same, asked of a column in a trigger.
COUNTED = "NOT IN ('draft', 'withdrawn', 'dismissed', 'discontinued')"
# The clock's day, which the door hands on; else today in Sweden.
DAY = """coalesce(
    nullif(current_setting('bifall.day', true), '')::date,
    (now() AT TIME ZONE 'Europe/Stockholm')::date
)"""
# A counter's rows are folded each time one in so many comes.
FOLDED_AT = 16


class Sought(models.Model):
    """A part of a counter of money sought: how many applications more or fewer, and how much. SEK.

    The counters of a call are: `call` (all of it), `day` (what came and went on a day, `key` is the
    day), and `earmark`, `priority` and `municipality` (`key` is the row's own). An application
    counts in each priority and municipality that it names.
    """

    class Cut(models.TextChoices):
        CALL = "call"
        DAY = "day"
        EARMARK = "earmark"
        PRIORITY = "priority"
        MUNICIPALITY = "municipality"

    # No constraint in the database: a counter must not make a submission wait for the call's row.
    call = models.ForeignKey(
        Call, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    cut = models.CharField(max_length=12, choices=Cut.choices)
    key = models.CharField(max_length=20, blank=True)
    count = models.IntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        verbose_name_plural = "sought"
        indexes = [
            models.Index(
                fields=["cut", "call", "key"], include=["count", "amount"], name="sought_counter"
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="fold",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                # A fold adds a row too; that one folds nothing.
                condition=pgtrigger.Condition(
                    f"pg_trigger_depth() < 2 AND random() < 1.0 / {FOLDED_AT}"
                ),
                # What another transaction is folding is left to it: nobody waits here.
                func="""
                    WITH folded AS (
                        DELETE FROM applications_sought WHERE id IN (
                            SELECT id FROM applications_sought
                            WHERE cut = NEW.cut AND call_id = NEW.call_id AND key = NEW.key
                            FOR UPDATE SKIP LOCKED
                        ) RETURNING count, amount
                    )
                    INSERT INTO applications_sought (call_id, cut, key, count, amount)
                    SELECT NEW.call_id, NEW.cut, NEW.key, sum(count), sum(amount) FROM folded
                    HAVING sum(count) <> 0 OR sum(amount) <> 0;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.cut} {self.key}: {self.count}"


class Movement(models.Model):
    """That a case came to count, ceased to, or changed its amount, on the clock's day. SEK.

    A case's movements add up to what it counts for now. The days of a call are their sums.
    """

    case = models.PositiveBigIntegerField(db_index=True)
    # A number and no foreign key, as `Sought.call`.
    in_call = models.PositiveBigIntegerField()
    day = models.DateField()
    count = models.SmallIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.day} {self.case}: {self.count}"


# On the table of applications: what the row counted for is taken away, what it counts for is added.
counts_as_sought = pgtrigger.Trigger(
    name="counts_as_sought",
    when=pgtrigger.After,
    operation=pgtrigger.Insert
    | pgtrigger.UpdateOf("state", "amount", "call_id", "earmark_id")
    | pgtrigger.Delete,
    func=f"""
        IF TG_OP = 'UPDATE' AND (OLD.state {COUNTED}) = (NEW.state {COUNTED})
            AND (OLD.call_id, OLD.amount, OLD.earmark_id)
                IS NOT DISTINCT FROM (NEW.call_id, NEW.amount, NEW.earmark_id)
        THEN
            RETURN NULL;
        END IF;
        WITH side (sign, id, state, call_id, earmark_id, amount) AS (
            VALUES (-1, OLD.id, OLD.state, OLD.call_id, OLD.earmark_id, OLD.amount),
                   (1, NEW.id, NEW.state, NEW.call_id, NEW.earmark_id, NEW.amount)
        ), moved AS (
            INSERT INTO applications_movement ("case", in_call, day, count, amount)
            SELECT id, call_id, {DAY}, sum(sign), sum(sign * amount)
            FROM side WHERE state {COUNTED} GROUP BY id, call_id
            HAVING sum(sign) <> 0 OR sum(sign * amount) <> 0
        )
        INSERT INTO applications_sought (call_id, cut, key, count, amount)
        SELECT side.call_id, part.cut, part.key, sum(sign), sum(sign * amount)
        FROM side CROSS JOIN LATERAL (
            SELECT 'call', ''
            UNION ALL SELECT 'day', {DAY}::text
            UNION ALL SELECT 'earmark', earmark_id::text WHERE earmark_id IS NOT NULL
            UNION ALL SELECT 'priority', priority_id::text
                FROM applications_application_priorities WHERE application_id = side.id
            UNION ALL SELECT 'municipality', municipality_id
                FROM applications_application_municipalities WHERE application_id = side.id
        ) AS part (cut, key)
        WHERE state {COUNTED} GROUP BY side.call_id, part.cut, part.key
        HAVING sum(sign) <> 0 OR sum(sign * amount) <> 0;
        RETURN NULL;
    """,  # noqa: S608  no word of it comes from outside
)


def counts_in(cut: str, column: str) -> pgtrigger.Trigger:
    """On a table that says what an application names: it counts there too.

    The application's row is locked first, so that two who change one application at the same time
    see each other: one its state, the other what it names.
    """
    return pgtrigger.Trigger(
        name=f"counts_in_{cut}",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            PERFORM 1 FROM applications_application
                WHERE id IN (OLD.application_id, NEW.application_id)
                ORDER BY id FOR NO KEY UPDATE;
            INSERT INTO applications_sought (call_id, cut, key, count, amount)
            SELECT asked.call_id, '{cut}', side.key, sum(sign), sum(sign * asked.amount)
            FROM (VALUES (-1, OLD.application_id, OLD.{column}::text),
                         (1, NEW.application_id, NEW.{column}::text)) AS side (sign, id, key)
            JOIN applications_application AS asked ON asked.id = side.id
            WHERE asked.state {COUNTED} GROUP BY asked.call_id, side.key
            HAVING sum(sign) <> 0 OR sum(sign * asked.amount) <> 0;
            RETURN NULL;
        """,  # noqa: S608  the same
    )


@dataclass(frozen=True)
class Oversubscription:
    """Money sought over money available for one group (a county, a year, ...). SEK.

    `ratio` (sökkvot) has two decimals and is None when no money is available, or when none is set
    aside for such a group. `in_round_figures` when it was rounded for the public.
    """

    key: Any
    count: int
    applied: Decimal
    available: Decimal
    in_round_figures: bool = False

    @property
    def ratio(self) -> Decimal | None:
        return money.ratio(self.applied, self.available)


@dataclass(frozen=True)
class Day:
    """How much was sought at the end of a day, by the clock's days. SEK."""

    day: date
    count: int
    applied: Decimal


# What a group is called in the calls, and where its applications stand.
OF_CALLS = {"fund": "fund", "county": "county", "year": "frame__year", "call": "pk"}
NAMED = {"earmark": "earmark", "priority": "priorities", "municipality": "municipalities"}
Sums = dict[Any, tuple[int, Decimal]]
NOTHING = (0, Decimal(0))


def figures(
    calls: "models.QuerySet[Call]", by: str | None, unseen: "models.QuerySet[Any] | None" = None
) -> list[Oversubscription]:
    """The sökkvot of the calls per group, without the applications that are `unseen`.

    Two queries, and one more when there is somebody not to be told; whatever is sought.
    """
    offered, rows = _offered(calls, by), Sought.objects.filter(call__in=calls.order_by())
    if by in NAMED:
        place, rows = "key", rows.filter(cut=by)
    else:
        place, rows = f"call__{OF_CALLS[by]}" if by else "cut", rows.filter(cut=Sought.Cut.CALL)
    sought = _sums(rows, place, n=Sum("count"))
    if unseen is not None:
        there = unseen.filter(call__in=calls.order_by()).exclude(state__in=NOT_COUNTED)
        hidden = _sums(there, NAMED.get(by or "", place if by else None))
        for key, (count, amount) in hidden.items():
            key = str(key) if by in NAMED else key if by else Sought.Cut.CALL
            before = sought.get(key, NOTHING)
            sought[key] = (before[0] - count, before[1] - amount)
    return [*_joined(offered, sought, by)]


def _offered(calls: "models.QuerySet[Call]", by: str | None) -> list[tuple[Any, str, Decimal]]:
    """Every group there is: its key, its counter's key, and the money that is available. SEK."""
    inside = Call.objects.filter(pk__in=calls.order_by().values("pk")).order_by()
    if by is None:
        total = inside.aggregate(s=Sum("frame__amount"))["s"] or Decimal(0)
        return [(None, Sought.Cut.CALL, total)]
    if by == "earmark":
        marks = Earmark.objects.filter(frame__call__in=inside).order_by("key")
        return [(key, str(pk), sek) for pk, key, sek in marks.values_list("pk", "key", "amount")]
    if by == "priority":
        keys = Priority.objects.filter(call__in=inside).values_list("pk", flat=True)
        return [(pk, str(pk), Decimal(0)) for pk in keys]
    if by == "municipality":
        places = Municipality.objects.filter(county__in=inside.values("county"))
        return [(code, code, Decimal(0)) for code in places.values_list("pk", flat=True)]
    group = OF_CALLS[by]
    rows = inside.values(group).annotate(s=Sum("frame__amount")).order_by(group)
    return [(row[group], row[group], row["s"]) for row in rows]


def _sums(rows: "models.QuerySet[Any]", place: str | None, n: Any = None) -> Sums:
    """How many and how much, per place. One query."""
    told = {"n": n or Count("pk"), "s": Sum("amount")}
    if place is None:
        there = rows.aggregate(**told)
        return {None: (there["n"] or 0, there["s"] or Decimal(0))}
    grouped = rows.order_by().values(place).annotate(**told)
    return {row[place]: (row["n"], row["s"]) for row in grouped if row[place] is not None}


def _joined(
    offered: list[tuple[Any, str, Decimal]], sought: Sums, by: str | None
) -> Iterable[Oversubscription]:
    """Each group with what is sought of it. Earmarks of one name are one group."""
    found: dict[Any, Oversubscription] = {}
    for key, counter, available in offered:
        count, applied = sought.pop(counter, NOTHING)
        before = found.get(key, Oversubscription(key, 0, Decimal(0), Decimal(0)))
        found[key] = Oversubscription(
            key, before.count + count, before.applied + applied, before.available + available
        )
    yield from found.values()
    if by == "municipality":  # one that lies in another county
        rest = sorted((key, *sums) for key, sums in sought.items() if sums[0])
        yield from (Oversubscription(key, count, sek, Decimal(0)) for key, count, sek in rest)


def by_day(
    calls: "models.QuerySet[Call]", unseen: "models.QuerySet[Any] | None" = None
) -> list[Day]:
    """How much was sought in the calls at the end of each day on which that changed, in order.

    Two queries at most. Without the applications that are `unseen`, whatever has become of them.
    """
    rows = Sought.objects.filter(call__in=calls.order_by(), cut=Sought.Cut.DAY)
    moved = {date.fromisoformat(k): v for k, v in _sums(rows, "key", n=Sum("count")).items()}
    if unseen is not None:
        there = unseen.filter(call__in=calls.order_by()).order_by().values("pk")
        hidden = _sums(Movement.objects.filter(case__in=there), "day", n=Sum("count"))
        for day, (count, amount) in hidden.items():
            before = moved.get(day, NOTHING)
            moved[day] = (before[0] - count, before[1] - amount)
    told, count, applied = [], 0, Decimal(0)
    for day, (more, amount) in sorted(moved.items()):
        if more or amount:
            count, applied = count + more, applied + amount
            told.append(Day(day, count, applied))
    return told


# For the public, where a county tells in round figures: no figure, and no difference between two
# figures, is about fewer applications than this.
FEWEST = 5


def in_round_figures(figure: Oversubscription) -> Oversubscription | None:
    """The figure with two digits of money, the number to the nearest five; None about too few."""
    if figure.count < FEWEST:
        return None
    count = round(figure.count / FEWEST) * FEWEST
    digits = max(figure.applied.adjusted() - 1, 0)
    unit = Decimal(10) ** digits
    applied = (figure.applied / unit).quantize(Decimal(1)) * unit
    return replace(figure, count=count, applied=applied, in_round_figures=True)


def in_steps(days: Iterable[Day], before: date) -> Day | None:
    """The latest day before `before` that may be told while the call is open; None when none may.

    From one that is told to the next, at least so many applications have come or gone: whoever
    compares yesterday's figure with today's learns nothing of a single one.
    """
    told = None
    for day in days:
        if day.day >= before:
            break
        if abs(day.count - (told.count if told else 0)) >= FEWEST:
            told = day
    return told
