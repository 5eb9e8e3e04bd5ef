"""The page of powers of attorney (fullmakt): to give one, and to see what became of it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications.forms import MandateForm
from applications.models import MANDATE, Application, Attachment, Mandate
from applications.rules import is_being_entered
from grants import rules, steps
from grants.models import SignedInRequest
from grants.rules import Refused

MOST = 10  # powers of attorney in one application


def mandates(request: SignedInRequest, pk: int) -> HttpResponse:
    """Those that have been given; a member who is no signatory may give one for herself."""
    application = get_object_or_404(Application.objects.visible_to(request.user).with_all(), pk=pk)
    may_give = gives(application, request.user)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = MandateForm(*sent) if may_give else None
    if form is not None and form.is_valid():
        try:
            _give(application, form.cleaned_data["upload"], request.user)
            return _given(request, application)
        except Refused as refusal:
            form.add_error("upload", str(refusal))
    rows = Mandate.objects.visible_to(request.user).filter(application=application)
    context = {
        "application": application,
        "form": form,
        "rows": rows.select_related("user", "attachment", "application__organisation"),
        "is_signatory": rules.signs_for.test(request.user, application),
    }
    return render(request, "applications/mandates.html", context)


def gives(application: Application, user: Any) -> bool:
    """Whether the user can give a power of attorney for herself now.

    She is a member who is no signatory, has no other that stands, and the application is a draft
    or waits for completion.
    """
    open_ = application.state in (Application.State.DRAFT, Application.State.SUPPLEMENT)
    if not open_ or is_being_entered.test(user, application):
        return False
    if rules.signs_for.test(user, application) or not rules.reads_for.test(user, application):
        return False
    return not application.mandates.living().filter(user=user).exists()


@transaction.atomic
def _give(application: Application, upload: Any, user: Any) -> None:
    """Keep the file and begin the mandate. Raises Refused; then nothing is kept."""
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if not gives(locked, user):
        raise Refused(_("You have given a power of attorney already, or it is too late."))
    if locked.mandates.count() >= MOST:
        raise Refused(_("An application can have at most %d powers of attorney.") % MOST)
    new = Attachment.of(locked, upload, user, MANDATE)
    there = locked.attachments.filter(sha256=new.sha256).first()
    if there is not None and there.question != MANDATE:
        raise Refused(_("“%s” is attached to the application already. Choose another.") % new.name)
    if there is None:
        new.save()
    steps.begin(Mandate(application=locked, user=user, attachment=there or new), by=user)


def _given(request: SignedInRequest, application: Application) -> HttpResponse:
    if application.state == Application.State.DRAFT:
        messages.success(
            request, _("The power of attorney is attached. You may now sign the application.")
        )
        return redirect("applications:submit", application.pk)
    messages.success(request, _("The power of attorney is attached. The board will examine it."))
    return redirect("applications:mandates", application.pk)
