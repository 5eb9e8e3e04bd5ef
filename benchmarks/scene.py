"""What the figures are measured on: people, calls, drafts, and a catalogue of published projects.

Calls, drafts and one application per county are made through the door. The many cases and projects
are copies of these, put in as rows, because a list only reads them and the whole life of hundreds
would take longer than everything that is measured. It never meets anyone's real database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from stdnum import luhn

from applications.models import Application, Attachment, CostLine, offers_of, write
from applications.models.fair_copy import keep_fair_copy
from applications.models.snapshot import checksum_of, snapshot
from benchmarks import load, urls
from catalog.models import Entry
from grants import clock, law, steps
from grants.models import (
    Call,
    County,
    Criterion,
    Event,
    Frame,
    Fund,
    Membership,
    Municipality,
    Organisation,
    Post,
    Priority,
    Questionnaire,
    User,
)

SINCE = date(2017, 1, 1)
CROWDED = "04"  # the county where everyone submits: one log and one series of numbers
TEXT = (
    "Deltagarna träffas två kvällar i veckan, övar svenska med frivilliga från bygden och får veta "
    "hur vård, skola och arbete fungerar i Sverige. Barnen är med, så att båda föräldrarna kan "
    "delta. Erfarenheten är att lagom stora grupper och fasta tider gör att fler kommer tillbaka. "
)
YES = ("free_of_charge", "adults_only", "non_profit", "internship", "economic", "same_costs")
COST_LINES, ATTACHMENTS = 30, 10  # of the case that is full
MAKE_ROOM = 1_000_000  # copies get numbers from here on


@dataclass(frozen=True)
class Scene:
    """Who acts in the figures, and where."""

    officer: User
    signatory: User
    call: Call  # of the crowded county
    calls: list[Call]  # one of each board

    def drafts(self, count: int) -> list[Application]:
        """So many complete drafts, ready to be submitted."""
        return [_draft(self.call, self.signatory) for _ in range(count)]

    def crowd(self, count: int) -> list[User]:
        """So many signatories, each of an association of her own that also has an editor."""
        return [_members(f"forening{n}", 499100 + n)[0] for n in range(count)]

    def copies(
        self, count: int, owners: Sequence[User], calls: Sequence[Call]
    ) -> list[Application]:
        """So many complete drafts, spread over the owners and the calls.

        One of each call is begun through the door and the rest are its copies: they are about to
        be submitted, and that they were begun is not measured.
        """
        originals = [_draft(call, self.signatory) for call in calls]
        whose = [owner.memberships_today[0] for owner in owners]
        return _copies((originals[n % len(originals)], whose[n % len(whose)]) for n in range(count))

    def a_full_case(self) -> Application:
        """A submitted application with 40 answers, 30 cost lines and 10 attachments."""
        draft = _draft(self.call, self.signatory, in_full=True)
        for n in range(ATTACHMENTS):
            paper = SimpleUploadedFile(f"plan-{n}.pdf", b"%%PDF-1.4\n%% %d\n%%%%EOF\n" % n)
            Attachment.of(draft, paper, self.signatory).save()
        steps.take("submit", draft, by=self.signatory)
        return steps.take("take_up", draft, by=self.officer)

    def a_case(self) -> Application:
        """A submitted application that the officer handles."""
        return Application.objects.filter(call=self.call, state="submitted").earliest("pk")


def build(projects: int, boards: int = 21) -> Scene:
    """Fill the database with so many published projects and the cases behind them.

    `boards` have an open call each; the crowded one is always among them.
    """
    if not County.objects.exists():
        call_command("load_reference", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(urls.CREATE)
    counties = sorted(County.objects.all(), key=lambda county: county.pk != CROWDED)[:boards]
    everywhere = _staff("everywhere", *counties)
    signatory, _editor = _members("forening", 499001)
    calls = {county.pk: _call(county, everywhere) for county in counties}
    first = [steps.take("submit", _draft(call, signatory), by=signatory) for call in calls.values()]
    _copy(first, projects)
    # A board has several officers, and each is told of an application.
    officers = [_staff(f"officer{n}", County.objects.get(pk=CROWDED)) for n in (1, 2, 3)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Scene(
        officers[0], User.objects.get(pk=signatory.pk), calls[CROWDED], list(calls.values())
    )


def session_of(user: User) -> str:
    """The key of a session in which the user has signed in."""
    return str(browser_of(user).session.session_key)


def browser_of(user: User) -> Client:
    """A browser without a server, in which the user has signed in: to count queries with."""
    client = Client(SERVER_NAME=load.HOST)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def opened(draft: Application) -> str:
    """What somebody has read who has opened the page where the draft is signed: its SHA-256.

    The page keeps a fair copy of it, without which the submission costs more. It is made here as
    the page makes it, only without drawing the page.
    """
    seen = Application.objects.to_be_signed().get(pk=draft.pk)
    text = snapshot(seen)
    keep_fair_copy(seen, text, checksum_of(text))
    return checksum_of(text)


def rows() -> dict[str, int]:
    """How many rows the figures are measured on."""
    kinds: dict[str, Any] = {
        "projects": Entry,
        "applications": Application,
        "calls": Call,
        "events": Event,
    }
    return {name: kind._base_manager.count() for name, kind in kinds.items()}


def _staff(name: str, *counties: County) -> User:
    user = User.objects.create_user(f"{name}@lansstyrelsen.example", name=name.capitalize())
    for county in counties:
        Post.objects.create(user=user, county=county, role="officer", valid_from=SINCE)
    return user


def _members(name: str, serial: int) -> list[User]:
    """A signatory and an editor of an association that may apply."""
    digits = f"802{serial:06}"
    applicant = Organisation.objects.create(
        name=f"Flens språkvänner {serial}",
        org_nr=law.clean_org_nr(digits + luhn.calc_check_digit(digits)),
        applicant_type_id="ideell_forening",
        municipality=Municipality.objects.get(code="0482"),
        active_since=SINCE,
    )
    people = []
    for role in ("signatory", "editor"):
        user = User.objects.create_user(f"{role}@{name}.example", name=role.capitalize())
        Membership.objects.create(user=user, organisation=applicant, role=role, valid_from=SINCE)
        people.append(user)
    return people


def _call(county: County, by: User) -> Call:
    """A published and open call of the county."""
    now, year = clock.now(), clock.today().year
    call = Call(
        fund_id="tia",
        terms=Fund.objects.get(pk="tia").terms_on(clock.today()),
        county=county,
        frame=Frame.objects.create(fund_id="tia", year=year, county=county, amount=2_000_000),
        title_sv=f"Tidiga insatser, {county.name_sv}",
        about_sv=TEXT,
        opens_at=now - timedelta(days=10),
        closes_at=now + timedelta(days=20),
        period_from=date(year + 1, 1, 1),
        period_to=date(year + 1, 12, 31),
        report_due=date(year + 2, 2, 28),
    )
    steps.begin(call, by=by)
    Questionnaire.begin_for(call)
    Priority.objects.create(call=call, name_sv="Svenska språket", weight=1)
    Criterion.objects.create(call=call, name_sv="Behov", weight=1)
    return steps.take("publish", call, by=by)


def _draft(call: Call, by: User, *, in_full: bool = False) -> Application:
    """A complete draft for 150 000 SEK; or one in which every question is answered."""
    applicant = by.memberships_today[0].organisation
    draft = Application(
        call=call,
        county=call.county,
        organisation=applicant,
        begun_by=by,
        title="Språkcafé i Flen",
    )
    steps.begin(draft, by=by)
    write(draft, _answers(call, applicant, in_full), by)
    return draft


def _answers(call: Call, applicant: Organisation, in_full: bool) -> dict[str, Any]:
    """An answer to every required question of the call's form, in their JSON shape.

    In full: also to those that need not be answered, and the same money on many cost lines.
    """
    year = call.period_from.year
    rows = COST_LINES // 2 if in_full else 1
    answers: dict[str, Any] = {
        "women": 20,
        "men": 25,
        "period_from": call.period_from.isoformat(),
        "period_to": call.period_to.isoformat(),
        "amount": "150000.00",
        "contact_email": "siv@forening.example",
        "contact_phone": "0157-190 00",
        "municipalities": [applicant.municipality_id],
        "budget": [
            {"category": category, "description": "Kostnad", "year": year, "monthly_pay": None}
            | {"sought": f"{cost / rows:.2f}", "own": "0.00", "other": "0.00", "giver": ""}
            for category, cost in (("staff", 90_000), ("premises", 60_000))
            for _row in range(rows)
        ],
    }
    offers = offers_of(call)
    for question in Questionnaire.objects.newest(call).read.questions:
        if question.key in answers:
            continue
        if question.kind in ("purposes", "priorities"):
            answers[question.key] = [offers.choices(question.kind)[0][0]]
        elif question.kind == "yes_no":
            answers[question.key] = question.key in YES
        elif question.kind == "email" and in_full:
            answers[question.key] = "siv@forening.example"
        elif question.kind == "one" and in_full:
            answers[question.key] = question.choices[0].key
        elif (question.required or in_full) and question.kind in ("short_text", "long_text"):
            answers[question.key] = TEXT[:100] if question.kind == "short_text" else TEXT
    return answers


def _copies(wanted: Iterable[tuple[Application, Membership]]) -> list[Application]:
    """A copy of each draft for each member's organisation, with all that belongs to it."""
    pairs = list(wanted)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('bifall.door', 'open', true)")
        drafts = Application.objects.bulk_create(
            Application(
                **said(original)
                | {
                    "id": None,
                    "organisation_id": membership.organisation_id,
                    "begun_by_id": membership.user_id,
                }
            )
            for original, membership in pairs
        )
        origins = [original for original, _membership in pairs]
        for name in ("purposes", "priorities", "municipalities"):
            _rows_like(getattr(Application, name).through, origins, drafts)
        _rows_like(CostLine, origins, drafts)
    return drafts


