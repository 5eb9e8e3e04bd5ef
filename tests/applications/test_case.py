"""The list, its export, the page of a case, and pieces of other pages."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from applications.models import (
    Application,
    Attachment,
    Certificate,
    Conflict,
    Message,
    Note,
    Notice,
    gather,
)
from applications.models.whole import PARTS
from grants import clock, steps
from grants.models import Call
from tests import cast
from tests.applications.pages import at

pytestmark = pytest.mark.django_db
LIST, EXPORT = reverse("applications:list"), reverse("applications:export")
LIST_QUERIES, EXPORT_QUERIES, CASE_QUERIES = 9, 5, 21


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


def full(call=None):
    """A case with much in it: 40 answers, 30 costs, 10 files, 3 partners, 2 rounds, 5 messages."""
    application = cast.in_preparation(call, amount=300_000)
    category = application.cost_lines.first().category
    application.cost_lines.all().delete()
    for number in range(30):
        application.cost_lines.create(
            category=category,
            description=f"Kostnad {number}",
            year=2027,
            sought=10_000,
            amount=10_000,
        )
    for number in range(10):
        upload = SimpleUploadedFile(f"{number}.pdf", f"%PDF-1.4 {number} %%EOF".encode())
        Attachment.of(application, upload, cast.siv()).save()
    for number in range(3):
        partner = application.partners.create(
            name=f"Part {number}", org_nr=f"212000-000{number}", part="Lokal", place=number
        )
        link = Certificate(partner=partner, email="b@bib.example", asked_by=cast.siv())
        steps.begin(link, by=cast.siv())
    for number in range(2):
        application = round_of_completion(application, f"Runda {number}")
    for number in range(5):
        by = cast.karin() if number % 2 else cast.siv()
        message = Message(application=application, author=by, from_board=bool(number % 2))
        message.text = f"Meddelande {number}"
        steps.begin(message, by=by)
    note = Note(application=application, author=cast.karin(), text="Anteckning")
    steps.begin(note, by=cast.karin())
    change = Notice(application=application, author=cast.siv(), about="other", text="Nytt")
    steps.begin(change, by=cast.siv())
    return cast.checked(application)


def round_of_completion(application, text):
    inputs = {"what": "", "deadline": clock.today() + timedelta(days=9), "fields": {"need": "?"}}
    application = steps.take("ask_completion", application, by=cast.karin(), **inputs)
    asked = cast.supplement(application)
    asked.keep({"need": text}, cast.siv())
    return steps.take("answer_completion", application, by=cast.siv(), answer="Se ovan.")


@pytest.mark.parametrize("person", ["karin", "rut", "siv", "rolf"])
def test_the_page_of_a_full_case_asks_at_most_twenty_one_queries(client, person):
    application = full()
    assert len(application.questionnaire.read.questions) >= 40
    client.force_login(getattr(cast, person)())
    client.get(at("case", application))
    with CaptureQueriesContext(connection) as spent:
        page = client.get(at("case", application))
    assert len(spent) <= CASE_QUERIES
    for text in ("Kostnad 29", "9.pdf", "Part 2", "Runda 1", "Meddelande 4", "Nytt"):
        assert text in page.text


def test_a_case_that_has_come_far_asks_no_more(client):
    report = cast.reported()
    application = Application.objects.get(pk=report.application_id)
    for person in (cast.karin(), cast.fia(), cast.siv()):
        client.force_login(person)
        client.get(at("case", application))
        with CaptureQueriesContext(connection) as spent:
            client.get(at("case", application))
        assert len(spent) <= CASE_QUERIES + 2


def test_what_is_gathered_is_what_each_part_would_have_read():
    application = Application.objects.get(pk=full().pk)
    whole = gather(Application.objects.get(pk=application.pk))
    for part in PARTS:
        plain = list(getattr(application, part).all())
        found = list(getattr(whole, part).all())
        assert [vars_of(one) for one in found] == [vars_of(one) for one in plain], part
    assert [one.certificates.all()[0].email for one in whole.partners.all()] == [
        "b@bib.example"
    ] * 3
    assert whole.values() == application.values()


def test_what_is_gathered_for_a_case_never_leads_to_the_rows_of_another():
    """Also when it is asked in another order, for less, or with more along."""
    other, own = full(), cast.submitted()
    whole = gather(Application.objects.get(pk=own.pk))
    for part in PARTS:
        rows = set(getattr(Application.objects.get(pk=own.pk), part).all())
        assert set(getattr(whole, part).order_by("-pk")) == rows, part
    assert not whole.messages.exclude(pk=0).exists()
    assert other.messages.exists()


def vars_of(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_who_sees_which_case_is_the_same_one_by_one_and_all_at_once():
    """`handled_by` and `visible_to` hold for every combination of role and kind of case."""
    call = cast.call()
    draft, submitted = cast.draft(call, title="U"), cast.submitted(call, title="I")
    guides = cast.submitted(cast.call("37a"), by=cast.vera(), title="G")
    conflict = cast.submitted(call, title="J")
    Conflict.objects.create(application=conflict, user=cast.rut(), ground="Granne")
    seen = {
        person.name: {one.title for one in Application.objects.visible_to(person)}
        for person in (cast.siv(), cast.karin(), cast.rut(), cast.kim(), cast.otto(), cast.jill())
    }
    assert seen == {
        "Siv": {"U", "I", "J"},
        "Karin": {"I", "G", "J"},
        "Rut": {"I", "G"},
        "Kim": {"I", "G", "J"},
        "Otto": set(),
        "Jill": {"G"},
    }
    assert {draft.state, submitted.state, guides.state} == {"draft", "submitted"}


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


# What the pages of other floors show


def drawn(name, **context):
    return Template('{% include "applications/' + name + '" %}').render(Context(context))


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
