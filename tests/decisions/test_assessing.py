"""Assign, declare, score, step aside: what the assessor and the officer see and may do."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.models import Application
from decisions.models import Assessment, Score
from grants import clock, steps
from tests import cast

pytestmark = pytest.mark.django_db


def page(name, thing):
    return reverse(f"decisions:{name}", args=[thing.pk])


def answers(application, points="4", **changes):
    """What an assessor posts: the same points and reason for every criterion."""
    data = {"recommendation": "grant", "comment": "Stark ansökan."}
    for criterion in application.call.criteria.all():
        data[f"points_{criterion.pk}"] = points
        data[f"reason_{criterion.pk}"] = "Väl beskrivet."
    return {**data, **changes}


def test_before_the_conflict_question_only_public_facts_are_shown(client):
    application = cast.under_assessment(need="HEMLIGT BEHOV")
    assessment = cast.assigned(application)
    client.force_login(cast.asa())
    text = client.get(page("assessment", assessment)).content.decode()
    assert "Flens språkvänner" in text
    assert "150\xa0000\xa0kr" in text
    assert "HEMLIGT BEHOV" not in text
    assert client.post(page("assessment", assessment), answers(application)).status_code == 200
    assert Assessment.objects.get().state == "assigned"

    steps.take("accept", assessment, by=cast.asa())
    assert "HEMLIGT BEHOV" in client.get(page("assessment", assessment)).content.decode()


def test_the_texts_are_closed_on_the_case_page_too_until_the_question_is_answered():
    application = cast.under_assessment()
    assessment = cast.assigned(application)
    assert application not in Application.objects.visible_to(cast.asa())
    steps.take("accept", assessment, by=cast.asa())
    assert application in Application.objects.visible_to(cast.asa())


def test_the_assessor_scores_hands_in_and_reads_her_own(client):
    application = cast.under_assessment()
    assessment = steps.take("accept", cast.assigned(application), by=cast.asa())
    client.force_login(cast.asa())
    first, second = application.call.criteria.all()
    data = answers(application, **{f"points_{second.pk}": "-"})
    answer = client.post(page("assessment", assessment), data, follow=True)
    assert answer.templates[0].name == "decisions/assessment.html"
    assert dict(Score.objects.values_list("criterion", "value")) == {first.pk: 4, second.pk: None}
    assessment = Assessment.objects.get()
    assert (assessment.state, assessment.total) == ("scored", 80)
    assert "Väl beskrivet." in answer.content.decode()


@pytest.mark.parametrize("points", ["", "6", "-1", "fyra"])
def test_points_outside_the_scale_are_told_and_nothing_typed_is_lost(client, points):
    application = cast.under_assessment()
    assessment = steps.take("accept", cast.assigned(application), by=cast.asa())
    first = application.call.criteria.first()
    client.force_login(cast.asa())
    data = answers(application, **{f"points_{first.pk}": points, "comment": "Min långa text."})
    answer = client.post(page("assessment", assessment), data)
    assert list(answer.context["form"].errors) == [f"points_{first.pk}"]
    assert "Min långa text." in answer.content.decode()
    assert not Score.objects.exists()


def test_a_reason_is_compulsory(client):
    application = cast.under_assessment()
    assessment = steps.take("accept", cast.assigned(application), by=cast.asa())
    first = application.call.criteria.first()
    client.force_login(cast.asa())
    data = answers(application, **{f"reason_{first.pk}": "  "})
    answer = client.post(page("assessment", assessment), data)
    assert list(answer.context["form"].errors) == [f"reason_{first.pk}"]
    wrong = list(client.post(page("assessment", assessment), {}).context["form"].errors)
    assert (wrong[0], wrong[-1]) == (f"points_{first.pk}", "recommendation")
    assert not Score.objects.exists()


def test_others_scores_are_hidden_until_ones_own_are_in(client):
    application = cast.under_assessment()
    theirs = cast.scored(application, cast.ali())
    mine = steps.take("accept", cast.assigned(application, cast.asa()), by=cast.asa())
    client.force_login(cast.asa())
    assert client.get(page("assessment", theirs)).status_code == 404
    assert "Ali" not in client.get(page("assessment", mine)).content.decode()
    client.post(page("assessment", mine), answers(application))
    assert client.get(page("assessment", theirs)).status_code == 200
    assert list(client.get(page("assessment", mine)).context["others"]) == [theirs]


def test_scores_can_be_changed_until_a_decision_builds_on_them(client):
    application = cast.under_assessment()
    mine = steps.take("reopen", cast.scored(application, points=2), by=cast.asa())
    client.force_login(cast.asa())
    form = client.get(page("assessment", mine)).context["form"]
    assert {form.initial[name] for name in form.initial if name.startswith("points")} == {"2"}
    client.post(page("assessment", mine), answers(application, points="5"))
    assert Assessment.objects.get().total == 100
    cast.proposed(application)
    assert [s.name for s in steps.open_to(cast.asa(), Assessment.objects.get())] == []


def test_a_recused_assessor_is_out_of_the_case_and_of_every_list(client):
    call = cast.call()
    application, other = cast.under_assessment(call), cast.under_assessment(call)
    mine, kept = cast.assigned(application), cast.assigned(other)
    client.force_login(cast.asa())
    assert "Min syster" not in client.get(page("recuse", mine)).content.decode()
    answer = client.post(page("recuse", mine), {"ground": "Min syster är ordförande."})
    assert answer.url == reverse("decisions:assessments")
    queue = client.get(reverse("decisions:assessments"))
    assert list(queue.context["page_obj"]) == [kept]
    for url in (page("assessment", mine), page("recuse", mine), application.get_absolute_url()):
        assert client.get(url).status_code == 404
    assert application not in Application.objects.visible_to(cast.asa())

    client.force_login(cast.karin())
    assert "Min syster" in client.get(page("assessment", mine)).content.decode()
    form = client.get(page("assign", application)).context["form"]
    assert cast.asa() not in form.fields["people"].queryset


def test_an_officer_who_steps_aside_as_assessor_loses_the_case_altogether(client):
    application = cast.under_assessment()
    officer = cast.staff("Maj", "officer")
    mine = cast.assigned(application, officer)
    client.force_login(officer)
    assert list(client.get(page("ranking", application.call)).context["lines"]) != []
    client.post(page("recuse", mine), {"ground": "Jag skrev ansökan."})
    assert list(client.get(page("ranking", application.call)).context["lines"]) == []
    assert client.get(page("ranking", application.call)).context["total"].applied == 0
    for name in ("assign", "draft", "ask_opinion"):
        assert client.get(page(name, application)).status_code == 404


def test_who_finds_a_conflict_after_she_has_handed_in_steps_aside_from_there(client):
    mine = cast.scored(cast.under_assessment())
    client.force_login(cast.asa())
    aside = reverse("applications:step_aside", args=[mine.application_id])
    assert aside in client.get(page("assessment", mine)).text
    client.post(aside, {"ground": "Min syster sitter i styrelsen."})
    assert client.get(page("assessment", mine)).status_code == 404
    assert not Assessment.objects.finished().exists()


def test_a_ground_must_be_given(client):
    mine = cast.assigned(cast.under_assessment())
    client.force_login(cast.asa())
    answer = client.post(page("recuse", mine), {"ground": " "})
    assert list(answer.context["form"].errors) == ["ground"]
    assert Assessment.objects.get().state == "assigned"


def test_an_assessment_is_closed_to_everybody_it_does_not_concern(client):
    mine = cast.assigned(cast.under_assessment())
    for other in (cast.ali(), cast.otto(), cast.siv(), cast.nils()):
        client.force_login(other)
        assert client.get(page("assessment", mine)).status_code == 404
        assert client.get(page("recuse", mine)).status_code == 404
    client.logout()
    assert client.get(page("assessment", mine)).status_code == 302


def test_why_an_assessor_stepped_aside_is_read_by_the_officer_and_not_by_a_fellow_assessor(client):
    application = cast.under_assessment()
    aside = cast.assigned(application, cast.ali())
    steps.take("recuse", aside, by=cast.ali(), ground="Min bror leder kören.")
    cast.scored(application, cast.asa())
    client.force_login(cast.asa())
    assert client.get(page("assessment", aside)).status_code == 404
    client.force_login(cast.karin())
    assert "Min bror leder kören." in client.get(page("assessment", aside)).text


def test_a_withdrawn_application_waits_for_nobody(client):
    application = cast.under_assessment()
    mine = steps.take("accept", cast.assigned(application), by=cast.asa())
    steps.take("withdraw", application, by=cast.siv(), note="Vi ångrar oss.")
    client.force_login(cast.asa())
    queue = client.get(reverse("decisions:assessments"))
    assert (queue.context["waiting"], queue.context["first"]) == (0, None)
    answer = client.post(page("assessment", mine), answers(application))
    assert answer.status_code == 200
    assert not Score.objects.exists()


def test_the_queue_stands_oldest_deadline_first_then_what_is_handed_in(client):
    call = cast.call()
    before, done = (cast.scored(cast.under_assessment(call)) for _number in range(2))
    late, soon = (
        cast.assigned(cast.under_assessment(call)),
        cast.assigned(cast.under_assessment(call)),
    )
    Assessment.objects.filter(pk=late.pk).update(due=clock.today() + timedelta(days=9))
    Assessment.objects.filter(pk=soon.pk).update(due=clock.today() + timedelta(days=2))
    client.force_login(cast.asa())
    queue = client.get(reverse("decisions:assessments"))
    assert list(queue.context["page_obj"]) == [soon, late, done, before]
    assert (queue.context["waiting"], queue.context["finished"]) == (2, 2)
    assert queue.context["first"] == soon
    only = client.get(reverse("decisions:assessments"), {"status": "finished", "call": call.pk})
    assert list(only.context["page_obj"]) == [done, before]
    cast.signed(before.application)
    shown = client.get(reverse("decisions:assessments")).context
    assert shown["finished"] == 1, "the bar is of what is under assessment now"
    assert [one.pk for one in shown["page_obj"]][2:] == [done.pk, before.pk]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_asks_the_same_number_of_queries(client, rows, django_assert_num_queries):
    call = cast.call()
    for _row in range(rows):
        cast.scored(cast.under_assessment(call))
    client.force_login(cast.asa())
    with django_assert_num_queries(13):
        assert len(client.get(reverse("decisions:assessments")).context["page_obj"]) == rows


def test_the_queue_is_for_those_with_a_role_at_a_board(client):
    client.force_login(cast.siv())
    assert client.get(reverse("decisions:assessments")).status_code == 404
