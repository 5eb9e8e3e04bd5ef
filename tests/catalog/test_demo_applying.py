"""The demo's rounds of today show what applying is now: each state once, for its person."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from applications import budget
from applications.models import (
    MANDATE,
    ORIGINAL,
    Application,
    Certificate,
    Likeness,
    Mandate,
    Message,
    Note,
    Notice,
    PossibleConflict,
    Signature,
    Supplement,
    Timing,
    signature_finding,
    values_of,
)
from applications.models.following import ENOUGH, usual_minutes
from catalog.demo import people, story
from catalog.demo.people import CAST, People
from catalog.demo.present import Present
from catalog.demo.texts import MARK
from grants import clock, law, questions, steps
from grants.models import (
    Call,
    Event,
    Invitation,
    JoinRequest,
    Organisation,
    Questionnaire,
    User,
    offers_of,
)
from tests.catalog.test_demo import TODAY

pytestmark = pytest.mark.django_db
KARIN, SIV, STEN, EVA, VERA, NILS = (
    "karin@lansstyrelsen.example",
    *(f"{name}@forening.example" for name in ("siv", "sten", "eva")),
    "vera@kommun.example",
    "nils@post.example",
)


@pytest.fixture(scope="module")
def lived(django_db_setup, django_db_blocker):
    """The rounds of today, lived once for all tests that only look at them."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at(TODAY):
            rounds = Present(People(), clock.today(), seed="any").rounds()
            story.live(rounds, "published", lambda *_: None)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def look(lived, db):
    with clock.at(TODAY):
        yield


def user(email: str) -> User:
    return User.objects.get(email=email)


def flen() -> Organisation:
    return Organisation.objects.get(name=people.ASSOCIATION)


def open_call(signatures: int = 1) -> Call:
    return Call.objects.open().get(signatures_needed=signatures)


def drafts(call: Call) -> dict[str, Application]:
    """Drafts of the association, each by the e-mail of her who wrote its activities."""
    rows = Application.objects.filter(call=call, organisation=flen(), state="draft")
    return {User.objects.get(pk=one.stamps["activities"][1]).email: one for one in rows}


def can(email: str, thing) -> set[str]:
    return {step.name for step in steps.open_to(user(email), thing)}


def shown(client, email: str, name: str, *args) -> str:
    """The page as the person reads it; the browser asks for Swedish."""
    client.force_login(user(email))
    page = client.get(reverse(name, args=args), HTTP_ACCEPT_LANGUAGE="sv")
    assert page.status_code == 200
    return page.content.decode()


# --- the form that was corrected --------------------------------------------------------------


def test_the_open_form_was_corrected_and_says_what_changed():
    first, second = Questionnaire.objects.filter(call=open_call(), kind="application").order_by(
        "version"
    )
    changes = questions.compare(first.read, second.read)
    assert {(change.key, change.what) for change in changes} == {
        ("meetings", "changed"),
        ("child_care", "added"),
    }
    assert second.published_at > first.published_at
    arrived = Application.objects.filter(call=open_call(), on_behalf=False).exclude(state="draft")
    assert {one.questionnaire for one in arrived} == {first}
    assert arrived.count() == 2


def test_siv_has_a_draft_that_followed_with_an_answer_set_aside(client):
    draft = drafts(open_call())[SIV]
    assert (draft.questionnaire.version, draft.changed_from.version) == (2, 1)
    assert draft.set_aside["meetings"]["text"] == f"{MARK}Två kvällar i veckan, utom i juli."
    assert [fault.key for fault in draft.faults()] == ["meetings"]
    page = shown(client, SIV, "applications:edit", draft.pk)
    assert "Två kvällar i veckan, utom i juli." in page
    assert "Hur många träffar har deltagarna i veckan?" in page


# --- the draft by two people --------------------------------------------------------------------


def together() -> Application:
    return drafts(open_call())[EVA]


def test_two_people_have_written_half_a_draft():
    draft = together()
    writers = {key: stamp[1] for key, stamp in draft.stamps.items()}
    assert {writers[key] for key in ("title", "need", "women")} == {user(SIV).pk}
    assert {writers[key] for key in ("activities", "partners", "budget")} == {user(EVA).pk}
    missing = {fault.key for fault in draft.faults()}
    assert {"aims", "purposes", "free_of_charge"} <= missing
    assert {"title", "need", "partners", "budget", "amount"}.isdisjoint(missing)
    assert set(draft.timing) == {"activity", "need", "target"}


