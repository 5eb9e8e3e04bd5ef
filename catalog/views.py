"""Who asked: the public pages, the catalogue, the statistics, and everyone's start page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.models import Application
from catalog import desk as waits
from catalog import search
from catalog import statistics as figures
from catalog.forms import CatalogueForm, EntryForm
from catalog.models import Entry
from catalog.resources import EntryTable
from grants import steps
from grants.models import ApplicantType, Call, County, Fund
from grants.resources import download

PAGE = 20


# Public pages


@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What Bifall is, what can be sought now, how hard money is sought, what came of it."""
    calls = Call.objects.visible_to(request.user)
    entries = Entry.objects.visible_to(request.user).published()
    there = Count("entries", Q(entries__in=entries.values("pk")))
    context = {
        "calls": calls.open().with_all().order_by("closes_at", "pk")[:6],
        "newest": figures.newest(calls.closed()),
        "counties": County.objects.annotate(projects=there).order_by("code"),
        "latest": entries.with_all().order_by("-published_at", "-pk")[:3],
    }
    return render(request, "catalog/start.html", context)


@login_not_required
@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    """The catalogue: search, narrow, read on."""
    entries = Entry.objects.visible_to(request.user).published()
    form = CatalogueForm(request.GET, entries)
    page = Paginator(form.found.with_all(), PAGE).get_page(request.GET.get("page"))
    hint = search.meant(entries, form.text) if form.text and not page.paginator.count else ""
    context = {"form": form, "page_obj": page, "meant": hint}
    return render(request, "catalog/list.html", context)


@login_not_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The projects that the list shows, as a file."""
    form = CatalogueForm(request.GET, Entry.objects.visible_to(request.user).published())
    rows = form.found.with_all().select_related("application__organisation")
    return download(EntryTable(), rows, _("projects"), request.GET.get("format", "xlsx"))


@login_not_required
@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One project: what it was, what came of it, what was learned."""
    seen = Entry.objects.visible_to(request.user)
    shown = get_object_or_404(seen.with_all().select_related("application"), pk=pk)
    handled = Application.objects.visible_to(request.user).filter(pk=shown.application_id).exists()
    context = {
        "entry": shown,
        "similar": search.similar(shown, seen.published()).with_all()[:3],
        "is_edited": _may_edit(request.user, shown),
        "handled": handled,
        "history": steps.history(shown, request.user).filter(
            thing=shown._meta.label_lower, thing_id=shown.pk
        )
        if handled
        else (),
    }
    return render(request, "catalog/entry.html", context)


@login_not_required
@require_safe
def statistics_(request: HttpRequest) -> HttpResponse:
    """Over-subscription, grants and success of closed calls, over years, counties and kinds."""
    known = figures.public(Call.objects.visible_to(request.user).closed())
    groups = [line.key for line in known["all"]]
    fund, year = _chosen(request, known["all"])
    funds, counties = Fund.objects.in_bulk(), County.objects.in_bulk()
    context = {
        "years": [(funds[line.key[0]], line) for line in reversed(known["all"])],
        "groups": [(key, funds[key[0]]) for key in reversed(groups)],
        "fund": funds.get(fund),
        "year": year,
        "by_county": [(counties[f.key], f) for f in known.get(("county", fund, year), [])],
        "by_kind": _kinds(known.get(("kind", fund, year), [])),
        "fewest": figures.FEWEST,
    }
    return render(request, "catalog/statistics.html", context)


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "catalog/about.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "catalog/accessibility.html", {"counties": County.objects.all()})


def _chosen(request: HttpRequest, rounds: list[figures.Figures]) -> tuple[str, int]:
    """The fund and year asked for (“tia-2023”); else the round that most applied in."""
    largest = max(rounds, key=lambda line: line.count, default=None)
    asked = {f"{line.key[0]}-{line.key[1]}": line.key for line in rounds}
    return asked.get(request.GET.get("round", ""), largest.key if largest else ("", 0))


def _kinds(lines: list[figures.Figures]) -> list[tuple[ApplicantType, figures.Figures]]:
    kinds = ApplicantType.objects.in_bulk()
    return [(kinds[line.key], line) for line in sorted(lines, key=lambda f: -f.count)]


# The officer makes a project's page


def entry_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the page of a reported project out of what its application and report say."""
    ended = [Application.State.REPORTED, Application.State.CLOSED]
    cases = Application.objects.visible_to(request.user).filter(state__in=ended)
    case = get_object_or_404(cases.with_all(), pk=pk)
    with transaction.atomic():
        # Two who press at once take turns, and the second finds the page of the first.
        Application.objects.select_for_update(of=("self",)).get(pk=case.pk)
        there = Entry.objects.visible_to(request.user).filter(application=case).first()
        if there is not None:
            return redirect(there)
        drafted = Entry.of(case)
        if not Entry.birth.permission(drafted, request.user):
            raise Http404
        if request.method == "POST":
            made = steps.begin(drafted, by=request.user)
            return redirect("catalog:entry_edit", made.pk)
    return render(request, "catalog/entry_draft.html", {"case": case, "entry": drafted})


def entry_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The officer goes over the texts before everyone can read them."""
    with transaction.atomic():
        seen = Entry.objects.visible_to(request.user).select_for_update(of=("self",))
        edited = get_object_or_404(seen, pk=pk)
        if not Entry.birth.permission(edited, request.user):
            raise Http404
        if edited.state != Entry.State.DRAFT:
            messages.warning(request, _("Take the page back to a draft before you change it."))
            return redirect(edited)
        form = EntryForm(request.POST or None, instance=edited)
        if form.is_valid():
            form.save()
            messages.success(request, _("The project page was saved."))
            return redirect(edited)
    return render(request, "catalog/entry_edit.html", {"entry": edited, "form": form})


def _may_edit(user: Any, shown: Entry) -> bool:
    """Whether the page can be edited, by this person and now."""
    may = user.is_authenticated and Entry.birth.permission(shown, user)
    return may and shown.state == Entry.State.DRAFT


# Everyone's start page


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for me, in all my roles."""
    sections = waits.waiting(request.user)
    context = {
        "sections": [section for section in sections if section.rows],
        "nothing": [section for section in sections if not section.rows],
        "pressure": waits.pressure(request.user),
    }
    return render(request, "catalog/desk.html", context)
