"""Pages of the assessment: assign, my queue, the conflict question and the scores, recusal."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Application
from decisions import rules
from decisions.forms import AssessmentFilter, AssignForm, AssignManyForm, RecuseForm, ScoreForm
from decisions.models import Assessment
from grants import steps
from grants.models import Call, SignedInRequest, User
from grants.rules import Refused

PER_PAGE = 25


def assign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose who assesses one application."""
    seen = Application.objects.visible_to(request.user).with_all()
    application = get_object_or_404(seen, pk=pk)
    if not rules.assigns.test(request.user, application):
        return _not_now(request, application)
    form = AssignForm(request.POST or None, people=Assessment.objects.may_assess(application).all())
    if request.method == "POST" and form.is_valid() and _assigned(request, form, [application]):
        return redirect(application)
    given = application.assessments.visible_to(request.user).with_all()
    context = {"form": form, "application": application, "given": given}
    return render(request, "decisions/assign.html", context)


def assign_many(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose who assesses several applications of a call."""
    call = get_object_or_404(Call.objects.visible_to(request.user).with_all(), pk=pk)
    if not request.user.holds("officer", call.county):
        raise Http404
    waiting = Application.objects.visible_to(request.user).handled_by(request.user)
    waiting = waiting.filter(call=call, state=Application.State.ASSESSMENT).order_by("pk")
    form = AssignManyForm(
        request.POST or None,
        applications=waiting.select_related("organisation").prefetch_related("assessments"),
        people=Assessment.objects.could_assess(call.county),
    )
    sent = request.method == "POST" and form.is_valid()
    if sent and _assigned(request, form, form.cleaned_data["applications"]):
        return redirect("decisions:ranking", pk=call.pk)
    context = {"form": form, "call": call, "any": waiting.exists()}
    return render(request, "decisions/assign_many.html", context)


def _assigned(request: SignedInRequest, form: AssignForm, applications: Any) -> bool:
    """Assign as the form says and tell how many; or put the refusal in the form."""
    people: list[User] = list(form.cleaned_data["people"])
    try:
        count = Assessment.objects.assign(
            applications, people, by=request.user, due=form.cleaned_data["due"]
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    told = ngettext("%s assessment was assigned.", "%s assessments were assigned.", count)
    messages.success(request, told % count)
    passed_over = len(people) * len(applications) - count
    if passed_over:
        told = ngettext(
            "%s was passed over: that person already has the case or may not assess it.",
            "%s were passed over: those persons already have the case or may not assess it.",
            passed_over,
        )
        messages.warning(request, told % passed_over)
    return True


def _not_now(request: SignedInRequest, application: Application) -> HttpResponse:
    """Officers who come too early or too late are told so; to others the page does not exist."""
    if not rules.prepares.test(request.user, application):
        raise Http404
    messages.warning(request, _("Assessors are assigned while the case is under assessment."))
    return redirect(application)


def assessments(request: SignedInRequest) -> HttpResponse:
    """My queue: what waits for me, oldest deadline first, and what I have handed in."""
    mine = Assessment.objects.visible_to(request.user).filter(assessor=request.user)
    if not request.user.posts_today:
        raise Http404
    in_order = mine.with_all().order_by(
        Case(
            When(state__in=["assigned", "accepted"], then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        ),
        "due",
        "pk",
    )
    found = AssessmentFilter(request.GET, queryset=in_order, request=request)
    page_obj = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "page_obj": page_obj,
        "waiting": mine.unfinished().count(),
        "finished": mine.finished().count(),
        "first": in_order.unfinished().first(),
    }
    return render(request, "decisions/assessments.html", context)


def assessment(request: SignedInRequest, pk: int) -> HttpResponse:
    """First the conflict question, then the scores; afterwards what was handed in."""
    seen = Assessment.objects.visible_to(request.user).with_all()
    found = get_object_or_404(seen.select_related("application__call__frame"), pk=pk)
    is_mine = found.assessor_id == request.user.pk
    if is_mine and found.state == Assessment.State.ASSIGNED:
        return render(request, "decisions/conflict.html", {"assessment": found})
    open_now = {step.name for step in steps.open_to(request.user, found)}
    if not is_mine or "hand_in" not in open_now:
        return render(request, "decisions/assessment.html", _shown(request, found, is_mine))
    criteria = found.application.call.criteria.all()
    initial = ScoreForm.from_scores(found)
    form = ScoreForm(request.POST or None, criteria=criteria, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            steps.take("hand_in", found, by=request.user, **form.answers)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your assessment is handed in."))
            return redirect(found)
    context = {"form": form, "assessment": found, "application": found.application}
    return render(request, "decisions/score.html", context)


def _shown(request: SignedInRequest, found: Assessment, is_mine: bool) -> dict[str, Any]:
    """An assessment to read: one's own also with the others' and what is next in the queue."""
    own = Assessment.objects.visible_to(request.user).filter(assessor=request.user)
    others = found.application.assessments.visible_to(request.user).exclude(pk=found.pk)
    ground = found.application.conflicts.filter(user=found.assessor).first()
    return {
        "assessment": found,
        "application": found.application,
        "is_mine": is_mine,
        "others": others.finished().with_all(),
        "ground": ground,
        "next": own.unfinished().order_by("due", "pk").first() if is_mine else None,
    }


def recuse(request: SignedInRequest, pk: int) -> HttpResponse:
    """The assessor says that she has a conflict of interest, and why."""
    mine = Assessment.objects.visible_to(request.user).filter(assessor=request.user)
    found = get_object_or_404(mine.with_all(), pk=pk)
    if "recuse" not in {step.name for step in steps.open_to(request.user, found)}:
        messages.warning(request, " ".join(map(str, steps.hinders(found, "recuse"))))
        return redirect(found)
    form = RecuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            steps.take("recuse", found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. You will not see the case any more."))
            return redirect("decisions:assessments")
    return render(request, "decisions/recuse.html", {"form": form, "assessment": found})
