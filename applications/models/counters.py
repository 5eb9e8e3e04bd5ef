"""Keeps the counters of money sought: what an application names, and the check of them all.

The counters are verified against the rows they count, and mended by adding what is lacking: one
query sees both as they stood at one moment, so nobody has to stop working meanwhile.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction

from applications.models.application import Application
from applications.models.sought import COUNTED, DAY, counts_in


class NamedPriority(Application.priorities.through):  # type: ignore[name-defined]  # made by Django
    """That an application names a priority: it counts there."""

    class Meta:
        proxy = True
        triggers = [counts_in("priority", "priority_id")]


class NamedMunicipality(Application.municipalities.through):  # type: ignore[name-defined]  # the same
    """That an application names a municipality: it counts there."""

    class Meta:
        proxy = True
        triggers = [counts_in("municipality", "municipality_id")]


@dataclass(frozen=True)
class Fault:
    """A counter that is not the sum of what it counts, and by how much. SEK."""

    call: int
    cut: str
    key: str
    count: int
    amount: Decimal


# What each case counts for, less what its movements add up to.
_MOVEMENTS = f"""
    SELECT coalesce(a.id, m."case") AS "case", coalesce(a.call_id, m.in_call) AS in_call,
           CASE WHEN m."case" IS NULL
                THEN coalesce((a.submitted_at AT TIME ZONE 'Europe/Stockholm')::date, {DAY})
                ELSE {DAY} END AS day,
           coalesce(a.count, 0) - coalesce(m.count, 0) AS count,
           coalesce(a.amount, 0) - coalesce(m.amount, 0) AS amount
    FROM (SELECT id, call_id, submitted_at, 1 AS count, amount
          FROM applications_application WHERE state {COUNTED}) AS a
    FULL JOIN (SELECT "case", in_call, sum(count) AS count, sum(amount) AS amount
               FROM applications_movement GROUP BY "case", in_call) AS m
        ON m."case" = a.id AND m.in_call = a.call_id
    WHERE (coalesce(a.count, 0), coalesce(a.amount, 0))
       <> (coalesce(m.count, 0), coalesce(m.amount, 0))
"""  # noqa: S608  no word of it comes from outside
# What each counter should be, less what it is.
_COUNTERS = f"""
    WITH counted AS (
        SELECT id, call_id, earmark_id, amount FROM applications_application WHERE state {COUNTED}
    ), truth (call_id, cut, key, count, amount) AS (
        SELECT call_id, 'call', '', count(*), sum(amount) FROM counted GROUP BY call_id
        UNION ALL
        SELECT in_call, 'day', day::text, sum(count), sum(amount)
            FROM applications_movement GROUP BY in_call, day
        UNION ALL
        SELECT call_id, 'earmark', earmark_id::text, count(*), sum(amount)
            FROM counted WHERE earmark_id IS NOT NULL GROUP BY call_id, earmark_id
        UNION ALL
        SELECT call_id, 'priority', priority_id::text, count(*), sum(amount)
            FROM counted JOIN applications_application_priorities ON application_id = counted.id
            GROUP BY call_id, priority_id
        UNION ALL
        SELECT call_id, 'municipality', municipality_id, count(*), sum(amount)
            FROM counted JOIN applications_application_municipalities ON application_id = counted.id
            GROUP BY call_id, municipality_id
    ), kept AS (
        SELECT call_id, cut, key, sum(count) AS count, sum(amount) AS amount
        FROM applications_sought GROUP BY call_id, cut, key
    )
    SELECT call_id, cut, key,
           coalesce(truth.count, 0) - coalesce(kept.count, 0) AS count,
           coalesce(truth.amount, 0) - coalesce(kept.amount, 0) AS amount
    FROM truth FULL JOIN kept USING (call_id, cut, key)
    WHERE (coalesce(truth.count, 0), coalesce(truth.amount, 0))
       <> (coalesce(kept.count, 0), coalesce(kept.amount, 0))
"""  # noqa: S608  the same


def faults() -> list[Fault]:
    """Every counter that is wrong, and every call where a movement is lacking (cut `movement`)."""
    with connection.cursor() as cursor:
        cursor.execute(f"""
            SELECT in_call, 'movement', '', sum(count), sum(amount)
            FROM ({_MOVEMENTS}) AS lacking GROUP BY in_call
            UNION ALL SELECT * FROM ({_COUNTERS}) AS wrong ORDER BY 1, 2, 3
        """)  # noqa: S608  no word of it comes from outside
        return [Fault(*row) for row in cursor.fetchall()]


@transaction.atomic
def mend() -> int:
    """Add what the movements and the counters lack; return to how many. Safe to run twice.

    A case without movements gets one on the day it was submitted.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('bifall.sought'))")
        cursor.execute(f"""
            INSERT INTO applications_movement ("case", in_call, day, count, amount) {_MOVEMENTS}
        """)
        mended = cursor.rowcount
        cursor.execute(f"""
            INSERT INTO applications_sought (call_id, cut, key, count, amount) {_COUNTERS}
        """)
        return mended + cursor.rowcount
