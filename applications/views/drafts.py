"""Pages of a draft: to begin one, and to write it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from applications.forms import BeginForm
from applications.models import Application
from grants import clock, law, steps
from grants.models import Call, Organisation, SignedInRequest


def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose the organisation, hear at once whether it may apply, and begin a draft."""
    call = get_object_or_404(Call.objects.visible_to(request.user).with_all(), pk=pk)
    if not call.is_open:
        return render(request, "applications/not_open.html", {"call": call})
    ours = [
        m.organisation for m in request.user.memberships_today if m.role in ("editor", "signatory")
    ]
    found = [(o, law.hinders_to_apply(call.terms, o, clock.today())) for o in ours]
    may_apply = [organisation for organisation, hinders in found if not hinders]
    form = BeginForm(request.POST or None, organisations=may_apply) if may_apply else None
    if form is not None and form.is_valid():
        return redirect("applications:edit", _begun(call, form.cleaned_data, request.user).pk)
    drafts = Application.objects.visible_to(request.user).filter(
        call=call, organisation__in=ours, state=Application.State.DRAFT
    )
    hindered = [(organisation, hinders) for organisation, hinders in found if hinders]
    context = {"call": call, "form": form, "ours": ours, "hindered": hindered, "drafts": drafts}
    return render(request, "applications/begin.html", context)


def _begun(call: Call, chosen: dict[str, Any], user: Any) -> Application:
    """A new draft, with the person who begins it as the one to ask."""
    application = Application(
        call=call,
        county=_county_of(call, chosen["organisation"]),
        organisation=chosen["organisation"],
        begun_by=user,
        title=chosen["title"],
        contact_name=user.name,
        contact_email=user.email,
    )
    return steps.begin(application, by=user)


def _county_of(call: Call, organisation: Organisation) -> Any:
    """The board that runs the case: the call's.

    Where one board decides for the whole country it is the applicant's own, which must be heard
    (2010:1122 37 b §).
    """
    if call.national and call.terms.deciding_county_id:
        return organisation.municipality.county
    return call.county


def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    raise Http404
