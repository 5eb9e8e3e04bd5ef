"""Pages of the assessor: the queue, the conflict question, the scores, and stepping aside."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db.models import Case, F, When
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications.forms import typed_in
from applications.models import Application
from applications.views.sections import KEPT, forget_typed, sign_in_first, time_now
from decisions.forms import AssessmentFilter, RecuseForm, ScoreForm
from decisions.models import Assessment, ShortcutsOff, jotting
from decisions.models.blind import read_masked
from decisions.models.rescoring import changes_of
from grants import clock, steps
from grants.models import SignedInRequest
from grants.rules import Refused

PER_PAGE = 25


# The queue


def assessments(request: SignedInRequest) -> HttpResponse:
    """My queue: what waits for me in the order in which I take it; then the rest, newest first."""
    if not request.user.posts_today:
        raise Http404
    mine = _mine(request.user)
    waits = When(state__in=["assigned", "accepted"], application__state="assessment", then=None)
    done = Case(waits, default=Coalesce("handed_in_at", F("assigned_at")))
    in_order = mine.with_all().in_queue()
    rows = in_order.order_by(done.desc(nulls_first=True), *in_order.query.order_by)
    found = AssessmentFilter(request.GET, queryset=rows, request=request)
    page_obj = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    shown: Any = page_obj.object_list
    context = {
        "filter": found,
        "page_obj": page_obj,
        "rows": shown.masked(),
        "first": mine.unfinished().in_queue().first(),
        "asked": request.user.declarations.filter(state="asked").select_related("call"),
        **_progress(mine.filter(application__state=Application.State.ASSESSMENT)),
    }
    return render(request, "decisions/assessments.html", context)


def _mine(user: Any) -> Any:
    return Assessment.objects.visible_to(user).filter(assessor=user)


def _progress(mine: Any) -> dict[str, int]:
    """How many wait, how many are handed in, and how many that is together."""
    waiting, finished = mine.unfinished().count(), mine.finished().count()
    return {"waiting": waiting, "finished": finished, "in_all": waiting + finished}


def _next(request: SignedInRequest, but: Assessment) -> Assessment | None:
    """What stands next in the queue after this one."""
    first: Assessment | None = (
        _mine(request.user).unfinished().exclude(pk=but.pk).in_queue().first()
    )
    return first


def _go_on(request: SignedInRequest, done: Assessment) -> HttpResponse:
    """To the next case in the queue, or to the queue when nothing is left in it."""
    following = _next(request, done)
    return redirect(following) if following else redirect("decisions:assessments")


# One assessment


@login_not_required
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """First the conflict question, then the scores; afterwards what was handed in."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    seen = Assessment.objects.visible_to(request.user).with_all()
    found = get_object_or_404(seen.select_related("application__call__terms"), pk=pk)
    mine = found.assessor_id == request.user.pk
    if mine and request.POST.get("action") == "skip":
        return _put_off(request, found)
    if mine and found.state == Assessment.State.ASSIGNED:
        return render(request, "decisions/conflict.html", _asked(request, found))
    open_now = {step.name for step in steps.open_to(request.user, found)}
    if not mine or "hand_in" not in open_now:
        return render(request, "decisions/assessment.html", _shown(request, found, mine))
    return _scored(request, found) if request.method == "POST" else _to_score(request, found)


def _scored(request: Any, found: Assessment) -> HttpResponse:
    """Keep what was written, whatever is wrong with it; then do what the button says."""
    form = _form(found, request.POST)
    outcome = jotting.jot(found, request.user, form.said, form.shown, form.window)
    forget_typed(request)
    if outcome is None:
        return redirect(found)
    if not outcome.is_whole:
        return _to_score(request, found, form, outcome)
    if request.POST.get("action") == "later":
        messages.success(request, _("Saved at %s.") % time_now())
        return redirect("decisions:assessments")
    if form.is_valid():
        try:
            steps.take("hand_in", found, by=request.user, **form.answers)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your assessment is handed in."))
            return (
                _go_on(request, found) if request.POST.get("action") == "next" else redirect(found)
            )
    return _to_score(request, found, form)


def _form(found: Assessment, data: Any = None, **more: Any) -> ScoreForm:
    call = found.application.call
    criteria = call.criteria.prefetch_related("anchors")
    return ScoreForm(
        data, criteria=criteria, scored=call.scored, stands=jotting.stands(found), **more
    )


