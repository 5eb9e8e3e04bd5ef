"""The calibration of a call: how far assessors agree, who is strict, which cases to talk about."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from applications.models import Application
from decisions.models import Assessment, CommonCase
from decisions.models.weighing import ENOUGH, Weighing, weighing
from grants import rules
from grants.models import Call, SignedInRequest, User

MOST_CASES = 50  # with the widest spread


def calibration(request: SignedInRequest, pk: int) -> HttpResponse:
    """All of it for those who work with the call; for an assessor what concerns herself."""
    seen = Call.objects.visible_to(request.user).with_all()
    call = get_object_or_404(seen.select_related("terms__deciding_county"), pk=pk)
    whole = bool(rules.works_with_the_call.test(request.user, call))
    mine = Assessment.objects.visible_to(request.user).filter(assessor=request.user)
    if not whole and not mine.filter(application__call=call).exists():
        raise Http404
    known = weighing(call, request.user) if call.scored else None
    enough = known is not None and known.is_enough
    context: dict[str, Any] = {
        "call": call,
        "whole": whole,
        "enough": enough,
        "least": ENOUGH,
        "unweighed": call.scored and known is None,
        "common": _common(request, call),
    }
    if known is not None and enough:
        context |= _figures(request, call, known, whole)
    return render(request, "decisions/calibration.html", context)


def _figures(request: SignedInRequest, call: Call, known: Weighing, whole: bool) -> dict[str, Any]:
    """What the page shows: an assessor sees her own strictness and nobody else's."""
    names = {one.pk: str(one) for one in call.criteria.all()}
    people = [
        one for one in known.calibration.assessors if whole or one.assessor == request.user.pk
    ]
    of = User.objects.in_bulk([one.assessor for one in people])
    cases = [one for one in known.spread if len(one.total.values) > 1][:MOST_CASES]
    found = Application.objects.visible_to(request.user).select_related("organisation")
    by_key = found.in_bulk([one.case for one in cases])
    strictest = sorted(people, key=lambda one: -(one.severity or 0))
    return {
        "known": known,
        "agreement": [(names.get(one.criterion, ""), one) for one in known.agreement],
        "people": [(of[one.assessor], one) for one in strictest if one.assessor in of],
        "cases": [
            (by_key[one.case], one, known.adjusted.get(one.case))
            for one in cases
            if one.case in by_key
        ],
    }


def _common(request: SignedInRequest, call: Call) -> list[tuple[CommonCase, int]]:
    """The cases that everybody scores, and how many have handed in, of what the reader may see."""
    seen = Application.objects.visible_to(request.user).without_interest_of(request.user)
    rows = CommonCase.objects.filter(application__in=seen.filter(call=call))
    handed_in = Assessment.objects.visible_to(request.user).finished()
    counts: dict[int, int] = {}
    for pk in handed_in.filter(application__in=rows.values("application")).values_list(
        "application", flat=True
    ):
        counts[pk] = counts.get(pk, 0) + 1
    listed = rows.select_related("application__organisation")
    return [(row, counts.get(row.application_id, 0)) for row in listed]
