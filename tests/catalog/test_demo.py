"""The demo: real rounds come to their real figures, and everyone has something waiting."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Sum

from applications.models import Application, Supplement
from catalog.demo.texts import MARK
from catalog.models import Entry
from decisions.models import Assessment, Decision, Opinion
from followup.models import Payment, Report
from grants import clock, law, steps
from grants.models import Call, Event, Frame, Mail, Organisation, Posting, User

# The mark also says that there must be a test database: the fixtures alone do not.
pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)


def demo(*arguments: str) -> str:
    """Live the demo as on a certain day, and return what it printed."""
    out = StringIO()
    with clock.at(TODAY):
        call_command("demo", *arguments, stdout=out, skip_checks=True)
    return out.getvalue()


@pytest.fixture(scope="module")
def lived(django_db_setup, django_db_blocker):
    """The small demo, lived once for all tests that only look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo("--small")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def look(lived, db):
    """Look at the small demo as it was lived, with the clock at the same day."""
    with clock.at(TODAY):
        yield


def user(email: str) -> User:
    return User.objects.get(email=email)


def steps_waiting(email: str, things) -> set[str]:
    """The names of the steps that the person can take now in any of the things."""
    person = user(email)
    return {step.name for thing in things for step in steps.open_to(person, thing)}


# --- 2017: eleven real grants ---------------------------------------------------------------


def autumn_2017():
    return Application.objects.filter(call__frame__year=2017)


def test_the_eleven_grants_sum_to_the_announced_frame(look):
    assert autumn_2017().count() == 11
    [frame] = Frame.objects.filter(year=2017)
    assert (frame.amount, frame.granted, frame.paid) == (1_640_000, 1_640_000, 1_640_000)
    assert (frame.reserved, frame.returned) == (0, 0)


def test_the_registration_numbers_are_those_of_the_source_in_the_order_of_arrival(look):
    arrived = autumn_2017().order_by("submitted_at").values_list("case_number", flat=True)
    assert list(arrived) == [
        f"851-{serial}-2017"
        for serial in (3106, 4846, 5041, 5053, 5064, 5066, 5108, 5111, 5136, 5141, 5142)
    ]
    flen = autumn_2017().get(case_serial=4846)
    assert (flen.organisation.name, flen.title, flen.amount) == (
        "ABF Flen",
        "Nyckel till Sverige",
        190_000,
    )


def test_all_eleven_are_reported_closed_and_published_as_examples(look):
    assert {a.state for a in autumn_2017()} == {"closed"}
    entries = Entry.objects.filter(application__in=autumn_2017())
    assert {(e.state, e.is_example) for e in entries} == {("published", True)}
    assert entries.count() == 11
    for entry in entries:
        for text in (entry.summary, entry.results, entry.learned, entry.did_not_work):
            assert text.startswith(MARK)
    assert Call.objects.get(frame__year=2017).state == "finished"


def test_made_up_organisation_numbers_are_right_and_can_be_told_from_real_ones(look):
    for organisation in Organisation.objects.all():
        assert law.clean_org_nr(organisation.org_nr) == organisation.org_nr
        law.clean_account(organisation.account_kind, organisation.account_number)
        real = organisation.applicant_type_id == "kommun"
        assert organisation.org_nr.startswith(("899999-", "259999-")) is not real


# --- 2023: the ratio is computed ----------------------------------------------------------------


def test_the_ratio_of_2023_is_computed_from_the_applications(look):
    calls = Call.objects.filter(frame__year=2023)
    [ratio] = Application.objects.oversubscription(calls)
    assert (ratio.applied, ratio.available) == (6_220_000, 2_000_000)
    assert ratio.ratio == Decimal("3.11")
    uncounted = Application.objects.filter(call__in=calls, state__in=["withdrawn", "dismissed"])
    assert ratio.count == Application.objects.filter(call__in=calls).count() - uncounted.count()


def test_the_counties_share_the_nation_s_frame_exactly(look):
    nation = Frame.objects.get(year=2023, county=None)
    assert nation.allotted == nation.amount == nation.parts.aggregate(s=Sum("amount"))["s"]
    marks = nation.parts.aggregate(s=Sum("earmarks__amount"))["s"]
    assert marks == 600_000
    assert set(nation.parts.values_list("earmarks__key", flat=True)) == {"samhalle-halsa"}
    for frame in nation.parts.all():
        assert frame.granted + frame.returned == frame.amount


def test_one_grant_of_2023_has_no_report_and_the_others_are_approved(look):
    reports = Report.objects.filter(application__call__frame__year=2023)
    assert sorted(reports.values_list("state", flat=True)) == ["approved"] * 6 + ["expected"]


def test_nothing_is_said_twice_in_the_catalogue_of_a_county(look):
    for county in ("04", "06"):
        entries = Entry.objects.filter(county=county, year=2023)
        titles = list(entries.values_list("title", flat=True))
        assert len(titles) == len(set(titles)) > 0


# --- the books and the log ------------------------------------------------------------------------


def test_the_ledger_is_the_sum_of_its_postings(look):
    for frame in Frame.objects.all():
        sums = {
            kind: frame.postings.filter(kind=kind).aggregate(s=Sum("amount"))["s"] or 0
            for kind in Posting.Kind.values
        }
        assert frame.paid == sums["pay"]
        assert frame.returned == sums["give_back"]
        assert frame.granted == sums["grant"] - sums["give_back"]
        assert frame.reserved == sums["reserve"] - sums["release"] - sums["grant"]


