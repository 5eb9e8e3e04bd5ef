"""What one assesses against, as it is written in a call: steps in words, priorities, and how."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from grants import clock
from grants.models import (
    Anchor,
    Call,
    ChildRight,
    HumanRightsTheme,
    Priority,
)
from tests import cast
from tests.grants.test_calls import filled_in, rows

pytestmark = pytest.mark.django_db

NEW = reverse("grants:call_new")
WORDS = "0 = Behovet visas inte.\n3 = Behovet visas med egna iakttagelser.\n5: Behovet är visat."


def edit(call):
    return reverse("grants:call_edit", args=[call.pk])


def page(call):
    return reverse("grants:call", args=[call.pk])


def criterion(**changes):
    return rows("criteria", {"name_sv": "Behov", "scale": "5", "weight": "1", **changes})


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def karin(client):
    client.cookies["django_language"] = "en"
    client.force_login(cast.karin())
    return client


def told(call):
    [one] = call.criteria.all()
    return [(a.value, a.words_sv, a.words_en) for a in one.anchors.all()]


# What the steps mean


def test_the_steps_of_a_scale_are_described_one_line_each(karin):
    english = "0 = The need is not shown.\n\n 5 – The need is shown. "
    karin.post(NEW, filled_in(**criterion(steps_sv=WORDS, steps_en=english)))
    assert told(Call.objects.get()) == [
        (0, "Behovet visas inte.", "The need is not shown."),
        (3, "Behovet visas med egna iakttagelser.", ""),
        (5, "Behovet är visat.", "The need is shown."),
    ]


def test_the_steps_come_back_as_they_were_written_and_can_be_changed(karin):
    karin.post(NEW, filled_in(**criterion(steps_sv=WORDS)))
    call = Call.objects.get()
    [form] = [f for f in karin.get(edit(call)).context["sheet"].criteria if f.initial]
    assert form["steps_sv"].value() == WORDS.replace("5:", "5 =")
    version = karin.get(edit(call)).context["form"]["version"].value()
    sent = filled_in(**criterion(steps_sv="1 = Lite.\n2 = Mer."), version=version)
    assert karin.post(edit(call), sent).status_code == 302
    assert told(call) == [(1, "Lite.", ""), (2, "Mer.", "")]


@pytest.mark.parametrize(
    ("field", "words", "said"),
    [
        ("steps_sv", "0 = Inte.\nMitt emellan.", "Line 2: write the step and what it means"),
        ("steps_sv", "0 = Inte.\n6 = Över.", "Line 2: the scale ends at 5"),
        ("steps_sv", "0 = Inte.\n\n0 = Igen.", "Line 3: step 0 stands there already"),
        ("steps_sv", "1 =", "Line 1: write the step"),
        ("steps_sv", "1 = " + "å" * 301, "Line 1: the text has more than 300"),
        ("steps_en", "0 = Nothing.", "Step 0 is not described in Swedish"),
    ],
)
def test_what_is_wrong_is_said_of_the_line_and_nothing_is_lost(karin, field, words, said):
    shown = karin.post(NEW, filled_in(**criterion(**{field: words})))
    [form] = shown.context["sheet"].criteria
    assert any(said in error for error in form.errors[field])
    assert form[field].value() == words
    assert not Call.objects.exists()


def test_everyone_reads_what_the_steps_mean(client):
    call = cast.call_draft()
    Anchor.objects.create(criterion=call.criteria.first(), value=2, words_sv="Till hälften.")
    cast.steps.take("publish", call, by=cast.karin())
    assert "<strong>2</strong> = Till hälften." in client.get(page(call)).content.decode()


def test_a_step_beyond_the_scale_does_not_get_in(db):
    one = cast.call_draft().criteria.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Anchor.objects.create(criterion=one, value=6, words_sv="Över")
    Anchor.objects.create(criterion=one, value=5, words_sv="Överst")
    with pytest.raises(IntegrityError), transaction.atomic():
        Anchor.objects.create(criterion=one, value=5, words_sv="Igen")


def test_what_a_published_call_asks_after_never_changes():
    call = cast.call_draft()
    one = call.criteria.first()
    anchor = Anchor.objects.create(criterion=one, value=1, words_sv="Lite")
    priority = call.priorities.first()
    cast.steps.take("publish", call, by=cast.karin())
    for row in (one, anchor, priority):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).delete()


# How a call is assessed


def test_an_officer_says_how_a_call_is_assessed(karin):
    how = {"scored": "", "blind": "on", "readers": "3", "pressure": "open"}
    karin.post(NEW, filled_in(**how))
    call = Call.objects.get()
    assert (call.scored, call.blind, call.readers, call.pressure) == (False, True, 3, "open")


@pytest.mark.parametrize("readers", ["0", "10", ""])
def test_a_call_has_one_to_nine_assessors_of_each_application(karin, readers):
    shown = karin.post(NEW, filled_in(readers=readers))
    assert "readers" in shown.context["form"].errors


def test_the_public_reads_how_a_call_is_assessed(client):
    client.cookies["django_language"] = "en"
    scored = client.get(page(cast.call())).content.decode()
    assert "2 assessors read each application." in scored
    assert "0–5" in scored
    unscored = client.get(page(cast.call(scored=False, blind=True, readers=1))).content.decode()
    assert "1 assessor reads each application. They give reasons" in unscored
    assert "do not see who applies" in unscored
    assert "0–5" not in unscored


# The board's priorities, taken over with a tick


def take_over(client, *priorities, **changes):
    """The form after the ticked priorities have been taken over."""
    empty = rows("priorities", count=1)
    ticked = {"add_row": "board", "take_over": [one.pk for one in priorities]}
    return client.post(
        NEW, filled_in(**{**empty, "year": str(clock.today().year), **changes, **ticked})
    )


def as_sent(shown, **changes):
    """What the browser sends of the rows of priorities that are shown."""
    sent = {"priorities-INITIAL_FORMS": 0}
    forms = list(shown.context["sheet"].priorities)
    for form in forms:
        for name in form.fields:
            value = form[name].value()
            if value not in (None, "", False):
                sent[form.add_prefix(name)] = value
    return sent | {"priorities-TOTAL_FORMS": len(forms)} | changes


def test_the_board_s_priorities_are_taken_over_with_a_tick_and_another_weight(karin):
    priority = cast.regional_priority(
        weight=3,
        reason_sv="Många väntar.",
        child_rights=ChildRight.objects.filter(pk=28),
        themes=HumanRightsTheme.objects.filter(pk="utbildning"),
    )
    shown = take_over(karin, priority)
    assert not Call.objects.exists()
    sent = as_sent(shown) | {"priorities-1-weight": "7"}
    karin.post(NEW, filled_in(**sent, year=str(clock.today().year)))
    row = Priority.objects.get()
    assert (row.drawn_from, row.name_sv, row.weight) == (priority, priority.name_sv, 7)
    assert row.reason_sv == "Många väntar."
    for name in ("goals", "child_rights", "themes"):
        assert list(getattr(row, name).all()) == list(getattr(priority, name).all()) != []


def test_what_is_offered_are_those_of_the_county_the_year_and_the_fund(karin):
    own = cast.regional_priority()
    national = cast.regional_priority(None)
    draft = cast.regional_priority(published=False, fund_id="tia")
    cast.regional_priority(fund_id="37")
    cast.regional_priority(cast.KALMAR)
    next_year = cast.regional_priority(year=clock.today().year + 1)
    cast.regional_priority(withdrawn_at=clock.now())
    shown = take_over(karin)
    assert {one for one, _taken in shown.context["sheet"].board} == {own, national, draft}
    later = take_over(karin, year=str(clock.today().year + 1))
    assert [one for one, _taken in later.context["sheet"].board] == [next_year]


def test_what_has_been_taken_over_is_said_so(karin):
    priority = cast.regional_priority()
    shown = take_over(karin, priority)
    assert shown.context["sheet"].board == [(priority, True)]


def test_another_board_s_unpublished_priority_is_neither_offered_nor_taken(karin):
    hidden = cast.regional_priority(cast.KALMAR, published=False)
    shown = take_over(karin, hidden)
    assert shown.context["sheet"].priorities.total_form_count() == 1
    row = {"name_sv": "Fusk", "weight": "1", "drawn_from": str(hidden.pk)}
    sent = karin.post(NEW, filled_in(**rows("priorities", row)))
    assert "drawn_from" in sent.context["sheet"].priorities[0].errors


@pytest.mark.parametrize("year", ["", "x", "99999", "1066"])
def test_a_year_that_is_none_offers_nothing_and_breaks_nothing(karin, year):
    cast.regional_priority()
    assert take_over(karin, year=year).context["sheet"].board == []


def test_a_row_that_is_ticked_away_is_left_out_however_much_it_says(karin):
    kept = {"name_sv": "Språk", "weight": "2"}
    away = {"name_sv": "", "reason_sv": "Kvar.", "goals": ["4"], "leave_out": "on"}
    karin.post(NEW, filled_in(**rows("priorities", kept, away)))
    assert [row.name_sv for row in Priority.objects.all()] == ["Språk"]


def test_a_call_keeps_what_it_says_when_the_board_changes_its_priority(karin, client):
    priority = cast.regional_priority()
    call = cast.call_draft()
    Priority.objects.create(call=call, drawn_from=priority, name_sv=priority.name_sv, weight=2)
    cast.steps.take("publish", call, by=cast.karin())
    priority.name_sv, priority.weight = "Något helt annat", 9
    priority.write(cast.karin())
    shown = client.get(page(call)).content.decode()
    assert "Korta vägen till språket" in shown
    assert priority.get_absolute_url() in shown
    assert client.get(priority.get_absolute_url()).context["calls"].get() == call


def test_the_public_is_not_led_to_a_priority_that_is_not_published(client):
    hidden = cast.regional_priority(published=False)
    call = cast.call_draft()
    Priority.objects.create(call=call, drawn_from=hidden, name_sv="Språk")
    cast.steps.take("publish", call, by=cast.karin())
    assert hidden.get_absolute_url() not in client.get(page(call)).content.decode()


# A new call made from an earlier one


def test_a_clone_brings_steps_priorities_and_how_it_is_assessed(karin):
    source = cast.call_draft(blind=True, scored=False, readers=4, pressure="rounded")
    one = source.criteria.first()
    Anchor.objects.create(criterion=one, value=0, words_sv="Inte", words_en="Not")
    priority = cast.regional_priority()
    drawn = Priority.objects.create(
        call=source, drawn_from=priority, name_sv="Från länet", reason_sv="Därför."
    )
    drawn.child_rights.set([3])
    drawn.themes.set(["arbete"])
    address = reverse("grants:call_clone", args=[source.pk])
    form = karin.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    for name in ("opens_at", "closes_at"):
        moment: datetime = form[name].value()
        sent[name] = moment.astimezone(clock.SWEDEN).strftime("%Y-%m-%dT%H:%M")
    karin.post(address, sent)
    new = Call.objects.exclude(pk=source.pk).get()
    assert (new.blind, new.scored, new.readers, new.pressure) == (True, False, 4, "rounded")
    [anchor] = Anchor.objects.filter(criterion__call=new)
    assert (anchor.value, anchor.words_sv, anchor.words_en) == (0, "Inte", "Not")
    row = new.priorities.get(name_sv="Från länet")
    assert (row.drawn_from, row.reason_sv) == (priority, "Därför.")
    assert [r.pk for r in row.child_rights.all()] == [3]
    assert [t.pk for t in row.themes.all()] == ["arbete"]
