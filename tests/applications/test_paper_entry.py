"""What came on paper: an officer enters it, and it is registered, also late or incomplete."""

from datetime import timedelta

import pytest
from django.utils import translation

from applications.models import Application, Attachment, checksum_of, signature_finding, write
from applications.models.snapshot import snapshot
from applications.resources import ApplicationTable
from grants import clock, steps
from grants.models import Call, Membership, Organisation
from tests import cast
from tests.applications.pages import at

pytestmark = pytest.mark.django_db
NEW = "/applications/paper/"


@pytest.fixture(autouse=True)
def in_english(settings, tmp_path):
    settings.LANGUAGE_CODE = "en"
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


def typed(call: Call, **changes):
    """What an officer fills in for the association, with the scanned original."""
    arrived = changes.pop("arrived", clock.now() - timedelta(hours=2))
    return {
        "call": call.pk,
        "org_nr": cast.association().org_nr,
        "title": "Språkcafé på papper",
        "received_at": f"{arrived.astimezone(clock.SWEDEN):%Y-%m-%dT%H:%M}",
        "original": cast.pdf("original.pdf"),
        **changes,
    }


def entered(client, **changes) -> Application:
    """Karin has begun to enter a paper."""
    call = changes.pop("call", None) or cast.call()
    client.force_login(cast.karin())
    answer = client.post(NEW, typed(call, **changes))
    application = Application.objects.get(on_behalf=True)
    assert answer.url == at("edit", application)
    return application


def copied(application: Application, **changes) -> Application:
    """What the paper says is entered, all of it."""
    values = cast.said(application.call) | {"title": application.title} | changes
    values["municipalities"] = [application.organisation.municipality_id]
    write(application, values, cast.karin())
    return Application.objects.get(pk=application.pk)


def registers(client, application: Application, person=None):
    client.force_login(person or cast.karin())
    sent = {"reading": checksum_of(snapshot(application)), "declares": "on"}
    return client.post(at("submit", application), sent, follow=True)


