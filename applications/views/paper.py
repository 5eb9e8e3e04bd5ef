"""Pages where an officer enters an application that came on paper (row 23: entry on behalf).

What has reached the board is registered, also when it came late or something is missing in it:
then it is answered with a request for completion, or dismissed.
"""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications.forms import OriginalForm, PaperForm
from applications.models import ORIGINAL, Application, Attachment
from applications.rules import enters
from applications.views.drafts import county_of
from grants import clock, steps
from grants.models import Call, Organisation, SignedInRequest
from grants.rules import Refused


def paper_new(request: SignedInRequest) -> HttpResponse:
    """Which call, for whom, and the original with the moment it arrived; then it is written."""
    calls = calls_of(request.user)
    if calls is None:
        raise Http404
    form = PaperForm(request.POST or None, request.FILES or None, calls=calls)
    if form.is_valid():
        try:
            application = _begun(form, request.user)
            if application.is_late:
                messages.warning(request, _("The paper came when the call had closed."))
            return redirect("applications:edit", application.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "applications/paper_new.html", {"form": form})


def calls_of(user: Any) -> Any:
    """The calls of the boards where the user is officer that a paper may belong to, or None."""
    counties = user.counties_as("officer")
    if not counties:
        return None
    at_board = Q(county__in=counties) | Q(terms__deciding_county__in=counties)
    rows = Call.objects.visible_to(user).filter(at_board)
    late = (Call.State.PUBLISHED, Call.State.DECIDED)
    return rows.filter(state__in=late, opens_at__lte=clock.now()).order_by("-closes_at", "pk")


@transaction.atomic
def _begun(form: PaperForm, user: Any) -> Application:
    """A draft on behalf of the organisation, with its original.

    The organisation's row is the queue: two clicks come one after the other, and the second finds
    what the first has begun. Raises Refused.
    """
    organisation = _organisation(form)
    given = form.cleaned_data
    there = Application.objects.filter(
        organisation=organisation, call=given["call"], on_behalf=True, title=given["title"]
    )
    there = there.visible_to(user)
    if earlier := there.filter(state=Application.State.DRAFT).first():
        return earlier
    application = Application(
        call=given["call"],
        county=county_of(given["call"], organisation),
        organisation=organisation,
        begun_by=user,
        title=given["title"],
        on_behalf=True,
        received_at=given["received_at"],
    )
    try:
        steps.begin(application, by=user)
    except steps.NotAllowed as refusal:
        said = _(
            "You have a conflict of interest with this organisation. Let a colleague enter it."
        )
        raise Refused(said) from refusal
    Attachment.of(application, given["original"], user, ORIGINAL).save()
    return application


def _organisation(form: PaperForm) -> Organisation:
    """The organisation with the number; a new one has no members until somebody joins it."""
    if form.known is None:
        new = form.new_organisation()
        Organisation.objects.bulk_create([new], ignore_conflicts=True)  # two clicks
    rows = Organisation.objects.select_for_update(no_key=True, of=("self",))
    return rows.get(org_nr=form.cleaned_data["org_nr"])


def paper(request: SignedInRequest, pk: int) -> HttpResponse:
    """The original and the moment it arrived, while it is being entered."""
    rows = Application.objects.visible_to(request.user).with_all()
    application = get_object_or_404(rows, pk=pk, on_behalf=True)
    if application.state != Application.State.DRAFT or not enters.test(request.user, application):
        return redirect(application)
    original = application.attachments.filter(question=ORIGINAL).first()
    form = OriginalForm(
        request.POST or None,
        request.FILES or None,
        there=original is not None,
        initial={"received_at": application.received_at},
    )
    if form.is_valid():
        try:
            _kept(application, form.cleaned_data, request.user)
            messages.success(request, _("Saved."))
            return redirect("applications:edit", pk)
        except Refused as refusal:
            form.add_error("original", str(refusal))
    context = {"application": application, "form": form, "original": original}
    return render(request, "applications/paper.html", context)


@transaction.atomic
def _kept(application: Application, given: dict[str, Any], user: Any) -> None:
    """Exchange the original, if there is a new one, and the moment. Raises Refused."""
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    locked.must_be_draft()
    if given["original"]:
        new = Attachment.of(locked, given["original"], user, ORIGINAL)
        same = locked.attachments.filter(sha256=new.sha256)
        if same.exclude(question=ORIGINAL).exists():
            raise Refused(_("“%s” is already there. You need not send it again.") % new.name)
        if not same.exists():
            for old in locked.attachments.filter(question=ORIGINAL):
                storage, name = old.file.storage, str(old.file.name)
                old.delete()
                transaction.on_commit(partial(storage.delete, name))
            new.save()
    locked.received_at = given["received_at"]
    locked.save(update_fields=["received_at"])
