"""Pages of the decision: list, draft, edit, read, sign, letter."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application, proposal
from decisions import letters, rules
from decisions.forms import DecisionFilter, DecisionForm, SignForm
from decisions.models import Decision
from decisions.resources import DecisionTable
from grants import ledger, steps
from grants.models import Earmark, Frame, SignedInRequest, cases_of_interest_to
from grants.resources import download
from grants.rules import Refused

PER_PAGE = 25


def list_(request: SignedInRequest) -> HttpResponse:
    """The decisions one may see: those that wait for one's signature first."""
    found = _found(request)
    context = {
        "filter": found,
        "page_obj": Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page")),
        "waiting": Decision.objects.waiting_for(request.user).count(),
        "is_decider": any(post.role == "decider" for post in request.user.posts_today),
        "export_url": reverse("decisions:export"),
    }
    return render(request, "decisions/list.html", context)


def export(request: SignedInRequest) -> HttpResponse:
    """The list as it is filtered, for Excel, or with ?format=csv as text."""
    return download(
        DecisionTable(), _found(request).qs, "beslut", request.GET.get("format", "xlsx")
    )


def _found(request: SignedInRequest) -> DecisionFilter:
    """The decisions the person may see and has filtered, hers to sign first, newest then."""
    waiting = Decision.objects.waiting_for(request.user).values("pk")
    rows = Decision.objects.visible_to(request.user).with_all()
    in_order: QuerySet[Decision] = rows.annotate(
        to_sign=Case(
            When(pk__in=waiting, then=Value(1)), default=Value(0), output_field=IntegerField()
        )
    ).order_by("-to_sign", "-pk")
    return DecisionFilter(request.GET, queryset=in_order, request=request)


