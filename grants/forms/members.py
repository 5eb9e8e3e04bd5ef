"""How people come into an organisation and what they may do there."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grants import law
from grants.models import Membership, Organisation

_WHAT = {
    "reader": _("Reader: reads everything, changes nothing"),
    "editor": _("Editor: writes applications and reports, and the profile; does not sign"),
    "signatory": _("Authorised signatory: also signs and submits, and decides who is a member"),
}


def role_field() -> forms.ChoiceField:
    """The three roles with what each may do."""
    return forms.ChoiceField(
        label=_("Role"),
        choices=[(role, _WHAT[role]) for role in Membership.Role.values],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The person signs in, or signs up, with this address."),
    )
    role = role_field()

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        members = self.organisation.memberships.filter(Membership.holding_today())
        if members.filter(user__email=email).exists():
            raise ValidationError(_("This person is already a member. Change the role instead."))
        invited = self.organisation.invitations.waiting().filter(email=email)
        if invited.exists():
            raise ValidationError(
                _("This address is already invited. Withdraw that invitation to send a new one.")
            )
        return email


class RoleForm(forms.Form):
    """Another role for somebody who is a member."""

    role = role_field()


class JoinForm(forms.Form):
    """A few words to those who answer."""

    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Say who you are, so that the signatory knows you. At most 500 characters."),
    )

    def clean_message(self) -> str:
        text = self.cleaned_data["message"]
        if law.looks_like_personal_identity_number(text):
            raise ValidationError(
                _("This looks like a personal identity number. Take it away: it is not needed.")
            )
        return text
