"""How far a draft has come: what is missing with the way there, who wrote last, minutes left."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from applications.models import ENOUGH, Application, Attachment, Timing, progress_of, write
from grants import clock, steps
from grants.models import Call
from tests import cast
from tests.applications.pages import at, section

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def without(draft: Application, *keys: str, by: Any = None) -> Application:
    """The draft with these answers taken away."""
    write(Application.objects.get(pk=draft.pk), dict.fromkeys(keys), by or cast.siv())
    return Application.objects.get(pk=draft.pk)


def states(draft: Application) -> dict[str, str]:
    return {part.section.key: part.state for part in progress_of(draft).parts}


def test_each_section_is_complete_missing_something_not_begun_or_optional():
    draft = without(cast.draft(), "need", "activities")
    found = states(draft)
    assert found["activity"] == "complete"
    assert found["need"] == "missing"
    assert found["activities"] == "untouched"
    assert found["partners"] == "optional"
    assert progress_of(draft).complete == len(found) - 2


def test_the_task_list_leads_to_the_very_question_that_is_missing(client):
    draft = without(cast.draft(), "need", "women")
    client.force_login(cast.eva())
    page = client.get(at("edit", draft))
    assert f'href="{section(draft, "need")}#q-need"' in page.text
    assert f'href="{section(draft, "target")}#q-women"' in page.text
    assert 'id="q-women"' in client.get(section(draft, "target")).text
    assert "1 thing missing" in page.text
    assert page.context["next"].section.key == "need"


def test_every_way_from_the_task_list_leads_to_a_question_that_is_there(client):
    draft = cast.draft()
    keys = [key for key in draft.values() if key != "title"]
    draft = without(draft, *keys)
    client.force_login(cast.siv())
    faults = client.get(at("edit", draft)).context["progress"].faults
    assert len(faults) > 10
    for fault in faults:
        assert f'id="q-{fault.key}"' in client.get(section(draft, fault.section)).text


def test_a_complete_draft_leads_to_the_signature(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    page = client.get(at("edit", draft))
    assert "Nothing is missing." in page.text
    assert at("submit", draft) in page.text
    assert "minutes" not in page.text
    client.force_login(cast.eva())
    assert "An authorised signatory can now" in client.get(at("edit", draft)).text


def test_a_file_counts_as_begun_and_a_missing_one_is_asked_for(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    draft = without(cast.draft(), "follow_up", "indicators", "risks", "afterwards", "spreading")
    assert states(draft)["quality"] == "optional"
    upload = SimpleUploadedFile("plan.pdf", b"%PDF-1.4 plan %%EOF")
    Attachment.of(draft, upload, cast.siv(), "plan").save()
    assert states(Application.objects.get(pk=draft.pk))["quality"] == "complete"


def test_it_says_who_last_changed_a_section(client):
    draft = cast.draft()
    write(Application.objects.get(pk=draft.pk), {"aims": "Evas mål."}, cast.eva())
    draft = Application.objects.get(pk=draft.pk)
    last = {part.section.key: part.who for part in progress_of(draft).parts}
    assert (last["need"], last["activity"]) == ("Eva", "Siv")
    client.force_login(cast.siv())
    assert "Last changed by Eva" in client.get(at("edit", draft)).text


# Minutes


def timed(draft: Application, section_key: str, *minutes: int) -> None:
    Timing.objects.bulk_create(
        Timing(call=draft.call, section=section_key, minutes=one) for one in minutes
    )


def test_minutes_are_those_of_earlier_applicants_when_there_are_enough_of_them(client):
    draft = without(cast.draft(), "need")
    timed(draft, "need", *[20] * (ENOUGH - 1))
    found = progress_of(draft)
    assert (found.measured, found.minutes) == (False, 10)
    timed(draft, "need", 90)
    found = progress_of(draft)
    # The median is 20 minutes, half of the section is missing: 10.
    assert (found.measured, found.minutes) == (True, 10)
    timed(draft, "need", 44, 44, 44, 44, 44)
    assert progress_of(draft).minutes == 25  # half of 44, rounded up to fives
    client.force_login(cast.siv())
    assert "About 25 minutes are left, judging by earlier" in client.get(at("edit", draft)).text


def test_what_is_only_guessed_is_said_to_be(client):
    draft = without(cast.draft(), "need", "aims")
    client.force_login(cast.siv())
    page = client.get(at("edit", draft))
    assert "Perhaps 20 minutes are left. That is an estimate" in page.text


def test_times_of_another_fund_say_nothing():
    draft = without(cast.draft(), "need")
    timed(cast.draft(cast.call(fund="37"), by=cast.vera()), "need", *[90] * ENOUGH)
    assert not progress_of(draft).measured


# The page


def test_who_opens_what(client):
    draft = cast.draft()
    for person, answer in (
        (cast.siv(), 200),
        (cast.eva(), 200),
        (cast.rolf(), 302),
        (cast.vera(), 404),
        (cast.karin(), 404),
        (cast.nils(), 404),
    ):
        client.force_login(person)
        assert client.get(at("edit", draft)).status_code == answer, person
    steps.take("submit", draft, by=cast.siv())
    client.force_login(cast.siv())
    assert client.get(at("edit", draft)).url == draft.get_absolute_url()


def test_a_draft_in_a_call_that_has_closed_is_kept_and_says_so(client):
    draft = cast.draft()
    now = clock.now()
    Call.objects.filter(pk=draft.call_id).update(closes_at=now - timedelta(hours=1))
    client.force_login(cast.siv())
    page = client.get(at("edit", draft))
    assert "The call is not open, so the application cannot be submitted." in page.text


def test_the_page_asks_the_same_few_questions_of_the_database_however_much_there_is(
    client, django_assert_num_queries
):
    draft = without(cast.draft(), "need")
    client.force_login(cast.siv())
    with django_assert_num_queries(16):
        client.get(at("edit", draft))
    without(draft, "aims", "women", "men", "activities", "free_of_charge")
    rows = [dict(row, description=f"Rad {n}") for n, row in enumerate(draft.values()["budget"] * 9)]
    write(Application.objects.get(pk=draft.pk), {"budget": rows}, cast.siv())
    with django_assert_num_queries(16):
        client.get(at("edit", draft))
