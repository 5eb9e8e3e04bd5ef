"""The search for double funding: one application against 50,000 texts, beside a plain lookup.

The texts are drawn from words as common and as rare as those of a language, one in ten with a
sentence that everybody quotes, and one in a hundred near the same as another. What is measured is
all that `hits` does: the search by the index, and the exact count of what it brings.
"""

import random
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.db import connection, transaction

from applications import shingles
from applications.models import Application, Passage, hits
from benchmarks.scene import Scene

QUESTIONS = ("summary", "need", "aims", "activities", "follow_up")
WORDS, LENGTH = 20_000, 120  # words there are, and in a text
QUOTED = (
    "Insatsen ska motverka passivisering under asyltiden, underlätta kontakter med den svenska "
    "arbetsmarknaden och främja framtida etablering."
)
CHUNK = 2_000  # passages put in at a time


@dataclass(frozen=True)
class Size:
    """So many `texts` of applications that have five each; so many `searches` are timed."""

    texts: int
    searches: int


FULL = Size(texts=50_000, searches=40)
QUICK = Size(texts=5_000, searches=20)


def figures(size: Size, stage: Scene) -> Iterator[dict[str, Any]]:
    """The time of one application's search, its share of copies found, and its peak memory."""
    chance = random.Random(39)
    copied = fill(size, stage, chance)
    plain = [pk for pk, _copy in copied[: size.searches]]
    cases = [Application.objects.with_answers().get(pk=pk) for pk in plain]
    for case in cases:  # what is found is the pages' own, and is read once
        found = hits(case)
        missing = [copy for pk, copy in copied if pk == case.pk and copy not in found]
        if missing:
            raise RuntimeError(f"The copy {missing} of the application {case.pk} was not found.")
    search = [_timed(lambda case=case: hits(case)) for case in cases]  # type: ignore[misc]  # bound now
    lookup = [_timed(lambda pk=pk: _lookup(pk)) for pk in plain]  # type: ignore[misc]  # bound now
    yield {
        "figure": f"search for likenesses among {size.texts} texts",
        "value": round(statistics.median(search), 2),
        "unit": "ms",
        "slowest": round(max(search), 2),
        "reference": "plain lookup of its texts by their index",
        "reference_value": round(statistics.median(lookup), 2),
        "ratio": round(statistics.median(search) / statistics.median(lookup), 1),
        "n": len(cases),
    }
    yield {
        "figure": f"peak memory of a search among {size.texts} texts",
        "value": round(max(_peak(case) for case in cases) / 1e6, 2),
        "unit": "MB",
        "n": len(cases),
    }


def fill(size: Size, stage: Scene, chance: random.Random) -> list[tuple[int, int]]:
    """Put the texts in. Returns (application, one that holds near the same text as it)."""
    first = _applications(size.texts // len(QUESTIONS), stage.a_case())
    words = _words(chance)
    weights = list(accumulate(1 / (place + 2) for place in range(WORDS)))
    texts: list[str] = []
    copied: list[tuple[int, int]] = []
    rows: list[Passage] = []
    for number in range(size.texts):
        text = _text(words, weights, chance)
        if number and number % 100 == 0:
            text = _edited(texts[number - 50], words, chance)
            owner = first + number // len(QUESTIONS)
            copied.append((owner, first + (number - 50) // len(QUESTIONS)))
        texts.append(text)
        rows.append(
            Passage(
                application_id=first + number // len(QUESTIONS),
                question=QUESTIONS[number % len(QUESTIONS)],
                text=text,
                marks=shingles.marks(text),
            )
        )
        if len(rows) == CHUNK or number + 1 == size.texts:
            Passage.objects.bulk_create(rows)
            rows.clear()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE applications_passage")
        cursor.execute("ANALYZE applications_application")
    return copied


def _applications(count: int, original: Application) -> int:
    """So many copies of one, put in past the triggers; returns the number of the first."""
    kept = [str(f.column) for f in Application._meta.concrete_fields if not f.generated]
    changes = {
        "id": "%(first)s + n",
        "case_serial": "%(first)s + n",
        "case_number": "'851-' || (%(first)s + n)",
        "as_submitted": "''",
        # One organisation does not do all of it at once: some twenty go on at the same time.
        "period_from": "(a.period_from + (n / 20) * interval '2 years')::date",
        "period_to": "(a.period_to + (n / 20) * interval '2 years')::date",
    }
    values = ", ".join(changes.get(name, f'a."{name}"') for name in kept)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) + 10000000 FROM applications_application")
        first = int(cursor.fetchone()[0])
        cursor.execute("SELECT set_config('session_replication_role', 'replica', true)")
        named = ", ".join(f'"{name}"' for name in kept)
        cursor.execute(
            f"INSERT INTO applications_application ({named}) SELECT {values}"
            " FROM applications_application a, generate_series(0, %(count)s - 1) n"
            " WHERE a.id = %(original)s",
            {"first": first, "count": count, "original": original.pk},
        )
    return first


def _words(chance: random.Random) -> list[str]:
    """Words that look like words: syllables put together."""
    heads = [a + b for a in "bdfghjklmnprstv" for b in "aeiouyåäö"]
    return ["".join(chance.choices(heads, k=chance.choice((1, 2, 2, 3)))) for _ in range(WORDS)]


def _text(words: list[str], weights: list[float], chance: random.Random) -> str:
    text = " ".join(chance.choices(words, cum_weights=weights, k=LENGTH))
    return f"{QUOTED} {text}" if chance.random() < 0.1 else text


def _edited(text: str, words: list[str], chance: random.Random) -> str:
    """Near the same: one word in fifteen is another, and the halves change places."""
    said = [chance.choice(words) if chance.random() < 1 / 15 else word for word in text.split()]
    half = len(said) // 2
    return " ".join(said[half:] + said[:half])


def _lookup(pk: int) -> None:
    list(Passage.objects.filter(application=pk).values_list("text", flat=True))


def _timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def _peak(case: Application) -> int:
    """Bytes that a search has in hand at most."""
    tracemalloc.start()
    hits(case)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak
