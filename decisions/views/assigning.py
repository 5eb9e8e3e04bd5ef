"""Pages of the officer who shares out the cases: by hand, in bulk, by a proposal; and the grid."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from applications.models import Application
from decisions import jobs, rules
from decisions.forms import AssignFilter, AssignForm, AssignManyForm, ProposalForm, ReadersForm
from decisions.models import Assessment, AssignmentProposal, CommonCase, Declaration
from decisions.models.grid import SHOWN, cases_of_grid, grid_of
from decisions.models.proposing import (
    barred,
    carry_out,
    cases_to_assign,
    compute,
    loads_of,
    not_gone_through,
    people_for,
    shut_to_its_officer,
)
from grants import clock, steps
from grants.models import Call, Municipality, SignedInRequest, User
from grants.rules import Refused, works_with_the_call

PER_PAGE = 50
AT_ONCE = 4000  # cases times people that a page computes itself; more is a job
ASSIGNED_AT_ONCE = 60  # assessments that a page assigns itself


def _call(request: SignedInRequest, pk: int) -> Call:
    """The call, for the officers of its board. Raises Http404 for everybody else."""
    seen = Call.objects.visible_to(request.user).with_all()
    call = get_object_or_404(seen.select_related("terms__deciding_county"), pk=pk)
    if not request.user.holds("officer", call.county):
        raise Http404
    return call


# By hand


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
    context = {
        "form": form,
        "application": application,
        "given": given,
        "is_common": CommonCase.objects.filter(application=application).exists(),
    }
    return render(request, "decisions/assign.html", context)


def assign_many(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose who assesses several applications of a call, among those that the filter shows."""
    call = _call(request, pk)
    everything = cases_to_assign(call, request.user).select_related("organisation")
    rows = everything.prefetch_related("assessments")
    found = AssignFilter(request.GET, queryset=rows, request=request, call=call)
    page_obj = Paginator(found.qs.distinct(), PER_PAGE).get_page(request.GET.get("page"))
    shown = [case.pk for case in page_obj]
    form = AssignManyForm(
        request.POST or None,
        applications=rows if request.method == "POST" else rows.filter(pk__in=shown),
        people=people_for(call, everything),
        chosen=shown if request.GET.get("all") else [],
    )
    sent = request.method == "POST" and form.is_valid()
    if sent and _assigned(request, form, form.cleaned_data["applications"]):
        return redirect("decisions:assignment", pk=call.pk)
    if request.method == "POST":  # the choice stands among what the filter shows
        field: Any = form.fields["applications"]
        field.queryset = rows.filter(pk__in=shown)
    context = {"form": form, "call": call, "any": everything.exists(), "filter": found}
    return render(request, "decisions/assign_many.html", context | {"page_obj": page_obj})


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
    _tell_how_many(request, count, len(people) * len(applications) - count)
    return True


def _tell_how_many(request: SignedInRequest, count: int, passed_over: int) -> None:
    told = ngettext("%s assessment was assigned.", "%s assessments were assigned.", count)
    messages.success(request, told % count)
    if passed_over:
        told = ngettext(
            "%s was passed over: that person already has the case or may not assess it.",
            "%s were passed over: those persons already have the case or may not assess it.",
            passed_over,
        )
        messages.warning(request, told % passed_over)


def _not_now(request: SignedInRequest, application: Application) -> HttpResponse:
    """Officers who come too early or too late are told so; to others the page does not exist."""
    if not rules.prepares.test(request.user, application):
        raise Http404
    messages.warning(request, _("Assessors are assigned while the case is under assessment."))
    return redirect(application)


# The call: how far it has come, what all are to read, who has gone through the names