def stored(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def test_an_officer_enters_a_paper_for_an_organisation_and_it_is_registered(client):
    arrived = clock.now().replace(second=0, microsecond=0) - timedelta(days=2)
    application = copied(entered(client, arrived=arrived))
    page = client.get(at("submit", application)).text
    assert "Entered by the county administrative board from a signed original on paper" in page
    assert "I have entered what the original says." in page
    registers(client, application)
    fresh = stored(application)
    assert (fresh.state, fresh.submitted_at, fresh.signed_by) == (
        *("submitted", arrived, cast.karin()),
    )
    assert fresh.case_number
    assert fresh.signatures.get().capacity == "paper"
    assert signature_finding(fresh)[0] is True
    assert not fresh.is_late


def test_an_organisation_that_bifall_does_not_know_is_made_without_any_member(client):
    call = cast.call()
    client.force_login(cast.karin())
    told = typed(call, org_nr="802400-1235")
    page = client.post(NEW, told)
    assert set(page.context["form"].errors) == {"name", "applicant_type", "municipality"}
    told = typed(call, org_nr="802400-1235", name="Ny förening", municipality="0482")
    client.post(NEW, told | {"applicant_type": "ideell_forening"})
    organisation = Organisation.objects.get(org_nr="802400-1235")
    assert organisation.name == "Ny förening"
    assert not organisation.memberships.exists()
    assert Application.objects.get().organisation == organisation


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("org_nr", "802400-1234", "check digit"),
        ("org_nr", "811218-9876", "looks like a personal identity number"),
        ("received_at", "2099-01-01T10:00", "cannot have arrived later than now"),
        ("received_at", "1999-01-01T10:00", "Check the year"),
        ("received_at", "", "required"),
        ("original", "", "Choose a file."),
        ("title", "Anna 811218-9876", "personal"),
        ("call", "999999", "valid choice"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_made(client, field, value, said):
    call = cast.call()
    client.force_login(cast.karin())
    page = client.post(NEW, typed(call) | {field: value})
    assert said in " ".join(page.context["form"].errors[field])
    assert not Application.objects.exists()


def test_two_clicks_begin_one(client):
    call = cast.call()
    client.force_login(cast.karin())
    for _click in range(2):
        client.post(NEW, typed(call))
    assert Application.objects.count() == Attachment.objects.count() == 1


def test_a_paper_that_came_late_is_registered_and_marked_so_that_it_can_be_dismissed(client):
    call = cast.call()
    Call.objects.update(closes_at=clock.now() - timedelta(days=1))
    application = copied(entered(client, call=call))
    registers(client, application)
    fresh = stored(application)
    assert fresh.state == "submitted"
    assert fresh.is_late
    for name in ("case", "receipt"):
        assert "arrived late" in client.get(at(name, fresh)).text
    taken = steps.take("take_up", fresh, by=cast.karin())
    assert "arrived late" in client.get(at("formal_check", taken)).text


def test_a_paper_that_came_in_time_is_in_time_when_it_is_entered_after_the_closing(client):
    call = cast.call()
    application = copied(entered(client, call=call, arrived=clock.now() - timedelta(days=3)))
    Call.objects.update(closes_at=clock.now() - timedelta(days=1))
    registers(client, stored(application))
    assert stored(application).state == "submitted"
    assert not stored(application).is_late


def test_the_web_itself_is_as_closed_as_ever():
    draft = cast.draft()
    Call.objects.update(closes_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(steps.Refused, match="The call is not open"):
        steps.take("submit", draft, by=cast.siv())


def test_an_incomplete_paper_is_registered_when_amount_and_period_are_there(client):
    application = entered(client)
    page = registers(client, application)
    assert "Something is missing in the application." in page.text
    write(stored(application), {"amount": "90000.00"}, cast.karin())
    registers(client, stored(application))
    assert stored(application).state == "draft"
    days = {"period_from": "2027-01-01", "period_to": "2027-06-30"}
    write(stored(application), days, cast.karin())
    page = client.get(at("submit", application)).text
    assert "It can be registered all the same" in page
    registers(client, stored(application))
    assert stored(application).state == "submitted"
    assert stored(application).faults()


def test_a_paper_from_somebody_who_may_not_apply_is_registered_too(client):
    company = cast.company()
    application = copied(entered(client, org_nr=company.org_nr))
    assert application.hinders()
    registers(client, application)
    assert stored(application).state == "submitted"


def test_without_its_original_it_is_not_registered(client):
    application = copied(entered(client))
    application.attachments.all().delete()
    page = registers(client, stored(application))
    assert "The original on paper must be attached" in page.text
    assert stored(application).state == "draft"


def test_the_original_and_the_moment_can_be_mended_until_then(client):
    application = copied(entered(client))
    moment = f"{clock.now().astimezone(clock.SWEDEN) - timedelta(days=1):%Y-%m-%dT%H:%M}"
    told = {"received_at": moment, "original": cast.pdf("bättre.pdf")}
    assert client.post(at("paper", application), told).url == at("edit", application)
    assert [file.name for file in application.attachments.all()] == ["bättre.pdf"]
    client.post(at("paper", application), {"received_at": moment})
    assert [file.name for file in application.attachments.all()] == ["bättre.pdf"]
    registers(client, stored(application))
    assert client.get(at("paper", application)).url == application.get_absolute_url()


def test_only_officers_of_the_board_enter_papers(client):
    application = copied(entered(client))
    for person, status in (
        *((cast.nils(), 404), (cast.siv(), 404), (cast.asa(), 404), (cast.dag(), 404)),
        *((cast.kim(), 404), (cast.otto(), 200)),
    ):
        client.force_login(person)
        assert client.get(NEW).status_code == status
    # An officer elsewhere has other calls to choose from, and does not see this one.
    assert not client.get(NEW).context["form"].fields["call"].queryset.exists()
    assert client.get(at("paper", application)).status_code == 404


def test_an_officer_with_a_conflict_of_interest_does_not_enter_it(client):
    call, karin = cast.call(), cast.karin()
    Membership.objects.create(user=karin, organisation=cast.association(), role="reader")
    client.force_login(cast.karin())
    page = client.post(NEW, typed(call))
    said = page.context["form"].non_field_errors()
    assert said == [
        "You have a conflict of interest with this organisation. Let a colleague enter it."
    ]
    assert not Application.objects.exists()


def test_members_see_it_as_theirs_but_do_not_write_in_what_the_board_copies(client):
    application = copied(entered(client))
    siv = cast.siv()
    client.force_login(siv)
    assert client.get(at("case", application)).status_code == 200
    assert client.get(at("edit", application)).url == application.get_absolute_url()
    page = registers(client, application, siv)
    assert "You may not do this." in page.text
    registers(client, application)
    client.force_login(siv)
    assert application.title in client.get("/applications/").text
    assert "came on paper" in client.get(at("receipt", application)).text
    # Afterwards it is theirs like any other: they answer what is asked.
    taken = steps.take("take_up", stored(application), by=cast.karin())
    deadline = clock.today() + timedelta(days=14)
    asked = steps.take("ask_completion", taken, by=cast.karin(), what="Mer.", deadline=deadline)
    assert "answer_completion" in {step.name for step in steps.open_to(siv, asked)}


def test_it_is_marked_in_list_case_review_and_export(client):
    application = copied(entered(client))
    assert "came on paper" in client.get(at("submit", application)).text
    registers(client, application)
    assert "came on paper" in client.get(at("case", application)).text
    assert "From paper" in client.get("/applications/").text
    rows = ApplicationTable().export(Application.objects.all().with_all())
    assert rows["Entered from paper"] == ["Yes"]


def test_the_board_that_decides_for_the_country_enters_what_reaches_it(client):
    guides = cast.call("37a")
    client.force_login(cast.jon())
    told = typed(guides, org_nr=cast.municipality().org_nr)
    answer = client.post(NEW, told)
    application = Application.objects.get()
    assert answer.url == at("edit", application)
    assert application.county_id == application.organisation.municipality.county_id
    copied_here = cast.said(application.call) | {"title": application.title}
    write(application, copied_here, cast.jon())
    registers(client, stored(application), cast.jon())
    assert stored(application).state == "submitted"
