"""To begin a draft: who may, what is told at once, and what it begins from."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from applications.models import Application, Attachment, write
from grants import clock, steps
from grants.models import Call, Organisation, Questionnaire
from tests import cast
from tests.applications.pages import at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def test_a_member_begins_a_draft_and_comes_to_its_task_list(client):
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
    assert "already a draft in this call" in client.get(at("begin", call)).text


def test_two_clicks_make_one_draft(client):
    call = cast.call()
    client.force_login(cast.eva())
    first, second = (client.post(at("begin", call), {"title": "Språkcafé"}) for _click in range(2))
    assert first.url == second.url
    assert Application.objects.count() == 1
    client.post(at("begin", call), {"title": "Ett annat språkcafé"})
    assert Application.objects.count() == 2


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


def test_what_the_organisation_has_not_stated_about_itself_is_told_where_the_fund_asks(client):
    client.force_login(cast.siv())
    page = client.get(at("begin", cast.call()))
    due = cast.association().statements_due()
    assert f"has {len(due)} things left to state about itself" in page.text
    cast.association().state({one.key: True for one in due}, cast.siv())
    assert "left to state" not in client.get(at("begin", cast.call())).text
    client.force_login(cast.vera())
    assert "left to state" not in client.get(at("begin", cast.call(fund="37"))).text


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


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("", "This field is required."),
        ("x" * 151, "Write at most 150 characters. You have 151."),
        ("Hjälp 850709-9805", "This looks like a personal identity number."),
        ("Språk\u202eéfac", "turns the direction"),
    ],
)
def test_a_name_that_cannot_stand_is_told_beside_the_field(client, title, said):
    client.force_login(cast.siv())
    page = client.post(at("begin", cast.call()), {"title": title})
    assert said in str(page.context["form"].errors["title"])
    assert not Application.objects.exists()


# From the self-test


def test_what_was_answered_in_the_self_test_follows_into_the_draft(client):
    call = cast.call()
    session = client.session
    session["selftest"] = {"kind": "ideell_forening", "municipality": "0482"}
    session["selftest"] |= {"free_of_charge": "yes", "economic": "no", "purposes": ["none"]}
    session.save()
    client.force_login(cast.siv())
    assert "what I answered in the self-test" in client.get(at("begin", call)).text
    client.post(at("begin", call), {"title": "Med svar", "selftest": "on"})
    values = Application.objects.get().values()
    assert (values["free_of_charge"], values["municipalities"]) == (True, ["0482"])
    client.post(at("begin", call), {"title": "Utan svar"})
    assert "municipalities" not in Application.objects.get(title="Utan svar").values()


def test_without_a_self_test_nothing_is_said_of_it(client):
    client.force_login(cast.siv())
    assert "self-test" not in client.get(at("begin", cast.call())).context["form"].as_p()


# From an earlier application


def begun_from(client: Any, earlier: Application, call: Call) -> Application:
    client.force_login(cast.siv())
    client.post(at("begin", call), {"title": "På nytt", "earlier": earlier.pk})
    return Application.objects.get(title="På nytt")


def test_what_fits_of_an_earlier_application_is_copied(client):
    earlier = cast.submitted(need="Samma behov som förr.")
    draft = begun_from(client, earlier, cast.call())
    old, new = earlier.values(), draft.values()
    assert new["need"] == "Samma behov som förr."
    same = set(old) - {"title", "priorities", "period_from", "period_to", "contact_name"}
    same -= {"contact_email", "contact_phone"}
    assert {key for key in same if new.get(key) != old[key]} == set()
    assert (draft.title, draft.contact_name) == ("På nytt", "Siv")
    assert draft.amount == earlier.amount
    assert draft.state == "draft"


def test_priorities_are_found_by_their_name_and_the_period_is_asked_anew(client):
    earlier, call = cast.submitted(), cast.call()
    draft = begun_from(client, earlier, call)
    assert [str(row) for row in draft.priorities.all()] == [
        str(row) for row in earlier.priorities.all()
    ]
    assert {row.call for row in draft.priorities.all()} == {call}
    assert (draft.period_from, draft.period_to) == (None, None)
    page = client.get(at("edit", draft))
    assert "The period belonged to the earlier call. Choose new days." in page.text
    other = cast.call_draft()
    other.priorities.update(name_sv="Något annat")
    other = steps.take("publish", other, by=cast.karin())
    assert begun_anew(client, earlier, other).set_aside["priorities"]["why"].startswith("This call")


def begun_anew(client: Any, earlier: Application, call: Call) -> Application:
    client.post(at("begin", call), {"title": "Igen", "earlier": earlier.pk})
    return Application.objects.get(title="Igen")


def test_costs_move_to_the_years_of_the_new_call_and_it_is_said(client):
    year = clock.today().year
    earlier = cast.submitted()
    later = cast.call(period_from=date(year + 2, 1, 1), period_to=date(year + 2, 12, 31))
    draft = begun_from(client, earlier, later)
    assert {line.year for line in draft.cost_lines.all()} == {year + 2}
    assert "moved to the years of this call" in client.get(at("edit", draft)).text


def test_partners_come_without_their_certificates_and_files_not_at_all(client, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    earlier = cast.draft()
    row = {"name": "Biblioteket", "org_nr": "212000-0308", "part": "Lokal"}
    write(earlier, {"partners": [row]}, cast.siv())
    upload = SimpleUploadedFile("plan.pdf", b"%PDF-1.4 plan %%EOF")
    Attachment.of(earlier, upload, cast.siv(), "plan").save()
    draft = begun_from(client, earlier, cast.call())
    assert [partner.name for partner in draft.partners.all()] == ["Biblioteket"]
    assert not draft.attachments.exists()
    page = client.get(at("edit", draft))
    assert "Files are not copied." in page.text
    assert "plan.pdf" in page.text


def test_what_the_new_form_does_not_ask_is_set_aside_with_the_reason(client):
    earlier = cast.submitted(need="Ett behov.", follow_up="Vi frågar alla.")
    call = cast.call_draft()
    form = Questionnaire.objects.drafted(call)
    for one in form.sections:
        one["questions"] = [q for q in one["questions"] if q["key"] != "need"]
        for question in one["questions"]:
            if question["key"] == "follow_up":
                question |= {"most_words": 2}
    form.save()
    draft = begun_from(client, earlier, steps.take("publish", call, by=cast.karin()))
    assert draft.set_aside["need"]["text"] == "Ett behov."
    assert draft.set_aside["need"]["why"] == "The question is not asked in this call."
    assert "at most 2 words" in draft.set_aside["follow_up"]["why"]
    assert not {"need", "follow_up"} & set(draft.answers)
    page = client.get(at("edit", draft))
    assert "Ett behov." in page.text
    client.post(at("seen", draft), {"what": "aside"})
    assert "Ett behov." not in client.get(at("edit", draft)).text


def test_only_what_she_sees_of_the_same_organisation_can_be_begun_from(client):
    theirs = cast.draft(cast.call(fund="37"), by=cast.vera(), title="Kommunens")
    siv = cast.siv()
    client.force_login(siv)
    call = cast.call()
    cast.draft(call, title="Egen")
    page = client.post(at("begin", call), {"title": "Lånad", "earlier": theirs.pk})
    assert not Application.objects.filter(title="Lånad").exists()
    assert "Kommunens" not in page.text
    siv.memberships.create(organisation=cast.municipality(), role="editor", valid_from="2020-01-01")
    client.force_login(cast.siv())
    sent = {"title": "Lånad", "earlier": theirs.pk, "organisation": cast.association().pk}
    page = client.post(at("begin", call), sent)
    assert page.context["form"].errors["earlier"] == ["Choose one of the same organisation."]


def test_the_page_asks_the_same_few_questions_of_the_database_however_much_there_is(
    client, django_assert_num_queries
):
    call = cast.call()
    client.force_login(cast.siv())
    cast.draft(call)
    with django_assert_num_queries(10):
        client.get(at("begin", call))
    for number in range(3):
        cast.draft(call, title=f"Nummer {number}")
    with django_assert_num_queries(10):
        client.get(at("begin", call))


def test_an_organisation_that_has_stopped_qualifying_is_told_on_the_task_list(client):
    draft = cast.draft()
    Organisation.objects.filter(pk=draft.organisation_id).update(has_public_debts=True)
    client.force_login(cast.siv())
    page = client.get(at("edit", draft))
    assert "may not apply now" in page.text
    assert page.context["hinders"][0].paragraph in page.text
    assert reverse("grants:organisation", args=[draft.organisation_id]) in page.text
