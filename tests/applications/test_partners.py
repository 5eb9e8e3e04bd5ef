"""The partners of an application: who asks for their certificates, and who sees what of them."""

import pytest
from django.urls import reverse

from applications.models import Certificate, offers_of, write
from grants import questions, steps
from grants.models import Mail
from tests import cast
from tests.applications.test_certificates import PARTNER, asked, draft, now, signed, signs


def url(application):
    return reverse("applications:partners", args=[application.pk])


def ask(client, application, email="pia@part.example", by=cast.siv, **changes):
    client.force_login(by())
    partner = application.partners.first()
    name = f"partner-{partner.pk}"
    data = {"partner": partner.pk, f"{name}-email": email, f"{name}-language": "sv"} | changes
    return client.post(url(application), data)


def text_of(client, application, by=cast.siv):
    client.force_login(by())
    return client.get(url(application)).content.decode()


def test_whoever_writes_asks_and_sees_that_it_is_asked_for(client, db):
    application = draft()
    assert ask(client, application, by=cast.eva).status_code == 302
    certificate = Certificate.objects.get()
    assert (certificate.email, certificate.state, certificate.asked_by) == (
        "pia@part.example",
        "asked",
        cast.eva(),
    )
    assert "pia@part.example" in text_of(client, application)


def test_a_reader_sees_but_does_not_ask(client, db):
    application = draft()
    assert PARTNER["name"] in text_of(client, application, by=cast.rolf)
    assert ask(client, application, by=cast.rolf).status_code == 403
    assert Certificate.objects.count() == 0


def test_strangers_and_staff_see_nothing_of_a_draft(client, db):
    application = draft()
    for by in (cast.vera, cast.nils, cast.karin, cast.kim):
        client.force_login(by())
        assert client.get(url(application)).status_code == 404
        assert client.post(url(application)).status_code == 404


@pytest.mark.parametrize("email", ["", "pia", "a@b", "a@b.example\nBcc: x@y.example", "x" * 300])
def test_an_address_that_is_none_is_refused_beside_the_box(client, db, email):
    application = draft()
    assert ask(client, application, email=email).status_code == 200
    assert Certificate.objects.count() == 0


@pytest.mark.parametrize("partner", ["", "0", "x", "-1", "99999999999", "²"])
def test_a_partner_that_is_not_of_this_application_is_not_there(client, db, partner):
    assert ask(client, draft(), partner=partner).status_code == 404


def test_the_partner_of_another_application_is_not_there(client, db):
    other = cast.draft(by=cast.vera(), partners=[PARTNER]).partners.get()
    assert ask(client, draft(), partner=other.pk).status_code == 404


def test_a_new_link_takes_the_place_of_the_old_one(client, db):
    application = draft()
    ask(client, application)
    first = Certificate.objects.get()
    ask(client, application, email="per@part.example")
    assert now(first).state == "withdrawn"
    assert client.get(first.link).status_code == 404
    second = Certificate.objects.get(state="asked")
    assert client.get(second.link).status_code == 200


def test_a_new_link_after_the_old_one_has_expired(client, db):
    application = draft()
    first = asked(application)
    Certificate.objects.filter(pk=first.pk).update(expires_at=first.asked_at)
    assert ask(client, application).status_code == 302
    assert Certificate.objects.filter(state="asked").count() == 1


def test_a_signed_certificate_is_not_asked_for_again(client, db):
    application = draft()
    signed(application)
    assert ask(client, application).status_code == 200
    assert Certificate.objects.count() == 1


def test_after_a_rewritten_part_it_is_asked_for_again(client, db):
    application = draft()
    signed(application)
    write(application, {"partners": [PARTNER | {"part": "Annat."}]}, cast.siv())
    assert ask(client, application).status_code == 302
    assert set(Certificate.objects.values_list("state", flat=True)) == {"withdrawn", "asked"}


def test_it_can_be_asked_for_while_the_case_is_prepared_and_not_after(client, db):
    application = draft()
    steps.take("submit", application, by=cast.siv())
    assert ask(client, application).status_code == 302
    steps.take("withdraw", application, by=cast.siv())
    assert ask(client, application).status_code == 200
    assert Certificate.objects.count() == 1


def test_the_link_is_withdrawn_on_the_page_by_those_who_write(client, db):
    application = draft()
    certificate = asked(application)
    step = reverse("grants:step", args=["certificate", certificate.pk, "withdraw"])
    assert step not in text_of(client, application, by=cast.rolf)
    assert client.post(step).status_code == 403
    assert step in text_of(client, application, by=cast.eva)
    assert client.post(step)["Location"] == url(application)
    assert now(certificate).state == "withdrawn"


def test_what_is_signed_and_submitted_cannot_be_withdrawn_on_the_page(client, db):
    application = draft()
    certificate = signed(application)
    steps.take("submit", application, by=cast.siv())
    step = reverse("grants:step", args=["certificate", certificate.pk, "withdraw"])
    assert step not in text_of(client, application)
    assert client.post(step).status_code == 409
    assert now(certificate).state == "signed"


def test_nobody_s_inbox_is_filled(client, db):
    application = draft()
    codes = [ask(client, application).status_code for _try in range(6)]
    assert codes == [302] * 5 + [200]
    assert Mail.objects.filter(address="pia@part.example").count() == 5


def test_the_officer_sees_who_signed_when_and_what(client, db):
    application = draft()
    signed(application)
    steps.take("submit", application, by=cast.siv())
    client.force_login(cast.karin())
    for page in (application.get_absolute_url(), url(application)):
        text = client.get(page).content.decode()
        assert "Pia Part" in text
        assert "7 § 2 förordningen (2016:1364)" in text
        assert 'type="email"' not in text


def test_the_review_says_what_follows_of_an_unsigned_certificate(client, db):
    application = draft()
    client.force_login(cast.siv())
    answer = client.get(reverse("applications:submit", args=[application.pk]))
    assert url(application) in answer.content.decode()


def test_markup_in_the_name_of_a_partner_is_shown_as_it_was_written(client, db):
    application = draft(partners=[PARTNER | {"name": "<img src=x onerror=alert(1)>"}])
    assert "<img src=x" not in text_of(client, application)


def test_two_hundred_partners_are_refused_with_a_message(db):
    call = cast.call()
    version = draft(call).questionnaire.read
    rows = [PARTNER | {"org_nr": f"80249{n:05d}"} for n in range(200)]
    found = questions.clean(version, {"partners": rows}, offers_of(call))
    assert "200" in found.errors["partners"][0]
    assert "partners" not in found.values


def test_the_page_asks_as_much_for_one_partner_as_for_three(client, db, django_assert_num_queries):
    client.force_login(cast.siv())
    others = [PARTNER | {"org_nr": nr} for nr in ("212000-0308", "556703-7485")]
    for partners in ([PARTNER], [PARTNER, *others]):
        application = draft(partners=partners)
        signs(asked(application))
        client.get(url(application))
        with django_assert_num_queries(7):
            client.get(url(application))
