"""The page of a step that has none of its own: it asks, with a reason if needed, and takes it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django_fsm import Transition

from grants import steps
from grants.forms import NoteForm
from grants.rules import Refused


def step(request: HttpRequest, model: str, pk: int, name: str) -> HttpResponse:
    """Say what will happen and take the step. Taken twice, it says so and nothing more happens."""
    way = _way(model, name)
    thing = _thing(request, model, pk)
    form = NoteForm(request.POST or None) if way.custom.get("note") else None
    hinders: Any = []
    if request.method == "POST" and (form is None or form.is_valid()):
        note = form.cleaned_data["note"] if form else ""
        try:
            fresh = steps.take(name, thing, by=request.user, note=note)
        except steps.NotAllowed as refusal:
            raise PermissionDenied from refusal
        except Refused as refusal:
            hinders, thing = refusal.messages, _thing(request, model, pk)
        else:
            words = way.custom.get("told") or way.custom.get("done", way.custom["label"])
            messages.success(request, capfirst(str(words)))
            return redirect(_next(request) or fresh.get_absolute_url())
    hinders = hinders or _hinders(request, thing, name)
    return render(
        request,
        "grants/step.html",
        _shown(request, thing, way, form, hinders),
        status=409 if hinders else 200,
    )


def _way(model: str, name: str) -> Transition:
    """The step as its machine tells of it. 404 for what has a page, or happens inside another."""
    kind = steps.lives().get(model)
    ways = [t for t in steps.machine(kind) if t.name == name] if kind else []
    if not ways or ways[0].custom.get("page") or ways[0].custom.get("inside"):
        raise Http404
    return ways[0]


def _thing(request: HttpRequest, model: str, pk: int) -> Any:
    """The thing, if the person may see it."""
    return get_object_or_404(steps.lives()[model].objects.visible_to(request.user), pk=pk)


def _hinders(request: HttpRequest, thing: Any, name: str) -> list[Any]:
    """Why the step cannot be taken now. Raises PermissionDenied when it is not hers to take."""
    leads_from_here = any(
        way.name == name and way.source == thing.state for way in steps.machine(type(thing))
    )
    if leads_from_here and steps.waits_for(request.user, thing, name) is None:
        raise PermissionDenied
    return steps.hinders(thing, name)


def _next(request: HttpRequest) -> str:
    """Where the person came from, if that is on this site."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        asked, {request.get_host()}, require_https=request.is_secure()
    )
    return asked if safe else ""


def _shown(
    request: HttpRequest, thing: Any, way: Transition, form: NoteForm | None, hinders: Any
) -> dict[str, Any]:
    states = dict(type(thing).State.choices)
    return {
        "thing": thing,
        "kind": thing._meta.verbose_name,
        "label": way.custom["label"],
        "target": states[way.target],
        "moves": way.target != thing.state,
        "told": len(set(thing.told_of(way.name))) if not hinders else 0,
        "party": bool(way.custom.get("party")),
        "form": form,
        "hinders": hinders,
        "next": _next(request),
        "back": _next(request) or thing.get_absolute_url(),
    }
