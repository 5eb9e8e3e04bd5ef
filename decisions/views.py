"""Who asked: the pages of this floor."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def list_(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def decision(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def draft(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def edit(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def sign(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def letter(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def assign(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def assessments(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def assessment(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def recuse(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def ranking(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def ask_opinion(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def opinion(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
