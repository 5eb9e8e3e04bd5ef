"""The formal check as it was answered: one row an item, with what Bifall found beside."""

from collections.abc import Collection
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grants import clock, law


@pghistory.track()
class CheckItem(models.Model):
    """One item of the formal check, answered by an officer.

    Which items there are is the law's word on the day (`grants.law.checklist`). A row keeps the
    item as it read then, and in Swedish, as the rest of the case: its paragraph, what Bifall had
    found and the facts that rested on.
    """

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="check_items"
    )
    key = models.CharField(max_length=40)
    label = models.CharField(max_length=500)
    paragraph = models.CharField(max_length=200, blank=True)
    certain = models.BooleanField(default=True)
    holds = models.BooleanField(_("holds"))
    # What Bifall found when it was answered: None when it could not tell, or was not asked to.
    found = models.BooleanField(null=True, blank=True)
    finding = models.TextField(blank=True)
    facts = models.JSONField(default=list, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("item of the formal check")
        verbose_name_plural = _("items of the formal check")
        ordering = ["application_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="check_once"),
            # Against what was found, or a no that nothing shows: only with a reason.
            models.CheckConstraint(
                condition=Q(found=F("holds")) | Q(found=None, holds=True) | ~Q(note=""),
                name="check_gives_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def rests_on_others(self) -> bool:
        """Whether what was found tells of other cases: to be read by who answered, and nobody else.

        Somebody else can have a conflict of interest in one of those.
        """
        return self.key in ("public_money", "reports")

    @property
    def is_overruled(self) -> bool:
        """Whether the officer says something else than Bifall found."""
        return self.found is not None and self.found != self.holds


def checklist_of(application: Any) -> tuple[law.Check, ...]:
    """The items of the application's formal check, by the rules it is tried under. No query."""
    call, kind = application.call, application.organisation.applicant_type_id
    on, ceiling = clock.today(), call.max_amount is not None
    return law.checklist(call.terms, kind, has_ceiling=ceiling, on=on)


def is_checked(application: Any) -> bool:
    """Whether every item of its formal check is answered."""
    answered = {item.key for item in application.check_items.all()}
    return answered >= {check.key for check in checklist_of(application)}


def failed(application: Any, keys: Collection[str] = ()) -> list[tuple[law.Check, CheckItem]]:
    """The items that were answered with no, in the order of the list; with `keys` those only."""
    no = {item.key: item for item in application.check_items.all() if not item.holds}
    return [
        (check, no[check.key])
        for check in checklist_of(application)
        if check.key in no and (not keys or check.key in keys)
    ]


def to_ask(application: Any, keys: Collection[str] = ()) -> tuple[str, dict[str, str]]:
    """What to ask the applicant to complete: in general, and by the key of each question.

    From the items that failed; those that nothing can mend ask for nothing.
    """
    version = application.questionnaire.read
    general, by_question = [], dict[str, list[str]]()
    for check, item in failed(application, keys):
        if not check.lead.ask:
            continue
        there = [key for key in check.questions if key in version]
        why = " ".join(text for text in (str(check.lead.ask), item.note) if text)
        for key in there:
            by_question.setdefault(key, []).append(why)
        if not there:
            general.append(why)
    return "\n".join(general), {key: " ".join(whys) for key, whys in by_question.items()}


def proposal(application: Any, keys: Collection[str] = ()) -> tuple[str, str]:
    """The outcome and the reasons (Swedish) that the failed items lead to; two empty: none does.

    A dismissal comes first: what is not taken up is not tried, so it is not rejected too.
    """
    leads = [(check.lead, item) for check, item in failed(application, keys) if check.lead.outcome]
    if not leads:
        return "", ""
    outcome = min(lead.outcome for lead, _item in leads)
    told = [
        " ".join(text for text in (lead.reason_sv, item.note) if text)
        for lead, item in leads
        if lead.outcome == outcome
    ]
    return outcome, "\n\n".join(told)
