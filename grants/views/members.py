"""Pages of an organisation's members: who they are, invitations, requests to join."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from grants import clock, rules, steps
from grants.forms import InviteForm, JoinForm, NumberForm, RoleForm
from grants.models import Invitation, JoinRequest, Membership, Organisation, SignedInRequest
from grants.rules import Refused


def organisation_members(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who is a member in which role; for signatories also who is invited and who asks to join."""
    found = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    held = found.memberships.select_related("user").order_by("user__name", "pk")
    may_sign = rules.signs_for.test(request.user, found)
    invitations = Invitation.objects.visible_to(request.user).filter(organisation=found)
    asking = JoinRequest.objects.visible_to(request.user).waiting().filter(organisation=found)
    context = {
        "organisation": found,
        "members": held.filter(Membership.holding_today()),
        "former": held.filter(valid_to__lte=clock.today()) if may_sign else [],
        "invitations": invitations.filter(state=Invitation.State.ASKED).select_related(
            "organisation", "invited_by"
        ),
        "requests": asking.select_related("user"),
        "may_sign": may_sign,
    }
    return render(request, "grants/organisation_members.html", context)


def membership(request: SignedInRequest, pk: int) -> HttpResponse:
    """A signatory changes a member's role or ends the membership; everyone may leave."""
    members = Membership.objects.visible_to(request.user).select_related("organisation", "user")
    found = get_object_or_404(members, pk=pk)
    may_sign = rules.signs_for.test(request.user, found)
    own = found.user_id == request.user.pk
    ends = "end" in request.POST
    if (not may_sign and not own) or (request.method == "POST" and not (ends or may_sign)):
        raise PermissionDenied
    form = RoleForm(None if ends else request.POST or None, initial={"role": found.role})
    if ends or form.is_valid():
        try:
            return _changed(request, found, "" if ends else form.cleaned_data["role"])
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("grants:membership", pk)
    context = {"membership": found, "form": form, "may_sign": may_sign, "own": own}
    return render(request, "grants/membership.html", context)


def _changed(request: SignedInRequest, membership: Membership, role: str) -> HttpResponse:
    """Give the member the role, or end the membership when there is none. Raises Refused."""
    if role:
        membership.change_role(role, by=request.user)
        messages.success(request, _("%s has another role now.") % membership.user)
        return redirect(membership)
    membership.end(by=request.user)
    if membership.user_id == request.user.pk:
        messages.success(request, _("You have left %s.") % membership.organisation)
        return redirect("grants:organisation_list")
    messages.success(request, _("%s is not a member any more.") % membership.user)
    return redirect(membership)


def organisation_invite(request: SignedInRequest, pk: int) -> HttpResponse:
    """A signatory invites somebody by e-mail."""
    found = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    if not rules.signs_for.test(request.user, found):
        raise PermissionDenied
    form = InviteForm(found, request.POST or None)
    if form.is_valid():
        email, role = form.cleaned_data["email"], form.cleaned_data["role"]
        try:
            _send(found, email, role, request.user)
            messages.success(request, _("The invitation is on its way to %s.") % email)
            return redirect("grants:organisation_members", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "organisation": found, "days": Invitation.DAYS}
    return render(request, "grants/organisation_invite.html", context)


@transaction.atomic
def _send(organisation: Organisation, email: str, role: str, by: Any) -> Invitation:
    """Invite somebody. An expired invitation to the same address is withdrawn first.

    Raises Refused when one waits already, or when too many have been sent in 24 hours.
    """
    theirs = Invitation.objects.visible_to(by).filter(organisation=organisation.locked())
    lately = theirs.filter(asked_at__gt=clock.now() - timedelta(days=1))
    if lately.count() >= Invitation.MOST:
        raise Refused(_("So many have been invited today. Invite more tomorrow."))
    for old in theirs.filter(email=email, state=Invitation.State.ASKED):
        if old.is_waiting:
            raise Refused(_("This address is already invited."))
        steps.take("withdraw", old, by=by)
    return steps.begin(Invitation.to(organisation, email, role, by), by=by)


@never_cache
@login_not_required
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link of an invitation leads. To a stranger it names nothing."""
    user: Any = request.user
    try:
        found = Invitation.objects.of_link(token)
    except Invitation.DoesNotExist as error:
        raise Http404 from error
    context: dict[str, Any] = {"over": not found.is_waiting, "hers": False}
    if not found.is_waiting:
        context["joined"] = user.is_authenticated and user.membership_role(found.organisation)
    elif rules.is_invited.test(user, found):
        context["hers"] = True
        if request.method == "POST" and _accepted(request, found):
            return redirect(found.organisation)
    if context["hers"] or context.get("joined"):
        context["invitation"] = found
    status = 410 if context["over"] else 200
    return render(request, "grants/invitation.html", context, status=status)


def _accepted(request: HttpRequest, invitation: Invitation) -> bool:
    """Accept it through the door. When that is refused, the person reads why."""
    try:
        with steps.together():
            steps.take("accept", invitation, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, _("You are now a member of %s.") % invitation.organisation)
    return True


def organisation_join(request: SignedInRequest, org_nr: str) -> HttpResponse:
    """The organisation is here already: its name and number, and a way to ask for a role in it."""
    number = NumberForm({"org_nr": org_nr})
    sought = number.cleaned_data["org_nr"] if number.is_valid() else ""
    found = get_object_or_404(Organisation, org_nr=sought)
    if request.user.membership_role(found):
        return redirect(found)
    before = JoinRequest.objects.visible_to(request.user).filter(
        organisation=found, user=request.user
    )
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = _ask(found, request.user, form.cleaned_data["message"])
            messages.success(request, _("Your request is sent to those who sign for it."))
            return redirect(asked)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "organisation": found, "before": before.first()}
    return render(request, "grants/organisation_join.html", context)


@transaction.atomic
def _ask(organisation: Organisation, user: Any, message: str) -> JoinRequest:
    """Ask to join. Raises Refused when the person has asked already, or was refused lately."""
    organisation.locked()
    before = JoinRequest.objects.visible_to(user).filter(organisation=organisation, user=user)
    last = before.first()
    if last and last.state == JoinRequest.State.ASKED:
        raise Refused(_("You have already asked. The signatories of the organisation answer."))
    if last and last.asks_again_from:
        day = date_format(last.asks_again_from.astimezone(clock.SWEDEN), "DATE_FORMAT")
        raise Refused(_("The request was refused. You may ask again on %s.") % day)
    new = JoinRequest(organisation=organisation, user=user, message=message)
    return steps.begin(new, by=user)


def join_request(request: SignedInRequest, pk: int) -> HttpResponse:
    """A request to join: the person who asked sees how it stands, a signatory answers."""
    asked = JoinRequest.objects.visible_to(request.user).select_related("organisation", "user")
    found = get_object_or_404(asked, pk=pk)
    may_answer = any(step.name == "accept" for step in steps.open_to(request.user, found))
    if request.method == "POST" and not may_answer:
        messages.info(request, _("The request has already been answered."))
        return redirect(found)
    form = RoleForm(request.POST or None)
    if form.is_valid():
        try:
            steps.take("accept", found, by=request.user, role=form.cleaned_data["role"])
            messages.success(request, _("%s is now a member.") % found.user)
            return redirect("grants:organisation_members", found.organisation_id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"asked": found, "form": form, "may_answer": may_answer}
    return render(request, "grants/join_request.html", context)
