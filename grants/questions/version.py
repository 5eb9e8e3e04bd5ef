"""What a form version is: sections, questions, conditions, and what a call offers to choose from.

A version is read from JSON with `Version.parse`, which says in plain words what is wrong with it,
and never changes afterwards. Knows no model.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grants.questions.fields import unwanted_in

MOST_QUESTIONS = 200
MOST_SECTIONS = 30
MOST_CHOICES = 100
MOST_COLUMNS = 10
MOST_ROWS = {"table": 200, "budget": 200, "partners": 100}
LARGEST_NUMBER = 1_000_000_000  # what fits in an integer column

KINDS = {
    "short_text": _("short text"),
    "long_text": _("long text"),
    "number": _("whole number"),
    "money": _("amount of money"),
    "date": _("date"),
    "email": _("e-mail address"),
    "one": _("one of several choices"),
    "several": _("several choices"),
    "yes_no": _("yes or no"),
    "file": _("file"),
    "table": _("table"),
    "sum": _("sum that is worked out"),
    "purposes": _("purposes of the fund"),
    "priorities": _("priorities of the call"),
    "municipalities": _("municipalities"),
    "earmark": _("earmarked money"),
    "budget": _("budget"),
    "partners": _("partners"),
}
OPENNESS = {"public": _("public"), "internal": _("internal"), "secret": _("possibly secret")}
IN_A_COLUMN = ("short_text", "long_text", "number", "money", "date", "email", "one", "yes_no")
TEXTS = ("short_text", "long_text")
COUNTED = ("number", "money")
CHOSEN = ("one", "several")
OFFERED = ("purposes", "priorities", "municipalities", "earmark")
ROWS = ("table", "budget", "partners")
VALUELESS = ("file", "sum")  # files are rows of their own; a sum is worked out and never stored

# The answers that the machine and the money need: they stand in columns of the application, so
# their key and kind are fixed, and texts are no longer than the column (characters).
BOUND: dict[str, tuple[str, int | None]] = {
    "title": ("short_text", 150),
    "women": ("number", None),
    "men": ("number", None),
    "purposes": ("purposes", None),
    "priorities": ("priorities", None),
    "municipalities": ("municipalities", None),
    "earmark": ("earmark", None),
    "period_from": ("date", None),
    "period_to": ("date", None),
    "partners": ("partners", None),
    "budget": ("budget", None),
    "amount": ("money", None),
    "contact_name": ("short_text", 120),
    "contact_email": ("email", None),
    "contact_phone": ("short_text", 30),
}
# What a sum may add up in the rows of a budget.
BUDGET_MONEY = ("sought", "own", "other")

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_RESERVED = {"csrfmiddlewaretoken", "action", "more"}


def in_language(swedish: str, english: str) -> str:
    """The text in the reader's language; Swedish where there is no English."""
    return english if english and (get_language() or "sv").startswith("en") else swedish


@dataclass(frozen=True)
class Offers:
    """What a call offers to choose from: pairs of value and label, years, and its period."""

    purposes: tuple[tuple[str, Any], ...] = ()
    priorities: tuple[tuple[str, Any], ...] = ()
    municipalities: tuple[tuple[str, Any], ...] = ()
    earmarks: tuple[tuple[str, Any], ...] = ()
    categories: tuple[tuple[str, Any], ...] = ()
    years: tuple[int, ...] = ()
    first_day: date | None = None
    last_day: date | None = None

    def choices(self, kind: str) -> tuple[tuple[str, Any], ...]:
        """The choices of a question whose choices come from the call."""
        offered: tuple[tuple[str, Any], ...] = getattr(
            self, "earmarks" if kind == "earmark" else kind
        )
        return tuple((str(value), label) for value, label in offered)


@dataclass(frozen=True)
class Choice:
    """One of the answers to choose from."""

    key: str
    label_sv: str
    label_en: str = ""

    @property
    def label(self) -> str:
        return in_language(self.label_sv, self.label_en)


