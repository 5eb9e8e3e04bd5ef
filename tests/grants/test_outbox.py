"""The outbox as pages: who reads which e-mail."""

import pytest
from django.core import signing
from django.urls import reverse

from applications.models import Conflict
from grants import mail
from grants.models import Mail, Membership
from tests import cast

pytestmark = pytest.mark.django_db

OUTBOX = reverse("grants:outbox")


def read_by(person) -> int:
    return Mail.objects.visible_to(person).count()


def test_the_staff_of_the_board_read_what_it_wrote():
    cast.submitted()
    everything = Mail.objects.count()
    assert everything > 1
    for person in (cast.karin(), cast.dag(), cast.fia(), cast.rut(), cast.kim()):
        assert read_by(person) == everything


def test_others_read_what_was_written_to_them():
    cast.submitted()
    assert read_by(cast.siv()) == 1
    for person in (cast.otto(), cast.vera(), cast.nils()):
        assert read_by(person) == 0


def test_an_assessor_does_not_read_of_cases_that_are_not_hers():
    cast.submitted()
    asa = cast.asa()
    assert read_by(asa) == 0
    cast.assigned(cast.under_assessment())
    assert read_by(cast.asa()) == Mail.objects.filter(to=asa).count() == 1


def test_nobody_reads_as_staff_of_a_case_she_has_an_interest_in():
    application = cast.submitted()
    Membership.objects.create(user=cast.fia(), organisation=cast.association(), role="reader")
    assert read_by(cast.fia()) == 0
    conflict = {"application": application, "ground": "relative"}
    Conflict.objects.create(user=cast.rut(), **conflict)
    assert read_by(cast.rut()) == 0
    assert read_by(cast.dag()) == Mail.objects.count()


def test_the_list_and_the_text_as_pages(client):
    cast.submitted()
    client.force_login(cast.siv())
    one = Mail.objects.get(to=cast.siv())
    assert one.subject in client.get(OUTBOX).content.decode()
    shown = client.get(reverse("grants:mail", args=[one.pk])).content.decode()
    assert "851-1-" in shown
    other = Mail.objects.exclude(to=cast.siv()).first()
    assert client.get(reverse("grants:mail", args=[other.pk])).status_code == 404
    assert client.get(reverse("grants:mail", args=[99999])).status_code == 404


def test_the_list_is_filtered_by_what_has_gone(client):
    cast.submitted()
    client.force_login(cast.karin())
    assert client.get(OUTBOX + "?status=sent").context["page_obj"].paginator.count == 0
    mail.send_outbox()
    waiting = client.get(OUTBOX + "?status=waiting")
    assert waiting.context["page_obj"].paginator.count == 0
    assert 'class="empty"' in waiting.content.decode()


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    client, django_assert_num_queries, how_many
):
    call = cast.call()
    for _number in range(how_many):
        cast.submitted(call)
    client.force_login(cast.karin())
    with django_assert_num_queries(6):
        client.get(OUTBOX)


def test_a_personal_link_cannot_be_read_in_the_outbox(client):
    cast.submitted()
    one = Mail.objects.get(to=cast.siv())
    link = f"http://127.0.0.1:8000/invitations/{signing.dumps([1, 'x'])}/"
    plain = "http://127.0.0.1:8000/applications/1/"
    Mail.objects.filter(pk=one.pk).update(body=f"Svara: {link} eller läs {plain}")
    for person in (cast.siv(), cast.karin()):
        client.force_login(person)
        shown = client.get(reverse("grants:mail", args=[one.pk])).content.decode()
        assert "/invitations/" not in shown
        assert plain in shown
