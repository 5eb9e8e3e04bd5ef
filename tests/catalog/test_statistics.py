"""The public figures: right to the krona, of closed calls, silent about single rejections."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application
from catalog import statistics
from grants import clock, steps
from grants.models import Call
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A visitor who reads English: what is asserted is written as in the code."""
    return Client(headers={"accept-language": "en"})


def close(*calls: Call) -> None:
    """Time has passed: the calls have closed."""
    Call.objects.filter(pk__in=[c.pk for c in calls]).update(closes_at=clock.now())


def closed_calls():
    return Call.objects.visible_to(cast.nils()).closed()


def rejected(call: Call, **changes) -> Application:
    application = cast.under_assessment(call, **changes)
    cast.granted(application, outcome="rejected", amount=0)
    return application


def a_round() -> Call:
    """A closed call: two granted, one of them in part, two rejected, one withdrawn, one waiting."""
    call = cast.call(frame=1_000_000)
    cast.granted(cast.under_assessment(call))
    cast.granted(cast.under_assessment(call), outcome="partly_granted", amount=50_000)
    rejected(call)
    rejected(call)
    taken_back = cast.submitted(call)
    steps.take("withdraw", taken_back, by=cast.siv(), note="Vi hinner inte.")
    cast.submitted(call, amount=100_000)
    cast.draft(call)
    close(call)
    return call


def figures(calls=None):
    calls = closed_calls() if calls is None else calls
    return statistics.cases(calls), statistics.offers(calls)


def test_a_round_is_counted_summed_and_answered():
    a_round()
    (line,) = statistics.by_fund_and_year(*figures())
    assert line.key == ("tia", clock.today().year)
    assert (line.count, line.applied, line.available) == (5, 700_000, 1_000_000)
    assert (line.decided, line.successes, line.granted) == (4, 2, 200_000)
    assert (line.ratio, line.success) == (Decimal("0.70"), Decimal("0.5"))


def test_the_figures_agree_with_the_live_over_subscription():
    a_round()
    close(cast.call(frame=300_000))
    live = Application.objects.oversubscription(closed_calls(), by="county")
    year = clock.today().year
    lines = statistics.by_county(*figures(), "tia", year)
    assert [(f.key, f.count, f.applied, f.available, f.ratio) for f in lines] == [
        (f.key, f.count, f.applied, f.available, f.ratio) for f in live
    ]
    (total,) = Application.objects.oversubscription(closed_calls())
    (line,) = statistics.by_fund_and_year(*figures())
    assert (line.count, line.applied, line.available) == (
        *(total.count, total.applied, total.available),
    )


def test_an_open_call_is_not_in_the_figures(client):
    cast.submitted(cast.call())
    page = client.get(reverse("catalog:statistics"))
    assert page.context["years"] == []
    assert 'class="empty"' in page.content.decode()


def test_a_closed_call_nobody_applied_in_has_the_ratio_nought():
    close(cast.call())
    (line,) = statistics.by_fund_and_year(*figures())
    assert (line.count, line.ratio, line.success) == (0, Decimal("0.00"), None)


def test_a_decision_that_has_not_been_sent_out_is_not_told():
    call = cast.call()
    for _number in range(3):
        cast.granted(cast.under_assessment(call))
    cast.signed(cast.under_assessment(call))
    close(call)
    (line,) = statistics.by_fund_and_year(*figures())
    assert (line.count, line.decided, line.granted) == (4, 3, 450_000)


def test_too_few_answers_are_hidden_and_so_is_what_would_give_them_away():
    call = cast.call()
    for _number in range(3):
        cast.granted(cast.under_assessment(call))
    rejected(call, by=cast.vera())
    close(call)
    lines = statistics.by_applicant_type(figures()[0], "tia", clock.today().year)
    assert {f.key: f.count for f in lines} == {"ideell_forening": 3, "kommun": 1}
    assert [(f.hidden, f.successes, f.granted, f.success) for f in lines] == [
        (True, None, None, None)
    ] * 2


@pytest.mark.parametrize(
    ("decided", "hidden"),
    [
        ({"a": 5, "b": 4}, set()),
        ({"a": 5, "b": 0}, set()),
        ({"a": 2}, {"a"}),
        ({"a": 5, "b": 2, "c": 4}, {"b", "c"}),
        ({"a": 1, "b": 1, "c": 9}, {"a", "b", "c"}),
        ({"a": 2, "b": 2, "c": 9}, {"a", "b"}),
    ],
)
def test_which_groups_are_hidden(decided, hidden):
    assert statistics._hidden(decided) == hidden


def test_where_no_sum_is_told_only_the_small_groups_are_hidden():
    assert statistics._hidden({"a": 5, "b": 2}, of_a_known_sum=False) == {"b"}


def test_the_page_shows_years_counties_and_kinds(client):
    a_round()
    page = client.get(reverse("catalog:statistics"))
    text = page.content.decode()
    assert "0.70" in text
    assert "Södermanland" in text
    assert [kind.pk for kind, _line in page.context["by_kind"]] == ["ideell_forening"]
    other = client.get(reverse("catalog:statistics"), {"round": "no-such"})
    assert other.context["year"] == clock.today().year


def test_the_figures_change_when_something_happens(client):
    a_round()
    before = client.get(reverse("catalog:statistics")).context["years"][0][1]
    waiting = Application.objects.get(state="submitted")
    steps.take("withdraw", waiting, by=cast.siv(), note="Vi hinner inte.")
    after = client.get(reverse("catalog:statistics")).context["years"][0][1]
    assert (before.count, after.count) == (5, 4)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_as_many_queries_with_one_round_as_with_three(
    client, django_assert_num_queries, rows
):
    for _number in range(rows):
        call = cast.call()
        cast.submitted(call)
        close(call)
    with django_assert_num_queries(8):
        client.get(reverse("catalog:statistics"))


def test_what_a_county_tells_in_round_figures_is_rounded_in_every_sum_it_is_part_of():
    exact, rounded = cast.call(frame=300_000), cast.call(frame=1_000_000, pressure="rounded")
    for call in (exact, rounded):
        for amount in (101_111, 102_222, 103_333):
            cast.submitted(call, amount=amount)
    close(exact, rounded)
    (line,) = statistics.by_fund_and_year(*figures())
    assert (line.count, line.applied, line.ratio) == (5, 610_000, Decimal("0.47"))
    year = clock.today().year
    (line,) = statistics.by_county(*figures(), "tia", year)
    assert line.applied == 610_000
    (line,) = statistics.by_applicant_type(figures()[0], "tia", year)
    assert (line.count, line.applied) == (5, 610_000)
    (newest,) = statistics.newest(closed_calls())
    assert (newest.figures.count, newest.figures.applied) == (5, 610_000)


def test_of_fewer_than_five_nothing_is_said_where_the_county_rounds(client):
    call = cast.call(pressure="rounded")
    cast.submitted(call, amount=123_456)
    close(call)
    (line,) = statistics.by_fund_and_year(*figures())
    assert (line.unsaid, line.count, line.applied, line.ratio) == (True, 0, 0, None)
    assert statistics.newest(closed_calls()) == []
    page = client.get(reverse("catalog:statistics")).content.decode()
    assert "fewer than five" in page
    assert "123" not in page
