"""The deadline rush: many applicants who sign and submit in the last minutes before a call closes.

Each client is a person of her own association, with a session of her own and connections that are
kept, against the demo's two gunicorn workers. She has opened each draft on the page where it is
signed, and sends back its form token and what she has read there: that is before the rush. What is
acknowledged must be in the database exactly once, under a number of its own, with one line of
history; also when a worker is killed in the middle and clients who got no answer press the button
again.

The hard case is one call: all submissions are written in the log of one board, line after line,
and take their numbers from one series. The other is the same rush spread over every board.
"""

import http.client
import io
import os
import re
import signal
import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.core.management import call_command
from django.urls import reverse

from applications.models import Application
from benchmarks import load, scene
from benchmarks.figures import Figure, rounded
from benchmarks.load import Burst
from benchmarks.scene import Scene
from benchmarks.server import Server
from grants.models import Event, User

SIGNED_IN_INSERT = "signed-in view that inserts one row"
HIDDEN = re.compile(r'<input type="hidden" name="(?P<name>\w+)" value="(?P<value>[^"]*)"')
PATIENCE = 600  # seconds for all submissions of one burst


@dataclass(frozen=True)
class Size:
    """How much: `drafts` in each rush, submitted by so many `clients`, in so many `turns`."""

    drafts: int
    clients: int
    turns: int
    seconds: float  # of the reference in each turn


FULL = Size(drafts=2000, clients=64, turns=10, seconds=1.0)
QUICK = Size(drafts=160, clients=16, turns=2, seconds=0.5)


@dataclass(frozen=True)
class Client:
    """Somebody who has signed in and has the page to sign open before her."""

    user: User
    session: str
    csrf: str  # the cookie's secret
    form: dict[str, str]  # the page's hidden fields, the form token among them

    def submits(self, draft: Application) -> bytes:
        path = reverse("applications:submit", args=[draft.pk])
        return self.post(path, reading=scene.opened(draft), declares="on")

    def post(self, path: str, **more: str) -> bytes:
        return load.post(path, self.form | more, session=self.session, csrf=self.csrf)


