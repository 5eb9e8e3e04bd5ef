"""Bifall's own addresses and three references: a view that does nothing, two that save a row."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from config.urls import handler403, handler404, handler500
from config.urls import urlpatterns as of_bifall

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]

TABLE = "benchmark_note"
CREATE = (
    f"CREATE TABLE IF NOT EXISTS {TABLE} (id bigserial PRIMARY KEY, words text NOT NULL,"
    " at timestamptz NOT NULL DEFAULT now())"
)
INSERT = f"INSERT INTO {TABLE} (words) VALUES (%s)"


@login_not_required
def empty(request: HttpRequest) -> HttpResponse:
    """What every page costs before it does anything: the server and the middleware."""
    return HttpResponse()


@login_not_required
@require_POST
def insert(request: HttpRequest) -> HttpResponse:
    """The least that can be called saving: one row in one transaction."""
    insert_row()
    return HttpResponse()


@require_POST
def insert_signed_in(request: HttpRequest) -> HttpResponse:
    """The least that somebody who has signed in can save: the reference of the deadline rush.

    It has the same middleware as every page, a session that is read, a person who is read, a form
    token that is checked, and one row in one transaction that is on disk before the answer leaves.
    So what a submission costs beyond this is what Bifall itself adds; beside the view above it
    would also be charged for knowing who asks, which no page that saves can do without.
    """
    if request.user.is_authenticated:  # asks for the session and the person
        insert_row()
    return HttpResponse()


def insert_row() -> None:
    """Insert and commit one row in the benchmark's own table."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT, ["A line of about the length of a title."])


urlpatterns = [
    path("bench/empty/", empty),
    path("bench/insert/", insert),
    path("bench/insert-signed-in/", insert_signed_in),
    *of_bifall,
]
