"""The figures: each is measured against a reference in turns, so that it does not matter how fast
the machine is or whether it slows down on the way. What is told is the ratio.

A figure is a dict that becomes one JSON line: `value` is measured in `unit`, and `ratio` is the
value divided by the reference's (`reference_value`, same unit): the median of the turns' ratios.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.models import shown_now
from benchmarks import load, scene, urls
from benchmarks.load import Burst
from benchmarks.scene import Scene
from grants import steps

Figure = dict[str, Any]

EMPTY = load.get("/bench/empty/")
INSERT = load.post("/bench/insert/", {})
FULL_CASE, AUTOSAVE = "a full case, officer", "autosave of one answer"
TYPED_IN = "need"  # the question whose answer is saved as it is typed
ALONE = 15  # requests, one after the other, for the time without a queue
# Inserts per turn beside one step: about as long as the step, so that whatever else the machine
# does at the time interrupts both alike.
INSERTS = 50


@dataclass(frozen=True)
class Size:
    """How much is measured. `turns` of reference and measured, each of some `seconds`."""

    turns: int
    seconds: float
    connections: int
    projects: int
    submits_per_turn: int
    steps: int
    saves_per_turn: int


FULL = Size(
    turns=5,
    seconds=1.0,
    connections=8,
    projects=500,
    submits_per_turn=40,
    steps=100,
    saves_per_turn=100,
)
QUICK = Size(
    turns=3,
    seconds=0.3,
    connections=8,
    projects=200,
    submits_per_turn=20,
    steps=30,
    saves_per_turn=30,
)


def over_http(port: int, size: Size, stage: Scene) -> Iterator[Figure]:
    """Every figure that a visitor would meet, in requests per second."""
    yield empty_view(port, size)
    yield against_empty(port, size, "view that inserts one row", INSERT)
    case = stage.a_case()
    officer = scene.session_of(stage.officer)
    for name, path, session in (
        ("public start page", reverse("catalog:start"), ""),
        ("catalogue list", reverse("catalog:list"), ""),
        ("catalogue list, search", reverse("catalog:list") + "?q=svenska", ""),
        ("sign-in page", reverse("account_login"), ""),
        ("start page of an officer", reverse("catalog:desk"), officer),
        ("list of applications, officer", reverse("applications:list"), officer),
        ("a case, officer", reverse("applications:case", args=[case.pk]), officer),
    ):
        yield against_empty(port, size, name, load.get(path, session=session))
    yield full_case(port, size, stage, officer)
    yield autosave(port, size, stage)
    yield submit_over_http(port, size, stage)


def empty_view(port: int, size: Size) -> Figure:
    """The reference of the pages."""
    _burst(port, size, [EMPTY])  # the workers load what they load at their first request
    turns = [_burst(port, size, [EMPTY]) for _ in range(size.turns)]
    return _of_http("empty view", turns) | {"alone_ms": _alone(port, EMPTY)}


def against_empty(port: int, size: Size, name: str, request: bytes) -> Figure:
    """A page or a small view, in turns with the empty view."""
    references, turns = [], []
    try:
        alone = _alone(port, request)
        for _ in range(size.turns):
            references.append(_burst(port, size, [EMPTY]))
            turns.append(_burst(port, size, [request]))
    except load.UnexpectedAnswer as problem:
        return {"figure": name, "value": None, "unit": "requests/s", "problem": str(problem)}
    return _of_http(name, turns, "empty view", references) | {"alone_ms": alone}


def full_case(port: int, size: Size, stage: Scene, session: str) -> Figure:
    """The page of a case with 40 answers, 30 cost lines and 10 attachments, for its officer."""
    case = stage.a_full_case()
    path = reverse("applications:case", args=[case.pk])
    figure = against_empty(port, size, FULL_CASE, load.get(path, session=session))
    browser = scene.browser_of(stage.officer)  # signing in is no part of the page
    with CaptureQueriesContext(connection) as queries:
        browser.get(path)
    return figure | {"answers": len(case.values()), "queries": len(queries)}


def autosave(port: int, size: Size, stage: Scene) -> Figure:
    """One long answer at a time, saved as it is typed: each in a draft of its own, each changed."""
    session = scene.session_of(stage.signatory)
    drafts = stage.copies(size.saves_per_turn * size.turns + 2, [stage.signatory], [stage.call])
    browser = scene.browser_of(stage.signatory)
    browser.post(*_typed(drafts.pop()))
    with CaptureQueriesContext(connection) as queries:
        answer = browser.post(*_typed(drafts.pop()))
    if not answer.get("X-Saved", "").startswith("saved"):
        problem = f"answered {answer.status_code}: {answer.get('X-Saved')}"
        return {"figure": AUTOSAVE, "value": None, "unit": "requests/s", "problem": problem}
    requests = [load.post(*_typed(draft), session=session) for draft in drafts]
    insert = load.post("/bench/insert-signed-in/", {}, session=session)
    references, turns = [], []
    try:
        for first in range(0, len(requests), size.saves_per_turn):
            turn = requests[first : first + size.saves_per_turn]
            references.append(_burst(port, size, [insert]))
            turns.append(_burst(port, size, turn, once=True))
    except load.UnexpectedAnswer as problem:
        return {"figure": AUTOSAVE, "value": None, "unit": "requests/s", "problem": str(problem)}
    figure = _of_http(AUTOSAVE, turns, "signed-in view that inserts one row", references)
    return figure | {"queries": len(queries)}


def _typed(draft: Any) -> tuple[str, dict[str, object]]:
    """Where a browser sends a changed answer of the draft, and what it sends with it."""
    stamp = shown_now(draft, TYPED_IN, draft.answers[TYPED_IN])
    return reverse("applications:save", args=[draft.pk]), {
        "page-key": TYPED_IN,
        "page-form": draft.questionnaire_id,
        f"stamp-{TYPED_IN}": str(stamp),
        TYPED_IN: f"{scene.TEXT} {draft.pk}",
    }


def submit_over_http(port: int, size: Size, stage: Scene) -> Figure:
    """Signatories who sign and submit at the same time, in one county, against one-row inserts."""
    name = "submit, over HTTP"
    signatory = scene.session_of(stage.signatory)
    drafts = stage.drafts(size.submits_per_turn * size.turns)
    requests = [
        load.post(
            reverse("applications:submit", args=[draft.pk]),
            {"reading": scene.opened(draft), "declares": "on"},
            session=signatory,
        )
        for draft in drafts
    ]
    references, turns = [], []
    try:
        for first in range(0, len(requests), size.submits_per_turn):
            turn = requests[first : first + size.submits_per_turn]
            references.append(_burst(port, size, [INSERT]))
            turns.append(_burst(port, size, turn, expect=302, once=True))
    except load.UnexpectedAnswer as problem:
        return {"figure": name, "value": None, "unit": "requests/s", "problem": str(problem)}
    return _of_http(name, turns, "view that inserts one row", references)


def submit_step(size: Size, stage: Scene) -> Figure:
    """The step itself, without web server or page, in turns with inserting rows one by one."""
    drafts = stage.drafts(size.steps + 2)
    warm, counted = drafts.pop(), drafts.pop()
    steps.take("submit", warm, by=stage.signatory)
    with CaptureQueriesContext(connection) as queries:
        steps.take("submit", counted, by=stage.signatory)
    references, turns = [], []
    for draft in drafts:
        begun = time.perf_counter()
        for _ in range(INSERTS):
            urls.insert_row()
        between = time.perf_counter()
        steps.take("submit", draft, by=stage.signatory)
        references.append((between - begun) * 1000 / INSERTS)
        turns.append((time.perf_counter() - between) * 1000)
    pairs = [turn / reference for turn, reference in zip(turns, references, strict=True)]
    return {
        "figure": "submit step",
        "value": rounded(statistics.median(turns)),
        "unit": "ms",
        "reference": "inserting one row",
        "reference_value": rounded(statistics.median(references)),
        "ratio": rounded(statistics.median(pairs)),
        "n": len(turns),
        "p95_ms": rounded(load.p95(turns)),
        "queries": len(queries),
    }


def peak_memory(before: float, after: float) -> Figure:
    """The most memory a worker has held: after all of the above, and after the empty view only."""
    return {
        "figure": "peak memory of a worker",
        "value": rounded(after),
        "unit": "MiB",
        "reference": "after the empty view",
        "reference_value": rounded(before),
        "ratio": rounded(after / before),
    }


def _burst(port: int, size: Size, requests: Sequence[bytes], **how: Any) -> Burst:
    seconds = 30.0 if how.get("once") else size.seconds
    return load.burst(port, requests, connections=size.connections, seconds=seconds, **how)


def _alone(port: int, request: bytes) -> float:
    """The time of a request that waits for no other, ms."""
    return rounded(load.burst(port, [request] * ALONE, connections=1, seconds=10, once=True).median)


def _of_http(
    name: str, turns: list[Burst], reference: str | None = None, references: Sequence[Burst] = ()
) -> Figure:
    times = [t for turn in turns for t in turn.times]
    value = statistics.median(turn.per_second for turn in turns)
    pairs = [t.per_second / r.per_second for t, r in zip(turns, references, strict=False)]
    return {
        "figure": name,
        "value": rounded(value),
        "unit": "requests/s",
        "reference": reference,
        "reference_value": rounded(statistics.median(r.per_second for r in references))
        if references
        else None,
        "ratio": rounded(statistics.median(pairs)) if pairs else 1,
        "n": len(times),
        "median_ms": rounded(statistics.median(times)),
        "p95_ms": rounded(load.p95(times)),
    }


def rounded(number: float) -> float:
    """Three figures are more than the machine's moods allow."""
    return float(f"{number:.3g}")