def test_every_board_s_log_verifies_and_is_in_the_order_of_time(look):
    for chain in Event.objects.order_by().values_list("chain", flat=True).distinct():
        lines = list(Event.objects.filter(chain=chain).order_by("seq"))
        assert all(line.hash == line.digest() for line in lines)
        assert all(b.previous == a.hash and b.at >= a.at for a, b in pairwise(lines))
        assert lines[-1].at < TODAY


def test_e_mails_of_the_past_are_taken_as_sent_and_the_newest_wait(look):
    waiting = Mail.objects.unsent()
    assert 0 < waiting.count() < 30
    assert all(m.created_at >= TODAY - timedelta(days=3) for m in waiting)
    assert Mail.objects.exclude(sent_at=None).count() > 100


def test_finance_is_told_of_grants_and_not_of_rejections(look):
    told = Mail.objects.filter(event__step="release", to__email="fatima@lansstyrelsen.example")
    decisions = Decision.objects.filter(pk__in=told.values("event__thing_id"))
    assert {decision.gives_money for decision in decisions} == {True}


# --- everybody has something waiting --------------------------------------------------------------


def test_the_officer_has_cases_opinions_reports_and_decisions_waiting(look):
    cases = Application.objects.visible_to(user("karin@lansstyrelsen.example"))
    assert {"take_up", "ask_completion", "close"} <= steps_waiting(
        "karin@lansstyrelsen.example", cases
    )
    assert "give" in steps_waiting("karin@lansstyrelsen.example", Opinion.objects.all())
    assert "approve" in steps_waiting("karin@lansstyrelsen.example", Report.objects.all())


@pytest.mark.parametrize(("email", "waits"), [("asa@", {"accept"}), ("ali@", {"accept"})])
def test_the_assessors_have_assigned_cases_that_are_not_scored(look, email, waits):
    email += "lansstyrelsen.example"
    assert waits <= steps_waiting(email, Assessment.objects.visible_to(user(email)))


def test_the_deciders_have_decisions_to_sign_and_one_is_within_the_low_limit(look):
    for email in ("dag@lansstyrelsen.example", "lina@lansstyrelsen.example"):
        assert "sign" in steps_waiting(email, Decision.objects.visible_to(user(email)))
    small = Decision.objects.get(state="proposed", amount__lte=100_000)
    with transaction.atomic():
        assert steps.take("sign", small, by=user("lina@lansstyrelsen.example")).state == "signed"
        transaction.set_rollback(True)


def test_finance_has_one_payment_to_attest_and_one_to_clear(look):
    first, second = "fatima@lansstyrelsen.example", "finn@lansstyrelsen.example"
    assert "attest" in steps_waiting(first, Payment.objects.visible_to(user(first)))
    assert {"attest", "clear"} <= steps_waiting(second, Payment.objects.visible_to(user(second)))
    assert "clear" not in steps_waiting(first, Payment.objects.visible_to(user(first)))


def test_jonkoping_has_something_to_propose_and_something_to_sign(look):
    jon, jill = user("jon@lansstyrelsen.example"), user("jill@lansstyrelsen.example")
    cases = Application.objects.visible_to(jon).filter(call__fund="37a", state="assessment")
    assert cases.filter(opinions__state="given").exists()
    assert cases.filter(opinions=None).exists()
    decisions = Decision.objects.visible_to(jill).filter(application__call__fund="37a")
    assert "sign" in steps_waiting(jill.email, decisions)


def test_the_auditor_and_the_coordinator_have_cases_to_read(look):
    auditor, coordinator = (
        user("rut@lansstyrelsen.example"),
        user("kim@lansstyrelsen.example"),
    )
    own = Application.objects.visible_to(auditor)
    assert set(own.values_list("county", flat=True)) == {"04"}
    everywhere = Application.objects.visible_to(coordinator)
    assert set(everywhere.values_list("county", flat=True)) == {"04", "06"}


def test_the_association_has_drafts_and_a_report_to_write(look):
    siv, eva, rolf = (user(f"{name}@forening.example") for name in ("siv", "eva", "rolf"))
    drafts = Application.objects.visible_to(siv).filter(state="draft")
    assert [draft.call.is_open for draft in drafts] == [True] * 3
    reports = Report.objects.visible_to(eva)
    assert "write" in steps_waiting(eva.email, reports)
    assert Application.objects.visible_to(rolf).count() == 4
    assert steps_waiting(rolf.email, [*reports, *drafts]) == set()


def test_the_municipality_is_asked_for_completion(look):
    vera = user("vera@kommun.example")
    asked = Supplement.objects.get(application__in=Application.objects.visible_to(vera))
    assert (asked.state, asked.deadline > clock.today()) == ("asked", True)
    assert set(asked.fields) == {"need", "women", "budget"}
    assert "answer_completion" in steps_waiting(vera.email, [asked.application])


def test_the_public_sees_an_open_call_and_one_to_come(look):
    assert Call.objects.open().count() == 2
    assert Call.objects.upcoming().count() == 1
