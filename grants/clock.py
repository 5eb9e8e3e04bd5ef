"""What time it is for the law: a request happens when it arrives, not when we get round to it.

A submission that reaches the server at 14:59:59 is in time even if it waits for a lock until
15:00:02 (förvaltningslagen 22 §). So every rule asks this clock, and the clock stands still
during a request. The demo uses `at` to live rounds of 2017 and 2023 through the real door.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

__all__ = ["SWEDEN", "UTC", "ArrivalMiddleware", "at", "now", "today"]

SWEDEN = ZoneInfo("Europe/Stockholm")

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The moment the law counts, aware, in UTC or Swedish time."""
    return _moment.get() or timezone.now()


def today() -> date:
    """The Swedish calendar day of `now`."""
    return now().astimezone(SWEDEN).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at `moment` (aware) inside the block."""
    if timezone.is_naive(moment):
        raise ValueError("The clock needs a time zone.")
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


class ArrivalMiddleware:
    """Stops the clock at the moment a request arrives. Stands first of all middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with at(timezone.now()):
            return self.get_response(request)
