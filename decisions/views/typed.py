"""What somebody typed on a page whose session had ended: kept until she is back, and then shown."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict

KEPT = "decisions.typed"  # in the session: what was sent, by the address of the page
MOST_KEPT = 100_000  # characters of it


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; what was sent waits in the visitor's session."""
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    there = request.session.get(KEPT, {}) | {request.path: typed.urlencode()}
    if typed and sum(map(len, there.values())) <= MOST_KEPT:
        request.session[KEPT] = there
    return redirect_to_login(request.get_full_path())


def kept(request: HttpRequest) -> QueryDict:
    """What was typed on this page and not saved; empty when there is nothing."""
    return QueryDict(request.session.get(KEPT, {}).get(request.path, ""))


def forget(request: HttpRequest) -> None:
    """It has been sent, or thrown away."""
    there = request.session.get(KEPT, {})
    if there.pop(request.path, None) is not None:
        request.session[KEPT] = there
