"""The list, its export, the case, the formal check, completions, and pieces of other pages."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation

from applications.models import Application, CheckItem, Conflict, Supplement
from grants import clock, steps
from grants.models import Call, Event, Organisation
from tests import cast
from tests.applications.pages import at

pytestmark = pytest.mark.django_db
LIST, EXPORT = reverse("applications:list"), reverse("applications:export")
LIST_QUERIES, EXPORT_QUERIES, CASE_QUERIES = 9, 5, 27
QUESTIONS = [question.value for question in CheckItem.Question]


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def titles(page):
    return [application.title for application in page.context["page_obj"]]


# The list


def test_each_sees_her_own_list(client):
    call = cast.call()
    cast.draft(call, title="Utkast")
    cast.submitted(call, title="Inskickad")
    cast.submitted(call, by=cast.vera(), title="Kommunens")
    seen = {}
    for person in (cast.siv(), cast.rolf(), cast.vera(), cast.karin(), cast.kim(), cast.otto()):
        client.force_login(person)
        seen[person.name] = titles(client.get(LIST))
    assert seen == {
        "Siv": ["Utkast", "Inskickad"],
        "Rolf": ["Utkast", "Inskickad"],
        "Vera": ["Kommunens"],
        "Karin": ["Kommunens", "Inskickad"],
        "Kim": ["Kommunens", "Inskickad"],
        "Otto": [],
    }


def test_a_case_with_a_conflict_of_interest_is_nowhere(client):
    application = cast.submitted(title="Grannens")
    karin = cast.karin()
    Conflict.objects.create(application=application, user=karin, ground="Granne")
    client.force_login(karin)
    assert titles(client.get(LIST)) == []
    assert client.get(at("case", application)).status_code == 404
    assert "Grannens" not in client.get(EXPORT, {"format": "csv"}).content.decode("utf-8-sig")


def test_the_list_is_narrowed_and_sorted(client):
    tia, other = cast.call(), cast.call(fund="37")
    cast.submitted(tia, title="Liten", amount=30_000)
    cast.in_preparation(tia, title="Stor", amount=300_000)
    cast.submitted(other, by=cast.vera(), title="Kommunens", amount=90_000)
    number = Application.objects.get(title="Stor").case_number
    client.force_login(cast.karin())
    for asked, found in (
        ({"q": "stor"}, ["Stor"]),
        ({"q": number}, ["Stor"]),
        ({"q": "språkvänner", "sort": "title"}, ["Liten", "Stor"]),
        ({"fund": "37"}, ["Kommunens"]),
        ({"call": other.pk}, ["Kommunens"]),
        ({"county": "08"}, []),
        ({"year": clock.today().year, "sort": "amount"}, ["Liten", "Kommunens", "Stor"]),
        ({"year": "1999"}, []),
        ({"state": "preparation"}, ["Stor"]),
        ({"sort": "-amount"}, ["Stor", "Kommunens", "Liten"]),
        ({"sort": "hittepå", "state": "preparation"}, ["Stor"]),
    ):
        assert titles(client.get(LIST, asked)) == found
    for broken in ({"year": "i år"}, {"call": "x"}, {"page": "999"}, {"fund": "nej"}):
        assert client.get(LIST, broken).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_a_constant_number_of_queries(client, django_assert_num_queries, rows):
    call = cast.call()
    for _each in range(rows):
        cast.submitted(call)
    client.force_login(cast.karin())
    client.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_export_asks_a_constant_number_of_queries(client, django_assert_num_queries, rows):
    call = cast.call()
    for _each in range(rows):
        cast.submitted(call, earmark=None)
    client.force_login(cast.karin())
    client.get(EXPORT)
    with django_assert_num_queries(EXPORT_QUERIES):
        client.get(EXPORT)


def test_the_export_has_the_same_rows_and_no_formula_runs(client):
    call = cast.call()
    cast.submitted(call, title="=HYPERLINK(1)")
    cast.submitted(call, title="Annan", amount=99_000)
    client.force_login(cast.karin())
    written = client.get(EXPORT, {"q": "HYPER"})
    sheet = openpyxl.load_workbook(io.BytesIO(written.content)).active
    head, row = [[cell.value for cell in line] for line in sheet.rows]
    shown = dict(zip(head, row, strict=True))
    assert shown["Name of the activity"] == "'=HYPERLINK(1)"
    assert shown["Amount sought (SEK)"] == 150_000
    text = client.get(EXPORT, {"format": "csv", "sort": "amount"}).content.decode("utf-8-sig")
    assert text.index("Annan") < text.index("HYPERLINK")


# The case


@pytest.mark.parametrize("rows", [1, 3])
def test_the_case_asks_a_constant_number_of_queries(client, django_assert_num_queries, rows):
    application = cast.checked(cast.in_preparation())
    for number in range(rows):
        application.partners.create(name="B", org_nr=f"212000-000{number}", part="Lokal")
    client.force_login(cast.karin())
    client.get(at("case", application))
    with django_assert_num_queries(CASE_QUERIES):
        client.get(at("case", application))


def test_staff_see_the_findings_and_the_party_does_not(client):
    application = cast.in_preparation()
    client.force_login(cast.karin())
    assert "Found by Bifall" in client.get(at("case", application)).text
    client.force_login(cast.siv())
    page = client.get(at("case", application)).text
    assert "Found by Bifall" not in page
    assert "Formal check" not in page
    assert application.case_number in page


def test_doubts_are_for_staff_and_never_for_the_applicant(client):
    parish = cast.organisation("Församlingen", "252004-0017", "registrerat_trossamfund", "0482")
    priest = cast.member("Pia", "signatory", parish)
    application = cast.submitted(by=priest, organisation=parish)
    client.force_login(cast.karin())
    assert "registered religious communities" in client.get(at("case", application)).text
    client.force_login(priest)
    assert "registered religious communities" not in client.get(at("case", application)).text


def test_an_applicant_who_is_also_staff_is_a_party_in_her_own_case(client):
    application = cast.in_preparation()
    siv = cast.siv()
    siv.posts.create(county_id=cast.SODERMANLAND, role="officer", valid_from="2020-01-01")
    client.force_login(siv)
    page = client.get(at("case", application))
    assert "Found by Bifall" not in page.text
    assert client.get(at("formal_check", application)).url == application.get_absolute_url()


# The formal check


def test_the_check_is_saved_bit_by_bit_and_then_the_case_can_be_passed_on(client):
    application = cast.in_preparation()
    client.force_login(cast.karin())
    client.post(at("formal_check", application), {"period": "yes", "period_note": "Stämmer."})
    assert [(i.question, i.holds, i.note) for i in CheckItem.objects.all()] == [
        ("period", True, "Stämmer.")
    ]
    page = client.get(at("formal_check", application))
    assert "Answer every question of the formal check first." in page.text
    client.post(at("formal_check", application), dict.fromkeys(QUESTIONS, "yes"))
    assert CheckItem.objects.filter(holds=True).count() == 6
    assert "pass_on" in {s.name for s in steps.open_to(cast.karin(), application)}


def test_a_no_needs_its_reason_and_shows_what_follows(client):
    application = cast.in_preparation()
    client.force_login(cast.karin())
    page = client.post(at("formal_check", application), {"costs": "no", "period": "yes"})
    assert page.context["form"].errors["costs_note"] == ["Say in a few words why the answer is no."]
    assert not CheckItem.objects.exists()
    client.post(at("formal_check", application), {"costs": "no", "costs_note": "Hyran saknas."})
    page = client.get(at("formal_check", application))
    assert "If no budget comes, propose dismissal." in page.text
    asking = client.get(at("ask_completion", application))
    assert asking.context["form"].initial["what"] == "Hyran saknas."


def test_the_check_is_the_officers_and_only_while_in_preparation(client):
    application = cast.in_preparation()
    yes = {"period": "yes"}
    for person, status in ((cast.otto(), 404), (cast.vera(), 404), (cast.siv(), 302)):
        client.force_login(person)
        assert client.post(at("formal_check", application), yes).status_code == status
    for person in (cast.dag(), cast.fia(), cast.rut(), cast.kim()):
        client.force_login(person)
        assert client.post(at("formal_check", application), yes).status_code == 302
    client.force_login(cast.karin())
    steps.take("pass_on", cast.checked(application), by=cast.karin())
    client.post(at("formal_check", application), {"period": "no", "period_note": "Sent"})
    assert CheckItem.objects.filter(holds=False).count() == 0


def test_bifall_finds_by_itself_what_it_can(client):
    call = cast.call()
    cast.submitted(call)
    application = cast.in_preparation(call)
    client.force_login(cast.karin())
    found = {f.question: f.holds for f, _a, _n in _rows(client, application)}
    assert found == {
        "may_apply": True,
        "signed": True,
        "purpose": None,
        "period": True,
        "costs": True,
        "no_other_grant": False,
    }
    Organisation.objects.update(has_public_debts=True)
    assert _rows(client, application)[0][0].holds is False


def _rows(client, application):
    return client.get(at("formal_check", application)).context["rows"]


# Completion


@pytest.mark.parametrize(
    ("what", "days", "field"),
    [
        ("", 7, "what"),
        ("Bifoga.", 0, "deadline"),
        ("Bifoga.", -1, "deadline"),
        ("B.", 900, "deadline"),
    ],
)
def test_a_request_needs_words_and_a_day_to_come(client, what, days, field):
    application = cast.in_preparation()
    client.force_login(cast.karin())
    sent = {"what": what, "deadline": str(clock.today() + timedelta(days=days))}
    page = client.post(at("ask_completion", application), sent)
    assert list(page.context["form"].errors) == [field]
    assert not Supplement.objects.exists()


def test_tomorrow_is_the_first_day_that_can_be_asked_for(client):
    application = cast.in_preparation()
    client.force_login(cast.karin())
    sent = {"what": "Bifoga.", "deadline": str(clock.today() + timedelta(days=1))}
    assert client.post(at("ask_completion", application), sent).status_code == 302
    assert client.post(at("ask_completion", application), sent).url == (
        application.get_absolute_url()
    )
    assert Supplement.objects.count() == 1
    assert Event.objects.filter(step="ask_completion").count() == 1


def test_only_the_applicants_writers_answer_and_only_once(client):
    application = cast.waiting_for_completion()
    answer = {"answer": "Här kommer stadgarna."}
    for person, status in ((cast.vera(), 404), (cast.karin(), 302), (cast.rolf(), 302)):
        client.force_login(person)
        assert client.post(at("answer_completion", application), answer).status_code == status
    assert Supplement.objects.get().state == "asked"
    client.force_login(cast.eva())
    page = client.post(at("answer_completion", application), {"answer": ""})
    assert page.context["form"].errors["answer"]
    client.post(at("answer_completion", application), answer)
    client.post(at("answer_completion", application), {"answer": "Igen."})
    assert Supplement.objects.get().answer == "Här kommer stadgarna."
    assert Event.objects.filter(step="answer_completion").count() == 1


# What the pages of other floors show


def drawn(name, **context):
    return Template('{% include "applications/' + name + '" %}').render(Context(context))


def test_the_form_is_shown_as_the_applicant_will_see_it_and_nothing_is_stored():
    call = cast.call_draft()
    cast.earmark(call)
    shown = drawn("_form_preview.html", call=Call.objects.get())
    for text in ("Språk", "Vingåker", "Hälsofrämjande", "Summary", "disabled"):
        assert text in shown
    assert "<button" not in shown
    assert not Application.objects.exists()


def test_an_organisation_shows_the_applications_the_reader_may_see():
    call = cast.call()
    cast.draft(call, title="Utkast")
    cast.submitted(call, title="Inskickad")
    association = cast.association()
    for person, draft, submitted in (
        (cast.siv(), True, True),
        (cast.karin(), False, True),
        (cast.otto(), False, False),
    ):
        shown = drawn("_organisation.html", organisation=association, user=person)
        assert ("Utkast" in shown, "Inskickad" in shown) == (draft, submitted)


def test_the_earmarks_of_a_call_have_rows_of_their_own():
    call = cast.call()
    mark = cast.earmark(call, 300_000)
    cast.submitted(call, earmark=mark)
    shown = drawn("_call.html", call=Call.objects.get(), user=cast.karin())
    assert "Hälsofrämjande" in shown
    assert "0.50" in shown
    assert "<svg" in shown
