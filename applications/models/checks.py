"""The formal check as it was answered: one row an item."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grants import clock


@pghistory.track()
class CheckItem(models.Model):
    """One question of the formal check, answered by an officer."""

    class Question(models.TextChoices):
        MAY_APPLY = "may_apply", _("The applicant may apply for this fund")
        SIGNED = "signed", _("It is signed by somebody who may sign for the applicant")
        PURPOSE = "purpose", _("The activity serves a purpose of the fund")
        PERIOD = "period", _("The period fits the call")
        COSTS = "costs", _("The costs are specified and add up")
        NO_OTHER_GRANT = "no_other_grant", _("No public money is already given for the same costs")

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="check_items"
    )
    question = models.CharField(max_length=20, choices=Question.choices)
    holds = models.BooleanField(_("holds"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["application_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "question"], name="question_once")
        ]

    def __str__(self) -> str:
        return self.get_question_display()
