"""How Django knows this floor."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GrantsConfig(AppConfig):
    """Floor 1: what is offered and to whom."""

    name = "grants"
    verbose_name = _("Grants and calls")
    default_auto_field = "django.db.models.BigAutoField"
