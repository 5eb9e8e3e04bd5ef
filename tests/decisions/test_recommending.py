"""Recommended amounts: saved one by one or all at once, taken back, and never overwritten."""

from decimal import Decimal

import pytest
from django.urls import reverse

from decisions.models import Recommended, ranking
from decisions.models.recommended import Wish, last_change, recommend, stamp, undo
from tests import cast

pytestmark = pytest.mark.django_db


def page(call):
    return reverse("decisions:ranking", args=[call.pk])


def save(client, call, application, amount, seen="0:"):
    key = f"a{application.pk}"
    sent = {"page-key": key, key: amount, f"stamp-{key}": seen}
    return client.post(reverse("decisions:ranking_save", args=[call.pk]), sent)


def amounts(call):
    rows = Recommended.objects.filter(application__call=call)
    return dict(rows.values_list("application", "amount"))


def test_sum_and_line_follow_what_is_recommended(client):
    call = cast.call(frame=300_000)
    first, second, third = (cast.under_assessment(call) for _ in range(3))
    for application, points in ((first, 5), (second, 4), (third, 3)):
        cast.scored(application, points=points)
    assert [line.fits for line in ranking(call, cast.karin())] == [True, True, False]
    client.force_login(cast.karin())
    answer = save(client, call, second, "50 000")
    assert (answer.status_code, answer["X-Saved"]) == (200, "saved 1:50000.00")
    lines = ranking(call, cast.karin())
    assert [line.sum_so_far for line in lines] == [150_000, 200_000, 350_000]
    assert save(client, call, third, "100 000 kr")["X-Saved"] == "saved 2:100000.00"
    assert [line.fits for line in ranking(call, cast.karin())] == [True, True, True]


@pytest.mark.parametrize("text", ["mycket", "-1", "150 001", "1,234"])
def test_what_is_wrong_is_told_beside_the_box_and_changes_nothing(client, text):
    call = cast.call()
    application = cast.under_assessment(call)
    client.force_login(cast.karin())
    answer = save(client, call, application, text)
    assert (answer.status_code, answer["X-Saved"]) == (422, "wrong")
    assert "field-error" in answer.content.decode()
    assert amounts(call) == {}


def test_the_page_is_saved_by_its_button_and_loses_nothing_that_is_wrong(client):
    call = cast.call()
    good, bad = cast.under_assessment(call), cast.under_assessment(call)
    client.force_login(cast.karin())
    sent = {f"a{good.pk}": "90 000", f"stamp-a{good.pk}": "0:"}
    sent |= {f"a{bad.pk}": "halva", f"stamp-a{bad.pk}": "0:"}
    propose = {"action": "propose", "which": "chosen", "case": good.pk}
    answer = client.post(f"{page(call)}?sort=-sought&q=flen", sent | propose)
    assert answer.status_code == 200
    assert amounts(call) == {good.pk: 90_000}
    text = answer.content.decode()
    assert 'value="halva"' in text
    assert text.count(" checked>") == 1
    assert 'action="?sort=-sought&amp;q=flen"' in text
    sent |= {f"a{bad.pk}": "75 000", f"stamp-a{good.pk}": "1:90000.00"}
    done = client.post(f"{page(call)}?sort=-sought&q=flen", sent)
    assert done["Location"] == f"{page(call)}?sort=-sought&q=flen"
    assert amounts(call) == {good.pk: 90_000, bad.pk: 75_000}


def test_two_officers_at_once_and_nobody_is_overwritten(client):
    call = cast.call()
    application = cast.under_assessment(call)
    recommend(call, [Wish(application.pk, Decimal("80000.00"), "0:")], by=cast.karin())
    client.force_login(cast.staff("Kerstin", "officer"))
    answer = save(client, call, application, "70 000", seen="0:")
    assert (answer.status_code, answer["X-Saved"]) == (409, "clash 1:80000.00")
    assert "Karin" in answer.content.decode()
    assert amounts(call) == {application.pk: 80_000}
    assert save(client, call, application, "70 000", "1:80000.00")["X-Saved"].startswith("saved")
    assert amounts(call) == {application.pk: 70_000}


