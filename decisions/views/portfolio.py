"""The portfolio proposal: the page where an officer says on what terms it is to be made."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications.models import Application
from decisions.forms.scenarios import ScenarioForm
from decisions.models import Scenario
from decisions.models.choosing import Asked
from decisions.views import typed
from decisions.views.ranking import call_of, may_recommend
from decisions.views.scenarios import begin_answer
from grants import ledger
from grants.models import Call, SignedInRequest, cases_of_interest_to


@login_not_required
def portfolio(request: HttpRequest, pk: int) -> HttpResponse:
    """The terms as a form; with ?from=, as another scenario has them. Sent, a new scenario."""
    if not request.user.is_authenticated:
        return typed.sign_in_first(request)
    return _portfolio(request, pk)  # type: ignore[arg-type]  # signed in


def _portfolio(request: SignedInRequest, pk: int) -> HttpResponse:
    call = call_of(request, pk)
    if not may_recommend(request, call):
        raise Http404
    source = _source(request, call)
    form = form_of(request, call, source)
    if request.method == "POST" and form.is_valid():
        scenario = Scenario.objects.create(
            call=call,
            name=form.cleaned_data["name"],
            terms=form.asked.as_json(),
            created_by=request.user,
        )
        typed.forget(request)
        if not begin_answer(request, scenario):
            messages.info(request, _("The proposal is being computed. You may leave the page."))
        return redirect(scenario)
    context = {"call": call, "form": form, "source": source, "kept": bool(typed.kept(request))}
    return render(request, "decisions/portfolio.html", context)


def _source(request: SignedInRequest, call: Call) -> Scenario | None:
    """The scenario of this call that the form begins from."""
    number = request.GET.get("from", "")
    if not (number.isdecimal() and len(number) < 16):
        return None
    seen = Scenario.objects.visible_to(request.user).filter(call=call)
    return get_object_or_404(seen, pk=int(number))


def form_of(request: SignedInRequest, call: Call, source: Scenario | None) -> ScenarioForm:
    """The form, empty or as the source has it, under a name that is free."""
    handled = Application.objects.visible_to(request.user).handled_by(request.user)
    parts: dict[str, Any] = {
        "call": call,
        "money_left": ledger.apart_from(call.frame, cases_of_interest_to(request.user)),
        "seen": handled.filter(call=call).counted(),
    }
    if request.method == "POST":
        return ScenarioForm(request.POST, **parts)
    form = ScenarioForm(**parts)
    if source is not None:
        form.initial = form.as_initial(Asked.read(source.terms))
    form.initial["name"] = free_name(call, source.name if source else _("Proposal"))
    form.initial = {**form.initial, **typed.kept(request).dict()}
    return form


def free_name(call: Call, wanted: str) -> str:
    """The name, with the first number after it that no other scenario of the call has."""
    taken = {name.lower() for name in call.scenarios.values_list("name", flat=True)}
    stem = wanted[:72]
    for number in range(len(taken) + 1):
        name = f"{stem} {number + 1}" if number or stem == _("Proposal") else wanted
        if name.lower() not in taken:
            return name
    return f"{stem} {len(taken) + 2}"
