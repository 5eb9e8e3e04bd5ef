"""The over-subscription ratio: sought over available, while applications come and go."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template

from applications.models import Application
from grants import clock, steps
from grants.models import Call
from tests import cast

pytestmark = pytest.mark.django_db


def ratios(by: str | None = None) -> dict[object, Decimal | None]:
    rows = Application.objects.oversubscription(Call.objects.all(), by=by)
    return {row.key: row.ratio for row in rows}


def total() -> tuple[int, Decimal]:
    row = Application.objects.oversubscription(Call.objects.all())[0]
    return row.count, row.applied


def test_sought_over_available_with_two_decimals():
    call = cast.call(frame=100_000)
    for amount in (150_000, 100_000, 61_111):
        cast.submitted(call, amount=amount)
    row = Application.objects.oversubscription(Call.objects.all())[0]
    assert (row.count, row.applied, row.available) == (3, 311_111, 100_000)
    assert row.ratio == Decimal("3.11")


def test_a_draft_counts_from_the_moment_it_is_submitted_and_not_after_it_is_withdrawn():
    draft = cast.draft()
    assert total() == (0, 0)
    application = steps.take("submit", draft, by=cast.siv())
    assert total() == (1, 150_000)
    for step in ("take_up",):
        application = steps.take(step, application, by=cast.karin())
        assert total() == (1, 150_000)
    steps.take("withdraw", application, by=cast.siv(), note="Vi hinner inte.")
    assert total() == (0, 0)


@pytest.mark.parametrize(
    ("outcome", "counts"), [("granted", 1), ("rejected", 1), ("dismissed", 0), ("discontinued", 0)]
)
def test_what_was_tried_counts_and_what_was_not_tried_does_not(outcome, counts):
    application = cast.under_assessment()
    amount = application.amount if outcome == "granted" else 0
    decision = cast.proposed(application, outcome=outcome, amount=amount)
    assert total() == (1, 150_000)
    signed = steps.take("sign", decision, by=cast.dag())
    steps.take("release", signed, by=cast.dag())
    assert Application.objects.get().state == outcome
    assert total() == (counts, 150_000 * counts)


def test_a_part_grant_still_counts_with_all_that_was_sought():
    application = cast.under_assessment()
    cast.granted(application, outcome="partly_granted", amount=50_000)
    assert total() == (1, 150_000)


def test_per_call_county_fund_and_year():
    first = cast.call(frame=100_000)
    second = cast.call(frame=300_000)
    kalmar = cast.staff("Ove", "officer", cast.KALMAR)
    third = cast.call(by=kalmar, county_id=cast.KALMAR, frame=50_000)
    fourth = cast.call(fund="37", frame=200_000)
    cast.submitted(first, amount=150_000)
    cast.submitted(second, amount=150_000)
    cast.submitted(fourth, by=cast.vera(), amount=100_000)
    assert ratios("call") == {
        first.pk: Decimal("1.50"),
        second.pk: Decimal("0.50"),
        third.pk: Decimal("0.00"),
        fourth.pk: Decimal("0.50"),
    }
    assert ratios("county") == {"04": Decimal("0.67"), "08": Decimal("0.00")}
    assert ratios("fund") == {"tia": Decimal("0.67"), "37": Decimal("0.50")}
    assert ratios("year") == {first.frame.year: Decimal("0.62")}
    assert ratios() == {None: Decimal("0.62")}


def test_per_earmark_only_what_was_sought_of_it_over_what_is_kept_for_it():
    call = cast.call()
    mark = cast.earmark(call, 200_000)
    cast.submitted(call, earmark=mark, amount=150_000)
    cast.submitted(call, amount=900_000)
    cast.draft(call, earmark=mark)
    cast.call()
    assert ratios("earmark") == {"halsa": Decimal("0.75")}


def test_several_earmarks_do_not_multiply_the_frame():
    call = cast.call(frame=1_000_000)
    cast.earmark(call, 200_000)
    call.frame.earmarks.create(key="sprak", name_sv="Språk", amount=100_000)
    cast.submitted(call, amount=500_000)
    assert ratios("fund") == {"tia": Decimal("0.50")}
    assert ratios("earmark") == {"halsa": Decimal("0.00"), "sprak": Decimal("0.00")}


def test_no_calls_give_no_ratio():
    row = Application.objects.oversubscription(Call.objects.none())[0]
    assert (row.count, row.applied, row.available, row.ratio) == (0, 0, 0, None)
    assert Application.objects.oversubscription(Call.objects.none(), by="fund") == []


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("by", [None, "fund", "county", "year", "call", "earmark"])
def test_it_is_always_two_queries(django_assert_num_queries, rows, by):
    for _each in range(rows):
        call = cast.call()
        cast.submitted(call, earmark=cast.earmark(call))
    with django_assert_num_queries(2):
        Application.objects.oversubscription(Call.objects.all(), by=by)


def shown(call, user) -> str:
    """The call's page as far as it tells of money sought."""
    template = Template('{% include "applications/_call.html" %}')
    there = Call.objects.get(pk=call.pk)
    return template.render(Context({"call": there, "user": user})).strip()


