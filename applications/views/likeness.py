"""The question whether two cases ask for the same costs: both passages side by side."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications import shingles
from applications.forms import LikenessForm
from applications.models import Application, Likeness
from grants import steps
from grants.models import SignedInRequest
from grants.rules import Refused

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True)
class Pair:
    """Two passages as the page shows them. Of a case that is not hers, `theirs` is None.

    Then her own passage is not marked either: the marks would tell what stands in the other.
    """

    label: str
    other_label: str
    share: float
    mine: Pieces
    theirs: Pieces | None


def likeness(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read both, and answer: no double funding, the costs differ, or double; and why."""
    found = get_object_or_404(Likeness.objects.visible_to(request.user).with_all(), pk=pk)
    form = LikenessForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            steps.take("give_answer", found, by=request.user, **form.cleaned_data)
            messages.success(request, _("The answer is kept in the case."))
            return redirect(found.application)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "applications/likeness.html", _shown(request, found, form))


def _shown(request: SignedInRequest, found: Likeness, form: LikenessForm) -> dict[str, Any]:
    """What the page shows. Of another board's case: only what anyone may know, and whom to ask."""
    seen = Application.objects.handled_by(request.user)
    is_open = seen.filter(pk=found.other_id).exists()
    return {
        "likeness": found,
        "application": found.application,
        "other": found.other,
        "is_open": is_open,
        "granted": found.other.decisions.filter(state="released").aggregate(s=Sum("amount"))["s"],
        "costs": _costs(found),
        "pairs": pairs(found, is_open),
        "form": form,
        "answers": "give_answer" in {step.name for step in steps.open_to(request.user, found)},
        "events": steps.history(found, request.user).filter(
            thing=found._meta.label_lower, thing_id=found.pk
        ),
    }


def _costs(found: Likeness) -> list[tuple[str, str, int, Decimal, Decimal]]:
    """The cost lines that are alike: mine, theirs, year, and the amount of each in SEK."""
    rows = found.grounds.get("costs", [])
    return [(mine, theirs, year, Decimal(m), Decimal(t)) for mine, theirs, year, m, t in rows]


def pairs(found: Likeness, is_open: bool) -> list[Pair]:
    """The passages side by side, the most alike first, with the words they share marked."""
    mine, theirs = _labels(found.application), _labels(found.other) if is_open else {}
    rows = sorted(found.passages, key=lambda row: -row["share"])
    return [
        Pair(
            label=mine.get(row["question"], row["question"]),
            other_label=theirs.get(row["other_question"], ""),
            share=row["share"],
            mine=shingles.pieces(row["mine"], row["theirs"]) if is_open else [(row["mine"], False)],
            theirs=shingles.pieces(row["theirs"], row["mine"]) if is_open else None,
        )
        for row in rows
    ]


def _labels(application: Application) -> dict[str, str]:
    """What the questions of its form are called."""
    return {question.key: question.label for question in application.questionnaire.read.questions}
