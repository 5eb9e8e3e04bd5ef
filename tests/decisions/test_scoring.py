"""The queue and the score form: its order, what is kept as it is written, what is shown when."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.models import Application
from decisions.jobs import remind_assessors
from decisions.models import Assessment, Score, ShortcutsOff
from decisions.models.assessment import place_in_queue
from decisions.models.jotting import stamp
from grants import clock, steps
from grants.models import Anchor, Mail
from grants.rules import Refused
from tests import cast

pytestmark = pytest.mark.django_db

QUEUE = reverse("decisions:assessments")


def page(name, thing):
    return reverse(f"decisions:{name}", args=[thing.pk])


def begun(application, by=None):
    """An assessment whose assessor has said that she has no conflict of interest."""
    by = by or cast.asa()
    return steps.take("accept", cast.assigned(application, by), by=by)


def typed(application, points="4", **changes):
    """What an assessor posts: the same points and reason for every criterion."""
    data = {"recommendation": "grant", "comment": "Stark ansökan.", "action": "hand_in"}
    for criterion in application.call.criteria.all():
        data[f"points_{criterion.pk}"] = points
        data[f"reason_{criterion.pk}"] = "Väl beskrivet."
    return {**data, **changes}


def kept(assessment):
    return Assessment.objects.get(pk=assessment.pk).jotted.get("said", {})


def reason_of(application):
    return f"reason_{application.call.criteria.first().pk}"


# The queue


def test_each_assessor_has_an_order_of_her_own_that_stays():
    cases = range(1, 60)
    hers = sorted(cases, key=lambda case: place_in_queue(1, case))
    his = sorted(cases, key=lambda case: place_in_queue(2, case))
    assert hers != his
    assert hers != sorted(cases)
    assert hers == sorted(cases, key=lambda case: place_in_queue(1, case))
    call = cast.call()
    application = cast.under_assessment(call)
    asa = cast.asa()
    Assessment.objects.assign([application], [asa], by=cast.karin(), due=clock.today())
    assert Assessment.objects.get().place == place_in_queue(asa.pk, application.pk)


def test_the_next_case_comes_by_itself_after_hand_in(client):
    call = cast.call()
    first, second = begun(cast.under_assessment(call)), begun(cast.under_assessment(call))
    Assessment.objects.filter(pk=first.pk).update(place=1)
    Assessment.objects.filter(pk=second.pk).update(place=2)
    client.force_login(cast.asa())
    shown = client.get(page("assessment", first))
    assert (shown.context["finished"], shown.context["in_all"]) == (0, 2)
    answer = client.post(page("assessment", first), typed(first.application, action="next"))
    assert answer.url == second.get_absolute_url()
    shown = client.get(answer.url)
    assert (shown.context["finished"], shown.context["in_all"]) == (1, 2)
    assert not shown.context["more"]
    answer = client.post(answer.url, typed(second.application, action="next"))
    assert answer.url == QUEUE


def test_what_is_put_off_stands_last_and_keeps_what_was_written(client):
    call = cast.call()
    first, second = begun(cast.under_assessment(call)), cast.assigned(cast.under_assessment(call))
    Assessment.objects.filter(pk=first.pk).update(place=1)
    Assessment.objects.filter(pk=second.pk).update(place=2)
    client.force_login(cast.asa())
    data = {reason_of(first.application): "Halvfärdigt.", "action": "skip"}
    assert client.post(page("assessment", first), data).url == second.get_absolute_url()
    assert kept(first) == {reason_of(first.application): "Halvfärdigt."}
    queue = client.get(QUEUE)
    assert list(queue.context["rows"]) == [second, first]
    assert (
        client.post(page("assessment", second), {"action": "skip"}).url == first.get_absolute_url()
    )
    put_off = client.get(QUEUE, {"status": "put_off"})
    assert list(put_off.context["rows"]) == [first, second]


def test_the_queue_is_filtered_by_how_far_one_has_come(client):
    call = cast.call()
    untouched = cast.assigned(cast.under_assessment(call))
    written = begun(cast.under_assessment(call))
    Assessment.objects.filter(pk=written.pk).update(
        jotted={"said": {"comment": "Ja"}}, due=clock.today() - timedelta(days=1)
    )
    done = cast.scored(cast.under_assessment(call))
    client.force_login(cast.asa())
    for status, rows in (
        ("waiting", {untouched, written}),
        ("begun", {written}),
        ("late", {written}),
        ("finished", {done}),
    ):
        assert set(client.get(QUEUE, {"status": status}).context["rows"]) == rows


# What is written is kept


def test_a_text_is_saved_as_it_is_typed_and_stands_in_the_form_again(client):
    mine = begun(cast.under_assessment())
    name = reason_of(mine.application)
    client.force_login(cast.asa())
    answer = client.post(page("jot", mine), {name: "Behovet är", f"stamp-{name}": stamp("")})
    assert answer.json()["state"] == "saved"
    assert answer.json()["stamps"] == {name: stamp("Behovet är")}
    assert kept(mine) == {name: "Behovet är"}
    shown = client.get(page("assessment", mine))
    assert shown.context["form"][name].value() == "Behovet är"
    assert dict(shown.context["form"].stamps)[name] == stamp("Behovet är")


def test_saving_and_going_on_later_needs_nothing_to_be_whole(client):
    mine = begun(cast.under_assessment())
    client.force_login(cast.asa())
    name = reason_of(mine.application)
    answer = client.post(page("assessment", mine), {name: "Bara början", "action": "later"})
    assert answer.url == QUEUE
    assert kept(mine)[name] == "Bara början"
    assert Assessment.objects.get().state == "accepted"


def test_a_refused_hand_in_keeps_what_was_written(client):
    mine = begun(cast.under_assessment())
    client.force_login(cast.asa())
    name = reason_of(mine.application)
    client.post(
        page("assessment", mine), typed(mine.application, recommendation="", comment="Långt.")
    )
    assert (kept(mine)["comment"], kept(mine)[name]) == ("Långt.", "Väl beskrivet.")
    assert not Score.objects.exists()
    client.post(page("assessment", mine), typed(mine.application))
    assert kept(mine) == {}


def test_two_windows_do_not_overwrite_each_other(client):
    mine = begun(cast.under_assessment())
    client.force_login(cast.asa())
    name = reason_of(mine.application)
    client.post(page("jot", mine), {name: "I ett fönster", f"stamp-{name}": stamp("")})
    answer = client.post(page("jot", mine), {name: "I ett annat", f"stamp-{name}": stamp("")})
    assert answer.json()["clashes"] == {name: "I ett fönster"}
    assert kept(mine)[name] == "I ett fönster"

    # The window that saved it may go on, also if the answer to its saving was lost.
    client.post(page("jot", mine), {"comment": "Bra", "page-window": "w1"})
    answer = client.post(
        page("jot", mine), {"comment": "Bra så", "stamp-comment": stamp(""), "page-window": "w1"}
    )
    assert answer.json()["clashes"] == {}

    # Without the script nothing is handed in, both texts are shown; hers wins when she insists.
    stamps = {f"stamp-{name}": stamp("")}
    shown = client.post(
        page("assessment", mine), typed(mine.application, **{name: "I ett annat"}) | stamps
    )
    assert "I ett fönster" in shown.text
    assert shown.context["form"][name].value() == "I ett annat"
    assert not Score.objects.exists()
    stamps = {f"stamp-{n}": s for n, s in shown.context["form"].stamps}
    client.post(page("assessment", mine), typed(mine.application, **{name: "I ett annat"}) | stamps)
    assert (
        Score.objects.get(criterion=mine.application.call.criteria.first()).reason == "I ett annat"
    )


def test_what_only_the_other_window_changed_is_shown_before_it_is_handed_in(client):
    mine = begun(cast.under_assessment())
    client.force_login(cast.asa())
    client.post(page("jot", mine), {"comment": "Skrivet där", "stamp-comment": stamp("")})
    data = typed(mine.application, comment="") | {"stamp-comment": stamp("")}
    shown = client.post(page("assessment", mine), data)
    assert not Score.objects.exists()
    assert shown.context["form"]["comment"].value() == "Skrivet där"


def test_an_ended_session_loses_nothing(client):
    mine = begun(cast.under_assessment())
    name = reason_of(mine.application)
    answer = client.post(page("jot", mine), {name: "Sent", "page-back": page("assessment", mine)})
    assert (answer.status_code, answer.json()["state"]) == (401, "ended")
    answer = client.post(page("assessment", mine), {name: "Skrivet efter lunch."})
    assert "/accounts/login/" in answer.url
    client.post(answer.url, {"login": cast.asa().email, "password": cast.PASSWORD})
    shown = client.get(page("assessment", mine))
    assert shown.context["form"][name].value() == "Skrivet efter lunch."
    assert kept(mine) == {}
    client.post(page("assessment", mine), {name: "Skrivet efter lunch.", "action": "later"})
    assert kept(mine)[name] == "Skrivet efter lunch."
    assert not client.get(page("assessment", mine)).context["kept"]


def test_what_was_written_when_the_case_was_closed_can_still_be_read(client):
    mine = begun(cast.under_assessment())
    client.force_login(cast.asa())
    name = reason_of(mine.application)
    client.post(page("jot", mine), {name: "Min halva text."})
    application = Application.objects.get(pk=mine.application_id)
    steps.take("withdraw", application, by=cast.siv(), note="Vi ångrar oss.")
    assert client.post(page("jot", mine), {name: "Mer."}).json()["state"] == "gone"
    shown = client.post(page("assessment", mine), {name: "Min hela text.", "action": "hand_in"})
    assert "Min hela text." in shown.text
    assert "Min halva text." in client.get(page("assessment", mine)).text


def test_nobody_else_writes_in_an_assessment(client):
    mine = begun(cast.under_assessment())
    for other in (cast.karin(), cast.ali(), cast.siv()):
        client.force_login(other)
        assert client.post(page("jot", mine), {"comment": "x"}).status_code == 404
    assert kept(mine) == {}


def test_what_is_jotted_is_no_history():
    mine = begun(cast.under_assessment())
    events = Assessment.pgh_event_model.objects.filter(pgh_obj=mine.pk)
    before = events.count()
    Assessment.objects.filter(pk=mine.pk).update(jotted={"said": {"comment": "x"}})
    assert events.count() == before


# Scores


def test_scoring_anew_keeps_and_shows_what_was(client):
    application = cast.under_assessment()
    mine = steps.take("reopen", cast.scored(application, points=2), by=cast.asa())
    client.force_login(cast.asa())
    first, second = application.call.criteria.all()
    before = Score.objects.get(criterion=second).at
    data = typed(application, points="2", **{f"points_{first.pk}": "5"})
    with clock.at(clock.now() + timedelta(days=1)):
        shown = client.post(page("assessment", mine), data, follow=True)
    (change,) = shown.context["changes"]
    assert change.criterion == first
    assert [one.value for one in change.given] == [2, 5]
    assert change.given[0].at < change.given[1].at
    assert Score.objects.get(criterion=second).at == before
    client.force_login(cast.karin())
    assert [c.criterion for c in client.get(page("assessment", mine)).context["changes"]] == [first]


def test_an_officer_who_assesses_sees_no_others_scores_before_her_own_is_in(client):
    application = cast.under_assessment()
    theirs = cast.scored(application, cast.ali(), points=5)
    maj = cast.staff("Maj", "officer")
    mine = begun(application, maj)
    client.force_login(maj)
    assert client.get(page("assessment", theirs)).status_code == 404
    for url in (
        application.get_absolute_url(),
        page("grid", application.call),
        page("ranking", application.call),
        page("assign", application),
        page("assignment", application.call),
    ):
        assert "100,0" not in client.get(url).text, url
    assert client.get(page("grid", application.call), {"show": "wide"}).context["grid"].rows == []
    client.post(page("assessment", mine), typed(application, points="0"))
    assert client.get(page("assessment", theirs)).status_code == 200
    (row,) = client.get(page("grid", application.call), {"show": "wide"}).context["grid"].rows
    assert (row.spread, row.is_wide) == (100, True)


def test_a_call_that_is_not_scored_takes_and_shows_no_points(client):
    application = cast.under_assessment(cast.call(scored=False))
    mine = begun(application)
    client.force_login(cast.asa())
    form = client.get(page("assessment", mine)).context["form"]
    assert not [name for name in form.fields if name.startswith("points")]
    criteria = application.call.criteria.all()
    with pytest.raises(Refused):
        steps.take(
            *("hand_in", mine),
            by=cast.asa(),
            scores=dict.fromkeys(criteria, (3, "Bra.")),
            recommendation="grant",
        )
    shown = client.post(page("assessment", mine), typed(application, action="hand_in"), follow=True)
    assert Assessment.objects.get().state == "scored"
    assert set(Score.objects.values_list("value", flat=True)) == {None}
    text = shown.text + client.get(QUEUE).text
    client.force_login(cast.karin())
    text += (
        client.get(page("assessment", mine)).text + client.get(page("grid", application.call)).text
    )
    for word in ("Poäng</th>", "inga poäng", "kan inte bedöma", "Skillnad"):
        assert word not in text


def test_each_step_of_the_scale_says_in_words_what_it_means(client):
    call = cast.call_draft()
    Anchor.objects.create(criterion=call.criteria.first(), value=5, words_sv="behovet är visat")
    call = steps.take("publish", call, by=cast.karin())
    mine = begun(cast.under_assessment(call))
    client.force_login(cast.asa())
    assert "5: behovet är visat" in client.get(page("assessment", mine)).text


def test_the_application_is_read_beside_the_form(client):
    mine = begun(cast.under_assessment(need="Fyrtio väntar på en plats."))
    client.force_login(cast.asa())
    text = client.get(page("assessment", mine)).text
    assert "Fyrtio väntar på en plats." in text
    assert "Ledare" in text  # a line of the budget


@pytest.mark.parametrize("rows", [1, 3])
def test_the_score_page_asks_the_same_number_of_queries(client, rows, django_assert_num_queries):
    call = cast.call()
    for _row in range(rows):
        mine = begun(cast.under_assessment(call))
    client.force_login(cast.asa())
    client.get(page("assessment", mine))
    with django_assert_num_queries(25):
        client.get(page("assessment", mine))


def test_the_shortcuts_are_switched_off_for_the_person(client):
    mine = begun(cast.under_assessment())
    client.force_login(cast.asa())
    assert client.get(page("assessment", mine)).context["shortcuts"]
    client.post(page("shortcuts", mine), {"shortcuts": "off"})
    assert ShortcutsOff.objects.get().user == cast.asa()
    shown = client.get(page("assessment", mine))
    assert not shown.context["shortcuts"]
    assert "data-shortcuts" not in shown.text
    client.post(page("shortcuts", mine), {"shortcuts": "on"})
    assert client.get(page("assessment", mine)).context["shortcuts"]


def test_an_assessor_is_reminded_once_before_her_last_day():
    call = cast.call()
    near = begun(cast.under_assessment(call))
    far, late = (
        cast.assigned(cast.under_assessment(call)),
        cast.assigned(cast.under_assessment(call)),
    )
    for one, days in ((near, 3), (far, 10), (late, -1)):
        Assessment.objects.filter(pk=one.pk).update(due=clock.today() + timedelta(days=days))
    reminders = Mail.objects.filter(event__step="remind")
    assert (remind_assessors(0), remind_assessors(0)) == (1, 0)
    assert [mail.to for mail in reminders] == [cast.asa()]
    Assessment.objects.filter(pk=near.pk).update(due=clock.today() + timedelta(days=2))
    assert remind_assessors(0) == 1
