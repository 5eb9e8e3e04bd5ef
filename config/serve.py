"""Runs the demo: prepares the database, starts web and worker, and stops all of it on Ctrl-C.

python -m config.serve            keep the data there is
python -m config.serve --fresh    throw the demo's data away first
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import django
import psycopg
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg import sql

from config import database, translations

HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = int(os.environ.get("PORT") or 8000)
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 10  # seconds that web and worker get to finish what they do

PROGRAMS = {
    "web": [
        *("gunicorn", "config.wsgi", "--bind", f"{HOST}:{PORT}"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
        *("--graceful-timeout", "5", "--log-level", "warning"),
        *("--access-logfile", "-", "--access-logformat", "%(t)s %(s)s %(m)s %(U)s %(M)s ms"),
    ],
    "worker": ["manage.py", "procrastinate", "worker"],
}


class Stop(SystemExit):
    """Somebody asked us to end."""


def main(arguments: Sequence[str]) -> int:
    """Serve until told to stop; the exit code says whether all went well."""
    for number in SIGNALS:
        signal.signal(number, _stop)
    if _is_taken():
        print(
            f"Port {PORT} is taken, so nothing was started. Stop the program that uses it,"
            f" or take another port: make demo PORT={PORT + 1}",
            file=sys.stderr,
        )
        return 1
    programs: dict[str, subprocess.Popen[bytes]] = {}
    try:
        print("Starting PostgreSQL ...", flush=True)
        with database.running() as own:
            if own:
                print(f"PostgreSQL ({own.kind}) keeps its data in {own.home}", flush=True)
            if "--fresh" in arguments:
                _forget(own)
            _prepare(with_demo="--empty" not in arguments)
            try:
                return _serve(programs)
            finally:
                _end(programs)
    except Stop:
        return 0
    finally:
        print("Everything that was started has been stopped.", flush=True)


def _serve(programs: dict[str, subprocess.Popen[bytes]]) -> int:
    """Start web and worker, say where they are, and watch them."""
    for name, program in PROGRAMS.items():
        module = [] if program[0].endswith(".py") else ["-m"]
        programs[name] = subprocess.Popen(
            [sys.executable, *module, *program], cwd=database.ROOT, start_new_session=True
        )
    _wait_for_web(programs)
    call_command("demo", "--who")
    _let_go_of_the_database()
    print(f"\nBifall is at http://{HOST}:{PORT}/   Ctrl-C stops it.\n", flush=True)
    return _watch(programs)


def _prepare(*, with_demo: bool) -> None:
    """Bring the database, the texts and the static files up to date."""
    with _shown("Compiling the translations"):
        translations.compile_all()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    with _shown("Bringing the tables up to date"):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    if not _static_is_current():
        with _shown("Collecting static files"):
            call_command("collectstatic", verbosity=0, interactive=False)
    with _shown("Loading counties, municipalities and funds"):
        call_command("load_reference", verbosity=0)
    if with_demo:
        print("Living the demo (the first time takes a while) ...", flush=True)
        call_command("demo", "--if-empty")
    _let_go_of_the_database()


def _static_is_current() -> bool:
    """Whether the collected files are those of today; collecting anew takes seconds."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists():
        return False
    files = {
        name: os.stat(storage.path(name)).st_mtime
        for finder in get_finders()
        for name, storage in finder.list([])
    }
    collected = json.loads(manifest.read_text())["paths"]
    return set(files) == set(collected) and max(files.values()) < manifest.stat().st_mtime


def _let_go_of_the_database() -> None:
    """Close our connections: what runs from here on has its own."""
    for connection in connections.all():
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()


def _forget(own: database.Cluster | None) -> None:
    """Throw away the demo's database, mail and uploads. Only ever our own."""
    if own is None:
        raise SystemExit("demo-reset only clears its own database, never one from DATABASE_URL.")
    with _shown("Throwing the old demo away"):
        with psycopg.connect(own.address("postgres"), autocommit=True) as connection:
            name = sql.Identifier(database.database_name())
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(name))
        for folder in ("mail", "uploads"):
            shutil.rmtree(database.data_folder() / folder, ignore_errors=True)


def _is_taken() -> bool:
    """Whether another program listens on our port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError:
            return True
    return False


def _wait_for_web(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Return when the first page answers. Raises SystemExit if it does not within a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and running["web"].poll() is None:
        try:
            with urlopen(f"http://{HOST}:{PORT}/", timeout=10):
                return
        except HTTPError:
            return  # it answers; the page itself will tell the visitor what is wrong
        except (URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("The web server did not start; its messages are above.")


def _watch(running: dict[str, subprocess.Popen[bytes]]) -> int:
    """Wait until one of the programs ends, which none should."""
    while True:
        for name, process in running.items():
            if (code := process.poll()) is not None:
                print(f"The {name} ended by itself (exit code {code}).", file=sys.stderr)
                return 1
        time.sleep(0.2)


def _end(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask every program to end, and make those end that do not listen."""
    _listen_no_more()
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + PATIENCE
    for name, process in running.items():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        print(f"The {name} has stopped.", flush=True)


def _stop(number: int, frame: FrameType | None) -> None:
    """A signal becomes an exception, so that what was started is stopped in one place."""
    _listen_no_more()
    raise Stop(0)


def _listen_no_more() -> None:
    """A second Ctrl-C must not leave half of it running."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def _shown(what: str) -> Iterator[None]:
    """Say what is being done and how long it took, in seconds."""
    print(f"{what} ...", end=" ", flush=True)
    begun = time.monotonic()
    yield
    print(f"{time.monotonic() - begun:.1f} s", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except database.DatabaseProblem as problem:
        sys.exit(str(problem))
