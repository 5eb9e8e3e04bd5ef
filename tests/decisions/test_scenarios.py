"""Portfolio proposals and scenarios: computed for each reader, taken over, compared, replayed."""

from decimal import Decimal

import pytest
from django.urls import reverse

from decisions import jobs
from decisions.models import Decision, Scenario, ranking
from decisions.models.choosing import Asked, answer_for, compute, hidden_from, inputs_of
from decisions.models.recommended import last_change, undo
from grants import ledger
from grants.models import Event, NeedFigure, NeedSeries
from tests import cast

pytestmark = pytest.mark.django_db


def page(name, thing):
    return reverse(f"decisions:{name}", args=[thing.pk])


def scored_call(*rows, frame=300_000, **changes):
    """A call whose applications have these (points, amount), best first in the order given."""
    call = cast.call(frame=frame, **changes)
    cases = [cast.under_assessment(call, amount=amount) for _points, amount in rows]
    for application, (points, _amount) in zip(cases, rows, strict=True):
        cast.scored(application, points=points)
    return call, cases


def scenario(call, name="Förslag", **asked):
    made = Scenario.objects.create(
        call=call, name=name, terms=Asked(**asked).as_json(), created_by=cast.karin()
    )
    return Scenario.objects.select_related("call__frame").get(pk=made.pk)


def form(**changes):
    return {"name": "Mitt förslag", "weigh": "application", "step": "10 000"} | changes


def test_two_small_ones_that_fit_beat_a_large_one(client):
    call, (large, one, two) = scored_call((5, 300_000), (4, 150_000), (4, 150_000))
    client.force_login(cast.karin())
    answer = client.post(page("portfolio", call), form(), follow=True)
    proposal = answer.context["answer"].proposal
    assert proposal.amounts == {one.pk: 150_000, two.pk: 150_000}
    assert proposal.ranking.amounts == {large.pk: 300_000}
    assert proposal.proven
    why = {row["application"]: row["why"] for row in answer.context["rows"]}
    assert set(why) == {large, one, two}
    assert all(why.values())
    text = answer.content.decode()
    assert cast.association().name in text
    assert answer.context["more"]["came"]


def test_each_left_out_is_told_what_would_tip_it(client):
    call, (_best, second) = scored_call((5, 300_000), (4, 150_000))
    found = scenario(call)
    answer = compute(found, cast.karin())
    assert list(answer.tipping) == [second.pk]
    client.force_login(cast.karin())
    rows = client.get(page("scenario", found), {"show": "out"}).context["rows"]
    assert [row["application"] for row in rows] == [second]
    assert rows[0]["tips"]


def test_a_proposal_and_its_terms_come_back_from_the_database_as_they_were():
    call, (first, second) = scored_call((5, 100_000), (4, 100_000))
    asked = Asked(
        frame=Decimal(150_000),
        smallest=Decimal(50),
        must={second.pk: "Enda i norr."},
        weights={call.criteria.first().pk: 5},
        earmarks={"halsa": {"amount": None, "floor": Decimal(10), "ceiling": None}},
    )
    assert Asked.read(asked.as_json()) == asked
    found = scenario(call, frame=Decimal(150_000), smallest=Decimal(50))
    answer = compute(found, cast.karin())
    stored = answer_for(Scenario.objects.select_related("call__frame").get(), cast.karin())
    assert stored == answer
    assert first.pk in answer.proposal.amounts


def test_a_case_that_the_reader_may_not_know_of_is_in_no_figure_of_hers(client):
    call, (hidden, kept, third) = scored_call((5, 200_000), (4, 150_000), (3, 150_000))
    hidden.conflicts.create(user=cast.karin(), ground="Kusin.")
    found = scenario(call)
    whole = compute(found, cast.dag())
    assert hidden.pk in whole.scores
    assert answer_for(found, cast.karin()) is None
    client.force_login(cast.karin())
    seen = client.get(page("scenario", found))
    mine = seen.context["answer"]
    assert set(mine.scores) == {kept.pk, third.pk}
    assert mine.proposal.spent == 300_000
    assert f"{hidden.pk}" not in [str(row["application"].pk) for row in seen.context["rows"]]
    assert hidden.case_number not in seen.content.decode()
    # What is kept for her does not become what the others see.
    fresh = Scenario.objects.select_related("call__frame").get()
    assert set(answer_for(fresh, cast.dag()).scores) == {hidden.pk, kept.pk, third.pk}