def assignment(request: SignedInRequest, pk: int) -> HttpResponse:
    """How the assessment of a call stands, and what its officer can do about it."""
    call = _call(request, pk)
    cases = cases_to_assign(call, request.user)
    assessed = Assessment.objects.visible_to(request.user).filter(application__in=cases)
    standing = ~Q(assessments__state__in=["recused", "withdrawn"])
    counted = cases.annotate(readers_now=Count("assessments", filter=standing))
    context = {
        "call": call,
        "cases": cases.count(),
        "lacking": counted.filter(readers_now__lt=call.readers).count(),
        "waiting": assessed.unfinished().count(),
        "finished": assessed.finished().count(),
        "late": assessed.late().with_all().order_by("due", "pk")[:PER_PAGE],
        "common": cases.filter(common_case__isnull=False).select_related("organisation"),
        "proposal": AssignmentProposal.objects.visible_to(request.user).filter(call=call).first(),
        **(_declared(request, call) if call.blind else {}),
    }
    return render(request, "decisions/assignment.html", context)


def _declared(request: SignedInRequest, call: Call) -> dict[str, Any]:
    """In a blind call: who has gone through the names, who has new ones, who has not been asked."""
    declared = Declaration.objects.visible_to(request.user).filter(call=call)
    behind = set(declared.filter(not_gone_through(call)).values_list("pk", flat=True))
    rows: list[Any] = list(declared.select_related("assessor").order_by("assessor__name"))
    for row in rows:
        row.is_behind = row.pk in behind and row.state == Declaration.State.ANSWERED
    people = people_for(call, cases_to_assign(call, request.user))
    unasked = people.exclude(declarations__call=call)
    return {"declared": rows, "unasked": unasked, "behind": any(r.is_behind for r in rows)}


