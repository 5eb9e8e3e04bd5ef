"""How uploads arrive: real connections to a real gunicorn, with more than it takes."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import translation

from grants import files
from grants.files import limits
from grants.files.arriving import TooLarge

ROOT = Path(__file__).resolve().parents[2]
GIGABYTE = 1024**3
PDF = b"%PDF-1.7 stadgar %%EOF"
BOUNDARY = "gräns".encode().hex()


def part(name: str, content: bytes, filename: str = "") -> bytes:
    called = f'; filename="{filename}"\r\nContent-Type: application/pdf' if filename else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{called}\r\n\r\n'
    return head.encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


# --- the form -------------------------------------------------------------------------------


def arrived(*parts: bytes) -> tuple[QueryDict, list]:
    """What a view finds in a form of these parts."""
    body = b"".join([*parts, END])
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    request = RequestFactory().post("/", body, content_type=kind)
    return request.POST, request.FILES.getlist("uploads")


def test_a_file_that_is_too_large_is_told_by_name_and_the_rest_of_the_form_arrives(settings):
    large = bytes(limits.LARGEST + 10)
    post, uploads = arrived(
        part("need", b"Det jag skrev"),
        part("uploads", large, "film.pdf"),
        part("uploads", PDF, "stadgar.pdf"),
        part("aims", b"Och mer"),
    )
    assert post.dict() == {"need": "Det jag skrev", "aims": "Och mer"}
    film, rules = uploads
    assert isinstance(film, TooLarge)
    assert (film.name, film.size, film.read()) == ("film.pdf", limits.LARGEST + 10, b"")
    with translation.override("en"), pytest.raises(Exception, match="larger than 25 MB"):
        files.taken_in(film)
    with pytest.raises(Exception, match="film"):
        film.chunks()
    assert files.taken_in(rules).name == "stadgar.pdf"


def test_the_largest_file_arrives_by_way_of_the_disk(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    most = PDF[:8] + bytes(limits.LARGEST - len(PDF)) + PDF[8:]
    _post, [upload] = arrived(part("uploads", most, "stadgar.pdf"))
    assert isinstance(upload, TemporaryUploadedFile)
    assert files.taken_in(upload).size == limits.LARGEST
    upload.close()
    assert list(tmp_path.iterdir()) == []


def test_what_is_too_large_leaves_nothing_on_the_disk(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    _post, uploads = arrived(part("uploads", bytes(limits.LARGEST + 1), "film.pdf"))
    assert len(uploads) == 1
    assert list(tmp_path.iterdir()) == []


# --- the connection -------------------------------------------------------------------------


class Server:
    """A gunicorn of one worker, whose uploads go through a folder that a test can look into."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.folder = folder
        more = {"TMPDIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
        worker = ["--worker-class", "gthread", "--workers", "1", "--threads", "2"]
        worker += ["--bind", f"127.0.0.1:{self.port}", "--log-level", "error"]
        worker += ["--worker-tmp-dir", str(ROOT)]  # its heartbeat is not an upload
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "config.wsgi", *worker],
            cwd=ROOT,
            env={**os.environ, **more},
        )
        for _try in range(100):
            if self.answers():
                return
            time.sleep(0.2)
        raise AssertionError("gunicorn did not start")

    def answers(self) -> bool:
        try:
            return self.ask().status == 200
        except OSError:
            return False

    def connect(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self) -> HTTPResponse:
        line = self.connect()
        line.request("GET", "/accounts/login/", headers={"Accept-Language": "en"})
        return line.getresponse()

    def begin(self, length: int | None) -> HTTPConnection:
        """A POST of a form that says it is so long."""
        line = self.connect()
        line.putrequest("POST", "/accounts/login/")
        line.putheader("Accept-Language", "en")
        line.putheader("Cookie", "csrftoken=" + "a" * 32)  # without it, nothing is read at all
        line.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
        if length is None:
            line.putheader("Transfer-Encoding", "chunked")
        else:
            line.putheader("Content-Length", str(length))
        line.endheaders()
        return line

    def used(self) -> tuple[int, int]:
        """Bytes in the folder of uploads, and bytes of memory of the largest process."""
        on_disk = sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
        words = Path("/proc").glob("[0-9]*/status")
        ours = [text for path in words if f"PPid:\t{self.process.pid}\n" in (text := read(path))]
        resident = [int(found[1]) for text in ours if (found := re.search(r"VmHWM:\s+(\d+)", text))]
        return on_disk, max(resident) * 1024

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("arriving")
    server = Server(folder)
    yield server
    server.stop()
    shutil.rmtree(folder)


