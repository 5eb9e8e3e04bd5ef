"""One question or section of a form as its officer writes it: all that can be said of it, cleaned.

A page sends the count of edits it was made from (`edits`) and a fingerprint of what it showed
(`seen`), so that two officers never overwrite each other silently.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from grants.forms.calls import Kept, Row, Rows
from grants.questions import BOUND, KINDS, Choice, Condition, Question, Section, Version, building
from grants.questions.fields import refuse_unwanted
from grants.questions.version import (
    BUDGET_MONEY,
    CHOSEN,
    COUNTED,
    IN_A_COLUMN,
    LARGEST_NUMBER,
    MOST_CHOICES,
    MOST_COLUMNS,
    TEXTS,
    added_kind,
)

SHORT_ENOUGH = 80  # characters of a wording in a list to choose from


def _short(label: str) -> str:
    return label if len(label) <= SHORT_ENOUGH else f"{label[: SHORT_ENOUGH - 1]}…"


OPENNESS = (
    ("public", _("Public: anybody may read the answer, also before the decision.")),
    ("internal", _("Internal: it is not shown in the catalogue or in open data.")),
    (
        "secret",
        _("Possibly secret: a test of secrecy is made before the answer is handed out."),
    ),
)
BUDGET_WORDS = {
    "sought": _("from this grant"),
    "own": _("own money"),
    "other": _("other public money"),
}


class WordsField(forms.CharField):
    """A text that officers write: no hidden signs, line breaks as one character."""

    def __init__(self, *, lines: int = 0, **kwargs: Any) -> None:
        if lines:
            kwargs["widget"] = forms.Textarea({"rows": lines})
        super().__init__(**kwargs)
        self.widget.attrs.pop("maxlength", None)  # the browser would cut off what is pasted
        self.validators.append(refuse_unwanted)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class ChoiceRow(Row):
    """A choice. Its key is the system's own and follows it when it is worded anew."""

    fillers = ("key", "place")
    label_sv = WordsField(label=_("Choice, Swedish"), max_length=300)
    label_en = WordsField(label=_("Choice, English"), max_length=300, required=False)
    place = forms.IntegerField(label=_("Place"), required=False, min_value=1, max_value=200)
    key = forms.CharField(widget=forms.HiddenInput, required=False)


class ColumnRow(Row):
    """A column of a table."""

    fillers = ("key", "place", "kind", "required")
    label_sv = WordsField(label=_("Heading, Swedish"), max_length=300)
    label_en = WordsField(label=_("Heading, English"), max_length=300, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind, capfirst(KINDS[kind])) for kind in IN_A_COLUMN]
    )
    required = forms.BooleanField(label=_("Must be filled in"), required=False)
    most = forms.IntegerField(
        label=_("Most characters, or greatest number"),
        required=False,
        min_value=1,
        max_value=LARGEST_NUMBER,
    )
    choices = WordsField(
        label=_("Choices, one on each line"),
        lines=3,
        required=False,
        help_text=_("Only for a column with choices: Swedish = English."),
    )
    place = forms.IntegerField(label=_("Place"), required=False, min_value=1, max_value=200)
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "kind" not in data or "choices" not in data:
            return data
        lines = [line for line in data["choices"].split("\n") if line.strip()]
        if data["kind"] == "one" and len(lines) < 2:
            self.add_error("choices", _("Give at least two choices."))
        if data["kind"] != "one" and lines:
            self.add_error("choices", _("This kind has no choices of its own."))
        if data.get("most") and data["kind"] not in (*TEXTS, *COUNTED):
            self.add_error("most", _("This kind has no greatest value."))
        data["choices"] = [tuple(part.strip() for part in line.split("=", 1)) for line in lines]
        return data


def _rows(row: type[Row], at_most: int) -> Any:
    return forms.formset_factory(row, formset=Rows, extra=2, max_num=at_most, validate_max=True)


