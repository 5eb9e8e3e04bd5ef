"""To write a draft, a section at a time: what is saved, what is not, and that nothing is lost."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from applications.models import Application, write
from applications.models.snapshot import snapshot
from applications.rules import writes
from grants import clock, steps
from grants.models import Membership, Municipality
from tests import cast
from tests.applications.pages import at, errors, filled, section

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def fresh(draft: Application) -> Application:
    return Application.objects.get(pk=draft.pk)


def sent(client: Any, draft: Application, key: str, **changes: Any) -> Any:
    """Open the section, change something, save."""
    page = client.get(section(draft, key))
    return client.post(section(draft, key), filled(page, **changes))


def test_a_section_shows_what_is_stored_and_saving_it_back_changes_nothing(client):
    draft = cast.draft()
    before = fresh(draft)
    client.force_login(cast.siv())
    for one in draft.questionnaire.read.sections:
        answer = sent(client, draft, one.key)
        assert answer.url == section(draft, one.key)
    after = fresh(draft)
    assert (snapshot(after), after.version, after.stamps) == (
        snapshot(before),
        before.version,
        before.stamps,
    )


def test_save_and_continue_leads_through_the_form_and_back_to_the_task_list(client):
    draft = cast.draft()
    client.force_login(cast.eva())
    keys = [one.key for one in draft.questionnaire.read.sections]
    answer = sent(client, draft, keys[0], title="Nytt namn", action="next")
    assert answer.url == section(draft, keys[1])
    assert fresh(draft).title == "Nytt namn"
    assert sent(client, draft, keys[-1], action="next").url == at("edit", draft)
    page = client.get(section(draft, keys[1]))
    assert section(draft, keys[0]) in page.text
    assert section(draft, keys[2]) in page.text


def test_what_is_left_empty_is_saved_and_told_as_missing(client):
    draft = cast.draft()
    client.force_login(cast.eva())
    sent(client, draft, "need", need="")
    assert "need" not in fresh(draft).answers
    page = client.get(section(draft, "need"))
    assert [fault.key for fault in page.context["faults"]] == ["need"]


def test_one_wrong_answer_stays_typed_with_its_fault_and_the_others_are_saved(client):
    draft = cast.draft()
    client.force_login(cast.eva())
    page = sent(client, draft, "target", women="många", men="31", target_group="Alla i Flen.")
    assert errors(page) == {"women": ["Write a whole number, for example 25."]}
    assert 'value="många"' in page.text
    assert 'href="#id_women"' in page.text
    assert "What is marked below is not saved. Everything else in this section is." in page.text
    stored = fresh(draft)
    assert (stored.women, stored.men) == (20, 31)
    assert stored.answers["target_group"] == "Alla i Flen."
    again = client.post(section(draft, "target"), filled(page, women="19"))
    assert again.status_code == 302
    assert fresh(draft).women == 19


@pytest.mark.parametrize(
    ("key", "name", "typed", "said"),
    [
        ("activity", "title", "", "Give the activity a name."),
        ("activity", "title", "x" * 151, "Write at most 150 characters. You have 151."),
        ("need", "need", "x" * 20_500, "Write at most 20000 characters. You have 20500."),
        ("need", "need", "Ring 850709-9805 om det.", "looks like a personal identity number"),
        ("need", "need", "Säker\u202etxet", "turns the direction of the writing"),
        ("contact", "contact_name", "Siv 850709-9805", "looks like a personal identity number"),
        ("contact", "contact_email", "siv", "Write an e-mail address"),
        ("costs", "amount", "mycket", "Write the amount in digits"),
        ("costs", "amount", "-5", "cannot be less than zero"),
        ("costs", "budget-0-sought", "tusen", "Row 1, From this grant: Write the amount in digits"),
        ("costs", "budget-0-sought", "0", "Write an amount above 0, or remove the row."),
        ("costs", "budget-0-year", "1999", "Choose a year within the period of the call."),
        ("costs", "budget-0-description", "", "Say what it is for."),
        ("target", "women", "-1", "greater than or equal to 0"),
        ("place", "period_from", "i vår", "Write a day"),
        ("place", "period_from", "1999-01-01", "The call pays for activities from"),
        ("place", "municipalities", ["0880"], "Choose among the choices that are given."),
        ("purposes", "purposes", ["999999"], "Choose among the choices that are given."),
        ("conditions", "economic", "kanske", "Answer yes or no."),
    ],
)
def test_what_cannot_be_understood_is_told_beside_the_question(client, key, name, typed, said):
    draft = cast.draft()
    before = snapshot(fresh(draft))
    client.force_login(cast.siv())
    page = sent(client, draft, key, **{name: typed})
    assert page.status_code == 200
    assert list(errors(page)) == [name.partition("-")[0]]
    assert said in " ".join(errors(page)[name.partition("-")[0]])
    assert snapshot(fresh(draft)) == before
    if isinstance(typed, str) and typed not in ("kanske", "1999"):
        assert typed in page.text


def test_script_in_a_text_is_shown_as_text(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    bad = "<script>alert('å')</script>"
    sent(client, draft, "need", need=bad)
    page = client.get(section(draft, "need"))
    assert fresh(draft).answers["need"] == bad
    assert bad not in page.text
    assert "&lt;script&gt;alert(" in page.text


def test_a_period_that_ends_before_it_begins(client):
    draft = cast.draft()
    year = clock.today().year + 1
    client.force_login(cast.siv())
    days = {"period_from": f"{year}-05-01", "period_to": f"{year}-04-30"}
    page = sent(client, draft, "place", **days)
    assert errors(page)["period_to"] == ["The period must end after it begins."]
    assert fresh(draft).period_from == date(year, 1, 1)


def test_amounts_are_written_as_swedes_write_them(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    sent(client, draft, "costs", amount="160 000,50 kr")
    assert fresh(draft).amount == Decimal("160000.50")


# Rows


def test_rows_are_added_and_taken_away_without_script(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    changes = {"budget-0-DELETE": "on", "more": "budget"}
    answer = sent(client, draft, "costs", **changes)
    assert answer.url == section(draft, "costs") + "?more=budget#q-budget"
    assert [line.description for line in draft.cost_lines.all()] == ["Lokal"]
    page = client.get(answer.url)
    rows = {line.entry.question.key: line.entry.field for line in page.context["lines"]}
    assert len(rows["budget"].rows) == 1 + 3 + 3


def test_more_rows_are_there_also_when_something_must_be_corrected(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    page = sent(client, draft, "costs", amount="mycket", more="budget")
    assert list(errors(page)) == ["amount"]
    rows = {line.entry.question.key: line.entry.field for line in page.context["lines"]}
    assert len(rows["budget"].rows) == 2 + 3 + 3


def test_two_hundred_partners_are_too_many_and_none_of_what_was_typed_is_lost(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    rows = {}
    for number in range(200):
        rows |= {f"partners-{number}-name": f"Förening {number}"}
        rows |= {f"partners-{number}-org_nr": "802499-0015", f"partners-{number}-part": "Lokal"}
    page = sent(client, draft, "partners", **rows)
    assert errors(page)["partners"] == ["There can be at most 100 rows. You have 200."]
    assert "Förening 199" in page.text
    assert not draft.partners.exists()


def test_a_budget_of_many_rows_and_columns_reaches_the_form(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    year = draft.call.period_from.year
    rows = {}
    for number in range(200):
        rows |= {f"budget-{number}-category": "premises", f"budget-{number}-sought": "10"}
        rows |= {f"budget-{number}-description": "Hyra", f"budget-{number}-year": str(year)}
        rows |= {f"budget-{number}-{name}": "" for name in ("own", "other", "giver", "monthly_pay")}
    page = sent(client, draft, "costs", **rows)
    assert errors(page)["budget"] == ["There can be at most 60 rows. You have 200."]


def test_a_post_that_is_far_too_large_is_refused_and_changes_nothing(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    answer = sent(client, draft, "need", need="x" * 3_000_000)
    assert answer.status_code in (400, 413)
    assert fresh(draft).answers["need"] == "Många väntar utan att få öva svenska."


# What the call offers


def test_an_earmark_is_asked_about_when_the_call_has_one(client):
    draft = cast.draft()
    mark = cast.earmark(draft.call)
    client.force_login(cast.siv())
    sent(client, draft, "purposes", earmark=mark.key)
    assert fresh(draft).earmark == mark
    other = cast.draft()
    page = client.get(section(other, "purposes"))
    assert "earmark" not in {line.entry.question.key for line in page.context["lines"]}


def test_a_national_call_offers_every_municipality_with_its_county(client):
    draft = cast.draft(cast.call(national=True))
    client.force_login(cast.siv())
    page = client.get(section(draft, "place"))
    offered = [
        len(line.entry.field.field.choices)
        for line in page.context["lines"]
        if line.entry.question.key == "municipalities"
    ]
    assert offered == [Municipality.objects.count()] == [290]
    assert "Ale, Västra Götaland" in page.text


# Conditions


def test_a_question_that_depends_on_another_says_so_without_script(client):
    draft = cast.draft(economic=False)
    client.force_login(cast.siv())
    page = client.get(section(draft, "conditions"))
    assert 'data-when-question="economic" data-when-among="yes"' in page.text
    assert "Asked only if your answer to" in page.text
    sent(client, draft, "conditions", economic="yes")
    page = client.get(at("edit", draft))
    assert "economic_what" in {fault.key for fault in page.context["progress"].faults}


# Two people


def both_open(client: Any, draft: Application, key: str) -> tuple[Any, Any]:
    """Siv and Eva have the same section open."""
    client.force_login(cast.siv())
    sivs = client.get(section(draft, key))
    client.force_login(cast.eva())
    return sivs, client.get(section(draft, key))


def test_two_who_write_the_same_answer_are_both_kept_until_one_chooses(client):
    draft = cast.draft()
    sivs, evas = both_open(client, draft, "need")
    client.post(section(draft, "need"), filled(evas, need="Evas behov."))
    client.force_login(cast.siv())
    page = client.post(section(draft, "need"), filled(sivs, need="Sivs behov.", aims="Sivs mål."))
    assert "Eva changed this" in page.text
    assert "Evas behov." in page.text
    assert "Sivs behov." in page.text
    stored = fresh(draft).answers
    assert (stored["need"], stored["aims"]) == ("Evas behov.", "Sivs mål.")
    # To save again without choosing overwrites nothing either.
    page = client.post(section(draft, "need"), filled(page))
    assert list(page.context["sent"].outcome.clashes) == ["need"]
    assert fresh(draft).answers["need"] == "Evas behov."


@pytest.mark.parametrize(("chosen", "kept"), [("mine", "Sivs behov."), ("theirs", "Evas behov.")])
def test_the_one_who_is_asked_chooses_which_to_keep(client, chosen, kept):
    draft = cast.draft()
    sivs, evas = both_open(client, draft, "need")
    client.post(section(draft, "need"), filled(evas, need="Evas behov."))
    client.force_login(cast.siv())
    page = client.post(section(draft, "need"), filled(sivs, need="Sivs behov."))
    other = page.context["sent"].outcome.clashes["need"]
    choice = {"choice-need": f"{chosen}.{other.count}"}
    assert f'value="{chosen}.{other.count}"' in page.text
    client.post(section(draft, "need"), filled(page, **choice))
    assert fresh(draft).answers["need"] == kept


def test_a_choice_made_before_a_third_text_came_is_asked_again(client):
    draft = cast.draft()
    sivs, evas = both_open(client, draft, "need")
    client.post(section(draft, "need"), filled(evas, need="Evas behov."))
    client.force_login(cast.siv())
    page = client.post(section(draft, "need"), filled(sivs, need="Sivs behov."))
    count = page.context["sent"].outcome.clashes["need"].count
    write(fresh(draft), {"need": "Ett tredje behov."}, cast.eva())
    page = client.post(section(draft, "need"), filled(page) | {"choice-need": f"mine.{count}"})
    assert "Ett tredje behov." in page.text
    assert fresh(draft).answers["need"] == "Ett tredje behov."


def test_an_answer_one_has_not_touched_never_undoes_what_somebody_else_wrote(client):
    draft = cast.draft()
    sivs, evas = both_open(client, draft, "need")
    client.post(section(draft, "need"), filled(evas, need="Evas behov."))
    client.force_login(cast.siv())
    page = client.post(section(draft, "need"), filled(sivs, aims="Sivs mål."))
    stored = fresh(draft).answers
    assert (stored["need"], stored["aims"]) == ("Evas behov.", "Sivs mål.")
    assert "Eva changed this" in page.text
    assert "That is what is shown." in page.text
    assert "Evas behov." in page.text


def test_two_windows_of_the_same_person_do_not_overwrite_each_other_either(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    first, second = (client.get(section(draft, "need")) for _window in range(2))
    client.post(section(draft, "need"), filled(first, need="I ena fönstret."))
    page = client.post(section(draft, "need"), filled(second, need="I andra fönstret."))
    assert "in another window" in page.text
    assert fresh(draft).answers["need"] == "I ena fönstret."


def test_rows_of_a_budget_are_one_answer(client):
    draft = cast.draft()
    sivs, evas = both_open(client, draft, "costs")
    evas_rows, sivs_rows = {"budget-0-description": "Evas"}, {"budget-1-description": "Sivs"}
    client.post(section(draft, "costs"), filled(evas, **evas_rows))
    client.force_login(cast.siv())
    page = client.post(section(draft, "costs"), filled(sivs, **sivs_rows))
    assert list(page.context["sent"].outcome.clashes) == ["budget"]
    assert "Evas" in page.text
    assert 'value="Sivs"' in page.text
    assert [line.description for line in draft.cost_lines.all()] == ["Evas", "Lokal"]


# Who may not


def test_only_writers_of_the_organisation_write(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    typed = filled(client.get(section(draft, "need")), need="Främmande.")
    client.force_login(cast.rolf())
    assert client.get(section(draft, "need")).url == draft.get_absolute_url()
    page = client.post(section(draft, "need"), typed)
    assert (page.status_code, "Främmande." in page.text) == (403, True)
    for person in (cast.vera(), cast.karin(), cast.kim(), cast.nils()):
        client.force_login(person)
        assert client.get(section(draft, "need")).status_code == 404
        page = client.post(section(draft, "need"), typed)
        assert (page.status_code, draft.title in page.text) == (404, False)
    assert fresh(draft).answers["need"] == "Många väntar utan att få öva svenska."


def test_a_former_members_open_page_saves_nothing_and_gives_her_text_back(client):
    draft = cast.draft()
    client.force_login(cast.eva())
    typed = filled(client.get(section(draft, "need")), need="Skrivet för sent.")
    Membership.objects.filter(user=cast.eva()).update(valid_to=date(2020, 1, 1))
    page = client.post(section(draft, "need"), typed)
    assert page.status_code == 404
    assert "You may have left the organisation." in page.text
    assert "Skrivet för sent." in page.text
    assert draft.title not in page.text
    assert fresh(draft).answers["need"] == "Många väntar utan att få öva svenska."


def test_a_draft_submitted_in_another_window_is_not_changed_and_the_text_is_still_there(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    typed = filled(client.get(section(draft, "need")), need="För sent.")
    steps.take("submit", draft, by=cast.siv())
    page = client.post(section(draft, "need"), typed)
    assert page.status_code == 409
    assert "has been submitted and can no longer be changed" in page.text
    assert "För sent." in page.text
    assert fresh(draft).answers["need"] == "Många väntar utan att få öva svenska."
    assert client.get(section(draft, "need")).url == draft.get_absolute_url()


def test_the_board_writes_in_what_came_on_paper(client):
    draft = cast.draft()
    Application.objects.filter(pk=draft.pk).update(on_behalf=True)
    client.force_login(cast.karin())
    assert sent(client, draft, "need", need="Avskrivet.").status_code == 302
    assert fresh(draft).answers["need"] == "Avskrivet."
    for person in (cast.otto(), cast.asa(), cast.dag()):
        client.force_login(person)
        typed = {"need": "Nej.", "stamp-need": "1.0123456789abcdef"}
        assert client.post(section(draft, "need"), typed).status_code in (403, 404)
    assert fresh(draft).answers["need"] == "Avskrivet."


def test_who_may_write_is_the_same_in_the_query_as_in_the_rules():
    people = [cast.siv, cast.eva, cast.rolf, cast.vera, cast.karin, cast.otto, cast.nils, cast.dag]
    draft = cast.draft()
    for on_paper in (False, True):
        Application.objects.filter(pk=draft.pk).update(on_behalf=on_paper)
        for person in people:
            user, seen = person(), fresh(draft)
            asked = Application.objects.written_by(user).filter(pk=draft.pk).exists()
            assert asked == writes.test(user, seen), (person, on_paper)


# An ended session


def test_what_is_sent_when_the_session_has_ended_waits_until_one_is_back(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    typed = filled(client.get(section(draft, "need")), need="Skrivet på natten.")
    client.logout()
    answer = client.post(section(draft, "need"), typed)
    assert answer.url.startswith("/accounts/login/")
    assert answer.url.endswith(f"next={section(draft, 'need')}")
    login = {"login": "siv@forening.example", "password": cast.PASSWORD}
    back = client.post(answer.url, login)
    assert back.url == section(draft, "need")
    page = client.get(back.url)
    assert "You had been signed out when you saved." in page.text
    assert "Skrivet på natten." in page.text
    assert fresh(draft).answers["need"] == "Många väntar utan att få öva svenska."
    assert client.post(section(draft, "need"), filled(page)).status_code == 302
    assert fresh(draft).answers["need"] == "Skrivet på natten."
    assert "You had been signed out" not in client.get(section(draft, "need")).text


def test_what_was_typed_can_be_thrown_away_instead(client):
    draft = cast.draft()
    client.post(section(draft, "need"), {"need": "Glöm det.", "stamp-need": "1.0123456789abcdef"})
    client.post("/accounts/login/", {"login": "siv@forening.example", "password": cast.PASSWORD})
    assert "Glöm det." in client.get(section(draft, "need")).text
    client.post(section(draft, "need"), {"action": "discard"})
    assert "Glöm det." not in client.get(section(draft, "need")).text


def test_it_clashes_like_any_other_text_when_somebody_wrote_meanwhile(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    typed = filled(client.get(section(draft, "need")), need="Sivs behov.")
    client.logout()
    client.post(section(draft, "need"), typed)
    write(fresh(draft), {"need": "Evas behov."}, cast.eva())
    client.post("/accounts/login/", {"login": "siv@forening.example", "password": cast.PASSWORD})
    page = client.post(section(draft, "need"), filled(client.get(section(draft, "need"))))
    assert list(page.context["sent"].outcome.clashes) == ["need"]
    assert fresh(draft).answers["need"] == "Evas behov."


def test_somebody_else_who_signs_in_there_sees_it_only_in_a_draft_she_may_write(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    typed = filled(client.get(section(draft, "need")), need="Sivs hemlighet.")
    client.logout()
    client.post(section(draft, "need"), typed)
    client.post("/accounts/login/", {"login": "vera@forening.example", "password": cast.PASSWORD})
    cast.vera()
    theirs = cast.draft(cast.call(fund="37"), by=cast.vera())
    client.force_login(cast.vera())
    for address in (section(draft, "need"), section(theirs, "need")):
        assert "Sivs hemlighet." not in client.get(address).text


def test_more_than_can_wait_is_shown_back_at_once(client):
    draft = cast.draft()
    typed = {"need": "ord " * 60_000, "stamp-need": "1.0123456789abcdef"}
    page = client.post(section(draft, "need"), typed)
    assert page.status_code == 401
    assert "ord ord" in page.text
    assert "/accounts/login/" in page.text
    assert "applications.typed" not in client.session


def test_a_page_from_before_one_signed_in_again_gives_the_text_back():
    draft = cast.draft()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.siv())
    typed = filled(strict.get(section(draft, "need")), need="Skrivet i ett gammalt fönster.")
    page = strict.post(section(draft, "need"), typed)
    assert page.status_code == 403
    assert "Skrivet i ett gammalt fönster." in page.text
    assert typed["stamp-need"] not in page.text
    assert fresh(draft).answers["need"] == "Många väntar utan att få öva svenska."


def test_a_visitor_is_asked_to_sign_in_and_comes_to_the_section(client):
    draft = cast.draft()
    answer = client.get(section(draft, "need"))
    assert answer.url == f"/accounts/login/?next={section(draft, 'need')}"


def test_a_section_that_there_is_not_leads_to_the_task_list(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    assert client.get(section(draft, "ingenting")).url == at("edit", draft)


def test_the_page_asks_the_same_few_questions_of_the_database_however_much_there_is(
    client, django_assert_num_queries
):
    draft = cast.draft()
    client.force_login(cast.siv())
    with django_assert_num_queries(14):
        client.get(section(draft, "costs"))
    rows = [dict(row, description=f"Rad {n}") for n, row in enumerate(draft.values()["budget"] * 9)]
    write(fresh(draft), {"budget": rows}, cast.siv())
    with django_assert_num_queries(14):
        client.get(section(draft, "costs"))
