"""What somebody typed in a draft, set against what is stored now: what is saved, and what is not.

Each answer has a stamp that moves when it is changed. A page remembers the stamps it was made
from, so it can tell an answer that only she has changed from one that somebody else has changed
meanwhile. Neither overwrites the other silently, and everything else is saved.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from applications.models.answers import values_of, write
from applications.models.following import count_time, since_last_save
from grants import questions
from grants.models import User


def mark_of(value: Any) -> str:
    """A fingerprint of an answer in the JSON shape: 16 hex digits."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Shown:
    """What a page showed of an answer: how often it had been changed, its fingerprint.

    `choice` is "mine" or "theirs" when she has been asked which of two texts to keep, and `chosen`
    how often the answer had been changed when she was asked.
    """

    count: int = -1
    mark: str = ""
    choice: str = ""
    chosen: int = -1

    def __str__(self) -> str:
        return f"{self.count}.{self.mark}"


def shown_now(application: Any, key: str, value: Any) -> Shown:
    """What a page that is made now shows of the answer."""
    return Shown(application.stamps.get(key, [0])[0], mark_of(value))


@dataclass(frozen=True)
class Other:
    """That an answer has been changed since: by whom, when, to what."""

    who: str
    at: datetime | None
    text: str
    count: int
    is_own: bool


@dataclass
class Outcome:
    """What became of each answer that was sent: saved, in conflict, or changed by somebody else."""

    saved: list[str] = field(default_factory=list)
    clashes: dict[str, Other] = field(default_factory=dict)
    theirs: dict[str, Other] = field(default_factory=dict)


def merge(
    application: Any,
    form: questions.AnswerForm,
    shown: Mapping[str, Shown],
    by: Any,
    sheet: Any = None,
) -> Outcome:
    """Save every right answer of the bound form that is hers to change; say what of the others.

    Answers are kept in the draft itself, or in a `sheet` beside it: a request for completion, which
    has `stamps`, `stands()` and `keep(values, by)`. The caller holds the lock on the row.
    """
    application = sheet or application
    stored = sheet.stands() if sheet else values_of(application, form.fields)
    outcome, mine = Outcome(), {}
    for key, value in form.cleaned.items():
        if value == stored.get(key):
            continue
        was = shown.get(key, Shown())
        count = application.stamps.get(key, [0])[0]
        if was.choice and was.chosen == count:
            if was.choice == "mine":
                mine[key] = value
            else:
                outcome.theirs[key] = _other(application, form, key, stored.get(key), by)
        elif was.count == count:
            mine[key] = value
        elif was.mark == mark_of(value):
            outcome.theirs[key] = _other(application, form, key, stored.get(key), by)
        else:
            outcome.clashes[key] = _other(application, form, key, stored.get(key), by)
    if mine and sheet:
        sheet.keep(mine, by)
    elif mine:
        count_time(application, _section_of(form, mine), since_last_save(application, by))
        write(application, mine, by)
    outcome.saved = [*mine]
    return outcome


def _section_of(form: questions.AnswerForm, saved: Mapping[str, Any]) -> str:
    return form.version.section_of(next(iter(saved))).key


def _other(application: Any, form: questions.AnswerForm, key: str, value: Any, by: Any) -> Other:
    count, user, at = application.stamps.get(key, [0, None, None])
    return Other(
        who=str(User.objects.filter(pk=user).first() or ""),
        at=datetime.fromisoformat(at) if at else None,
        text=questions.shown(form.version.question(key), value, form.offers),
        count=count,
        is_own=user == by.pk,
    )
