"""What everyone sees: start page, search, filters, export, and nothing that is not public."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from catalog import search
from catalog.models import Entry
from grants import clock, steps
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A visitor who reads English: what is asserted is written as in the code."""
    return Client(headers={"accept-language": "en"})


def project(title: str = "Språkcafé i Flen", by=None, call=None, **texts) -> Entry:
    """A published project; its texts are changed before it is reviewed."""
    payment = cast.paid(cast.granted(cast.under_assessment(call, title=title, by=by or cast.siv())))
    draft = cast.entry_draft(cast.reported(payment))
    Entry.objects.filter(pk=draft.pk).update(**texts)
    reviewed = steps.take("review", Entry.objects.get(pk=draft.pk), by=cast.karin())
    return steps.take("publish", reviewed, by=cast.karin())


def titles(client, **query) -> list[str]:
    page = client.get(reverse("catalog:list"), query)
    return [entry.title for entry in page.context["page_obj"]]


def closed(call):
    """The moment after the call has closed."""
    return clock.at(call.closes_at)


# The start page


def test_everyone_reads_the_start_page_also_when_there_is_nothing(client):
    page = client.get(reverse("catalog:start"))
    assert page.status_code == 200
    assert list(page.context["calls"]) == []
    assert page.context["newest"] == []


def test_open_calls_stand_with_the_next_to_close_first(client):
    now = clock.now()
    late = cast.call(closes_at=now.replace(year=now.year + 1))
    soon = cast.call()
    cast.call_draft(title_sv="Ett hemligt utkast")
    page = client.get(reverse("catalog:start"))
    assert list(page.context["calls"]) == [soon, late]
    assert "Ett hemligt utkast" not in page.content.decode()


def test_the_over_subscription_of_a_call_is_told_when_it_has_closed(client):
    call = cast.call(frame=100_000)
    cast.submitted(call)
    assert client.get(reverse("catalog:start")).context["newest"] == []
    steps.take("cancel", cast.call(), by=cast.karin(), note="Inga medel.")
    type(call).objects.filter(pk=call.pk).update(closes_at=clock.now())
    line = client.get(reverse("catalog:start")).context["newest"][0]
    assert (line.fund.pk, line.year) == ("tia", clock.today().year)
    assert (line.figures.count, str(line.figures.ratio)) == (1, "1.50")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_start_page_costs_as_many_queries_with_one_row_as_with_three(
    client, django_assert_num_queries, rows
):
    for number in range(rows):
        call = cast.call()
        project(f"Språkcafé {number}", call=call)
        cast.call()
        type(call).objects.filter(pk=call.pk).update(closes_at=clock.now())
    client.get(reverse("catalog:start"))
    with django_assert_num_queries(7):
        client.get(reverse("catalog:start"))


# The catalogue


def test_the_catalogue_says_what_would_be_there(client):
    page = client.get(reverse("catalog:list"))
    assert page.status_code == 200
    assert 'class="empty"' in page.content.decode()


def test_only_what_is_published_is_found(client):
    shown = project()
    cast.entry_draft(cast.reported(cast.paid()))
    assert titles(client) == [shown.title]
    client.force_login(cast.karin())
    assert titles(client) == [shown.title]


def test_a_word_is_found_by_its_stem_and_the_hit_is_marked(client):
    project(summary="Vi arbetade med lokala föreningar i Flen.")
    assert titles(client, q="förening") == ["Språkcafé i Flen"]
    page = client.get(reverse("catalog:list"), {"q": "föreningarna"})
    assert "<mark>föreningar</mark>" in page.content.decode()


def test_å_ä_and_ö_are_letters_of_their_own(client):
    project("Får och lamm på gården", summary="Om djur.")
    project("Hur far man till Flen", summary="Om bussar.")
    assert titles(client, q="får") == ["Får och lamm på gården"]
    assert titles(client, q="far") == ["Hur far man till Flen"]


def test_what_a_text_holds_is_escaped_in_its_snippet(client):
    project(summary="Ett kafé <script>alert(1)</script> med kaffe.")
    page = client.get(reverse("catalog:list"), {"q": "kaffe"}).content.decode()
    assert "<script>alert(1)" not in page
    assert "<mark>kaffe</mark>" in page
    assert search.marked("<b>\ue000x\ue001") == "&lt;b&gt;<mark>x</mark>"