def figures(web: Server, size: Size, stage: Scene) -> Iterator[Figure]:
    """One call, all boards, and one call with a worker killed."""
    owners = stage.crowd(size.clients)
    one_call = stage.copies(size.drafts, owners, [stage.call])
    clients = [reads(web.port, owner, one_call) for owner in owners]
    yield rush("deadline rush, one call", web, size, clients, one_call)
    everywhere = stage.copies(size.drafts // 2, owners, stage.calls)
    yield rush(f"deadline rush, {len(stage.calls)} boards", web, size, clients, everywhere)
    yield killed(web, size, clients, stage.copies(size.drafts, owners, [stage.call]))


def is_sound(figure: Figure) -> bool:
    """Whether it could be measured, and nothing was lost or stored twice."""
    return figure["value"] is not None and not (figure["lost"] or figure["duplicates"])


def rush(
    name: str, web: Server, size: Size, clients: Sequence[Client], drafts: Sequence[Application]
) -> Figure:
    """So many submissions per second, in turns with the two inserts."""
    signed_in = [client.post("/bench/insert-signed-in/") for client in clients]
    plain = [load.post("/bench/insert/", {})]
    references, anonymous, turns = [], [], []
    each = len(drafts) // size.turns
    try:
        for first in range(0, each * size.turns, each):
            requests = _requests(clients, drafts[first : first + each])
            anonymous.append(_burst(web, size, plain, seconds=size.seconds / 2))
            references.append(_burst(web, size, signed_in, seconds=size.seconds))
            turns.append(_burst(web, size, requests, expect=302, once=True))
    except load.UnexpectedAnswer as problem:
        return {"figure": name, "value": None, "unit": "requests/s", "problem": str(problem)}
    times = [t for turn in turns for t in turn.times]
    return {
        "figure": name,
        "value": rounded(statistics.median(turn.per_second for turn in turns)),
        "unit": "requests/s",
        "reference": SIGNED_IN_INSERT,
        "reference_value": rounded(statistics.median(r.per_second for r in references)),
        "ratio": _ratio(turns, references),
        "ratio_to_anonymous_insert": _ratio(turns, anonymous),
        "n": len(times),
        "clients": len(clients),
        "median_ms": rounded(statistics.median(times)),
        "p99_ms": rounded(load.percentile(times, 99)),
        **_kept(drafts[: each * size.turns]),
    }


def killed(
    web: Server, size: Size, clients: Sequence[Client], drafts: Sequence[Application]
) -> Figure:
    """The same without pauses, and one worker killed when half of the answers have come."""
    name = "deadline rush, one worker killed"
    victim = web.workers()[0]
    strike = _after(len(drafts) // 2, lambda: os.kill(victim, signal.SIGKILL))
    requests = _requests(clients, drafts)
    try:
        burst = _burst(web, size, requests, expect=302, once=True, again=True, watch=strike)
    except load.UnexpectedAnswer as problem:
        return {"figure": name, "value": None, "unit": "requests/s", "problem": str(problem)}
    return {
        "figure": name,
        "value": rounded(burst.per_second),
        "unit": "requests/s",
        "reference": None,
        "reference_value": None,
        "ratio": None,
        "n": len(burst.times),
        "clients": len(clients),
        "sent_again": burst.repeated,
        "worker_is_gone": victim not in web.workers(),
        "median_ms": rounded(burst.median),
        "p99_ms": rounded(load.percentile(burst.times, 99)),
        **_kept(drafts),
    }


def _kept(drafts: Sequence[Application]) -> dict[str, int]:
    """How many of the acknowledged submissions are lost, and how many are there twice.

    Every one of them was acknowledged, or the burst would have ended with an error. Stops the
    benchmark when the log of any board is broken.
    """
    pks = [draft.pk for draft in drafts]
    stored = Application.objects.filter(pk__in=pks).exclude(state="draft").exclude(case_number="")
    numbers = Counter(stored.values_list("county", "case_number"))
    lines = Event.objects.filter(thing="applications.application", thing_id__in=pks, step="submit")
    told = Counter(lines.values_list("thing_id", flat=True))
    call_command("verify_log", verbosity=0, stdout=io.StringIO())
    return {
        "lost": len(pks) - sum(told[pk] > 0 for pk in stored.values_list("pk", flat=True)),
        "duplicates": sum(n - 1 for n in (*numbers.values(), *told.values())),
    }


def reads(port: int, owner: User, drafts: Sequence[Application]) -> Client:
    """She signs in and opens the page on which she signs her first draft."""
    session = scene.session_of(owner)
    draft = next(d for d in drafts if d.begun_by_id == owner.pk)
    line = http.client.HTTPConnection(load.HOST, port, timeout=load.PATIENCE)
    path = reverse("applications:submit", args=[draft.pk])
    line.request("GET", path, headers={"Cookie": f"sessionid={session}"})
    answer = line.getresponse()
    page = answer.read().decode()
    cookies: SimpleCookie = SimpleCookie()
    for header in answer.headers.get_all("Set-Cookie", []):
        cookies.load(header)
    line.close()
    form = page[page.rindex('<form method="post"') :]
    fields = {found["name"]: found["value"] for found in HIDDEN.finditer(form)}
    return Client(owner, session, cookies["csrftoken"].value, fields)


def _requests(clients: Sequence[Client], drafts: Sequence[Application]) -> list[bytes]:
    of = {client.user.pk: client for client in clients}
    return [of[draft.begun_by_id].submits(draft) for draft in drafts]


def _burst(web: Server, size: Size, requests: Sequence[bytes], **how: Any) -> Burst:
    seconds = how.pop("seconds", PATIENCE)
    return load.burst(web.port, requests, connections=size.clients, seconds=seconds, **how)


def _after(count: int, act: Callable[[], object]) -> Callable[[], None]:
    """Something to call again and again that acts once, at the call of that number."""
    numbers = iter(range(1, count + 1))

    def call() -> None:
        if next(numbers, None) == count:
            act()

    return call


def _ratio(turns: Sequence[Burst], references: Sequence[Burst]) -> float:
    pairs = zip(turns, references, strict=True)
    return rounded(statistics.median(t.per_second / r.per_second for t, r in pairs))
