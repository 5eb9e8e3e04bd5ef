"""Completion: single questions opened again, answered, read as a difference, in several rounds."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from applications.models import FILES, WORDS, Application, Attachment, Supplement
from grants import clock, steps
from grants.law import COMPLETION_CONSEQUENCE
from grants.models import Event, Mail
from tests import cast
from tests.applications.pages import at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def asked(application=None, **fields):
    """A case that waits for completion of the questions named, each with what is missing."""
    application = application or cast.in_preparation()
    steps.take(
        "ask_completion",
        application,
        by=cast.karin(),
        what="",
        deadline=clock.today() + timedelta(days=14),
        fields=fields or {"need": "Berätta hur ni vet det."},
    )
    return Application.objects.get(pk=application.pk)


def stamped(page):
    """What the page would send back of what it has shown of each answer."""
    lines = page.context["lines"]
    return {f"stamp-{line.entry.question.key}": str(line.stamp) for line in lines}


def write(client, application, action="save", **answers):
    """Open the page as the one who is signed in, write the answers, and press a button."""
    page = client.get(at("answer_completion", application))
    sent = stamped(page) | answers | {"action": action}
    return client.post(at("answer_completion", application), sent)


def send(client, application, **answers):
    """Write, read it through, and send it."""
    write(client, application, "review", **answers)
    page = client.get(at("send_completion", application))
    reading = page.context["form"].initial["reading"]
    return client.post(at("send_completion", application), {"reading": reading})


def request_of(application):
    return application.supplements.latest("pk")


# The officer asks


def test_the_officer_chooses_questions_and_says_what_is_missing_in_each(client):
    application = cast.in_preparation()
    client.force_login(cast.karin())
    page = client.get(at("ask_completion", application))
    assert "Många väntar utan att få öva svenska." in page.text  # the answer now, beside
    form = page.context["form"]
    assert form["deadline"].value() == clock.today() + timedelta(days=14)
    assert form["consequence"].value() == COMPLETION_CONSEQUENCE.text_en
    sent = {
        "what": "Tack för er ansökan.",
        "deadline": str(clock.today() + timedelta(days=10)),
        "consequence": COMPLETION_CONSEQUENCE.text_en,
        "open-need": "on",
        "why-need": "Berätta hur ni vet det.",
        "open-budget": "on",
        "why-budget": "Dela upp hyran.",
        f"open-{FILES}": "on",
        f"why-{FILES}": "Bifoga stadgarna.",
    }
    assert client.post(at("ask_completion", application), sent).status_code == 302
    found = request_of(application)
    assert found.fields == {
        "need": "Berätta hur ni vet det.",
        "budget": "Dela upp hyran.",
        FILES: "Bifoga stadgarna.",
    }
    assert found.deadline == clock.today() + timedelta(days=10)
    assert Application.objects.get(pk=application.pk).state == "supplement"


def test_the_mail_names_every_question_the_last_day_and_the_consequence(client):
    cast.eva()
    application = asked(need="Berätta hur ni vet det.", budget="Dela upp hyran.")
    mail = Mail.objects.get(event__step="begun", to=cast.siv(), event__thing__endswith="supplement")
    for text in (
        "Berätta hur ni vet det.",
        "Dela upp hyran.",
        at("answer_completion", application),
    ):
        assert text in mail.body
    assert COMPLETION_CONSEQUENCE.text_sv in mail.body
    assert Mail.objects.filter(event=mail.event).count() == 2  # Siv and Eva, not Rolf who reads


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"open-need": "on"}, "why-need"),
        ({"what": ""}, "what"),
        ({"what": "B.", "consequence": " "}, "consequence"),
        ({"what": "Siv är 19121212-1212"}, "what"),
        ({"why-need": "Siv är 19121212-1212"}, "why-need"),
        ({"what": "B.", "deadline": "0"}, "deadline"),
        ({"what": "B.", "deadline": "-1"}, "deadline"),
        ({"what": "B.", "deadline": "900"}, "deadline"),
        ({"what": "x" * 5001}, "what"),
    ],
)
def test_a_request_needs_words_a_day_to_come_and_the_consequence(client, changes, field):
    application = cast.in_preparation()
    client.force_login(cast.karin())
    days = int(changes.pop("deadline", 7))
    sent = {"deadline": str(clock.today() + timedelta(days=days)), "consequence": "Avvisning."}
    page = client.post(at("ask_completion", application), sent | changes)
    assert list(page.context["form"].errors) == [field]
    assert not Supplement.objects.exists()


def test_a_question_that_the_form_does_not_have_cannot_be_opened(client):
    application = cast.in_preparation()
    client.force_login(cast.karin())
    sent = {
        "what": "Se nedan.",
        "deadline": str(clock.today() + timedelta(days=1)),
        "consequence": "Avvisning.",
        "open-påhitt": "on",
        "why-påhitt": "Finns inte.",
        "open-total": "on",
    }
    client.post(at("ask_completion", application), sent)
    assert request_of(application).fields == {}


def test_the_notes_of_the_check_are_there_to_begin_with_and_tomorrow_is_the_first_day(client):
    application = cast.in_preparation()
    for key, note in (("specified", "Hyran saknas."), ("signed", "Vem är Bo?")):
        application.check_items.create(key=key, holds=False, note=note, by=cast.karin())
    client.force_login(cast.karin())
    page = client.get(at("ask_completion", application))
    assert page.context["form"]["what"].value().endswith("Vem är Bo?")
    assert page.context["form"]["why-budget"].value().endswith("Hyran saknas.")
    assert page.context["form"]["open-budget"].value() is True
    sent = {"what": "Bifoga.", "deadline": str(clock.today() + timedelta(days=1))}
    sent["consequence"] = "Avvisning."
    client.post(at("ask_completion", application), sent)
    again = client.post(at("ask_completion", application), sent)
    assert again.url == application.get_absolute_url()
    assert Supplement.objects.count() == 1
    assert Event.objects.filter(step="ask_completion").count() == 1


# The applicant answers


def test_only_the_open_questions_are_there_each_with_what_is_asked_and_what_was_submitted(client):
    application = asked()
    client.force_login(cast.eva())
    page = client.get(at("answer_completion", application))
    assert [line.entry.question.key for line in page.context["lines"]] == ["need", WORDS]
    for text in ("Berätta hur ni vet det.", "Många väntar utan att få öva svenska."):
        assert text in page.text
    assert COMPLETION_CONSEQUENCE.text_en in page.text
    assert 'name="aims"' not in page.text


def test_what_is_written_is_kept_until_it_is_sent_and_is_nobody_elses(client):
    application = asked()
    client.force_login(cast.eva())
    write(client, application, need="Kommunens kö är lång.", **{WORDS: "Vi har frågat kommunen."})
    assert request_of(application).values == {
        "need": "Kommunens kö är lång.",
        WORDS: "Vi har frågat kommunen.",
    }
    assert Application.objects.get().answers["need"] == "Många väntar utan att få öva svenska."
    client.force_login(cast.siv())
    assert "Kommunens kö är lång." in client.get(at("answer_completion", application)).text
    for person in (cast.karin(), cast.rut(), cast.rolf()):
        client.force_login(person)
        page = client.get(at("case", application)).text
        assert "Kommunens kö är lång." not in page
        assert "Vi har frågat kommunen." not in page


def test_each_answer_is_saved_as_it_is_typed(client):
    application = asked()
    client.force_login(cast.eva())
    page = client.get(at("answer_completion", application))
    sent = {"page-key": "need", "need": "Ny text.", **stamped(page)}
    saved = client.post(at("save_completion", application), sent)
    assert saved.status_code == 200
    assert saved["X-Saved"].startswith("saved 1.")
    assert request_of(application).values == {"need": "Ny text."}


def test_two_who_write_the_same_answer_do_not_overwrite_each_other(client):
    application = asked()
    client.force_login(cast.eva())
    evas = stamped(client.get(at("answer_completion", application)))
    client.force_login(cast.siv())
    write(client, application, need="Sivs text.")
    client.force_login(cast.eva())
    page = client.post(at("answer_completion", application), evas | {"need": "Evas text."})
    assert "Somebody else has written the same answer" in page.text
    assert "Sivs text." in page.text
    assert request_of(application).values == {"need": "Sivs text."}
    one = {"page-key": "need", "need": "Evas text.", **evas}
    assert client.post(at("save_completion", application), one).status_code == 409


def test_an_answer_to_a_question_that_is_not_open_is_left_out_and_said(client):
    application = asked()
    client.force_login(cast.siv())
    page = client.post(
        at("answer_completion", application),
        stamped(client.get(at("answer_completion", application)))
        | {"need": "Ny text.", "aims": "Andra mål.", "påhitt": "?", "stamp-aims": "0.0"},
        follow=True,
    )
    assert "is not open for completion" in page.text
    assert request_of(application).values == {"need": "Ny text."}
    one = {"page-key": "aims", "aims": "Andra mål."}
    assert client.post(at("save_completion", application), one).status_code == 410
    send(client, application)
    assert Application.objects.get().answers["aims"] == cast.said(application.call)["aims"]


def test_what_was_wrong_stays_in_the_box_and_the_rest_is_saved(client):
    application = asked(women="Hur många?", need="Varför?")
    client.force_login(cast.siv())
    page = write(client, application, women="många", need="Ny text.")
    assert page.context["form"].errors["women"]
    assert "många" in page.text
    assert request_of(application).values == {"need": "Ny text."}


@pytest.mark.parametrize(("key", "text"), [("title", ""), ("amount", ""), ("amount", "0")])
def test_the_name_and_the_amount_can_be_changed_but_not_taken_away(client, key, text):
    application = asked(**{key: "Se över."})
    client.force_login(cast.siv())
    page = write(client, application, "review", **{key: text})
    assert page.context["form"].errors[key]
    assert request_of(application).values == {}


def test_a_session_that_has_ended_loses_nothing(client):
    application = asked()
    client.force_login(cast.siv())
    shown = stamped(client.get(at("answer_completion", application)))
    client.logout()
    away = client.post(at("answer_completion", application), shown | {"need": "Ny text."})
    assert "/accounts/login/" in away.url
    one = client.post(at("save_completion", application), {"page-key": "need", "need": "Ny."})
    assert one.status_code == 401
    session = client.session
    session.save()
    signed_in = client.post(
        reverse("account_login"),
        {"login": cast.siv().email, "password": cast.PASSWORD, "next": away.url.split("next=")[1]},
    )
    assert signed_in.status_code == 302
    page = client.get(at("answer_completion", application))
    assert "You had been signed out" in page.text
    assert "Ny text." in page.text


def test_who_answers_and_who_does_not(client):
    application = asked()
    for person, status in (
        (cast.vera(), 404),
        (cast.nils(), 404),
        (cast.karin(), 302),
        (cast.rolf(), 302),
        (cast.eva(), 200),
        (cast.siv(), 200),
    ):
        client.force_login(person)
        for name in ("answer_completion", "send_completion"):
            assert client.get(at(name, application)).status_code == status
        if status != 200:
            sent = {"page-key": "need", "need": "Olovligt."}
            client.post(at("answer_completion", application), sent)
            client.post(at("save_completion", application), sent)
            client.post(at("send_completion", application), {"reading": ""})
    assert request_of(application).values == {}
    assert request_of(application).state == "asked"


# To send it


def test_the_change_is_read_through_as_a_difference_and_sent(client):
    application = asked()
    client.force_login(cast.eva())
    reviewed = write(client, application, "review", need="Många väntar i Flen.")
    page = client.get(reviewed.url)
    assert "<del>" in page.text
    assert "<ins>" in page.text
    sent = send(client, application, need="Många väntar i Flen.")
    assert sent.url == application.get_absolute_url()
    fresh = Application.objects.get()
    assert fresh.state == "preparation"
    assert fresh.answers["need"] == "Många väntar i Flen."
    found = request_of(fresh)
    assert found.before == {"need": "Många väntar utan att få öva svenska."}
    assert found.values == {"need": "Många väntar i Flen."}
    assert Mail.objects.filter(event__step="answer_completion", to=cast.karin()).exists()


def test_nothing_is_sent_but_what_was_read(client):
    application = asked()
    client.force_login(cast.eva())
    write(client, application, need="Ett.")
    reading = client.get(at("send_completion", application)).context["form"].initial["reading"]
    write(client, application, need="Två.")
    page = client.post(at("send_completion", application), {"reading": reading})
    assert "The answer was changed after you opened this page." in page.text
    assert "Två." in page.text
    assert request_of(application).state == "asked"
    reading = page.context["form"]["reading"].value()
    client.post(at("send_completion", application), {"reading": reading})
    assert Application.objects.get().answers["need"] == "Två."


def test_an_empty_answer_is_not_sent(client):
    application = asked()
    client.force_login(cast.siv())
    page = client.get(at("send_completion", application))
    assert "You have not changed anything." in page.text
    reading = page.context["form"].initial["reading"]
    page = client.post(at("send_completion", application), {"reading": reading})
    assert request_of(application).state == "asked"
    assert "You have not changed anything." in page.context["form"].non_field_errors()[0]


def test_words_alone_are_an_answer_and_so_is_a_file(client):
    application = asked()
    client.force_login(cast.siv())
    send(client, application, **{WORDS: "Vi har inget att tillägga."})
    assert request_of(application).answer == "Vi har inget att tillägga."
    steps.take("accept", request_of(application), by=cast.karin())
    application = asked(Application.objects.get(), **{FILES: "Bifoga stadgarna."})
    upload = SimpleUploadedFile("stadgar.pdf", b"%PDF-1.4 stadgar %%EOF")
    Attachment.of(application, upload, cast.siv()).save()
    send(client, application)
    assert request_of(application).state == "answered"
    assert [file.name for file in request_of(application).new_files] == ["stadgar.pdf"]


def test_an_answer_is_sent_once(client):
    application = asked()
    client.force_login(cast.siv())
    write(client, application, need="Ny text.")
    reading = client.get(at("send_completion", application)).context["form"].initial["reading"]
    for _twice in range(2):
        client.post(at("send_completion", application), {"reading": reading})
    assert Event.objects.filter(step="answer_completion").count() == 1
    late = client.post(at("answer_completion", application), {"need": "För sent skrivet."})
    assert late.status_code == 409
    assert "För sent skrivet." in late.text  # what she typed is shown, to be copied
    one = {"page-key": "need", "need": "För sent skrivet."}
    assert client.post(at("save_completion", application), one).status_code == 409
    assert Application.objects.get().answers["need"] == "Ny text."


def test_columns_and_rows_follow_and_what_was_submitted_stands(client):
    application = asked(amount="Hur mycket?", budget="Dela upp.", contact_name="Vem?")
    frozen, checksum = application.as_submitted, application.checksum
    year = str(application.call.period_from.year)
    client.force_login(cast.siv())
    rows = {
        "budget-0-category": "staff",
        "budget-0-description": "Ledare",
        "budget-0-year": year,
        "budget-0-sought": "90 000",
        "budget-0-own": "5000",
    }
    send(client, application, amount="90 000", contact_name="Eva", **rows)
    fresh = Application.objects.get()
    assert (fresh.amount, fresh.own_funding) == (Decimal(90_000), Decimal(5_000))
    assert fresh.contact_name == "Eva"
    assert [(line.description, line.amount) for line in fresh.cost_lines.all()] == [
        ("Ledare", Decimal(95_000))
    ]
    assert (fresh.as_submitted, fresh.checksum) == (frozen, checksum)
    assert fresh.faults() == []
    page = client.get(at("changes", application))
    changed = {one.question.key: one for one in page.context["differences"]}
    assert set(changed) == {"amount", "budget", "contact_name"}
    assert {row.how for row in changed["budget"].rows} >= {"removed"}
    receipt = client.get(at("receipt", application))
    assert receipt.status_code == 200
    assert checksum in receipt.text


def test_rules_of_money_and_period_hold_and_are_told_but_do_not_stop(client):
    application = asked(amount="Hur mycket?", period_to="Hur länge?")
    client.force_login(cast.siv())
    late = application.call.period_to + timedelta(days=30)
    write(client, application, amount="999 000", period_to=str(application.call.period_to))
    page = client.get(at("send_completion", application))
    assert {fault.key for fault in page.context["review"].faults} == {"budget"}
    assert "You can send it all the same." in page.text
    wrong = write(client, application, period_to=str(late))
    assert wrong.context["form"].errors["period_to"]
    send(client, application)
    for person in (cast.siv(), cast.karin()):
        client.force_login(person)
        assert (
            "After the completion this is still missing" in client.get(at("case", application)).text
        )


# The officer reads, accepts or asks again


def test_the_officer_reads_the_difference_and_accepts(client):
    application = asked()
    client.force_login(cast.siv())
    send(client, application, need="Många väntar i Flen utan att få öva svenska.")
    client.force_login(cast.karin())
    page = client.get(at("case", application))
    assert "Added:" in page.text  # for those who listen
    assert "<ins>" in page.text
    found = page.context["rounds"][0].differences[0]
    assert [(p.how, p.text.strip()) for p in found.pieces] == [
        ("same", "Många väntar"),
        ("added", "i Flen"),
        ("same", "utan att få öva svenska."),
    ]
    assert "accept" in {s.name for s in steps.open_to(cast.karin(), request_of(application))}
    steps.take("accept", request_of(application), by=cast.karin())
    cast.checked(Application.objects.get())
    assert "pass_on" in {s.name for s in steps.open_to(cast.karin(), Application.objects.get())}


def test_several_rounds_are_kept_in_order_and_the_last_one_counts(client):
    application = asked()
    client.force_login(cast.siv())
    send(client, application, need="Runda ett.")
    client.force_login(cast.karin())
    page = client.get(at("ask_completion", application))
    assert page.context["form"]["open-need"].value() is True  # what was asked last is chosen
    asked(Application.objects.get(), need="Räcker inte.", aims="Nämn mål.")
    client.force_login(cast.siv())
    send(client, application, need="Runda två.", aims="Fler mål.")
    first, second = Supplement.objects.order_by("pk")
    assert (first.before["need"], first.values["need"]) == (
        "Många väntar utan att få öva svenska.",
        "Runda ett.",
    )
    assert (second.before["need"], second.values["need"]) == ("Runda ett.", "Runda två.")
    assert [one.name for one in steps.open_to(cast.karin(), first)] == []
    for person in (cast.siv(), cast.karin()):
        client.force_login(person)
        rounds = client.get(at("case", application)).context["rounds"]
        assert [one.number for one in rounds] == [1, 2]
        assert [len(one.differences) for one in rounds] == [1, 2]
    cast.checked(Application.objects.get())
    assert "pass_on" not in {s.name for s in steps.open_to(cast.karin(), Application.objects.get())}
    steps.take("accept", second, by=cast.karin())
    assert "pass_on" in {s.name for s in steps.open_to(cast.karin(), Application.objects.get())}


# When nobody answers in time


def asked_days_ago(days):
    """A case in which completion was asked for so many days ago, to be answered in 14 days."""
    with clock.at(clock.now() - timedelta(days=days)):
        return asked()


def test_a_late_answer_is_taken_until_the_officer_closes_the_request(client):
    application = asked_days_ago(15)
    client.force_login(cast.siv())
    page = client.get(at("answer_completion", application))
    assert "You can still answer until the case officer closes the request." in page.text
    send(client, application, need="Sent men här.")
    assert Application.objects.get().answers["need"] == "Sent men här."


@pytest.mark.parametrize(("days", "is_late"), [(13, False), (14, False), (15, True)])
def test_the_day_after_the_last_one_it_is_listed_and_can_be_closed(client, days, is_late):
    application = asked_days_ago(days)
    client.force_login(cast.karin())
    found = client.get(reverse("applications:list") + "?completion=overdue").context["page_obj"]
    assert [one.pk for one in found] == [application.pk] * is_late
    may_close = "go_on_without" in {s.name for s in steps.open_to(cast.karin(), application)}
    assert may_close == is_late
    client.force_login(cast.siv())
    page = client.get(at("answer_completion", application)).text
    assert ("The last day to answer has passed." in page) == is_late


def test_what_was_begun_and_never_sent_is_not_shown_to_the_board(client):
    application = asked_days_ago(15)
    client.force_login(cast.siv())
    write(client, application, need="Aldrig insänt.")
    steps.take("go_on_without", application, by=cast.karin())
    assert request_of(application).state == "lapsed"
    late = client.post(at("answer_completion", application), {"need": "För sent."})
    assert late.status_code == 409
    client.force_login(cast.karin())
    assert not client.get(reverse("applications:list") + "?completion=overdue").context["page_obj"]
    assert "Aldrig insänt." not in client.get(at("case", application)).text
    assert Application.objects.get().answers["need"] == "Många väntar utan att få öva svenska."


def test_a_request_without_questions_is_answered_in_words(client):
    application = cast.waiting_for_completion()
    client.force_login(cast.siv())
    page = client.get(at("answer_completion", application))
    assert [line.entry.question.key for line in page.context["lines"]] == [WORDS]
    send(client, application, **{WORDS: "Här kommer stadgarna."})
    assert request_of(application).answer == "Här kommer stadgarna."
    assert request_of(application).values == {}


def test_the_consequence_is_said_in_the_readers_language_unless_it_was_written_anew(client):
    application = asked()
    found = request_of(application)
    assert found.stated == COMPLETION_CONSEQUENCE.text_en
    with translation.override("sv"):
        assert found.stated == COMPLETION_CONSEQUENCE.text_sv
    found.consequence = "Då avgörs ansökan som den är."
    assert found.stated == "Då avgörs ansökan som den är."


# An attack


def test_what_an_attacker_writes_is_shown_as_text(client):
    application = asked()
    client.force_login(cast.siv())
    send(client, application, need="<script>alert(1)</script> </ins> Många väntar.")
    client.force_login(cast.karin())
    page = client.get(at("case", application)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