def test_a_misspelt_word_is_mended(client):
    project("Språkcafé i Flen")
    page = client.get(reverse("catalog:list"), {"q": "spåkcafé"})
    assert page.context["meant"] == "språkcafé"
    assert client.get(reverse("catalog:list"), {"q": "qzxw"}).context["meant"] == ""


@pytest.mark.parametrize(
    "query",
    [
        *({"q": "\x00"}, {"q": "'\"&|!():*"}, {"q": "x" * 5000}, {"year": "nittonhundra"}),
        *({"year": "99999999999"}, {"fund": "'"}, {"county": "\x00"}, {"page": "-4"}),
        *({"order": "granted; drop"}, {"q": "och"}, {"year": "²"}),
    ],
)
def test_whatever_is_asked_gets_an_answer(client, query):
    project()
    assert client.get(reverse("catalog:list"), query).status_code == 200
    assert client.get(reverse("catalog:export"), query).status_code == 200


def test_the_list_is_narrowed_by_fund_county_and_year_and_counts_each_choice(client):
    project()
    year = clock.today().year
    assert titles(client, fund="tia", county="04", year=year) == ["Språkcafé i Flen"]
    assert titles(client, county="08") == []
    assert titles(client, fund="37") == []
    form = client.get(reverse("catalog:list"), {"county": "08"}).context["form"]
    labels = {
        name: [str(label) for _key, label in form.fields[name].choices]
        for name in ("fund", "county", "year")
    }
    assert "Kalmar County (0)" in labels["county"]
    assert "Södermanland County (1)" in labels["county"]


def test_the_order_is_the_readers_choice(client):
    project("Aktivt hopp", granted=100_000, used=90_000)
    project("Bättre hopp", granted=140_000)
    assert titles(client, order="amount") == ["Bättre hopp", "Aktivt hopp"]
    assert titles(client, order="title") == ["Aktivt hopp", "Bättre hopp"]
    assert titles(client, q="bättre hopp or hopp")[0] == "Bättre hopp"


def test_there_are_twenty_on_a_page(client, monkeypatch):
    monkeypatch.setattr("catalog.views.PAGE", 1)
    project("Ett")
    project("Två")
    page = client.get(reverse("catalog:list"), {"page": 2, "order": "title"})
    assert [entry.title for entry in page.context["page_obj"]] == ["Två"]
    assert "order=title" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_as_many_queries_with_one_row_as_with_three(
    client, django_assert_num_queries, rows
):
    for number in range(rows):
        project(f"Språkcafé {number}")
    with django_assert_num_queries(7):
        client.get(reverse("catalog:list"), {"q": "språkcafé"})


def test_the_export_has_what_the_list_shows_and_runs_no_formula(client):
    project("=1+1", summary="@hej")
    sheet = load_workbook(io.BytesIO(client.get(reverse("catalog:export")).content)).active
    head, row = [[cell.value for cell in line] for line in sheet.rows]
    told = dict(zip(head, row, strict=True))
    assert told["Title"] == "'=1+1"
    assert told["Granted (SEK)"] == 150_000
    assert (
        client.get(reverse("catalog:export"), {"county": "08", "format": "csv"})
        .content.decode("utf-8-sig")
        .count("\n")
        == 1
    )
    plain = client.get(reverse("catalog:export"), {"format": "csv"}).content.decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(plain)))["What it was"] == "'@hej"


# What is not public


def test_no_private_person_stands_on_a_public_page(client):
    shown = project()
    for address in (
        shown.get_absolute_url(),
        *(reverse(f"catalog:{name}") for name in ("start", "list", "statistics", "export")),
    ):
        text = client.get(address).content.decode("utf-8", "replace")
        for name in ("Siv", "Karin", "Dag", "siv@forening.example"):
            assert name not in text, f"{name} on {address}"


@pytest.mark.parametrize("name", ["about", "accessibility", "statistics"])
def test_everyone_reads_what_bifall_is(client, name):
    assert client.get(reverse(f"catalog:{name}")).status_code == 200
