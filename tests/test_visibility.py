"""Whoever has a conflict of interest sees what she would see if the case did not exist.

The proof: the pages of the site are read before a case comes into being, then a case is lived at
random, a conflict of interest arises, and the pages are read again. Nothing may have changed, and
the addresses of the case answer as addresses of nothing do. What anybody may read without signing
in is compared with what anybody reads.

One plan is lived each time; BIFALL_PLANS=25 lives that many, and reads every page there is.
"""

import os
import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from applications.models import (
    Application,
    Attachment,
    Message,
    Note,
    Notice,
    Partner,
    PossibleConflict,
    Supplement,
    answer_checks,
    declare,
)
from decisions.models import Assessment, Decision, Opinion
from followup.models import Payment, PaymentFile, Report
from grants import clock, steps
from grants.models import Event, Frame, Mail, Membership, User
from tests import cast
from tests.test_access import ROLES, rows, url_of, world  # noqa: F401  the fixture is used by name

pytestmark = pytest.mark.django_db

STAGES = (
    *("submitted", "preparation", "waiting", "assessment", "scored", "proposed"),
    *("signed", "granted", "planned", "paid", "reported"),
)
PEOPLE = ("officer", "assessor", "decider", "finance", "auditor", "coordinator", "jonkoping")
# What a browser asks for besides the plain address: searches, sums and files of lists.
ASKED = {
    "applications:list": ("?q=Hemlig", "?state=assessment", "?sort=-amount"),
    "applications:export": ("?format=csv",),
    "decisions:list": ("?q=Hemlig", "?state=signed"),
    "decisions:export": ("?format=csv",),
    "decisions:ranking_export": ("?format=csv",),
    "followup:payments": ("?state=planned",),
    "followup:payments_table": ("?format=csv",),
    "followup:reports": ("?state=expected",),
    "followup:reports_table": ("?format=csv",),
    "grants:organisation_list": ("?q=Vingåker",),
}
# Pages of floor 1 that tell of cases, or lead to them.
NEAR_CASES = (
    *("grants:outbox", "grants:mail", "grants:step", "grants:call", "grants:call_list"),
    *("grants:organisation", "grants:organisation_list", "grants:roles"),
)
# Pages of another case that show more than that case: its applicant's others, colleagues, sums.
BESIDE_CASES = (
    *("applications:case", "applications:conflicts", "applications:formal_check"),
    *("decisions:draft", "decisions:assessments", "followup:case", "decisions:assign"),
)
SECRET = ("asked:", "partner:")  # whoever has the link reads it; the link tells the time
MANY = 10
PLANS = int(os.environ.get("BIFALL_PLANS", "1"))
LATER = timedelta(hours=2)


# --- what somebody reads ----------------------------------------------------------------------


