"""What a partner sees behind its link: its own part, what it certifies, and then a receipt.

No account and no cookie: the link is the key. So the page is told to nobody (no referrer, no
cache, no menus that carry the address on), and a link that does not lead anywhere says nothing of
whether it ever did.
"""

from datetime import date
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from applications.forms.certificates import CertifyForm, DeclineForm
from applications.models import Certificate
from grants import steps
from grants.models import User
from grants.rules import Refused

State = Certificate.State
Answer = TypeVar("Answer", bound=HttpResponseBase)
MOST_FALSE_A_MINUTE = 30  # links that lead nowhere, from one address
MOST_TRIES_AN_HOUR = 30  # answers to one certificate that could not be taken in


# Exempt: a forger would need the secret link itself, and with it needs nobody's browser.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """Read and sign, or decline; afterwards the receipt, for as long as the link holds."""
    try:
        found = Certificate.objects.behind(token)
    except Certificate.DoesNotExist:
        found = None
    with translation.override(language_of(request, found)):
        answer = _answer(request, found)
    return kept_secret(answer)


def kept_secret(answer: Answer) -> Answer:
    """A page behind a secret link: its address is told to nobody and it is kept nowhere."""
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def language_of(request: HttpRequest, found: Any) -> str:
    """The one chosen on the page, else the one the link was sent in, else the browser's."""
    chosen = request.GET.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    return found.language if found else translation.get_language() or settings.LANGUAGE_CODE


def _answer(request: HttpRequest, found: Certificate | None) -> HttpResponse:
    if found is None or found.state == State.WITHDRAWN:
        return _nowhere(request)
    if found.has_expired:
        return _closed(request, "expired")
    if found.state != State.ASKED:
        return _receipt(request, found)
    if not found.is_taken_in():
        return _closed(request, "closed")
    if request.method != "POST":
        return _read(request, found, *_forms(found))
    if too_often(f"certificate-{found.pk}", MOST_TRIES_AN_HOUR, 3600):
        return _closed(request, "too_many", 429)
    return _take(request, found)


def _forms(found: Certificate, data: Any = None, decline: bool = False) -> tuple[Any, Any]:
    """The form to sign and the form to decline; the one that was sent is bound."""
    start = {"reading": found.reading}
    signing = CertifyForm(None if decline else data, initial=start, asks=found.asks)
    return signing, DeclineForm(data if decline else None, initial=start, prefix="decline")


def _take(request: HttpRequest, found: Certificate) -> HttpResponse:
    """The answer is taken in, once: whoever comes second sees the receipt of the first."""
    declines = "decline" in request.POST
    forms = _forms(found, request.POST, declines)
    form = forms[declines]
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("name", "position", "reading")}
        said |= {"comment": form.cleaned_data["comment"]} if declines else {"answers": form.answers}
        try:
            with steps.together():
                bifall = User.objects.bifall()
                steps.take("decline" if declines else "sign", found, by=bifall, **said)
        except Certificate.DoesNotExist:
            return _nowhere(request)
        except Refused as refusal:
            found = Certificate.objects.select_related(*Certificate.read_with).get(pk=found.pk)
            if found.state != State.ASKED:
                return redirect(request.get_full_path())
            form.add_error(None, str(refusal))
            # What was changed is shown now, so that it can be read before signing again.
            form.data = form.data | {form.add_prefix("reading"): [found.reading]}
        else:
            return redirect(request.get_full_path())
    return _read(request, found, *forms)


def _read(request: HttpRequest, found: Certificate, signing: Any, declining: Any) -> HttpResponse:
    context = {"certificate": found, "about": _with_days(found.about), "signing": signing}
    wrong = signing if signing.is_bound else declining
    context |= {"declining": declining, "form": wrong}
    return render(request, "applications/certificate.html", context)


def _receipt(request: HttpRequest, found: Certificate) -> HttpResponse:
    about = found.statements.get("about") or found.about
    context = {"certificate": found, "about": _with_days(about)}
    return render(request, "applications/certificate_receipt.html", context)


def _with_days(about: dict[str, str]) -> dict[str, Any]:
    """With the period as days, to write in the reader's language."""
    days = {"first": about["period_from"], "last": about["period_to"]}
    return about | {key: date.fromisoformat(day) if day else None for key, day in days.items()}


def _nowhere(request: HttpRequest) -> HttpResponse:
    """The same for forged, tampered, withdrawn and removed: nothing is told of what there was."""
    if too_often(f"false-link-{request.META.get('REMOTE_ADDR', '')}", MOST_FALSE_A_MINUTE, 60):
        return _closed(request, "too_many", 429)
    return _closed(request, "nowhere", 404)


def _closed(request: HttpRequest, why: str, status: int = 410) -> HttpResponse:
    return render(request, "applications/certificate_closed.html", {"why": why}, status=status)


def too_often(name: str, most: int, seconds: int) -> bool:
    """Count one more under the name; whether there were more than `most` in the time."""
    cache.add(name, 0, seconds)
    try:
        return cache.incr(name) > most
    except ValueError:  # it ended between the two lines
        return False
