"""Pages of organisations: registering one, its profile, its account."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from grants import rules
from grants.forms import OrganisationForm
from grants.models import Membership, Organisation


def organisation_new(request: HttpRequest) -> HttpResponse:
    """Whoever has signed in registers an organisation and becomes its signatory."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            organisation = _register(form, request.user)
        except IntegrityError:  # somebody else was a moment faster
            form.add_error("org_nr", form.ALREADY_HERE)
        else:
            messages.success(request, _("The organisation is registered. You may now apply."))
            return redirect(organisation)
    return render(request, "grants/organisation_form.html", {"form": form})


def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """The profile of an organisation, for its members and for staff."""
    organisations = Organisation.objects.visible_to(request.user)
    related = organisations.select_related("applicant_type", "municipality__county")
    found = get_object_or_404(related, pk=pk)
    members = found.memberships.filter(Membership.holding_today()).select_related("user")
    context = {
        "organisation": found,
        "members": members.order_by("user__name", "pk"),
        "may_edit": rules.edits_for.test(request.user, found),
    }
    return render(request, "grants/organisation.html", context)


@transaction.atomic
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Those who write for the organisation keep its profile and its account."""
    organisations = Organisation.objects.visible_to(request.user)
    found = get_object_or_404(organisations.select_for_update(of=("self",)), pk=pk)
    if not rules.edits_for.test(request.user, found):
        raise PermissionDenied
    name = found.name
    form = OrganisationForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The organisation is saved."))
        return redirect(found)
    context = {"form": form, "organisation": found, "name": name}
    return render(request, "grants/organisation_form.html", context)


@transaction.atomic
def _register(form: OrganisationForm, user: Any) -> Organisation:
    organisation = form.save()
    role = Membership.Role.SIGNATORY
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return organisation
