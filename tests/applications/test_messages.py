"""Messages that both sides read, and the board's own notes, which no applicant ever sees."""

import pytest
from django.urls import reverse
from django.utils import translation

from applications.models import Application, Conflict, Message, Note
from grants import steps
from grants.models import Event, Mail
from tests import cast
from tests.applications.pages import at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def write(client, person, application, text="Hej!", page="messages"):
    client.force_login(person)
    return client.post(at(page, application), {"text": text})


def thread():
    return [(message.author.name, message.from_board) for message in Message.objects.all()]


# Messages


def test_both_sides_write_and_both_read(client):
    application = cast.in_preparation()
    write(client, cast.siv(), application, "När kommer beslutet?")
    write(client, cast.karin(), application, "I mars.")
    write(client, cast.eva(), application, "Tack!")
    assert thread() == [("Siv", False), ("Karin", True), ("Eva", False)]
    for person in (cast.siv(), cast.eva(), cast.rolf(), cast.karin(), cast.rut(), cast.kim()):
        client.force_login(person)
        assert "När kommer beslutet?" in client.get(at("messages", application)).text
        page = client.get(at("case", application)).text
        assert "Tack!" in page
        assert "All 3 messages" in page


def test_who_may_not_write_and_who_may_not_read(client):
    application = cast.in_preparation()
    for person, status in (
        (cast.rolf(), 200),
        (cast.rut(), 200),
        (cast.fia(), 200),
        (cast.dag(), 200),
        (cast.kim(), 200),
        (cast.vera(), 404),
        (cast.otto(), 404),
        (cast.nils(), 404),
        (cast.asa(), 404),
    ):
        assert write(client, person, application).status_code == status
    assert thread() == []


def test_the_other_side_is_told_that_there_is_a_message_and_not_what_it_says():
    application = cast.in_preparation()
    for by, from_board, to in ((cast.siv(), False, "Karin"), (cast.karin(), True, "Siv")):
        message = Message(
            application=application, author=by, from_board=from_board, text="Om vår hälsa."
        )
        steps.begin(message, by=by)
        mails = Mail.objects.filter(event__thing="applications.message", event__by=by)
        assert [mail.to.name for mail in mails] == [to]
        assert "Om vår hälsa." not in mails[0].body + mails[0].subject
        assert reverse("applications:messages", args=[application.pk]) in mails[0].body


@pytest.mark.parametrize("text", ["", "   ", "Ring Siv, 19121212-1212", "x" * 5001, "a\u202eb"])
def test_a_message_needs_words_and_no_personal_number(client, text):
    application = cast.in_preparation()
    page = write(client, cast.siv(), application, text)
    assert page.context["form"].errors["text"]
    assert thread() == []


def test_nobody_writes_in_a_draft_or_in_an_archive(client):
    draft = cast.draft()
    assert write(client, cast.siv(), draft).status_code == 404
    application = cast.in_preparation()
    write(client, cast.siv(), application)
    archived = as_archived(application)
    for person in (cast.siv(), cast.karin()):
        page = write(client, person, archived, "Efteråt")
        assert "You can read the messages here, but not write." in page.text
        with pytest.raises(steps.NotAllowed):
            steps.begin(Message(application=archived, author=person, text="Ändå"), by=person)
    assert thread() == [("Siv", False)]


def as_archived(application):
    """The case as it stands in the archive, by the way that leads there."""
    report = cast.reported(cast.paid(cast.granted(passed_on(application))))
    closed = steps.take("close", Application.objects.get(pk=report.application_id), by=cast.karin())
    return steps.take("archive", closed, by=cast.karin())


def passed_on(application):
    return steps.take("pass_on", cast.checked(application), by=cast.karin())


def test_a_message_waits_until_it_is_answered_or_marked_as_read(client):
    application = cast.in_preparation()
    for_board, for_party = (Message.objects.all().waiting(from_board=b) for b in (False, True))
    write(client, cast.siv(), application, "Ett")
    write(client, cast.siv(), application, "Två")
    assert for_board.count() == 2
    client.force_login(cast.karin())
    found = client.get(reverse("applications:list") + "?waiting=message").context["page_obj"]
    assert [one.pk for one in found] == [application.pk]
    write(client, cast.karin(), application, "Svar")
    assert (for_board.count(), for_party.count()) == (0, 1)
    answer = Message.objects.get(from_board=True)
    assert [step.name for step in steps.open_to(cast.karin(), answer)] == []
    assert [step.name for step in steps.open_to(cast.rolf(), answer)] == []
    client.force_login(cast.eva())
    client.post(reverse("grants:step", args=["message", answer.pk, "mark_read"]))
    assert for_party.count() == 0


def test_a_member_who_is_an_officer_elsewhere_writes_as_a_member(client):
    application = cast.in_preparation()
    siv = cast.siv()
    siv.posts.create(county_id=cast.SODERMANLAND, role="officer", valid_from="2020-01-01")
    write(client, cast.siv(), application)
    assert thread() == [("Siv", False)]