def test_a_conflict_that_becomes_known_later_shuts_the_answer():
    call, (first, _second) = scored_call((5, 100_000), (4, 100_000))
    found = scenario(call)
    compute(found, cast.karin())
    assert answer_for(found, cast.karin()) is not None
    first.conflicts.create(user=cast.karin(), ground="Ny granne.")
    assert first.pk in hidden_from(call, cast.karin())
    assert answer_for(found, cast.karin()) is None


def test_money_taken_by_a_case_one_may_not_know_of_is_not_missing():
    call, (hidden, _kept) = scored_call((5, 100_000), (4, 100_000))
    hidden.conflicts.create(user=cast.karin(), ground="Kusin.")
    decision = cast.decision_draft(hidden, by=cast.staff("Kerstin", "officer"))
    Decision.objects.filter(pk=decision.pk).update(amount=100_000)
    ledger.reserve(call.frame, None, Decimal(100_000), case=hidden.pk)
    call.frame.refresh_from_db()
    found = scenario(call)
    assert inputs_of(found, cast.karin()).terms.frame == 300_000
    assert inputs_of(found, cast.dag()).terms.frame == 200_000


def test_the_amounts_are_taken_over_and_can_be_taken_back(client):
    call, (large, one, two) = scored_call((5, 300_000), (4, 150_000), (4, 150_000))
    found = scenario(call)
    compute(found, cast.karin())
    client.force_login(cast.karin())
    client.post(page("scenario", found), {"action": "take_over"})
    counted = {line.application: line.counts_for for line in ranking(call, cast.karin())}
    assert counted == {large: 0, one: 150_000, two: 150_000}
    change = last_change(call, cast.karin())
    assert change.count == 3
    assert undo(call, by=cast.karin(), number=change.number) == 3
    assert [line.counts_for for line in ranking(call, cast.karin())] == [300_000, 150_000, 150_000]


def test_decisions_are_drafted_from_it_and_the_history_says_so(client):
    call, (large, one, two) = scored_call((5, 300_000), (4, 150_000), (4, 150_000))
    found = scenario(call, "Två små")
    compute(found, cast.karin())
    client.force_login(cast.karin())
    url = f"{page('proposals', call)}?scenario={found.pk}"
    cases = [large.pk, one.pk, two.pk]
    sent = {"case": cases, "outcome": "recommended", "reasons": "Störst nytta."}
    client.post(url, sent)
    outcomes = dict(Decision.objects.values_list("application", "outcome"))
    assert outcomes == {large.pk: "rejected", one.pk: "granted", two.pk: "granted"}
    note = Event.objects.filter(thing="decisions.decision", step="begun").last().note
    assert "Två små" in note
    # The scenario stays as it was.
    assert set(
        answer_for(Scenario.objects.select_related("call__frame").get(), cast.karin()).scores
    ) == set(cases)


def test_other_weights_frame_and_limits_give_another_choice():
    call, (first, second) = scored_call((5, 100_000), (4, 100_000), frame=300_000)
    assert len(compute(scenario(call, "hela"), cast.karin()).proposal.amounts) == 2
    small = compute(scenario(call, "liten", frame=Decimal(100_000)), cast.karin())
    assert set(small.proposal.amounts) == {first.pk}
    one_each = compute(scenario(call, "en var", applicant_grants=1), cast.karin())
    assert set(one_each.proposal.amounts) == {first.pk}
    must = compute(
        scenario(call, "måste", frame=Decimal(100_000), must={second.pk: "Enda."}), cast.karin()
    )
    assert set(must.proposal.amounts) == {second.pk}


def test_side_by_side_with_what_differs(client):
    call, _cases = scored_call((5, 100_000), (4, 100_000))
    for name, frame in (("stor", None), ("liten", Decimal(100_000))):
        compute(scenario(call, name, frame=frame), cast.karin())
    numbers = list(Scenario.objects.values_list("pk", flat=True))
    client.force_login(cast.karin())
    answer = client.get(page("scenario_compare", call), {"s": numbers})
    assert [values for _key, _name, values in answer.context["rows"]] == [[100_000, None]]
    assert [(hows[0], differs) for _what, hows, differs in answer.context["terms"]] == [("", True)]
    assert answer.context["alike"] == 1
    assert client.get(page("scenario_compare", call), {"s": "nej"}).status_code == 200