def _to_score(
    request: Any,
    found: Assessment,
    form: ScoreForm | None = None,
    outcome: jotting.Jotted | None = None,
) -> HttpResponse:
    """The application beside the form. What was sent and not handed in stands in it as typed."""
    found.refresh_from_db(fields=["jotted"])
    kept = request.session.get(KEPT, {}).get(request.path)
    again = QueryDict(kept).dict() if kept else {}
    if outcome and form is not None:
        sent: Any = form.data
        form = _form(found, {**sent.dict(), **outcome.theirs})
        form.is_valid()
    elif form is not None:
        form.stands = jotting.stands(found)
    mine = _mine(request.user).filter(application__call=found.application.call)
    context = {
        "form": form or _form(found, initial=jotting.stands(found) | again),
        "assessment": found,
        "outcome": outcome,
        "window": get_random_string(12),
        "kept": bool(kept),
        "saved_at": found.jotted.get("at"),
        "shortcuts": not ShortcutsOff.objects.filter(user=request.user).exists(),
        "keep": salted_hmac("decisions.keep", f"{request.user.pk} {found.pk}").hexdigest()[:16],
        "more": _mine(request.user).unfinished().exclude(pk=found.pk).exists(),
        **_progress(mine),
        **_read(found),
    }
    return render(request, "decisions/score.html", context)


def _read(found: Assessment) -> dict[str, Any]:
    """The application as the assessor may read it: in the blind phase without names."""
    rows = Application.objects.with_answers().select_related("questionnaire__call")
    application = rows.get(pk=found.application_id)
    if found.is_blind:
        return {"masked": read_masked(application), "application": application}
    return {"application": application}


def _put_off(request: Any, found: Assessment) -> HttpResponse:
    """Keep what was written and take the next one; this one comes again after the others."""
    if found.state == Assessment.State.ACCEPTED:
        form = _form(found, request.POST)
        outcome = jotting.jot(found, request.user, form.said, form.shown, form.window)
        if outcome is not None and not outcome.is_whole:
            return _to_score(request, found, form, outcome)
    waiting = _mine(request.user).unfinished().filter(pk=found.pk)
    if waiting.update(put_off_at=clock.now()):
        messages.info(request, _("Put off. It comes again when the others are done."))
    return _go_on(request, found)


def _asked(request: Any, found: Assessment) -> dict[str, Any]:
    """The conflict question; in a blind call it has been answered before, for all names at once."""
    mine = _mine(request.user).filter(application__call=found.application.call)
    call = found.application.call
    declared = request.user.declarations.filter(call=call).first() if found.is_blind else None
    return {"assessment": found, "declared": declared, **_progress(mine)}


def _shown(request: Any, found: Assessment, is_mine: bool) -> dict[str, Any]:
    """An assessment to read: one's own also with the others' and what is next in the queue."""
    mine = _mine(request.user).filter(application__call=found.application.call)
    others = found.application.assessments.visible_to(request.user).exclude(pk=found.pk)
    ground = found.application.conflicts.filter(user=found.assessor).first()
    said = dict(found.jotted.get("said", {})) if is_mine else {}
    if is_mine and request.method == "POST":
        said |= dict(typed_in(request.POST))
    # A text that can no longer be handed in is shown back, so that it can be copied.
    unsent = [text for name, text in said.items() if name.startswith(("reason", "comment"))]
    return {
        "assessment": found,
        "application": found.application,
        "scored": found.application.call.scored,
        "is_mine": is_mine,
        "others": others.finished().with_all(),
        "ground": ground,
        "changes": changes_of(found) if found.is_finished else [],
        "next": _next(request, found) if is_mine else None,
        "unsent": unsent,
        **(_progress(mine) if is_mine else {}),
    }


@login_not_required
@require_POST
def jot(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what is written as it is typed; says what became of each text."""
    if not request.user.is_authenticated:
        back = redirect_to_login(request.POST.get("page-back", ""))
        return JsonResponse({"state": "ended", "url": back.url}, status=401)
    found = get_object_or_404(_mine(request.user).with_all(), pk=pk)
    form = _form(found, request.POST)
    outcome = jotting.jot(found, request.user, form.said, form.shown, form.window)
    if outcome is None:
        return JsonResponse({"state": "gone"}, status=409)
    clashes = outcome.clashes | outcome.theirs
    stamps = {name: jotting.stamp(text) for name, text in form.said.items() if name not in clashes}
    now = {name: jotting.stamp(text) for name, text in clashes.items()}
    return JsonResponse(
        {"state": "saved", "at": time_now(), "stamps": stamps, "clashes": clashes, "now": now}
    )


def recuse(request: SignedInRequest, pk: int) -> HttpResponse:
    """The assessor says that she has a conflict of interest, and why."""
    found = get_object_or_404(_mine(request.user).with_all(), pk=pk)
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


@require_POST
def shortcuts(request: SignedInRequest, pk: int) -> HttpResponse:
    """Switch the keyboard shortcuts on or off, for this person and for good."""
    found = get_object_or_404(_mine(request.user), pk=pk)
    if request.POST.get("shortcuts") == "off":
        ShortcutsOff.objects.get_or_create(user=request.user)
    else:
        ShortcutsOff.objects.filter(user=request.user).delete()
    return redirect(found)