@contextmanager
def arriving(moment):
    """Requests arrive at this moment, so that no page tells another time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: moment)
        yield


def addresses(around):
    """The addresses of the site that are there in this world, with what is asked of lists.

    One of each name, without those that no other case has anything to do with: what floor 1
    shows besides cases, and what one case shows of itself. All of them, when many plans are lived.
    """
    found, read_names = {}, set()
    for name, thing, _answers in rows():
        if name.startswith(SECRET):
            continue
        own = isinstance(getattr(around, thing.partition(".")[0], None), OF_ONE_CASE)
        near = name in NEAR_CASES if name.startswith("grants:") else not own
        if PLANS < MANY and (name in read_names or not (near or name in BESIDE_CASES)):
            continue
        if name != "grants:step":
            read_names.add(name)
        found[url_of(name, thing, around)] = name
    more = {url + query: name for url, name in found.items() for query in ASKED.get(name, ())}
    return found | more


def read(client, url):
    """What an address answers, without what differs each time: the tokens of forms and scripts."""
    answer = client.get(url)
    kind = answer.headers.get("Content-Type", "")
    where = answer.headers.get("Location", "")
    if answer.streaming or not kind.startswith(("text/", "application/xml", "application/json")):
        return answer.status_code, where, kind
    text = answer.content.decode()
    text = re.sub(r'(name="(?:csrfmiddlewaretoken|page-window)" value=|nonce=)"[^"]*"', r"\1", text)
    return answer.status_code, where, text


def read_all(user, urls, moment):
    cache.clear()
    client = Client()
    with arriving(moment):
        if user is not None:
            client.force_login(User.objects.get(pk=user.pk))
        return {url: read(client, url) for url in urls}


def differing(before, after):
    """The addresses whose answers differ, each with the first line that does."""
    told = {}
    for url, was in before.items():
        now = after[url]
        if was != now:
            lines = zip(str(was[2]).splitlines(), str(now[2]).splitlines(), strict=False)
            first = next((pair for pair in lines if pair[0] != pair[1]), (was[:2], now[:2]))
            told[url] = [str(line).strip()[:300] for line in first]
    return told


# --- a case, lived at random --------------------------------------------------------------------


def kurt():
    """A second case officer in Södermanland, who answers about the first."""
    return cast.staff("Kurt", "officer")


def live(call, stage, amount, extras, person):
    """A case that comes as far as the stage, and what else happens in it."""
    by = cast.vera() if call.fund_id == "37a" else cast.siv()
    application = cast.draft(call, by=by, amount=amount, title="Hemlig insats")
    upload = cast.pdf("hemlig.pdf")
    Attachment.of(application, upload, by).save()
    application = steps.take("submit", application, by=by)
    reached = STAGES.index(stage)
    if "message" in extras:
        steps.begin(Message(application=application, author=by, text="Hemligt ord."), by=by)
    if "notice" in extras:
        said = Notice(application=application, author=by, about="money", text="Hemlig hyra.")
        steps.begin(said, by=by)
    if "possible" in extras:
        raised = [["raised", "Granne"]]
        asked = PossibleConflict(application=application, user=cast.lina(), grounds=raised)
        steps.begin(asked, by=kurt())
    if reached >= STAGES.index("preparation"):
        application = steps.take("take_up", application, by=cast.karin())
    if "note" in extras and reached:
        note = Note(application=application, author=cast.karin(), text="Hemlig anteckning.")
        steps.begin(note, by=cast.karin())
    if stage == "waiting":
        day = clock.today() + timedelta(days=14)
        return steps.take(
            "ask_completion", application, by=cast.karin(), what="Hemlig fråga.", deadline=day
        )
    if reached >= STAGES.index("assessment"):
        application = steps.take("pass_on", cast.checked(application), by=cast.karin())
        if "opinion" in extras:
            cast.opinion(application, cast.karin(), addressee="Per", email="per@skola.example")
        if person == cast.asa():
            cast.assigned(application, person)
            if reached > STAGES.index("assessment"):
                mine = Assessment.objects.get(application=application, assessor=person)
                steps.take("accept", mine, by=person)
                every = dict.fromkeys(application.call.criteria.all(), (1, "Hemligt skäl."))
                scores = {"scores": every, "recommendation": "reject"}
                steps.take("hand_in", mine, by=person, **scores)
    if reached >= STAGES.index("scored"):
        cast.scored(application, cast.ali(), points=1)
    if reached >= STAGES.index("proposed"):
        decide(application, reached)
    return Application.objects.get(pk=application.pk)


def decide(application, reached):
    """Granted, paid and reported, as far as it goes; § 37 a is decided in Jönköping."""
    national = application.call.fund_id == "37a"
    if national:
        opinion = cast.opinion(application)
        steps.take("give", opinion, by=cast.karin(), stand="supports", text="Hemligt stöd.")
    by, decider = (cast.jon(), cast.jill()) if national else (cast.karin(), cast.dag())
    decision = cast.decision_draft(application, by=by)
    decision = steps.take("propose", decision, by=by)
    if reached >= STAGES.index("signed"):
        decision = steps.take("sign", decision, by=decider)
    if reached >= STAGES.index("granted"):
        decision = steps.take("release", decision, by=decider)
    if national:
        return
    payment = cast.planned(decision) if reached >= STAGES.index("planned") else None
    if reached >= STAGES.index("paid"):
        payment = steps.take("clear", steps.take("attest", payment, by=cast.fia()), by=cast.finn())
        file = Payment.objects.export(application.county, cast.fia())
        steps.take("confirm", file, by=cast.fia())
    if reached >= STAGES.index("reported"):
        cast.reported(Payment.objects.get(pk=payment.pk))


def shut_out(application, person, interest):
    """Let the person have a conflict of interest, one way or another."""
    if interest == "partner":
        company = cast.company()  # of which she has been a member all the time
        Partner.objects.create(
            application=application, name=company.name, org_nr=company.org_nr, part="Kaffet."
        )
        return
    if interest == "declared":
        declare(application, User.objects.get(pk=person.pk), "Hemlig syster.")
        return
    by = cast.jon() if kurt() == person else kurt()
    raised = [["raised", "Hemlig syster."]]
    asked = PossibleConflict(application=application, user=person, grounds=raised)
    steps.begin(asked, by=by)
    steps.take("confirm", asked, by=by, reason="Hemlig syster.")


def belongs_to_company(person):
    """She is a member of a company that nobody else's application has anything to do with."""
    Membership.objects.create(
        user=person, organisation=cast.company(), role="reader", valid_from=clock.today()
    )
    return User.objects.get(pk=person.pk)


