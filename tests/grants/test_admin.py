"""The admin: for superusers, one way in, and nothing in it that the door or the ledger owns."""

import pytest
from django.contrib import admin
from django.urls import reverse

from grants.models import Event, Life, Organisation, Post, User
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client):
    user = User.objects.create_superuser("root@bifall.example", cast.PASSWORD, name="Rot")
    client.force_login(user)
    return client


def test_only_superusers_come_in(client):
    client.force_login(cast.karin())
    assert client.get("/admin/", follow=True).status_code in (403, 200)
    assert client.get("/admin/grants/user/").status_code in (302, 403)
    User.objects.filter(pk=cast.karin().pk).update(is_staff=True)
    client.force_login(cast.karin())
    assert client.get("/admin/grants/user/").status_code in (302, 403)


def test_there_is_no_second_way_to_sign_in(client):
    response = client.get("/admin/login/")
    assert response.status_code == 302
    assert reverse("account_login") in response.url


def test_every_list_and_every_row_can_be_opened(root):
    cast.granted()
    for model in admin.site._registry:
        if model._meta.app_label != "grants":
            continue
        name = f"admin:grants_{model._meta.model_name}"
        assert root.get(reverse(f"{name}_changelist")).status_code == 200, model
        if row := model._default_manager.first():
            assert root.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200, model


def test_nothing_with_a_life_is_in_it():
    assert not [model for model in admin.site._registry if issubclass(model, Life)]


def test_history_and_reference_data_are_only_read(root):
    cast.call()
    event = Event.objects.first()
    for address in (
        reverse("admin:grants_event_change", args=[event.pk]),
        reverse("admin:grants_event_delete", args=[event.pk]),
        reverse("admin:grants_event_add"),
        reverse("admin:grants_county_change", args=[cast.SODERMANLAND]),
        reverse("admin:grants_frame_add"),
        reverse("admin:grants_mail_add"),
    ):
        assert root.post(address, {"note": "x", "name_sv": "x"}).status_code == 403


def test_a_user_is_made_and_given_a_post(root):
    cast.reference()
    none = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}
    rows = {f"{p}-{k}": v for p in ("posts", "memberships") for k, v in none.items()}
    new = {"email": "Ny@Lansstyrelsen.example", "name": "Ny", "language": "sv", **rows}
    new |= {"password1": cast.PASSWORD, "password2": cast.PASSWORD, "usable_password": "true"}
    assert root.post(reverse("admin:grants_user_add"), new).status_code == 302
    user = User.objects.get(email="ny@lansstyrelsen.example")
    post = {"user": user.pk, "county": "04", "role": "officer", "valid_from": "2026-01-01"}
    assert root.post(reverse("admin:grants_post_add"), post).status_code == 302
    assert Post.objects.get(user=user).role == "officer"


def test_people_and_organisations_are_never_deleted(root):
    organisation = cast.association()
    for address in (
        reverse("admin:grants_organisation_delete", args=[organisation.pk]),
        reverse("admin:grants_user_delete", args=[cast.siv().pk]),
    ):
        assert root.post(address, {"post": "yes"}).status_code == 403
    assert Organisation.objects.exists()
