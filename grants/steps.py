"""The one door: every step of every life is taken here.

`take` locks the row, asks whether the step exists, is open and is allowed (in this order), takes
it, saves, writes one line of history and puts the e-mails in the outbox; all in one transaction,
so that nothing is half done and nothing leaves before the commit. `begin` does the same for a
birth. Bodies of steps may themselves come here for a life on a floor below: a step marked `inside`
can be taken in no other way.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.db import OperationalError, connection, models, transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_fsm import Transition, TransitionNotAllowed, can_proceed
from psycopg.errors import DeadlockDetected

from grants import clock, mail
from grants.models import Event, Life
from grants.rules import Refused

_together: ContextVar[bool] = ContextVar("together", default=False)


class NoSuchStep(Refused):
    """There is no step of that name. A programming error or a forged address: answer 404."""


class NotOpen(Refused):
    """The step is not open: it was already taken, or something is missing first."""


class NotAllowed(Refused):
    """This person may not take the step."""


@dataclass(frozen=True)
class Step:
    """A step that somebody can take now, as a page shows it."""

    name: str
    label: "str | Promise"
    url: str
    post: bool
    quiet: bool
    needs_note: bool


@dataclass(frozen=True)
class Stage:
    """One stage on the life line: passed, current, ahead, or a side track."""

    label: str
    state: str
    at: datetime | None = None
    role: str = ""


def machine(kind: Any) -> list[Transition]:
    """All transitions of a life, one per source, in the order in which its `models.py` tells."""
    return _machine(kind._meta.label)


@cache
def _machine(label: str) -> list[Transition]:
    kind: Any = apps.get_model(label)
    order = {name: place for place, name in enumerate(kind.__dict__)}
    return sorted(kind(pk=0).get_all_state_transitions(), key=lambda t: order[t.name])


def lives() -> dict[str, Any]:
    """Every model that has a life, by the name its addresses use."""
    return {str(m._meta.model_name): m for m in apps.get_models() if issubclass(m, Life)}


def take(
    name: str,
    thing: Any,
    /,
    *,
    by: Any,
    note: str = "",
    first: Callable[[Any], object] | None = None,
    **inputs: Any,
) -> Any:
    """Take the step `name` of `thing` as the user `by`, and return the thing as it now is.

    `inputs` go to the transition and, as text, into the history. `first` is called with the thing
    as it stands when it is our turn: a page asks there whether it still is what its reader saw.
    Raises NoSuchStep, NotOpen, NotAllowed, or another Refused from `first` or the step itself;
    then nothing has happened.
    """
    try:
        return _take(name, thing, by, note, first, inputs)
    except OperationalError as fault:
        # Two steps that touch several things can wait for each other's rows. PostgreSQL then undoes
        # one of them whole: it is taken anew, unless it was a part of something larger.
        if connection.in_atomic_block or not isinstance(fault.__cause__, DeadlockDetected):
            raise
        return _take(name, thing, by, note, first, inputs)


def _take(
    name: str,
    thing: Any,
    by: Any,
    note: str,
    first: Callable[[Any], object] | None,
    inputs: dict[str, Any],
) -> Any:
    with transaction.atomic():
        fresh = _locked(type(thing), thing.pk, _custom(type(thing), name))
        if first is not None:
            first(fresh)
        kind = type(thing)
        if not any(t.name == name and _is_there(t) for t in machine(kind)):
            raise NoSuchStep(_("There is no such step."))
        step = getattr(fresh, name)
        if not _may(fresh, name, by):
            if not can_proceed(step):
                raise NotOpen(*hinders(fresh, name))
            raise NotAllowed(_("You may not do this."))
        source = fresh.state
        try:
            with _inside():
                step(by=by, **inputs)  # asks the conditions itself, so they are not asked before
        except TransitionNotAllowed as refusal:
            raise NotOpen(*hinders(fresh, name)) from refusal
        with _door_open():
            fresh.save()
        event = _record(fresh, name, source, by, note, inputs)
        mail.tell(event, fresh, name)
    return fresh


def _locked(kind: Any, pk: Any, step: dict[str, Any]) -> Any:
    """The thing as it stands, with its row locked until the transaction ends.

    First the lock, then what stands: all that is read now was true when we got our turn. A step
    that many take at the same moment can say what it is `read_with` instead of all that the life
    is, and which large columns are to be `read_later`, if at all. Raises DoesNotExist.

    The database is told the clock's day on the way: what it counts by day belongs there.
    """
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(kind._meta.db_table)
        lock = f"SELECT set_config('bifall.day', %s, true) FROM {table} WHERE id = %s FOR UPDATE"  # noqa: S608  our own table's name
        cursor.execute(lock, [clock.today().isoformat(), pk])
    rows = kind._base_manager.select_related(*step.get("read_with", kind.read_with))
    return rows.defer(*step.get("read_later", ())).get(pk=pk)


@contextmanager
def together() -> Iterator[None]:
    """Several steps that are one: all of them or none, and those marked `inside` may be taken."""
    with transaction.atomic(), _inside():
        yield


def begin(thing: Any, *, by: Any, note: str = "") -> Any:
    """Save a new thing: the first line of its history. Raises NotAllowed."""
    if not thing.birth.permission(thing, by):
        raise NotAllowed(_("You may not do this."))
    with transaction.atomic():
        with _door_open():
            thing.save(force_insert=True)
        event = _record(thing, "begun", "", by, note, {})
        mail.tell(event, thing, "begun")
    return thing


def open_to(user: Any, thing: Any) -> list[Step]:
    """The steps that the user can take now, in the order of the life: the first is the main one."""
    if not user.is_authenticated:
        return []
    return [
        _shown(thing, t)
        for t in machine(type(thing))
        if t.source == thing.state
        and not t.custom.get("inside")
        and can_proceed(getattr(thing, t.name))
        and _allows(t, thing, user)
    ]


def hinders(thing: Any, name: str) -> list["str | Promise"]:
    """In words, why the step is not open now; empty when it is."""
    way = _way(thing, name)
    if way is not None:
        return [getattr(c, "message", c.__name__) for c in way.conditions if not c(thing)]
    return [
        _("This step is not open any more. It may already have been taken: the state is now “%s”.")
        % thing.get_state_display()
    ]


def waits_for(user: Any, thing: Any, name: str) -> list["str | Promise"] | None:
    """What is missing before this user can take the step; None when it is not hers to take."""
    return hinders(thing, name) if _may(thing, name, user) else None


def history(thing: Any, user: Any) -> Any:
    """The lines of history the user may read, oldest first.

    A member of the applicant reads what concerns the party, also when she holds a post elsewhere.
    """
    events = Event.objects.visible_to(user).about(thing)
    organisation = getattr(thing, "organisation", None)
    if organisation is not None and user.is_authenticated and user.membership_role(organisation):
        return events.filter(for_party=True)
    return events


def story(thing: Any, user: Any) -> tuple[list[Stage], list[Event]]:
    """The life line and the lines of history that the user may read: one query for both."""
    events = list(Event.objects.about(thing))
    organisation = getattr(thing, "organisation", None)
    is_party = organisation is not None and user.membership_role(organisation) is not None
    whole = bool(user.posts_today) and not is_party
    return lifeline(thing, events), [one for one in events if whole or one.for_party]


def lifeline(thing: Any, events: Iterable[Event] | None = None) -> list[Stage]:
    """The stages of the thing's life: the way it went, where it stands, and what lies ahead.

    The way is read from the history: a step back takes the later stages away again, and one that
    leads nowhere changes nothing. Ahead are the states of the main line that the machine can still
    reach from here. `events` are all lines of the thing's history, when they have been read.
    """
    labels = dict(type(thing).State.choices)
    line = type(thing).main_line
    way: dict[str, Event] = {}
    kind = thing._meta.label_lower
    if events is None:
        events = Event.objects.about(thing).filter(thing=kind, thing_id=thing.pk)
    for event in events:
        is_own = (event.thing, event.thing_id) == (kind, thing.pk)
        if not is_own or (event.source == event.target and event.target in way):
            continue
        reached = list(way)
        later = reached[reached.index(event.target) :] if event.target in way else []
        for state in later:
            del way[state]
        way[event.target] = event
    stages = [Stage(str(labels[s]), "passed", e.at, e.role) for s, e in way.items()]
    if stages:
        here = "current" if thing.state in line else "side"
        stages[-1] = replace(stages[-1], state=here)
    furthest = max((line.index(s) for s in way if s in line), default=-1)
    open_states = _reachable(type(thing), thing.state)
    ahead = [s for s in line[furthest + 1 :] if s in open_states]
    return stages + [Stage(str(labels[s]), "ahead") for s in ahead]


def _reachable(kind: Any, state: str) -> set[str]:
    """Every state that the machine can still come to from this one."""
    found: set[str] = set()
    frontier = {state}
    while frontier:
        frontier = {str(t.target) for t in machine(kind) if t.source in frontier} - found
        found |= frontier
    return found


def _is_there(way: Transition) -> bool:
    """A step marked `inside` exists only while a larger one is being taken."""
    return _together.get() or not way.custom.get("inside")


def _may(thing: Any, name: str, user: Any) -> bool:
    """Whether the permission of the step holds, asked apart from its conditions."""
    way = _way(thing, name)
    return way is not None and _allows(way, thing, user)


def _allows(way: Transition, thing: Any, user: Any) -> bool:
    """A step without a permission would be open to all; here it is open to nobody."""
    return callable(way.permission) and bool(way.permission(thing, user))


def _way(thing: Any, name: str) -> Transition | None:
    """The step's way out of the thing's present state, if it has one."""
    ways = machine(type(thing))
    return next((t for t in ways if t.name == name and t.source == thing.state), None)


def _shown(thing: Any, step: Transition) -> Step:
    page = step.custom.get("page")
    needs_note = bool(step.custom.get("note"))
    url = (
        reverse(page, args=[thing.pk])
        if page
        else reverse("grants:step", args=[thing._meta.model_name, thing.pk, step.name])
    )
    quiet = bool(step.custom.get("quiet"))
    return Step(
        step.name, step.custom["label"], url, not page and not needs_note, quiet, needs_note
    )


@contextmanager
def _inside() -> Iterator[None]:
    """A larger step is being taken: those marked `inside` are there."""
    token = _together.set(True)
    try:
        yield
    finally:
        _together.reset(token)


@contextmanager
def _door_open() -> Iterator[None]:
    """Let the database take a state from us, and from nobody else in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('bifall.door', 'open', true)")
        yield
        cursor.execute("SELECT set_config('bifall.door', '', true)")


def _record(
    thing: Any, name: str, source: str, by: Any, note: str, inputs: dict[str, Any]
) -> Event:
    return Event.objects.create(
        chain=thing.chain,
        at=clock.now(),
        thing=thing._meta.label_lower,
        thing_id=thing.pk,
        case=thing.case,
        step=name,
        source=source,
        target=thing.state,
        by=by,
        role=by.capacity_for(thing),
        note=note,
        inputs=json.dumps({k: _plain(v) for k, v in inputs.items()}, ensure_ascii=False)
        if inputs
        else "",
        for_party=thing.birth.party
        if name == "begun"
        else bool(_custom(type(thing), name).get("party")),
    )


def _custom(kind: Any, name: str) -> dict[str, Any]:
    """What the life says of the step besides its states: label, party and so on."""
    return next((t.custom for t in machine(kind) if t.name == name), {})


def _plain(value: Any) -> Any:
    """An input as the history writes it down: numbers and days as text, a row as its name."""
    if isinstance(value, models.Model):
        return f"{value._meta.model_name} {value.pk}"
    if isinstance(value, Decimal | date | datetime):
        return str(value)
    if isinstance(value, str | int | bool | None):
        return value
    return str(value)