def _rows_like(kind: Any, origins: list[Application], copies: list[Application]) -> None:
    """Give each copy the rows that its original has of this kind."""
    rows: dict[int, list[dict[str, Any]]] = {}
    for row in kind._base_manager.filter(application__in={o.pk for o in origins}):
        rows.setdefault(row.application_id, []).append(said(row))
    kind._base_manager.bulk_create(
        kind(**said | {"id": None, "application_id": copy.pk})
        for original, copy in zip(origins, copies, strict=True)
        for said in rows.get(original.pk, ())
    )


def said(row: Any) -> dict[str, Any]:
    """Every column of a row that was written, and not computed by the database."""
    written = [f for f in row._meta.concrete_fields if not f.generated]
    return {f.attname: f.value_from_object(row) for f in written}


def _copy(first: list[Application], count: int) -> None:
    """So many closed cases like the first ones, each with a published project."""
    homes = {m.county_id: m for m in Municipality.objects.order_by("-pk")}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('bifall.door', 'open', true)")
        cases = Application.objects.bulk_create(
            _case_like(first[n % len(first)], n) for n in range(count)
        )
        Entry.objects.bulk_create(
            _entry_of(case, homes[case.county_id], n) for n, case in enumerate(cases)
        )


def _case_like(original: Application, n: int) -> Application:
    serial = MAKE_ROOM + n
    changes = {"id": None, "state": "closed", "case_serial": serial, "case_number": f"851-{serial}"}
    return Application(**said(original) | changes)


def _entry_of(case: Application, home: Municipality, n: int) -> Entry:
    granted = Decimal(100_000 + n % 97 * 1_000)
    return Entry(
        application=case,
        fund_id="tia",
        county_id=case.county_id,
        municipality=home,
        year=2016 + n % 9,
        recipient=f"Föreningen {n % 40} i {home}",
        title=f"Språkcafé och studiebesök {n}",
        **dict.fromkeys(("summary", "target_group", "results", "learned", "did_not_work"), TEXT),
        women=20 + n % 30,
        men=15 + n % 40,
        granted=granted,
        used=granted - n % 13 * 1_000,
        published_at=clock.now(),
        state=Entry.State.PUBLISHED,
    )
