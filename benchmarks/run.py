"""One run: make the database, measure, print a JSON line per figure, and leave nothing behind."""

import json
import os
import platform
import sys
from collections.abc import Iterator
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


def main(arguments: list[str]) -> int:
    """Print the figures; the exit code is 1 when one of them could not be measured."""
    if unknown := set(arguments) - {"--quick"}:
        print(f"Not known: {', '.join(sorted(unknown))}. There is only --quick.", file=sys.stderr)
        return 2
    quick = "--quick" in arguments
    size = figures.QUICK if quick else figures.FULL
    many = sought.QUICK if quick else sought.FULL
    complete = True
    with _own_database():
        call_command("collectstatic", verbosity=0, interactive=False)
        stage = scene.build(size.projects)
        tell({"run": about(size)})
        with server.running() as web:
            figures.empty_view(web.port, size)
            before = web.peak_memory()
            for figure in figures.over_http(web.port, size, stage):
                tell(figure)
                complete = complete and figure["value"] is not None
            tell(figures.peak_memory(before, web.peak_memory()))
            for figure in rush.figures(web, rush.QUICK if quick else rush.FULL, stage):
                tell(figure)
                complete = complete and rush.is_sound(figure)
            for figure in sought.lists(web.port, size, many.listed, stage):
                tell(figure)
            for figure in ranking.run(
                web.port, size, ranking.QUICK if quick else ranking.FULL, stage
            ):
                tell(figure)
                complete = complete and figure["value"] is not None
        tell(figures.submit_step(size, stage))
        for figure in likeness.figures(likeness.QUICK if quick else likeness.FULL, stage):
            tell(figure)
        for figure in sought.oversubscription(many, stage):
            tell(figure)
    for figure in assignment.figures(assignment.QUICK if quick else assignment.FULL):
        tell(figure)
    for figure in portfolio.figures(portfolio.QUICK if quick else portfolio.FULL):
        tell(figure)
    return 0 if complete else 1


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
