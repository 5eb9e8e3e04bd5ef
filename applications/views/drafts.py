"""Pages of a draft: to begin one, and to write it."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.forms import FIELDS, BeginForm, Draft, rows_of
from applications.models import Application
from grants import clock, law, rules, steps
from grants.models import Call, Organisation, SignedInRequest, User
from grants.templatetags.bifall import kr, moment

SUBMITTED = gettext_lazy("The application has been submitted and can no longer be changed.")


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
    """Write a draft, section by section. Saves also what is incomplete."""
    application = get_object_or_404(Application.objects.visible_to(request.user).with_all(), pk=pk)
    if application.state != Application.State.DRAFT and request.method != "POST":
        messages.info(request, SUBMITTED)
        return redirect(application)
    if not rules.edits_for.test(request.user, application):
        messages.info(request, _("You can read this draft, but not change it."))
        return redirect(application)
    if request.method == "POST":
        return _save(request, application)
    draft = Draft(application, more=request.GET.get("more", ""))
    return render(request, "applications/edit.html", _page(application, draft))


def _save(request: SignedInRequest, application: Application) -> HttpResponse:
    """All or nothing: one field that cannot be understood, and nothing is saved."""
    action = request.POST.get("action", "save")
    more = action.removeprefix("more_") if action in ("more_lines", "more_partners") else ""
    with transaction.atomic():
        locked = Application.objects.select_for_update(of=("self",)).with_all()
        draft = Draft(locked.get(pk=application.pk), request.POST, more=more)
        clash = _clash(draft.application, request.POST.get("version", ""))
        if not clash and draft.is_valid():
            _store(draft)
            messages.success(request, _("The draft is saved."))
            return redirect(_next_page(action, application))
    application.refresh_from_db(fields=["version", "saved_at"])
    context = _page(application, draft) | {"clash": clash}
    if clash:
        now = Application.objects.with_all().get(pk=application.pk)
        context |= {"application": now, "elsewhere": _elsewhere(draft, now)}
    return render(request, "applications/edit.html", context)


def _store(draft: Draft) -> None:
    """Write the cleaned draft, its choices and its rows, as the next version."""
    application = draft.form.save(commit=False)
    application.version += 1
    application.saved_at = clock.now()
    plain = [f.name for f in application._meta.concrete_fields if f.name in draft.form.fields]
    application.save(update_fields=[*plain, "version", "saved_at"])
    draft.form.save_m2m()
    for kind in FIELDS:
        rows, stored = draft.rows(kind), getattr(application, kind)
        if rows != rows_of(application, kind):
            stored.all().delete()
            stored.bulk_create([stored.model(application=application, **row) for row in rows])


def _next_page(action: str, application: Application) -> str:
    edit_url = reverse("applications:edit", args=[application.pk])
    return {
        "more_lines": f"{edit_url}?more=lines#costs",
        "more_partners": f"{edit_url}?more=partners#partners",
        "files": reverse("applications:attach", args=[application.pk]),
        "review": reverse("applications:submit", args=[application.pk]),
    }.get(action, edit_url)


def _clash(stored: Application, version: str) -> str:
    """Why what was typed cannot be saved over what is stored now; empty when it can."""
    if stored.state != Application.State.DRAFT:
        return str(SUBMITTED)
    if version == str(stored.version):
        return ""
    return _("%(who)s saved this draft on %(when)s, after you opened it.") % {
        "who": _saved_by(stored),
        "when": moment(stored.saved_at),
    }


def _saved_by(application: Any) -> str:
    """Who saved last, as the row history has written down."""
    event = application.events.select_related("pgh_context").order_by("-pgh_id").first()
    context = event.pgh_context.metadata if event and event.pgh_context else {}
    person = User.objects.filter(pk=context.get("user", 0)).first()
    return str(person) if person else _("Somebody")


def _elsewhere(draft: Draft, now: Application) -> list[tuple[str, str]]:
    """What is saved now wherever it differs from what was typed: label and saved text."""
    form, found = draft.form, []
    for name in form.changed_data:
        value = getattr(now, name)
        if hasattr(value, "all"):
            value = ", ".join(str(one) for one in value.all())
        found.append((str(form[name].label), _as_read(value)))
    typed = draft.is_valid()
    for kind, label in (("partners", _("Partners")), ("cost_lines", _("Costs"))):
        rows = rows_of(now, kind)
        if not typed or rows != draft.rows(kind):
            lines = [", ".join(_as_read(value) for value in row.values()) for row in rows]
            found.append((label, "\n".join(lines)))
    return found


def _as_read(value: Any) -> str:
    if isinstance(value, Decimal):
        return kr(value)
    return "" if value is None else str(value)


def _page(application: Application, draft: Draft) -> dict[str, Any]:
    """What the page of a draft shows: the form, and the sections with what is missing in each."""
    faults = application.faults()
    return {
        "application": application,
        "call": application.call,
        "draft": draft,
        "faults": faults,
        "sections": [
            (key, label, [text for section, text in faults if section == key])
            for key, label in sections()
        ],
    }


def sections() -> list[tuple[str, str]]:
    """The sections of the form, in order: anchor and heading."""
    names = {
        "activity": _("The activity"),
        "need": _("Need and aims"),
        "target": _("Target group"),
        "activities": _("Activities and follow-up"),
        "purposes": _("Purposes and priorities"),
        "place": _("Where and when"),
        "partners": _("Partners"),
        "costs": _("Costs and money"),
        "contact": _("Contact person"),
    }
    return [(key, names[key]) for key in Application.SECTIONS]
