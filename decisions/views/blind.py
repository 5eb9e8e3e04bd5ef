"""Pages of the blind phase: the names that an assessor goes through first, and what is masked."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications.models import Application, declare
from decisions.forms import DeclarationForm, MaskedWordsForm
from decisions.models import Declaration, MaskedWords
from decisions.models.blind import masks_of, read_masked
from decisions.models.proposing import names_in
from decisions.rules import prepares
from grants import clock, steps
from grants.models import SignedInRequest
from grants.rules import Refused


def declaration(request: SignedInRequest, pk: int) -> HttpResponse:
    """All names of a blind call in one list: with which do I have a conflict of interest?"""
    seen = Declaration.objects.visible_to(request.user).filter(assessor=request.user)
    found = get_object_or_404(seen.select_related("call__county", "call__fund"), pk=pk)
    names = names_in(found.call)
    choices = [(org_nr, name) for org_nr, (name, _cases) in names.items()]
    form = DeclarationForm(request.POST or None, names=choices)
    if request.method == "POST" and form.is_valid():
        try:
            _answer(request, found, names, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. You may now be given cases of this call."))
            return redirect("decisions:assessments")
    new = [name for name, cases in names.values() if not cases <= set(found.cleared)]
    context = {"form": form, "declaration": found, "names": choices, "new": new}
    return render(request, "decisions/declaration.html", context)


def _answer(
    request: SignedInRequest,
    found: Declaration,
    names: dict[str, tuple[str, set[int]]],
    said: dict[str, Any],
) -> None:
    """Out of the cases of those she named; cleared for all the others. Raises Refused."""
    partial: set[int] = set()
    for org_nr in said["partial"]:
        partial |= names[org_nr][1]
    everything = {case for _name, cases in names.values() for case in cases}
    with steps.together():
        for application in Application.objects.filter(pk__in=partial).select_related(
            "organisation", "county", "call__terms__deciding_county"
        ):
            declare(application, request.user, said["ground"])
        steps.take("answer", found, by=request.user, cleared=sorted(everything - partial))


def masked(request: SignedInRequest, pk: int) -> HttpResponse:
    """The application as its assessors read it in the blind phase; more words can be masked."""
    seen = Application.objects.visible_to(request.user).with_answers()
    application = get_object_or_404(seen, pk=pk)
    if not application.call.blind or not prepares.test(request.user, application):
        raise Http404
    kept = MaskedWords.objects.filter(application=application).first()
    form = MaskedWordsForm(request.POST or None, initial={"words": kept.words if kept else ""})
    if request.method == "POST" and form.is_valid():
        MaskedWords.objects.update_or_create(
            application=application,
            defaults={**form.cleaned_data, "by": request.user, "at": clock.now()},
        )
        messages.success(request, _("Saved. This is how the assessors read it from now on."))
        return redirect(request.path)
    shown = read_masked(application)
    mask = masks_of([application])[application.pk]
    context = {
        "form": form,
        "application": application,
        "masked": shown,
        "hidden": dict.fromkeys(mask.names),
    }
    return render(request, "decisions/masked.html", context)
