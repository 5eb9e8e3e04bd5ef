"""How far a draft has come, section by section: what is missing, who wrote last, what is left."""

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from applications.models.following import usual_minutes
from grants import questions
from grants.models import User

# Minutes for a question where nobody has been timed: a guess, and said to be one.
GUESS = {"long_text": 10, "table": 10, "budget": 20, "partners": 5, "file": 5}
STEP = 5  # minutes are told in fives, rounded up


@dataclass(frozen=True)
class Part:
    """One section of a draft. `state` is complete, missing, optional or untouched."""

    section: questions.Section
    state: str
    faults: list[questions.Fault]
    minutes: int
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Progress:
    """The whole draft. `minutes` are those left; `measured` says whether they have been timed."""

    parts: list[Part]
    minutes: int
    measured: bool

    @property
    def faults(self) -> list[questions.Fault]:
        return [fault for part in self.parts for fault in part.faults]

    @property
    def complete(self) -> int:
        return sum(part.state in ("complete", "optional") for part in self.parts)


def progress_of(application: Any) -> Progress:
    """How far the draft has come. Three queries beyond those of its faults, whatever its size."""
    version = application.questionnaire.read
    faults = defaultdict(list)
    for fault in application.faults():
        faults[fault.section].append(fault)
    values = application.values()
    attached = {file.question for file in application.attachments.all()}
    usual = usual_minutes(application.call.fund_id)
    writers = _writers(application)
    asked = {question.key for question in version.asked(values)}
    parts, left, measured = [], 0.0, True
    for section in version.sections:
        wanted = [q for q in section.questions if q.key in asked and q.kind != "sum"]
        begun = any(q.key in values or q.key in attached for q in wanted)
        minutes = _left(wanted, faults[section.key], usual.get(section.key))
        left += minutes
        measured = measured and (not minutes or section.key in usual)
        who, at = _last(application, section, writers)
        state = _state(faults[section.key], begun)
        parts.append(Part(section, state, faults[section.key], _coarse(minutes), who, at))
    return Progress(parts, _coarse(left), measured)


def _state(faults: list[questions.Fault], begun: bool) -> str:
    if begun:
        return "missing" if faults else "complete"
    return "untouched" if faults else "optional"


def _left(asked: list[questions.Question], faults: list[Any], usual: float | None) -> float:
    """Minutes left in a section: the usual ones, less the share that is answered already."""
    missing = {fault.key for fault in faults}
    if not missing:
        return 0
    if usual is None:
        return sum(GUESS.get(question.kind, 1) for question in asked if question.key in missing)
    needed = {question.key for question in asked if question.required} | missing
    return usual * len(missing) / len(needed)


def _coarse(minutes: float) -> int:
    return math.ceil(minutes / STEP) * STEP


def _writers(application: Any) -> dict[int, str]:
    people = {user for _count, user, _at in application.stamps.values()}
    return {person.pk: str(person) for person in User.objects.filter(pk__in=people)}


def _last(application: Any, section: questions.Section, writers: dict[int, str]) -> Any:
    """Who last changed an answer of the section, and when."""
    keys = {question.key for question in section.questions}
    stamps = [stamp for key, stamp in application.stamps.items() if key in keys]
    if not stamps:
        return "", None
    _count, user, at = max(stamps, key=lambda stamp: datetime.fromisoformat(stamp[2]))
    return writers.get(user, ""), datetime.fromisoformat(at)
