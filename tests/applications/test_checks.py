"""The formal check: what Bifall finds by itself, how it is answered, and what that leads to."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from applications.models import (
    Application,
    CheckItem,
    Conflict,
    answer_checks,
    checklist_of,
    findings,
    proposal,
    to_ask,
)
from grants import clock, steps
from grants.models import County, FundTerms, Organisation
from tests import cast
from tests.applications.pages import at

pytestmark = pytest.mark.django_db
READ = ["purposes", "target_groups", "specified"]  # what an officer must read and judge


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def states_all(organisation=None):
    """The organisation states all that it is asked to."""
    organisation = organisation or cast.association()
    organisation.state(dict.fromkeys(STATED, True), cast.siv())


STATED = (
    *("board", "democratic", "democratic_purpose", "democracy"),
    *("liquidation", "debts", "reclaim"),
)


def compared(call=None, **changes):
    """A case in preparation whose texts have been compared, of an applicant in good standing."""
    states_all()
    application = cast.in_preparation(call, **changes)
    return Application.objects.with_answers().get(pk=application.pk)


def found(application, user=None):
    return {one.key: one for one in findings(application, user or cast.karin())}


def opened(client, application, person=None):
    client.force_login(person or cast.karin())
    return client.get(at("formal_check", application))


def confirm(client, application, **answers):
    """Press the button that confirms all that hold, with some answers besides."""
    page = opened(client, application)
    sent = {"shown": page.context["form"]["shown"].value(), "action": "confirm"}
    return client.post(at("formal_check", application), sent | answers)


# What Bifall finds


def test_bifall_finds_by_itself_what_it_can(client):
    application = compared()
    opened(client, application)
    holds = {key: one.holds for key, one in found(application).items()}
    assert [key for key, held in holds.items() if held is None] == READ
    assert [key for key, held in holds.items() if held is False] == []
    assert len(holds) == 25


def test_a_finding_says_on_which_facts_it_rests(client):
    application = compared()
    facts = dict(found(application)["sums"].found.facts)
    assert facts["Applied for"] == facts["The budget asks of this grant"]
    assert "150" in facts["Applied for"]
    assert found(application)["signed"].found.text.startswith("Signed ")
    assert "Siv" in found(application)["signed"].found.text


@pytest.mark.parametrize(
    ("answers", "key", "said"),
    [
        ({"free_of_charge": False}, "free_of_charge", "It must be free of charge to take part."),
        ({"internship": True}, "internship", "The grant is not given for work placement."),
        ({"economic": True, "economic_what": "Kaffe"}, "economic", "economic activity."),
        ({"influence": True}, "influence", "such influence"),
        (
            {"same_costs": True, "same_costs_which": "Kommunen"},
            "public_money",
            "The applicant says that other public money is given or sought for it.",
        ),
    ],
)
def test_what_the_applicant_answers_is_held_against_the_law(answers, key, said):
    one = found(compared(**answers))[key]
    assert one.holds is False
    assert said in one.found.text


def test_a_statement_that_is_missing_old_or_a_no_is_not_taken_as_a_yes():
    association = cast.association()
    application = cast.in_preparation()
    assert found(application)["board"].holds is None
    with clock.at(clock.now() - timedelta(days=500)):
        association.state({"board": True}, cast.siv())
    assert found(application)["board"].found.text == "It was stated more than a year ago."
    association.state({"board": True, "debts": False}, cast.siv())
    application = Application.objects.get()
    assert found(application)["board"].holds is True
    assert found(application)["debts"].holds is False


def test_a_change_in_the_register_turns_the_finding():
    application = compared()
    assert found(application)["liquidation"].holds is True
    Organisation.objects.update(in_liquidation=True)
    assert found(Application.objects.get())["liquidation"].holds is False


def test_partners_must_have_certified_the_part_as_it_is_written_now():
    application = compared()
    application.partners.create(name="Biblioteket", org_nr="212000-0001", part="Lokal")
    one = found(Application.objects.get())["partners"]
    assert one.holds is False
    assert one.found.facts == (("Biblioteket", "No certificate."),)


def test_more_than_the_highest_amount_and_a_budget_that_does_not_add_up():
    application = compared()
    Application.objects.update(amount=900_000)
    call = application.call
    call.max_amount = 500_000
    call.save()
    one = found(Application.objects.get())
    assert one["ceiling"].holds is False
    assert one["sums"].holds is False
    assert one["funding"].holds is True


def test_a_late_paper_is_found_and_leads_to_dismissal():
    application = compared()
    Application.objects.update(on_behalf=True, received_at=application.call.closes_at)
    late = Application.objects.get()
    assert found(late)["in_time"].holds is False
    answer_checks(late, {"in_time": (False, "")}, cast.karin())
    outcome, reasons = proposal(Application.objects.get())
    assert outcome == "dismissed"
    assert reasons.startswith("Ansökan kom in efter den tid som länsstyrelsen har bestämt (10 §")


def test_an_application_under_the_older_tia_has_the_older_list():
    application = compared()
    keys = {check.key for check in checklist_of(application)}
    older = FundTerms.objects.get(fund_id="tia", valid_to="2025-03-24")
    type(application.call).objects.update(terms=older)
    assert keys - {c.key for c in checklist_of(Application.objects.get())} == {"democracy"}


# How it is answered


def test_one_button_confirms_all_that_hold_and_the_rest_is_answered_one_by_one(client):
    application = compared()
    confirm(client, application)
    assert CheckItem.objects.filter(holds=True, found=True).count() == 22
    page = opened(client, application)
    assert "Answer every item of the formal check first." in page.text
    assert "pass_on" not in {s.name for s in steps.open_to(cast.karin(), application)}
    client.post(at("formal_check", application), dict.fromkeys(READ, "yes"))
    application = Application.objects.get()
    assert "pass_on" in {s.name for s in steps.open_to(cast.karin(), application)}


def test_an_answer_keeps_what_was_found_then_and_who_said_it_when(client):
    application = compared()
    confirm(client, application)
    item = CheckItem.objects.get(key="in_time")
    assert (item.by, item.found, item.holds) == (cast.karin(), True, True)
    with translation.override("sv"):
        swedish = found(application)["in_time"]
        assert item.label == str(swedish.check.label)
    assert item.paragraph == "10 § förordningen (2016:1364)"
    assert (item.finding, item.facts) == (
        swedish.found.text,
        [list(fact) for fact in swedish.found.facts],
    )
    assert len(item.facts) == 2
    at_first = item.at
    with clock.at(clock.now() + timedelta(hours=1)):
        confirm(client, application, purposes="yes")
    assert CheckItem.objects.get(key="in_time").at == at_first


def test_what_has_turned_since_it_was_shown_is_not_confirmed(client):
    application = compared()
    page = opened(client, application)
    shown = page.context["form"]["shown"].value()
    assert "debts" in shown.split()
    Organisation.objects.update(has_public_debts=True)
    client.post(at("formal_check", application), {"shown": shown, "action": "confirm"})
    assert not CheckItem.objects.filter(key="debts").exists()
    assert CheckItem.objects.filter(key="board").exists()


def test_to_overrule_bifall_or_to_say_no_takes_a_reason(client):
    application = compared(internship=True)
    client.force_login(cast.karin())
    page = client.post(
        at("formal_check", application),
        {"internship": "yes", "sums": "no", "purposes": "no", "board": "yes"},
    )
    errors = page.context["form"].errors
    assert errors["internship_note"] == ["Say why you answer something else than Bifall found."]
    assert errors["sums_note"] == ["Say why you answer something else than Bifall found."]
    assert errors["purposes_note"] == ["Say in a few words why the answer is no."]
    assert "board_note" not in errors
    assert not CheckItem.objects.exists()
    said = {"internship": "yes", "internship_note": "Det är studiebesök."}
    client.post(at("formal_check", application), said)
    assert CheckItem.objects.get().is_overruled
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckItem.objects.update(note="")


def test_a_no_that_bifall_found_needs_no_more_words(client):
    application = compared(internship=True)
    client.force_login(cast.karin())
    client.post(at("formal_check", application), {"internship": "no"})
    assert CheckItem.objects.get().holds is False


def test_the_check_is_the_officers_and_only_while_in_preparation(client):
    application = cast.in_preparation()
    yes = {"period": "yes"}
    for person, status in ((cast.otto(), 404), (cast.vera(), 404), (cast.siv(), 302)):
        client.force_login(person)
        assert client.post(at("formal_check", application), yes).status_code == status
    for person in (cast.dag(), cast.fia(), cast.rut(), cast.kim()):
        client.force_login(person)
        assert client.post(at("formal_check", application), yes).status_code == 302
    assert not CheckItem.objects.exists()
    client.force_login(cast.karin())
    steps.take("pass_on", cast.checked(application), by=cast.karin())
    client.post(at("formal_check", application), {"period": "no", "period_note": "Sent"})
    assert CheckItem.objects.filter(holds=False).count() == 0


# What a no leads to


def test_a_no_leads_to_the_named_question_and_to_the_draft_of_a_decision(client):
    application = compared()
    client.force_login(cast.karin())
    no = {"specified": "no", "specified_note": "Hyran saknas.", "kind": "no", "kind_note": "Fel."}
    client.post(at("formal_check", application), no)
    page = opened(client, application)
    ways = {way.check.key: way for way in page.context["ways"]}
    assert [*ways] == ["kind", "specified"]
    assert "Not settled law:" in page.text
    assert ways["kind"].ask_url == ""
    asked = client.get(ways["specified"].ask_url).context["form"]
    opened_keys = [name for name, value in asked.initial.items() if value is True]
    assert opened_keys == ["open-budget", "open-cost_comments"]
    assert asked.initial["why-budget"] == (
        "Say what the costs are for, and how they are counted. Hyran saknas."
    )
    assert ways["specified"].decide_url == (
        reverse("decisions:draft", args=[application.pk]) + "?check=specified"
    )
    draft = client.get(ways["specified"].decide_url).context["form"]
    assert draft["outcome"].value() == "dismissed"
    assert "(20 § andra stycket förvaltningslagen (2017:900)). Hyran saknas." in (
        draft["reasons"].value()
    )


def test_what_is_asked_and_proposed_is_of_the_chosen_items_only():
    application = compared()
    karin = cast.karin()
    no = {"signed": (False, "Fullmakt saknas."), "internship": (False, "Det är praktik.")}
    answer_checks(application, no, karin)
    application = Application.objects.get()
    assert proposal(application)[0] == "dismissed"
    outcome, reasons = proposal(application, ["internship"])
    assert outcome == "rejected"
    assert reasons == (
        "Bidrag lämnas inte till praktikverksamhet (3 § förordningen (2016:1364)). "
        "Ansökan avslås därför. Det är praktik."
    )
    general, fields = to_ask(application)
    assert "Fullmakt saknas." in general
    assert fields == {}
    assert proposal(application, ["reports"]) == ("", "")


# What was granted before (TIA 12 §)


def late_grant(county=None):
    """A grant of the same association whose report is overdue."""
    payment = cast.paid()
    report = payment.application.report
    type(report).objects.update(due=clock.today() - timedelta(days=3))
    return payment.application


def test_an_earlier_grant_that_is_not_reported_is_found_and_shown(client):
    before = late_grant()
    application = cast.in_preparation(before.call)
    one = found(application)["reports"]
    assert one.holds is False
    assert before.case_number in one.found.facts[0][0]
    page = opened(client, application)
    (row,) = page.context["record"]
    assert (row.granted, row.is_overdue, row.is_open) == (before.amount, True, True)
    assert "overdue since" in page.text
    case = client.get(at("case", application))
    assert "overdue since" in case.text


def test_of_another_boards_grant_only_the_public_facts_and_whom_to_ask(client):
    before = late_grant()
    application = cast.in_preparation(before.call)
    kalmar = County.objects.get(code=cast.KALMAR)
    Application.objects.filter(pk=before.pk).update(county=kalmar)
    call = type(before.call).objects.get(pk=before.call_id)
    other = cast.call()
    Application.objects.filter(pk=application.pk).update(call=other)
    type(call).objects.filter(pk=call.pk).update(county=kalmar)
    (row,) = opened(client, application).context["record"]
    assert not row.is_open
    assert (row.unused, row.noted) == (None, [])
    assert row.county == kalmar
    assert kalmar.email in client.get(at("formal_check", application)).text


def test_an_earlier_grant_that_she_may_have_nothing_to_do_with_is_not_there(client):
    before = late_grant()
    application = cast.in_preparation(before.call)
    Conflict.objects.create(application=before, user=cast.karin(), ground="Syster")
    page = opened(client, application)
    assert page.context["record"] == []
    assert before.case_number not in page.text
    assert found(application)["reports"].holds is True


def test_what_the_board_noted_and_what_was_not_used_stand_beside():
    report = steps.take("submit", cast.written(unused=10_000), by=cast.siv())
    report = steps.take("send_back", report, by=cast.karin(), note="Kvittona saknas.")
    report = steps.take("submit", report, by=cast.siv())
    steps.take("approve", report, by=cast.karin())
    before = Application.objects.get(pk=report.application_id)
    application = cast.in_preparation(before.call)
    one = found(application)["reports"]
    assert one.holds is None
    assert "10" in one.found.facts[0][1]


def test_papers_and_partners_stand_beside(client):
    application = compared()
    application.partners.create(name="Biblioteket", org_nr="212000-0001", part="Lokal")
    assert "Biblioteket" in opened(client, application).text
