"""The start page of those who have signed in: what waits in each role, and what does not."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from applications.models import Application
from catalog import desk
from decisions.models import Assessment
from followup.models import Payment, Report
from grants import clock, steps
from grants.models import Post
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A visitor who reads English: what is asserted is written as in the code."""
    return Client(headers={"accept-language": "en"})


def waiting(user) -> dict[str, int]:
    """What waits for the user: title of the section and how many."""
    return {str(s.title): s.count for s in desk.waiting(user) if s.rows}


def rows(user, title: str) -> list[desk.Row]:
    return next(s.rows for s in desk.waiting(user) if str(s.title) == title)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def test_one_signs_in_to_the_start_page(client):
    cast.karin()
    signed_in = client.post(
        reverse("account_login"),
        {"login": "karin@lansstyrelsen.example", "password": cast.PASSWORD},
    )
    assert signed_in.url == reverse("catalog:desk")
    assert client.get(signed_in.url).status_code == 200


def test_nobody_else_has_a_start_page(client):
    assert client.get(reverse("catalog:desk")).status_code == 302


def test_who_belongs_nowhere_is_told_how_to_begin(client):
    client.force_login(cast.nils())
    page = client.get(reverse("catalog:desk")).content.decode()
    assert reverse("grants:organisation_new") in page


def _at(name: str, application: Application) -> str:
    return reverse(f"applications:{name}", args=[application.pk])


# The applicant


def test_an_applicant_sees_drafts_completions_reports_and_new_decisions():
    draft = cast.draft()
    cast.waiting_for_completion()
    cast.planned()
    assert waiting(cast.siv()) == {
        "Drafts to finish and submit": 1,
        "Completions you are asked for": 1,
        "Final reports to write": 1,
        "New decisions": 1,
    }
    (row,) = rows(cast.siv(), "Drafts to finish and submit")
    assert row.url == reverse("applications:edit", args=[draft.pk])
    assert row.due == draft.call.closes_at.astimezone(clock.SWEDEN).date()
    assert waiting(cast.vera()) == {}


def test_a_draft_of_a_closed_call_does_not_wait():
    call = cast.call()
    cast.draft(call)
    type(call).objects.filter(pk=call.pk).update(closes_at=clock.now())
    assert waiting(cast.siv()) == {}


# The officer


def test_an_officer_sees_each_case_where_it_waits_for_her():
    cast.submitted()
    cast.in_preparation()
    answered = cast.waiting_for_completion()
    steps.take("answer_completion", answered, by=cast.siv(), answer="Här är stadgarna.")
    cast.under_assessment()
    cast.scored(cast.under_assessment())
    cast.assigned(cast.under_assessment())
    cast.decision_draft(cast.under_assessment(title="Har ett utkast"))
    cast.signed()
    cast.call_draft()
    assert waiting(cast.karin()) == {
        "New applications to take up": 1,
        "Cases in preparation": 2,
        "Completions that have been answered": 1,
        "Applications without an assessor": 1,
        "Assessed applications to propose a decision on": 1,
        "Drafts of decisions": 1,
        "Signed decisions to send out": 1,
        "Drafts of calls": 1,
    }
    assert waiting(cast.otto()) == {}


def test_an_officer_sees_reports_and_projects_that_wait_for_her():
    report = steps.take("submit", cast.written(), by=cast.siv())
    assert waiting(cast.karin()) == {"Final reports to read": 1}
    steps.take("approve", report, by=cast.karin())
    assert waiting(cast.karin()) == {"Reported projects that are not in the catalogue": 1}
    cast.entry_draft(report)
    assert waiting(cast.karin()) == {"Project pages to review or publish": 1}


def test_what_is_late_stands_first_and_says_so(client):
    cast.submitted()
    cast.planned()
    Report.objects.update(due=clock.today() - timedelta(days=400))
    first = desk.waiting(cast.karin())[0]
    assert str(first.title) == "Late final reports"
    assert first.rows[0].is_late
    client.force_login(cast.karin())
    assert 'class="waits-when late"' in client.get(reverse("catalog:desk")).content.decode()


