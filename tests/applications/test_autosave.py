"""Each answer saved by itself as one types: what is told back, and that nothing is overwritten."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from applications.models import Application, Timing, write
from grants import clock, steps
from grants.models import Membership
from tests import cast
from tests.applications.pages import as_sent, at, one, section, stamp_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def fresh(draft: Application) -> Application:
    return Application.objects.get(pk=draft.pk)


def opened(client: Any, draft: Application, key: str = "need", by: Any = None) -> Any:
    client.force_login(by or cast.siv())
    return client.get(section(draft, key))


def test_an_answer_is_saved_as_it_is_typed_and_carries_a_new_stamp(client):
    draft = cast.draft()
    page = opened(client, draft)
    first = client.post(at("save", draft), one(draft, "need", page, need="Nytt behov."))
    assert (first.status_code, "Saved at" in first.text) == (200, True)
    assert fresh(draft).answers["need"] == "Nytt behov."
    again = one(draft, "need", page, need="Ännu nyare.") | stamp_in(first, "need")
    assert client.post(at("save", draft), again).status_code == 200
    assert fresh(draft).answers["need"] == "Ännu nyare."
    assert fresh(draft).stamps["need"][0] == 3


def test_it_costs_six_queries_with_the_session_the_person_and_the_transaction(
    client, django_assert_max_num_queries
):
    draft = cast.draft()
    page = opened(client, draft)
    sent = one(draft, "need", page, need="Nytt behov.")
    with django_assert_max_num_queries(6):
        answer = client.post(at("save", draft), sent)
    assert answer.status_code == 200
    for key, name, typed in (("target", "women", "12"), ("place", "period_to", "2027-11-30")):
        sent = one(draft, name, client.get(section(draft, key)), **{name: typed})
        with django_assert_max_num_queries(6):
            assert client.post(at("save", draft), sent).status_code == 200


def test_rows_and_boxes_to_tick_are_saved_by_themselves_too(client):
    draft = cast.draft()
    page = opened(client, draft, "costs")
    sent = one(draft, "budget", page) | {"budget-0-description": "Två ledare"}
    assert client.post(at("save", draft), sent).status_code == 200
    assert [line.description for line in draft.cost_lines.all()] == ["Två ledare", "Lokal"]
    page = client.get(section(draft, "place"))
    sent = one(draft, "municipalities", page, municipalities=["0428", "0482"])
    assert client.post(at("save", draft), sent).status_code == 200
    assert sorted(m.pk for m in draft.municipalities.all()) == ["0428", "0482"]
    sent = one(draft, "municipalities", client.get(section(draft, "place")), municipalities=[])
    client.post(at("save", draft), sent)
    assert not draft.municipalities.exists()


def test_a_wrong_answer_is_told_and_not_saved(client):
    draft = cast.draft()
    page = opened(client, draft)
    sent = one(draft, "need", page, need="Ring 850709-9805.")
    answer = client.post(at("save", draft), sent)
    assert (answer.status_code, answer["X-Saved"]) == (422, "wrong")
    assert "looks like a personal identity number" in answer.text
    assert "<html" not in answer.text
    assert fresh(draft).answers["need"] == "Många väntar utan att få öva svenska."


def test_the_same_sent_twice_because_the_answer_was_lost_is_saved_once(client):
    draft = cast.draft()
    page = opened(client, draft)
    sent = one(draft, "need", page, need="Nytt behov.")
    first, second = (client.post(at("save", draft), sent) for _try in range(2))
    assert first["X-Saved"] == second["X-Saved"]
    assert fresh(draft).stamps["need"][0] == 2


def test_two_who_write_the_same_answer_are_told_and_choose(client):
    draft = cast.draft()
    page = opened(client, draft)
    write(fresh(draft), {"need": "Evas behov."}, cast.eva())
    sent = one(draft, "need", page, need="Sivs behov.")
    answer = client.post(at("save", draft), sent)
    assert (answer.status_code, answer["X-Saved"]) == (409, "clash")
    assert "Eva changed this" in answer.text
    assert "Evas behov." in answer.text
    assert fresh(draft).answers["need"] == "Evas behov."
    theirs = client.post(at("save", draft), sent | {"choice-need": "theirs.2"})
    assert theirs["X-Saved"].startswith("theirs 2.")
    assert "Evas behov." in theirs.text
    assert fresh(draft).answers["need"] == "Evas behov."
    client.post(at("save", draft), sent | {"choice-need": "mine.2"})
    assert fresh(draft).answers["need"] == "Sivs behov."


def test_an_answer_to_no_question_is_told_and_stored_nowhere(client):
    draft = cast.draft()
    page = opened(client, draft)
    sent = one(draft, "need", page) | {"page-key": "ingenting", "ingenting": "Text."}
    answer = client.post(at("save", draft), sent)
    assert (answer.status_code, answer["X-Saved"]) == (410, "gone")
    assert "no such question" in answer.text
    assert "Text." not in str(fresh(draft).answers) + str(fresh(draft).set_aside)


@pytest.mark.parametrize("stamp", ["", "x", "1", "1.x", "-1.0123456789abcdef", "1.0.0"])
def test_a_stamp_that_no_page_has_shown_overwrites_nothing(client, stamp):
    draft = cast.draft()
    page = opened(client, draft)
    sent = one(draft, "need", page, need="Utan stämpel.") | {"stamp-need": stamp}
    assert client.post(at("save", draft), sent)["X-Saved"] == "clash"
    assert fresh(draft).answers["need"] == "Många väntar utan att få öva svenska."


def test_an_ended_session_is_told_in_words_and_leads_back_to_the_section(client):
    draft = cast.draft()
    page = opened(client, draft)
    sent = one(draft, "need", page, need="Skrivet på natten.") | {"page-section": "need"}
    client.logout()
    answer = client.post(at("save", draft), sent)
    assert (answer.status_code, answer["X-Saved"]) == (401, "ended")
    assert f"/accounts/login/?next={section(draft, 'need')}" in answer.text
    odd = client.post(at("save", draft), sent | {"page-section": "//ond.example/"})
    assert "ond.example" not in odd.text.replace("ond_example", "")


def test_a_submitted_application_a_former_member_and_a_reader_are_told_why(client):
    draft = cast.draft()
    sent = one(draft, "need", opened(client, draft), need="För sent.")
    client.force_login(cast.rolf())
    answer = client.post(at("save", draft), sent)
    assert (answer.status_code, answer["X-Saved"]) == (403, "reader")
    client.force_login(cast.eva())
    Membership.objects.filter(user=cast.eva()).update(valid_to=date(2020, 1, 1))
    answer = client.post(at("save", draft), sent)
    assert (answer.status_code, answer["X-Saved"]) == (404, "absent")
    steps.take("submit", draft, by=cast.siv())
    client.force_login(cast.siv())
    answer = client.post(at("save", draft), sent)
    assert (answer.status_code, answer["X-Saved"]) == (409, "submitted")
    assert "has been submitted" in answer.text
    assert fresh(draft).answers["need"] == "Många väntar utan att få öva svenska."


def test_it_is_only_posted_to_and_never_without_the_pages_own_token(client):
    draft = cast.draft()
    page = opened(client, draft)
    assert client.get(at("save", draft)).status_code == 405
    assert client.get(at("seen", draft)).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.siv())
    assert strict.post(at("save", draft), one(draft, "need", page)).status_code == 403


def test_what_a_browser_writes_on_the_line_is_read_the_same(client):
    draft = cast.draft()
    sent = as_sent(one(draft, "need", opened(client, draft), need="På raden.\r\nOch en till."))
    kind = "application/x-www-form-urlencoded"
    assert client.post(at("save", draft), sent, content_type=kind).status_code == 200
    assert fresh(draft).answers["need"] == "På raden.\nOch en till."


# How long it takes


def test_time_is_counted_between_saves_and_leaves_no_person_behind(client, monkeypatch):
    draft = cast.draft()
    start = clock.now() + timedelta(hours=1)

    def save_at(seconds: int, text: str) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(timezone, "now", lambda: start + timedelta(seconds=seconds))
            page = client.get(section(draft, "need"))
            client.post(at("save", draft), one(draft, "need", page, need=text))

    client.force_login(cast.siv())
    save_at(0, "Första.")  # an hour after the last save: there was a break
    assert fresh(draft).timing == {}
    save_at(100, "Andra.")
    save_at(250, "Tredje.")
    save_at(250 + 301, "Efter en paus.")
    assert fresh(draft).timing == {"need": 250}
    steps.take("submit", fresh(draft), by=cast.siv())
    assert fresh(draft).timing == {}
    left = Timing.objects.get()
    assert (left.call, left.section, left.minutes) == (draft.call, "need", 4)
