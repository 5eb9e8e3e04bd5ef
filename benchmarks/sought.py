"""Many applications: the officer's list of them, and the over-subscription that they add up to.

The applications are copies of one that was submitted, put in as rows past the triggers, and the
counters are then mended; the last ones are changed in the ordinary way, so that the counters are as
the work of a day leaves them.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from applications.models import Application, Conflict, mend_counters
from benchmarks import figures, load, scene
from benchmarks.figures import Figure, rounded
from benchmarks.scene import Scene
from grants.models import Call, User

Ask = Callable[[QuerySet[Call]], object]
CUTS = (None, "call", "county", "fund", "year", "earmark", "priority", "municipality")
FEW = 1_000  # applications that the many are compared with
STATES = "(ARRAY['submitted', 'preparation', 'assessment', 'granted', 'rejected'])[1 + n %% 5]"


@dataclass(frozen=True)
class Size:
    """`listed` applications at one board, `sought` in the whole country; in so many `turns`."""

    listed: int
    sought: int
    turns: int


FULL = Size(listed=10_000, sought=1_000_000, turns=20)
QUICK = Size(listed=2_000, sought=20_000, turns=10)


def lists(port: int, size: figures.Size, listed: int, stage: Scene) -> Iterator[Figure]:
    """The officer's list of so many cases: as it opens, filtered, sorted, and its last page."""
    fill(listed, [stage.call])
    officer = scene.session_of(stage.officer)
    browser = scene.browser_of(stage.officer)
    asked: list[tuple[str, dict[str, object]]] = [
        ("", {}),
        (", filtered", {"state": "assessment", "q": "språkcafé", "county": scene.CROWDED}),
        (", by amount", {"sort": "-amount"}),
        (", a late page", {"page": listed // 50}),
    ]
    for name, query in asked:
        path = f"{reverse('applications:list')}?{urlencode(query)}"
        figure = figures.against_empty(
            port, size, f"list of {listed} applications{name}", load.get(path, session=officer)
        )
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(path)
        yield figure | {"queries": len(queries), "kB": rounded(len(page.content) / 1000)}


def oversubscription(size: Size, stage: Scene) -> Iterator[Figure]:
    """The sökkvot of calls in which many apply, in turns with as many calls in which few do."""
    others = [call.pk for call in stage.calls if call != stage.call]
    half = len(others) // 2
    few = Call.objects.filter(pk__in=others[:half])
    many = Call.objects.filter(pk__in=others[half : 2 * half])
    for calls, count in ((few, FEW), (many, size.sought)):
        there = Application.objects.filter(call__in=calls).order_by("pk")
        fill(max(count - there.counted().count(), 0), list(calls))
        Conflict(user=stage.officer, ground="Syster", application=there[0]).save()
    told = Application.objects
    counts = [told.oversubscription(calls)[0].count for calls in (many, few)]
    for name, ask in _questions(stage.officer).items():
        turns = [(timed(ask, many), timed(ask, few)) for _ in range(size.turns + 1)][1:]
        yield {
            "figure": f"over-subscription {name}, {counts[0]} applications",
            "value": rounded(statistics.median(ms for ms, _reference in turns)),
            "unit": "ms",
            "reference": f"the same, {counts[1]} applications",
            "reference_value": rounded(statistics.median(reference for _ms, reference in turns)),
            "ratio": rounded(statistics.median(ms / reference for ms, reference in turns)),
            "n": size.turns,
        }


def _questions(officer: User) -> dict[str, Ask]:
    """All that can be asked of the counters."""
    told = Application.objects
    asks: dict[str, Ask] = {
        f"per {by}" if by else "in all": partial(told.oversubscription, by=by) for by in CUTS
    }
    asks["in all, without a conflict"] = partial(told.oversubscription, unseen_by=officer)
    asks["by day"] = told.sought_by_day
    return asks


def timed(ask: Ask, calls: QuerySet[Call]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    ask(calls)
    return (time.perf_counter() - begun) * 1000


def fill(count: int, calls: list[Call]) -> None:
    """So many more submitted applications, spread over the calls, over days and over states."""
    for place, call in enumerate(calls):
        each = count // len(calls) + (place < count % len(calls))
        for first in range(0, each, 50_000):
            _insert(call, min(50_000, each - first))
    mend_counters()
    _work_on(calls)
    with connection.cursor() as cursor:  # what the database does by itself after a while
        for kind in ("application", "movement", "sought", "application_priorities"):
            cursor.execute(f"VACUUM ANALYZE applications_{kind}")


def _insert(call: Call, count: int) -> None:
    """Copies of one of the call's applications, with what it names."""
    original = Application.objects.filter(call=call).exclude(state="draft").earliest("pk")
    last = Application.objects.filter(county=call.county_id).order_by("-case_serial")
    serial = last.values_list("case_serial", flat=True)[0] or 0
    changes: dict[str, Any] = {
        "state": STATES,
        "amount": "50000 + (n %% 97) * 1000",
        "title": "'Språkcafé ' || n",
        "case_serial": f"{max(serial, scene.MAKE_ROOM)} + n",
        "case_number": f"'851-' || ({max(serial, scene.MAKE_ROOM)} + n)",
        "submitted_at": "submitted_at - (n %% 25) * interval '1 day'",
        **{"answers": "'{}'", "as_submitted": "''"},
    }
    kept = [f.column for f in Application._meta.concrete_fields if not f.generated]
    columns = [name for name in kept if name != "id"]
    values = ", ".join(changes.get(name, f'a."{name}"') for name in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('session_replication_role', 'replica', true)"
            " WHERE current_setting('is_superuser') = 'on'"
        )
        cursor.execute(
            "SELECT set_config('bifall.door', 'open', true), max(id) FROM applications_application"
        )
        newest = cursor.fetchone()[1]
        cursor.execute(
            f"INSERT INTO applications_application ({', '.join(columns)}) SELECT {values}"
            " FROM applications_application AS a, generate_series(1, %s) AS n WHERE a.id = %s",
            [count, original.pk],
        )
        for table, named in (("priorities", "priority_id"), ("municipalities", "municipality_id")):
            cursor.execute(
                f"INSERT INTO applications_application_{table} (application_id, {named})"
                f" SELECT a.id, x.{named} FROM applications_application AS a,"
                f" applications_application_{table} AS x WHERE a.id > %s AND x.application_id = %s",
                [newest, original.pk],
            )


def _work_on(calls: list[Call]) -> None:
    """A thousand changes that are counted as they come."""
    counted = Application.objects.filter(call__in=calls).counted().order_by("-pk")
    for application in counted[:FEW]:
        Application.objects.filter(pk=application.pk).update(amount=application.amount + 1)
