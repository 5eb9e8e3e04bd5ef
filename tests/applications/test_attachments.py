"""Files: what is let in, what is handed out, and to whom."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from applications.models import Attachment
from applications.views.attachments import keep
from grants import steps
from tests import cast
from tests.applications.pages import at

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 stadgar %%EOF"


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def file(name: str = "stadgar.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_file_is_let_in_under_a_name_of_ours(client):
    draft = cast.draft()
    client.force_login(cast.eva())
    answer = client.post(at("attach", draft), {"uploads": file()})
    assert answer.url == at("attach", draft)
    attachment = Attachment.objects.get()
    assert (attachment.name, attachment.size) == ("stadgar.pdf", len(PDF))
    assert attachment.file.name == f"attachments/{draft.pk}/{attachment.sha256}"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tom.pdf", b"", "is empty"),
        ("skript.html", b"<script>", "not of a kind we take"),
        ("stadgar.pdf.exe", PDF, "not of a kind we take"),
        ("ljug.pdf", b"<html>", "does not hold what its name says"),
        ("stor.pdf", PDF + b"x" * (25 * 1024 * 1024), "larger than 25 MB"),
    ],
)
def test_other_files_are_refused_with_the_reason_beside_the_field(client, name, content, said):
    """tests/grants/test_files.py has every reason there is."""
    draft = cast.draft()
    client.force_login(cast.siv())
    page = client.post(at("attach", draft), {"uploads": file(name, content)})
    assert said in page.context["form"].errors["uploads"][0]
    assert name in page.text
    assert not Attachment.objects.exists()


def test_no_file_at_all_is_told(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    page = client.post(at("attach", draft), {})
    assert page.context["form"].errors["uploads"] == ["Choose a file."]


def test_several_at_once_are_all_let_in_or_none(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    client.post(at("attach", draft), {"uploads": [file("a.pdf"), file("b.pdf", b"")]})
    assert not Attachment.objects.exists()
    client.post(at("attach", draft), {"uploads": [file("a.pdf"), file("b.pdf", PDF + b"b")]})
    assert Attachment.objects.count() == 2


def test_the_same_file_twice_is_refused_kindly(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    client.post(at("attach", draft), {"uploads": file()})
    page = client.post(at("attach", draft), {"uploads": file("samma.pdf")})
    assert "“samma.pdf” is already there." in page.context["form"].errors["uploads"][0]
    assert Attachment.objects.count() == 1


def test_twenty_files_and_no_more(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    many = [file(f"{n}.pdf", PDF + str(n).encode()) for n in range(20)]
    client.post(at("attach", draft), {"uploads": many})
    page = client.post(at("attach", draft), {"uploads": file("21.pdf", PDF + b"sista")})
    assert "at most 20 files" in page.context["form"].errors["uploads"][0]
    assert Attachment.objects.count() == 20


def test_a_file_is_handed_out_as_a_download_that_cannot_run(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    client.post(at("attach", draft), {"uploads": file('år "1"; rapport.pdf')})
    answer = client.get(at("attachment", Attachment.objects.get()))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"] == (
        'attachment; filename="_r _1__ rapport.pdf"; '
        "filename*=UTF-8''%C3%A5r%20_1_%3B%20rapport.pdf"
    )


def test_a_file_is_seen_by_those_who_see_its_application(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    client.post(at("attach", draft), {"uploads": file()})
    there = at("attachment", Attachment.objects.get())
    seen = {}
    for person in (cast.rolf(), cast.vera(), cast.karin(), cast.otto()):
        client.force_login(person)
        seen[person.name] = client.get(there).status_code
    assert seen == {"Rolf": 200, "Vera": 404, "Karin": 404, "Otto": 404}
    steps.take("submit", draft, by=cast.siv())
    for person, status in ((cast.karin(), 200), (cast.otto(), 404), (cast.vera(), 404)):
        client.force_login(person)
        assert client.get(there).status_code == status
    client.logout()
    assert client.get(there).status_code == 302


def test_a_draft_lets_its_files_go_and_a_submitted_application_keeps_them(
    client, django_capture_on_commit_callbacks
):
    draft = cast.draft()
    client.force_login(cast.siv())
    client.post(at("attach", draft), {"uploads": file()})
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
    client.post(at("attach", draft), {"uploads": file()})
    steps.take("submit", draft, by=cast.siv())
    client.post(at("detach", Attachment.objects.get()))
    client.post(at("attach", draft), {"uploads": file("ny.pdf", PDF + b"ny")})
    assert [a.name for a in Attachment.objects.all()] == ["stadgar.pdf"]


def test_an_answer_brings_its_files_and_only_those_can_be_taken_away_again(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    client.post(at("attach", draft), {"uploads": file()})
    application = steps.take("submit", draft, by=cast.siv())
    application = steps.take("take_up", application, by=cast.karin())
    asked = {"what": "Bifoga en plan.", "deadline": application.call.report_due}
    steps.take("ask_completion", application, by=cast.karin(), **asked)
    client.post(at("attach", draft), {"uploads": file("plan.pdf", PDF + b"plan")})
    for attachment in Attachment.objects.all():
        client.post(at("detach", attachment))
    assert [a.name for a in Attachment.objects.all()] == ["stadgar.pdf"]
    page = client.post(
        at("answer_completion", draft), {"answer": "Här.", "uploads": file("tom.pdf", b"")}
    )
    assert "is empty" in page.context["form"].errors["uploads"][0]
    assert "Här." in page.text
    client.post(
        at("answer_completion", draft), {"answer": "Här.", "uploads": file("plan.pdf", PDF + b"2")}
    )
    assert [a.name for a in Attachment.objects.all()] == ["stadgar.pdf", "plan.pdf"]
    assert type(application).objects.get().state == "preparation"


def test_nothing_is_signed_with_a_file_that_the_signatory_has_not_seen(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    read = {"version": "1", "attached": client.get(at("submit", draft)).context["attached"]}
    keep(draft, [file("annans.pdf")], cast.eva())
    page = client.post(at("submit", draft), read | {"declares": "on"})
    assert "The draft was changed after you opened this page." in page.text
    assert page.context["application"].state == "draft"
    again = {"version": "1", "attached": page.context["attached"], "declares": "on"}
    assert f'name="attached" value="{again["attached"]}"' in page.text
    assert client.post(at("submit", draft), again).url == at("receipt", draft)
