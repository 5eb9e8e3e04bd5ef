"""The web server under measurement: the demo's own gunicorn command, on a free port."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import HOST
from config import database, serve

PATIENCE = 30  # seconds to start, and to end


class ServerProblem(RuntimeError):
    """The web server did not start."""


@dataclass(frozen=True)
class Server:
    """A running gunicorn: where it listens, and its first process."""

    port: int
    pid: int

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        return [
            int(n) for n in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        ]

    def peak_memory(self) -> float:
        """The most memory (MiB) that any worker has held so far."""
        peaks = []
        for worker in self.workers():
            status = Path(f"/proc/{worker}/status").read_text()
            peaks += [int(row.split()[1]) for row in status.splitlines() if row.startswith("VmHWM")]
        return max(peaks) / 1024


@contextmanager
def running() -> Iterator[Server]:
    """Have the server up inside the block. Raises ServerProblem."""
    port = _free_port()
    bind = f"{serve.HOST}:{serve.PORT}"
    words = [f"{HOST}:{port}" if word == bind else word for word in serve.PROGRAMS["web"]]
    if f"{HOST}:{port}" not in words:
        raise ServerProblem("config/serve.py no longer binds to HOST:PORT.")
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=database.ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"},
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # a Ctrl-C comes to us, and we end it
    )
    try:
        _wait_for(port, process)
        yield Server(port, process.pid)
    finally:
        _end(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection((HOST, port), 1):
                return
        except OSError:
            time.sleep(0.05)
    raise ServerProblem("The web server did not start; its messages are above.")


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
