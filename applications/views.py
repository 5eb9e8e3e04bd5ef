"""Who asked: the pages of this floor."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def list_(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def export(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def begin(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def case(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def edit(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def submit(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def receipt(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def ask_completion(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def answer_completion(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def formal_check(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def attach(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def attachment(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def detach(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