def test_a_scenario_is_tried_on_another_year_s_call_as_if_nothing_were_decided(client):
    call, _cases = scored_call((5, 100_000), (4, 100_000))
    last_year, (old, older) = scored_call((3, 100_000), (2, 100_000), frame=100_000)
    cast.granted(old)
    found = scenario(call, "Nya vikter", weights={call.criteria.first().pk: 9})
    client.force_login(cast.karin())
    answer = client.post(
        page("scenario", found), {"action": "replay", "call": last_year.pk}, follow=True
    )
    made = answer.context["scenario"]
    assert made.call == last_year
    assert Asked.read(made.terms).weights == {last_year.criteria.first().pk: 9}
    assert set(answer.context["answer"].scores) == {old.pk, older.pk}
    assert answer.context["answer"].proposal.amounts == {old.pk: 100_000}
    again = client.post(page("scenario", found), {"action": "replay", "call": last_year.pk})
    assert again["Location"] == made.get_absolute_url()


def test_copied_renamed_and_deleted(client):
    call, _cases = scored_call((5, 100_000))
    found, other = scenario(call, "Ett", frame=Decimal(50_000)), scenario(call, "Två")
    client.force_login(cast.karin())
    copied = client.get(page("portfolio", call), {"from": found.pk}).context["form"]
    assert copied.initial["frame"] == 50_000
    assert copied.initial["name"] not in ("Ett", "Två")
    taken = client.post(page("scenario", found), {"action": "rename", "name": "två"})
    assert taken.context["name_form"].errors
    client.post(page("scenario", found), {"action": "rename", "name": "Tre"})
    assert set(Scenario.objects.values_list("name", flat=True)) == {"Tre", "Två"}
    client.post(page("scenario", other), {"action": "delete"})
    assert list(Scenario.objects.values_list("name", flat=True)) == ["Tre"]


def test_it_is_called_old_when_something_has_changed_and_not_before(client):
    call, (one, _other) = scored_call((5, 100_000), (4, 100_000))
    call.frame.amount = Decimal(300_000)  # as somebody wrote it: the same sum, without öre
    made = Scenario.objects.create(call=call, name="A", terms={}, created_by=cast.karin())
    compute(made, cast.karin())
    client.force_login(cast.karin())
    assert not client.get(page("scenario", made)).context["stale"]
    cast.scored(one, points=1, by=cast.staff("Berit", "assessor"))
    assert client.get(page("scenario", made)).context["stale"]


def test_a_large_one_is_computed_by_a_job_while_the_page_waits(client, monkeypatch):
    monkeypatch.setattr("decisions.models.choosing.AT_ONCE", 0)
    call, _cases = scored_call((5, 100_000))
    client.force_login(cast.karin())
    answer = client.post(page("portfolio", call), form(), follow=True)
    found = answer.context["scenario"]
    assert answer.context["waits"]
    assert "data-waits" in answer.content.decode()
    jobs.solve(scenario=found.pk, user=cast.karin().pk, language="sv")
    done = client.get(page("scenario", found))
    assert "data-waits" not in done.content.decode()
    assert done.context["answer"].proposal.proven
    client.post(page("scenario", found), {"action": "delete"})
    jobs.solve(scenario=found.pk, user=cast.karin().pk, language="sv")
    assert not Scenario.objects.exists()


def test_terms_that_do_not_hold_together_are_told_and_not_computed(client):
    call, _cases = scored_call((5, 100_000), frame=600_000)
    cast.earmark(call, 500_000)
    client.force_login(cast.karin())
    answer = client.post(page("portfolio", call), form(frame="1000"), follow=True)
    assert answer.context["fault"]
    assert answer.context["answer"] is None


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", ""),
        ("frame", "mycket"),
        ("smallest", "100"),
        ("need_weight", "101"),
        ("must", "851-99-1999 Nej"),
        ("must_not", "oj"),
    ],
)
def test_what_is_wrong_in_the_form_is_told_and_nothing_typed_is_lost(client, field, text):
    call, _cases = scored_call((5, 100_000))
    client.force_login(cast.karin())
    answer = client.post(page("portfolio", call), form(**{field: text}))
    assert field in answer.context["form"].errors
    assert Scenario.objects.count() == 0


