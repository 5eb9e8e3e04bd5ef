"""Pages of conflicts of interest: what is found and answered in a case, and to leave one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications.forms.conflicts import AnswerConflictForm, DeclareForm, RaiseConflictForm
from applications.models import Application, PossibleConflict, declare
from applications.models.grounds import CERTAIN, find_new, people_at_work
from applications.rules import drafts, prepares
from grants import rules, steps
from grants.models import SignedInRequest, User
from grants.rules import Refused

State = PossibleConflict.State


@dataclass(frozen=True)
class Question:
    """Somebody who may be partial: what was found, and what became of it."""

    user: User
    grounds: list[tuple[str, str]]
    certain: bool
    row: PossibleConflict | None = None

    @property
    def is_open(self) -> bool:
        return not self.certain and (self.row is None or self.row.state == State.ASKED)


def conflicts(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who may be partial in a case, and who has been found to be: for those who handle it."""
    application = _handled(request, pk)
    people = list(people_at_work(application).exclude(pk=request.user.pk))
    answers = (prepares | drafts).test(request.user, application)
    form = RaiseConflictForm(request.POST or None, people=_others(application, request.user))
    if request.method == "POST":
        if not answers:
            raise Http404
        if form.is_valid() and _raised(request, form, application):
            return redirect("applications:conflicts", pk=pk)
    questions = _questions(application, people, request.user)
    context = {
        "application": application,
        "waiting": [one for one in questions if one.is_open],
        "certain": [one for one in questions if one.certain],
        "answered": [one for one in questions if not one.is_open and not one.certain],
        "answers": answers,
        "form": form if answers else None,
    }
    return render(request, "applications/conflicts.html", context)


def _handled(request: SignedInRequest, pk: int) -> Application:
    """A case that she handles at work. Raises Http404 for any other."""
    seen = Application.objects.visible_to(request.user).handled_by(request.user).with_all()
    return get_object_or_404(seen.select_related("call__terms__deciding_county"), pk=pk)


def _others(application: Application, user: User) -> Any:
    """Colleagues about whom nothing has been asked yet."""
    known = application.possible_conflicts.values("user")
    shut = application.conflicts.values("user")
    people = people_at_work(application).exclude(pk=user.pk).order_by("name")
    return people.exclude(pk__in=known).exclude(pk__in=shut)


def _questions(application: Application, people: Iterable[User], user: User) -> list[Question]:
    """What has been written down, and after it what is found now and not written down."""
    rows = PossibleConflict.objects.visible_to(user).filter(application=application).with_all()
    there = {row.user_id: row for row in rows}
    found = find_new(application, people, there)
    called = dict(PossibleConflict.Ground.choices)
    questions = [
        Question(row.user, row.in_words, application.has_member(row.user), row)
        for row in there.values()
        if row.user_id not in found
    ]
    for person in people:
        if grounds := found.get(person.pk):
            words = [(str(called.get(key, key)), where) for key, where in grounds]
            certain = bool(CERTAIN & {key for key, _where in grounds})
            questions.append(Question(person, words, certain))
    return questions


def _raised(request: SignedInRequest, form: RaiseConflictForm, application: Application) -> bool:
    """Write down what a colleague knows of another; or tell why not."""
    ground = [[PossibleConflict.Ground.RAISED.value, form.cleaned_data["ground"]]]
    person = form.cleaned_data["user"]
    asked = PossibleConflict(application=application, user=person, grounds=ground)
    try:
        steps.begin(asked, by=request.user)
    except IntegrityError:
        form.add_error("user", _("Somebody has just asked about this person."))
        return False
    messages.success(request, _("The question is noted. Answer it below."))
    return True


def conflict(request: SignedInRequest, pk: int) -> HttpResponse:
    """The officer answers a possible conflict of interest that is written down."""
    rows = PossibleConflict.objects.visible_to(request.user).select_related(
        *PossibleConflict.read_with
    )
    found = get_object_or_404(rows.select_related("application__call__fund"), pk=pk)
    return _answer(request, found.application, found.user, found)


def conflict_of(request: SignedInRequest, pk: int, user: int) -> HttpResponse:
    """The officer answers what has just been found about a person in a case."""
    application = _handled(request, pk)
    row = application.possible_conflicts.filter(user=user).exclude(user=request.user).first()
    person = get_object_or_404(people_at_work(application).exclude(pk=request.user.pk), pk=user)
    return _answer(request, application, person, row)


def _answer(
    request: SignedInRequest, application: Application, person: User, row: PossibleConflict | None
) -> HttpResponse:
    if not (prepares | drafts).test(request.user, application):
        raise Http404
    grounds = find_new(application, [person], {person.pk: row} if row else {}).get(person.pk)
    if row is None and grounds is None:
        raise Http404
    form = AnswerConflictForm(request.POST or None, certain=application.has_member(person))
    if form.is_valid():
        try:
            _written(request, application, person, row, grounds, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your answer is kept in the history of the case."))
            return redirect("applications:conflicts", pk=application.pk)
    shown = row or PossibleConflict(application=application, user=person)
    shown.grounds = grounds or shown.grounds
    context = {"application": application, "found": shown, "form": form}
    return render(request, "applications/conflict.html", context)


def _written(
    request: SignedInRequest,
    application: Application,
    person: User,
    row: PossibleConflict | None,
    grounds: list[list[str]] | None,
    said: dict[str, Any],
) -> None:
    """Write the question down, if it is new, and its answer: both or neither."""
    with steps.together():
        if row is None:
            row = PossibleConflict(application=application, user=person, grounds=grounds)
            steps.begin(row, by=request.user)
        elif grounds and row.state == State.CLEARED:
            row = steps.take("ask_again", row, by=request.user, grounds=grounds)
        steps.take(said["answer"], row, by=request.user, reason=said["reason"])


def step_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    """Anybody on the staff says that she has a conflict of interest, and is out of the case."""
    seen = Application.objects.visible_to(request.user).with_all()
    application = get_object_or_404(seen.without_interest_of(request.user), pk=pk)
    if not rules.is_staff.test(request.user, application):
        raise Http404
    form = DeclareForm(request.POST or None)
    if form.is_valid():
        try:
            declare(application, request.user, form.cleaned_data["ground"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. You will not see the case any more."))
            return redirect("catalog:desk")
    context = {"application": application, "form": form}
    return render(request, "applications/step_aside.html", context)
