"""What is missing or wrong in a draft, and what is allowed but worth a second look."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.models.answers import values_of
from grants import money, questions
from grants.questions import Fault


def faults_of(application: Any) -> list[Fault]:
    """What stops the submission, each with the section and the question where it is mended.

    In the order of the form. Works on what is stored: two queries beyond the values themselves.
    """
    version = application.questionnaire.read
    values = values_of(application)
    attached = {file.question for file in application.attachments.all()}
    found = questions.missing(version, values, attached)
    found += _period_faults(application, version)
    found += _money_faults(application, version)
    places = {question.key: place for place, question in enumerate(version.questions)}
    return sorted(found, key=lambda fault: places.get(fault.key, len(places)))


def _fault(version: Any, key: str, message: Any) -> Fault:
    section = version.section_of(key) if key in version else version.sections[-1]
    return Fault(section.key, key, message)


def _period_faults(application: Any, version: Any) -> list[Fault]:
    first, last = application.period_from, application.period_to
    if first is None or last is None or application.call.is_within_period(first, last):
        return []
    if last < first:
        return [_fault(version, "period_to", _("The period must end after it begins."))]
    said = _("The period must lie within the period of the call.")
    return [_fault(version, "period_from", said)]


def _money_faults(application: Any, version: Any) -> list[Fault]:
    most, sought = application.call.max_amount, application.amount
    lines = list(application.cost_lines.all())
    found = []
    if most is not None and sought > most:
        said = _("The call gives at most %s to one application.") % money.kr(most)
        found.append(_fault(version, "amount", said))
    asked = sum((line.sought for line in lines), Decimal(0))
    if lines and asked != sought:
        said = _("You apply for %(sought)s, but the budget asks this grant for %(asked)s.") % {
            "sought": money.kr(sought),
            "asked": money.kr(asked),
        }
        found.append(_fault(version, "budget", said))
    first, last = application.period_from, application.period_to
    if first and last and any(not first.year <= line.year <= last.year for line in lines):
        said = _("A cost falls in a year when the activity does not go on.")
        found.append(_fault(version, "budget", said))
    return found
