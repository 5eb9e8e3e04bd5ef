"""A form that is corrected while it is answered, and the reminders before a call closes."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from applications.jobs import follow_forms, remind_of_closing
from applications.models import Application, catch_up
from grants import clock, steps
from grants.models import Call, Event, Mail, Membership, Post, Questionnaire, User
from tests import cast
from tests.applications.pages import at, filled, one, section

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def fresh(draft: Application) -> Application:
    return Application.objects.get(pk=draft.pk)


def corrected(call: Call, change: Any) -> Questionnaire:
    """The call's form as `change` makes of its list of questions, published by Karin."""
    form = Questionnaire.objects.newest(call).correction()
    for one_section in form.sections:
        one_section["questions"] = [
            new for question in one_section["questions"] if (new := change(dict(question)))
        ]
    form.save()
    steps.take("correct_form", Call.objects.get(pk=call.pk), by=cast.karin(), kind="application")
    return Questionnaire.objects.newest(call)


def without_need(question: dict[str, Any]) -> dict[str, Any] | None:
    """The need is no longer asked, and the aims are called something else."""
    if question["key"] == "aims":
        question["label_en"] = "What will be better?"
    return None if question["key"] == "need" else question


def test_a_draft_follows_the_corrected_form_and_says_exactly_what_changed(client):
    draft = cast.draft(need="Mitt behov.")
    old, new = draft.questionnaire, corrected(draft.call, without_need)
    client.force_login(cast.siv())
    page = client.get(at("edit", draft))
    after = fresh(draft)
    assert (after.questionnaire, after.changed_from) == (new, old)
    assert [change.key for change, _section in page.context["changes"]] == ["aims", "need"]
    assert "The form has been corrected" in page.text
    assert f'href="{section(draft, "need")}#q-aims"' in page.text
    assert "Mitt behov." in page.text
    assert "need" not in after.answers
    assert after.answers["aims"] == draft.answers["aims"]
    inside = client.get(section(draft, "need"))
    assert "Corrected after you began" in inside.text
    client.post(at("seen", draft), {})
    page = client.get(at("edit", draft))
    assert "The form has been corrected" not in page.text
    assert "Mitt behov." in page.text  # kept until she says that she does not need it


def test_the_job_moves_the_drafts_and_tells_those_who_write_once():
    draft, untouched = cast.draft(), cast.draft()
    cast.eva(), cast.rolf()
    new = corrected(draft.call, without_need)
    assert (follow_forms(timestamp=0), follow_forms(timestamp=0)) == (1, 0)
    assert fresh(draft).questionnaire == new
    assert fresh(untouched).questionnaire == untouched.questionnaire
    event = Event.objects.get(step="follow_form")
    assert event.by == cast.karin()
    mails = Mail.objects.filter(event=event)
    assert {mail.to for mail in mails} == {cast.siv(), cast.eva()}
    assert "What will be better?" in mails[0].body or "Syfte" in mails[0].body
    assert at("edit", draft) in mails[0].body


def test_two_who_open_the_draft_at_once_take_the_step_once():
    draft = cast.draft()
    new = corrected(draft.call, without_need)
    assert [catch_up(draft).questionnaire for _both in range(2)] == [new, new]
    assert Event.objects.filter(step="follow_form").count() == 1


def test_when_the_officer_has_left_bifall_takes_the_step():
    draft = cast.draft()
    corrected(draft.call, without_need)
    Post.objects.filter(user=cast.karin()).update(valid_to=date(2020, 1, 1))
    assert follow_forms(timestamp=0) == 1
    assert Event.objects.get(step="follow_form").by == User.objects.bifall()


def test_what_is_submitted_stays_on_its_version():
    call = cast.call()
    sent = cast.submitted(call)
    corrected(call, without_need)
    assert follow_forms(timestamp=0) == 0
    assert fresh(sent).questionnaire == sent.questionnaire
    assert fresh(sent).answers["need"] == sent.answers["need"]


def test_two_corrections_before_one_looks_are_told_as_one(client):
    draft = cast.draft()
    first = draft.questionnaire
    corrected(draft.call, without_need)
    follow_forms(timestamp=0)
    corrected(draft.call, lambda q: None if q["key"] == "aims" else q)
    follow_forms(timestamp=0)
    assert fresh(draft).changed_from == first
    client.force_login(cast.siv())
    changes = client.get(at("edit", draft)).context["changes"]
    assert {change.key: change.word for change, _s in changes} == {
        "need": "removed",
        "aims": "removed",
    }


def test_what_one_was_typing_when_the_question_went_away_is_set_aside(client):
    draft = cast.draft(need="Mitt behov.")
    client.force_login(cast.siv())
    page = client.get(section(draft, "need"))
    corrected(draft.call, without_need)
    follow_forms(timestamp=0)
    sent = filled(page, need="Ett längre behov.", aims="Nya mål.")
    answer = client.post(section(draft, "need"), sent)
    assert "The form was corrected while you wrote" in answer.text
    assert "Ett längre behov." in answer.text
    after = fresh(draft)
    assert after.answers["aims"] == "Nya mål."
    assert after.set_aside["need"]["text"] == "Mitt behov.\n\nEtt längre behov."


