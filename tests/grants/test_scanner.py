"""The virus scanner: a real server on a real socket that speaks ClamAV's INSTREAM."""

import logging
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from grants import files
from grants.files.scanner import _Scanner

PDF = b"%PDF-1.7 stadgar %%EOF"
# The harmless file by which scanners are tried, in two pieces so that no scanner finds it here.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Daemon:
    """Answers one conversation after the other, as clamd does, and remembers what it was sent."""

    def __init__(self, listener: socket.socket, answer: Callable[[bytes], bytes]) -> None:
        self.listener, self.answer, self.heard = listener, answer, []
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        while True:
            try:
                line, _who = self.listener.accept()
            except OSError:
                return
            with line:
                self.talk(line)

    def talk(self, line: socket.socket) -> None:
        def exactly(length: int) -> bytes:
            read = b""
            while len(read) < length and (piece := line.recv(length - len(read))):
                read += piece
            return read

        assert exactly(10) == b"zINSTREAM\0"
        sent = b""
        while length := struct.unpack("!L", exactly(4))[0]:
            sent += exactly(length)
        self.heard.append(sent)
        line.sendall(self.answer(sent))


def as_clamd_does(sent: bytes) -> bytes:
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in sent else b"stream: OK\0"


@pytest.fixture
def daemon(settings) -> Iterator[Callable[..., Daemon]]:
    listeners = []

    def start(answer: Callable[[bytes], bytes] = as_clamd_does, path: Path | None = None) -> Daemon:
        if path:
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            listener.bind(str(path))
            settings.CLAMAV = f"unix://{path}"
        else:
            listener = socket.socket()
            listener.bind(("127.0.0.1", 0))
            settings.CLAMAV = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        listener.listen()
        listeners.append(listener)
        return Daemon(listener, answer)

    with translation.override("en"):
        yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def file(content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile("stadgar.pdf", content)


def test_every_byte_goes_past_the_scanner(daemon):
    scanner = daemon()
    large = PDF[:8] + bytes(3_000_000) + PDF[8:]
    assert files.taken_in(file(large)).size == len(large)
    assert scanner.heard == [large]


def test_a_file_is_scanned_once_however_often_one_asks(daemon):
    scanner = daemon()
    upload = file()
    assert files.taken_in(upload) is files.taken_in(upload)
    assert len(scanner.heard) == 1


def test_an_infected_file_is_refused_and_logged_without_its_name(daemon, caplog):
    daemon()
    with pytest.raises(ValidationError) as refusal:
        files.taken_in(file(b"%PDF-1.7 " + EICAR + b" %%EOF"))
    assert refusal.value.messages == [
        "“stadgar.pdf” holds a virus or the like (Eicar-Test-Signature). It was not saved."
    ]
    assert "Refused a file with Eicar-Test-Signature: 83 bytes" in caplog.text
    assert "stadgar.pdf" not in caplog.text


def test_the_scanner_may_listen_on_a_path(daemon, tmp_path):
    scanner = daemon(path=tmp_path / "clamd.ctl")
    files.taken_in(file())
    assert scanner.heard == [PDF]


def nobody(settings) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.CLAMAV = f"tcp://127.0.0.1:{probe.getsockname()[1]}"


@pytest.mark.parametrize(
    "answer",
    [
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Can't allocate memory ERROR\0",
        b"",  # it hangs up
        b"x" * 5000,
    ],
)
def test_a_scanner_that_fails_lets_nothing_in(daemon, settings, caplog, answer):
    daemon(lambda _sent: answer)
    with pytest.raises(ValidationError) as refusal:
        files.taken_in(file())
    assert refusal.value.messages == [
        "“stadgar.pdf” could not be checked for viruses just now, so it was not saved. "
        "Try again in a moment."
    ]
    assert f"The virus scanner at {settings.CLAMAV} did not check a file" in caplog.text


def test_a_scanner_that_is_silent_lets_nothing_in(daemon, monkeypatch):
    ends = threading.Event()
    monkeypatch.setattr(_Scanner, "PATIENCE", 0.2)
    daemon(lambda _sent: b"stream: OK\0" if ends.wait(5) else b"")
    with pytest.raises(ValidationError, match="could not be checked"):
        files.taken_in(file())
    ends.set()


def test_without_a_scanner_that_answers_the_setting_decides(settings, caplog):
    nobody(settings)
    with translation.override("en"), pytest.raises(ValidationError, match="could not be checked"):
        files.taken_in(file())
    settings.CLAMAV_SILENT = "accept"
    assert files.taken_in(file()).size == len(PDF)
    assert [r.levelno for r in caplog.records] == [logging.ERROR, logging.ERROR]


def test_without_a_scanner_nothing_is_asked(settings, caplog):
    assert settings.CLAMAV == ""
    assert files.taken_in(file()).kind == "pdf"
    assert caplog.text == ""