OF_ONE_CASE = (
    *(Application, Attachment, Supplement, Notice, Assessment, Opinion, Decision, Payment),
    *(Report, PossibleConflict),
)
KINDS = (*OF_ONE_CASE, PaymentFile, Mail)


def things_of(application):
    """What has come with the case, by kind: what an address could be forged for."""
    of = {"application": application}
    return [
        application,
        *application.attachments.all(),
        *Supplement.objects.filter(**of),
        *Notice.objects.filter(**of),
        *Assessment.objects.filter(**of),
        *Opinion.objects.filter(**of),
        *Decision.objects.filter(**of),
        *Payment.objects.filter(decision__application=application),
        *PaymentFile.objects.filter(payments__decision__application=application),
        *Report.objects.filter(**of),
        *PossibleConflict.objects.filter(**of),
        *Mail.objects.filter(event__case=application.pk, address=""),
    ]


def forged(around, application, role):
    """The addresses of the case's own things, each with the same for a thing that is nowhere.

    Not those that answer the role about any case as they do about nothing.
    """
    found = {}
    things = things_of(application)
    if PLANS < MANY:  # the first of each kind: her own assessment, and one e-mail of the many
        things = list({type(one): one for one in reversed(things)}.values())
    for name, thing, answers in rows():
        if name.startswith(SECRET):
            continue
        kind = thing.partition(".")[0]
        there = getattr(around, kind, None)
        is_nothing = answers[list(ROLES).index(role)] == "404"
        if not isinstance(there, KINDS) or is_nothing or answers[0] == "200":
            continue
        url = url_of(name, thing, around)
        for own in things:
            if isinstance(own, type(there)) and f"/{there.pk}/" in url:
                theirs = url.replace(f"/{there.pk}/", f"/{own.pk}/", 1)
                found[theirs] = url.replace(f"/{there.pk}/", "/99999999/", 1)
    return found


# --- the proof ----------------------------------------------------------------------------------

PLAN = st.fixed_dictionaries(
    {
        "stage": st.sampled_from(STAGES),
        "fund": st.sampled_from(["tia", "37a"]),
        "amount": st.integers(50_000, 300_000),
        "extras": st.sets(st.sampled_from(["message", "note", "notice", "opinion", "possible"])),
        "role": st.sampled_from(PEOPLE),
        "interest": st.sampled_from(["declared", "confirmed", "partner"]),
    }
)


