"""To begin from an earlier application: what of it fits the new call's form, and what does not."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from applications.models.answers import values_of, write
from applications.models.following import lay_aside
from grants import questions
from grants.models import offers_of

# What is said of the new application and not copied: its name, its days, and whom to ask.
NOT_COPIED = ("title", "contact_name", "contact_email", "contact_phone")
PERIOD = ("period_from", "period_to")


def prefill(application: Any, given: Mapping[str, Any], by: Any) -> None:
    """Answer what can be answered by what is known already, where nothing has been answered."""
    version, offers = application.questionnaire.read, offers_of(application.call)
    cleaned = questions.clean(version, {k: v for k, v in given.items() if k in version}, offers)
    there = values_of(application)
    new = {key: value for key, value in cleaned.values.items() if key not in there}
    if new:
        write(application, new, by)


def copy(earlier: Any, application: Any, by: Any) -> None:
    """Let the new draft begin with the answers of an earlier application that fit.

    What does not fit is set aside with the reason, and shown on the task list. Files, certificates
    and the period are not copied. Locks nothing: the draft is new and nobody else's yet.
    """
    old, new = earlier.questionnaire.read, application.questionnaire.read
    offers, then = offers_of(application.call), offers_of(earlier.call)
    said = values_of(earlier)
    asked = {question.key for question in old.asked(said)} - {*NOT_COPIED}
    there = {key: value for key, value in said.items() if key in asked}
    why = {key: _unfit(old, new, key) for key in there}
    fitting, partly = _moved({k: v for k, v in there.items() if not why[k]}, earlier, application)
    kept, aside = questions.carry(fitting, old, new, offers)
    wrong = questions.clean(new, {key: fitting[key] for key in aside}, offers).errors
    for key, value in there.items():
        reason = why[key] or partly.get(key) or " ".join(wrong.get(key, ()))
        if reason or key in aside:
            question = old.question(key)
            text = questions.shown(question, value, then)
            lay_aside(application, key, question.label, text, reason)
    _tell_of_the_rest(earlier, application, fitting)
    write(application, kept, by)
    application.save(update_fields=["set_aside"])


def _unfit(old: questions.Version, new: questions.Version, key: str) -> str:
    """Why an answer is not copied at all; empty when it may fit."""
    if key in PERIOD:
        return _("The period belonged to the earlier call. Choose new days.")
    if key not in new:
        return _("The question is not asked in this call.")
    if old.question(key).kind != new.question(key).kind:
        return _("The question is asked in another way in this call.")
    return ""


def _moved(
    there: Mapping[str, Any], earlier: Any, application: Any
) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers as the new call would have them, and why of some only a part is left."""
    offers = offers_of(application.call)
    moved, partly = dict(there), {}
    if "priorities" in moved:
        names = {row.name_sv.casefold(): str(row.pk) for row in application.call.priorities.all()}
        own = [row.name_sv.casefold() for row in earlier.priorities.all()]
        moved["priorities"] = [names[name] for name in own if name in names]
        if len(moved["priorities"]) < len(own):
            partly["priorities"] = _("This call does not have all of these priorities.")
    for key in {"purposes", "municipalities"} & {*moved}:
        offered = {value for value, _label in offers.choices(key)}
        moved[key] = [value for value in there[key] if value in offered]
        if moved[key] != there[key]:
            partly[key] = _("Not all that was chosen can be chosen in this call.")
    if "budget" in moved:
        moved["budget"] = _budget(there["budget"], offers)
        if len(moved["budget"]) < len(there["budget"]):
            partly["budget"] = _("Some costs have a category that this call does not have.")
    return {key: value for key, value in moved.items() if value not in (None, [])}, partly


def _budget(rows: list[dict[str, Any]], offers: questions.Offers) -> list[dict[str, Any]]:
    """The cost lines in the years of the new call, those with a category of its fund."""
    first = min(row["year"] for row in rows)
    categories = {value for value, _label in offers.choices("categories")}
    return [
        {**row, "year": min(offers.years[0] + row["year"] - first, offers.years[-1])}
        for row in rows
        if row["category"] in categories
    ]


def _tell_of_the_rest(earlier: Any, application: Any, moved: Mapping[str, Any]) -> None:
    """What is copied but not as it was, and what belongs to no question."""
    names = [file.name for file in earlier.attachments.all()]
    if names:
        why = _("Files are not copied. Attach those that still hold.")
        lay_aside(application, "files", _("Attachments"), "\n".join(names), why)
    if earlier.partners.filter(certificates__isnull=False).exists() and "partners" in moved:
        why = _("The partners are copied, but not their certificates: each must sign anew.")
        lay_aside(application, "certificates", _("Certificates"), "", why)
    years = [line.year for line in earlier.cost_lines.all()]
    if "budget" in moved and years != [row["year"] for row in moved["budget"]]:
        why = _("The costs have been moved to the years of this call. Look through the amounts.")
        lay_aside(application, "years", _("Years of the costs"), "", why)