def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """An officer at the board that decides drafts the decision."""
    seen = Application.objects.visible_to(request.user).with_all()
    application = get_object_or_404(seen.select_related("call__frame"), pk=pk)
    if not rules.drafts_anew.test(request.user, application):
        return _not_now(request, application)
    given = Decision(application=application, presenter=request.user)
    frame, marks = _money(request, application)
    form = DecisionForm(
        request.POST or None,
        instance=given,
        application=application,
        marks=marks,
        initial={"earmark": application.earmark_id} | _led_to(request, application),
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                steps.begin(form.save(commit=False), by=request.user)
        except IntegrityError:
            form.add_error(None, _("Somebody has just drafted a decision in this case."))
        else:
            messages.success(request, _("The draft is saved. Read the letter before you propose."))
            return redirect(given)
    return render(request, "decisions/draft.html", _writing(request, form, application, frame))


def _led_to(request: SignedInRequest, application: Application) -> dict[str, Any]:
    """What the items of the formal check in ?check= lead to: the outcome, and its legal ground."""
    if not (checks := request.GET.getlist("check")):
        return {}
    outcome, reasons = proposal(application, checks)
    return {"outcome": outcome, "reasons": reasons} if outcome else {}


def _not_now(request: SignedInRequest, application: Application) -> HttpResponse:
    """Whoever may draft is shown what stands in the way; to others the page does not exist."""
    if not rules.drafts.test(request.user, application):
        raise Http404
    there = application.decisions.exclude(state=Decision.State.DROPPED).first()
    if there is not None:
        messages.info(request, _("The case already has a decision. It is shown here."))
        return redirect(there)
    messages.warning(
        request, _("A decision is drafted when the case has been prepared, and not yet decided.")
    )
    return redirect(application)


def _writing(
    request: SignedInRequest, form: DecisionForm, application: Application, frame: Frame
) -> dict[str, Any]:
    """What stands beside a decision that is being written."""
    seen = application.assessments.visible_to(request.user).finished()
    return {
        "form": form,
        "application": application,
        "assessments": seen.with_all(),
        "opinions": application.opinions.visible_to(request.user).with_all(),
        "must_hear": rules.asks_the_county.test(request.user, application),
        "frame": frame,
        "law": letters.by_law(application),
    }


def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write on a draft. If somebody else saved in between nothing is lost and nothing is saved."""
    found = get_object_or_404(_all(request), pk=pk)
    if not rules.drafts.test(request.user, found):
        raise Http404
    if found.state != Decision.State.DRAFT:
        messages.warning(request, _("It has been proposed and can only be changed if sent back."))
        return redirect(found)
    frame, marks = _money(request, found.application)
    form = DecisionForm(
        request.POST or None, instance=found, application=found.application, marks=marks
    )
    context = _writing(request, form, found.application, frame)
    if request.method == "POST" and form.is_valid():
        stands = _save(form)
        if stands is None:
            messages.success(request, _("The draft is saved."))
            return redirect(found)
        form.add_error(None, _("Somebody else has changed the draft. Compare, and save again."))
        context["stands"] = stands
    return render(request, "decisions/draft.html", context | {"decision": found})


def _save(form: DecisionForm) -> Decision | None:
    """Save the draft; or, when it is no longer what the form was made from, return what it is."""
    with transaction.atomic():
        stands = Decision.objects.select_for_update(of=("self",)).get(pk=form.instance.pk)
        is_draft = stands.state == Decision.State.DRAFT
        if not is_draft or stands.content_mark != form.cleaned_data["content_mark"]:
            data = cast(QueryDict, form.data).copy()
            data["content_mark"] = stands.content_mark
            form.data = data
            return stands
        form.save()
    return None


def decision(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that a decision-maker with ten minutes needs; for the party what was decided, and why."""
    found = get_object_or_404(_all(request), pk=pk)
    application = found.application
    handled = Application.objects.handled_by(request.user).filter(pk=application.pk).exists()
    seen = application.assessments.visible_to(request.user)
    context = {
        "decision": found,
        "application": application,
        "inside": handled,
        "assessments": seen.finished().with_all(),
        "waiting": seen.unfinished().count(),
        "opinions": application.opinions.visible_to(request.user).with_all(),
        "pots": found.pots_seen_by(request.user) if handled and found.gives_money else [],
        "appeal": letters.appeal(found),
        "may_edit": found.state == Decision.State.DRAFT and rules.drafts.test(request.user, found),
        "missing": steps.waits_for(request.user, found, "propose")
        or steps.waits_for(request.user, found, "sign"),
        "events": steps.history(found, request.user),
    }
    return render(request, "decisions/decision.html", context)


def sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """The decision-maker reads, ticks and signs."""
    found = get_object_or_404(_all(request), pk=pk)
    if "sign" not in {step.name for step in steps.open_to(request.user, found)}:
        return _cannot_sign(request, found)
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            steps.take("sign", found, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("You have signed. Send out the decision to the applicant."))
            return redirect(found)
    context = {
        "form": form,
        "decision": found,
        "application": found.application,
        "limit": request.user.limit_as("decider", found.deciding_county),
        "pots": found.pots_seen_by(request.user) if found.gives_money else [],
    }
    return render(request, "decisions/sign.html", context)


def _cannot_sign(request: SignedInRequest, found: Decision) -> HttpResponse:
    """Why not, for those who decide at the board; to others the page does not exist."""
    if not rules.decides_on.test(request.user, found):
        raise Http404
    hinders = steps.hinders(found, "sign") or [
        _("You have proposed this decision yourself. Somebody else must sign it.")
    ]
    messages.warning(request, " ".join(map(str, hinders)))
    return redirect(found)


def letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """The letter as PDF; with ?lang=en a reading copy in English."""
    found = get_object_or_404(_all(request), pk=pk)
    lang = "en" if request.GET.get("lang") == "en" else "sv"
    response = HttpResponse(letters.letter(found, lang), content_type="application/pdf")
    name = letters.file_name(found, lang)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _money(request: SignedInRequest, application: Application) -> tuple[Frame, list[Earmark]]:
    """The frame and its earmarks, without what cases take that she may not know of."""
    return ledger.apart_from(application.call.frame, cases_of_interest_to(request.user))


def _all(request: SignedInRequest) -> QuerySet[Decision]:
    """What the person may see, with all that these pages and the letter show."""
    return Decision.objects.visible_to(request.user).with_all()
