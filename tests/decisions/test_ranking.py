"""The ranking of a call: order, spread, where the frame ends, who sees it, how it is exported."""

from decimal import Decimal

import pytest
from django.urls import reverse

from decisions.models import ranking
from grants import steps
from tests import cast

pytestmark = pytest.mark.django_db


def page(call, name="ranking"):
    return reverse(f"decisions:{name}", args=[call.pk])


def test_best_mean_first_with_spread_and_running_sum():
    call = cast.call()
    weak, strong = cast.under_assessment(call), cast.under_assessment(call, amount=200_000)
    unscored = cast.under_assessment(call)
    cast.scored(weak, points=2)
    cast.scored(strong, cast.asa(), points=5)
    cast.scored(strong, cast.ali(), points=3)
    cast.assigned(unscored)
    lines = ranking(call, cast.karin())
    assert [line.application for line in lines] == [strong, weak, unscored]
    first = lines[0]
    assert (first.place, first.mean, first.lowest, first.highest) == (1, 80, 60, 100)
    assert [(line.finished, line.waiting) for line in lines] == [(2, 0), (1, 0), (0, 1)]
    assert [line.sum_so_far for line in lines] == [200_000, 350_000, 500_000]


def test_the_budget_line_stands_where_the_frame_ends(client):
    call = cast.call(frame=300_000)
    for points in (5, 4, 3):
        cast.scored(cast.under_assessment(call), points=points)
    lines = ranking(call, cast.karin())
    assert [line.fits for line in lines] == [True, True, False]
    assert [line.frame_ends_here for line in lines] == [False, False, True]
    client.force_login(cast.karin())
    assert client.get(page(call)).content.decode().count("budget-line") == 1


def test_the_running_sum_takes_what_was_decided():
    call = cast.call(frame=300_000)
    first, second = cast.under_assessment(call), cast.under_assessment(call)
    third = cast.under_assessment(call)
    for application, points in ((first, 5), (second, 4), (third, 3)):
        cast.scored(application, points=points)
    cast.granted(second, outcome="rejected", amount=0)
    lines = ranking(call, cast.karin())
    assert [line.sum_so_far for line in lines] == [150_000, 150_000, 300_000]
    assert lines[1].decision.outcome == "rejected"
    assert lines[2].fits


def test_withdrawn_applications_do_not_compete():
    call = cast.call()
    gone, kept = cast.under_assessment(call), cast.under_assessment(call)
    steps.take("withdraw", gone, by=cast.siv(), note="")
    assert [line.application for line in ranking(call, cast.karin())] == [kept]


def test_a_member_of_an_applicant_sees_neither_its_line_nor_its_money(client):
    call = cast.call()
    application = cast.under_assessment(call)
    officer = cast.karin()
    application.organisation.memberships.create(user=officer, role="reader")
    client.force_login(officer)
    context = client.get(page(call)).context
    assert (context["lines"], context["total"].applied) == ([], 0)


def test_the_ratio_and_what_is_left_stand_on_top(client):
    call = cast.call(frame=100_000)
    mark = cast.earmark(call, 40_000)
    cast.under_assessment(call, amount=311_000)
    client.force_login(cast.karin())
    answer = client.get(page(call))
    assert answer.context["total"].ratio == Decimal("3.11")
    assert "3,11" in answer.content.decode()
    assert list(answer.context["marks"]) == [mark]


def test_only_those_who_work_with_the_call_see_it(client):
    call = cast.call()
    for insider in (cast.karin(), cast.dag(), cast.fia(), cast.rut(), cast.kim()):
        client.force_login(insider)
        assert client.get(page(call)).status_code == 200
        assert client.get(page(call, "ranking_export")).status_code == 200
    for outsider in (cast.asa(), cast.otto(), cast.jon(), cast.siv(), cast.nils()):
        client.force_login(outsider)
        assert client.get(page(call)).status_code == 404
        assert client.get(page(call, "ranking_export")).status_code == 404


def test_the_export_has_every_line_and_no_formula(client):
    call = cast.call()
    cast.scored(cast.under_assessment(call, title="=1+1"), points=3)
    client.force_login(cast.karin())
    text = client.get(page(call, "ranking_export"), {"format": "csv"}).content.decode("utf-8-sig")
    line = text.splitlines()[1]
    assert "'=1+1" in line
    assert ",60.0,60.0,60.0,1,0,150000.00,150000.00," in line
    assert client.get(page(call, "ranking_export")).content[:2] == b"PK"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_number_of_queries(client, rows, django_assert_num_queries):
    call = cast.call()
    cast.earmark(call)
    for _row in range(rows):
        cast.proposed(cast.scored(cast.under_assessment(call)).application)
    client.force_login(cast.karin())
    with django_assert_num_queries(15):
        assert len(client.get(page(call)).context["lines"]) == rows
