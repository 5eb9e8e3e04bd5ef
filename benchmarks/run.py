"""One run: make the database, measure, print a JSON line per figure, and leave nothing behind."""

import json
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from benchmarks import (
    assignment,
    figures,
    likeness,
    portfolio,
    ranking,
    rush,
    scene,
    server,
    sought,
)
from grants import clock

# What can be measured by itself, in this order: over HTTP, in the database, and without either.
OVER_HTTP = ("pages", "rush", "lists", "ranking")
IN_DATABASE = ("submit", "likeness", "sought")
ALONE = ("assignment", "portfolio")
PARTS = (*OVER_HTTP, *IN_DATABASE, *ALONE)


def main(arguments: list[str]) -> int:
    """Print the figures; the exit code is 1 when one of them could not be measured."""
    parts = [part for part in PARTS if part in arguments] or PARTS
    if unknown := set(arguments) - {"--quick", *PARTS}:
        print(f"Not known: {', '.join(sorted(unknown))}. There are:", file=sys.stderr)
        print(" ".join(("--quick", *PARTS)), file=sys.stderr)
        return 2
    complete = True
    for line in _lines(parts, quick="--quick" in arguments):
        tell(line)
        measured = "figure" not in line or line.get("value") is not None
        complete = complete and measured and ("lost" not in line or rush.is_sound(line))
    return 0 if complete else 1


def _lines(parts: Sequence[str], quick: bool) -> Iterator[dict[str, Any]]:
    """The figures of the parts. A database is made only for those that need one."""
    size = figures.QUICK if quick else figures.FULL
    if set(parts) - set(ALONE):
        with _own_database():
            call_command("collectstatic", verbosity=0, interactive=False)
            stage = scene.build(size.projects)
            yield {"run": about(size)}
            if set(parts) & set(OVER_HTTP):
                yield from _over_http(parts, quick, size, stage)
            yield from _in_the_database(parts, quick, size, stage)
    if "assignment" in parts:
        yield from assignment.figures(assignment.QUICK if quick else assignment.FULL)
    if "portfolio" in parts:
        yield from portfolio.figures(portfolio.QUICK if quick else portfolio.FULL)


def _over_http(
    parts: Sequence[str], quick: bool, size: figures.Size, stage: scene.Scene
) -> Iterator[dict[str, Any]]:
    many = sought.QUICK if quick else sought.FULL
    with server.running() as web:
        figures.empty_view(web.port, size)
        if "pages" in parts:
            before = web.peak_memory()
            yield from figures.over_http(web.port, size, stage)
            yield figures.peak_memory(before, web.peak_memory())
        if "rush" in parts:
            yield from rush.figures(web, rush.QUICK if quick else rush.FULL, stage)
        if "lists" in parts:
            yield from sought.lists(web.port, size, many.listed, stage)
        if "ranking" in parts:
            amount = ranking.QUICK if quick else ranking.FULL
            yield from ranking.run(web.port, size, amount, stage)


def _in_the_database(
    parts: Sequence[str], quick: bool, size: figures.Size, stage: scene.Scene
) -> Iterator[dict[str, Any]]:
    if "submit" in parts:
        yield figures.submit_step(size, stage)
    if "likeness" in parts:
        yield from likeness.figures(likeness.QUICK if quick else likeness.FULL, stage)
    if "sought" in parts:
        yield from sought.oversubscription(sought.QUICK if quick else sought.FULL, stage)


def tell(line: dict[str, Any]) -> None:
    print(json.dumps(line, ensure_ascii=False), flush=True)


def about(size: figures.Size) -> dict[str, Any]:
    """What was measured, on what."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgresql = cursor.fetchone()[0]
    return {
        "date": str(clock.today()),
        "python": platform.python_version(),
        "django": version("django"),
        "postgresql": postgresql,
        "gunicorn": version("gunicorn"),
        "cores": os.cpu_count(),
        "workers": 2,
        "connections": size.connections,
        "turns": size.turns,
        "rows": scene.rows(),
    }


@contextmanager
def _own_database() -> Iterator[None]:
    """A new database for this run only; what is in the home database is neither read nor lost."""
    name = sql.Identifier(settings.DATABASES["default"]["NAME"])
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name)
    with _at_home() as home:
        home.execute(drop)
        home.execute(sql.SQL("CREATE DATABASE {}").format(name))
    try:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        yield
    finally:
        connection.close()
        connection.close_pool()
        with _at_home() as home:
            home.execute(drop)


def _at_home() -> "psycopg.Connection[Any]":
    """A connection to the home database, from which another can be created and dropped."""
    here = connection.get_connection_params()
    wanted = {"dbname": settings.HOME_DATABASE}
    names = ("host", "port", "user", "password", "sslmode")
    wanted |= {name: here[name] for name in names if here.get(name)}
    return psycopg.connect(**wanted, autocommit=True)
