"""Pages of the case: the list, its export, and the case itself."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from applications.forms import ApplicationFilter
from applications.models import Application, Known, Supplement, found_in, gather
from applications.models.whole import PARTS
from applications.resources import ApplicationTable
from applications.rules import prepares, talks, tells_of_changes, writes
from applications.views.attachments import takes_files
from applications.views.checks import ways
from applications.views.completion import asked_in_words, changes_in
from grants import clock, law, questions, rules, steps
from grants.models import SignedInRequest, offers_of
from grants.resources import download

PER_PAGE = 25
# What an application holds that no list shows, some of it large.
NOT_LISTED = ("answers", "set_aside", "stamps", "timing", "as_submitted", "certified")
# What the page of a case shows of the rows that the application points to.
ALONG = (
    *("signed_by", "questionnaire__call", "organisation__applicant_type"),
    *("call__frame", "call__terms__deciding_county"),
)
State = Application.State
GRANTED = (State.GRANTED, State.PARTLY_GRANTED, State.ONGOING)
REPORTED = (State.REPORTED, State.CLOSED, State.ARCHIVED)
STILL_MENDED = (State.PREPARATION, State.SUPPLEMENT, State.ASSESSMENT)
SORTS: dict[str, tuple[str, ...]] = {
    "number": ("case_year", "case_serial"),
    "title": ("title",),
    "organisation": ("organisation__name", "pk"),
    "call": ("call__title_sv", "pk"),
    "amount": ("amount", "pk"),
    "state": ("state", "pk"),
    "submitted": ("submitted_at", "pk"),
    "saved": ("saved_at", "pk"),
}


def list_(request: SignedInRequest) -> HttpResponse:
    """For applicants their organisations' applications; for staff the cases they may see."""
    seen = Application.objects.visible_to(request.user)
    chosen = ApplicationFilter(request.GET, seen, user=request.user)
    sort = request.GET.get("sort", "")
    ordered = _sorted(chosen.qs, sort)
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    # All are put in order by their numbers alone, and what is shown is read of those on the page.
    first = PER_PAGE * (page.number - 1)
    shown = seen.with_all().filter(pk__in=ordered.values("pk")[first : first + PER_PAGE])
    page.object_list = _sorted(shown.defer(*NOT_LISTED), sort)
    context = {
        "filter": chosen,
        "page_obj": page,
        "staff": bool(request.user.posts_today),
        "enters": bool(request.user.counties_as("officer")),
        "export_url": reverse("applications:export"),
    }
    return render(request, "applications/list.html", context)


def export(request: SignedInRequest) -> HttpResponse:
    """The same rows as in the list, as a file: `?format=csv`, else xlsx."""
    rows = Application.objects.visible_to(request.user).with_all().select_related("call__frame")
    chosen = ApplicationFilter(request.GET, rows, user=request.user)
    ordered = _sorted(chosen.qs, request.GET.get("sort", ""))
    kind = request.GET.get("format", "xlsx")
    return download(ApplicationTable(), ordered, "bifall-applications", kind)


def _sorted(rows: QuerySet[Application], sort: str) -> QuerySet[Application]:
    """As asked; else drafts first with the last saved on top, then the latest arrived."""
    fields = SORTS.get(sort.removeprefix("-"))
    if fields is None:
        # A draft is what has not arrived; no value comes first when the latest does.
        return rows.order_by("-submitted_at", "-saved_at", "-pk")
    if sort.startswith("-"):
        return rows.order_by(*(F(field).desc(nulls_last=True) for field in fields))
    return rows.order_by(*(F(field).asc(nulls_last=True) for field in fields))


def case(request: SignedInRequest, pk: int) -> HttpResponse:
    """All of one case: what is asked, and, from the floors above, what came of it."""
    user = request.user
    rows = Application.objects.visible_to(user).with_all().select_related(*ALONG)
    application = get_object_or_404(rows.prefetch_related("call__terms__applicant_types"), pk=pk)
    is_party = rules.reads_for.test(user, application)
    at_work = not is_party and rules.works_with_the_call.test(user, application)
    gather(application, [part for part in PARTS if part != "notes" or at_work])
    faults = application.faults()
    rounds = _rounds(application)
    answered = [one for one in rounds if one.asked.has_answer]
    stages, events = steps.story(application, user)
    context: dict[str, Any] = {
        "application": application,
        "stages": stages,
        "events": events,
        "is_draft": application.state == State.DRAFT,
        "has_grant": application.state in (*REPORTED, *GRANTED),
        "is_reported": application.state in REPORTED,
        "writes": writes.test(user, application),
        "talks": talks.test(user, application),
        "tells": tells_of_changes.test(user, application),
        "attaches": takes_files(application, user),
        "rounds": rounds,
        "faults": faults if answered and application.state in STILL_MENDED else [],
        "is_changed": any(event.step == "change_contact" for event in events)
        or any(one.differences for one in answered),
    }
    if user.posts_today and not is_party:
        context |= _for_staff(application, user, faults, at_work) | {"reads_notes": at_work}
        context |= {"at_work": at_work, "step_aside": application.state != State.DRAFT}
        context["partial"] = [
            one for one in application.possible_conflicts.all() if one.user_id != user.pk
        ]
    return render(request, "applications/case.html", context)


@dataclass(frozen=True)
class Round:
    """One round of completion: what was asked for, question by question, and what came of it."""

    asked: Supplement
    number: int
    whys: list[tuple[str, str]]
    differences: list[questions.Difference]
    files: list[Any]


def _rounds(application: Application) -> list[Round]:
    """The rounds in order. What is being written in an open one is not among them."""
    asked = list(application.supplements.all())
    for one in asked:
        one.application = application
    changed = {key for one in asked if one.has_answer for key in one.after}
    offers = offers_of(application.call, changed)
    return [
        Round(
            asked=one,
            number=number,
            whys=asked_in_words(one),
            differences=changes_in(one, offers) if one.has_answer else [],
            files=one.new_files if one.has_answer else [],
        )
        for number, one in enumerate(asked, start=1)
    ]


def _for_staff(
    application: Application, user: Any, faults: list[Any], at_work: bool
) -> dict[str, Any]:
    """What only the boards see: the formal check, doubts, notes, and what Bifall has found.

    The findings are shown as long as the check is made; afterwards its answers stand. What was
    granted before, and what is alike, is for those who handle the case (TIA 6 and 12 §§).
    """
    is_checked = application.state in (State.SUBMITTED, State.PREPARATION, State.SUPPLEMENT)
    known = Known(application, user, faults)
    answered = {item.key: item for item in application.check_items.all()}
    found = found_in(known) if is_checked else []
    return {
        "staff": True,
        "is_checked": is_checked,
        "items": [(one, answered.get(one.key)) for one in found],
        "answered": [] if is_checked else list(answered.values()),
        "ways": ways(application, user),
        "record": known.record if at_work else [],
        "likenesses": known.likenesses if at_work else [],
        "doubts": law.doubts_about(application.call.terms, application.organisation, clock.today()),
        "checks_now": application.state == State.PREPARATION and prepares.test(user, application),
    }
