"""Making a new call from an earlier one, and beginning one with another standard form."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from grants import clock, steps
from grants.forms.cloning import later, years_until_ahead
from grants.models import Call, Event, Questionnaire, StandardForm
from grants.questions import building
from tests import cast
from tests.grants.test_calls import filled_in

pytestmark = pytest.mark.django_db


def clone(call: Call) -> str:
    return reverse("grants:call_clone", args=[call.pk])


def proposed(client: Any, call: Call, **changes: Any) -> dict[str, Any]:
    """What the page proposes, as a browser would send it."""
    form = client.get(clone(call)).context["form"]
    said = {}
    for bound in form:
        value = bound.value()
        said[bound.html_name] = "" if value is None else str(value)
    for name in ("opens_at", "closes_at"):
        said[name] = f"{form[name].value():%Y-%m-%dT%H:%M}"
    return said | changes


@pytest.fixture
def karin(client):
    client.force_login(cast.karin())
    return client


def made(client: Any, call: Call, **changes: Any) -> Call:
    answer = client.post(clone(call), proposed(client, call, **changes))
    assert answer.status_code == 302, answer.context["form"].errors
    return Call.objects.latest("pk")


def test_all_that_can_come_along_does(karin):
    source = cast.call(max_amount=Decimal(300_000), signatures_needed=2, about_sv="Läs noga.")
    cast.earmark(source)
    new = made(karin, source)
    assert new.state == "draft"
    same = ("title_sv", "title_en", "about_sv", "about_en", "national", "fund_id", "county_id")
    for name in (*same, "max_amount", "signatures_needed", "terms_id"):
        assert getattr(new, name) == getattr(source, name), name
    told = [(p.name_sv, p.weight, [g.pk for g in p.goals.all()]) for p in new.priorities.all()]
    assert told == [
        (p.name_sv, p.weight, [g.pk for g in p.goals.all()]) for p in source.priorities.all()
    ]
    columns = ("name_sv", "guidance_sv", "paragraph", "scale", "weight")
    assert list(new.criteria.values_list(*columns)) == list(source.criteria.values_list(*columns))
    assert [(m.key, m.amount) for m in new.frame.earmarks.all()] == [("halsa", Decimal(500_000))]
    assert new.frame.amount == source.frame.amount
    assert source.priorities.count() == 2
    assert Event.objects.about(new).count() == 1


def test_the_days_proposed_are_a_year_later_at_the_same_time_of_day(karin):
    source = cast.call()
    new = made(karin, source)
    for name in ("period_from", "period_to", "report_due"):
        assert getattr(new, name) == later(getattr(source, name), 1)
    for name in ("opens_at", "closes_at"):
        before, after = (getattr(one, name).astimezone(clock.SWEDEN) for one in (source, new))
        assert f"{after:%m-%d %H:%M}" == f"{before:%m-%d %H:%M}"
        assert after.year == before.year + 1
    assert new.frame.year == source.frame.year + 1


def test_an_old_call_is_moved_as_many_years_as_it_takes():
    assert years_until_ahead(clock.now() - timedelta(days=5 * 365)) in (5, 6)
    assert years_until_ahead(clock.now() + timedelta(days=30)) == 1
    assert later(date(2028, 2, 29), 1) == date(2029, 2, 28)


def test_the_newest_published_forms_come_along_as_drafts_of_version_one(karin):
    source = cast.call()
    correction = Questionnaire.objects.newest(source).correction()
    correction.rewrite(building.take_out(correction.read, "aims"))
    steps.take("correct_form", source, by=cast.karin(), kind="application")
    begun = Questionnaire.objects.newest(source).correction()
    begun.rewrite(building.take_out(begun.read, "summary"))
    new = made(karin, source)
    form = Questionnaire.objects.drafted(new)
    assert form.version == 1
    assert form.read == correction.read
    assert Questionnaire.objects.drafted(new, "report") is not None
    assert steps.hinders(new, "publish") == []


def test_otto_makes_one_for_his_own_county_from_karins_published_call(client):
    source = cast.call()
    client.force_login(cast.otto())
    new = made(client, source)
    assert new.county_id == cast.KALMAR
    forged = proposed(client, source, county=cast.SODERMANLAND)
    assert client.post(clone(source), forged).status_code == 200
    assert Call.objects.count() == 2
    assert client.get(clone(cast.call_draft())).status_code == 404


def test_only_officers_make_calls(client):
    source = cast.call()
    for person in (cast.siv(), cast.dag(), cast.kim()):
        client.force_login(person)
        assert client.post(clone(source), {}).status_code == 403


def test_earmarks_that_do_not_fit_stay_behind_and_it_is_said(karin):
    source = cast.call()
    cast.earmark(source)
    said = proposed(karin, source, frame_amount="400 000", max_amount="")
    page = karin.post(clone(source), said, follow=True)
    assert "Hälsofrämjande" in " ".join(str(m) for m in page.context["messages"])
    assert Call.objects.latest("pk").frame.earmarks.count() == 0


def test_the_rules_of_the_new_opening_day_hold(karin):
    """The rules for TIA were rewritten: a call of 2017 lies under the first ones."""
    with clock.at(clock.now().replace(year=2018, month=3, day=5)):
        source = cast.call()
    assert source.terms != source.fund.terms_on(clock.today())
    page = karin.post(clone(source), proposed(karin, source), follow=True)
    new = Call.objects.latest("pk")
    assert new.opens_at > clock.now()
    assert new.terms == new.fund.terms_on(new.opens_at.date())
    told = " ".join(str(m) for m in page.context["messages"])
    assert new.terms.legal_basis in told


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"closes_at": "2020-01-01T10:00"}, "closes_at"),
        ({"opens_at": "1999-01-01T10:00"}, "opens_at"),
        ({"frame_amount": ""}, "frame_amount"),
        ({"frame_amount": "100", "max_amount": "200"}, "max_amount"),
        ({"county": "99"}, "county"),
        ({"title_sv": ""}, "title_sv"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(karin, changes, where):
    source = cast.call()
    page = karin.post(clone(source), proposed(karin, source, **changes))
    assert page.status_code == 200
    assert where in page.context["form"].errors
    assert Call.objects.count() == 1


# Another standard form


def test_a_call_begins_with_the_short_form_for_small_grants(karin):
    small = StandardForm.objects.get(fund="tia", kind="application", name="small")
    said = filled_in(standard_form="tia:small")
    assert karin.post(reverse("grants:call_new"), said).status_code == 302
    call = Call.objects.get()
    assert Questionnaire.objects.drafted(call).sections == small.sections
    assert Questionnaire.objects.drafted(call, "report") is not None


def test_the_short_form_of_another_fund_is_refused(karin):
    said = filled_in(standard_form="tia:small", fund="37")
    page = karin.post(reverse("grants:call_new"), said)
    assert "standard_form" in page.context["form"].errors
    assert Call.objects.count() == 0


def test_every_standard_form_asks_what_every_application_must_have():
    cast.reference()
    forms = StandardForm.objects.filter(kind="application")
    assert forms.count() == 4
    for form in forms:
        assert building.lacking(Questionnaire(sections=form.sections).read) == []


def test_a_call_can_need_two_signatures(karin):
    karin.post(reverse("grants:call_new"), filled_in(signatures_needed="2"))
    call = Call.objects.get()
    assert call.signatures_needed == 2
    page = karin.get(reverse("grants:call", args=[call.pk])).content.decode()
    assert "Två firmatecknare" in page or "Two authorised" in page
