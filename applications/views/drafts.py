"""Pages of a draft: to begin one, its task list, and what has changed in it without the writer."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications.forms import BeginForm
from applications.models import Application, catch_up, copy, prefill, progress_of
from applications.rules import writes
from grants import clock, law, rules, steps
from grants.models import Call, Organisation, SignedInRequest
from grants.views.selftest import answers_of


def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose the organisation, hear at once whether it may apply, and begin a draft."""
    call = get_object_or_404(Call.objects.visible_to(request.user).with_all(), pk=pk)
    if not call.is_open:
        return render(request, "applications/not_open.html", {"call": call})
    held = [m for m in request.user.memberships_today if m.role in ("editor", "signatory")]
    ours = [membership.organisation for membership in held]
    found = [(o, law.hinders_to_apply(call.terms, o, clock.today())) for o in ours]
    may_apply = [organisation for organisation, hinders in found if not hinders]
    form = _begin_form(request, may_apply)
    if form is not None and form.is_valid():
        return _begun(request, call, form.cleaned_data)
    drafts = Application.objects.visible_to(request.user).filter(
        call=call, organisation__in=ours, state=Application.State.DRAFT
    )
    context = {
        "call": call,
        "form": form,
        "ours": ours,
        "hindered": [(organisation, hinders) for organisation, hinders in found if hinders],
        "due": [(o, due) for o in may_apply if (due := _statements_due(call, o))],
        "drafts": drafts.select_related("organisation"),
    }
    return render(request, "applications/begin.html", context)


def _begin_form(request: SignedInRequest, may_apply: list[Organisation]) -> BeginForm | None:
    """The form for those of the organisations that may apply; None when none may."""
    if not may_apply:
        return None
    seen = Application.objects.visible_to(request.user).filter(organisation__in=may_apply)
    return BeginForm(
        request.POST if request.method == "POST" else None,
        organisations=may_apply,
        earlier=seen.select_related("organisation", "call").order_by("-saved_at"),
        tested=bool(answers_of(request)),
    )


def _statements_due(call: Call, organisation: Organisation) -> list[Any]:
    """What the organisation has not yet stated about itself, where the fund asks for it."""
    return organisation.statements_due() if call.fund_id == "tia" else []


@transaction.atomic
def _begun(request: SignedInRequest, call: Call, chosen: dict[str, Any]) -> HttpResponse:
    """A new draft, with what is known already; one of the same name is there when one clicks twice.

    The organisation's row is the queue: two clicks come one after the other.
    """
    organisation, user = chosen["organisation"], request.user
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    own = Application.objects.visible_to(user).filter(organisation=organisation, call=call)
    there = own.filter(title=chosen["title"], state=Application.State.DRAFT).first()
    if there is not None:
        messages.info(
            request, _("The organisation already has a draft with this name. Here it is.")
        )
        return redirect("applications:edit", there.pk)
    application = Application(
        call=call,
        county=county_of(call, organisation),
        organisation=organisation,
        begun_by=user,
        title=chosen["title"],
        contact_name=user.name,
        contact_email=user.email,
    )
    steps.begin(application, by=user)
    if chosen.get("earlier"):
        copy(chosen["earlier"], application, user)
    if chosen.get("selftest"):
        prefill(application, answers_of(request), user)
    return redirect("applications:edit", application.pk)


def county_of(call: Call, organisation: Organisation) -> Any:
    """The board that runs the case: the call's.

    Where one board decides for the whole country it is the applicant's own, which must be heard
    (2010:1122 37 b §).
    """
    if call.national and call.terms.deciding_county_id:
        return organisation.municipality.county
    return call.county


def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """The task list of a draft: its sections, what is missing, and what has changed."""
    seen = Application.objects.visible_to(request.user).with_answers()
    application = get_object_or_404(seen, pk=pk)
    if elsewhere := not_to_be_written(request, application):
        return elsewhere
    if catch_up(application) is not application:
        application = get_object_or_404(seen, pk=pk)
    version, progress = application.questionnaire.read, progress_of(application)
    changes = [
        (change, version.section_of(change.key) if change.key in version else None)
        for change in application.form_changes
    ]
    context = {
        "application": application,
        "progress": progress,
        "next": next((p for p in progress.parts if p.faults), None) or progress.parts[0],
        "changes": changes,
        "hinders": application.hinders(),
        "due": _statements_due(application.call, application.organisation),
        "signs": rules.signs_for.test(request.user, application),
    }
    return render(request, "applications/edit.html", context)


def not_to_be_written(request: SignedInRequest, application: Application) -> HttpResponse | None:
    """Where somebody is sent who opens a draft that she cannot write in; None when she can."""
    if application.state != Application.State.DRAFT:
        messages.info(
            request, _("The application has been submitted and can no longer be changed.")
        )
    elif not writes.test(request.user, application):
        messages.info(request, _("You can read this draft, but not change it."))
    else:
        return None
    return redirect(application)


@require_POST
@transaction.atomic
def seen(request: SignedInRequest, pk: int) -> HttpResponse:
    """She has seen what changed in the form, or needs no longer what was set aside."""
    rows = Application.objects.written_by(request.user).select_for_update(of=("self",))
    application = rows.filter(pk=pk).first()
    if application is None:
        raise Http404
    if request.POST.get("what") == "aside":
        application.set_aside = {}
        application.save(update_fields=["set_aside"])
    else:
        application.changed_from = None
        application.save(update_fields=["changed_from"])
    return redirect(reverse("applications:edit", args=[pk]))
