"""Pages where a draft becomes an application: review and sign, and the receipt."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications import letters
from applications.forms import SignForm
from applications.models import Application
from grants import rules, steps
from grants.models import SignedInRequest, User
from grants.rules import Refused


def submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read everything through, see what is missing, sign and submit."""
    visible = Application.objects.visible_to(request.user)
    if request.method != "POST":  # the page shows it; whoever signs it is asked about it anew
        visible = visible.with_all()
    application = get_object_or_404(visible, pk=pk)
    if application.state != Application.State.DRAFT:
        messages.info(request, _("The application has already been submitted."))
        return redirect("applications:receipt", pk)
    form = SignForm(request.POST or None)
    if form.is_valid():
        try:
            _sign(application, form.cleaned_data, request.user)
            return redirect("applications:receipt", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            application.refresh_from_db(fields=["version", "saved_at"])
    return render(
        request, "applications/submit.html", _review(application, request.user) | {"form": form}
    )


def _sign(application: Application, read: dict[str, Any], user: Any) -> None:
    """Submit what she has read, and nothing else. Raises Refused; then the draft is as it was."""

    def is_what_she_read(stored: Application) -> None:
        if (stored.version, _files_of(stored)) != (read["version"], read["attached"]):
            raise Refused(_("The draft was changed after you opened this page. Read it again."))

    steps.take("submit", application, by=user, first=is_what_she_read)


def _files_of(application: Application) -> str:
    """The keys of its files: a file that comes or goes does not make a new version of the text."""
    return ",".join(str(pk) for pk in sorted(file.pk for file in application.attachments.all()))


def _review(application: Application, user: Any) -> dict[str, Any]:
    return {
        "application": application,
        "attached": _files_of(application),
        "faults": application.faults(),
        "hinders": application.hinders(),
        "writes": rules.edits_for.test(user, application),
        "signs": rules.signs_for.test(user, application),
        "signatories": User.objects.members_of(application.organisation, "signatory"),
    }


def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """That it has arrived, and when; `?format=pdf` gives it as a letter with the whole text."""
    application = get_object_or_404(Application.objects.visible_to(request.user).with_all(), pk=pk)
    if application.state == Application.State.DRAFT:
        messages.info(request, _("There is no receipt yet: the application is not submitted."))
        return redirect(application)
    if request.GET.get("format") != "pdf":
        return render(request, "applications/receipt.html", {"application": application})
    response = HttpResponse(letters.receipt(application), content_type="application/pdf")
    name = f"{_('receipt')}-{application.case_number}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
