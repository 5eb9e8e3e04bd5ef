"""Asking to join an organisation that is already here, and the answer of its signatories."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.transaction import atomic
from django.urls import reverse

from grants import clock, steps
from grants.models import (
    JoinRequest,
    Mail,
    Organisation,
    User,
)
from tests import cast
from tests.grants.membership import NEW_ADDRESS, newcomer, page, signed_in

pytestmark = pytest.mark.django_db

JOIN = "grants:organisation_join"


def join(organisation: Organisation) -> str:
    return reverse(JOIN, args=[organisation.org_nr])


def test_before_she_is_let_in_she_sees_name_and_number_only():
    organisation = cast.association()
    cast.siv()
    shown = signed_in(cast.nils()).get(join(organisation)).content.decode()
    assert "Flens språkvänner" in shown
    assert organisation.org_nr in shown
    for secret in ("Siv", "siv@", "991-2346", "Flen<", "forening.example"):
        assert secret not in shown
    assert signed_in(cast.siv()).get(join(organisation)).url == page(organisation, "organisation")


def test_an_organisation_that_is_not_here_cannot_be_joined():
    client = signed_in(cast.nils())
    for number in ("802400-1235", "x", "802400-1236"):
        assert client.get(reverse(JOIN, args=[number])).status_code == 404


def test_the_signatories_are_told_and_one_of_them_lets_her_in():
    organisation, siv = cast.association(), cast.siv()
    cast.eva()
    nils = signed_in(cast.nils())
    response = nils.post(join(organisation), {"message": "Jag är er nya kassör."})
    asked = JoinRequest.objects.get()
    assert response.url == asked.get_absolute_url()
    assert [letter.to for letter in Mail.objects.all()] == [siv]
    assert "Jag är er nya kassör." in Mail.objects.get().body
    assert nils.get(page(organisation, "organisation")).status_code == 404
    url = asked.get_absolute_url()
    assert signed_in(siv).get(url).context["may_answer"]
    assert signed_in(siv).post(url, {"role": "editor"}).url == page(organisation)
    assert cast.nils().membership_role(organisation) == "editor"
    assert JoinRequest.objects.get().answered_by == siv
    assert Mail.objects.filter(to=cast.nils()).count() == 1


def test_only_a_signatory_answers():
    asked = cast.asked_to_join()
    refuse = reverse("grants:step", args=["joinrequest", asked.pk, "refuse"])
    for person in (cast.eva(), cast.rolf(), cast.karin(), cast.vera()):
        assert signed_in(person).post(asked.get_absolute_url(), {"role": "x"}).status_code == 404
        assert signed_in(person).post(refuse).status_code == 404
    nils = signed_in(cast.nils())
    assert nils.post(asked.get_absolute_url(), {"role": "signatory"}).status_code == 302
    assert nils.post(refuse).status_code == 403
    assert JoinRequest.objects.get().state == "asked"
    assert cast.nils().memberships_today == []


def test_nobody_asks_for_somebody_else():
    request = JoinRequest(organisation=cast.association(), user=cast.nils())
    with pytest.raises(steps.NotAllowed):
        steps.begin(request, by=cast.vera())


def test_she_asks_once_and_sees_how_it_stands():
    organisation = cast.association()
    nils = signed_in(cast.nils())
    for _time in range(2):
        nils.post(join(organisation), {"message": ""})
    assert JoinRequest.objects.count() == 1
    assert nils.get(join(organisation)).context["before"] == JoinRequest.objects.get()
    with pytest.raises(IntegrityError, match="one_open_request"), atomic():
        cast.asked_to_join()


def test_who_was_refused_waits_before_she_asks_again():
    asked, siv = cast.asked_to_join(), signed_in(cast.siv())
    siv.post(reverse("grants:step", args=["joinrequest", asked.pk, "refuse"]))
    assert JoinRequest.objects.get().state == "refused"
    assert Mail.objects.filter(to=cast.nils(), event__step="refuse").exists()
    nils = signed_in(cast.nils())
    assert nils.post(join(cast.association()), {"message": "Snälla"}).status_code == 200
    assert JoinRequest.objects.count() == 1
    with clock.at(clock.now() - timedelta(days=30)):
        other = cast.asked_to_join(newcomer())
        steps.take("refuse", other, by=cast.siv())
    nora = signed_in(User.objects.get(email=NEW_ADDRESS))
    assert nora.post(join(cast.association()), {"message": "Igen"}).status_code == 302


def test_she_may_withdraw_what_she_asked():
    asked = cast.asked_to_join()
    url = reverse("grants:step", args=["joinrequest", asked.pk, "withdraw"])
    assert signed_in(cast.siv()).post(url).status_code == 403
    signed_in(cast.nils()).post(url)
    assert JoinRequest.objects.get().state == "withdrawn"
    answer = signed_in(cast.siv()).post(asked.get_absolute_url(), {"role": "reader"})
    assert answer.status_code == 302
    assert cast.nils().memberships_today == []


@pytest.mark.parametrize("message", ["x" * 501, "Jag heter Nils, 19811218-9876"])
def test_a_message_that_is_too_much_is_refused_beside_its_field(message):
    response = signed_in(cast.nils()).post(join(cast.association()), {"message": message})
    assert list(response.context["form"].errors) == ["message"]
    assert response.context["form"]["message"].value() == message
    assert not JoinRequest.objects.exists()


def test_what_is_written_is_shown_as_written_and_never_run():
    cast.siv()
    asked = JoinRequest(
        organisation=cast.association(), user=cast.nils(), message="<script>alert(1)</script>"
    )
    steps.begin(asked, by=cast.nils())
    shown = signed_in(cast.siv()).get(asked.get_absolute_url()).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown
