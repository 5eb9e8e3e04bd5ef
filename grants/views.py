"""Who asked: the pages of this floor."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def roles(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def step(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def call_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def call_new(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def call(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def call_edit(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def call_preview(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def organisation_new(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def organisation(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def organisation_edit(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def outbox(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def mail(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
