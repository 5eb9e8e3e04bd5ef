"""What is missing or wrong in a draft: what must be mended before it can be submitted."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from applications import budget
from applications.models.answers import values_of
from applications.models.certificate import Certificate
from grants import questions
from grants.questions import Fault


def faults_of(application: Any, values: Mapping[str, Any] | None = None) -> list[Fault]:
    """What stops the submission, each with the section and the question where it is mended.

    In the order of the form. Works on what is stored: one query beyond the values themselves, and
    one for what partners have answered. With `values` (JSON shape) it says what would be wrong if
    these were stored instead.
    """
    version = application.questionnaire.read
    values = values_of(application) if values is None else values
    attached = {file.question for file in application.attachments.all()}
    found = questions.missing(version, values, attached)
    found += _period_faults(application, version, values)
    found += _money_faults(application, version, values)
    if values.get("partners"):
        found += _partner_faults(application, version)
    places = {question.key: place for place, question in enumerate(version.questions)}
    return sorted(found, key=lambda fault: places.get(fault.key, len(places)))


def _fault(version: Any, key: str, message: Any) -> Fault:
    section = version.section_of(key) if key in version else version.sections[-1]
    return Fault(section.key, key, message)


def _day(values: Mapping[str, Any], key: str) -> date | None:
    return date.fromisoformat(values[key]) if values.get(key) else None


def _period_faults(application: Any, version: Any, values: Mapping[str, Any]) -> list[Fault]:
    first, last = _day(values, "period_from"), _day(values, "period_to")
    if first is None or last is None or application.call.is_within_period(first, last):
        return []
    if last < first:
        return [_fault(version, "period_to", _("The period must end after it begins."))]
    said = _("The period must lie within the period of the call.")
    return [_fault(version, "period_from", said)]


def _money_faults(application: Any, version: Any, values: Mapping[str, Any]) -> list[Fault]:
    """The sums, and the years of the costs. Rows that the form does not ask for do not count."""
    asked = {question.key for question in version.asked(values)}
    found = budget.stops(
        values.get("budget", []) if "budget" in asked else [],
        amount=Decimal(values.get("amount") or 0),
        most=application.call.max_amount,
        first=_day(values, "period_from"),
        last=_day(values, "period_to"),
    )
    return [_fault(version, stop.key, stop.text) for stop in found]


def _partner_faults(application: Any, version: Any) -> list[Fault]:
    """TIA 7 §: all partners must meet 2-5; one that has answered no stops the application."""
    return [
        _fault(version, "partners", _told(certificate, statement))
        for certificate in Certificate.objects.last_answers(application)
        for statement in certificate.noes
        if statement["binding"]
    ]


def _told(certificate: Certificate, statement: dict[str, Any]) -> Any:
    return _("%(partner)s has answered no to: “%(text)s” (%(paragraph)s)") % {
        "partner": certificate.partner.name,
        "text": statement["text"].rstrip("."),
        "paragraph": statement["paragraph"],
    }