@dataclass(frozen=True)
class Condition:
    """Asked only when an earlier question is answered with one of these ("yes" and "no" too)."""

    question: str
    among: tuple[str, ...]

    def holds(self, value: Any) -> bool:
        """Whether the answer (JSON shape) to the earlier question is one of those."""
        given = value if isinstance(value, list) else [value]
        said = [("yes" if one else "no") if isinstance(one, bool) else one for one in given]
        return any(one in self.among for one in said)


@dataclass(frozen=True)
class Question:
    """One question. `least` and `most` are what its kind counts.

    Number and money (whole SEK): the value. Text: `most` characters. Several: how many choices.
    Table, budget, partners: `least` rows (and `most_rows`). File: how many files.
    """

    key: str
    kind: str
    label_sv: str
    label_en: str = ""
    help_sv: str = ""
    help_en: str = ""
    required: bool = False
    most_words: int | None = None
    least: int | None = None
    most: int | None = None
    choices: tuple[Choice, ...] = ()
    columns: tuple["Question", ...] = ()
    most_rows: int | None = None
    sum_of: tuple[str, ...] = ()
    when: Condition | None = None
    serves: str = ""
    priority: str = ""
    openness: str = "public"
    source: str = ""

    @property
    def label(self) -> str:
        return in_language(self.label_sv, self.label_en)

    @property
    def help(self) -> str:
        return in_language(self.help_sv, self.help_en)

    @property
    def is_bound(self) -> bool:
        """Whether the answer stands in a column of the application."""
        return self.key in BOUND

    @property
    def rows_allowed(self) -> int:
        """How many rows a table, budget or list of partners may have."""
        return self.most_rows or {"table": 50}.get(self.kind, MOST_ROWS.get(self.kind, 0))

    def column(self, key: str) -> "Question | None":
        return next((column for column in self.columns if column.key == key), None)


@dataclass(frozen=True)
class Section:
    """Questions that stand together on one page."""

    key: str
    title_sv: str
    title_en: str = ""
    help_sv: str = ""
    help_en: str = ""
    questions: tuple[Question, ...] = ()

    @property
    def title(self) -> str:
        return in_language(self.title_sv, self.title_en)

    @property
    def help(self) -> str:
        return in_language(self.help_sv, self.help_en)


@dataclass(frozen=True)
class Version:
    """All sections and questions of a form, as they were when it was published."""

    sections: tuple[Section, ...] = field(default=())

    @classmethod
    def parse(cls, sections: Any) -> "Version":
        """The version that a list of sections in JSON describes.

        Raises ValidationError with one plain sentence for each thing that is wrong.
        """
        reader = _Reader()
        found = tuple(reader.section(one) for one in reader.listed(sections, MOST_SECTIONS, ""))
        reader.check_all(found)
        if reader.faults:
            raise ValidationError(reader.faults)
        return cls(found)

    def as_json(self) -> list[dict[str, Any]]:
        """The version as it is stored: what `parse` reads. What is empty is left out."""
        return [_plain(section) for section in self.sections]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def _by_key(self) -> dict[str, tuple[Section, Question]]:
        return {q.key: (section, q) for section in self.sections for q in section.questions}

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def question(self, key: str) -> Question:
        """Raises KeyError when there is no such question."""
        return self._by_key[key][1]

    def section_of(self, key: str) -> Section:
        """Raises KeyError when there is no such question."""
        return self._by_key[key][0]

    def section(self, key: str) -> Section:
        """Raises KeyError when there is no such section."""
        return next((s for s in self.sections if s.key == key), None) or _no_section(key)

    def on_what(self, question: Question) -> dict[str, str]:
        """What a question depends on, in words: the earlier `question` and the `answers` to it."""
        when = question.when
        if when is None or when.question not in self:
            return {}
        on = self.question(when.question)
        labels: dict[str, Any] = {"yes": _("Yes"), "no": _("No")}
        labels |= {choice.key: choice.label for choice in on.choices}
        answers = ", ".join(str(labels.get(key, key)) for key in when.among)
        return {"question": on.label, "answers": answers}

    def asked(self, values: Mapping[str, Any], offers: Offers | None = None) -> list[Question]:
        """The questions whose condition holds, in order.

        A condition on a question that is itself not asked does not hold. With `offers`, a question
        for which the call offers nothing to choose from is not asked either.
        """
        found: list[Question] = []
        keys: set[str] = set()
        for question in self.questions:
            when = question.when
            if when and not (when.question in keys and when.holds(values.get(when.question))):
                continue
            if offers and question.kind in OFFERED and not offers.choices(question.kind):
                continue
            found.append(question)
            keys.add(question.key)
        return found


