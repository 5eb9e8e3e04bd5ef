"""Which e-mails the outbox shows."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from grants.models import Mail


class MailFilter(django_filters.FilterSet):
    """Which e-mails the outbox shows."""

    STATUS = (("waiting", _("waiting to be sent")), ("sent", _("sent")))

    status = django_filters.ChoiceFilter(
        choices=STATUS, label=_("Status"), empty_label=_("All"), method="with_status"
    )

    class Meta:
        model = Mail
        fields = ("status",)

    def with_status(self, mails: Any, name: str, status: str) -> QuerySet[Mail]:
        return mails.filter(sent_at__isnull=status == "waiting")