def test_one_partner_has_certified_one_has_not_answered_and_one_declined():
    of_draft = Certificate.objects.filter(partner__application=together())
    assert [one.state for one in of_draft.order_by("partner__place")] == [
        "signed",
        "asked",
        "declined",
    ]
    signed, asked, declined = of_draft.order_by("partner__place")
    assert signed.covers
    assert not signed.noes
    assert not asked.has_expired
    assert declined.comment.startswith(MARK)


def test_the_budget_has_two_years_three_payers_and_something_to_look_at():
    draft = together()
    rows = values_of(draft)["budget"]
    first, second = sorted({row["year"] for row in rows})
    assert second == first + 1
    sums = budget.totals(rows, {}, draft.amount)
    assert (sums.whole.sought, sums.difference) == (draft.amount, 0)
    assert sums.whole.own == 7_000
    assert sums.givers == (("Flens kommun", Decimal(8_000)),)
    practice = law.cost_practice(clock.today())
    found = budget.cautions(rows, categories={"other": "Annat"}, practice=practice)
    assert {one.key for one in found} == {"pay", "shared", "own_premises", "unspecified"}


def test_what_is_written_in_the_drafts_is_right_as_far_as_it_goes():
    for draft in Application.objects.filter(state="draft"):
        values = values_of(draft)
        cleaned = questions.clean(draft.questionnaire.read, values, offers_of(draft.call))
        assert cleaned.errors == {}


# --- signing -----------------------------------------------------------------------------------


def test_siv_has_signed_first_and_sten_can_submit(client):
    [draft] = drafts(open_call(signatures=2)).values()
    [signature] = draft.signatures.all()
    assert (signature.user.email, signature.capacity) == (SIV, "signatory")
    assert [mail.to.email for mail in _told(draft, "sign_first")] == [STEN]
    assert "submit" in can(STEN, draft)
    assert "submit" not in can(EVA, draft)
    with transaction.atomic():
        assert steps.take("submit", draft, by=user(STEN)).state == "submitted"
        transaction.set_rollback(True)


def _told(thing, step):
    return [
        mail for event in Event.objects.about(thing).filter(step=step) for mail in event.mails.all()
    ]


def test_an_application_is_signed_by_mandate_and_waits_for_karin():
    mandate = Mandate.objects.get()
    assert mandate.state == "given"
    assert mandate.attachment.question == MANDATE
    application = mandate.application
    assert (application.state, application.signed_by) == ("submitted", mandate.user)
    assert application.signatures.get().capacity == Signature.Capacity.MANDATE
    assert signature_finding(application)[0] is None
    assert {"accept", "refuse"} <= can(KARIN, mandate)


def test_one_application_came_on_paper_with_its_original():
    application = Application.objects.get(on_behalf=True)
    assert (application.state, application.signed_by) == ("submitted", user(KARIN))
    original = application.attachments.get(question=ORIGINAL)
    assert original.file.read(5) == b"%PDF-"
    assert application.received_at < application.saved_at
    assert application.submitted_at == application.received_at
    assert application.questionnaire.version == 2


# --- completion, and what is said in a case -----------------------------------------------------


def test_of_three_completions_one_waits_one_is_answered_and_one_is_overdue(client):
    waits = Supplement.objects.get(state="asked", deadline__gte=clock.today())
    assert waits.application.organisation.municipality_id == people.MUNICIPALITY
    assert set(waits.fields) == {"need", "women", "budget"}
    assert "answer_completion" in can(VERA, waits.application)
    late = Supplement.objects.overdue().get()
    assert late.application.state == "supplement"
    assert "go_on_without" in can(KARIN, late.application)
    answered = Supplement.objects.to_read().get()
    assert (answered.state, answered.application.state) == ("answered", "preparation")
    assert answered.before["women"] != answered.after["women"] == 34
    assert answered.application.women == 34
    assert "accept" in can(KARIN, answered)
    page = shown(client, KARIN, "applications:case", answered.application_id)
    assert "64 nyanlända" in page


