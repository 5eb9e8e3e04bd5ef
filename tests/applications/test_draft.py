"""Begin and write a draft: who may, what is told at once, and what happens to bad input."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from applications.models import Application
from applications.models.snapshot import snapshot
from grants import clock, steps
from grants.models import Call, Municipality
from tests import cast
from tests.applications.pages import at, errors, filled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


# To begin


def test_a_member_begins_a_draft_and_comes_to_its_page(client):
    call = cast.call()
    client.force_login(cast.eva())
    page = client.get(at("begin", call))
    assert "Flens språkvänner" in page.text
    answer = client.post(at("begin", call), {"title": "Språkcafé"})
    draft = Application.objects.get()
    assert answer.url == at("edit", draft)
    assert (draft.title, draft.organisation, draft.county_id) == (
        "Språkcafé",
        cast.association(),
        cast.SODERMANLAND,
    )
    assert (draft.contact_name, draft.contact_email) == ("Eva", "eva@forening.example")
    assert "already have a draft" in client.get(at("begin", call)).text


def test_one_who_may_not_apply_is_told_at_once_with_paragraph_and_remedy(client):
    call = cast.call(fund="37")
    client.force_login(cast.siv())
    page = client.get(at("begin", call))
    assert "Only municipalities and municipal associations may apply" in page.text
    assert "37 § första stycket förordningen (2010:1122)" in page.text
    assert "A municipality can apply and work together with you." in page.text
    assert page.context["form"] is None
    client.post(at("begin", call), {"title": "Ändå", "organisation": cast.association().pk})
    assert not Application.objects.exists()


def test_a_member_of_two_chooses_between_those_that_may_apply(client):
    siv, municipality = cast.siv(), cast.municipality()
    siv.memberships.create(organisation=municipality, role="editor", valid_from="2020-01-01")
    siv.memberships.create(organisation=cast.company(), role="editor", valid_from="2020-01-01")
    call = cast.call()
    client.force_login(siv)
    page = client.get(at("begin", call))
    assert [o.name for o, _hinders in page.context["hindered"]] == ["Språk och Kaffe AB"]
    page = client.post(at("begin", call), {"title": "Utan val"})
    assert page.context["form"].errors["organisation"]
    page = client.post(at("begin", call), {"title": "Bolag", "organisation": cast.company().pk})
    assert page.context["form"].errors["organisation"]
    client.post(at("begin", call), {"title": "Kommun", "organisation": municipality.pk})
    assert Application.objects.get().organisation == municipality


def test_a_reader_and_somebody_without_organisation_begin_nothing(client):
    call = cast.call()
    for person in (cast.rolf(), cast.nils()):
        client.force_login(person)
        assert "/organisations/new/" in client.get(at("begin", call)).text
        client.post(at("begin", call), {"title": "Nej", "organisation": cast.association().pk})
    assert not Application.objects.exists()


def test_a_call_that_is_not_open_says_so(client):
    client.force_login(cast.siv())
    soon = cast.call(opens_at=clock.now() + timedelta(days=3))
    over = cast.call()
    Call.objects.filter(pk=over.pk).update(closes_at=clock.now() - timedelta(seconds=1))
    assert "has not opened yet" in client.get(at("begin", soon)).text
    assert "not open" in client.post(at("begin", over), {"title": "Sent"}).text
    assert client.get(at("begin", cast.call_draft())).status_code == 404
    assert not Application.objects.exists()


def test_where_one_board_decides_for_all_the_case_is_the_applicants_own_county(client):
    call = cast.call(fund="37a", by=cast.jon(), county_id=cast.JONKOPING, national=True)
    client.force_login(cast.vera())
    client.post(at("begin", call), {"title": "Hela landet"})
    assert Application.objects.get().county_id == cast.SODERMANLAND


# To write


def test_the_page_shows_what_is_stored_and_saving_it_back_changes_nothing(client):
    draft = cast.draft()
    before = snapshot(Application.objects.get())
    client.force_login(cast.siv())
    answer = client.post(at("edit", draft), filled(client.get(at("edit", draft))))
    assert answer.url == at("edit", draft)
    fresh = Application.objects.get(pk=draft.pk)
    assert (snapshot(fresh), fresh.version) == (before, 2)
    assert fresh.saved_at > draft.saved_at


def test_an_incomplete_draft_is_saved_and_the_page_lists_what_is_missing(client):
    draft = cast.draft()
    client.force_login(cast.eva())
    sent = filled(client.get(at("edit", draft))) | {"need": "", "women": "", "purposes": []}
    page = client.post(at("edit", draft), sent, follow=True)
    missing = {key: len(said) for key, _label, said in page.context["sections"] if said}
    assert missing == {"need": 1, "target": 1, "purposes": 1}
    assert "Last saved" in page.text


def test_amounts_are_written_as_swedes_write_them_and_the_sum_is_shown(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    sent = filled(client.get(at("edit", draft)))
    sent |= {"amount": "160 000,50 kr", "own_funding": "", "lines-0-amount": "100000,50"}
    page = client.post(at("edit", draft), sent, follow=True)
    assert Application.objects.get().amount == Decimal("160000.50")
    assert (
        "costs are SEK\xa0150,000.50 but the money to cover them is SEK\xa0160,000.50" in page.text
    )


def test_rows_are_added_and_taken_away_without_script(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    sent = filled(client.get(at("edit", draft)))
    sent |= {"action": "more_lines", "lines-0-DELETE": "on"}
    sent |= {"partners-0-name": "Biblioteket", "partners-0-org_nr": "2120000308"}
    sent |= {"partners-0-part": "Lokal"}
    answer = client.post(at("edit", draft), sent)
    assert answer.url == at("edit", draft) + "?more=lines#costs"
    assert [line.description for line in draft.cost_lines.all()] == ["Lokal"]
    assert [p.org_nr for p in draft.partners.all()] == ["212000-0308"]
    assert len(client.get(answer.url).context["draft"].lines.forms) == 1 + 2 + 3


def test_more_rows_are_there_also_when_something_must_be_corrected(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    sent = filled(client.get(at("edit", draft))) | {"action": "more_lines", "amount": "mycket"}
    page = client.post(at("edit", draft), sent)
    assert list(errors(page)) == ["amount"]
    assert len(page.context["draft"].lines.forms) == 2 + 2 + 3


def test_a_row_that_is_emptied_is_taken_away(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    sent = filled(client.get(at("edit", draft)))
    sent |= dict.fromkeys(("lines-0-category", "lines-0-description", "lines-0-amount"), "")
    client.post(at("edit", draft), sent)
    assert draft.cost_lines.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", "", "Give the activity a name."),
        ("title", "x" * 151, "Write at most 150 characters. You have 151."),
        ("summary", "x" * 1001, "Write at most 1000 characters. You have 1001."),
        ("need", "Ring 850709-9805 om det.", "This looks like a personal identity number."),
        ("contact_name", "Siv 850709-9805", "This looks like a personal identity number."),
        ("amount", "mycket", "Write the amount in digits"),
        ("amount", "-5", "cannot be less than zero"),
        ("own_funding", "1.2.3", "Write the amount in digits"),
        ("women", "några", "Write a whole number"),
        ("women", "-1", "greater than or equal to 0"),
        ("period_from", "i vår", "Write a day"),
        ("period_from", "1999-01-01", "The call pays for activities from"),
        ("period_to", "2099-01-01", "The call pays for activities from"),
        ("contact_email", "siv", "valid email"),
        ("lines-0-amount", "tusen", "Write the amount in digits"),
        ("lines-0-amount", "0", "Write an amount above 0"),
        ("lines-0-year", "1999", "Choose a year within the period of the call."),
        ("lines-0-description", "", "This field is required."),
        ("purposes", ["999999"], "Select a valid choice"),
        ("municipalities", ["0880"], "Select a valid choice"),
    ],
)
def test_what_cannot_be_understood_is_told_beside_the_field_and_nothing_is_lost(
    client, field, typed, said
):
    draft = cast.draft()
    before = snapshot(Application.objects.get())
    client.force_login(cast.siv())
    sent = filled(client.get(at("edit", draft)))
    sent |= {"aims": "Nytt och långt skrivet mål.", field: typed}
    page = client.post(at("edit", draft), sent)
    assert page.status_code == 200
    assert list(errors(page)) == [field]
    assert said in errors(page)[field][0]
    assert "Nytt och långt skrivet mål." in page.text
    assert "Nothing has been saved yet" in page.text
    fresh = Application.objects.get()
    assert (snapshot(fresh), fresh.version) == (before, 1)
    if isinstance(typed, str) and field != "lines-0-year":
        assert typed in page.text


@pytest.mark.parametrize(
    ("org_nr", "said"),
    [
        ("802499-0016", "check digit does not match"),
        ("12345", "ten digits"),
        ("850709-9805", "personal identity number"),
        ("", "This field is required."),
    ],
)
def test_a_wrong_organisation_number_is_told_beside_the_field(client, org_nr, said):
    draft = cast.draft()
    client.force_login(cast.siv())
    sent = filled(client.get(at("edit", draft)))
    sent |= {"partners-0-name": "B", "partners-0-org_nr": org_nr, "partners-0-part": "Lokal"}
    page = client.post(at("edit", draft), sent)
    assert said in errors(page)["partners-0-org_nr"][0]
    assert not draft.partners.exists()


def test_the_same_partner_twice_is_told_beside_the_second(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    sent = filled(client.get(at("edit", draft))) | {"partners-TOTAL_FORMS": "2"}
    for row, written in enumerate(("212000-0308", "2120000308")):
        sent |= {f"partners-{row}-name": "B", f"partners-{row}-org_nr": written}
        sent |= {f"partners-{row}-part": "Lokal"}
    page = client.post(at("edit", draft), sent)
    assert errors(page) == {"partners-1-org_nr": ["This organisation is already in the list."]}


def test_a_period_that_ends_before_it_begins_and_a_cost_outside_it(client):
    year = clock.today().year + 1
    draft = cast.draft(cast.call(period_to=date(year + 1, 12, 31)))
    client.force_login(cast.siv())
    sent = filled(client.get(at("edit", draft)))
    page = client.post(
        at("edit", draft), sent | {"period_from": f"{year}-05-01", "period_to": f"{year}-04-30"}
    )
    assert errors(page)["period_to"] == ["The period must end after it begins."]
    page = client.post(at("edit", draft), sent | {"period_from": f"{year + 1}-01-01"})
    assert errors(page)["lines-0-year"] == ["The activity does not go on in that year."]


def test_a_broken_count_of_rows_is_refused_and_nothing_is_saved(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    sent = filled(client.get(at("edit", draft)))
    for wrong in ("", "x", "99999"):
        page = client.post(at("edit", draft), sent | {"lines-TOTAL_FORMS": wrong})
        assert page.status_code == 200
    assert draft.cost_lines.count() == 2


def test_two_tabs_never_overwrite_each_other_silently(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    first = filled(client.get(at("edit", draft)))
    client.force_login(cast.eva())
    client.post(at("edit", draft), first | {"need": "Evas behov.", "lines-0-description": "Evas"})
    client.force_login(cast.siv())
    page = client.post(at("edit", draft), first | {"need": "Sivs behov.", "aims": "Sivs mål."})
    assert "Eva saved this draft on" in page.text
    assert "Sivs behov." in page.text
    assert "Sivs mål." in page.text
    assert page.context["elsewhere"] == [
        ("Background and need", "Evas behov."),
        ("Purpose and aims", "Deltagarna talar mer svenska när insatsen är slut."),
        (
            "Costs",
            f"staff, Evas, {draft.period_from.year}, SEK\xa0100,000\n"
            f"premises, Lokal, {draft.period_from.year}, SEK\xa050,000",
        ),
    ]
    assert Application.objects.get().need == "Evas behov."
    again = filled(page)
    assert again["version"] == "2"
    client.post(at("edit", draft), again)
    assert Application.objects.get().need == "Sivs behov."


def test_a_draft_submitted_in_another_tab_is_not_changed_and_the_text_is_still_there(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    sent = filled(client.get(at("edit", draft)))
    steps.take("submit", draft, by=cast.siv())
    page = client.post(at("edit", draft), sent | {"need": "För sent."})
    assert "has been submitted and can no longer be changed" in page.text
    assert "För sent." in page.text
    assert Application.objects.get().need == "Många väntar utan att få öva svenska."
    assert client.get(at("edit", draft)).url == draft.get_absolute_url()


def test_an_earmark_is_offered_when_the_call_has_one(client):
    draft = cast.draft()
    mark = cast.earmark(draft.call)
    client.force_login(cast.siv())
    sent = filled(client.get(at("edit", draft))) | {"earmark": str(mark.pk)}
    client.post(at("edit", draft), sent)
    assert Application.objects.get().earmark == mark
    other = cast.draft()
    assert "earmark" not in client.get(at("edit", other)).context["draft"].form.fields


def test_a_national_call_offers_every_municipality_with_its_county(client):
    call = cast.call(national=True)
    client.force_login(cast.siv())
    page = client.get(at("edit", cast.draft(call)))
    offered = page.context["draft"].form.fields["municipalities"].queryset
    assert offered.count() == Municipality.objects.count() == 290
    assert offered[0].county_id == cast.SODERMANLAND
    assert "Ale, Västra Götaland" in page.text


def test_only_writers_of_the_organisation_write(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    sent = filled(client.get(at("edit", draft))) | {"need": "Främmande."}
    client.force_login(cast.rolf())
    assert client.post(at("edit", draft), sent).url == draft.get_absolute_url()
    for person in (cast.vera(), cast.karin(), cast.kim(), cast.nils()):
        client.force_login(person)
        for name in ("edit", "case", "submit", "attach", "receipt"):
            assert client.get(at(name, draft)).status_code == 404
        assert client.post(at("edit", draft), sent).status_code == 404
    client.logout()
    assert client.post(at("edit", draft), sent).status_code == 302
    assert Application.objects.get().need == "Många väntar utan att få öva svenska."