def test_the_officer_sees_whose_assessment_is_late_but_not_of_a_case_she_may_not_touch():
    case, other = cast.under_assessment(), cast.under_assessment()
    late = [cast.assigned(case), cast.assigned(other)]
    assert "Late assessments" not in waiting(cast.karin())
    Assessment.objects.update(due=clock.today() - timedelta(days=1))
    assert [row.who for row in rows(cast.karin(), "Late assessments")] == [cast.asa()] * 2
    other.conflicts.create(user=cast.karin(), ground="Syster till Siv.")
    assert [row.url for row in rows(cast.karin(), "Late assessments")] == [
        late[0].get_absolute_url()
    ]
    assert "Late assessments" not in waiting(cast.otto())
    steps.take("recuse", late[0], by=cast.asa(), ground="Min syster.")
    assert "Late assessments" not in waiting(cast.karin())


def test_the_county_is_asked_for_its_opinion_and_jonkoping_decides():
    call = cast.call("37a")
    case = cast.under_assessment(call, by=cast.vera())
    cast.opinion(case)
    assert waiting(cast.karin())["Opinions that your county is asked for"] == 1
    cast.scored(case)
    assert waiting(cast.jon()) == {"Assessed applications to propose a decision on": 1}
    assert "Assessed applications to propose a decision on" not in waiting(cast.karin())


def test_who_has_a_conflict_of_interest_sees_nothing_of_the_case():
    case = cast.submitted()
    case.conflicts.create(user=cast.karin(), ground="Syster till Siv.")
    assert waiting(cast.karin()) == {}


# Assessor, decider, finance, auditor, coordinator


def test_an_assessor_sees_what_she_has_to_hand_in():
    assessment = cast.assigned(cast.under_assessment())
    assert [r.url for r in rows(cast.asa(), "Assessments to hand in")] == [
        assessment.get_absolute_url()
    ]
    assert waiting(cast.ali()) == {}
    cast.scored(assessment.application, by=cast.ali())
    assert waiting(cast.ali()) == {}
    assert Assessment.objects.count() == 2


def test_a_decider_sees_what_she_may_sign_and_what_is_above_her_limit():
    cast.proposed()
    assert waiting(cast.dag()) == {"Decisions to sign": 1}
    assert waiting(cast.lina()) == {"Proposals above your limit": 1}
    assert waiting(cast.jill()) == {}


def test_a_decider_does_not_sign_what_she_proposed_herself():
    Post.objects.create(
        user=cast.karin(), county_id=cast.SODERMANLAND, role="decider", valid_from="2017-01-01"
    )
    cast.proposed()
    assert "Decisions to sign" not in waiting(cast.karin())


def test_finance_sees_a_payment_at_each_stage_and_never_attests_twice():
    decision = cast.granted()
    assert waiting(cast.fia()) == {"Grants without a payment plan": 1}
    Payment.objects.plan(decision, cast.fia(), [(clock.today(), decision.amount)])
    payment = decision.payments.get()
    assert waiting(cast.fia()) == {"Payments to approve": 1}
    steps.take("attest", payment, by=cast.fia())
    assert waiting(cast.fia()) == {}
    assert waiting(cast.finn()) == {"Payments to approve as the second person": 1}
    steps.take("clear", payment, by=cast.finn())
    assert waiting(cast.fia()) == {"Payments that leave with the next file": 1}
    Payment.objects.export(decision.county, cast.fia())
    assert waiting(cast.fia()) == {"Payment files to confirm": 1}


def test_an_auditor_reads_the_latest_and_has_nothing_to_do(client):
    cast.granted()
    seen = waiting(cast.rut())
    assert seen["Latest decisions of your county"] == 1
    assert seen["Latest steps in your county"] > 5
    client.force_login(cast.rut())
    assert (
        '<button type="submit" class="btn'
        not in client.get(reverse("catalog:desk")).content.decode()
    )