def test_the_last_message_waits_for_the_board_and_the_note_is_its_own():
    said = Message.objects.order_by("pk")
    assert [one.from_board for one in said] == [False, True, False]
    assert Message.objects.waiting(from_board=False).get() == said.last()
    note = Note.objects.get()
    assert note.application == said.last().application
    assert Note.objects.visible_to(user(KARIN)).get() == note
    assert not Note.objects.visible_to(user(VERA)).exists()


def test_a_reported_change_waits_and_the_contact_is_another():
    notice = Notice.objects.get()
    assert (notice.state, notice.about) == ("given", "activity")
    assert "acknowledge" in can(KARIN, notice)
    assert notice.application.organisation == flen()
    assert notice.application.contact_name == "Eva Dahl"
    assert Event.objects.about(notice.application).filter(step="change_contact").count() == 1


def test_what_is_said_is_marked_as_examples():
    notice, texts = Notice.objects.get(), [one.text for one in Message.objects.all()]
    texts += [notice.text, Note.objects.get().text, JoinRequest.objects.get().message]
    texts += [one.what for one in Supplement.objects.all()]
    texts += [why for one in Supplement.objects.all() for why in one.fields.values()]
    assert [text for text in texts if not text.startswith(MARK)] == []


# --- the organisation ---------------------------------------------------------------------------


def test_the_association_has_papers_statements_an_invitation_and_a_request():
    association = flen()
    kinds = association.papers_now().values_list("kind", flat=True)
    assert sorted(kinds) == ["accounts", "report", "statutes"]
    assert association.statements_due() == []
    assert Invitation.objects.get().is_waiting
    request = JoinRequest.objects.get()
    assert (request.user.email, request.state) == (NILS, "asked")
    assert can(SIV, request) == can(STEN, request) == {"accept", "refuse"}
    assert "withdraw" in can(NILS, request)


# --- the time it takes, and who finds it --------------------------------------------------------


def test_the_time_of_earlier_applicants_is_enough_to_tell_minutes_left():
    usual = usual_minutes("tia")
    assert set(usual) == {section.key for section in _sections()}
    assert all(1 <= minutes <= 20 for minutes in usual.values())
    assert Timing.objects.filter(call__fund="tia", section="need").count() >= ENOUGH
    submitted = Application.objects.exclude(state="draft")
    assert all(one.timing == {} for one in submitted)


def _sections():
    return Questionnaire.objects.newest(open_call()).read.sections


def test_who_tells_what_each_person_finds():
    out = StringIO()
    call_command("demo", "--who", stdout=out, skip_checks=True)
    told = " ".join(out.getvalue().split())
    for person in CAST:
        assert person.email in told
        assert person.finds in told
    assert max(map(len, out.getvalue().splitlines())) <= 120


@pytest.mark.parametrize("email", [KARIN, SIV, STEN, EVA, VERA, NILS])
def test_everybody_can_sign_in_and_open_the_start_page(client, email):
    assert client.login(request=None, username=email, password=people.PASSWORD)
    assert client.get(reverse("catalog:desk"), follow=True).status_code == 200


def test_the_round_being_assessed_has_something_of_everything(client):
    call = Call.objects.get(scenarios__isnull=False, scenarios__name="Hälften räcker")
    assert [s.status for s in call.scenarios.all()] == ["done"] * 3
    cases = call.applications.filter(state="assessment")
    assert cases.count() == 9
    assert cases.filter(recommended__isnull=False).count() == 5
    assert cases.filter(common_case__isnull=False).count() == 1
    like = Likeness.objects.filter(application__in=cases)
    assert [bool(one.passages) for one in like] == [True], "the two that say nearly the same"
    asked = PossibleConflict.objects.get(application__in=cases)
    assert (asked.user, asked.state) == (user("ali@lansstyrelsen.example"), "asked")
    client.force_login(user(KARIN))
    page = client.get(reverse("decisions:ranking", args=[call.pk]))
    chances = {line.chance.chance for line in page.context["lines"] if line.chance}
    assert any(0.05 < chance < 0.95 for chance in chances), "some case stands close to the line"
