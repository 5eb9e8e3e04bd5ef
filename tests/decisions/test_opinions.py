"""The county is heard before a § 37 a decision: asked, then given or lapsed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from decisions.models import Opinion
from grants import clock, steps
from tests import cast

pytestmark = pytest.mark.django_db


def case_37a():
    return cast.under_assessment(cast.call("37a"), by=cast.vera())


def page(name, thing):
    return reverse(f"decisions:{name}", args=[thing.pk])


def test_jonkoping_asks_and_the_county_answers(client):
    application = case_37a()
    client.force_login(cast.jon())
    assert (
        page("ask_opinion", application) in client.get(page("draft", application)).content.decode()
    )
    deadline = clock.today() + timedelta(days=14)
    client.post(page("ask_opinion", application), {"deadline": deadline})
    opinion = Opinion.objects.get()
    assert (opinion.state, opinion.deadline) == ("asked", deadline)
    assert [mail.to for mail in cast.karin().mails.all()][:1] == [cast.karin()]
    assert client.get(page("opinion", opinion)).context["form"] is None

    client.force_login(cast.karin())
    form = {"stand": "supports", "text": "Behovet är stort i Vingåker."}
    client.post(page("opinion", opinion), form)
    opinion = Opinion.objects.get()
    assert (opinion.state, opinion.given_by) == ("given", cast.karin())
    client.force_login(cast.jon())
    assert "Behovet är stort" in client.get(page("draft", application)).content.decode()


def test_only_the_deciding_board_asks_and_only_where_the_law_wants_it(client):
    application = case_37a()
    for other in (cast.karin(), cast.jill(), cast.otto(), cast.vera()):
        client.force_login(other)
        assert client.get(page("ask_opinion", application)).status_code == 404
    own = cast.under_assessment(cast.call())
    client.force_login(cast.karin())
    assert client.get(page("ask_opinion", own)).status_code == 404


def test_asked_once_only(client):
    application = case_37a()
    opinion = cast.opinion(application)
    client.force_login(cast.jon())
    assert client.get(page("ask_opinion", application)).url == page("opinion", opinion)


@pytest.mark.parametrize("deadline", ["", "2020-01-01", "snart"])
def test_a_bad_deadline_is_told_beside_the_field(client, deadline):
    application = case_37a()
    client.force_login(cast.jon())
    answer = client.post(page("ask_opinion", application), {"deadline": deadline})
    assert list(answer.context["form"].errors) == ["deadline"]
    assert not Opinion.objects.exists()


def test_an_opinion_needs_a_stand_and_reasons(client):
    opinion = cast.opinion(case_37a())
    client.force_login(cast.karin())
    answer = client.post(page("opinion", opinion), {"stand": "kanske", "text": ""})
    assert set(answer.context["form"].errors) == {"stand", "text"}
    assert Opinion.objects.get().state == "asked"


def test_the_applicant_and_other_counties_do_not_see_it(client):
    opinion = cast.opinion(case_37a())
    for other in (cast.vera(), cast.otto(), cast.asa(), cast.nils()):
        client.force_login(other)
        assert client.get(page("opinion", opinion)).status_code == 404


def test_a_given_opinion_is_not_given_again(client):
    opinion = cast.opinion(case_37a())
    given = {"stand": "supports", "text": "Ja."}
    steps.take("give", opinion, by=cast.karin(), **given)
    client.force_login(cast.karin())
    client.post(page("opinion", opinion), {"stand": "against", "text": "Nej."})
    assert Opinion.objects.get().stand == "supports"


def test_a_decision_waits_for_the_opinion_or_its_last_day():
    application = case_37a()
    decision = cast.decision_draft(application, by=cast.jon())
    assert steps.hinders(decision, "propose")
    opinion = cast.opinion(application)
    assert steps.hinders(decision, "propose")
    with clock.at(clock.now() + timedelta(days=15)):
        steps.take("lapse", opinion, by=cast.jon())
    assert steps.hinders(decision, "propose") == []
    assert steps.take("propose", decision, by=cast.jon()).state == "proposed"


def test_the_county_does_not_draft_a_decision_that_is_not_its_own(client):
    application = case_37a()
    client.force_login(cast.karin())
    assert client.get(page("draft", application)).status_code == 404
    with pytest.raises(steps.NotAllowed):
        cast.decision_draft(application, by=cast.karin())
