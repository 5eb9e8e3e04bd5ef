"""Scenario: a saved what-if of a call's money, and what the portfolio proposal answered to it."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grants import clock
from grants.models import Call
from grants.rules import works_with_the_call


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def visible_to(self, user: Any) -> "ScenarioQuerySet":
        """Those of the calls that the user works with.

        What it answered names cases: a page shows only those that the user may see.
        """
        if not user.is_authenticated or not user.posts_today:
            return self.none()
        if user.holds("coordinator", None):
            return self
        codes = user.counties_as("officer", "decider", "finance", "auditor")
        at_work = models.Q(call__county__in=codes) | models.Q(
            call__terms__deciding_county__in=codes
        )
        return self.filter(at_work)


@pghistory.track(exclude=["answer"])
class Scenario(models.Model):
    """Other weights, frame, earmarks and limits than the call has, under a name, and the outcome.

    `terms` is what was asked (decisions/portfolio.py tells its parts), `answer` what came out.
    It is a proposal and decides nothing.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waits to be computed")
        RUNNING = "running", _("is being computed")
        DONE = "done", _("computed")
        FAILED = "failed", _("could not be computed")

    call = models.ForeignKey(Call, models.PROTECT, related_name="scenarios")
    name = models.CharField(_("name"), max_length=80)
    terms = models.JSONField(default=dict)
    answer = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    computed_at = models.DateTimeField(null=True, blank=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["call_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "name"],
                name="scenario_name_once_per_call",
                violation_error_message=_("There is already a scenario with that name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("decisions:scenario", args=[self.pk])

    def may_be_changed_by(self, user: Any) -> bool:
        """Those who work with the call share its scenarios."""
        return works_with_the_call.test(user, self.call)
