"""The ranking of a call: order, spread, where the frame ends, who sees it, how it is exported."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

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
    assert client.get(page(call)).content.decode().count('class="budget-line"') == 1


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
    assert (list(context["lines"]), context["total"].applied) == ([], 0)


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
    assert ",60.0,60.0,60.0,,,,,1,0,0,1,0,150000.00,,150000.00," in line
    assert client.get(page(call, "ranking_export")).content[:2] == b"PK"


def test_the_order_and_the_filter_leave_places_and_sums_as_they_are():
    call = cast.call(frame=300_000)
    for points, amount in ((5, 100_000), (4, 150_000), (3, 200_000)):
        cast.scored(cast.under_assessment(call, amount=amount), points=points)
    turned = ranking(call, cast.karin(), sort="-sought")
    assert [(line.place, line.sum_so_far) for line in turned] == [
        (3, 450_000),
        (2, 250_000),
        (1, 100_000),
    ]
    over = ranking(call, cast.karin(), part="over")
    assert [(line.place, line.reserve, line.short_by) for line in over] == [(3, 1, 150_000)]
    assert (over.count, over.found, over.count_within, over.within) == (3, 1, 2, 250_000)


@pytest.mark.parametrize("sort", ["organisation", "number", "score", "recommended", "sum", "state"])
def test_it_sorts_by_every_column_and_by_nothing_else(sort):
    call = cast.call()
    for points in (3, 5):
        cast.scored(cast.under_assessment(call), points=points)
    for asked in (sort, f"-{sort}", "amount; DROP TABLE"):
        assert sorted(line.place for line in ranking(call, cast.karin(), sort=asked)) == [1, 2]


def test_it_is_filtered_by_words_earmark_place_priority_and_state(client):
    call = cast.call()
    mark = cast.earmark(call)
    cast.under_assessment(call, title="Simskola", earmark=mark)
    cast.in_preparation(call, title="Språkkafé")
    client.force_login(cast.karin())

    def titles(**asked):
        lines = client.get(page(call), asked).context["lines"]
        return [line.application.title for line in lines]

    flen = cast.association().municipality_id
    priority = call.priorities.first().pk
    assert titles(q="simskola") == ["Simskola"]
    assert titles(earmark=mark.pk) == ["Simskola"]
    assert titles(state="preparation") == ["Språkkafé"]
    assert len(titles(municipality=flen)) == len(titles(priority=priority)) == 2
    assert titles(q="finns inte") == []


def test_pages_and_the_way_to_the_line(client, monkeypatch):
    monkeypatch.setattr("decisions.views.ranking.PER_PAGE", 2)
    call = cast.call(frame=450_000)
    for points in (5, 4, 3, 2):
        cast.scored(cast.under_assessment(call), points=points)
    client.force_login(cast.karin())
    first = client.get(page(call))
    assert [line.place for line in first.context["lines"]] == [1, 2]
    assert first.context["line_page"] == 2
    assert "page=2#budget-line" in first.content.decode()
    second = client.get(page(call), {"page": 2})
    assert [line.frame_ends_here for line in second.context["lines"]] == [False, True]
    assert client.get(page(call), {"page": "många"}).status_code == 200


def test_a_call_without_scores_is_ranked_by_what_is_recommended(client):
    call = cast.call(scored=False)
    weak, strong = cast.under_assessment(call), cast.under_assessment(call)
    for application, said in ((weak, "reject"), (strong, "partly")):
        assessment = steps.take("accept", cast.assigned(application), by=cast.asa())
        scores = dict.fromkeys(call.criteria.all(), (None, "Så är det."))
        steps.take("hand_in", assessment, by=cast.asa(), scores=scores, recommendation=said)
    lines = ranking(call, cast.karin())
    assert [(line.application, line.votes) for line in lines] == [
        (strong, (0, 1, 0)),
        (weak, (0, 0, 1)),
    ]
    client.force_login(cast.karin())
    with translation.override("en"):
        answer = client.get(page(call), headers={"accept-language": "en"})
    assert "are not scored" in answer.content.decode()


def test_a_conflict_of_interest_takes_the_case_out_of_places_sums_and_the_line():
    call = cast.call(frame=300_000)
    cases = [cast.under_assessment(call) for _ in range(3)]
    for application, points in zip(cases, (5, 4, 3), strict=True):
        cast.scored(application, points=points)
    cases[0].conflicts.create(user=cast.karin(), ground="Syster i styrelsen.")
    seen = ranking(call, cast.karin())
    assert [(line.application, line.place, line.sum_so_far) for line in seen] == [
        (cases[1], 1, 150_000),
        (cases[2], 2, 300_000),
    ]
    assert (seen.count, seen.sought, seen.count_within) == (2, 300_000, 2)
    assert len(ranking(call, cast.dag())) == 3


def test_who_has_still_to_score_a_case_does_not_see_how_others_did():
    call = cast.call()
    application = cast.under_assessment(call)
    cast.scored(application, points=5)
    cast.assigned(application, cast.karin())
    (line,) = ranking(call, cast.karin())
    assert (line.mean, line.finished) == (None, 0)
    (line,) = ranking(call, cast.dag())
    assert (line.mean, line.finished) == (100, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_number_of_queries(client, rows, django_assert_num_queries):
    call = cast.call()
    cast.earmark(call)
    for _row in range(rows):
        cast.proposed(cast.scored(cast.under_assessment(call)).application)
    client.force_login(cast.karin())
    client.get(page(call))  # what is weighed is kept from the first time
    with django_assert_num_queries(9):
        assert len(client.get(page(call)).context["lines"]) == rows
