"""Double funding: what is found, who is asked and sees what, and how the answer is kept."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from applications import jobs
from applications.models import (
    Application,
    Conflict,
    Likeness,
    Passage,
    Waiting,
    findings,
    hits,
    look_for,
    write,
)
from grants import clock, steps
from grants.models import Call, County
from grants.rules import Refused
from tests import cast
from tests.applications import likeness_texts as texts
from tests.applications.pages import at

pytestmark = pytest.mark.django_db
# The page of a question: session, user, posts, the question, the case, its text, the history.
QUERIES = 16


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def case(need, call=None, by=None, **changes):
    """A case whose need is described by this text."""
    return cast.submitted(call, by=by, need=need, **changes)


def compare():
    """What the job does in the background."""
    return jobs.look_for_likenesses(timestamp=0)


def two(first=texts.CAFE, second=texts.RENAMED):
    """Two cases at the same board, by two organisations; the second has just arrived."""
    old = case(first, cast.call())
    new = case(second, cast.call(), by=cast.vera(), title="Kafé i Nybro")
    costs_of(new, "Bussresor till badet", 12_345)
    compare()
    return old, steps.take("take_up", new, by=cast.karin())


def costs_of(application, description, amount):
    """Let its whole budget be for one thing."""
    line = application.cost_lines.first()
    application.cost_lines.exclude(pk=line.pk).delete()
    application.cost_lines.update(description=description, sought=amount, own=0, amount=amount)


def moved(application):
    """Let the case, and its call, be with the board of Kalmar, which is returned."""
    kalmar = County.objects.get(code=cast.KALMAR)
    Call.objects.filter(pk=application.call_id).update(county=kalmar)
    Application.objects.filter(pk=application.pk).update(county=kalmar)
    return kalmar


def asked(application, user=None):
    """Whom she sees that the case is alike."""
    seen = Likeness.objects.visible_to(user or cast.karin()).filter(application=application)
    return [one.other for one in seen]


# What is found


@pytest.mark.parametrize("second", [texts.RENAMED, texts.REORDERED, texts.WITHIN])
def test_near_the_same_text_becomes_a_question_in_the_later_case(second):
    old, new = two(second=second)
    one = Likeness.objects.get(application=new)
    assert (one.other, one.state) == (old, "asked")
    assert [*one.grounds] == ["text"]
    (passage,) = one.passages
    assert (passage["mine"], passage["theirs"]) == (second, texts.CAFE)


def test_the_same_topic_is_not_asked_about():
    two(second=texts.SAME_TOPIC)
    assert not Likeness.objects.exists()


def test_the_search_finds_what_comparing_all_with_all_finds():
    call = cast.call()
    names = [*("CAFE", "RENAMED", "REORDERED", "WITHIN", "SAME_TOPIC", "SAME_TOPIC_TOO")]
    names += ["QUOTES_ONE", "QUOTES_TOO"]
    cases = {}
    for name in names:
        cases[name] = case(getattr(texts, name), call)
        costs_of(cases[name], f"Kostnad för {name}", 1000 + len(cases))
    compare()
    for name, application in cases.items():
        mine = getattr(texts, name)
        expected = {
            cases[other].pk
            for other in names
            if other != name and texts_alike(mine, getattr(texts, other))
        }
        found = {pk for pk, hit in hits(application).items() if "text" in hit.grounds}
        assert found == expected, name


def texts_alike(mine, theirs):
    """Counted plainly, without the search and without its code: sets of three words in a row."""

    def runs(text):
        said = "".join(sign if sign.isalnum() else " " for sign in text.lower()).split()
        return {tuple(said[at : at + 3]) for at in range(len(said) - 2)}

    shared = len(runs(mine) & runs(theirs))
    return shared >= 20 and shared / min(len(runs(mine)), len(runs(theirs))) >= 0.3


def test_the_same_organisation_time_and_cost_is_asked_about_in_any_fund_and_county():
    old, new = case("Ett.", cast.call()), case("Två.", cast.call())
    moved(old)
    compare()
    one = Likeness.objects.get(application=new)
    assert one.other == old
    assert set(one.grounds) == {"organisation", "period", "costs"}


def test_another_time_or_another_cost_is_not_asked_about():
    call = cast.call()
    old, new = case("Ett.", call), case("Två.", call)
    first = new.period_from
    Application.objects.filter(pk=old.pk).update(
        period_from=first - timedelta(days=90), period_to=first - timedelta(days=1)
    )
    compare()
    assert not Likeness.objects.exists()
    Application.objects.filter(pk=old.pk).update(period_to=new.period_to)
    costs_of(old, "Bussresor till badet", 12_345)
    look_for(Application.objects.get(pk=new.pk))
    assert not Likeness.objects.exists()


def test_a_partner_in_both_is_asked_about_when_the_costs_are_for_the_same():
    call = cast.call()
    old = case("Ett.", call)
    new = case("Två.", call, by=cast.vera())
    compare()
    assert not Likeness.objects.exists()
    new.partners.create(name="F", org_nr=cast.association().org_nr, part="Samtalsledare")
    look_for(Application.objects.get(pk=new.pk))
    one = Likeness.objects.get(application=new)
    assert one.other == old
    assert one.grounds["partner"] is True


def test_who_got_nothing_and_gets_nothing_is_not_asked_about():
    old, new = two()
    steps.take("withdraw", old, by=cast.siv(), note="Vi hinner inte.")
    look_for(Application.objects.get(pk=new.pk))
    assert Likeness.objects.get().state == "lapsed"


def test_drafts_are_never_read():
    cast.draft(need=texts.CAFE)
    assert compare() == 0
    assert not Passage.objects.exists()


# When it is looked for


def test_a_submission_waits_for_nothing_and_is_read_once():
    application = case(texts.CAFE)
    assert [waiting.pk for waiting in Waiting.objects.all()] == [application.pk]
    assert not Passage.objects.exists()
    assert compare() == 1
    assert [one.question for one in Passage.objects.all()] == ["need"]
    assert compare() == 0


def test_to_look_again_changes_nothing():
    two()
    before = [*Likeness.objects.values()]
    for application in Application.objects.all():
        look_for(application)
    mine = [row for row in Likeness.objects.values() if row["id"] == before[0]["id"]]
    assert mine == before


def test_an_answer_that_is_changed_by_completion_is_read_anew():
    call = cast.call()
    case(texts.CAFE, call)
    new = case(texts.SAME_TOPIC, call, by=cast.vera())
    costs_of(new, "Bussresor", 12_345)
    compare()
    assert not Likeness.objects.exists()
    write(Application.objects.get(pk=new.pk), {"need": texts.RENAMED}, cast.vera())
    assert compare() == 1
    assert Likeness.objects.get().application == new


def test_to_open_the_formal_check_asks_in_the_earlier_case_too(client):
    old, _new = two()
    assert asked(old) == []
    steps.take("take_up", old, by=cast.karin())
    client.force_login(cast.karin())
    page = client.get(at("formal_check", old))
    assert "Kafé i Nybro" not in page.text  # the other is named by its applicant and its call
    assert len(asked(old)) == 1


def test_nothing_is_asked_in_a_case_that_is_decided():
    call = cast.call()
    case(texts.CAFE, call)
    decision = cast.granted(cast.under_assessment(call, need=texts.REORDERED))
    compare()
    new = case(texts.RENAMED, call, by=cast.vera())
    compare()
    look_for(Application.objects.get(pk=decision.application_id))
    assert not Likeness.objects.filter(application=decision.application_id).exists()
    assert decision.application in asked(new)


# Who sees what


def test_both_passages_stand_side_by_side_with_the_common_words_marked(client):
    old, new = two()
    client.force_login(cast.karin())
    page = client.get(Likeness.objects.get(application=new).get_absolute_url())
    (pair,) = page.context["pairs"]
    assert "".join(text for text, _common in pair.mine) == texts.RENAMED
    assert "".join(text for text, _common in pair.theirs) == texts.CAFE
    assert "<mark>" in page.text
    assert old.case_number in page.text


def test_of_another_boards_case_only_the_public_facts_and_whom_to_ask(client):
    old, new = two()
    kalmar = moved(old)
    client.force_login(cast.karin())
    page = client.get(Likeness.objects.get(application=new).get_absolute_url())
    assert page.context["is_open"] is False
    assert kalmar.email in page.text
    assert str(old.organisation) in page.text
    for secret in ("Folkets hus", "idrottsföreningen", old.case_number, old.title, "<mark>"):
        assert secret not in page.text
    (pair,) = page.context["pairs"]
    assert pair.theirs is None
    assert pair.mine == [(texts.RENAMED, False)]


def test_a_case_she_may_have_nothing_to_do_with_is_not_shown_counted_or_waited_for(client):
    old, new = two()
    Conflict.objects.create(application=old, user=cast.karin(), ground="Syster")
    one = Likeness.objects.get(application=new)
    client.force_login(cast.karin())
    assert client.get(one.get_absolute_url()).status_code == 404
    assert asked(new) == []
    assert Likeness.objects.to_answer(cast.karin()).count() == 0
    page = client.get(at("formal_check", new))
    assert str(old.organisation) not in page.text
    money = {f.key: f for f in findings(Application.objects.get(pk=new.pk), cast.karin())}
    assert "alike" not in money["public_money"].found.text
    with pytest.raises(Refused):
        steps.take("give_answer", one, by=cast.karin(), answer="none", reason="Nej.")
    assert asked(new, cast.staff("Olga", "officer")) == [old]


def test_only_those_who_handle_the_case_see_the_question(client):
    _old, new = two()
    one = Likeness.objects.get(application=new)
    for person, status in (
        (cast.karin(), 200),
        (cast.dag(), 200),
        (cast.kim(), 200),
        (cast.asa(), 404),
        (cast.otto(), 404),
        (cast.vera(), 404),
        (cast.siv(), 404),
    ):
        client.force_login(person)
        assert client.get(one.get_absolute_url()).status_code == status, person


# How it is answered


def test_the_officer_answers_and_the_answer_is_kept_with_who_and_when(client):
    _old, new = two()
    one = Likeness.objects.get(application=new)
    client.force_login(cast.karin())
    page = client.post(one.get_absolute_url(), {"answer": "differ"})
    assert page.context["form"].errors["reason"] == ["Give the reason."]
    client.post(one.get_absolute_url(), {"answer": "differ", "reason": "Olika kvällar."})
    one = Likeness.objects.get(pk=one.pk)
    assert (one.state, one.answer, one.reason) == ("answered", "differ", "Olika kvällar.")
    assert one.answered_by == cast.karin()
    assert clock.now() - one.answered_at < timedelta(minutes=1)
    last = steps.history(one, cast.karin()).filter(step="give_answer").get()
    assert last.by == cast.karin()
    assert not last.for_party
    assert "Olika kvällar." in client.get(at("case", new)).text


def test_a_question_that_is_open_keeps_the_item_of_the_check_from_a_yes(client):
    cast.association().state({"board": True}, cast.siv())
    _old, new = two()
    client.force_login(cast.karin())
    page = client.post(at("formal_check", new), {"public_money": "yes"})
    assert page.context["form"].errors["public_money"] == [
        "Answer the questions about like cases first."
    ]
    one = Likeness.objects.get(application=new)
    steps.take("give_answer", one, by=cast.karin(), answer="none", reason="Olika orter.")
    client.post(at("formal_check", new), {"public_money": "yes"})
    assert new.check_items.get(key="public_money").holds is True


def test_double_funding_fails_the_item():
    _old, new = two()
    one = Likeness.objects.get(application=new)
    steps.take("give_answer", one, by=cast.karin(), answer="double", reason="Samma café.")
    found = {f.key: f for f in findings(Application.objects.get(pk=new.pk), cast.karin())}
    assert found["public_money"].holds is False


def test_it_can_be_asked_anew_and_the_old_answer_stays_in_the_history():
    _old, new = two()
    one = Likeness.objects.get(application=new)
    one = steps.take("give_answer", one, by=cast.karin(), answer="none", reason="Olika orter.")
    one = steps.take("ask_anew", one, by=cast.karin(), note="Nytt kom fram.")
    assert (one.state, one.answer, one.answered_by) == ("asked", "", None)
    inputs = steps.history(one, cast.karin()).get(step="give_answer").details
    assert inputs["reason"] == "Olika orter."


def test_new_grounds_open_an_answered_question_and_the_same_ones_do_not():
    old, new = two()
    one = Likeness.objects.get(application=new)
    steps.take("give_answer", one, by=cast.karin(), answer="none", reason="Olika orter.")
    look_for(Application.objects.get(pk=new.pk))
    assert Likeness.objects.get(pk=one.pk).state == "answered"
    description = old.cost_lines.first().description
    new.partners.create(name="F", org_nr=old.organisation.org_nr, part="Allt")
    category = old.cost_lines.first().category
    new.cost_lines.create(
        category=category,
        description=description,
        year=old.cost_lines.first().year,
        sought=Decimal(500),
        amount=Decimal(500),
    )
    look_for(Application.objects.get(pk=new.pk))
    assert Likeness.objects.get(pk=one.pk).state == "asked"


def test_an_answer_has_its_reason_also_in_the_database():
    _old, new = two()
    one = Likeness.objects.get(application=new)
    with pytest.raises(Refused):
        steps.take("give_answer", one, by=cast.karin(), answer="none", reason=" ")
    steps.take("give_answer", one, by=cast.karin(), answer="none", reason="Olika orter.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Likeness.objects.update(reason="")


def test_the_search_and_the_page_ask_as_often_however_many_there_are(client):
    _old, new = two()
    client.force_login(cast.karin())
    address = reverse("applications:likeness", args=[Likeness.objects.get(application=new).pk])
    client.get(address)
    with CaptureQueriesContext(connection) as spent:
        client.get(address)
    assert len(spent) <= QUERIES
    fresh = Application.objects.with_answers().get(pk=new.pk)
    with CaptureQueriesContext(connection) as one_other:
        hits(fresh)
    for number in range(3):
        case(texts.REORDERED, new.call, title=f"Nr {number}")
    compare()
    fresh = Application.objects.with_answers().get(pk=new.pk)
    with CaptureQueriesContext(connection) as four_others:
        assert len(hits(fresh)) == 4
    assert len(four_others) == len(one_other)
