"""What the tests of members and of requests to join share."""

from django.test import Client
from django.urls import reverse

from grants.models import (
    Invitation,
    Membership,
    Organisation,
    User,
)
from tests import cast

NEW_ADDRESS = "ny@forening.example"


def page(organisation: Organisation, name: str = "organisation_members") -> str:
    return reverse(f"grants:{name}", args=[organisation.pk])


def membership_of(person: User) -> Membership:
    return Membership.objects.get(user=person, organisation=cast.association())


def at(membership: Membership) -> str:
    return reverse("grants:membership", args=[membership.pk])


def link(invitation: Invitation) -> str:
    return reverse("grants:invitation", args=[invitation.token])


def newcomer(email: str = NEW_ADDRESS) -> User:
    return User.objects.create_user(email, cast.PASSWORD, name="Nya Nora")


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client
