"""Calls as people meet them: the list, the page, the form an officer fills in, the preview."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import tablib
from django.core.exceptions import ValidationError
from django.urls import reverse

from grants import clock, steps
from grants.forms import SekField, SwedishMomentField
from grants.models import Call, Earmark, Event, Frame
from tests import cast

pytestmark = pytest.mark.django_db

LIST = reverse("grants:call_list")
NEW = reverse("grants:call_new")


def page(call: Call) -> str:
    return reverse("grants:call", args=[call.pk])


def edit(call: Call) -> str:
    return reverse("grants:call_edit", args=[call.pk])


def rows(kind: str, *filled: dict[str, Any], count: int | None = None) -> dict[str, Any]:
    """The fields of a list of rows as a browser sends them."""
    sent = {f"{kind}-TOTAL_FORMS": count or max(len(filled), 1), f"{kind}-INITIAL_FORMS": 0}
    for number, row in enumerate(filled):
        sent |= {f"{kind}-{number}-{name}": value for name, value in row.items()}
    return sent


def filled_in(**changes: Any) -> dict[str, Any]:
    """A correct call, as Karin's browser sends it. Rows that are given replace the usual ones."""
    usual = {
        "earmarks": rows("earmarks", {"name_sv": "Hälsa", "amount": "500 000 kr"}),
        "priorities": rows("priorities", {"name_sv": "Språk", "weight": "2", "goals": ["4", "10"]}),
        "criteria": rows(
            "criteria", {"name_sv": "Behov", "scale": "10", "weight": "3", "paragraph": "10 §"}
        ),
    }
    sent: dict[str, Any] = {}
    for kind, fields in usual.items():
        sent |= {} if f"{kind}-INITIAL_FORMS" in changes else fields
    return {
        **sent,
        "fund": "tia",
        "county": cast.SODERMANLAND,
        "title_sv": "Tidiga insatser våren 2027",
        "title_en": "Early measures, spring 2027",
        "about_sv": "Medel för språk och hälsa.",
        "about_en": "",
        "opens_at": "2027-01-11T09:00",
        "closes_at": "2027-02-28T15:00",
        "frame_amount": "1 640 000",
        "year": "2027",
        "max_amount": "300 000,50",
        "period_from": "2027-04-01",
        "period_to": "2027-12-31",
        "report_due": "2028-02-28",
        "signatures_needed": "1",
        "scored": "on",
        "readers": "2",
        "pressure": "closed",
        **changes,
    }


# What the public reads


def test_the_public_reads_published_calls_and_no_drafts(client):
    draft, published = cast.call_draft(title_sv="Hemligt"), cast.call(title_sv="Öppet för alla")
    shown = client.get(LIST).content.decode()
    assert published.title_sv in shown
    assert draft.title_sv not in shown
    assert client.get(page(published)).status_code == 200
    assert client.get(page(draft)).status_code == 404


def test_a_draft_is_seen_at_its_own_board_only(client):
    draft = cast.call_draft()
    for person, status in ((cast.karin(), 200), (cast.otto(), 404), (cast.siv(), 404)):
        client.force_login(person)
        assert client.get(page(draft)).status_code == status


def test_open_calls_come_first_then_upcoming_then_closed(client):
    now = clock.now()
    day = timedelta(days=1)
    closed = cast.call(opens_at=now - 9 * day, closes_at=now + day)
    later = cast.call(opens_at=now + 3 * day, closes_at=now + 9 * day)
    soon = cast.call(opens_at=now - 9 * day, closes_at=now + 4 * day)
    last = cast.call(opens_at=now - 9 * day, closes_at=now + 8 * day)
    with clock.at(now + 2 * day):
        assert list(Call.objects.in_order()) == [soon, last, later, closed]
        assert list(Call.objects.open()) == [last, soon]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("?status=open", 1),
        ("?status=upcoming", 1),
        ("?status=closed", 1),
        ("?fund=37a", 1),
        ("?county=04", 3),
        ("?county=08", 1),
        ("?county=08&status=open", 0),
        ("?status=nonsense", 3),
    ],
)
def test_the_list_is_filtered(client, query, found):
    now = clock.now()
    with clock.at(now - timedelta(days=40)):
        cast.call()
    cast.call("37a")
    cast.call(opens_at=now + timedelta(days=2), national=True)
    response = client.get(LIST + query)
    assert response.context["page_obj"].paginator.count == found


def test_an_empty_list_says_what_would_be_here(client):
    assert b'class="empty"' in client.get(LIST).content


