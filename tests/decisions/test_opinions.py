"""Others are heard before a decision: the county, another board, an authority, a person."""

import re
from contextlib import contextmanager
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from applications.models import Application, Attachment
from decisions import jobs
from decisions.models import Opinion
from decisions.models.handover import legs
from grants import clock, steps
from grants.models import Mail
from tests import cast

pytestmark = pytest.mark.django_db

ANSWER = {"stand": "supports", "text": "Behovet är stort i Vingåker."}
BY_LINK = ANSWER | {"name": "Per Ek", "position": "Rektor"}


def case_37a():
    return cast.under_assessment(cast.call("37a"), by=cast.vera())


def page(name, *things):
    return reverse(f"decisions:{name}", args=[getattr(thing, "pk", thing) for thing in things])


def asked(**changes):
    """The form of a question to the county's board, as it is sent."""
    day = clock.today() + timedelta(days=14)
    said = {"to": "board", "board": cast.SODERMANLAND, "language": "sv", "shows": "whole"}
    return said | {"deadline": day.isoformat()} | changes


def by_link(**changes):
    whom = {"to": "link", "board": "", "addressee": "Rektorn", "email": "rektor@skola.example"}
    return asked(**whom, question="Finns platser?", **changes)


def put_by_link(application=None, **changes):
    said = {"addressee": "Rektorn", "email": "rektor@skola.example", "language": "sv"}
    return cast.opinion(application or cast.under_assessment(), cast.karin(), **(said | changes))


def leads_to(mail):
    """The opinion that the link in an e-mail is of; each signing of it looks different."""
    token = re.search(r"/asked/([^/\s]+)/", mail.body)[1]
    return Opinion.objects.behind(token)


@contextmanager
def days_later(days):
    """Requests arrive so many days from now."""
    moment = clock.now() + timedelta(days=days)
    with pytest.MonkeyPatch.context() as patch, clock.at(moment):
        patch.setattr("django.utils.timezone.now", lambda: moment)
        yield


def text(answer):
    return unescape(answer.content.decode())


# --- the county is heard --------------------------------------------------------------------


def test_jonkoping_asks_and_the_county_answers(client):
    application = case_37a()
    client.force_login(cast.jon())
    assert page("ask_opinion", application) in text(client.get(page("draft", application)))
    form = client.get(page("ask_opinion", application)).context["form"]
    assert form.initial["board"] == application.county
    client.post(page("ask_opinion", application), asked())
    opinion = Opinion.objects.get()
    assert (opinion.state, opinion.whom) == ("asked", "Länsstyrelsen i Södermanlands län")
    assert opinion.deadline == clock.today() + timedelta(days=14)
    assert [mail.to for mail in cast.karin().mails.all()][:1] == [cast.karin()]
    assert client.get(page("opinion", opinion)).context["form"] is None

    client.force_login(cast.karin())
    client.post(page("opinion", opinion), ANSWER)
    opinion = Opinion.objects.get()
    assert (opinion.state, opinion.given_by) == ("given", cast.karin())
    client.force_login(cast.jon())
    assert "Behovet är stort" in text(client.get(page("draft", application)))


def test_only_those_who_handle_the_case_ask(client):
    application = case_37a()
    for other in (cast.jill(), cast.otto(), cast.asa(), cast.vera(), cast.nils()):
        client.force_login(other)
        assert client.get(page("ask_opinion", application)).status_code == 404


def test_a_decided_case_is_not_asked_about(client):
    decision = cast.granted()
    client.force_login(cast.karin())
    answer = client.get(page("ask_opinion", decision.application))
    assert answer.url == decision.application.get_absolute_url()
    assert "asked_by" not in text(client.get(decision.application.get_absolute_url()))


def test_the_same_board_is_asked_once_at_a_time_and_another_one_beside(client):
    application = case_37a()
    cast.opinion(application)
    client.force_login(cast.jon())
    again = client.post(page("ask_opinion", application), asked())
    assert "redan begärt" in str(again.context["form"].non_field_errors())
    client.post(page("ask_opinion", application), asked(board=cast.KALMAR))
    client.post(page("ask_opinion", application), by_link())
    assert [one.whom for one in Opinion.objects.order_by("pk")] == [
        "Länsstyrelsen i Södermanlands län",
        "Länsstyrelsen i Kalmar län",
        "Rektorn",
    ]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"deadline": ""}, ["deadline"]),
        ({"deadline": "2020-01-01"}, ["deadline"]),
        ({"deadline": "snart"}, ["deadline"]),
        ({"board": ""}, ["board"]),
        ({"board": cast.JONKOPING}, ["board"]),
        ({"to": "link"}, ["addressee", "email"]),
        ({"to": "link", "addressee": "Rektorn", "email": "rektor"}, ["email"]),
        ({"shows": "notes"}, ["shows"]),
        ({"question": "Ring 19121212-1212."}, ["question"]),
    ],
)
def test_what_is_wrong_is_told_beside_the_field(client, said, wrong):
    application = case_37a()
    client.force_login(cast.jon())
    answer = client.post(page("ask_opinion", application), asked(**said))
    assert list(answer.context["form"].errors) == wrong
    assert not Opinion.objects.exists()


