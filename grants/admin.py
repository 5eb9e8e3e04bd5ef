"""The workshop behind the pages: who holds which role. For superusers only.

Nothing with a life is changed here, for states move only through the door; money moves only
through the ledger. Reference data comes from `grants/data`, so here it can only be read, and so
can the history and the outbox.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.forms import EmailField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grants.models import (
    ApplicantType,
    ChildRight,
    County,
    Earmark,
    Event,
    Frame,
    Fund,
    FundTerms,
    Goal,
    LegalForm,
    Mail,
    Membership,
    Municipality,
    Organisation,
    Post,
    Posting,
    Purpose,
    ReferenceFigure,
    User,
)


def _is_superuser(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_superuser


admin.site.has_permission = _is_superuser  # type: ignore[method-assign]  # the site's own hook
admin.site.site_title = admin.site.site_header = _("Bifall administration")
admin.site.unregister(Group)  # what one may do comes from posts and memberships


class Kept(admin.ModelAdmin):
    """Rows that are changed and ended, but never deleted: cases lean on them."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnly(Kept):
    """Rows that are only read here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NewUserForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name", "language")
        field_classes = {"email": EmailField}

    def clean_email(self) -> str:
        """Known by the address in small letters, as `Users.create_user` writes it."""
        return self.cleaned_data["email"].lower()


class ChangedUserForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        field_classes = {"email": EmailField}

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class PostRows(admin.TabularInline):
    model = Post
    extra = 0
    can_delete = False


class MembershipRows(admin.TabularInline):
    model = Membership
    extra = 0
    can_delete = False
    autocomplete_fields = ("organisation",)


@admin.register(User)
class Users(UserAdmin, Kept):
    form, add_form = ChangedUserForm, NewUserForm
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email", "name")
    readonly_fields = ("last_login", "date_joined")
    inlines = (PostRows, MembershipRows)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "name", "language", "password")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "language", "password1", "password2")}),)


@admin.register(Post)
class Posts(Kept):
    list_display = ("user", "role", "county", "limit", "valid_from", "valid_to")
    list_filter = ("role", "county")
    list_select_related = ("user", "county")
    search_fields = ("user__email", "user__name")
    autocomplete_fields = ("user",)


@admin.register(Membership)
class Memberships(Kept):
    list_display = ("user", "organisation", "role", "valid_from", "valid_to")
    list_filter = ("role",)
    list_select_related = ("user", "organisation")
    search_fields = ("user__email", "organisation__name", "organisation__org_nr")
    autocomplete_fields = ("user", "organisation")


@admin.register(Organisation)
class Organisations(Kept):
    list_display = ("name", "org_nr", "applicant_type", "municipality")
    list_filter = ("applicant_type",)
    list_select_related = ("applicant_type", "municipality")
    search_fields = ("name", "org_nr")
    autocomplete_fields = ("municipality",)


@admin.register(Municipality)
class Municipalities(ReadOnly):
    list_display = ("code", "name", "county", "org_nr", "org_nr_status")
    list_filter = ("county", "org_nr_status")
    list_select_related = ("county",)
    search_fields = ("name", "code", "org_nr")


@admin.register(FundTerms)
class Terms(ReadOnly):
    list_display = ("fund", "valid_from", "valid_to", "legal_basis", "deciding_county")
    list_select_related = ("fund", "deciding_county")


@admin.register(Frame)
class Frames(ReadOnly):
    list_display = ("fund", "year", "county", "amount", "reserved", "granted", "paid", "returned")
    list_filter = ("fund", "year")
    list_select_related = ("fund", "county")


@admin.register(Event)
class Events(ReadOnly):
    list_display = ("at", "chain", "seq", "thing", "thing_id", "step", "target", "by")
    list_filter = ("chain", "thing")
    list_select_related = ("by",)
    search_fields = ("thing_id", "case", "by__email")


@admin.register(Mail)
class Mails(ReadOnly):
    exclude = ("body",)  # it may hold a personal link; the outbox shows it without
    list_display = ("created_at", "sent_at", "to", "address", "subject")
    list_select_related = ("to",)
    search_fields = ("subject", "to__email", "address")


for reference in (
    *(ApplicantType, ChildRight, County, Fund, Goal, LegalForm, Purpose, ReferenceFigure),
    *(Earmark, Posting),
):
    admin.site.register(reference, ReadOnly)
