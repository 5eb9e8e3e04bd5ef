"""What every life shares: a guarded state, a birth, the history (Event) and the outbox (Mail)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django_fsm import FSMField

from grants import clock


@dataclass(frozen=True)
class Outsider:
    """Somebody who is told of a step and has no account (yet)."""

    email: str
    name: str
    language: str = "sv"


@dataclass(frozen=True)
class Birth:
    """How a life begins: who may begin it, and what the history calls it."""

    permission: Any
    label: "str | Promise"
    party: bool = True


def along(path: str, kind: "type[Life]") -> tuple[str, ...]:
    """`read_with` of a thing that belongs to another: the other, and what is read with it."""
    return path, *(f"{path}__{name}" for name in kind.read_with)


class StateField(FSMField):
    """The state of a life. For the tables, and so in the migrations, it is a short text.

    There it would be made anew each time a migration looks at its model, and listen for ever.
    """

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("protected", None)
        return name, "django.db.models.CharField", args, kwargs


class Life(models.Model):
    """A thing that changes state only through the door (`grants/steps.py`).

    Each life names its `birth`, its `main_line` (the states of the ordinary way, in order, for the
    life line) and, by `told_of`, the people who get an e-mail about a step. The database refuses a
    new row or a new state from anyone but the door.
    """

    birth: ClassVar[Birth]
    main_line: ClassVar[tuple[str, ...]] = ()
    # What its predicates and conditions ask for: the door reads it in the thing's own query.
    read_with: ClassVar[tuple[str, ...]] = ()
    state: Any

    class Meta:
        abstract = True
        triggers = [
            pgtrigger.Trigger(
                name="only_through_the_door",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
                func="""
                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN
                        RETURN NEW;
                    END IF;
                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN
                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def clean_fields(self, exclude: Any = None) -> None:
        """Leave the protected state out: django-fsm refuses even a clean copy of itself."""
        super().clean_fields(exclude={*(exclude or ()), "state"})

    def called(self, field: str) -> str:
        """What a field is called on the screen."""
        column: Any = self._meta.get_field(field)
        return str(column.verbose_name)

    @property
    def case(self) -> int | None:
        """The number of the application whose history this belongs to, if any."""
        return None

    @property
    def chain(self) -> str:
        """The board whose log this thing is written in: its county code."""
        return str(self.county.pk)  # type: ignore[attr-defined]  # each life has a county

    def told_of(self, step: str) -> "Iterable[Any]":
        """The users, and the Outsiders, who are told by e-mail that `step` was taken."""
        return ()


def _cases() -> Any:
    """Floor 2 is named by a string here."""
    return apps.get_model("applications.Application")._default_manager


def cases_of_interest_to(user: Any) -> Any:
    """Primary keys of the cases in which the user has a conflict of interest or a party's part."""
    return _cases().of_interest_to(user).order_by().values("pk")


def _likenesses_of_interest_to(user: Any) -> Any:
    """Primary keys of the questions, in any case, of whether it is like one of those cases."""
    likenesses = apps.get_model("applications.Likeness")._default_manager
    return likenesses.filter(other__in=cases_of_interest_to(user)).order_by().values("pk")


def cases_of_party(user: Any) -> Any:
    """Primary keys of the cases of her organisations; None when she belongs to none."""
    own = [membership.organisation_id for membership in user.memberships_today]
    return _cases().filter(organisation__in=own).order_by().values("pk") if own else None


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: Any) -> "EventQuerySet":
        """Staff read all of a case they may see; a party reads what concerns the party.

        Nobody reads, as staff, of a case in which she has a conflict of interest, nor in another
        case that it is like that one. Whether she sees the case is asked for first: an event is
        always shown beside its thing.
        """
        if not user.is_authenticated or not user.posts_today:
            return self.filter(for_party=True)
        free = ~Q(case__in=cases_of_interest_to(user))
        free &= ~Q(thing="applications.likeness", thing_id__in=_likenesses_of_interest_to(user))
        own = cases_of_party(user)
        return self.filter(free if own is None else free | Q(case__in=own, for_party=True))

    def about(self, thing: Life) -> "EventQuerySet":
        """The events of the thing and of the whole case it belongs to, oldest first."""
        own = Q(thing=thing._meta.label_lower, thing_id=thing.pk)
        if thing.case is not None:
            own |= Q(case=thing.case)
        return self.filter(own).select_related("by").order_by("at", "pk")


