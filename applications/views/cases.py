"""Pages of the case: the list, its export, and the case itself."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, F, QuerySet, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from applications.forms import ApplicationFilter
from applications.models import Application
from applications.resources import ApplicationTable
from applications.rules import prepares
from applications.views.attachments import takes_files
from applications.views.checks import findings
from grants import clock, law, rules, steps
from grants.models import SignedInRequest
from grants.resources import download

PER_PAGE = 25
# All that the page of a case shows of this floor, each read once.
PARTS = (
    *("supplements", "check_items__by", "cost_lines", "partners", "attachments", "purposes"),
    *("priorities", "municipalities", "conflicts", "call__terms__applicant_types"),
)
State = Application.State
GRANTED = (State.GRANTED, State.PARTLY_GRANTED, State.ONGOING)
REPORTED = (State.REPORTED, State.CLOSED, State.ARCHIVED)
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
    chosen = ApplicationFilter(
        request.GET, Application.objects.visible_to(request.user).with_all(), user=request.user
    )
    page = Paginator(_sorted(chosen.qs, request.GET.get("sort", "")), PER_PAGE)
    context = {
        "filter": chosen,
        "page_obj": page.get_page(request.GET.get("page")),
        "staff": bool(request.user.posts_today),
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
        drafts_first = Case(When(state=Application.State.DRAFT, then=0), default=1)
        return rows.order_by(
            drafts_first, F("submitted_at").desc(nulls_first=True), "-saved_at", "-pk"
        )
    if sort.startswith("-"):
        return rows.order_by(*(F(field).desc(nulls_last=True) for field in fields))
    return rows.order_by(*(F(field).asc(nulls_last=True) for field in fields))


def case(request: SignedInRequest, pk: int) -> HttpResponse:
    """All of one case: what is asked, and, from the floors above, what came of it."""
    rows = Application.objects.visible_to(request.user).with_all().select_related("signed_by")
    application = get_object_or_404(rows.prefetch_related(*PARTS), pk=pk)
    user = request.user
    context: dict[str, Any] = {
        "application": application,
        "events": steps.history(application, user),
        "is_draft": application.state == State.DRAFT,
        "has_grant": application.state in (*REPORTED, *GRANTED),
        "is_reported": application.state in REPORTED,
        "writes": rules.edits_for.test(user, application),
        "attaches": takes_files(application, user),
        "consequence": law.COMPLETION_CONSEQUENCE,
    }
    if user.posts_today and not rules.reads_for.test(user, application):
        context |= _for_staff(application, user)
    return render(request, "applications/case.html", context)


def _for_staff(application: Application, user: Any) -> dict[str, Any]:
    """What only the boards see: the formal check, and what was found without asking anyone."""
    answered = {item.question: item for item in application.check_items.all()}
    return {
        "staff": True,
        "checks": [(f, answered.get(f.question)) for f in findings(application, user)],
        "doubts": law.doubts_about(application.call.terms, application.organisation, clock.today()),
        "checks_now": application.state == Application.State.PREPARATION
        and prepares.test(user, application),
    }
