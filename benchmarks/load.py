"""The load: a bounded burst of requests to a server on this machine, over a few connections.

It shares the processor with the server that it measures, so it does as little as it can: requests
are bytes made beforehand, and of an answer it reads the status and the length.
"""

import itertools
import socket
import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence
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
    repeated: int = 0  # requests that got no answer and were sent again

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds

    @property
    def median(self) -> float:
        return statistics.median(self.times)


def p95(times: Sequence[float]) -> float:
    """What 95 of 100 stay below."""
    return percentile(times, 95)


def percentile(times: Sequence[float], hundredths: int) -> float:
    """What so many of 100 stay below."""
    return sorted(times)[min(len(times) - 1, len(times) * hundredths // 100)]


def get(path: str, *, session: str = "") -> bytes:
    """A GET request, as bytes; `session` is a session key of somebody who has signed in."""
    return _request("GET", path, session, b"")


def post(path: str, form: Mapping[str, object], *, session: str = "", csrf: str = CSRF) -> bytes:
    """A POST request with the form's fields, as bytes; `csrf` is the cookie's secret."""
    return _request("POST", path, session, urlencode(form).encode(), csrf)


def burst(
    port: int,
    requests: Sequence[bytes],
    *,
    connections: int,
    seconds: float,
    expect: int = 200,
    once: bool = False,
    again: bool = False,
    watch: Callable[[], object] = lambda: None,
) -> Burst:
    """Send the requests over and over (or each `once`) until the time is up.

    With `again`, one that gets no answer because the server hung up is sent again over a new
    connection, as a browser's user would. `watch` is called after each answer. Raises
    UnexpectedAnswer when an answer has another status than `expect`.
    """
    waiting = iter(requests) if once else itertools.cycle(requests)
    lock = threading.Lock()  # next() of an iterator is not for several threads
    over = threading.Event()
    begun = time.perf_counter()

    def visitor() -> tuple[list[float], int]:
        times, repeated = [], 0
        with _Line(port) as line:
            while not over.is_set() and time.perf_counter() - begun < seconds:
                with lock:
                    request = next(waiting, None)
                if request is None:
                    break
                sent = time.perf_counter()
                status = line.ask(request)
                while again and not status and time.perf_counter() - sent < PATIENCE:
                    repeated += 1
                    status = line.ask_anew(request)
                if status != expect:
                    path = request.split(b" ", 2)[1].decode()
                    raise UnexpectedAnswer(f"{path} answered {status}, not {expect}")
                times.append((time.perf_counter() - sent) * 1000)
                watch()
        return times, repeated

    with ThreadPoolExecutor(connections) as pool:
        visitors = [pool.submit(visitor) for _ in range(connections)]
        try:
            done = [v.result() for v in visitors]
        finally:
            over.set()
    took = time.perf_counter() - begun
    return Burst(took, [t for times, _again in done for t in times], sum(n for _times, n in done))


class _Line:
    """One connection that is kept, and made anew when the server has hung up."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connect()

    def __enter__(self) -> "_Line":
        return self

    def __exit__(self, *error: object) -> None:
        self._hang_up()

    def ask(self, request: bytes) -> int:
        """Send the request and return the answer's status; 0 when there was none.

        Raises UnexpectedAnswer when it takes too long.
        """
        try:
            self.socket.sendall(request)
            return _read(self.answers)
        except TimeoutError as error:
            path = request.split(b" ", 2)[1].decode()
            raise UnexpectedAnswer(f"{path} took over {PATIENCE} s") from error
        except ConnectionError:
            return 0

    def ask_anew(self, request: bytes) -> int:
        """The same over a new connection."""
        self._hang_up()
        time.sleep(0.05)
        self._connect()
        return self.ask(request)

    def _connect(self) -> None:
        self.socket = socket.create_connection((HOST, self.port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answers = self.socket.makefile("rb")

    def _hang_up(self) -> None:
        self.answers.close()
        self.socket.close()


def _request(method: str, path: str, session: str, body: bytes, csrf: str = CSRF) -> bytes:
    cookies = f"csrftoken={csrf}" + (f"; sessionid={session}" if session else "")
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {HOST}",
        "Accept: text/html",
        "Accept-Language: sv",
        f"Cookie: {cookies}",
    ]
    if method == "POST":
        lines += [
            *([f"X-CSRFToken: {CSRF}"] if csrf == CSRF else []),  # else the form carries a token
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
