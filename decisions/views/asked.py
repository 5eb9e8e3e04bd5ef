"""What somebody without an account sees behind the link of an opinion: the question, and an answer.

No account and no cookie: the link is the key (see `applications.views.certificates`).
"""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from applications.views.certificates import (
    MOST_FALSE_A_MINUTE,
    MOST_TRIES_AN_HOUR,
    kept_secret,
    language_of,
    too_often,
)
from decisions.forms.opinions import LinkOpinionForm
from decisions.models import Opinion
from decisions.views.opinion import hand_out, shown_of
from grants import steps
from grants.models import User
from grants.rules import Refused

State = Opinion.State


# Exempt: a forger would need the secret link itself, and with it needs nobody's browser.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: HttpRequest, token: str) -> HttpResponse:
    """Read what is asked and answer it; afterwards the receipt, for as long as the link holds."""
    found = _behind(token)
    with translation.override(language_of(request, found)):
        return kept_secret(_answer(request, found))


@login_not_required
@require_http_methods(["GET", "HEAD"])
def file(request: HttpRequest, token: str, pk: int) -> HttpResponseBase:
    """A file that goes along with the question, as long as it can be answered."""
    found = _behind(token)
    if found is None:
        return kept_secret(_nowhere(request))
    if found.state != State.ASKED or found.has_expired:
        raise Http404
    return kept_secret(hand_out(found, pk))


def _behind(token: str) -> Opinion | None:
    try:
        return Opinion.objects.behind(token)
    except Opinion.DoesNotExist:
        return None


def _answer(request: HttpRequest, found: Opinion | None) -> HttpResponse:
    if found is None or found.state == State.WITHDRAWN:
        return _nowhere(request)
    if found.has_expired or found.state == State.LAPSED:
        return _closed(request, "expired")
    if found.state == State.GIVEN:
        return render(request, "decisions/asked_receipt.html", {"opinion": found})
    if not found.is_undecided():
        return _closed(request, "closed")
    if request.method == "POST" and too_often(f"opinion-{found.pk}", MOST_TRIES_AN_HOUR, 3600):
        return _closed(request, "too_many", 429)
    return _read(request, found)


def _read(request: HttpRequest, found: Opinion) -> HttpResponse:
    """The question and the form; the answer is taken in once, whoever comes second."""
    form = LinkOpinionForm(request.POST or None)
    if form.is_valid():
        try:
            with steps.together():
                bifall = User.objects.bifall()
                steps.take("give_by_link", found, by=bifall, **form.cleaned_data)
        except Refused as refusal:
            if Opinion.objects.get(pk=found.pk).state != State.ASKED:
                return redirect(request.get_full_path())
            form.add_error(None, str(refusal))
        else:
            return redirect(request.get_full_path())
    context = {"opinion": found, "form": form, "by_link": True}
    return render(request, "decisions/asked.html", context | shown_of(found))


def _nowhere(request: HttpRequest) -> HttpResponse:
    """The same for forged, tampered and withdrawn: nothing is told of what there was."""
    if too_often(f"false-link-{request.META.get('REMOTE_ADDR', '')}", MOST_FALSE_A_MINUTE, 60):
        return _closed(request, "too_many", 429)
    return _closed(request, "nowhere", 404)


def _closed(request: HttpRequest, why: str, status: int = 410) -> HttpResponse:
    return render(request, "decisions/asked_closed.html", {"why": why}, status=status)
