"""A project's page: who reads it, and how an officer makes it out of a reported application."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Entry
from grants import steps
from grants.models import Event, Post
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A visitor who reads English: what is asserted is written as in the code."""
    return Client(headers={"accept-language": "en"})


def status(client, user, entry) -> int:
    client.logout()
    if user is not None:
        client.force_login(user)
    return client.get(entry.get_absolute_url()).status_code


# Who reads it


def test_everyone_reads_a_published_project(client):
    entry = cast.entry()
    page = client.get(entry.get_absolute_url()).content.decode()
    for told in (entry.title, entry.recipient, entry.learned, entry.did_not_work):
        assert told in page
    assert "22 women and 19 men" in page
    assert "SEK\xa0150,000" in page


def test_a_draft_is_read_at_its_own_board_only(client):
    entry = cast.entry_draft()
    assert status(client, cast.karin(), entry) == 200
    for other in (None, cast.otto(), cast.siv(), cast.nils()):
        assert status(client, other, entry) == 404


def test_a_withdrawn_project_is_gone_for_the_public(client):
    entry = steps.take("withdraw", cast.entry(), by=cast.karin(), note="Fel belopp.")
    assert status(client, None, entry) == 404
    assert status(client, cast.karin(), entry) == 200


def test_the_history_of_a_project_is_not_for_another_county(client):
    entry = cast.entry()
    client.force_login(cast.otto())
    page = client.get(entry.get_absolute_url())
    assert list(page.context["history"]) == []
    client.force_login(cast.karin())
    told = [event.step for event in client.get(entry.get_absolute_url()).context["history"]]
    assert told == ["begun", "review", "publish"]


def test_a_member_of_the_applicant_reads_the_partys_history_also_with_a_post_elsewhere(client):
    entry = cast.entry()
    Post.objects.create(user=cast.eva(), county_id=cast.KALMAR, role="officer")
    client.force_login(cast.eva())
    told = [event.step for event in client.get(entry.get_absolute_url()).context["history"]]
    assert told == ["publish"]


def test_example_text_is_marked(client):
    entry = cast.entry()
    assert "Example text" not in client.get(entry.get_absolute_url()).content.decode()
    Entry.objects.filter(pk=entry.pk).update(is_example=True)
    assert "Example text" in client.get(entry.get_absolute_url()).content.decode()


def test_similar_projects_share_words_and_are_published(client):
    entry = cast.entry()
    alike = cast.entry(cast.reported(cast.paid()))
    cast.entry_draft(cast.reported(cast.paid()))
    assert list(client.get(entry.get_absolute_url()).context["similar"]) == [alike]


# How it is made


def test_an_officer_makes_the_page_goes_over_it_and_publishes_it(client):
    application = cast.reported().application
    client.force_login(cast.karin())
    address = reverse("catalog:entry_draft", args=[application.pk])
    assert "Barnpassning" in client.get(address).content.decode()
    assert not Entry.objects.exists()

    made = client.post(address)
    entry = Entry.objects.get()
    edit = reverse("catalog:entry_edit", args=[entry.pk])
    assert made.url == edit
    assert (entry.state, entry.granted, entry.used, entry.women) == ("draft", 150_000, 140_000, 22)

    texts = {name: getattr(entry, name) for name in ("title", "target_group", "results", "learned")}
    saved = client.post(edit, {**texts, "summary": "Kortare.", "did_not_work": ""})
    assert saved.url == entry.get_absolute_url()
    entry = steps.take("review", Entry.objects.get(), by=cast.karin())
    entry = steps.take("publish", entry, by=cast.karin())
    assert (entry.summary, entry.did_not_work) == ("Kortare.", "")
    assert client.get(edit).url == entry.get_absolute_url()
    client.post(edit, {**texts, "summary": "Ändrad sedan."})
    assert Entry.objects.get().summary == "Kortare."


def test_pressing_twice_makes_one_page(client):
    application = cast.reported().application
    client.force_login(cast.karin())
    address = reverse("catalog:entry_draft", args=[application.pk])
    client.post(address)
    assert client.post(address).url == Entry.objects.get().get_absolute_url()
    assert client.get(address).url == Entry.objects.get().get_absolute_url()
    assert Event.objects.filter(thing="catalog.entry").count() == 1


def test_a_personal_identity_number_is_refused_and_nothing_typed_is_lost(client):
    entry = cast.entry_draft()
    client.force_login(cast.karin())
    texts = {name: getattr(entry, name) for name in ("title", "target_group", "results", "learned")}
    page = client.post(
        reverse("catalog:entry_edit", args=[entry.pk]),
        {**texts, "summary": "Ring 811218-9876 om kaféet."},
    )
    assert page.status_code == 200
    assert "summary" in page.context["form"].errors
    assert "Ring 811218-9876 om kaféet." in page.content.decode()
    assert Entry.objects.get().summary == entry.summary


def test_nobody_else_makes_or_edits_a_page(client):
    reported = cast.reported()
    make = reverse("catalog:entry_draft", args=[reported.application_id])
    for other in (cast.otto(), cast.siv(), cast.dag(), cast.fia(), cast.asa(), cast.nils()):
        client.force_login(other)
        assert client.get(make).status_code == 404
        assert client.post(make).status_code == 404
    entry = cast.entry_draft(reported)
    edit = reverse("catalog:entry_edit", args=[entry.pk])
    for other in (cast.otto(), cast.siv(), cast.dag(), cast.rut(), cast.nils()):
        client.force_login(other)
        assert client.get(edit).status_code == 404
        assert client.post(edit, {"title": "x"}).status_code == 404
    client.logout()
    assert client.get(edit).status_code == 302
    assert client.get(make).status_code == 302


def test_only_a_reported_application_becomes_a_project(client):
    client.force_login(cast.karin())
    granted = cast.granted().application
    assert client.get(reverse("catalog:entry_draft", args=[granted.pk])).status_code == 404
    assert client.get(reverse("catalog:entry_draft", args=[987654])).status_code == 404


def test_the_case_page_offers_a_page_of_the_project(rf):
    from django.template.loader import render_to_string

    reported = cast.reported().application
    request = rf.get("/")

    def told(user, application) -> str:
        request.user = user
        context = {"application": application, "user": user}
        return render_to_string("catalog/_case.html", context, request=request)

    make = reverse("catalog:entry_draft", args=[reported.pk])
    fresh = type(reported).objects.get(pk=reported.pk)
    assert make in told(cast.karin(), fresh)
    assert told(cast.siv(), fresh).strip() == ""
    entry = cast.entry_draft(fresh.report)
    assert entry.get_absolute_url() in told(cast.karin(), fresh)
    assert told(cast.siv(), fresh).strip() == ""


def test_texts_that_are_changed_are_reviewed_anew():
    entry = steps.take("withdraw", cast.entry(), by=cast.karin(), note="Fel belopp.")
    with pytest.raises(steps.NotOpen):
        steps.take("publish", entry, by=cast.karin())
    draft = steps.take("rework", entry, by=cast.karin())
    reviewed = steps.take("review", draft, by=cast.karin())
    assert steps.take("publish", reviewed, by=cast.karin()).state == "published"