def told(response: HTTPResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.read().decode()).split())


@pytest.mark.slow
def test_four_gigabytes_are_refused_without_being_stored_or_held_in_memory(server):
    _disk, before = server.used()
    line = server.begin(4 * GIGABYTE)
    line.send(part("uploads", b"", "film.pdf").rstrip(b"\r\n"))
    piece, sent = bytes(limits.MEGABYTE), 0
    stored = 0
    try:
        while sent < 4 * GIGABYTE:
            line.send(piece)
            sent += len(piece)
            stored = max(stored, server.used()[0]) if sent % (20 * len(piece)) == 0 else stored
    except (BrokenPipeError, ConnectionResetError):
        pass
    assert sent < 500 * limits.MEGABYTE  # it hung up
    response = line.getresponse()
    assert response.status == 413
    assert "What you sent is larger than 100 MB altogether. Nothing of it was" in told(response)
    disk, after = server.used()
    assert (stored, disk) == (0, 0)
    assert after - before < 30 * limits.MEGABYTE
    assert server.ask().status == 200


@pytest.mark.slow
def test_somewhat_too_much_is_read_to_its_end_so_that_any_browser_shows_the_answer(server):
    length = 200 * limits.MEGABYTE
    line = server.begin(length)
    for _megabyte in range(200):
        line.send(bytes(limits.MEGABYTE))
    response = line.getresponse()
    assert (response.status, response.getheader("Content-Type")) == (
        413,
        "text/html; charset=utf-8",
    )
    assert "That was too much at once" in told(response)
    assert server.used()[0] == 0


@pytest.mark.slow
def test_a_body_that_does_not_say_how_long_it_is_is_not_read(server):
    line = server.begin(None)
    try:
        for _megabyte in range(300):
            line.send(b"100000\r\n" + bytes(limits.MEGABYTE) + b"\r\n")
    except (BrokenPipeError, ConnectionResetError):
        pass
    response = line.getresponse()
    assert response.status == 411
    assert "did not say how much it was about to send" in told(response)
    assert server.used()[0] == 0


@pytest.mark.slow
def test_a_sender_who_hangs_up_midway_leaves_nothing_behind(server):
    line = server.begin(50 * limits.MEGABYTE)
    line.send(part("uploads", bytes(10 * limits.MEGABYTE), "stadgar.pdf"))
    until(lambda: server.used()[0] > 9 * limits.MEGABYTE)
    line.close()
    until(lambda: server.used()[0] == 0)
    assert server.ask().status == 200


@pytest.mark.slow
def test_of_a_file_that_grows_too_large_nothing_is_left_while_the_rest_arrives(server):
    line = server.begin(100 * limits.MEGABYTE)
    line.send(part("uploads", b"", "film.pdf").rstrip(b"\r\n") + b"\r\n\r\n")
    most = 0
    for _megabyte in range(60):
        line.send(bytes(limits.MEGABYTE))
        most = max(most, server.used()[0])
    assert most <= limits.LARGEST
    until(lambda: server.used()[0] == 0)
    line.close()


def until(so: Callable[[], bool]) -> None:
    """Wait for it, at most ten seconds."""
    for _try in range(100):
        if so():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to that")
