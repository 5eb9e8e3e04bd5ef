"""Pages of the opinion: ask for one, the list of them, read and give it."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications.models import MANDATE, ORIGINAL, Application, Attachment, read_back
from decisions import rules
from decisions.forms.opinions import AskOpinionForm, OpinionFilter, OpinionForm
from decisions.models import Opinion
from decisions.models.blind import read_masked
from grants import files, steps
from grants.models import SignedInRequest
from grants.rules import Refused

PER_PAGE = 25


def opinions(request: SignedInRequest) -> HttpResponse:
    """The opinions one may read: those that wait first, the oldest last day on top."""
    rows = Opinion.objects.visible_to(request.user).with_all().waiting_first()
    found = OpinionFilter(request.GET, queryset=rows, request=request)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    seen = Application.objects.visible_to(request.user)
    known = seen.filter(pk__in=[row.application_id for row in page]).values_list("pk", flat=True)
    staff = bool(request.user.posts_today)
    context = {"filter": found, "page_obj": page, "staff": staff, "known": set(known)}
    return render(request, "decisions/opinions.html", context)


def ask_opinion(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask the county's board, another board, an authority or a person."""
    seen = Application.objects.visible_to(request.user).handled_by(request.user).with_all()
    application = get_object_or_404(seen.select_related("call__terms__deciding_county"), pk=pk)
    if not rules.asks_anyone.test(request.user, application):
        return _not_now(request, application)
    new = Opinion.of(application, request.user)
    form = AskOpinionForm(request.POST or None, application=application, asking=new.asking)
    if form.is_valid():
        asked = Opinion.of(application, request.user, **form.said)
        try:
            with transaction.atomic():
                steps.begin(asked, by=request.user)
        except IntegrityError:
            messages.warning(request, _("Somebody has just asked for the opinion."))
            return redirect(application)
        messages.success(request, _("%s has been asked for an opinion.") % asked.whom)
        return redirect(asked)
    must = rules.asks_the_county.test(request.user, application)
    context = {"form": form, "application": application, "must_hear": must}
    return render(request, "decisions/ask_opinion.html", context)


def _not_now(request: SignedInRequest, application: Application) -> HttpResponse:
    """Officers who come too late are told so; to others the page does not exist."""
    if not (rules.prepares | rules.drafts).test(request.user, application):
        raise Http404
    messages.warning(request, _("The case is decided: there is nothing more to be heard about."))
    return redirect(application)


def opinion(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read the opinion; officers of the board asked give it here."""
    found = get_object_or_404(Opinion.objects.visible_to(request.user).with_all(), pk=pk)
    form = None
    if "give" in {step.name for step in steps.open_to(request.user, found)}:
        form = OpinionForm(request.POST or None)
    elif request.method == "POST":
        messages.warning(request, " ".join(map(str, steps.hinders(found, "give"))))
        return redirect(found)
    if form is not None and form.is_valid():
        try:
            steps.take("give", found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The opinion has been given."))
            return redirect(found)
    seen = Application.objects.visible_to(request.user).filter(pk=found.application_id)
    context = {"opinion": found, "form": form, "inside": seen.exists()}
    return render(request, "decisions/opinion.html", context | shown_of(found))


def shown_of(asked: Opinion) -> dict[str, Any]:
    """What whoever is asked may read of the application, and nothing else of the case."""
    application = asked.application
    if asked.shows == Opinion.Shown.BLIND:
        return {"application": application, "masked": read_masked(application)}
    frozen = read_back(application, application.as_submitted)
    if asked.shows == Opinion.Shown.TEXT:
        return {"application": application, "frozen": replace(frozen, attachments=[], papers=[])}
    return {"application": application, "frozen": frozen, "enclosed": files_of(asked)}


def files_of(asked: Opinion) -> Any:
    """The files that go along with the question, if any do."""
    rows = Attachment.objects.filter(application=asked.application_id)
    if asked.shows != Opinion.Shown.WHOLE:
        return rows.none()
    return rows.exclude(question__in=[MANDATE, ORIGINAL])


def enclosed(request: SignedInRequest, pk: int, file: int) -> FileResponse:
    """Hand out a file that goes along with the question, to those who may read the opinion."""
    asked = get_object_or_404(Opinion.objects.visible_to(request.user), pk=pk)
    return hand_out(asked, file)


def hand_out(asked: Opinion, pk: int) -> FileResponse:
    """One of the files that go along. Raises Http404 for any other."""
    found = get_object_or_404(files_of(asked), pk=pk)
    try:
        return files.answer(found.file, found.name)
    except FileNotFoundError as error:
        raise Http404 from error