def _no_section(key: str) -> Section:
    raise KeyError(key)


def _plain(thing: Any) -> dict[str, Any]:
    """A dataclass as JSON, without what is as it would be anyway."""
    said: dict[str, Any] = {}
    for one in fields(thing):
        value = getattr(thing, one.name)
        if value is None or value is False or value in ("", ()):
            continue
        if one.name == "openness" and value == "public":
            continue
        if isinstance(value, tuple):
            value = [item if isinstance(item, str) else _plain(item) for item in value]
        elif isinstance(value, Condition):
            value = _plain(value)
        said[one.name] = value
    return said


class _Reader:
    """Reads JSON that anybody may have written, and gathers what is wrong with it."""

    def __init__(self) -> None:
        self.faults: list[Any] = []

    def fault(self, where: str, text: Any) -> None:
        if len(self.faults) < 50:
            self.faults.append(f"{where}: {text}" if where else str(text))

    def listed(self, value: Any, most: int, where: str) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self.fault(where, _("A list is expected here."))
            return []
        if len(value) > most:
            self.fault(where, _("There can be at most %d here.") % most)
        return list(value[:most])

    def mapped(self, value: Any, known: set[str], where: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            self.fault(where, _("Names with values are expected here."))
            return {}
        for name in value:
            if name not in known:
                self.fault(where, _("“%s” is not known here.") % str(name)[:60])
        return {name: value[name] for name in value if name in known}

    def text(self, value: Any, most: int, where: str) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fault(where, _("A text is expected here."))
            return ""
        text = value.replace("\r\n", "\n").strip()
        if len(text) > most:
            self.fault(where, _("A text can have at most %d characters here.") % most)
        if unwanted_in(text):
            self.fault(where, _("The text has characters that cannot be seen. Write it anew."))
        return text

    def whole(self, value: Any, least: int, most: int, where: str) -> int | None:
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fault(
                where,
                _("A whole number from %(least)s to %(most)s is expected here.")
                % {"least": least, "most": most},
            )
            return None
        return value

    def key(self, value: Any, where: str) -> str:
        if isinstance(value, str) and _KEY.fullmatch(value) and value not in _RESERVED:
            return value
        self.fault(where, _("The key must be small letters a to z, digits and _."))
        return ""

    def section(self, value: Any) -> Section:
        known = {one.name for one in fields(Section)}
        said = self.mapped(value, known, str(_("Section")))
        title = self.text(said.get("title_sv"), 200, str(_("Section")))
        where = _("Section “%s”") % title[:60]
        if not title:
            self.fault(where, _("Write the Swedish heading."))
        asked = self.listed(said.get("questions"), MOST_QUESTIONS, where)
        return Section(
            key=self.key(said.get("key"), where),
            title_sv=title,
            title_en=self.text(said.get("title_en"), 200, where),
            help_sv=self.text(said.get("help_sv"), 2000, where),
            help_en=self.text(said.get("help_en"), 2000, where),
            questions=tuple(self.question(one, tuple(KINDS)) for one in asked),
        )

    def question(self, value: Any, kinds: tuple[str, ...]) -> Question:
        said = self.mapped(value, {one.name for one in fields(Question)}, str(_("Question")))
        label = self.text(said.get("label_sv"), 300, str(_("Question")))
        where = _("Question “%s”") % (label or str(said.get("key")))[:60]
        if not label:
            self.fault(where, _("Write the Swedish wording."))
        kind = said.get("kind")
        if not isinstance(kind, str) or kind not in kinds:
            self.fault(where, _("Choose what kind of question it is."))
            kind = "short_text"
        openness = said.get("openness") or "public"
        if not isinstance(openness, str) or openness not in OPENNESS:
            self.fault(where, _("Choose public, internal or possibly secret."))
            openness = "public"
        if not isinstance(said.get("required", False), bool):
            self.fault(where, _("Say yes or no to whether it must be answered."))
        question = Question(
            key=self.key(said.get("key"), where),
            kind=kind,
            label_sv=label,
            label_en=self.text(said.get("label_en"), 300, where),
            help_sv=self.text(said.get("help_sv"), 2000, where),
            help_en=self.text(said.get("help_en"), 2000, where),
            required=said.get("required") is True,
            most_words=self.whole(said.get("most_words"), 1, 5000, where),
            least=self.whole(said.get("least"), -LARGEST_NUMBER, LARGEST_NUMBER, where),
            most=self.whole(said.get("most"), 0, LARGEST_NUMBER, where),
            choices=self.choices(said.get("choices"), where),
            columns=tuple(
                self.question(one, IN_A_COLUMN)
                for one in self.listed(said.get("columns"), MOST_COLUMNS, where)
            ),
            most_rows=self.whole(said.get("most_rows"), 1, 200, where),
            sum_of=tuple(
                self.text(one, 90, where) for one in self.listed(said.get("sum_of"), 50, where)
            ),
            when=self.condition(said.get("when"), where),
            serves=self.text(said.get("serves"), 200, where),
            priority=self.text(said.get("priority"), 200, where),
            openness=openness,
            source=self.text(said.get("source"), 300, where),
        )
        self.check(question, where)
        return question

    def choices(self, value: Any, where: str) -> tuple[Choice, ...]:
        found = []
        for one in self.listed(value, MOST_CHOICES, where):
            said = self.mapped(one, {"key", "label_sv", "label_en"}, where)
            label = self.text(said.get("label_sv"), 300, where)
            if not label:
                self.fault(where, _("Write the Swedish wording of every choice."))
            english = self.text(said.get("label_en"), 300, where)
            found.append(Choice(self.key(said.get("key"), where), label, english))
        return tuple(found)

    def condition(self, value: Any, where: str) -> Condition | None:
        if not value:
            return None
        said = self.mapped(value, {"question", "among"}, where)
        among = self.listed(said.get("among"), MOST_CHOICES, where)
        if not among:
            self.fault(where, _("Say which answers to the earlier question it depends on."))
        key = self.key(said.get("question"), where)
        return Condition(key, tuple(self.text(one, 60, where) for one in among))

    def check(self, question: Question, where: str) -> None:
        """What can be seen on the question alone."""
        kind, few, many = question.kind, question.least, question.most
        faults = (
            (kind in CHOSEN and len(question.choices) < 2, _("Give at least two choices.")),
            (kind not in CHOSEN and question.choices, _("This kind has no choices of its own.")),
            (kind == "table" and not question.columns, _("Give the table a column.")),
            (kind != "table" and question.columns, _("This kind has no columns of its own.")),
            (kind not in ROWS and question.most_rows, _("This kind has no rows.")),
            (
                kind in ROWS and (question.most_rows or 0) > MOST_ROWS.get(kind, 0),
                _("There can be at most %d rows.") % MOST_ROWS.get(kind, 0),
            ),
            (kind == "sum" and not question.sum_of, _("Say what the sum adds up.")),
            (kind != "sum" and question.sum_of, _("Only a sum adds up other answers.")),
            (kind == "sum" and question.required, _("A sum is worked out: nobody can fill it in.")),
            (kind not in TEXTS and question.most_words, _("Only texts have a limit of words.")),
            (
                few is not None and kind not in (*COUNTED, "several", "table", "partners"),
                _("This kind has no least value."),
            ),
            ((few or 0) < 0 and kind != "number", _("The least value cannot be below zero.")),
            (
                many is not None and kind not in (*TEXTS, *COUNTED, "several", "file"),
                _("This kind has no greatest value."),
            ),
            (
                few is not None and many is not None and few > many,
                _("The least value is greater than the greatest."),
            ),
            (many == 0 and kind not in COUNTED, _("The greatest value cannot be zero.")),
            (
                kind == "table" and (few or 0) > question.rows_allowed,
                _("The least value is greater than the greatest."),
            ),
            (
                kind == "several" and max(few or 0, many or 0) > len(question.choices),
                _("There are not so many choices."),
            ),
        )
        for holds, text in faults:
            if holds:
                self.fault(where, text)
        self.once([choice.key for choice in question.choices], where)
        self.once([column.key for column in question.columns], where)
        if any(column.when for column in question.columns):
            self.fault(where, _("A column cannot depend on an answer."))

    def once(self, keys: list[str], where: str) -> None:
        for key in sorted({key for key in keys if key and keys.count(key) > 1}):
            self.fault(where, _("The key “%s” is used more than once.") % key)

    def check_all(self, sections: tuple[Section, ...]) -> None:
        """What can be seen only when all questions are there."""
        questions = [question for section in sections for question in section.questions]
        if len(questions) > MOST_QUESTIONS:
            self.fault("", _("A form can have at most %d questions.") % MOST_QUESTIONS)
        self.once([section.key for section in sections], str(_("Sections")))
        self.once([question.key for question in questions], str(_("Questions")))
        earlier: dict[str, Question] = {}
        every = {question.key: question for question in questions}
        for question in questions:
            where = _("Question “%s”") % question.label_sv[:60]
            self.check_bound(question, where)
            if question.when:
                self.check_condition(question.when, earlier, every, where)
            self.check_sum(question, every, where)
            earlier[question.key] = question

    def check_bound(self, question: Question, where: str) -> None:
        kind, most = BOUND.get(question.key, (question.kind, None))
        if kind != question.kind or (question.kind in BOUND and question.key != question.kind):
            self.fault(
                where,
                _("The key and the kind do not go together: %(key)s, %(kind)s.")
                % {"key": question.key, "kind": KINDS[question.kind]},
            )
        elif most and question.most and question.most > most:
            self.fault(where, _("A text can have at most %d characters here.") % most)

    def check_condition(
        self,
        when: Condition,
        earlier: dict[str, Question],
        every: dict[str, Question],
        where: str,
    ) -> None:
        asked = earlier.get(when.question)
        if asked is None and when.question in every:
            later = every[when.question].label_sv[:60]
            self.fault(where, _("It depends on “%s”, which must stand before it.") % later)
        elif asked is None:
            self.fault(where, _("It can only depend on a question that stands before it."))
        elif asked.kind not in (*CHOSEN, "yes_no"):
            self.fault(
                where, _("It can only depend on a yes or no, or on a question with choices.")
            )
        else:
            choices = (
                {"yes", "no"}
                if asked.kind == "yes_no"
                else {choice.key for choice in asked.choices}
            )
            if not set(when.among) <= choices:
                self.fault(where, _("It depends on a choice that the earlier question lacks."))

    def check_sum(self, question: Question, every: dict[str, Question], where: str) -> None:
        kinds = {added_kind(every, name) for name in question.sum_of}
        if "" in kinds:
            self.fault(where, _("A sum adds up numbers or amounts, also in columns of a table."))
        elif len(kinds) > 1:
            self.fault(where, _("A sum cannot add numbers to amounts."))


def added_kind(every: Mapping[str, Question], name: str) -> str:
    """The kind of what a sum adds up: `number`, `money`, or "" when it can not be added.

    `name` is a question, or a question and a column: `women`, `activities.hours`, `budget.own`.
    """
    key, dot, column = name.partition(".")
    question = every.get(key)
    if question is None:
        return ""
    if dot and question.kind == "budget":
        return "money" if column in BUDGET_MONEY else ""
    part = question.column(column) if dot else question
    return part.kind if part and part.kind in COUNTED else ""
