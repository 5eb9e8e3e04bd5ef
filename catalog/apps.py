"""How Django knows this floor."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """Floor 5: what is learned."""

    name = "catalog"
    verbose_name = _("Project catalogue")
    default_auto_field = "django.db.models.BigAutoField"
