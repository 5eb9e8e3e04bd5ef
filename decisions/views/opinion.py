"""Pages of the opinion: ask a county's board, read and give it."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications.models import Application
from decisions import rules
from decisions.forms import AskOpinionForm, OpinionForm
from decisions.models import Opinion
from grants import steps
from grants.models import SignedInRequest
from grants.rules import Refused


def ask_opinion(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask the county's board, before a decision that the law wants it heard on."""
    seen = Application.objects.visible_to(request.user).with_all()
    application = get_object_or_404(seen, pk=pk)
    if not rules.asks_the_county.test(request.user, application):
        asked = application.opinions.visible_to(request.user).first()
        if asked is None:
            raise Http404
        return redirect(asked)
    form = AskOpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = Opinion(application=application, asked_by=request.user, **form.cleaned_data)
        try:
            with transaction.atomic():
                steps.begin(asked, by=request.user)
        except IntegrityError:
            messages.warning(request, _("Somebody has just asked for the opinion."))
            return redirect(application)
        messages.success(request, _("The county's board has been asked for its opinion."))
        return redirect(asked)
    context = {"form": form, "application": application}
    return render(request, "decisions/ask_opinion.html", context)


def opinion(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read the opinion; officers of the county asked give it here."""
    seen = Opinion.objects.visible_to(request.user).with_all()
    found = get_object_or_404(seen, pk=pk)
    form = None
    if "give" in {step.name for step in steps.open_to(request.user, found)}:
        form = OpinionForm(request.POST or None)
    elif request.method == "POST":
        messages.warning(request, " ".join(map(str, steps.hinders(found, "give"))))
        return redirect(found)
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            steps.take("give", found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The opinion has been given."))
            return redirect(found)
    context = {"opinion": found, "application": found.application, "form": form}
    return render(request, "decisions/opinion.html", context)
