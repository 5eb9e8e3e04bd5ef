"""Pages of organisations: mine, a new one, the profile, the account, what it states."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from grants import law, rules
from grants.forms import AccountForm, NumberForm, ProfileForm, RegisterForm, StatementsForm
from grants.models import (
    JoinRequest,
    Membership,
    Organisation,
    OrganisationPaper,
    OrganisationStatement,
    SignedInRequest,
)
from grants.views.selftest import organisation_of


def organisation_list(request: SignedInRequest) -> HttpResponse:
    """The organisations the person has a role in, and those she has asked to join."""
    asked = JoinRequest.objects.visible_to(request.user).waiting().select_related("organisation")
    context = {
        "memberships": sorted(request.user.memberships_today, key=lambda m: m.organisation.name),
        "own": asked.filter(user=request.user),
        "others": asked.exclude(user=request.user).select_related("user"),
    }
    return render(request, "grants/organisation_list.html", context)


def organisation_new(request: SignedInRequest) -> HttpResponse:
    """First the number, then the rest. Whoever registers it becomes its signatory."""
    given = request.POST if request.method == "POST" else request.GET
    number = NumberForm(given if "org_nr" in given or request.method == "POST" else None)
    if not number.is_valid():
        return render(request, "grants/organisation_number.html", {"form": number})
    org_nr = number.cleaned_data["org_nr"]
    data = request.POST if request.method == "POST" else None
    form = RegisterForm(org_nr, data, said=organisation_of(request))
    if Organisation.objects.filter(org_nr=org_nr).exists():
        return redirect("grants:organisation_join", org_nr)
    if form.is_valid():
        try:
            organisation = _register(form, request.user)
        except IntegrityError:  # somebody else was a moment faster
            return redirect("grants:organisation_join", org_nr)
        messages.success(request, _("The organisation is registered. You may now apply."))
        return redirect(organisation)
    context = {"form": form, "org_nr": org_nr}
    return render(request, "grants/organisation_register.html", context)


@transaction.atomic
def _register(form: RegisterForm, user: Any) -> Organisation:
    organisation = form.save()
    organisation.admit(user, Membership.Role.SIGNATORY)
    organisation.state({OrganisationStatement.SIGNS: True}, user)
    return organisation


def organisation(request: SignedInRequest, pk: int) -> HttpResponse:
    """The profile of an organisation, for its members and for staff."""
    organisations = Organisation.objects.visible_to(request.user)
    found = get_object_or_404(
        organisations.select_related("applicant_type", "municipality__county"), pk=pk
    )
    opened = Organisation.objects.opened_to(request.user).filter(pk=pk).exists()
    context = {
        "organisation": found,
        "opened": opened,
        "papers": found.papers_now() if opened else [],
        "said": _said(found) if opened else [],
        "missing": _missing(found) if rules.edits_for.test(request.user, found) else [],
        "may_edit": rules.edits_for.test(request.user, found),
        "may_sign": rules.signs_for.test(request.user, found),
    }
    return render(request, "grants/organisation.html", context)


def _said(organisation: Organisation) -> list[tuple[law.Statement, OrganisationStatement | None]]:
    """The statements asked of it, each with what it has said last."""
    now = organisation.statements_now()
    asked = law.statements_of(organisation.applicant_type_id)
    return [(statement, now.get(statement.key)) for statement in asked]


def _missing(organisation: Organisation) -> list[tuple[str, str]]:
    """What an application will ask for, each with the name of the page where it is given."""
    kinds = {paper.kind for paper in organisation.papers_now()}
    states = law.statements_of(organisation.applicant_type_id)
    found = []
    if states and organisation.active_since is None:
        found.append((_("Since when it has been active in Sweden"), "grants:organisation_edit"))
    if organisation.statements_due():
        found.append((_("What it states about itself"), "grants:organisation_statements"))
    if states and OrganisationPaper.Kind.STATUTES not in kinds:
        found.append((_("Its statutes"), "grants:organisation_papers"))
    if not organisation.account_number:
        found.append((_("The account that grants are paid to"), "grants:organisation_account"))
    return found


@transaction.atomic
def organisation_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Those who write for the organisation keep its profile."""
    found = _held(request, pk, rules.edits_for)
    name = found.name
    form = ProfileForm(request.POST or None, instance=found)
    if form.is_valid():
        form.save()
        messages.success(request, _("The organisation is saved."))
        return redirect(found)
    context = {"form": form, "organisation": found, "name": name}
    return render(request, "grants/organisation_form.html", context)


@transaction.atomic
def organisation_account(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where grants are paid is for the signatories alone. A new account cools off first."""
    found = _held(request, pk, rules.signs_for)
    form = AccountForm(request.POST or None, instance=found)
    if form.is_valid():
        form.save()
        messages.success(request, _("The account is saved."))
        return redirect(found)
    context = {"form": form, "organisation": found}
    return render(request, "grants/organisation_account.html", context)


@transaction.atomic
def organisation_statements(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the organisation states about itself, said anew each time and kept with name and day."""
    found = _held(request, pk, rules.edits_for)
    form = StatementsForm(found, request.POST or None)
    if form.fields and form.is_valid():
        found.state(form.answers, request.user)
        messages.success(request, _("What you stated is saved, with your name and the time."))
        return redirect(found)
    context = {"form": form, "organisation": found, "said": _said(found)}
    return render(request, "grants/organisation_statements.html", context)


def _held(request: SignedInRequest, pk: int, rule: Any) -> Organisation:
    """The organisation, locked for writing. 404 unless seen, 403 unless the rule holds."""
    seen = Organisation.objects.visible_to(request.user).select_for_update(
        of=("self",), no_key=True
    )
    found = get_object_or_404(seen, pk=pk)
    if not rule.test(request.user, found):
        raise PermissionDenied
    return found
