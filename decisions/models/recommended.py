"""What the officer recommends for each application before it is decided: an amount, with undo."""

from decimal import Decimal

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from grants import clock, money


@pghistory.track()
class Recommended(models.Model):
    """The amount an officer recommends for an application while the ranking is worked on. SEK.

    A working figure and no decision: 0 means that nothing is recommended. Each earlier figure
    stays in the row history, from which the last change can be undone.
    """

    application = models.OneToOneField(Application, models.CASCADE, related_name="recommended")
    amount = models.DecimalField(
        _("amount recommended"),
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0))],
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

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
        return money.kr(self.amount)
