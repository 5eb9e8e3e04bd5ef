"""Conflicts of interest (jäv): who may have nothing to do with a case, and why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grants import clock


class Conflict(models.Model):
    """A conflict of interest (jäv): this person may have nothing to do with this case.

    Whoever has one does not see the case at all: not in lists, counts, sums or exports
    (förvaltningslagen 16-18 §§).
    """

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="conflicts"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="conflicts")
    ground = models.TextField(_("why"))
    declared_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [
            models.UniqueConstraint(fields=["application", "user"], name="conflict_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.ground}"
