"""How uploads arrive: nothing past the limits reaches memory or disk."""

import logging
from collections.abc import Callable
from typing import Any, NoReturn

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from grants.files import refusals
from grants.files.limits import LARGEST, MEGABYTE, WHOLE
from grants.files.names import safe_name

log = logging.getLogger(__name__)


class TooLarge(UploadedFile):
    """What is left of a file that went past the limit: its name and its size. It holds nothing."""

    def chunks(self, chunk_size: int | None = None) -> NoReturn:
        refusals.refuse(refusals.LARGE, safe_name(self.name or ""))


class Bounded(TemporaryFileUploadHandler):
    """Takes a file to the disk, drops it at the limit, and lets the rest of the form arrive.

    So the form can say it beside the field, and what was written in it is kept. (A form that is
    small as a whole is taken by Django's handler for the memory, which stands before this one.)
    """

    arrived = 0  # bytes of the file that is coming

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.arrived = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.arrived += len(raw_data)
        if self.arrived <= LARGEST:
            super().receive_data_chunk(raw_data, start)
        else:
            self.file.close()  # which deletes it

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.arrived > LARGEST:
            name, kind = self.file_name, self.content_type
            return TooLarge(ContentFile(b""), name, kind, self.arrived)
        return super().file_complete(file_size)


class WholeMiddleware:
    """Answers a request that is too large as a whole before any of it is read into a form."""

    POLITE = 3 * WHOLE  # bytes that are still read and thrown away, so that the answer can be seen

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            return render(request, "413.html", {"unmeasured": True}, status=411)
        if not _says(request) > WHOLE:
            return self.get_response(request)
        log.warning("Refused a request of %d bytes to %s", _says(request), request.path)
        answer = render(request, "413.html", {"most": WHOLE // MEGABYTE - 10}, status=413)
        _throw_away(request, self.POLITE)
        return answer


def _says(request: HttpRequest) -> int:
    """The length in bytes that the request says it has."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdecimal() else 0


def _throw_away(request: HttpRequest, most: int) -> None:
    """Most browsers show an answer only when they have been let finish what they were sending."""
    try:
        while most > 0 and (piece := request.read(64 * 1024)):
            most -= len(piece)
    except OSError:
        log.info("The sender of what was too large has hung up.")