def test_a_box_that_one_has_not_touched_does_not_undo_what_another_wrote(client):
    call = cast.call()
    mine, hers = cast.under_assessment(call), cast.under_assessment(call)
    recommend(call, [Wish(hers.pk, Decimal("80000.00"), "0:")], by=cast.staff("Kerstin", "officer"))
    client.force_login(cast.karin())
    sent = {f"a{mine.pk}": "60 000", f"stamp-a{mine.pk}": "0:"}
    sent |= {f"a{hers.pk}": "", f"stamp-a{hers.pk}": "0:"}
    client.post(page(call), sent)
    assert amounts(call) == {mine.pk: 60_000, hers.pk: 80_000}


def test_changes_are_taken_back_one_after_the_other_to_the_beginning(client):
    call = cast.call()
    first, second = cast.under_assessment(call), cast.under_assessment(call)
    by = cast.karin()
    both = [Wish(first.pk, Decimal(10), "0:"), Wish(second.pk, Decimal(20), "0:")]
    recommend(call, both, by=by)
    recommend(call, [Wish(first.pk, Decimal(11), stamp(1, Decimal("10.00")))], by=by)
    client.force_login(by)
    assert "undo" in client.get(page(call)).content.decode()

    def take_back():
        number = last_change(call, by).number
        client.post(page(call), {"action": "undo", "change": number})
        return amounts(call)

    assert take_back() == {first.pk: 10, second.pk: 20}
    recommend(call, [Wish(second.pk, Decimal(21), stamp(1, Decimal("20.00")))], by=by)
    assert take_back() == {first.pk: 10, second.pk: 20}
    assert take_back() == {first.pk: None, second.pk: None}
    assert last_change(call, by) is None
    assert undo(call, by=by, number=1) == 0


def test_undo_leaves_what_a_colleague_has_changed_since():
    call = cast.call()
    first, second = cast.under_assessment(call), cast.under_assessment(call)
    both = [Wish(first.pk, Decimal(10), "0:"), Wish(second.pk, Decimal(20), "0:")]
    recommend(call, both, by=cast.karin())
    hers = [Wish(second.pk, Decimal(99), "1:20.00")]
    recommend(call, hers, by=cast.staff("Kerstin", "officer"))
    assert undo(call, by=cast.karin(), number=1) == 1
    assert amounts(call) == {first.pk: None, second.pk: 99}


def test_what_is_decided_is_not_recommended_any_more(client):
    call = cast.call()
    application = cast.under_assessment(call)
    cast.decision_draft(application)
    client.force_login(cast.karin())
    answer = save(client, call, application, "10")
    assert (answer.status_code, answer["X-Saved"]) == (409, "closed")
    assert amounts(call) == {}


def test_a_case_with_a_conflict_of_interest_cannot_be_recommended_and_is_not_told_of(client):
    call = cast.call()
    hidden, seen = cast.under_assessment(call), cast.under_assessment(call)
    hidden.conflicts.create(user=cast.karin(), ground="Svåger.")
    client.force_login(cast.karin())
    there = save(client, call, hidden, "10")
    nowhere = client.post(
        reverse("decisions:ranking_save", args=[call.pk]), {"page-key": "a9", "a999999": "10"}
    )
    assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)
    both = {f"a{pk}": "10" for pk in (hidden.pk, seen.pk)}
    client.post(page(call), both | {f"stamp-a{hidden.pk}": "0:", f"stamp-a{seen.pk}": "0:"})
    assert amounts(call) == {seen.pk: 10}


def test_only_officers_of_the_call_recommend(client):
    call = cast.call()
    application = cast.under_assessment(call)
    for other in (cast.dag(), cast.fia(), cast.rut(), cast.kim(), cast.otto(), cast.asa()):
        client.force_login(other)
        assert save(client, call, application, "10").status_code == 404
        assert client.post(page(call), {f"a{application.pk}": "10"}).status_code == 404
    assert amounts(call) == {}


def test_what_was_typed_when_the_session_had_ended_is_there_afterwards(client):
    call = cast.call()
    application = cast.under_assessment(call)
    assert save(client, call, application, "10")["X-Saved"] == "ended"
    key = f"a{application.pk}"
    sent = client.post(f"{page(call)}?sort=-sought", {key: "12 345", f"stamp-{key}": "0:"})
    assert "sort%3D-sought" in sent["Location"]
    client.force_login(cast.karin())
    text = client.get(page(call)).content.decode()
    assert 'value="12 345"' in text
    assert amounts(call) == {}
    client.post(page(call), {key: "12 345", f"stamp-{key}": "0:"})
    assert amounts(call) == {application.pk: 12_345}
    assert not client.get(page(call)).context["kept"]
