"""Who asked: the pages of this floor."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def payments(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def export(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def plan(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def payment(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def payment_files(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def payment_file(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def payment_file_xml(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def reports(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def report(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def report_edit(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