class Proof:
    """Reads a world once for each role, and again after each case that is lived in it."""

    def __init__(self, around):
        self.world = around
        self.before = {}
        self.moment = clock.now() + LATER
        # Everybody is there before any page is read: whoever takes part in a case, and the roles.
        for person in (cast.siv, cast.vera, cast.ali, cast.lina, cast.finn, cast.jon, kurt):
            person()
        people = {role: ROLES[role]() for role in PEOPLE}
        self.people = {role: belongs_to_company(person) for role, person in people.items()}

    def read_before(self, role):
        """What she reads. What she is refused now is refused to her for another reason."""
        if role not in self.before:
            found = addresses(self.world)
            seen = read_all(self.people[role], found, self.moment)
            self.before[role] = {url: one for url, one in seen.items() if one[0] < 400}
            assert len(self.before[role]) > 10
        return self.before[role]

    def faults(self, role, stage, fund, amount, extras, interest):
        """As `faults_of`, for one role."""
        return self.faults_of([role], stage, fund, amount, extras, interest)

    def faults_of(self, roles, stage, fund, amount, extras, interest):
        """What differs for people with the roles, and which addresses of the case tell of it."""
        call = self.world.call if fund == "tia" else self.world.guides.call
        changed, told, after = {}, [], {}
        for role in roles:
            self.read_before(role)
        with transaction.atomic():
            assessor = self.people["assessor"] if "assessor" in roles else None
            application = live(call, stage, amount, extras, assessor)
            for role in roles:
                shut_out(application, self.people[role], interest)
            for role in roles:
                person, before = self.people[role], self.before[role]
                after[role] = differing(before, read_all(person, before, self.moment))
                told += self.told_by_addresses(application, role)
                changed |= after[role]
            anybody = read_all(None, changed, self.moment)
            transaction.set_rollback(True)
        public = differing(read_all(None, changed, self.moment), anybody)
        found = {
            (role, url): line
            for role, lines in after.items()
            for url, line in lines.items()
            if url not in public
        }
        return found, told

    def told_by_addresses(self, application, role):
        pairs = forged(self.world, application, role)
        answers = read_all(self.people[role], {*pairs, *pairs.values()}, self.moment)
        assert pairs, "the case has no address that could be forged"
        return [own for own, nowhere in pairs.items() if answers[own][0] != answers[nowhere][0]]


def test_a_case_is_nowhere_for_whoever_is_partial_in_it(world):  # noqa: F811
    """One that came to its end, for everybody on the staff; then any case, at random."""
    proof = Proof(world)
    everything = {"message", "note", "notice", "opinion", "possible"}
    in_county = [role for role in PEOPLE if role != "jonkoping"]
    for roles, fund, stage in ((in_county, "tia", "reported"), (["jonkoping"], "37a", "signed")):
        found = proof.faults_of(roles, stage, fund, 123_456, everything, "declared")
        assert found == ({}, [])

    @settings(
        max_examples=PLANS,
        phases=[Phase.generate],  # a plan that fails is told as it is: a smaller one takes minutes
        deadline=None,
        database=None,
        suppress_health_check=[*HealthCheck],
    )
    @given(plan=PLAN)
    def lived(plan):
        assert proof.faults(**plan) == ({}, [])

    lived()


# --- two ways in which other systems have leaked ------------------------------------------------


def test_a_bulk_action_over_a_set_leaves_out_the_case_one_may_not_touch(client):
    call = cast.call()
    free, shut = cast.under_assessment(call), cast.under_assessment(call, title="Hemlig insats")
    declare(shut, cast.karin(), "Syster.")
    client.force_login(cast.karin())
    page = reverse("decisions:assign_many", args=[call.pk])
    assert "Hemlig" not in client.get(page).content.decode()
    day = (clock.today() + timedelta(days=14)).isoformat()
    both = {"applications": [free.pk, shut.pk], "people": [cast.ali().pk], "due": day}
    nowhere = {**both, "applications": [free.pk, 99999999]}
    refused, as_if = client.post(page, both), client.post(page, nowhere)
    assert (refused.status_code, as_if.status_code) == (200, 200)
    told = [str(answer.context["form"].errors["applications"]) for answer in (refused, as_if)]
    assert told[0].replace(str(shut.pk), "?") == told[1].replace("99999999", "?")
    client.post(page, {**both, "applications": [free.pk]})
    assert [one.application for one in Assessment.objects.all()] == [free]