def test_script_in_a_message_is_text(client):
    application = cast.in_preparation()
    write(client, cast.siv(), application, "<script>alert(1)</script>")
    client.force_login(cast.karin())
    for page in ("messages", "case"):
        assert "<script>alert" not in client.get(at(page, application)).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_thread_asks_a_constant_number_of_queries(client, django_assert_num_queries, rows):
    application = cast.in_preparation()
    for number in range(rows):
        write(client, cast.siv(), application, f"Meddelande {number}")
    client.force_login(cast.rut())
    client.get(at("messages", application))
    with django_assert_num_queries(6):
        client.get(at("messages", application))


# Notes


SECRET = "Ring revisorn om firmateckningen."


def noted(application=None):
    application = application or cast.in_preparation()
    steps.begin(Note(application=application, author=cast.karin(), text=SECRET), by=cast.karin())
    return application


def test_officers_write_notes_and_their_colleagues_read_them(client):
    application = cast.in_preparation()
    assert write(client, cast.karin(), application, SECRET, "notes").status_code == 302
    for person in (cast.karin(), cast.dag(), cast.fia(), cast.rut(), cast.kim()):
        client.force_login(person)
        assert SECRET in client.get(at("notes", application)).text
        assert SECRET in client.get(at("case", application)).text
    for person in (cast.dag(), cast.fia(), cast.rut(), cast.kim()):
        write(client, person, application, "Mer", "notes")
    assert Note.objects.count() == 1


def everything_she_can_open(client, application):
    """All pages of a case that an applicant can open, as one text."""
    names = ("case", "messages", "receipt", "changes", "partners", "notice", "change_contact")
    lists = [reverse("applications:list"), reverse("applications:export") + "?format=csv"]
    lists += [reverse("catalog:desk"), reverse("grants:outbox")]
    pages = [client.get(at(name, application)) for name in names]
    pages += [client.get(url) for url in lists]
    return " ".join(
        b"".join(page.streaming_content).decode() if page.streaming else page.text
        for page in pages
        if page.status_code == 200
    )


def test_no_member_of_the_applicant_sees_a_note_or_that_there_is_one(client):
    application = noted()
    for person in (cast.siv(), cast.eva(), cast.rolf()):
        client.force_login(person)
        assert client.get(at("notes", application)).status_code == 404
        assert client.post(at("notes", application), {"text": "Hej"}).status_code == 404
        shown = everything_she_can_open(client, application)
        for leak in (SECRET, "Internal notes", "A note was written", "revisorn"):
            assert leak not in shown
        assert not Note.objects.visible_to(person).exists()
    assert not Mail.objects.filter(event__thing="applications.note").exists()
    assert not Event.objects.filter(thing="applications.note", for_party=True).exists()


@pytest.mark.parametrize("role", ["officer", "decider", "finance", "auditor", "coordinator"])
@pytest.mark.parametrize("name", ["siv", "rolf"])
def test_not_even_when_she_holds_a_post_at_the_board_itself(client, role, name):
    application = noted()
    person = getattr(cast, name)()
    county = None if role == "coordinator" else cast.SODERMANLAND
    person.posts.create(county_id=county, role=role, valid_from="2020-01-01")
    person = getattr(cast, name)()
    client.force_login(person)
    assert client.get(at("notes", application)).status_code == 404
    shown = everything_she_can_open(client, application)
    for leak in (SECRET, "Internal notes", "A note was written"):
        assert leak not in shown
    assert not Note.objects.visible_to(person).exists()
    note = Note.objects.get()
    assert client.get(reverse("grants:step", args=["note", note.pk, "read"])).status_code == 404
    with pytest.raises(steps.NotAllowed):
        steps.begin(Note(application=application, author=person, text="Mitt"), by=person)


def test_nor_one_with_a_conflict_of_interest_nor_an_assessor(client):
    application = noted()
    karin = cast.staff("Kaja", "officer")
    Conflict.objects.create(application=application, user=karin, ground="Granne")
    assessed = noted(cast.under_assessment(title="Annan"))
    steps.take("accept", cast.assigned(assessed), by=cast.asa())
    for person, case, status in ((karin, application, 404), (cast.asa(), assessed, 404)):
        client.force_login(person)
        assert client.get(at("notes", case)).status_code == status
        assert not Note.objects.visible_to(person).filter(application=case).exists()
    assert SECRET not in client.get(at("case", assessed)).text


def test_nothing_is_noted_in_an_archive(client):
    archived = as_archived(noted())
    client.force_login(cast.karin())
    page = client.post(at("notes", archived), {"text": "Efteråt"})
    assert "You can read the notes here, but not write." in page.text
    assert Note.objects.count() == 1