def test_an_opinion_needs_a_stand_and_reasons(client):
    opinion = cast.opinion(case_37a())
    client.force_login(cast.karin())
    answer = client.post(page("opinion", opinion), {"stand": "kanske", "text": ""})
    assert set(answer.context["form"].errors) == {"stand", "text"}
    assert Opinion.objects.get().state == "asked"


def test_a_given_opinion_is_not_given_again(client):
    opinion = cast.opinion(case_37a())
    steps.take("give", opinion, by=cast.karin(), stand="supports", text="Ja.")
    client.force_login(cast.karin())
    client.post(page("opinion", opinion), {"stand": "against", "text": "Nej."})
    assert Opinion.objects.get().stand == "supports"


def test_a_decision_waits_for_the_countys_opinion_or_its_last_day():
    application = case_37a()
    decision = cast.decision_draft(application, by=cast.jon())
    assert steps.hinders(decision, "propose")
    opinion = cast.opinion(application)
    assert steps.hinders(decision, "propose")
    with clock.at(clock.now() + timedelta(days=15)):
        steps.take("lapse", opinion, by=cast.jon())
    assert steps.hinders(decision, "propose") == []
    assert steps.take("propose", decision, by=cast.jon()).state == "proposed"


def test_another_boards_opinion_is_not_the_countys():
    application = case_37a()
    decision = cast.decision_draft(application, by=cast.jon())
    other = cast.opinion(application, board_id=cast.KALMAR)
    steps.take("give", other, by=cast.otto(), stand="supports", text="Ja.")
    assert steps.hinders(decision, "propose")
    withdrawn = steps.take("withdraw", cast.opinion(application), by=cast.jon(), note="Fel.")
    assert withdrawn.state == "withdrawn"
    assert steps.hinders(decision, "propose")


def test_the_board_asked_does_not_let_its_own_question_lapse():
    opinion = cast.opinion(case_37a())
    with clock.at(clock.now() + timedelta(days=15)), pytest.raises(steps.NotAllowed):
        steps.take("lapse", opinion, by=cast.karin())


def test_the_county_does_not_draft_a_decision_that_is_not_its_own(client):
    application = case_37a()
    client.force_login(cast.karin())
    assert client.get(page("draft", application)).status_code == 404
    with pytest.raises(steps.NotAllowed):
        cast.decision_draft(application, by=cast.karin())


# --- another county's board -----------------------------------------------------------------


def test_another_board_reads_what_was_chosen_and_answers(client):
    application = cast.under_assessment()
    opinion = cast.opinion(application, cast.karin(), board_id=cast.KALMAR, shows="text")
    client.force_login(cast.otto())
    shown = text(client.get(page("opinion", opinion)))
    assert "Många väntar utan att få öva svenska." in shown
    assert "Flens språkvänner" in shown
    assert client.get(application.get_absolute_url()).status_code == 404
    assert application.get_absolute_url() not in shown
    client.post(page("opinion", opinion), ANSWER)
    assert Opinion.objects.get().given_by == cast.otto()
    assert opinion.whom in text(client.get(page("opinions")))


def test_a_blind_question_names_nobody(client):
    otto = cast.otto()
    application = cast.under_assessment(
        need="Flens språkvänner ser att många väntar.", contact_name="Siv Svan"
    )
    opinion = cast.opinion(application, cast.karin(), board_id=cast.KALMAR, shows="blind")
    client.force_login(cast.otto())
    pages = [page("opinion", opinion), page("opinions"), reverse("catalog:desk")]
    told = [*(text(client.get(one)) for one in pages), otto.mails.first().body]
    for words in told:
        assert "språkvänner" not in words
        assert "Siv Svan" not in words
        assert application.case_number not in words
    assert "ser att många väntar" in told[0]