def test_no_total_and_no_mean_tells_of_the_case(client):
    call = cast.call(frame=1_000_000)
    cast.scored(cast.under_assessment(call, amount=100_000), points=2)
    shut = cast.under_assessment(call, amount=234_567)
    cast.scored(shut, points=5)
    cast.signed(shut)
    declare(shut, cast.karin(), "Syster.")
    client.force_login(cast.karin())
    ranking = client.get(reverse("decisions:ranking", args=[call.pk])).content.decode()
    shown = re.sub(r"\s|&nbsp;", "", ranking)
    for sum_ in ("234567", "334567", "765433"):  # its amount, with the other's, what it leaves
        assert sum_ not in shown
    assert "100000" in shown
    draft = client.get(
        reverse("decisions:draft", args=[Application.objects.get(amount=100_000).pk])
    ).content.decode()
    assert "765433" not in re.sub(r"\s|&nbsp;", "", draft)
    assert Frame.objects.get(pk=call.frame_id).reserved == 234_567


def test_history_and_mail_of_the_case_are_gone_also_what_was_told_before():
    application = cast.submitted()
    karin = cast.karin()
    assert karin.mails.filter(event__case=application.pk).exists()
    assert Mail.objects.visible_to(karin).filter(event__case=application.pk).exists()
    assert Event.objects.visible_to(karin).filter(case=application.pk).exists()
    declare(application, karin, "Syster.")
    karin = cast.karin()
    assert not Mail.objects.visible_to(karin).filter(event__case=application.pk).exists()
    assert not Event.objects.visible_to(karin).filter(case=application.pk).exists()
    siv = cast.siv()
    assert Mail.objects.visible_to(siv).filter(event__case=application.pk).exists()


def test_no_history_tells_that_another_case_is_like_it():
    application = cast.in_preparation()
    likeness = cast.likeness(application)
    told = Event.objects.filter(case=application.pk, thing="applications.likeness")
    assert told.visible_to(cast.rut()).exists()
    declare(likeness.other, cast.rut(), "Syster.")
    assert not told.visible_to(cast.rut()).exists()
    assert told.visible_to(cast.karin()).exists()


def test_what_was_found_of_other_cases_is_read_only_by_who_answered(client):
    application = cast.in_preparation()
    likeness, partial = cast.likeness(application), kurt()
    declare(likeness.other, partial, "Syster.")
    case = Application.objects.with_answers().get(pk=application.pk)
    answer_checks(case, {"public_money": (True, "Olika kostnader.")}, cast.karin())
    found = application.check_items.get(key="public_money").finding
    page = reverse("applications:formal_check", args=[application.pk])
    for reader, reads in ((cast.karin(), True), (partial, False)):
        client.force_login(reader)
        assert (found in client.get(page).content.decode()) == reads


def test_a_member_of_a_partner_is_shut_out_from_the_first_day_of_it():
    draft = cast.draft()
    company = cast.company()
    Partner.objects.create(
        application=draft, name=company.name, org_nr=company.org_nr, part="Kaffet."
    )
    rut, karin = belongs_to_company(cast.rut()), belongs_to_company(cast.karin())
    application = steps.take("submit", draft, by=cast.siv())
    for person in (rut, karin):
        assert not Application.objects.visible_to(person).exists()
    assert not karin.mails.exists()
    with pytest.raises(steps.NotAllowed):
        steps.take("take_up", application, by=karin)
