"""Pages where a draft becomes an application: review and sign, and the receipt."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications import letters
from applications.forms import SignForm
from applications.models import (
    DECLARATION,
    DECLARATION_FROM_PAPER,
    Application,
    checksum_of,
    read_back,
    signatures_of,
    signed_so_far,
)
from applications.models.fair_copy import keep_fair_copy, take_fair_copy
from applications.models.signing import needs_another
from applications.models.snapshot import snapshot
from applications.rules import is_being_entered, signs, writes
from grants import questions, rules, steps
from grants.models import SignedInRequest, User
from grants.rules import Refused


@dataclass(frozen=True)
class Missing:
    """What is missing in one section."""

    section: questions.Section
    faults: list[questions.Fault]


def submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read everything through, see what is missing, sign and submit."""
    visible = Application.objects.visible_to(request.user)
    posted = request.method == "POST"  # the page shows it; whoever signs it is asked about it anew
    rows = visible.select_related("call") if posted else visible.to_be_signed()
    application = get_object_or_404(rows, pk=pk)
    if application.state != Application.State.DRAFT:
        return _is_submitted(request, pk)
    if request.GET.get("format") == "pdf":
        return _file(letters.draft(application), letters.file_name(application, "pdf"))
    form = SignForm(request.POST or None, on_behalf=application.on_behalf)
    if form.is_valid():
        try:
            signed = _sign(application, form.cleaned_data["reading"], request.user)
            return _signed(request, signed)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    if posted:
        application = get_object_or_404(visible.to_be_signed(), pk=pk)
        if application.state != Application.State.DRAFT:
            return _is_submitted(request, pk)
    context = _review(application, request.user) | {"form": form}
    return render(request, "applications/submit.html", context)


def _sign(application: Application, reading: str, user: Any) -> Application:
    """Submit what she has read, or sign it first, and nothing else. The application as it now is.

    Raises Refused; then the draft is as it was.
    """

    def as_she_read_it(fresh: Application) -> None:
        fresh.as_read = take_fair_copy(fresh, reading) if reading else ""

    if application.on_behalf or application.call.signatures_needed < 2:
        return steps.take("submit", application, by=user, first=as_she_read_it, reading=reading)
    with steps.together():  # two who sign at the same moment are one first and one last
        stored = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
        stored.must_be_draft()
        first = needs_another(stored, user, checksum_of(snapshot(stored)))
        step = "sign_first" if first else "submit"
        return steps.take(step, stored, by=user, reading=reading)


def _signed(request: SignedInRequest, application: Application) -> HttpResponse:
    """To the receipt; or, when one more must sign, back to read who that may be."""
    if application.state != Application.State.DRAFT:
        return redirect("applications:receipt", application.pk)
    messages.success(request, _("You have signed. The others who may sign are told by e-mail."))
    return redirect("applications:submit", application.pk)


def _is_submitted(request: SignedInRequest, pk: int) -> HttpResponse:
    messages.info(request, _("The application has already been submitted."))
    return redirect("applications:receipt", pk)


def _review(application: Application, user: Any) -> dict[str, Any]:
    """What there is to read before signing, what stops it, and who may."""
    text = snapshot(application)
    reading = checksum_of(text)
    so_far = signed_so_far(application, reading)
    standing = [one.signature for one in so_far if not one.void]
    may_sign, entered = signs.test(user, application), is_being_entered.test(user, application)
    hinders, stops = application.hinders(), application.stops
    open_ = entered or application.call.is_open
    own = any(one.user_id == user.pk for one in standing)
    if may_sign and not stops and not entered and application.call.signatures_needed < 2:
        keep_fair_copy(application, text, reading)
    return {
        "application": application,
        "reading": reading,
        "missing": _missing(application),
        "hinders": hinders,
        "so_far": so_far,
        "standing": standing,
        "is_open": open_,
        "entered": entered,
        "writes": writes.test(user, application),
        "signs": may_sign,
        "own": own,
        "ready": may_sign and open_ and not stops and (entered or not hinders) and not own,
        "first": needs_another(application, user, reading),
        "declaration": DECLARATION_FROM_PAPER if entered else DECLARATION,
        "may_have_mandate": not entered
        and rules.reads_for.test(user, application)
        and not rules.signs_for.test(user, application),
        "signatories": User.objects.members_of(application.organisation, "signatory"),
    }


def _missing(application: Application) -> list[Missing]:
    """What is missing or wrong, by section, in the order of the form."""
    faults = application.faults()
    sections = application.questionnaire.read.sections
    found = [Missing(one, [f for f in faults if f.section == one.key]) for one in sections]
    return [one for one in found if one.faults]


def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """That it has arrived, when, and what was submitted.

    `?format=pdf` gives it as a letter, `?format=json` the text that was signed, to the letter: its
    SHA-256 is the checksum.
    """
    rows = Application.objects.visible_to(request.user).with_all().select_related("signed_by")
    application = get_object_or_404(rows, pk=pk)
    if application.state == Application.State.DRAFT:
        messages.info(request, _("There is no receipt yet: the application is not submitted."))
        return redirect(application)
    asked = request.GET.get("format")
    if asked == "pdf":
        return _file(letters.receipt(application), letters.file_name(application, "pdf"))
    if asked == "json":
        text = application.as_submitted.encode()
        return _file(text, letters.file_name(application, "json"), "application/json")
    context = {
        "application": application,
        "frozen": read_back(application, application.as_submitted),
        "signatures": signatures_of(application),
        "json_name": letters.file_name(application, "json"),
    }
    return render(request, "applications/receipt.html", context)


def _file(content: bytes, name: str, kind: str = "application/pdf") -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