class Event(models.Model):
    """One line of history: who took which step when. Written by the door, never changed.

    The events of a board form a chain: each carries the SHA-256 of its own words and of the line
    before it, computed by the database, so that a removed or altered line can be found by anyone
    who has the log (`manage.py verify_log`).
    """

    chain = models.CharField(max_length=2)
    seq = models.PositiveBigIntegerField(editable=False, default=0)
    at = models.DateTimeField()
    thing = models.CharField(max_length=60)
    thing_id = models.PositiveBigIntegerField()
    # A number and no foreign key: the application lives on a floor above.
    case = models.PositiveBigIntegerField(null=True, db_index=True)
    step = models.CharField(max_length=40)
    source = models.CharField(max_length=30, blank=True)
    target = models.CharField(max_length=30)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="events")
    role = models.CharField(max_length=30, blank=True)
    note = models.TextField(blank=True)
    inputs = models.TextField(blank=True)
    for_party = models.BooleanField(default=False)
    previous = models.CharField(max_length=64, editable=False, default="")
    hash = models.CharField(max_length=64, editable=False, default="")

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["thing", "thing_id"])]
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="event_seq_in_chain")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="hash_chain",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("last", "RECORD")],
                func="""
                    PERFORM pg_advisory_xact_lock(hashtext('bifall.log.' || NEW.chain));
                    SELECT seq, hash INTO last FROM grants_event
                        WHERE chain = NEW.chain ORDER BY seq DESC LIMIT 1;
                    NEW.seq := coalesce(last.seq, 0) + 1;
                    NEW.previous := coalesce(last.hash, '');
                    NEW.hash := encode(sha256(convert_to(json_build_array(
                        NEW.chain, NEW.seq, NEW.previous,
                        to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                        NEW.thing, NEW.thing_id, NEW."case", NEW.step, NEW.source, NEW.target,
                        NEW.by_id, NEW.role, NEW.note, NEW.inputs
                    )::text, 'UTF8')), 'hex');
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thing} {self.thing_id}: {self.step}"

    @property
    def label(self) -> "str | Promise":
        """What happened, in words: the past tense of the step's label."""
        model = apps.get_model(self.thing)
        if self.step == "begun":
            return model.birth.label
        ways = getattr(model, self.step)._django_fsm.transitions
        custom = next(iter(ways.values())).custom
        return custom.get("done", custom["label"])

    @property
    def target_label(self) -> "str | Promise":
        """The state it led to, in words."""
        states = dict(apps.get_model(self.thing).State.choices)
        return states.get(self.target, self.target)

    @property
    def details(self) -> dict[str, Any]:
        """What was given along with the step, as it was written down."""
        return json.loads(self.inputs) if self.inputs else {}

    def digest(self) -> str:
        """The SHA-256 (hex) this line must carry, computed apart from the database."""
        moment = self.at.astimezone(clock.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
        words = [
            *(self.chain, self.seq, self.previous, moment, self.thing, self.thing_id, self.case),
            *(self.step, self.source, self.target, self.by_id, self.role, self.note, self.inputs),
        ]
        return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


class MailQuerySet(models.QuerySet["Mail"]):
    def visible_to(self, user: Any) -> "MailQuerySet":
        """Everyone reads what was written to herself; the staff of a board what the board wrote.

        Not by those who see only the cases assigned to them, and not about a case in which the
        reader has a conflict of interest, also if it was written to her before that was known. A
        party reads what was written to her as a party.
        """
        if not user.is_authenticated:
            return self.none()
        free = ~Q(event__case__in=cases_of_interest_to(user))
        party = cases_of_party(user)
        own = Q(to=user) & (free if party is None else free | Q(event__case__in=party))
        if not user.posts_today:
            return self.filter(own)
        codes = user.counties_as("officer", "decider", "finance", "auditor")
        written = Q() if user.holds("coordinator", None) else Q(event__chain__in=codes)
        return self.filter(own | (written & free))

    def unsent(self) -> "MailQuerySet":
        """Those that wait, the ones that failed before last. Ten failures are enough."""
        waiting = self.filter(sent_at=None, failures__lt=Mail.ENOUGH)
        return waiting.order_by("failures", "pk")


class Mail(models.Model):
    """One e-mail in the outbox. Written in the step's own transaction, sent after its commit."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="mails")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="mails"
    )
    # Instead of `to`, for somebody who has no account.
    address = models.EmailField(blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True)

    ENOUGH = 10  # times the server may say no before a person must look

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["id"], name="mail_unsent", condition=Q(sent_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["event", "to"], name="one_mail_per_event_and_person"),
            models.UniqueConstraint(
                fields=["event", "address"],
                condition=~Q(address=""),
                name="one_mail_per_event_and_address",
            ),
            models.CheckConstraint(
                condition=Q(to__isnull=False, address="") | (Q(to=None) & ~Q(address="")),
                name="mail_to_a_person_or_an_address",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def recipient(self) -> str:
        """The e-mail address it goes to."""
        return self.to.email if self.to else self.address

    @property
    def is_given_up(self) -> bool:
        """Whether nobody tries to send it any more."""
        return self.sent_at is None and self.failures >= self.ENOUGH