def test_the_coordinator_sees_the_pressure_on_every_county():
    call = cast.call(frame=100_000)
    cast.submitted(call)
    cast.draft(call)
    (line,) = desk.pressure(cast.kim())
    assert (line.county.pk, line.figures.count, str(line.figures.ratio)) == ("04", 1, "1.50")
    assert desk.pressure(cast.karin()) == []


def test_roles_are_put_together():
    organisation = cast.association()
    organisation.memberships.create(user=cast.otto(), role="editor", valid_from="2017-01-01")
    cast.draft()
    assert waiting(cast.otto()) == {"Drafts to finish and submit": 1}


def test_a_signatory_sees_what_another_signed_before_her_and_who_asks_to_join(client):
    draft = cast.draft(cast.call(signatures_needed=2))
    second = cast.member("Stina", "signatory", cast.association())
    client.force_login(cast.siv())
    read = re.search(r'name="reading" value="(\w+)"', client.get(_at("submit", draft)).text)
    client.post(_at("submit", draft), {"reading": read[1], "declares": "on"})
    cast.asked_to_join()
    (row,) = rows(second, "Drafts that wait for your signature")
    assert row.url == _at("submit", draft)
    (row,) = rows(second, "People who ask to join")
    assert str(row.what) == "Nils"
    assert "Drafts that wait for your signature" not in waiting(cast.siv())
    assert "People who ask to join" not in waiting(cast.eva())


# Many rows


def test_a_section_shows_five_rows_counts_all_and_links_to_them(client):
    call = cast.call()
    for number in range(6):
        cast.submitted(call, title=f"Ansökan {number}")
    section = desk.waiting(cast.karin())[0]
    assert (len(section.rows), section.count) == (5, 6)
    client.force_login(cast.karin())
    more = reverse("applications:list") + "?state=submitted"
    assert more in client.get(reverse("catalog:desk")).content.decode()


QUERIES = {"karin": 24, "siv": 11, "asa": 5, "dag": 7, "fia": 11, "rut": 7, "kim": 9}


@pytest.mark.parametrize("rows_of_each", [1, 3])
def test_the_start_page_costs_as_many_queries_with_one_row_as_with_three(client, rows_of_each):
    for _number in range(rows_of_each):
        cast.reported(cast.paid())
    for _number in range(rows_of_each):
        cast.draft()
        cast.submitted()
        cast.assigned(cast.under_assessment())
        cast.proposed()
        cast.signed()
        cast.cleared()
        steps.take("attest", cast.planned(), by=cast.finn())
    spent = {}
    for name in QUERIES:
        client.force_login(getattr(cast, name)())
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("catalog:desk"))
        spent[name] = len(queries)
    assert spent == QUERIES


def test_the_menu_marks_one_page_only(client):
    karin = cast.karin()
    since = clock.today()
    karin.posts.create(county_id=cast.SODERMANLAND, role="assessor", valid_from=since)
    client.force_login(karin)
    queue = reverse("decisions:assessments")
    shown = client.get(queue).content.decode()
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', shown) == [queue]


def test_the_menu_has_the_pages_of_the_role(client):
    def menu(user) -> list[str]:
        client.force_login(user)
        text = client.get(reverse("catalog:desk")).content.decode()
        return [
            name
            for name in ("applications:list", "decisions:assessments", "followup:payments")
            if f'<a href="{reverse(name)}"' in text
        ]

    assert menu(cast.karin()) == ["applications:list"]
    assert menu(cast.asa()) == ["decisions:assessments"]
    assert menu(cast.fia()) == ["applications:list", "followup:payments"]
    assert menu(cast.siv()) == ["applications:list"]
    assert menu(cast.nils()) == []
    assert Application.objects.count() == 0