def close(call) -> None:
    Call.objects.filter(pk=call.pk).update(
        opens_at="2020-01-01T00:00Z", closes_at="2020-02-01T00:00Z"
    )


def test_the_public_sees_it_when_the_call_has_closed_and_its_board_always():
    call = cast.call(frame=100_000)
    application = cast.submitted(call)
    application.conflicts.create(user=cast.dag(), ground="Styrelseledamot.")
    for handler in (cast.karin(), cast.rut(), cast.kim()):
        assert "1,50" in shown(call, handler)
    for other in (cast.vera(), cast.nils(), cast.otto(), cast.asa(), AnonymousUser()):
        assert shown(call, other) == ""
    assert "1,50" not in shown(call, cast.dag()), "a sum never tells of a case she may not see"
    assert "0,00" in shown(call, cast.dag())
    close(call)
    assert "1,50" in shown(call, cast.vera())
    assert "pressure" not in shown(call, cast.vera())


def test_where_the_county_chose_round_figures_the_public_gets_them_when_it_has_closed():
    call = cast.call(frame=100_000, pressure="rounded")
    mark = cast.earmark(call, 50_000)
    for amount in (30_111, 30_222, 30_333, 30_444, 30_555, 30_666, 30_777):
        cast.submitted(call, amount=amount, earmark=mark if amount < 30_200 else None)
    assert shown(call, AnonymousUser()) == ""
    close(call)
    page = shown(call, AnonymousUser())
    assert "210\xa0000\xa0kr" in page
    assert "213" not in page
    assert "2,10" in page
    assert "About 5 applications" in page or "Ungefär 5" in page or "Omkring 5" in page
    assert "30\xa0111" not in page, "of an earmark that one has sought nothing is told"
    assert "213\xa0108" in shown(call, cast.karin())


def test_of_fewer_than_five_nothing_is_told_in_round_figures():
    call = cast.call(frame=100_000, pressure="rounded")
    cast.submitted(call, amount=123_456)
    close(call)
    page = shown(call, AnonymousUser())
    assert "123" not in page
    assert "<table" not in page


def test_where_the_county_chose_so_the_public_follows_it_in_steps_while_it_is_open():
    call = cast.call(frame=1_000_000, pressure="open")
    began = clock.now()
    for amount in (100_000, 110_000, 120_000, 130_000):
        cast.submitted(call, amount=amount)
    with clock.at(began + timedelta(days=1)):
        assert "<table" not in shown(call, AnonymousUser())
        cast.submitted(call, amount=140_000)
        assert "<table" not in shown(call, AnonymousUser()), "never of the day itself"
    with clock.at(began + timedelta(days=2)):
        before = shown(call, AnonymousUser())
        assert "0,60" in before
        cast.submitted(call, amount=999_999)
    with clock.at(began + timedelta(days=3)):
        assert shown(call, AnonymousUser()) == before, "one more changes nothing"
        assert "1,60" in shown(call, cast.karin())
    close(call)
    assert "1,60" in shown(call, AnonymousUser())