class AmongField(forms.MultipleChoiceField):
    """Which answers a condition names. Those of another question, ticked before, fall away."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        return True

    def clean(self, value: Any) -> list[str]:
        given = super().clean(value)
        return [str(key) for key, _label in tuple(self.choices) if str(key) in given]  # type: ignore[arg-type]  # pairs


@dataclass(frozen=True)
class Around:
    """What stands around a question: its form, and what may be chosen or is taken there."""

    version: Version
    is_application: bool = True
    priorities: tuple[str, ...] = ()
    # The kind of each key in the published versions and in the fund's standard form.
    kinds: Mapping[str, str] = field(default_factory=dict)
    # The keys that choices and columns of a question have had there.
    parts: Mapping[str, Collection[str]] = field(default_factory=dict)


class QuestionForm(Kept, forms.Form):
    """All that is said of a question, but for its choices and columns. Its kind decides what."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=_("What kind of answer"))
    section = forms.ChoiceField(label=_("Section"))
    label_sv = WordsField(label=_("Wording, Swedish"), max_length=300)
    label_en = WordsField(label=_("Wording, English"), max_length=300, required=False)
    help_sv = WordsField(label=_("Help, Swedish"), max_length=2000, required=False, lines=3)
    help_en = WordsField(label=_("Help, English"), max_length=2000, required=False, lines=3)
    required = forms.BooleanField(label=_("Must be answered"), required=False)
    most_words = forms.IntegerField(
        label=_("Most words"), required=False, min_value=1, max_value=5000
    )
    least = forms.IntegerField(
        label=_("Least"), required=False, min_value=0, max_value=LARGEST_NUMBER
    )
    most = forms.IntegerField(
        label=_("Greatest"), required=False, min_value=1, max_value=LARGEST_NUMBER
    )
    most_rows = forms.IntegerField(label=_("Most rows"), required=False, min_value=1, max_value=200)
    sum_of = forms.MultipleChoiceField(
        label=_("Adds up"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whole numbers, or amounts, but not both."),
    )
    when_question = forms.ChoiceField(
        label=_("Asked only if an earlier question is answered in a certain way"), required=False
    )
    when_among = AmongField(label=_("Which answers"), required=False)
    serves = WordsField(
        label=_("Which paragraph it serves"),
        max_length=200,
        required=False,
        help_text=_("For example 10 § förordningen (2016:1364)."),
    )
    priority = forms.ChoiceField(label=_("Which priority of the call it serves"), required=False)
    openness = forms.ChoiceField(
        label=_("Who may read the answer"), choices=OPENNESS, widget=forms.RadioSelect
    )
    edits = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    # What the limits count, for each kind that has them.
    LEAST = {
        "number": _("Least number"),
        "money": _("Least amount (SEK)"),
        "several": _("At least so many choices"),
        "table": _("At least so many rows"),
        "partners": _("At least so many partners"),
    }
    MOST = {
        "short_text": _("Most characters"),
        "long_text": _("Most characters"),
        "number": _("Greatest number"),
        "money": _("Greatest amount (SEK)"),
        "several": _("At most so many choices"),
        "file": _("At most so many files"),
    }
    WITH_ROWS = ("table", "budget", "partners")

    def __init__(self, data: Any, around: Around, question: Question | None, **initial: Any):
        super().__init__(data, initial=initial)
        self.around, self.before = around, question
        self.answer_kind = self._kind(question)
        self._offer_kinds(question)
        self._offer_places()
        self._leave_out()

    def _kind(self, question: Question | None) -> str:
        if question and question.is_bound:
            return question.kind
        asked = str(self["kind"].value() or "")
        return asked if asked in dict(building.free_kinds()) else "short_text"

    def _offer_kinds(self, question: Question | None) -> None:
        kind: Any = self.fields["kind"]
        free = building.free_kinds()
        if question and question.is_bound:
            free, kind.disabled = [(question.kind, KINDS[question.kind])], True
            kind.help_text = _(
                "The machine or the money needs this answer: the question can be worded anew and "
                "moved, but not removed or given another kind."
            )
        kind.choices = [(key, capfirst(str(word))) for key, word in free]

    def _offer_places(self) -> None:
        """What can be chosen here: sections, priorities, sums, and earlier questions."""
        offered: dict[str, Any] = {
            "section": [(one.key, one.title) for one in self.around.version.sections],
            "priority": [("", "–"), *self._priorities()],
            "sum_of": self._terms(),
            "when_question": [("", _("Asked of everybody")), *self._earlier()],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # choice fields all
        chosen = str(self["when_question"].value() or "")
        among: Any = self.fields["when_among"]
        among.choices = self._answers(chosen) if chosen in self.around.version else []

    def _priorities(self) -> list[tuple[str, Any]]:
        names = list(self.around.priorities)
        if self.before and self.before.priority and self.before.priority not in names:
            names.append(self.before.priority)
        return [(name, name) for name in names]

    def _terms(self) -> list[tuple[str, Any]]:
        """What a sum can add up: numbers and amounts, also in columns of tables."""
        found: list[tuple[str, Any]] = []
        for one in self.around.version.questions:
            if one.kind in COUNTED:
                found.append((one.key, one.label))
            elif one.kind == "budget":
                found += [
                    (f"{one.key}.{k}", f"{one.label}: {BUDGET_WORDS[k]}") for k in BUDGET_MONEY
                ]
            found += [
                (f"{one.key}.{column.key}", f"{one.label}: {column.label}")
                for column in one.columns
                if column.kind in COUNTED
            ]
        return found

    def _earlier(self) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []
        section = str(self["section"].value() or "")
        for one in self.around.version.sections:
            for question in one.questions:
                if self.before and question.key == self.before.key:
                    if one.key == section:
                        return found
                    continue
                if question.kind in (*CHOSEN, "yes_no"):
                    found.append((question.key, _short(question.label)))
            if one.key == section:
                break
        return found

    def _answers(self, key: str) -> list[tuple[str, Any]]:
        question = self.around.version.question(key)
        if question.kind == "yes_no":
            return [("yes", _("Yes")), ("no", _("No"))]
        return [(choice.key, choice.label) for choice in question.choices]

    def _leave_out(self) -> None:
        """Only what its kind has is asked; what every application needs is always asked."""
        has = {
            "required": self.answer_kind != "sum",
            "most_words": self.answer_kind in TEXTS,
            "least": self.answer_kind in self.LEAST,
            "most": self.answer_kind in self.MOST,
            "most_rows": self.answer_kind in self.WITH_ROWS,
            "sum_of": self.answer_kind == "sum",
            "priority": bool(self.fields["priority"].choices[1:]),  # type: ignore[attr-defined]  # a choice field
        }
        if self.is_kept:
            has |= {"required": False, "when_question": False, "when_among": False}
        for name in [name for name, there in has.items() if not there]:
            del self.fields[name]
        for name, words in (("least", self.LEAST), ("most", self.MOST)):
            if name in self.fields:
                self.fields[name].label = words[self.answer_kind]
        if self.answer_kind == "number" and "least" in self.fields:
            self.fields["least"] = forms.IntegerField(
                label=self.LEAST["number"],
                required=False,
                min_value=-LARGEST_NUMBER,
                max_value=LARGEST_NUMBER,
            )
        if self.before and (longest := BOUND.get(self.before.key, ("", None))[1]):
            self.fields["most"].max_value = longest  # type: ignore[attr-defined]  # an IntegerField
            self.fields["most"].validators.append(MaxValueValidator(longest))

    @property
    def is_kept(self) -> bool:
        """Whether every application must answer it."""
        return bool(self.around.is_application and self.before and self.before.key in building.KEPT)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        few, many = data.get("least"), data.get("most") or data.get("most_rows")
        if few is not None and many is not None and few > many:
            self.add_error("least", _("The least value is greater than the greatest."))
        if data.get("when_question") and "when_among" in data and not data["when_among"]:
            self.add_error(
                "when_among", _("Say which answers to the earlier question it depends on.")
            )
        if self.answer_kind == "sum" and "sum_of" in data:
            every = {question.key: question for question in self.around.version.questions}
            kinds = {added_kind(every, name) for name in data["sum_of"]}
            if not kinds:
                self.add_error("sum_of", _("Say what the sum adds up."))
            elif len(kinds) > 1:
                self.add_error("sum_of", _("A sum cannot add numbers to amounts."))
        return data


class QuestionSheet:
    """The whole page about a question: the question, its choices, its columns."""

    ROWS = {"choices": _rows(ChoiceRow, MOST_CHOICES), "columns": _rows(ColumnRow, MOST_COLUMNS)}

    def __init__(
        self,
        around: Around,
        question: Question | None,
        *,
        edits: int,
        data: Any = None,
        kind: str = "short_text",
        section: str = "",
    ) -> None:
        self.around, self.before, self.edits = around, question, edits
        self.seen = fingerprint(around.version, question)
        said = _said(question) if question else {"kind": kind, "openness": "public"}
        home = around.version.section_of(question.key).key if question else section
        said |= {"section": home, "edits": edits, "seen": self.seen}
        self.form = QuestionForm(data, around, question, **said)
        self.rows: dict[str, Rows] = {name: self._formset(name, data) for name in self._lists()}

    def _formset(self, name: str, data: Any) -> Rows:
        """The rows as they were sent; as they are stored when the page had none of them."""
        if data is not None and f"{name}-TOTAL_FORMS" in data:
            return self.ROWS[name](data, prefix=name)
        stored = _rows_of(self.before).get(name) if self.before else None
        return self.ROWS[name](None, prefix=name, initial=stored)

    def _lists(self) -> tuple[str, ...]:
        if self.form.answer_kind in CHOSEN:
            return ("choices",)
        return ("columns",) if self.form.answer_kind == "table" else ()

    def unjudged(self) -> "QuestionSheet":
        """As it was filled in so far, saying nothing of what is wrong yet."""
        for form in (self.form, *(row for rows in self.rows.values() for row in rows.forms)):
            form.judged = False
        return self

    @property
    def was_overtaken(self) -> bool:
        """Whether another officer has changed this very question since the page was made."""
        sent = self.form.data
        return sent.get("edits") != str(self.edits) and sent.get("seen") != self.seen

    def is_valid(self) -> bool:
        """Whether all of it can be saved. Errors stand beside the field they belong to."""
        parts = [self.form.is_valid(), *(rows.is_valid() for rows in self.rows.values())]
        if not all(rows.is_bound for rows in self.rows.values()):
            self.form.add_error("kind", _("Say what there is to fill in for this kind, below."))
        if not all(parts):
            return False
        self._check_choices()
        if "columns" in self.rows and not self.rows["columns"].said:
            self._of_rows("columns", _("Give the table a column."))
        return self.form.is_valid() and all(rows.is_valid() for rows in self.rows.values())

    def _check_choices(self) -> None:
        if "choices" not in self.rows:
            return
        rows = [row for row in self.rows["choices"].forms if row.has_changed()]
        seen: set[str] = set()
        for row in rows:
            label = row.cleaned_data["label_sv"].casefold()
            if label in seen:
                row.add_error("label_sv", _("Another choice says the same."))
            seen.add(label)
        few = max((self.form.cleaned_data.get(name) or 0 for name in ("least", "most")), default=0)
        if len(rows) < 2:
            self._of_rows("choices", _("Give at least two choices."))
        elif few > len(rows):
            self.form.add_error("least", _("There are not so many choices."))

    def _of_rows(self, name: str, text: Any) -> None:
        """What is wrong with a list of rows is said at its first row."""
        self.rows[name].forms[0].add_error("label_sv", text)

    def question(self) -> Question:
        """The question as it was filled in. Call it when the sheet is valid."""
        said = self.form.cleaned_data
        names = ("label_sv", "label_en", "help_sv", "help_en", "most_words", "least", "most")
        when = said.get("when_question")
        was = self.before or Question("", self.form.answer_kind, "")
        before = was if was.kind == self.form.answer_kind else replace(was, columns=(), choices=())
        return replace(
            before,
            **cast("dict[str, Any]", {name: said.get(name) for name in names}),
            key=self._key(said["label_sv"]),
            kind=self.form.answer_kind,
            required=self.form.is_kept or said.get("required", False),
            most_rows=said.get("most_rows"),
            choices=self._choices(before),
            columns=self._columns(before),
            sum_of=tuple(said.get("sum_of", ())),
            when=Condition(when, tuple(said["when_among"])) if when else None,
            serves=said["serves"],
            priority=said.get("priority") or "",
            openness=said["openness"],
        )

    def _key(self, label: str) -> str:
        """The key stays when the question is worded anew; another kind of answer has another."""
        if self.before:
            key = self.before.key
            if (
                self.before.is_bound
                or self.around.kinds.get(key, self.form.answer_kind) == self.form.answer_kind
            ):
                return key
        return building.made_key(
            label, {*self.around.kinds, *(q.key for q in self.around.version.questions)}
        )

    def _ordered(self, name: str) -> list[dict[str, Any]]:
        rows = self.rows[name].said if name in self.rows else []
        numbered = enumerate(rows, start=1)
        return [
            row for _n, row in sorted(numbered, key=lambda one: (one[1]["place"] or one[0], one[0]))
        ]

    def _part_key(self, row: Mapping[str, Any], own: set[str], used: set[str]) -> str:
        """The key of a choice or column: its own, if it had one here; else a new one."""
        key = row.get("key") or ""
        if key not in own or key in used:
            past = self.around.parts.get(self.before.key, ()) if self.before else ()
            key = building.made_key(str(row["label_sv"]), {*own, *used, *past})
        used.add(key)
        return key

    def _choices(self, before: Question) -> tuple[Choice, ...]:
        own, used = {choice.key for choice in before.choices}, set[str]()
        return tuple(
            Choice(self._part_key(row, own, used), row["label_sv"], row["label_en"])
            for row in self._ordered("choices")
        )

    def _columns(self, before: Question) -> tuple[Question, ...]:
        used: set[str] = set()
        found = []
        for row in self._ordered("columns"):
            own = {column.key for column in before.columns if column.kind == row["kind"]}
            key = self._part_key(row, own, used)
            was = before.column(key) or Question(key, row["kind"], "")
            names = ("label_sv", "label_en", "kind", "required", "most")
            said = {name: row[name] for name in names}
            found.append(replace(was, **said, choices=self._lines(was, row["choices"])))
        return tuple(found)

    def _lines(self, was: Question, lines: list[tuple[str, ...]]) -> tuple[Choice, ...]:
        """The choices of a column, one a line; the same Swedish words are the same choice."""
        keys = {choice.label_sv: choice.key for choice in was.choices}
        own, used = set(keys.values()), set[str]()
        return tuple(
            Choice(
                self._part_key({"key": keys.get(line[0]), "label_sv": line[0]}, own, used),
                line[0],
                line[1] if len(line) > 1 else "",
            )
            for line in lines
        )


def _said(question: Question) -> dict[str, Any]:
    """A question as its form shows it."""
    names = (
        *("kind", "label_sv", "label_en", "help_sv", "help_en", "required", "most_words"),
        *("least", "most", "most_rows", "serves", "priority", "openness"),
    )
    when = question.when
    return {name: getattr(question, name) for name in names} | {
        "sum_of": list(question.sum_of),
        "when_question": when.question if when else "",
        "when_among": list(when.among) if when else [],
    }


def _rows_of(question: Question) -> dict[str, list[dict[str, Any]]]:
    choices = [
        {"key": one.key, "label_sv": one.label_sv, "label_en": one.label_en, "place": place}
        for place, one in enumerate(question.choices, start=1)
    ]
    columns = [
        {name: getattr(one, name) for name in ("key", "label_sv", "label_en", "kind", "required")}
        | {"most": one.most, "place": place, "choices": "\n".join(map(_line, one.choices))}
        for place, one in enumerate(question.columns, start=1)
    ]
    return {"choices": choices, "columns": columns}


def _line(choice: Choice) -> str:
    return f"{choice.label_sv} = {choice.label_en}" if choice.label_en else choice.label_sv


def fingerprint(version: Version, part: Question | Section | None) -> str:
    """What a page showed of a question or the words of a section, as a few characters."""
    if part is None:
        return ""
    if isinstance(part, Section):
        told: Any = Version((replace(part, questions=()),)).as_json()
    else:
        told = Version((Section("s", "s", questions=(part,)),)).as_json()
        told = [told, version.section_of(part.key).key]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def with_rows(data: Any, name: str, more: int = 3) -> Any:
    """What a browser sent, with some more empty rows of that name."""
    grown = data.copy()
    count = grown.get(f"{name}-TOTAL_FORMS", "")
    if name in QuestionSheet.ROWS and count.isdecimal():
        most = QuestionSheet.ROWS[name].max_num
        grown[f"{name}-TOTAL_FORMS"] = str(min(int(count[:4]) + more, most))
    return grown


class SectionForm(forms.Form):
    """The words of a section."""

    use_required_attribute = False

    title_sv = WordsField(label=_("Heading, Swedish"), max_length=200)
    title_en = WordsField(label=_("Heading, English"), max_length=200, required=False)
    help_sv = WordsField(label=_("Help, Swedish"), max_length=2000, required=False, lines=3)
    help_en = WordsField(label=_("Help, English"), max_length=2000, required=False, lines=3)
    edits = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    NAMES = ("title_sv", "title_en", "help_sv", "help_en")

    def __init__(self, data: Any, version: Version, before: Section | None, *, edits: int) -> None:
        said = {name: getattr(before, name) for name in self.NAMES} if before else {}
        self.mark, self.now = fingerprint(version, before), edits
        super().__init__(data, initial=said | {"edits": edits, "seen": self.mark})
        self.version, self.before = version, before

    @property
    def was_overtaken(self) -> bool:
        """Whether another officer has changed these very words since the page was made."""
        return self.data.get("edits") != str(self.now) and self.data.get("seen") != self.mark

    def section(self) -> Section:
        """The section as it was filled in, with its key and questions. Raises ValidationError."""
        said = {name: self.cleaned_data[name] for name in self.NAMES}
        if self.before:
            return replace(self.before, **said)
        taken = {one.key for one in self.version.sections}
        key = building.made_key(said["title_sv"], taken)
        if not key:
            raise ValidationError(_("Write the Swedish heading."))
        return Section(key, **said)