def test_neither_notes_nor_scores_nor_assessors_are_shown(client):
    application = cast.under_assessment()
    cast.scored(application)
    client.force_login(cast.karin())
    notes = reverse("applications:notes", args=[application.pk])
    client.post(notes, {"text": "Ring kommunen."})
    opinion = cast.opinion(application, cast.karin(), board_id=cast.KALMAR)
    client.force_login(cast.otto())
    shown = text(client.get(page("opinion", opinion)))
    for secret in ("Ring kommunen", "Väl beskrivet", "Asa"):
        assert secret not in shown


def test_files_go_along_only_with_the_whole_application(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    draft = cast.draft()
    upload = SimpleUploadedFile("plan.pdf", b"%PDF-1.4 plan %%EOF")
    Attachment.of(draft, upload, cast.siv()).save()
    application = steps.take("submit", draft, by=cast.siv())
    steps.take("take_up", application, by=cast.karin())
    file = Attachment.objects.get()
    whole = cast.opinion(application, cast.karin(), board_id=cast.KALMAR)
    only_text = put_by_link(application, shows="text")
    link = put_by_link(application, email="annan@skola.example")
    client.force_login(cast.otto())
    assert client.get(page("enclosed", whole, file)).status_code == 200
    client.logout()
    behind = reverse("asked:file", args=[link.token, file.pk])
    assert behind in text(client.get(link.link))
    assert client.get(behind).status_code == 200
    assert "plan.pdf" not in text(client.get(only_text.link))
    assert client.get(reverse("asked:file", args=[only_text.token, file.pk])).status_code == 404
    other = cast.draft()
    Attachment.of(other, SimpleUploadedFile("b.pdf", b"%PDF-1.4 b %%EOF"), cast.siv()).save()
    foreign = Attachment.objects.latest("pk")
    assert client.get(reverse("asked:file", args=[link.token, foreign.pk])).status_code == 404


def test_who_has_a_conflict_of_interest_at_the_board_asked_sees_nothing(client):
    application = cast.under_assessment()
    opinion = cast.opinion(application, cast.karin(), board_id=cast.KALMAR)
    application.conflicts.create(user=cast.otto(), ground="Bror.")
    client.force_login(cast.otto())
    assert client.get(page("opinion", opinion)).status_code == 404
    assert opinion.whom not in text(client.get(page("opinions")))
    with pytest.raises(steps.NotAllowed):
        steps.take("give", opinion, by=cast.otto(), **ANSWER)


# --- by link --------------------------------------------------------------------------------


def test_an_authority_answers_by_link_without_an_account(client):
    application = cast.under_assessment()
    client.force_login(cast.karin())
    client.post(page("ask_opinion", application), by_link())
    opinion = Opinion.objects.get()
    letter = Mail.objects.get(address="rektor@skola.example")
    assert leads_to(letter) == opinion
    assert application.case_number not in letter.subject

    visitor = Client()
    shown = visitor.get(opinion.link)
    assert "Finns platser?" in text(shown)
    assert shown["Referrer-Policy"] == "no-referrer"
    assert visitor.post(opinion.link, ANSWER).context["form"].errors.keys() == {"name", "position"}
    visitor.post(opinion.link, BY_LINK)
    opinion = Opinion.objects.get()
    assert (opinion.state, opinion.name, opinion.given_by) == ("given", "Per Ek", None)
    assert "Behovet är stort" in text(visitor.get(opinion.link))
    visitor.post(opinion.link, BY_LINK | {"stand": "against"})
    assert Opinion.objects.get().stand == "supports"
    assert "Per Ek" in text(client.get(page("opinion", opinion)))
    with days_later(31):
        assert visitor.get(opinion.link).status_code == 410


def test_a_link_is_for_one_question_and_ends_with_its_last_day(client):
    opinion = put_by_link()
    assert client.get(reverse("asked:opinion", args=["x" + opinion.token])).status_code == 404
    assert client.get(reverse("partner:certificate", args=[opinion.token])).status_code == 404
    with days_later(15):
        assert client.get(opinion.link).status_code == 410
        client.post(opinion.link, BY_LINK)
        assert Opinion.objects.get().state == "asked"


def test_a_withdrawn_link_leads_nowhere(client):
    opinion = put_by_link()
    steps.take("withdraw", opinion, by=cast.karin(), note="Fel adress.")
    assert client.get(opinion.link).status_code == 404
    client.post(opinion.link, BY_LINK)
    assert Opinion.objects.get().state == "withdrawn"
    assert Mail.objects.filter(event__step="withdraw").get().address == "rektor@skola.example"


def test_a_link_is_closed_when_the_case_is_decided(client):
    application = cast.under_assessment()
    opinion = put_by_link(application)
    cast.granted(application)
    assert client.get(opinion.link).status_code == 410
    client.post(opinion.link, BY_LINK)
    assert Opinion.objects.get().state == "asked"


def test_a_boards_question_has_no_link(client):
    opinion = cast.opinion(case_37a())
    assert client.get(opinion.link).status_code == 404
    with pytest.raises(steps.NoSuchStep):
        steps.take("give_by_link", opinion, by=cast.karin(), **BY_LINK)


# --- the party, reminders, and what is late ---------------------------------------------------


def test_the_party_reads_it_and_is_told(client):
    cast.eva()
    opinion = put_by_link()
    client.force_login(cast.siv())
    assert "Rektorn" in text(client.get(page("opinions")))
    client.post(opinion.link, BY_LINK)
    shown = text(client.get(page("opinion", opinion)))
    assert "Behovet är stort" in shown
    assert "rektor@skola.example" not in shown
    told = Mail.objects.filter(event__step="give_by_link")
    assert {mail.to for mail in told} == {cast.siv(), cast.eva(), cast.karin()}
    bodies = {mail.to.name: mail.body for mail in told}
    assert len(bodies["Siv"]) > len(bodies["Karin"])  # only the party is told what it may do


def test_strangers_do_not_see_it(client):
    opinion = cast.opinion(case_37a())
    for other in (cast.siv(), cast.otto(), cast.asa(), cast.nils()):
        client.force_login(other)
        assert client.get(page("opinion", opinion)).status_code == 404


def test_whoever_is_asked_is_reminded_once_three_days_before():
    opinion = put_by_link()
    assert jobs.remind_of_opinions(0) == 0
    with clock.at(clock.now() + timedelta(days=11)):
        assert jobs.remind_of_opinions(0) == 1
        assert jobs.remind_of_opinions(0) == 0
    reminder = Mail.objects.get(event__step="remind")
    assert (reminder.address, leads_to(reminder)) == (opinion.email, opinion)


def test_what_nobody_gave_in_time_is_listed(client):
    late = put_by_link(deadline=clock.today())
    with days_later(2):
        client.force_login(cast.karin())
        shown = text(client.get(page("opinions"), {"state": "late"}))
        assert late.get_absolute_url() in shown
        steps.take("lapse", late, by=cast.karin())
        assert late.get_absolute_url() not in text(client.get(page("opinions"), {"state": "late"}))


def test_a_list_costs_the_same_however_long(client, django_assert_num_queries):
    for rows in (1, 3):
        for _row in range(rows - Opinion.objects.count()):
            put_by_link()
        client.force_login(cast.karin())
        client.get(page("opinions"))
        with django_assert_num_queries(QUERIES):
            client.get(page("opinions"))


QUERIES = 7  # session, user, posts, memberships, count, page, known cases


# --- who has the case -------------------------------------------------------------------------


def where(application, user):
    fresh = Application.objects.with_all().get(pk=application.pk)
    return [(leg.state, str(leg.waits_for)) for leg in legs(fresh, user)]


def test_both_boards_see_who_has_the_case_and_what_is_waited_for(client):
    application = cast.submitted(cast.call("37a"), by=cast.vera())
    assert where(application, cast.jon())[0][0] == "current"
    steps.take(
        "pass_on",
        cast.checked(steps.take("take_up", application, by=cast.karin())),
        by=cast.karin(),
    )
    assert [state for state, _what in where(application, cast.karin())] == [
        "passed",
        "ahead",
        "current",
    ]
    opinion = cast.opinion(application)
    assert [state for state, _what in where(application, cast.karin())] == [
        "passed",
        "current",
        "ahead",
    ]
    steps.take("give", opinion, by=cast.karin(), **ANSWER)
    assert [state for state, _what in where(application, cast.jon())] == [
        "passed",
        "passed",
        "current",
    ]
    for person in (cast.karin(), cast.jon(), cast.vera()):
        client.force_login(person)
        assert "Länsstyrelsen i Jönköpings län" in text(client.get(application.get_absolute_url()))


def test_a_case_that_one_board_has_alone_shows_no_legs():
    assert where(cast.submitted(), cast.karin()) == []