def test_a_page_that_does_not_exist_shows_the_nearest(client):
    cast.call()
    assert client.get(LIST + "?page=99").context["page_obj"].number == 1
    assert client.get(LIST + "?page=x&sort=nonsense").status_code == 200


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    client, django_assert_num_queries, how_many
):
    for _number in range(how_many):
        cast.call()
    with django_assert_num_queries(4):
        client.get(LIST)


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_page_of_a_call_asks_as_often_for_three_priorities_as_for_one(
    client, django_assert_max_num_queries, how_many
):
    call = cast.call()
    for number in range(how_many):
        call.priorities.create(name_sv=f"Prioritering {number}")
        call.criteria.create(name_sv=f"Kriterium {number}")
    with django_assert_max_num_queries(14):
        client.get(page(call))


def test_the_list_is_exported_with_no_formula_in_it(client):
    cast.call(title_sv="=HYPERLINK(1)")
    response = client.get(reverse("grants:call_export"))
    book = tablib.Dataset().load(response.content, format="xlsx")
    assert "'=HYPERLINK(1)" in book[0]
    assert 1_640_000 in book[0]
    as_text = client.get(reverse("grants:call_export") + "?format=csv")
    assert as_text["Content-Type"] == "text/csv"
    assert "'=HYPERLINK(1)" in as_text.content.decode("utf-8-sig")


def test_an_open_call_offers_an_application_and_others_do_not(client):
    now = clock.now()
    call, upcoming = cast.call(), cast.call(opens_at=now + timedelta(days=2))
    begin = reverse("applications:begin", args=[call.pk])
    assert begin in client.get(page(call)).content.decode()
    assert "applications/begin" not in client.get(page(upcoming)).content.decode()
    with clock.at(call.closes_at):
        assert not call.is_open
        assert call.is_closed


def test_the_page_tells_all_an_applicant_must_know(client):
    call = cast.call(max_amount=Decimal(300_000))
    cast.earmark(call)
    shown = client.get(page(call)).content.decode()
    for words in (
        *("1\u00a0640\u00a0000\u00a0kr", "500\u00a0000\u00a0kr", "300\u00a0000\u00a0kr"),
        *("Språk", "Behov", "Ideell förening", "Länsstyrelsen i Södermanlands län"),
        call.terms.legal_basis,
    ):
        assert words in shown


def test_staff_see_steps_and_history_and_the_public_does_not(client):
    call = cast.call()
    assert 'class="table table-cards history"' not in client.get(page(call)).content.decode()
    client.force_login(cast.karin())
    shown = client.get(page(call)).content.decode()
    assert 'class="table table-cards history"' in shown
    assert reverse("grants:step", args=["call", call.pk, "cancel"]) in shown


def test_a_draft_tells_its_officer_what_is_missing(client):
    draft = cast.call_draft()
    draft.criteria.all().delete()
    client.force_login(cast.karin())
    assert len(client.get(page(draft)).context["waits"]) == 1


# What the officer writes


def test_an_officer_makes_a_call(client):
    client.force_login(cast.karin())
    response = client.post(NEW, filled_in(national="on"))
    call = Call.objects.get()
    assert response.url == page(call)
    assert (call.state, call.national, call.county_id) == ("draft", True, cast.SODERMANLAND)
    assert call.terms == call.fund.terms_on(call.opens_at.date())
    assert call.max_amount == Decimal("300000.50")
    assert (call.frame.amount, call.frame.earmarked, call.frame.year) == (1_640_000, 500_000, 2027)
    assert call.frame.earmarks.get().key == "halsa"
    priority, criterion = call.priorities.get(), call.criteria.get()
    assert [goal.number for goal in priority.goals.all()] == [4, 10]
    assert (criterion.scale, criterion.weight, criterion.paragraph) == (10, 3, "10 §")
    assert [e.step for e in Event.objects.about(call)] == ["begun"]


def test_opening_and_closing_are_swedish_time_summer_and_winter(client):
    client.force_login(cast.karin())
    client.post(NEW, filled_in(opens_at="2027-06-01T09:00", closes_at="2027-11-30 15.00",
        period_to="2028-06-30", report_due="2028-09-30"))  # fmt: skip
    call = Call.objects.get()
    assert call.opens_at == datetime(2027, 6, 1, 7, 0, tzinfo=clock.UTC)
    assert call.closes_at == datetime(2027, 11, 30, 14, 0, tzinfo=clock.UTC)


def test_an_hour_that_summer_time_skips_or_repeats_is_refused():
    field = SwedishMomentField()
    for moment, code in (("2027-03-28T02:30", "imaginary"), ("2027-10-31T02:00", "ambiguous")):
        with pytest.raises(ValidationError, match=r"03\.00") as refused:
            field.clean(moment)
        assert refused.value.code == code
    assert field.clean("2027-03-28T03:00").astimezone(clock.UTC).hour == 1
    assert field.clean("2027-10-31T03:00").astimezone(clock.UTC).hour == 2