def test_an_answer_saved_by_itself_to_a_question_that_went_away_is_set_aside(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    page = client.get(section(draft, "need"))
    corrected(draft.call, without_need)
    follow_forms(timestamp=0)
    answer = client.post(at("save", draft), one(draft, "need", page, need="Ett sent behov."))
    assert (answer.status_code, answer["X-Saved"]) == (410, "gone")
    assert "kept in the overview of the draft" in answer.text
    assert "Ett sent behov." in fresh(draft).set_aside["need"]["text"]


def test_a_question_that_is_asked_in_another_way_keeps_what_was_typed(client):
    draft = cast.draft()

    def as_number(question: dict[str, Any]) -> dict[str, Any]:
        if question["key"] == "aims":
            question = {"key": "aims", "kind": "number", "label_sv": "Antal mål"}
        return question

    client.force_login(cast.siv())
    page = client.get(section(draft, "need"))
    corrected(draft.call, as_number)
    follow_forms(timestamp=0)
    answer = client.post(section(draft, "need"), filled(page, aims="Fem mål."))
    assert "Fem mål." in answer.text
    assert "Fem mål." in fresh(draft).set_aside["aims"]["text"]
    assert "aims" not in fresh(draft).answers


def test_a_page_of_another_calls_form_is_not_believed(client):
    draft, other = cast.draft(), cast.draft(cast.call(fund="37"), by=cast.vera())
    client.force_login(cast.siv())
    page = client.get(section(draft, "need"))
    for said in (str(other.questionnaire_id), "x", "9" * 40, "-1"):
        sent = filled(page, need=f"Från {said}") | {"page-form": said}
        client.post(section(draft, "need"), sent)
        page = client.get(section(draft, "need"))
    assert fresh(draft).answers["need"] == "Från -1"
    assert fresh(draft).set_aside == {}


def test_only_those_who_write_say_that_they_have_seen_it(client):
    draft = cast.draft()
    corrected(draft.call, without_need)
    follow_forms(timestamp=0)
    for person in (cast.rolf(), cast.vera(), cast.karin(), cast.nils()):
        client.force_login(person)
        assert client.post(at("seen", draft), {}).status_code == 404
    assert fresh(draft).changed_from is not None


# Reminders


def closing_in(days: float, **changes: Any) -> Application:
    """A draft begun a month ago, in a call that closes in so many days."""
    with clock.at(clock.now() - timedelta(days=30)):
        draft = cast.draft(cast.call(closes_at=clock.now() + timedelta(days=30 + days)), **changes)
    return draft


def reminders() -> list[tuple[str, int]]:
    """Which people have been reminded, and how many days before."""
    mails = Mail.objects.filter(event__step="remind").order_by("pk")
    return [(mail.to.name, mail.event.details["days"]) for mail in mails if mail.to]


def test_those_who_write_are_reminded_fourteen_and_three_days_before(client):
    draft = closing_in(15)
    cast.rolf()
    now = clock.now()
    assert (remind_of_closing(timestamp=0), reminders()) == (0, [])
    with clock.at(now + timedelta(days=1, minutes=1)):
        assert (remind_of_closing(timestamp=0), remind_of_closing(timestamp=0)) == (1, 0)
    with clock.at(now + timedelta(days=12, minutes=1)):
        assert (remind_of_closing(timestamp=0), remind_of_closing(timestamp=0)) == (1, 0)
    assert reminders() == [("Siv", 14), ("Siv", 3)]
    mail = Mail.objects.filter(event__step="remind").first()
    assert draft.title in mail.body
    assert at("edit", draft) in mail.body
    assert Event.objects.filter(step="remind").first().by == User.objects.bifall()


def test_a_machine_that_was_down_sends_only_the_last_one():
    closing_in(2)
    assert remind_of_closing(timestamp=0) == 1
    assert reminders() == [("Siv", 3)]


def test_one_who_begins_late_knows_when_it_closes():
    draft = cast.draft(cast.call(closes_at=clock.now() + timedelta(days=10)))
    assert remind_of_closing(timestamp=0) == 0
    with clock.at(clock.now() + timedelta(days=8)):
        assert remind_of_closing(timestamp=0) == 1
    assert reminders() == [("Siv", 3)]
    assert fresh(draft).reminded == 3


def test_nobody_is_reminded_of_what_can_no_longer_be_submitted_or_already_is():
    closing_in(-1)
    sent = closing_in(2)
    steps.take("submit", sent, by=cast.siv())
    cancelled = closing_in(2)
    steps.take("cancel", cancelled.call, by=cast.karin(), note="Pengarna är slut.")
    paper = closing_in(2)
    Application.objects.filter(pk=paper.pk).update(on_behalf=True)
    assert (remind_of_closing(timestamp=0), reminders()) == (0, [])


def test_a_former_member_is_not_reminded():
    draft = closing_in(2)
    cast.eva()
    Membership.objects.filter(user=cast.eva()).update(valid_to=date(2020, 1, 1))
    remind_of_closing(timestamp=0)
    assert reminders() == [("Siv", 3)]
    assert fresh(draft).reminded == 3
