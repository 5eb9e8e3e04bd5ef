"""The table of contents of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from applications.urls import partner_patterns
from decisions.urls import asked_patterns

# One way in for everybody, with allauth's rate limits; its manual replaces the method just so.
admin.site.login = login_not_required(  # type: ignore[method-assign]  # see above
    secure_admin_login(admin.site.login)
)

urlpatterns = [
    path("", include("catalog.urls")),
    path("", include("grants.urls")),
    path("applications/", include("applications.urls")),
    path("partner/", include((partner_patterns, "partner"))),
    path("decisions/", include("decisions.urls")),
    path("asked/", include((asked_patterns, "asked"))),
    path("followup/", include("followup.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]

handler403 = "django.views.defaults.permission_denied"
handler404 = "django.views.defaults.page_not_found"
handler500 = "django.views.defaults.server_error"