@pytest.mark.parametrize("typed", ["2027-02-30T10:00", "2027-02-01", "imorgon", "2027-02-01T25:00"])
def test_a_moment_that_is_none_is_refused(typed):
    with pytest.raises(ValidationError, match="15:00"):
        SwedishMomentField().clean(typed)


def test_an_amount_is_read_as_people_write_it_and_shown_so_again():
    field = SekField()
    assert field.clean("1 640 000,50 kr") == Decimal("1640000.50")
    assert field.prepare_value(Decimal("1640000.50")) == "1\u00a0640\u00a0000,50"
    assert field.prepare_value("hundra tusen") == "hundra tusen"
    with pytest.raises(ValidationError, match="1 640 000"):
        field.clean("hundra tusen")
    with pytest.raises(ValidationError, match="1"):
        field.clean("0")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"frame_amount": "mycket"}, "frame_amount"),
        ({"frame_amount": "-1"}, "frame_amount"),
        ({"frame_amount": "499 999"}, "frame_amount"),
        ({"max_amount": "1 640 001"}, "max_amount"),
        ({"closes_at": "2027-01-11T09:00"}, "closes_at"),
        ({"opens_at": "2027-03-28T02:30", "closes_at": "2027-05-01T15:00"}, "opens_at"),
        ({"opens_at": "1999-03-28T12:30"}, "opens_at"),
        ({"period_to": "2027-03-31"}, "period_to"),
        ({"report_due": "2027-12-30"}, "report_due"),
        ({"county": cast.KALMAR}, "county"),
        ({"fund": "nonsense"}, "fund"),
        ({"title_sv": ""}, "title_sv"),
        ({"year": "20xx"}, "year"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(client, changes, field):
    client.force_login(cast.karin())
    typed = filled_in(**changes)
    response = client.post(NEW, typed)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Call.objects.exists()
    assert not Frame.objects.exists()
    assert response.context["form"]["title_sv"].value() == typed["title_sv"]
    assert response.context["form"]["frame_amount"].value() == typed["frame_amount"]
    assert "Medel för språk och hälsa." in response.content.decode()
    assert response.context["sheet"].criteria.forms[0]["name_sv"].value() == "Behov"


@pytest.mark.parametrize(
    "changes",
    [
        rows("earmarks", {"name_sv": "Hälsa", "amount": ""}),
        rows("earmarks", {"name_sv": "", "amount": "5"}),
        rows("earmarks", *[{"name_sv": f"Syfte {n}", "amount": "5"} for n in range(4)]),
        rows("earmarks", {"name_sv": "Hälsa", "amount": "5"}, {"name_sv": "hälsa", "amount": "5"}),
        rows("priorities", {"name_sv": "Språk", "weight": "0"}),
        rows("priorities", {"name_sv": "Språk", "weight": "1", "goals": ["18"]}),
        rows("criteria", {"name_sv": "Behov", "scale": "101", "weight": "1"}),
        {"criteria-TOTAL_FORMS": "nonsense"},
    ],
)
def test_wrong_rows_are_refused_and_nothing_is_half_saved(client, changes):
    client.force_login(cast.karin())
    response = client.post(NEW, filled_in(**changes))
    assert response.status_code == 200
    assert b"error-summary" in response.content
    assert not Call.objects.exists()
    assert not Earmark.objects.exists()


def test_an_empty_row_is_left_out(client):
    client.force_login(cast.karin())
    empty = {"name_sv": "", "scale": "5", "weight": "1"}
    behov = {"name_sv": "Behov", "scale": "5", "weight": "1"}
    client.post(NEW, filled_in(**rows("criteria", empty, behov, empty), **rows("earmarks")))
    call = Call.objects.get()
    assert [c.name_sv for c in call.criteria.all()] == ["Behov"]
    assert call.frame.earmarked == 0


def test_adding_a_row_keeps_all_that_was_typed_and_judges_nothing(client):
    client.force_login(cast.karin())
    typed = filled_in(add_row="criteria", frame_amount="mycket", title_sv="")
    response = client.post(NEW, typed)
    sheet = response.context["sheet"]
    assert len(sheet.criteria.forms) == 2
    assert len(sheet.priorities.forms) == 1
    assert sheet.criteria.forms[0]["name_sv"].value() == "Behov"
    assert sheet.call["frame_amount"].value() == "mycket"
    assert b"error-summary" not in response.content
    assert not Call.objects.exists()
    nonsense = client.post(NEW, filled_in(add_row="nonsense"))
    assert nonsense.status_code == 200
    full = client.post(NEW, filled_in(add_row="earmarks", **rows("earmarks", count=3)))
    assert len(full.context["sheet"].earmarks.forms) == 3


def test_only_an_officer_makes_calls_and_only_in_her_county(client):
    for person in (cast.siv(), cast.asa(), cast.dag(), cast.fia(), cast.kim()):
        client.force_login(person)
        assert client.get(NEW).status_code == 403
        assert client.post(NEW, filled_in()).status_code == 403
    client.force_login(cast.otto())
    response = client.post(NEW, filled_in())
    assert "county" in response.context["form"].errors
    assert not Call.objects.exists()


def test_a_draft_is_changed_and_what_it_says_is_replaced(client):
    client.force_login(cast.karin())
    client.post(NEW, filled_in())
    call = Call.objects.get()
    form = client.get(edit(call)).context["sheet"]
    assert form.call["frame_amount"].value() == "1\u00a0640\u00a0000"
    assert form.criteria.forms[0]["name_sv"].value() == "Behov"
    response = client.post(
        edit(call),
        filled_in(
            version=form.stored_version,
            frame_amount="800 000",
            year="2028",
            fund="37a",
            **rows("earmarks", {"name_sv": "Språk", "amount": "800 000"}),
            **rows("priorities", {"name_sv": "Hälsa", "weight": "1"}),
        ),
    )
    assert response.url == page(call)
    call = Call.objects.get()
    assert (call.frame.amount, call.frame.earmarked, call.frame.year) == (800_000, 800_000, 2028)
    assert (call.fund_id, call.terms.fund_id, call.frame.fund_id) == ("37a", "37a", "37a")
    assert [p.name_sv for p in call.priorities.all()] == ["Hälsa"]
    assert [e.key for e in call.frame.earmarks.all()] == ["sprak"]
    assert Frame.objects.count() == 1


def test_the_county_of_a_draft_stays_whatever_is_sent(client):
    draft = cast.call_draft()
    client.force_login(cast.karin())
    version = client.get(edit(draft)).context["sheet"].stored_version
    client.post(edit(draft), filled_in(version=version, county=cast.KALMAR))
    assert Call.objects.get().county_id == cast.SODERMANLAND


def test_a_frame_lower_than_the_earmarks_is_refused(client):
    draft = cast.call_draft()
    client.force_login(cast.karin())
    version = client.get(edit(draft)).context["sheet"].stored_version
    response = client.post(edit(draft), filled_in(version=version, frame_amount="400 000"))
    assert "frame_amount" in response.context["form"].errors
    assert Frame.objects.get().amount == 1_640_000


def test_two_officers_who_change_the_same_draft_do_not_overwrite_each_other(client):
    draft = cast.call_draft()
    client.force_login(cast.karin())
    version = client.get(edit(draft)).context["sheet"].stored_version
    client.post(edit(draft), filled_in(version=version, title_sv="Först"))
    second = client.post(edit(draft), filled_in(version=version, title_sv="Sedan"))
    assert second.context["form"].non_field_errors()
    assert second.context["form"]["title_sv"].value() == "Sedan"
    assert Call.objects.get().title_sv == "Först"
    again = second.context["form"]["version"].value()
    assert client.post(edit(draft), filled_in(version=again, title_sv="Sedan")).status_code == 302
    assert Call.objects.get().title_sv == "Sedan"


def test_a_published_call_is_not_changed_and_the_page_says_why(client):
    call = cast.call()
    client.force_login(cast.karin())
    for response in (client.get(edit(call)), client.post(edit(call), filled_in())):
        assert response.status_code == 409
        assert "grants/call_fixed.html" in [t.name for t in response.templates]
    assert Call.objects.get().title_sv == call.title_sv


def test_nobody_else_changes_a_draft(client):
    draft = cast.call_draft()
    for person, status in ((cast.dag(), 403), (cast.otto(), 404), (cast.siv(), 404)):
        client.force_login(person)
        assert client.get(edit(draft)).status_code == status
        assert client.post(edit(draft), filled_in()).status_code == status


def test_the_preview_shows_what_an_applicant_sees_and_stores_nothing(client):
    draft = cast.call_draft()
    preview = reverse("grants:call_preview", args=[draft.pk])
    events = Event.objects.count()
    client.force_login(cast.karin())
    response = client.get(preview)
    assert response.context["preview"]
    assert draft.about_sv in response.content.decode()
    assert (
        reverse("grants:step", args=["call", draft.pk, "publish"]) not in response.content.decode()
    )
    assert Event.objects.count() == events
    client.force_login(cast.siv())
    assert client.get(preview).status_code == 404
    published = steps.take("publish", draft, by=cast.karin())
    assert client.get(preview).status_code == 403
    assert published.state == "published"


def test_saving_can_lead_to_the_preview(client):
    client.force_login(cast.karin())
    response = client.post(NEW, filled_in(preview="1"))
    assert response.url == reverse("grants:call_preview", args=[Call.objects.get().pk])
