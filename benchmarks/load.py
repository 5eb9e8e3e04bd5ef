"""The load: a bounded burst of requests to a server on this machine, over a few connections.

It shares the processor with the server that it measures, so it does as little as it can: requests
are bytes made beforehand, and of an answer it reads the status and the length.
"""

import itertools
import socket
import statistics
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlencode

HOST = "127.0.0.1"
PATIENCE = 60  # seconds that one answer may take
CSRF = "b" * 32  # the server only asks that cookie and header say the same


class UnexpectedAnswer(Exception):
    """The server answered something else than what is to be measured."""


@dataclass(frozen=True)
class Burst:
    """What came of it: how long it took (seconds), and each request (milliseconds)."""

    seconds: float
    times: list[float]

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds

    @property
    def median(self) -> float:
        return statistics.median(self.times)


def p95(times: Sequence[float]) -> float:
    """What 95 of 100 stay below."""
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]


def get(path: str, *, session: str = "") -> bytes:
    """A GET request, as bytes; `session` is a session key of somebody who has signed in."""
    return _request("GET", path, session, b"")


def post(path: str, form: Mapping[str, object], *, session: str = "") -> bytes:
    """A POST request with the form's fields, as bytes."""
    return _request("POST", path, session, urlencode(form).encode())


def burst(
    port: int,
    requests: Sequence[bytes],
    *,
    connections: int,
    seconds: float,
    expect: int = 200,
    once: bool = False,
) -> Burst:
    """Send the requests over and over (or each `once`) until the time is up.

    Raises UnexpectedAnswer when an answer has another status than `expect`.
    """
    waiting = iter(requests) if once else itertools.cycle(requests)
    lock = threading.Lock()  # next() of an iterator is not for several threads
    over = threading.Event()
    begun = time.perf_counter()

    def visitor() -> list[float]:
        times = []
        with socket.create_connection((HOST, port), PATIENCE) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with line.makefile("rb") as answers:
                while not over.is_set() and time.perf_counter() - begun < seconds:
                    with lock:
                        request = next(waiting, None)
                    if request is None:
                        break
                    sent = time.perf_counter()
                    line.sendall(request)
                    path = request.split(b" ", 2)[1].decode()
                    try:
                        status = _read(answers)
                    except TimeoutError as error:
                        raise UnexpectedAnswer(f"{path} took over {PATIENCE} s") from error
                    if status != expect:
                        raise UnexpectedAnswer(f"{path} answered {status}, not {expect}")
                    times.append((time.perf_counter() - sent) * 1000)
        return times

    with ThreadPoolExecutor(connections) as pool:
        visitors = [pool.submit(visitor) for _ in range(connections)]
        try:
            times = [t for v in visitors for t in v.result()]
        finally:
            over.set()
    return Burst(time.perf_counter() - begun, times)


def _request(method: str, path: str, session: str, body: bytes) -> bytes:
    cookies = f"csrftoken={CSRF}" + (f"; sessionid={session}" if session else "")
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {HOST}",
        "Accept: text/html",
        "Accept-Language: sv",
        f"Cookie: {cookies}",
    ]
    if method == "POST":
        lines += [
            f"X-CSRFToken: {CSRF}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _read(answers: BinaryIO) -> int:
    """Read one answer to its end and return its status; 0 when the server hung up."""
    first = answers.readline().split()
    length = 0
    while line := answers.readline().strip():
        name, _colon, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    answers.read(length)
    return int(first[1]) if first else 0