@require_POST
def ask_of_conflicts(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask everybody who could assess to go through the names of a blind call."""
    call = _call(request, pk)
    if not call.blind:
        raise Http404
    count = 0
    with steps.together():
        for person in _declared(request, call)["unasked"]:
            one = Declaration(call=call, assessor=person, asked_by=request.user)
            steps.begin(one, by=request.user)
            count += 1
        answered = Declaration.objects.filter(call=call, state=Declaration.State.ANSWERED)
        for one in answered.filter(not_gone_through(call)):
            steps.take("ask_again", one, by=request.user)
            count += 1
    told = ngettext("%s person was asked.", "%s people were asked.", count)
    messages.success(request, told % count)
    return redirect("decisions:assignment", pk=call.pk)


@require_POST
def common(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let everybody read a case, or no longer."""
    seen = Application.objects.visible_to(request.user).with_all()
    application = get_object_or_404(seen, pk=pk)
    if not rules.assigns.test(request.user, application):
        raise Http404
    if request.POST.get("common") == "yes":
        CommonCase.objects.get_or_create(
            application=application, defaults={"chosen_by": request.user}
        )
    else:
        CommonCase.objects.filter(application=application).delete()
    return redirect("decisions:assign", pk=application.pk)


# A proposal


def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what a proposal is to keep to, and have it made."""
    call = _call(request, pk)
    cases = list(cases_to_assign(call, request.user))
    people = people_for(call, cases)
    last = AssignmentProposal.objects.visible_to(request.user).filter(call=call).first()
    form = ProposalForm(
        request.POST or None,
        people=people,
        places=Municipality.objects.filter(applications__in=cases).distinct().order_by("name"),
        initial=ProposalForm.from_asked(last.asked if last else {"readers": call.readers}),
    )
    if request.method == "POST" and form.is_valid():
        return redirect(_made(call, request.user, form, len(cases) * len(form.people)))
    context = {"form": form, "call": call, "cases": len(cases), "last": last}
    return render(request, "decisions/propose.html", context)


def _made(call: Call, by: Any, form: ProposalForm, size: int) -> AssignmentProposal:
    """The proposal: computed now when it is small, else by the worker."""
    proposal = AssignmentProposal.objects.create(
        call=call, asked_by=by, due=form.cleaned_data["due"], asked=form.asked
    )
    if size <= AT_ONCE:
        compute(proposal)
    else:
        jobs.propose_assignment.defer(proposal=proposal.pk)
    return proposal


@dataclass(frozen=True)
class Line:
    """A case of a proposal: who has it, who is proposed, and why somebody is missing."""

    case: Application
    has: list[User]
    gets: list[User]
    why: str


def _proposal(request: SignedInRequest, pk: int) -> AssignmentProposal:
    seen = AssignmentProposal.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("call__county", "call__terms"), pk=pk)


def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who is proposed to read what: to be changed, accepted whole, or left alone."""
    found = _proposal(request, pk)
    if request.method == "POST" and found.computed_at and found.accepted_at is None:
        return _accept(request, found)
    cases = cases_to_assign(found.call, request.user).select_related("organisation")
    mine = cases.prefetch_related("assessments__assessor")
    page_obj = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    load = loads_of(found)
    people = {person.pk: person for person in User.objects.filter(pk__in=load)}
    shut = shut_to_its_officer(found)
    why = {case: words for case, words in found.told.get("lacks", []) if case not in shut}
    rows = [
        Line(
            case=case,
            has=_read_by(case),
            gets=[people[pk] for pk in found.pairs.get(str(case.pk), [])],
            why=why.get(case.pk, ""),
        )
        for case in page_obj
    ]
    most = max(load.values(), default=1)
    context = {
        "proposal": found,
        "call": found.call,
        "rows": rows,
        "page_obj": page_obj,
        "loads": sorted(((people[pk], n) for pk, n in load.items()), key=_by_load),
        "most": most,
        "lacking": len(why),
        "in_all": sum(load.values()),
    }
    return render(request, "decisions/proposal.html", context)


def _by_load(row: tuple[User, int]) -> tuple[int, str]:
    return -row[1], row[0].name


def _read_by(case: Application) -> list[User]:
    """Who has the case already."""
    return [a.assessor for a in case.assessments.all() if a.state not in ("recused", "withdrawn")]


def _accept(request: SignedInRequest, found: AssignmentProposal) -> HttpResponse:
    """Assign as proposed: now when it is little, else by the worker. Pressed twice, once."""
    if found.due < clock.today():
        messages.error(request, _("The last day has passed. Make a new proposal."))
        return redirect(found)
    mine = AssignmentProposal.objects.filter(pk=found.pk, accepted_at=None)
    if mine.update(accepted_at=clock.now()):
        wanted = sum(loads_of(found).values())
        if wanted <= ASSIGNED_AT_ONCE:
            found.refresh_from_db()
            carry_out(found)
            _tell_how_many(request, found.assigned, wanted - found.assigned)
        else:
            jobs.assign_as_proposed.defer(proposal=found.pk)
    return redirect(found)


def proposal_case(request: SignedInRequest, pk: int, case: int) -> HttpResponse:
    """Choose other readers of one case of a proposal, before it is accepted."""
    found = _proposal(request, pk)
    cases = cases_to_assign(found.call, request.user).select_related("organisation")
    application = get_object_or_404(cases, pk=case)
    if found.accepted_at or not found.computed_at:
        return redirect(found)
    everybody = people_for(found.call, [application])
    has = [person.pk for person in _read_by(application)]
    keys = [person.pk for person in everybody]
    not_for = [person for _case, person in barred(found.call, [application.pk], keys)]
    proposed = found.pairs.get(str(case), [])
    form = ReadersForm(
        request.POST or None,
        people=everybody.exclude(pk__in=[*has, *not_for]),
        load=loads_of(found),
        initial={"people": proposed},
    )
    if request.method == "POST" and form.is_valid():
        found.pairs[str(case)] = [person.pk for person in form.cleaned_data["people"]]
        found.save(update_fields=["pairs"])
        return redirect(f"{found.get_absolute_url()}?page={request.GET.get('page', 1)}#case-{case}")
    context = {"form": form, "proposal": found, "application": application}
    return render(request, "decisions/proposal_case.html", context)


# The grid


def grid(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cases by assessors: how far each has come, where they differ, and what is late."""
    seen = Call.objects.visible_to(request.user).with_all()
    call = get_object_or_404(seen.select_related("terms__deciding_county"), pk=pk)
    if not works_with_the_call.test(request.user, call):
        raise Http404
    show = request.GET.get("show", "")
    rows = cases_of_grid(call, request.user, show)
    page_obj = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "call": call,
        "page_obj": page_obj,
        "grid": grid_of(page_obj.object_list, request.user),
        "show": show,
        "choices": [(key, words, key == show) for key, words in SHOWN],
        "is_officer": request.user.holds("officer", call.county),
    }
    return render(request, "decisions/grid.html", context)
