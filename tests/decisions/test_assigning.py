"""Who reads what: by hand, in bulk, by a proposal; common cases, blind calls, and the grid."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.models import Conflict, PossibleConflict
from decisions import masking
from decisions.jobs import assign_as_proposed, propose_assignment
from decisions.models import Assessment, AssignmentProposal, Declaration, MaskedWords
from decisions.models.blind import called
from decisions.models.proposing import barred, compute, loads_of
from grants import clock, steps
from grants.models import Mail, Membership, Post
from grants.rules import Refused
from tests import cast

pytestmark = pytest.mark.django_db


def page(name, *things):
    return reverse(f"decisions:{name}", args=[thing.pk for thing in things])


def due():
    return clock.today() + timedelta(days=10)


def test_an_officer_assigns_two_assessors_at_once(client):
    application = cast.under_assessment()
    due = clock.today() + timedelta(days=10)
    asa, ali = cast.asa(), cast.ali()
    client.force_login(cast.karin())
    answer = client.post(page("assign", application), {"people": [asa.pk, ali.pk], "due": due})
    assert answer.url == application.get_absolute_url()
    assert {(a.assessor, a.due) for a in application.assessments.all()} == {(asa, due), (ali, due)}
    told = {mail.to for a in application.assessments.all() for mail in a.assessor.mails.all()}
    assert told == {asa, ali}


def test_only_those_without_conflict_who_do_not_have_the_case_are_listed(client):
    application = cast.under_assessment()
    cast.assigned(application, cast.asa())
    member = cast.ali()
    Membership.objects.create(user=member, organisation=application.organisation, role="reader")
    partial = cast.staff("Per", "assessor")
    application.conflicts.create(user=partial, ground="Styrelseledamot.")
    cast.staff("Otto", "assessor", county=cast.KALMAR)
    former = cast.staff("Gun", "assessor")
    Post.objects.filter(user=former).update(valid_to=clock.today() - timedelta(days=1))
    free = cast.staff("Bo", "assessor")
    client.force_login(cast.karin())
    form = client.get(page("assign", application)).context["form"]
    assert list(form.fields["people"].queryset) == [free, cast.karin()]


@pytest.mark.parametrize("due", ["", "i morgon", "2020-01-01"])
def test_a_bad_day_is_told_beside_the_field_and_nothing_is_assigned(client, due):
    application = cast.under_assessment()
    client.force_login(cast.karin())
    answer = client.post(page("assign", application), {"people": [cast.asa().pk], "due": due})
    assert list(answer.context["form"].errors) == ["due"]
    assert not application.assessments.exists()


def test_nobody_outside_the_list_can_be_slipped_in(client):
    application = cast.under_assessment()
    client.force_login(cast.karin())
    due = clock.today()
    answer = client.post(page("assign", application), {"people": [cast.siv().pk], "due": due})
    assert list(answer.context["form"].errors) == ["people"]


def test_assessors_are_assigned_only_while_under_assessment(client):
    application = cast.in_preparation()
    client.force_login(cast.karin())
    assert client.get(page("assign", application)).url == application.get_absolute_url()
    for other in (cast.asa(), cast.otto(), cast.siv(), cast.dag()):
        client.force_login(other)
        assert client.get(page("assign", application)).status_code == 404


def test_an_officer_assigns_several_applications_from_the_ranking(client):
    call = cast.call()
    first, second = cast.under_assessment(call), cast.under_assessment(call, amount=90_000)
    cast.assigned(first, cast.asa())
    client.force_login(cast.karin())
    data = {"people": [cast.asa().pk, cast.ali().pk], "due": clock.today()}
    answer = client.post(
        page("assign_many", call), {**data, "applications": [first.pk, second.pk]}, follow=True
    )
    assert answer.redirect_chain[-1][0] == page("assignment", call)
    assert (first.assessments.count(), second.assessments.count()) == (2, 2)
    words = [str(message) for message in answer.context["messages"]]
    assert words[0].startswith("3 ")
    assert words[1].startswith("1 ")


def test_all_that_the_filter_shows_are_chosen_at_once(client):
    call = cast.call()
    first, second = cast.under_assessment(call), cast.under_assessment(call, title="Simskola")
    cast.assigned(first, cast.asa())
    client.force_login(cast.karin())
    url = page("assign_many", call)
    form = client.get(url, {"readers": "none", "all": 1}).context["form"]
    assert list(form.fields["applications"].queryset) == [second]
    assert form.initial["applications"] == [second.pk]
    found = client.get(url, {"words": "simskola"}).context["page_obj"]
    assert list(found) == [second]
    assert list(client.get(url, {"readers": "few"}).context["page_obj"]) == [first, second]


def test_one_who_gets_many_cases_gets_one_e_mail():
    call = cast.call()
    cases = [cast.under_assessment(call) for _n in range(3)]
    Assessment.objects.assign(cases, [cast.asa(), cast.ali()], by=cast.karin(), due=due())
    mails = Mail.objects.filter(event__thing="decisions.assessment")
    assert sorted(mail.to.name for mail in mails) == ["Ali", "Asa"]
    assert {mail.subject.split()[0] for mail in mails} == {"3"}


def test_a_possible_conflict_keeps_the_case_from_her_until_it_is_answered(client):
    application = cast.under_assessment()
    asked = PossibleConflict(application=application, user=cast.asa(), grounds=[["named", ""]])
    steps.begin(asked, by=cast.karin())
    assert cast.asa() not in Assessment.objects.may_assess(application)
    steps.take("clear", asked, by=cast.karin(), reason="Bara samma namn.")
    assert cast.asa() in Assessment.objects.may_assess(application)


def test_an_assignment_is_withdrawn_until_it_is_begun_and_given_to_another():
    application = cast.under_assessment()
    given = cast.assigned(application, cast.asa())
    with pytest.raises(Refused):
        steps.take("withdraw", given, by=cast.asa())
    steps.take("withdraw", given, by=cast.karin())
    assert not Assessment.objects.visible_to(cast.asa()).filter(assessor=cast.asa()).exists()
    assert Mail.objects.filter(event__step="withdraw", to=cast.asa()).count() == 1
    again = Assessment.objects.assign([application], [cast.asa()], by=cast.karin(), due=due())
    assert again == 1
    begun = steps.take("accept", application.assessments.get(state="assigned"), by=cast.asa())
    with pytest.raises(Refused):
        steps.take("withdraw", begun, by=cast.karin())


# A proposal


def proposed(client, call, **changes):
    """What Karin asks for, and the proposal she gets."""
    client.force_login(cast.karin())
    data = {"readers": 1, "due": due(), "mix": "any", **changes}
    answer = client.post(page("propose", call), data, follow=True)
    return AssignmentProposal.objects.latest("pk"), answer


def test_a_proposal_shares_out_the_cases_evenly_and_assigns_nothing(client):
    call = cast.call()
    cases = [cast.under_assessment(call) for _n in range(6)]
    asa, ali, karin = cast.asa(), cast.ali(), cast.karin()
    proposal, shown = proposed(client, call, readers=2)
    loads = {person.name: count for person, count in shown.context["loads"]}
    assert loads == {"Asa": 4, "Ali": 4, "Karin": 4}
    assert {len(set(people)) for people in proposal.pairs.values()} == {2}
    assert len(proposal.pairs) == len(cases)
    assert not Assessment.objects.exists()
    assert {asa.pk, ali.pk, karin.pk} == {p for people in proposal.pairs.values() for p in people}


def test_an_accepted_proposal_is_assigned_once(client):
    call = cast.call()
    for _n in range(2):
        cast.under_assessment(call)
    cast.asa()
    proposal, _shown = proposed(client, call)
    for _press in range(2):
        client.post(proposal.get_absolute_url())
    proposal.refresh_from_db()
    assert (proposal.assigned, Assessment.objects.count()) == (2, 2)
    pairs = {(str(a.application_id), a.assessor_id) for a in Assessment.objects.all()}
    assert pairs == {(case, p) for case, people in proposal.pairs.items() for p in people}
    assert {a.due for a in Assessment.objects.all()} == {due()}


def test_a_proposal_keeps_to_conflicts_capacity_and_knowledge(client):
    call = cast.call()
    hers, other = cast.under_assessment(call), cast.under_assessment(call)
    asa, ali = cast.asa(), cast.ali()
    Conflict.objects.create(application=hers, user=ali, ground="Bror.")
    karin = cast.karin()
    proposal, _shown = proposed(client, call, **{f"capacity_{karin.pk}": 0})
    assert proposal.pairs[str(hers.pk)] == [asa.pk]
    assert proposal.pairs[str(other.pk)] == [ali.pk]
    proposal, _shown = proposed(
        client, call, **{f"capacity_{ali.pk}": 1, f"knows_{karin.pk}": ["0482"]}
    )
    assert karin.pk in {p for people in proposal.pairs.values() for p in people}
    assert proposal.told["known"] >= 1


def test_what_cannot_be_says_why(client):
    call = cast.call()
    application = cast.under_assessment(call)
    cast.asa()
    proposal, shown = proposed(client, call, readers=3)
    assert proposal.told["lacks"][0][0] == application.pk
    assert "2" in proposal.told["lacks"][0][1]
    assert proposal.told["lacks"][0][1] in shown.text
    assert len(proposal.pairs[str(application.pk)]) == 2


def test_the_officer_changes_a_proposal_before_she_accepts_it(client):
    call = cast.call()
    application = cast.under_assessment(call)
    asa, ali = cast.asa(), cast.ali()
    Conflict.objects.create(application=application, user=ali, ground="Bror.")
    proposal, _shown = proposed(client, call)
    url = page("proposal_case", proposal, application)
    listed = client.get(url).context["form"].fields["people"].queryset
    assert {person.name for person in listed} == {"Asa", "Karin"}
    assert client.post(url, {"people": [ali.pk]}).status_code == 200
    client.post(url, {"people": [asa.pk, cast.karin().pk]})
    proposal.refresh_from_db()
    assert set(proposal.pairs[str(application.pk)]) == {asa.pk, cast.karin().pk}
    client.post(proposal.get_absolute_url())
    assert application.assessments.count() == 2
    assert client.get(url).status_code == 302


def test_a_common_case_goes_to_everybody(client):
    call = cast.call()
    common, _other = cast.under_assessment(call), cast.under_assessment(call)
    people = {cast.asa().pk, cast.ali().pk, cast.karin().pk}
    client.force_login(cast.karin())
    client.post(page("common", common), {"common": "yes"})
    proposal, _shown = proposed(client, call)
    assert set(proposal.pairs[str(common.pk)]) == people
    asa = cast.asa().pk
    proposal, _shown = proposed(client, call, readers=3, **{f"capacity_{asa}": 1})
    assert loads_of(proposal)[asa] == 1, "the common case is among the new ones"
    client.post(page("common", common), {"common": "no"})
    proposal, _shown = proposed(client, call)
    assert len(proposal.pairs[str(common.pk)]) == 1


def test_a_large_proposal_is_made_and_carried_out_by_the_worker(client):
    call = cast.call()
    cast.under_assessment(call)
    cast.asa()
    karin = cast.karin()
    asked = {"readers": 1, "mix": "any"}
    proposal = AssignmentProposal.objects.create(call=call, asked_by=karin, due=due(), asked=asked)
    client.force_login(karin)
    client.post(proposal.get_absolute_url())  # there is nothing to accept yet
    proposal.refresh_from_db()
    assert (proposal.computed_at, proposal.accepted_at) == (None, None)
    propose_assignment(proposal.pk)
    for _run in range(2):
        assign_as_proposed(proposal.pk)
    assert Assessment.objects.count() == 1


def test_a_proposal_is_its_officers_own_and_holds_no_case_of_her_conflicts(client):
    call = cast.call()
    hidden, _open = cast.under_assessment(call), cast.under_assessment(call)
    maj = cast.staff("Maj", "officer")
    Conflict.objects.create(application=hidden, user=maj, ground="Syster.")
    client.force_login(maj)
    client.post(page("propose", call), {"readers": 1, "due": due(), "mix": "any"})
    proposal = AssignmentProposal.objects.get()
    assert str(hidden.pk) not in proposal.pairs
    assert hidden.case_number not in client.get(proposal.get_absolute_url()).text
    client.force_login(cast.karin())
    assert client.get(proposal.get_absolute_url()).status_code == 404


def test_many_are_asked_of_what_one_is():
    """Who is kept from a case in a proposal is the same as who is kept from it by hand."""
    call = cast.call()
    cases = [cast.under_assessment(call) for _n in range(2)]
    people = [cast.asa(), cast.ali(), cast.karin(), cast.staff("Bo", "assessor")]
    Conflict.objects.create(application=cases[0], user=people[0], ground="Bror.")
    Membership.objects.create(user=people[1], organisation=cast.municipality(), role="reader")
    cases[1].partners.create(name="Vingåkers kommun", org_nr="212000-0308", part="Lokal")
    Membership.objects.create(user=people[3], organisation=cast.association(), role="reader")
    kept = barred(call, [c.pk for c in cases], [p.pk for p in people])
    by_hand = {
        (case.pk, person.pk)
        for case in cases
        for person in people
        if not Assessment.objects.may_assess(case).filter(pk=person.pk).exists()
    }
    assert (
        kept
        == by_hand
        == {
            (cases[0].pk, people[0].pk),
            (cases[1].pk, people[1].pk),
            (cases[0].pk, people[3].pk),
            (cases[1].pk, people[3].pk),
        }
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_a_proposal_asks_the_same_number_of_queries(client, rows, django_assert_num_queries):
    call = cast.call()
    for _row in range(rows):
        cast.assigned(cast.under_assessment(call), cast.ali())
    cast.asa()
    proposal, _shown = proposed(client, call, readers=2)
    with django_assert_num_queries(14):
        client.get(proposal.get_absolute_url())
    with django_assert_num_queries(15):
        compute(proposal)


# A blind call


@pytest.fixture
def blind():
    """An application in a blind call, whose texts name the applicant."""
    return cast.under_assessment(
        cast.call(blind=True),
        title="Flens språkvänners kafé",
        need="Siv på Flens språkvänner (802499-0015) ser att många i Flen väntar.",
        aims="Ekonomin sköts av Gudrun Ek.",
        finance_name="Gudrun Ek",
    )


def names_told(text):
    names = ("Flens språkvänner", "språkvänner", "Siv", "Gudrun", "802499-0015", "siv@forening")
    return [name for name in names if name in text]


def test_only_those_who_have_gone_through_the_names_can_assess_in_a_blind_call(client, blind):
    asa = cast.asa()
    assert list(Assessment.objects.may_assess(blind)) == []
    client.force_login(cast.karin())
    client.post(page("ask_of_conflicts", blind.call))
    asked = Declaration.objects.get()
    assert asked.assessor == asa  # and not Karin: she reads at work who applies
    assert Mail.objects.get(event__thing="decisions.declaration").to == asa
    client.force_login(asa)
    shown = client.get(page("declaration", asked))
    assert "Flens språkvänner" in shown.text
    assert blind.case_number not in shown.text
    assert blind.title not in shown.text
    assert client.post(page("declaration", asked), {"ground": ""}).context[
        "form"
    ].errors.keys() == {"whole"}
    client.post(page("declaration", asked), {"whole": "on"})
    assert list(Assessment.objects.may_assess(blind)) == [asa]


def test_whoever_has_a_conflict_with_a_name_never_gets_its_case(client, blind):
    asa = cast.asa()
    other = cast.under_assessment(blind.call, by=cast.vera())
    asked = steps.begin(
        Declaration(call=blind.call, assessor=asa, asked_by=cast.karin()), by=cast.karin()
    )
    client.force_login(asa)
    data = {"partial": ["802499-0015"], "whole": "on"}
    assert client.post(page("declaration", asked), data).context["form"].errors.keys() == {"ground"}
    english = {"accept-language": "en"}
    shown = client.post(page("declaration", asked), {"ground": ""}, headers=english).text
    assert "no conflict with the others: Go through the whole list" in shown
    assert "(optional)" not in shown
    client.post(page("declaration", asked), {**data, "ground": "Min syster är ordförande."})
    assert list(Assessment.objects.may_assess(blind)) == []
    assert list(Assessment.objects.may_assess(other)) == [asa]
    assert Conflict.objects.get().application == blind


def test_new_names_are_asked_about_again(client, blind):
    cast.declared(blind.call)
    later = cast.under_assessment(blind.call, by=cast.vera())
    assert list(Assessment.objects.may_assess(later)) == []
    client.force_login(cast.karin())
    client.post(page("ask_of_conflicts", blind.call))
    assert Declaration.objects.get().state == "asked"
    assert Mail.objects.filter(event__step="ask_again", to=cast.asa()).count() == 1


def test_until_she_has_handed_in_nothing_tells_an_assessor_who_applies(client, blind):
    asa = cast.asa()
    cast.declared(blind.call)
    Assessment.objects.assign([blind], [asa], by=cast.karin(), due=due())
    mine = Assessment.objects.get()
    client.force_login(asa)
    client.get(page("recuse", mine))
    pages = [
        page("assessments"),
        page("assessment", mine),
        page("recuse", mine),
        reverse("grants:step", args=["assessment", mine.pk, "accept"]),
        reverse("catalog:desk"),
        reverse("grants:outbox"),
        reverse("applications:list"),
    ]
    text = "".join(client.get(url).text for url in pages)
    steps.take("accept", mine, by=asa)
    text += "".join(client.get(url).text for url in pages)
    text += "".join(mail.subject + mail.body for mail in Mail.objects.filter(to=asa))
    assert names_told(text) == []
    assert blind.case_number not in text
    assert called(masking.APPLICANT) in text
    assert "många i Flen väntar" in text
    closed = ("case", "receipt", "messages", "notes")
    for name in closed:
        url = reverse(f"applications:{name}", args=[blind.pk])
        assert client.get(url).status_code == 404, name

    data = {"recommendation": "grant", "action": "hand_in"}
    for criterion in blind.call.criteria.all():
        data |= {f"points_{criterion.pk}": "3", f"reason_{criterion.pk}": "Väl beskrivet."}
    shown = client.post(page("assessment", mine), data, follow=True)
    assert "Flens språkvänner" in shown.text
    assert client.get(blind.get_absolute_url()).status_code == 200
    again = steps.take("reopen", Assessment.objects.get(), by=asa)
    assert not again.is_blind


def test_the_officer_sees_what_is_masked_and_masks_more(client, blind):
    client.force_login(cast.karin())
    url = page("masked", blind)
    shown = client.get(url)
    assert f'<mark class="masked">{called(masking.APPLICANT)}</mark>' in shown.text
    assert ("Flens språkvänner", "applicant") in shown.context["hidden"]
    client.post(url, {"words": "kafé"})
    assert MaskedWords.objects.get().by == cast.karin()
    assert called(masking.WORD) in client.get(url).context["masked"].title
    client.force_login(cast.asa())
    assert client.get(url).status_code == 404
    client.force_login(cast.karin())
    assert client.get(page("masked", cast.under_assessment())).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_blind_queue_asks_the_same_number_of_queries(client, rows, django_assert_num_queries):
    call = cast.call(blind=True)
    cases = [cast.under_assessment(call) for _row in range(rows)]
    cast.declared(call)
    Assessment.objects.assign(cases, [cast.asa()], by=cast.karin(), due=due())
    client.force_login(cast.asa())
    with django_assert_num_queries(21):
        assert len(client.get(page("assessments")).context["rows"]) == rows


# The call, and its grid


def test_what_is_late_and_what_lacks_readers_is_told(client):
    call = cast.call()
    late, lacking = cast.assigned(cast.under_assessment(call)), cast.under_assessment(call)
    yesterday = clock.today() - timedelta(days=1)
    Assessment.objects.filter(pk=late.pk).update(due=yesterday)
    client.force_login(cast.karin())
    shown = client.get(page("assignment", call))
    assert list(shown.context["late"]) == [late]
    assert (shown.context["cases"], shown.context["lacking"]) == (2, 2)
    url = page("grid", call)
    rows = client.get(url, {"show": "late"}).context["grid"].rows
    assert [row.case for row in rows] == [late.application]
    rows = client.get(url, {"show": "few"}).context["grid"].rows
    assert {row.case for row in rows} == {late.application, lacking}


def test_the_grid_marks_where_assessors_differ(client):
    call = cast.call()
    wide, close = cast.under_assessment(call), cast.under_assessment(call)
    for case, points in ((wide, (1, 5)), (close, (4, 5))):
        cast.scored(case, cast.asa(), points=points[0])
        cast.scored(case, cast.ali(), points=points[1])
    client.force_login(cast.karin())
    rows = {row.case: row for row in client.get(page("grid", call)).context["grid"].rows}
    assert (rows[wide].spread, rows[wide].is_wide) == (80, True)
    assert (rows[close].spread, rows[close].is_wide) == (20, False)
    only = client.get(page("grid", call), {"show": "wide"}).context["grid"].rows
    assert [row.case for row in only] == [wide]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_grid_asks_the_same_number_of_queries(client, rows, django_assert_num_queries):
    call = cast.call()
    for _row in range(rows):
        case = cast.under_assessment(call)
        cast.scored(case, cast.asa())
        cast.assigned(case, cast.ali())
    client.force_login(cast.karin())
    with django_assert_num_queries(10):
        assert len(client.get(page("grid", call)).context["grid"].rows) == rows
    with django_assert_num_queries(12):
        client.get(page("assignment", call))
