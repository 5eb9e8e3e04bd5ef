"""Two versions of a form: what changed between them, and which answers still fit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from grants.questions.answers import clean
from grants.questions.rows import is_blank
from grants.questions.version import KINDS, OPENNESS, Choice, Offers, Question, Version


@dataclass(frozen=True)
class Change:
    """What changed in one question: `what` is added, removed or changed; `texts` say how."""

    key: str
    label: str
    what: str
    texts: tuple[Any, ...] = ()

    @property
    def word(self) -> Any:
        return {"added": _("added"), "removed": _("removed"), "changed": _("changed")}[self.what]


def compare(old: Version, new: Version) -> list[Change]:
    """The questions that differ, in the order of the new version, removed ones last."""
    found = []
    for question in new.questions:
        if question.key not in old:
            found.append(Change(question.key, question.label, "added", _new_texts(question)))
        elif texts := _texts(old, new, question):
            found.append(Change(question.key, question.label, "changed", tuple(texts)))
    found += [
        Change(question.key, question.label, "removed", (_("The question is no longer asked."),))
        for question in old.questions
        if question.key not in new
    ]
    return found


def _new_texts(question: Question) -> tuple[Any, ...]:
    asked = _("The question is new.")
    return (asked, _("It must be answered.")) if question.required else (asked,)


def _texts(old: Version, new: Version, question: Question) -> list[Any]:
    before = old.question(question.key)
    texts = _about(before, question)
    was, now = old.section_of(question.key), new.section_of(question.key)
    if was.key != now.key:
        texts.append(_("It has moved to the section “%s”.") % now.title)
    if before.when != question.when:
        texts.append(_when_text(question, new))
    return texts


def _about(before: Question, after: Question) -> list[Any]:
    """Plain sentences on what differs between two questions with the same key."""
    texts: list[Any] = []
    if (before.label_sv, before.label_en) != (after.label_sv, after.label_en):
        texts.append(_("The wording was “%s”.") % before.label)
    if (before.help_sv, before.help_en) != (after.help_sv, after.help_en):
        texts.append(_("The help text has changed."))
    if before.kind != after.kind:
        words = {"before": KINDS[before.kind], "after": KINDS[after.kind]}
        texts.append(_("The kind of answer was %(before)s and is now %(after)s.") % words)
    if before.required != after.required:
        now = _("It must be answered now.") if after.required else _("It is optional now.")
        texts.append(now)
    texts += _limits(before, after)
    texts += _choices(before.choices, after.choices)
    texts += _columns(before, after)
    if before.sum_of != after.sum_of:
        texts.append(_("The sum adds up other answers than before."))
    if before.openness != after.openness:
        texts.append(_("The answer is marked as %s now.") % OPENNESS[after.openness])
    if (before.serves, before.priority) != (after.serves, after.priority):
        texts.append(_("What the question is asked for has changed."))
    return texts


def _limits(before: Question, after: Question) -> list[Any]:
    names = (
        ("most_words", _("Limit of words")),
        ("least", _("Least")),
        ("most", _("Greatest")),
        ("most_rows", _("Limit of rows")),
    )
    return [
        _("%(limit)s: was %(before)s, is now %(after)s.")
        % {
            "limit": name,
            "before": _number(getattr(before, key)),
            "after": _number(getattr(after, key)),
        }
        for key, name in names
        if getattr(before, key) != getattr(after, key)
    ]


def _number(limit: int | None) -> Any:
    return _("no limit") if limit is None else str(limit)


def _choices(before: tuple[Choice, ...], after: tuple[Choice, ...]) -> list[Any]:
    was, now = ({choice.key: choice for choice in choices} for choices in (before, after))
    texts: list[Any] = [_("New choice: %s.") % now[key].label for key in now if key not in was]
    texts += [_("Choice taken away: %s.") % was[key].label for key in was if key not in now]
    texts += [
        _("The choice “%(before)s” now says “%(after)s”.")
        % {"before": was[key].label, "after": now[key].label}
        for key in now
        if key in was and was[key] != now[key]
    ]
    if not texts and before != after:
        texts.append(_("The choices stand in another order."))
    return texts


def _columns(before: Question, after: Question) -> list[Any]:
    was, now = ({c.key: c for c in question.columns} for question in (before, after))
    texts: list[Any] = [_("New column: %s.") % now[key].label for key in now if key not in was]
    texts += [_("Column taken away: %s.") % was[key].label for key in was if key not in now]
    for key in now:
        if key in was:
            words = {"column": now[key].label}
            texts += [
                _("Column “%(column)s”: %(text)s") % {**words, "text": text}
                for text in _about(was[key], now[key])
            ]
    if not texts and before.columns != after.columns:
        texts.append(_("The columns stand in another order."))
    return texts


def _when_text(question: Question, new: Version) -> Any:
    if question.when is None:
        return _("It is asked of everybody now.")
    return _("It is asked only when “%(question)s” is answered: %(answers)s.") % (
        new.on_what(question)
    )


def carry(
    values: Mapping[str, Any], old: Version, new: Version, offers: Offers
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The answers that still fit the new version, and those that do not.

    The latter are set aside as {key: {"label": the old wording, "value": the old answer}}. Of a
    table that has lost a column the rest is kept, and the whole is set aside as well.
    """
    there = {key: value for key, value in values.items() if not is_blank(value)}
    narrowed = {key: _without_lost_columns(new, key, value) for key, value in there.items()}
    cleaned = clean(new, {key: value for key, value in narrowed.items() if key in new}, offers)
    set_aside = {
        key: {"label": old.question(key).label if key in old else key, "value": value}
        for key, value in there.items()
        if key not in cleaned.values or narrowed[key] != value
    }
    return cleaned.values, set_aside


def _without_lost_columns(new: Version, key: str, value: Any) -> Any:
    question = new.question(key) if key in new else None
    if question is None or question.kind != "table" or not isinstance(value, list):
        return value
    keys = {column.key for column in question.columns}
    return [
        {name: cell for name, cell in row.items() if name in keys} if isinstance(row, dict) else row
        for row in value
    ]
