"""Files of an application: for each question, and others; what is let in, and to whom they go."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from applications.models import Application, Attachment
from applications.views.attachments import keep
from grants import clock, steps
from grants.models import Questionnaire
from tests import cast
from tests.applications.pages import at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def asks_for_files() -> Application:
    """A draft in a call whose form asks for a plan (at most two files) and for other files."""
    call = cast.call_draft()
    form = Questionnaire.objects.drafted(call)
    form.sections[-1]["questions"] += [
        {"key": "work_plan", "kind": "file", "label_sv": "Plan", "label_en": "Plan", "most": 2},
        {"key": "reference_letter", "kind": "file", "label_sv": "Brev", "label_en": "Letter"},
    ]
    form.save()
    return cast.draft(steps.take("publish", call, by=cast.karin()))


def there(thing, question: str = "") -> str:
    return at("attach", thing) + (f"?question={question}" if question else "")


def sends(client, thing, *uploads, question=""):
    return client.post(there(thing, question), {"uploads": list(uploads)})


def errors(page) -> list[str]:
    return page.context["form"].errors["uploads"]


def asked_to_complete(application, **fields) -> Application:
    application = steps.take("take_up", application, by=cast.karin())
    deadline = clock.today() + timedelta(days=14)
    return steps.take(
        "ask_completion",
        application,
        by=cast.karin(),
        what="Mer.",
        deadline=deadline,
        fields=fields,
    )


def test_a_file_is_let_in_under_a_name_of_ours(client):
    draft = cast.draft()
    client.force_login(cast.eva())
    assert sends(client, draft, cast.pdf("stadgar.pdf")).url == at("attach", draft)
    attachment = Attachment.objects.get()
    assert (attachment.name, attachment.question) == ("stadgar.pdf", "")
    assert attachment.file.name == f"attachments/{draft.pk}/{attachment.sha256}"


def test_a_file_answers_the_question_it_is_attached_to(client):
    draft = asks_for_files()
    client.force_login(cast.eva())
    page = client.get(there(draft, "work_plan"))
    assert "<h1>Plan</h1>" in page.text
    assert "At most 2 files here." in page.text
    assert f"{at('section', draft, page.context['section'].key)}#q-work_plan" in page.text
    assert sends(client, draft, cast.pdf("plan.pdf"), question="work_plan").url == there(
        draft, "work_plan"
    )
    assert Attachment.objects.get().question == "work_plan"
    other = client.get(there(draft, "reference_letter"))
    assert other.context["here"].rows == []
    others = [group.question and group.question.key for group in other.context["others"]]
    assert others == ["plan", "work_plan", None]


def test_a_question_takes_as_many_files_as_it_asks_for(client):
    draft = asks_for_files()
    client.force_login(cast.eva())
    sends(client, draft, cast.pdf("1.pdf"), question="work_plan")
    page = sends(client, draft, cast.pdf("2.pdf"), cast.pdf("3.pdf"), question="work_plan")
    assert errors(page) == ["Attach at most 2 files here."]
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("key", ["no_such_question", "need", "mandate", "original"])
def test_a_question_that_does_not_ask_for_files_has_no_such_page(client, key):
    draft = cast.draft()
    client.force_login(cast.siv())
    assert client.get(there(draft, key)).status_code == 404
    assert sends(client, draft, cast.pdf("a.pdf"), question=key).status_code == 404
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tom.pdf", b"", "is empty"),
        ("skript.html", b"<script>", "not of a kind we take"),
        ("stadgar.pdf.exe", b"%PDF-1.4\n%%EOF", "not of a kind we take"),
        ("ljug.pdf", b"<html>", "does not hold what its name says"),
        ("stor.pdf", b"%PDF-1.4" + b"x" * (25 * 1024 * 1024), "larger than 25 MB"),
    ],
)
def test_other_files_are_refused_with_the_reason_beside_the_field(client, name, content, said):
    """tests/grants/test_files.py has every reason there is."""
    draft = cast.draft()
    client.force_login(cast.siv())
    page = sends(client, draft, SimpleUploadedFile(name, content))
    assert said in errors(page)[0]
    assert name in page.text
    assert not Attachment.objects.exists()


def test_each_file_that_is_wrong_is_told_of_and_none_is_kept(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    wrong = [SimpleUploadedFile(name, b"") for name in ("a.pdf", "b.pdf")]
    said = errors(sends(client, draft, cast.pdf("c.pdf"), *wrong))
    assert [text[:7] for text in said] == ["“a.pdf”", "“b.pdf”"]
    assert not Attachment.objects.exists()
    sends(client, draft, cast.pdf("c.pdf"), cast.pdf("d.pdf"))
    assert Attachment.objects.count() == 2


def test_no_file_at_all_is_told(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    assert errors(client.post(at("attach", draft), {})) == ["Choose a file."]


def test_the_same_file_twice_is_refused_kindly(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    sends(client, draft, cast.pdf("stadgar.pdf", "same"))
    assert (
        "“samma.pdf” is already there."
        in errors(sends(client, draft, cast.pdf("samma.pdf", "same")))[0]
    )
    assert Attachment.objects.count() == 1


def test_twenty_files_and_no_more(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    sends(client, draft, *(cast.pdf(f"{n}.pdf") for n in range(20)))
    page = sends(client, draft, cast.pdf("21.pdf"))
    assert "at most 20 files" in errors(page)[0]
    assert Attachment.objects.count() == 20


def test_a_name_that_turns_the_text_around_is_stored_and_shown_without_the_turn(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    sends(client, draft, cast.pdf("budget\u202efdp.pdf"))
    assert Attachment.objects.get().name == "budgetfdp.pdf"
    page = client.get(at("attach", draft)).text
    assert "\u202e" not in page
    assert "<bdi>budgetfdp.pdf</bdi>" in page


def test_a_file_is_handed_out_as_a_download_that_cannot_run(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    sends(client, draft, cast.pdf('år "1"; rapport.pdf'))
    answer = client.get(at("attachment", Attachment.objects.get()))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"].startswith("attachment;")


def test_a_file_is_seen_by_those_who_see_its_application(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    sends(client, draft, cast.pdf("stadgar.pdf"))
    place = at("attachment", Attachment.objects.get())
    seen = {}
    for person in (cast.rolf(), cast.vera(), cast.karin(), cast.otto()):
        client.force_login(person)
        seen[person.name] = client.get(place).status_code
    assert seen == {"Rolf": 200, "Vera": 404, "Karin": 404, "Otto": 404}
    steps.take("submit", draft, by=cast.siv())
    for person, status in ((cast.karin(), 200), (cast.otto(), 404), (cast.vera(), 404)):
        client.force_login(person)
        assert client.get(place).status_code == status
    client.logout()
    assert client.get(place).status_code == 302


def test_a_draft_lets_its_files_go_and_a_submitted_application_keeps_them(
    client, django_capture_on_commit_callbacks
):
    draft = cast.draft()
    client.force_login(cast.siv())
    sends(client, draft, cast.pdf("stadgar.pdf"))
    kept = Attachment.objects.get()
    for person, status in ((cast.vera(), 404), (cast.rolf(), 302)):
        client.force_login(person)
        assert client.post(at("detach", kept)).status_code == status
    assert Attachment.objects.exists()
    client.force_login(cast.siv())
    assert client.get(at("detach", kept)).status_code == 405
    with django_capture_on_commit_callbacks(execute=True):
        client.post(at("detach", kept))
    assert not Attachment.objects.exists()
    assert not kept.file.storage.exists(kept.file.name)
    sends(client, draft, cast.pdf("stadgar.pdf"))
    steps.take("submit", draft, by=cast.siv())
    page = client.post(at("detach", Attachment.objects.get()), follow=True)
    assert "It stays." in page.text
    assert Attachment.objects.exists()
    assert sends(client, draft, cast.pdf("sent.pdf")).url == draft.get_absolute_url()


def test_a_completion_opens_the_questions_it_names_and_other_files_and_no_more(client):
    draft = asks_for_files()
    client.force_login(cast.siv())
    sends(client, draft, cast.pdf("before.pdf"), question="work_plan")
    submitted = steps.take("submit", draft, by=cast.siv())
    application = asked_to_complete(submitted, work_plan="Planen saknar datum.")
    assert sends(client, application, cast.pdf("new.pdf"), question="work_plan").status_code == 302
    assert sends(client, application, cast.pdf("along.pdf")).status_code == 302
    page = client.get(there(application, "reference_letter"), follow=True)
    assert "No files can be added to this application now." in page.text
    sends(client, application, cast.pdf("other.pdf"), question="reference_letter")
    names = ["before.pdf", "new.pdf", "along.pdf"]
    assert [file.name for file in Attachment.objects.order_by("pk")] == names
    for name, stays in (("before.pdf", True), ("new.pdf", False)):
        client.post(at("detach", Attachment.objects.get(name=name)))
        assert Attachment.objects.filter(name=name).exists() is stays


def test_files_that_come_while_the_draft_is_being_submitted_are_refused():
    application = cast.submitted()
    with pytest.raises(steps.Refused):
        keep(application, [cast.pdf("sen.pdf")], cast.siv())
    assert not Attachment.objects.exists()
