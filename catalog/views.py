"""Who asked: the pages of this floor."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def start(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def list_(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def export(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def entry_draft(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def entry(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def entry_edit(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def statistics(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def about(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def accessibility(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def desk(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
