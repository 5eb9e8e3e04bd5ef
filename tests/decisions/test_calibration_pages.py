"""The calibration page: shown when there is enough, to officers whole, to assessors their own."""

import pytest
from django.urls import reverse

from decisions import jobs
from decisions.models import CommonCase
from decisions.models.weighing import weighing
from tests import cast

pytestmark = pytest.mark.django_db


def page(call):
    return reverse("decisions:calibration", args=[call.pk])


def read_by_two(*points, frame=1_640_000):
    """A call whose applications Åsa and Ali have scored with these points each."""
    call = cast.call(frame=frame)
    cases = []
    for asa, ali in points:
        application = cast.under_assessment(call)
        cast.scored(application, cast.asa(), points=asa)
        cast.scored(application, cast.ali(), points=ali)
        cases.append(application)
    return call, cases


def test_nothing_is_shown_until_three_cases_have_two_readers(client):
    call, _cases = read_by_two((5, 4), (3, 2))
    client.force_login(cast.karin())
    assert not client.get(page(call)).context["enough"]
    application = cast.under_assessment(call)
    cast.scored(application, cast.asa(), points=2)
    assert not client.get(page(call)).context["enough"]
    cast.scored(application, cast.ali(), points=1)
    answer = client.get(page(call))
    assert answer.context["enough"]
    assert len(answer.context["agreement"]) == 2
    assert [person for person, _one in answer.context["people"]] == [cast.ali(), cast.asa()]


def test_an_assessor_sees_her_own_strictness_and_nobody_else_s(client):
    call, _cases = read_by_two((5, 4), (3, 2), (4, 1))
    client.force_login(cast.asa())
    answer = client.get(page(call))
    assert [person for person, _one in answer.context["people"]] == [cast.asa()]
    assert cast.ali().name not in answer.content.decode().replace("alibi", "")
    for outsider in (cast.otto(), cast.siv(), cast.nils()):
        client.force_login(outsider)
        assert client.get(page(call)).status_code == 404


def test_who_has_not_handed_in_a_case_does_not_count_on_what_others_gave_it():
    call, cases = read_by_two((5, 4), (3, 2), (4, 1))
    cast.assigned(cases[0], cast.karin())
    known = weighing(call, cast.karin())
    assert (known.shared, cases[0].pk in known.adjusted) == (2, False)
    assert weighing(call, cast.dag()).shared == 3


def test_a_conflict_of_interest_gives_the_figures_there_would_be_without_the_case():
    call, cases = read_by_two((5, 4), (3, 2), (4, 1), (5, 0))
    without, _rest = read_by_two((5, 4), (3, 2), (4, 1))
    cases[3].conflicts.create(user=cast.karin(), ground="Kusin.")
    hers, plain = weighing(call, cast.karin()), weighing(without, cast.karin())
    assert [one.severity for one in hers.calibration.assessors] == [
        one.severity for one in plain.calibration.assessors
    ]
    assert cases[3].pk not in hers.chances
    assert cases[3].pk in weighing(call, cast.dag()).chances


def test_chances_and_adjusted_scores_stand_beside_the_mean_in_the_ranking(client):
    call, cases = read_by_two((5, 4), (4, 4), (3, 3), (1, 1), frame=300_000)
    client.force_login(cast.karin())
    lines = client.get(reverse("decisions:ranking", args=[call.pk])).context["lines"]
    assert [line.application for line in lines] == cases
    chances = [line.chance.chance for line in lines]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 0.5 > chances[-1]
    assert all(line.adjusted.raw == pytest.approx(float(line.mean)) for line in lines)


def test_a_large_call_is_weighed_by_a_job_when_an_officer_asks(client, monkeypatch):
    monkeypatch.setattr("decisions.models.weighing.AT_ONCE", 1)
    call, _cases = read_by_two((5, 4), (3, 2), (4, 1))
    client.force_login(cast.karin())
    ranking = reverse("decisions:ranking", args=[call.pk])
    assert client.get(ranking).context["unweighed"]
    assert client.post(ranking, {"action": "weigh"}).status_code == 302
    jobs.weigh(call=call.pk, user=cast.karin().pk)
    assert client.get(ranking).context["weighed"].shared == 3
    assert client.get(page(call)).context["enough"]


def test_figures_follow_what_is_handed_in_anew():
    call, cases = read_by_two((5, 4), (3, 2), (4, 1))
    before = weighing(call, cast.karin())
    assert weighing(call, cast.karin()) == before
    cast.scored(cases[0], cast.staff("Olle", "assessor"), points=1)
    assert weighing(call, cast.karin()) != before


def test_common_cases_are_named_and_a_call_without_scores_says_so(client):
    call, cases = read_by_two((5, 4))
    CommonCase.objects.create(application=cases[0], chosen_by=cast.karin())
    client.force_login(cast.karin())
    ((row, count),) = client.get(page(call)).context["common"]
    assert (row.application, count) == (cases[0], 2)
    assert client.get(page(cast.call(scored=False))).status_code == 200
