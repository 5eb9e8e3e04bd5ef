"""The page of the person signed in: her roles and her language."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from grants import clock
from grants.forms import LanguageForm


def roles(request: HttpRequest) -> HttpResponse:
    """What she may be: roles at boards, roles in organisations. She chooses her language here."""
    user: Any = request.user
    form = LanguageForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        language = form.save().language
        with translation.override(language):
            messages.success(request, _("Your language is saved."))
        response = redirect("grants:roles")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
        return response
    context = {
        "form": form,
        "today": clock.today(),
        "posts": user.posts.select_related("county").order_by("county", "role", "pk"),
        "memberships": user.memberships.select_related("organisation"),
    }
    return render(request, "grants/roles.html", context)
