"""The link of a partner: what it shows, what it takes in, and all the ways to misuse it."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import signing
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from applications.models import Certificate, Partner, write
from applications.models.certificate import SALT
from config.logs import NoPersonalLinks
from grants import clock, steps
from grants.models import Event, Mail, User
from grants.rules import Refused
from tests import cast

PARTNER = {"name": "Flens folkhögskola", "org_nr": "802400-1235", "part": "Håller kurserna."}
YES = dict.fromkeys(("board", "democratic", "democratic_purpose", "active", "democracy"), "yes")
WHO = {"name": "Pia Part", "position": "Ordförande", "certifies": "on", "sign": "1"}


@pytest.fixture(autouse=True)
def _fresh_counts(db):
    cache.clear()


def draft(call=None, **changes):
    return cast.draft(call, **({"partners": [PARTNER]} | changes))


def asked(application=None, by=None):
    application = application or draft()
    partner = application.partners.get(org_nr=PARTNER["org_nr"])
    new = Certificate(partner=partner, email="pia@part.example", asked_by=by or cast.siv())
    return steps.begin(new, by=by or cast.siv())


def now(certificate):
    return Certificate.objects.select_related(*Certificate.read_with).get(pk=certificate.pk)


def signs(certificate, client=None, **changes):
    data = {**YES, **WHO, "reading": now(certificate).reading, **changes}
    return (client or Client()).post(certificate.link, data)


def signed(application=None, **changes):
    certificate = asked(application)
    assert signs(certificate, **changes).status_code == 302
    return now(certificate)


def page(certificate):
    return Client().get(certificate.link)


# --- the way it is meant ---------------------------------------------------------------------


def test_the_partner_reads_its_own_part_and_nothing_more():
    certificate = asked()
    text = page(certificate).content.decode()
    assert "Håller kurserna." in text
    assert "Flens språkvänner" in text
    assert "7 § 5 förordningen (2016:1364)" in text
    for hidden in ("Många väntar", "150", "siv@forening.example", "Ledare"):
        assert hidden not in text


def test_it_signs_and_then_reads_a_receipt():
    certificate = signed()
    assert certificate.state == "signed"
    assert certificate.covers
    assert (certificate.name, certificate.position) == ("Pia Part", "Ordförande")
    assert [answer["yes"] for answer in certificate.answers] == [True] * 5
    text = page(certificate).content.decode()
    assert "Pia Part" in text
    assert 'name="sign"' not in text


def test_it_is_bifall_that_writes_the_history_and_the_applicant_is_told():
    certificate = signed()
    event = Event.objects.get(thing="applications.certificate", step="sign")
    assert event.by == User.objects.bifall()
    assert "Pia Part" in event.inputs
    told = Mail.objects.get(event=event)
    assert told.to == cast.siv()
    assert certificate.link not in told.body


def test_the_link_comes_by_e_mail_in_the_language_that_was_chosen():
    application = draft()
    partner = application.partners.get()
    steps.begin(
        Certificate(partner=partner, email="pia@part.example", asked_by=cast.siv(), language="en"),
        by=cast.siv(),
    )
    mail = Mail.objects.get(address="pia@part.example")
    certificate = partner.certificates.get()
    token = mail.body.split("/partner/")[1].split("/")[0]
    assert Certificate.objects.behind(token) == certificate
    assert "You need no account" in mail.body


def test_it_declines_with_a_reason():
    certificate = asked()
    data = {
        "decline-name": "Pia",
        "decline-position": "Ordförande",
        "decline-comment": "Vi är inte med.",
        "decline-reading": now(certificate).reading,
        "decline": "1",
    }
    assert Client().post(certificate.link, data).status_code == 302
    assert (now(certificate).state, now(certificate).comment) == ("declined", "Vi är inte med.")
    assert "Vi är inte med." in Mail.objects.filter(to=cast.siv()).latest("pk").body


def test_for_37_it_only_certifies_that_it_takes_part():
    application = cast.draft(cast.call("37"), by=cast.vera(), partners=[PARTNER])
    certificate = asked(application, by=cast.vera())
    assert "2016:1364" not in page(certificate).content.decode()
    assert (
        Client().post(certificate.link, {**WHO, "reading": now(certificate).reading}).status_code
        == 302
    )
    assert now(certificate).answers == []


def test_a_municipality_that_applies_for_tia_has_no_partners_under_7(db):
    application = cast.draft(cast.call(), by=cast.vera(), partners=[PARTNER])
    assert now(asked(application, by=cast.vera())).asks == ()


# --- what is left out, wrong or strange -------------------------------------------------------


@pytest.mark.parametrize(
    "left_out", ["name", "position", "certifies", "board", "democracy", "reading"]
)
def test_nothing_is_signed_when_something_is_left_out(left_out):
    certificate = asked()
    answer = signs(certificate, **{left_out: ""})
    assert answer.status_code == 200
    assert now(certificate).state == "asked"
    assert "Pia Part" in answer.content.decode() or left_out == "name"


@pytest.mark.parametrize("name", ["x" * 121, "Eva\u202eavE", "121212-1212", "\x00"])
def test_names_that_are_too_long_or_hidden_are_refused(name):
    certificate = asked()
    assert signs(certificate, name=name).status_code == 200
    assert now(certificate).state == "asked"


def test_markup_in_names_is_shown_as_it_was_written():
    application = draft(partners=[PARTNER | {"part": "<script>alert(1)</script>"}])
    certificate = signed(application, name="<b>Pia</b>")
    text = page(certificate).content.decode()
    assert "<script>alert" not in text
    assert "&lt;b&gt;Pia&lt;/b&gt;" in text


def test_a_no_to_7_stops_the_submission_and_names_the_paragraph():
    application = draft()
    signed(application, democratic="no")
    faults = [fault for fault in application.faults() if fault.key == "partners"]
    assert len(faults) == 1
    assert "7 § 3 förordningen (2016:1364)" in faults[0].message
    with pytest.raises(Refused):
        steps.take("submit", application, by=cast.siv())


def test_a_no_does_not_go_away_by_withdrawing_or_rewriting():
    application = draft()
    certificate = signed(application, board="no")
    steps.take("withdraw", certificate, by=cast.siv())
    write(application, {"partners": [PARTNER | {"part": "Något annat."}]}, cast.siv())
    assert [fault.key for fault in application.faults()] == ["partners"]
    signed(application)
    assert application.faults() == []


def test_a_no_to_7_a_is_for_the_board_to_judge():
    application = draft()
    certificate = signed(application, democracy="no")
    assert [answer["key"] for answer in certificate.noes] == ["democracy"]
    assert application.faults() == []


def test_an_unsigned_certificate_does_not_stop_the_submission():
    application = draft()
    asked(application)
    assert steps.take("submit", application, by=cast.siv()).state == "submitted"


# --- misuse -----------------------------------------------------------------------------------


def nowhere(answer):
    """The plain page, with not a word of any case in it."""
    assert answer.status_code == 404
    for word in ("Flens", "Håller", "Pia", "Språkcafé"):
        assert word not in answer.content.decode()
    return True


def token_of(certificate):
    return certificate.link.removeprefix("/partner/").rstrip("/")


def address(token):
    return reverse("partner:certificate", args=[token])


@pytest.mark.parametrize(
    "forged",
    ["x", "1", "W1sxLCAiYSJdXQ:1abc:zzz", "a:b:c", "%00", "å", "x" * 5000],
)
def test_a_guessed_link_leads_nowhere(forged):
    asked()
    nowhere(Client().get(address(forged)))
    nowhere(Client().post(address(forged), WHO))


def test_a_tampered_link_leads_nowhere():
    token = token_of(asked())
    for place in (0, 5, len(token) // 2, len(token) - 1):
        other = "A" if token[place] != "A" else "B"
        nowhere(Client().get(address(token[:place] + other + token[place + 1 :])))


@pytest.mark.parametrize(
    "said",
    [1, "x", [1], [1, 2, 3], {"pk": 1}, None, [True, "x"], ["1", "x"], [[1], "x"], [1, {"a": 1}]],
)
def test_a_signature_of_ours_over_something_else_leads_nowhere(said):
    nowhere(Client().get(address(signing.dumps(said, salt=SALT))))


def test_a_token_of_another_purpose_leads_nowhere():
    certificate = asked()
    content = [certificate.pk, certificate.nonce]
    for salt in ("grants.invitation", "django.core.signing", "", "applications"):
        nowhere(Client().get(address(signing.dumps(content, salt=salt))))


def test_the_secret_of_another_certificate_leads_nowhere():
    application = draft(partners=[PARTNER, PARTNER | {"name": "B", "org_nr": "212000-0308"}])
    one = asked(application)
    other = steps.begin(
        Certificate(partner=application.partners.last(), email="b@b.example", asked_by=cast.siv()),
        by=cast.siv(),
    )
    nowhere(Client().get(address(signing.dumps([one.pk, other.nonce], salt=SALT))))


def test_a_withdrawn_link_leads_nowhere():
    certificate = asked()
    steps.take("withdraw", certificate, by=cast.siv())
    nowhere(page(certificate))
    nowhere(signs(certificate))
    assert now(certificate).state == "withdrawn"


def test_an_expired_link_can_be_neither_read_nor_used():
    certificate = asked()
    for later, code in (
        (certificate.expires_at - timedelta(seconds=1), 200),
        (certificate.expires_at, 410),
    ):
        with clock.at(later):
            reading = now(certificate).reading
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("django.utils.timezone.now", lambda later=later: later)
            assert Client().get(certificate.link).status_code == code
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: certificate.expires_at)
        answer = Client().post(certificate.link, {**YES, **WHO, "reading": reading})
    assert answer.status_code == 410
    assert "Flens" not in answer.content.decode()
    assert now(certificate).state == "asked"


def test_the_receipt_is_gone_when_the_link_has_ended():
    certificate = signed()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: certificate.until)
        answer = page(certificate)
    assert answer.status_code == 410
    assert "Pia" not in answer.content.decode()


def test_the_same_answer_sent_twice_is_taken_in_once():
    certificate = signed()
    assert signs(certificate, name="Någon Annan").status_code == 200  # the receipt of the first
    assert now(certificate).name == "Pia Part"
    assert Event.objects.filter(thing="applications.certificate", step="sign").count() == 1


def test_a_signed_certificate_cannot_be_declined_afterwards():
    certificate = signed()
    Client().post(certificate.link, {"decline": "1", "decline-name": "X", "decline-comment": "Y"})
    assert now(certificate).state == "signed"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_sign_once():
    certificate = asked()

    def sign(name):
        try:
            return signs(certificate, name=name).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(sign, ["Pia", "Per"]))
    assert codes.count(302) >= 1
    assert Event.objects.filter(thing="applications.certificate", step="sign").count() == 1


def test_a_partner_that_is_taken_out_takes_its_link_with_it():
    application = draft()
    certificate = asked(application)
    write(application, {"partners": None}, cast.siv())
    nowhere(Client().get(certificate.link))
    nowhere(Client().post(certificate.link, {**YES, **WHO}))


def test_a_part_that_was_changed_meanwhile_must_be_read_again():
    application = draft()
    certificate = asked(application)
    reading = now(certificate).reading
    write(application, {"partners": [PARTNER | {"part": "Betalar allt."}]}, cast.siv())
    answer = signs(certificate, reading=reading)
    text = answer.content.decode()
    assert now(certificate).state == "asked"
    assert "Betalar allt." in text
    assert now(certificate).reading in text  # so that she can sign what she now reads


def test_a_part_that_is_rewritten_afterwards_is_not_certified():
    application = draft()
    certificate = signed(application)
    write(application, {"partners": [PARTNER | {"part": "Något annat."}]}, cast.siv())
    assert not now(certificate).covers


def test_it_can_be_signed_after_the_submission_while_the_case_is_prepared():
    application = draft()
    certificate = asked(application)
    steps.take("submit", application, by=cast.siv())
    steps.take("take_up", application, by=cast.karin())
    assert signs(certificate).status_code == 302
    assert now(certificate).state == "signed"


def test_it_cannot_be_signed_when_the_application_is_withdrawn():
    application = draft()
    certificate = asked(application)
    steps.take("submit", application, by=cast.siv())
    steps.take("withdraw", application, by=cast.siv())
    for answer in (page(certificate), signs(certificate)):
        assert answer.status_code == 410
        assert "Flens" not in answer.content.decode()


def test_a_signed_certificate_belongs_to_the_case_once_it_is_submitted():
    application = draft()
    certificate = signed(application)
    steps.take("submit", application, by=cast.siv())
    with pytest.raises(Refused):
        steps.take("withdraw", certificate, by=cast.siv())


@pytest.mark.parametrize("by", [cast.siv, cast.karin, cast.kim])
def test_nobody_signs_for_a_partner_through_the_ordinary_door(by, client):
    certificate = asked()
    with pytest.raises(Refused):
        steps.take("sign", certificate, by=by(), name="X", position="Y", reading="", answers={})
    client.force_login(by())
    url = reverse("grants:step", args=["certificate", certificate.pk, "sign"])
    assert client.post(url).status_code == 404


# --- what leaks -------------------------------------------------------------------------------


def test_the_page_tells_nobody_where_it_is():
    answer = page(asked())
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert "Set-Cookie" not in answer
    assert "/partner/" not in answer.content.decode()


def test_no_log_line_has_a_link_in_it(caplog):
    certificate = asked()
    token = token_of(certificate)
    lines = [
        ("Not Found: %s", (f"/partner/{token}/",)),
        ("%(U)s %(s)s", ({"U": f"/partner/{token}/", "s": 404},)),
        (f"GET http://x.example/partner/{token[:-1]}B/?language=en", ()),
        ("GET %s", (f"/partner/{token.replace(':', '%3A')}/",)),
    ]
    for text, arguments in lines:
        record = logging.LogRecord("x", 30, "", 0, text, arguments, None)
        assert NoPersonalLinks().filter(record)
        assert token[20:40] not in record.getMessage()
    plain = logging.LogRecord("x", 30, "", 0, "[22/Nov/2026:%s +0100] %d", ("18:46:59", 3), None)
    NoPersonalLinks().filter(plain)
    assert plain.getMessage() == "[22/Nov/2026:18:46:59 +0100] 3"


def test_the_outbox_hides_the_link_from_staff(client):
    certificate = asked()
    mail = Mail.objects.get(address="pia@part.example")
    client.force_login(cast.karin())
    answer = client.get(reverse("grants:mail", args=[mail.pk]))
    assert certificate.nonce not in answer.content.decode()
    assert token_of(certificate) not in answer.content.decode()


def test_guessing_is_slowed_down():
    codes = [Client().get(address(f"guess-{n}")).status_code for n in range(32)]
    assert codes[:30] == [404] * 30
    assert codes[-1] == 429


def test_a_true_link_works_while_somebody_guesses():
    certificate = asked()
    for n in range(32):
        Client().get(address(f"guess-{n}"))
    assert page(certificate).status_code == 200


def test_trying_again_and_again_is_slowed_down():
    certificate = asked()
    codes = [signs(certificate, name="").status_code for _try in range(31)]
    assert codes[-1] == 429
    assert now(certificate).state == "asked"


def test_reading_takes_the_same_few_queries_whatever_the_number_of_partners(
    django_assert_num_queries,
):
    many = [PARTNER] + [PARTNER | {"org_nr": nr} for nr in ("212000-0308", "802499-0015")]
    for partners in ([PARTNER], many):
        certificate = asked(draft(partners=partners))
        with django_assert_num_queries(1):
            assert page(certificate).status_code == 200
    assert connection.vendor == "postgresql"
    assert Partner.objects.count() == 4
