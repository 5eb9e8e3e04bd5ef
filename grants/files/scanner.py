"""ClamAV looks through every file, when it is configured; the file is hashed on the way."""

import hashlib
import logging
import socket
import struct
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from grants.files import refusals

log = logging.getLogger(__name__)


def read_through(upload: Any, name: str) -> tuple[int, str]:
    """Read the file once: its size and SHA-256, and past the scanner when there is one."""
    size, digest = 0, hashlib.sha256()
    with _Scanner(name) as scanner:
        for piece in upload.chunks():
            size += len(piece)
            digest.update(piece)
            scanner.send(piece)
        found = scanner.verdict()
    if found:
        log.warning("Refused a file with %s: %d bytes, %s", found, size, digest.hexdigest())
        raise refusals.Infected(refusals.INFECTED, params={"name": name, "found": found})
    return size, digest.hexdigest()


class _Scanner:
    """A conversation with ClamAV's daemon about one file (its command INSTREAM).

    When the daemon fails, `settings.CLAMAV_SILENT` says whether the file is refused or accepted.
    """

    PATIENCE = 30  # seconds for each word to go over or come back
    ANSWER = 4096  # bytes that an answer may have

    def __init__(self, name: str) -> None:
        self.name = name
        self.line: socket.socket | None = None

    def __enter__(self) -> "_Scanner":
        if settings.CLAMAV:
            self._try(self._call)
        return self

    def __exit__(self, *_error: Any) -> None:
        self._hang_up()

    def send(self, piece: bytes) -> None:
        """Each piece goes with its length before it."""
        if self.line and piece:
            self._try(lambda line: line.sendall(struct.pack("!L", len(piece)) + piece), self.line)

    def verdict(self) -> str:
        """The name of what was found, or nothing."""
        if not self.line:
            return ""
        answer = self._try(self._ask, self.line) or ""
        if answer.endswith(" FOUND"):
            return answer.removesuffix(" FOUND").removeprefix("stream: ")[:100]
        if answer and answer != "stream: OK":
            self._failed(answer)
        return ""

    def _call(self) -> None:
        place = urlsplit(settings.CLAMAV)
        if place.scheme == "tcp":
            where = (place.hostname or "", place.port or 3310)
            self.line = socket.create_connection(where, self.PATIENCE)
        else:
            self.line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.line.settimeout(self.PATIENCE)
            self.line.connect(place.path)
        self.line.sendall(b"zINSTREAM\0")

    def _ask(self, line: socket.socket) -> str:
        line.sendall(struct.pack("!L", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < self.ANSWER:
            if not (piece := line.recv(self.ANSWER)):
                raise OSError("it hung up without an answer")
            answer += piece
        return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()

    def _try(self, act: Callable[..., Any], *given: Any) -> Any:
        try:
            return act(*given)
        except OSError as error:
            return self._failed(error)

    def _failed(self, why: Any) -> None:
        log.error("The virus scanner at %s did not check a file: %s", settings.CLAMAV, why)
        self._hang_up()
        if settings.CLAMAV_SILENT != "accept":
            raise refusals.Unscanned(refusals.UNSCANNED, params={"name": self.name})

    def _hang_up(self) -> None:
        if self.line:
            self.line.close()
        self.line = None
