"""What holds from a day to a day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants import clock


class Dated(models.Model):
    """Something that holds from a day to a day."""

    valid_from = models.DateField(_("from"), default=clock.today)
    valid_to = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def holding_today() -> Q:
        today = clock.today()
        return Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gte=today))

    @property
    def has_ended(self) -> bool:
        """Whether its last day has passed."""
        return self.valid_to is not None and self.valid_to < clock.today()
