"""The partners of an application, and to ask each of them for its certificate."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications.forms.certificates import AskForm
from applications.models import Application, Certificate, Partner
from applications.models.certificate import TAKES_CERTIFICATES
from applications.rules import writes
from grants import clock, law, steps
from grants.models import Event, SignedInRequest
from grants.rules import Refused

# Links in a day and a night: nobody's inbox is to be filled through us.
MOST_TO_A_PARTNER, MOST_FROM_AN_APPLICATION = 5, 150
ASKED, SIGNED = Certificate.State.ASKED, Certificate.State.SIGNED


@dataclass(frozen=True)
class Certified:
    """A partner, the certificate that counts (None: never asked), and the one it last answered."""

    partner: Partner
    certificate: Certificate | None
    answered: Certificate | None

    @property
    def status(self) -> str:
        """missing, asked, expired, signed, changed (its part was written anew), or as its state."""
        one = self.certificate
        if one is None:
            return "missing"
        if one.state == ASKED:
            return "expired" if one.has_expired else "asked"
        if one.state == SIGNED:
            return "signed" if one.covers else "changed"
        return str(one.state)

    @property
    def noes(self) -> list[dict[str, Any]]:
        """What the partner answered no to, the last time it answered."""
        return self.answered.noes if self.answered else []


def certified(application: Application) -> list[Certified]:
    """The partners in their order, each with its certificate. One query beyond the partners."""
    partners = list(application.partners.all())
    if not partners:
        return []
    prefetch_related_objects(partners, "certificates")
    rows = (row for one in partners for row in one.certificates.all())
    last: dict[int, Certificate] = {}
    answered: dict[int, Certificate] = {}
    for row in sorted(rows, key=lambda row: row.pk):
        last[row.partner_id] = row
        if row.statements:
            answered[row.partner_id] = row
    return [Certified(one, last.get(one.pk), answered.get(one.pk)) for one in partners]


def partner_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Each partner with its certificate; those who write can ask for it."""
    rows = Application.objects.visible_to(request.user).with_all()
    application = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        return _asked(request, application)
    return _page(request, application)


def _page(
    request: SignedInRequest, application: Application, wrong: AskForm | None = None, at: int = 0
) -> HttpResponse:
    open_ = application.state in TAKES_CERTIFICATES
    asks = open_ and writes.test(request.user, application)
    call, kind = application.call, application.organisation.applicant_type_id
    found = certified(application)
    for one in found:
        if one.certificate:
            one.certificate.partner.application = application
    context = {
        "application": application,
        "form": wrong,
        "rows": [(one, _form_for(one, asks, wrong, at), _withdraws(request, one)) for one in found],
        "asks": asks,
        "statements": law.partner_statements(call.fund_id, call.terms.valid_from, kind),
        "is_draft": application.state == Application.State.DRAFT,
    }
    return render(request, "applications/partners.html", context)


def _form_for(one: Certified, asks: bool, wrong: AskForm | None, at: int) -> AskForm | None:
    if not asks or one.status == "signed":
        return None
    if wrong is not None and one.partner.pk == at:
        return wrong
    initial = {"email": one.certificate.email} if one.certificate else {}
    return AskForm(prefix=f"partner-{one.partner.pk}", initial=initial)


def _withdraws(request: SignedInRequest, one: Certified) -> bool:
    open_ = steps.open_to(request.user, one.certificate) if one.certificate else []
    return any(step.name == "withdraw" for step in open_)


def _asked(request: SignedInRequest, application: Application) -> HttpResponse:
    """Send the link, or show what is wrong with the address."""
    if not writes.test(request.user, application):
        raise PermissionDenied
    number = request.POST.get("partner", "")
    which = {"pk": int(number)} if number.isdecimal() and len(number) < 10 else {"pk": 0}
    partner = get_object_or_404(application.partners, **which)
    form = AskForm(request.POST, prefix=f"partner-{partner.pk}")
    if form.is_valid():
        try:
            _send(partner, form.cleaned_data, request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("A link has been sent to %s.") % form.cleaned_data["email"]
            messages.success(request, said)
            return redirect("applications:partners", application.pk)
    return _page(request, application, form, partner.pk)


@transaction.atomic
def _send(partner: Partner, given: dict[str, str], user: Any) -> Certificate:
    """A new link; the one that was out leads nowhere any more. Raises Refused.

    The lock on the application keeps two who ask at once from sending two.
    """
    locked = Application.objects.select_for_update(of=("self",)).get(pk=partner.application_id)
    if locked.state not in TAKES_CERTIFICATES:
        raise Refused(_("The application does not take in certificates any more."))
    _within_limits(partner)
    for living in partner.certificates.filter(state__in=[ASKED, SIGNED]):
        if living.covers:
            raise Refused(_("The partner has already signed its certificate."))
        steps.take("withdraw", living, by=user)
    return steps.begin(Certificate(partner=partner, asked_by=user, **given), by=user)


def _within_limits(partner: Partner) -> None:
    """Counted in the history too: a partner that is taken out and in again is no new one."""
    since = clock.now() - timedelta(days=1)
    sent = Event.objects.filter(
        thing="applications.certificate", step="begun", case=partner.application_id, at__gt=since
    )
    to_it = partner.certificates.filter(asked_at__gt=since).count()
    if to_it >= MOST_TO_A_PARTNER or sent.count() >= MOST_FROM_AN_APPLICATION:
        raise Refused(_("You have sent many links today. Try again tomorrow."))
