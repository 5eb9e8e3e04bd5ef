"""What the officer recommends for each application before it is decided: an amount, with undo."""

from decimal import Decimal

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from decisions.models.scenario import Scenario
from grants import clock, money


@pghistory.track()
class Recommended(models.Model):
    """The amount an officer recommends for an application while the ranking is worked on. SEK.

    A working figure and no decision: 0 means that it should get nothing, None that nobody has said
    anything and the amount sought counts. `change` numbers the changes within the call, so that
    many amounts that were changed at once are also taken back at once; 0 is before the first.
    `scenario` is where the amount was taken over from. Each earlier figure stays in the row
    history, from which the last change can be undone. Rows are never deleted.
    """

    application = models.OneToOneField(Application, models.CASCADE, related_name="recommended")
    amount = models.DecimalField(
        _("amount recommended"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    change = models.PositiveIntegerField(default=0)
    scenario = models.ForeignKey(Scenario, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("recommended amount")
        verbose_name_plural = _("recommended amounts")
        ordering = ["application_id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gte=0), name="recommended_not_negative"
            )
        ]

    def __str__(self) -> str:
        return "" if self.amount is None else money.kr(self.amount)