def test_the_need_of_a_place_counts_as_much_as_is_asked(client):
    call, (first, second) = scored_call((5, 100_000), (4, 100_000), frame=100_000)
    series = NeedSeries.objects.get(pk="mottagna")
    for case, code, people in ((first, "0488", 10), (second, "0482", 100)):
        case.municipalities.set([code])
        NeedFigure.objects.create(
            series=series, county_id="04", municipality_id=code, year=2020, value=people
        )
    client.force_login(cast.karin())
    url = page("portfolio", call)
    for one, other in (("need_weight", "need_series"), ("need_series", "need_weight")):
        given = {"need_weight": "50", "need_series": "mottagna"}[one]
        assert other in client.post(url, form(**{one: given})).context["form"].errors
    answers = [
        client.post(url, form(name=weight, need_series="mottagna", need_weight=weight), follow=True)
        for weight in ("10", "50")
    ]
    chosen = [set(answer.context["answer"].proposal.amounts) for answer in answers]
    assert chosen == [{first.pk}, {second.pk}]


def test_without_a_score_there_is_nothing_to_choose_or_to_take_over(client):
    call = cast.under_assessment().call
    client.force_login(cast.karin())
    answer = client.post(page("portfolio", call), form(), follow=True)
    assert not answer.context["answer"].scores
    assert "take_over" not in answer.text


def test_exceptions_need_a_reason_and_name_only_cases_one_sees(client):
    call, (first, second) = scored_call((5, 100_000), (4, 100_000))
    second.conflicts.create(user=cast.karin(), ground="Kusin.")
    client.force_login(cast.karin())
    url = page("portfolio", call)
    assert "must" in client.post(url, form(must=first.case_number)).context["form"].errors
    hidden = client.post(url, form(must=f"{second.case_number} För att"))
    nowhere = client.post(url, form(must="851-99-1999 För att"))
    told = [one.context["form"].errors["must"][0] for one in (hidden, nowhere)]
    assert told[0].replace(second.case_number, "") == told[1].replace("851-99-1999", "")
    client.post(url, form(must_not=f"{first.case_number} Dubbelt."))
    assert Asked.read(Scenario.objects.get().terms).must_not == {first.pk: "Dubbelt."}


def test_who_sees_and_who_changes(client):
    call, _cases = scored_call((5, 100_000))
    found = scenario(call)
    compute(found, cast.karin())
    for reader in (cast.dag(), cast.fia(), cast.rut(), cast.kim()):
        client.force_login(reader)
        assert client.get(page("scenario", found)).status_code == 200
        assert client.get(page("scenarios", call)).status_code == 200
        assert client.get(page("portfolio", call)).status_code == 404
        assert client.post(page("scenario", found), {"action": "delete"}).status_code == 404
    for outsider in (cast.asa(), cast.otto(), cast.siv(), cast.nils()):
        client.force_login(outsider)
        for name in ("scenario", "scenario_export"):
            assert client.get(page(name, found)).status_code == 404
        for name in ("scenarios", "scenario_compare", "portfolio"):
            assert client.get(page(name, call)).status_code == 404


def test_the_export_has_every_candidate_and_no_formula(client):
    call = cast.call()
    cast.scored(cast.under_assessment(call, title="=1+1"))
    found = scenario(call)
    compute(found, cast.karin())
    client.force_login(cast.karin())
    text = client.get(page("scenario_export", found), {"format": "csv"}).content.decode("utf-8-sig")
    assert "'=1+1" in text.splitlines()[1]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_same_number_of_queries(client, rows, django_assert_num_queries):
    call, _cases = scored_call(*[(5 - n, 100_000) for n in range(rows)], frame=100_000)
    found = scenario(call)
    compute(found, cast.karin())
    client.force_login(cast.karin())
    client.get(page("scenario", found))
    with django_assert_num_queries(25):
        client.get(page("scenario", found), {"show": "all"})
