"""The answers to a form version: asked in a page, cleaned, read, added up, and what is missing.

A value has the shape of JSON: text; number 3; money "1500.00"; date "2027-01-31"; one "key";
several, purposes, priorities, municipalities ["key"]; earmark "key"; yes_no true; table, budget,
partners a list of rows. A blank answer is absent. Files and sums are never values.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from grants import money
from grants.questions.fields import (
    LONGEST,
    Answer,
    DayField,
    EmailField,
    MoneyField,
    OneField,
    SeveralField,
    TextField,
    WholeField,
    YesNoField,
    refuse_personal_number,
    refuse_personal_number_in_phone,
)
from grants.questions.rows import BudgetField, PartnersField, RowsField, is_blank, said
from grants.questions.version import (
    BOUND,
    CHOSEN,
    OFFERED,
    ROWS,
    VALUELESS,
    Offers,
    Question,
    Version,
)

SHORT = 200  # characters of a short text, where the question says nothing else
MOST_UNKNOWN = 20  # so many answers without a question are told of


# A field for each kind


def _field(question: Question, offers: Offers, *, in_row: bool = False) -> Answer | None:
    """The field that cleans the answer; None for files and sums, which have none."""
    said_of: dict[str, Any] = {
        "label": question.label,
        "help_text": question.help,
        "required": question.required,
    }
    limits = {"least": question.least, "most": question.most}
    made: Answer
    match question.kind:
        case "short_text" | "long_text":
            made = _text(question, said_of)
        case "number":
            made = WholeField(**limits, **said_of)
        case "money":
            made = MoneyField(**limits, **said_of)
        case "date":
            period = question.key in ("period_from", "period_to") and not in_row
            first, last = (offers.first_day, offers.last_day) if period else (None, None)
            made = DayField(first=first, last=last, **said_of)
        case "email":
            made = EmailField(**said_of)
        case "one":
            if in_row:
                said_of["widget"] = forms.Select
            made = OneField(choices=[(c.key, c.label) for c in question.choices], **said_of)
        case "several":
            pairs = [(c.key, c.label) for c in question.choices]
            made = SeveralField(choices=pairs, **limits, **said_of)
        case "yes_no":
            made = YesNoField(in_row=in_row, **said_of)
        case "earmark":
            none = _("Not earmarked money")
            made = OneField(choices=offers.choices("earmark"), none=none, **said_of)
        case "purposes" | "priorities" | "municipalities":
            made = SeveralField(choices=offers.choices(question.kind), **said_of)
        case "budget":
            made = BudgetField(
                categories=offers.choices("categories"),
                years=offers.years,
                most_rows=question.rows_allowed,
                **said_of,
            )
        case "partners":
            made = PartnersField(most_rows=question.rows_allowed, **said_of)
        case "table":
            made = RowsField(
                columns=lambda: {
                    column.key: _field(column, offers, in_row=True) or forms.Field()
                    for column in question.columns
                },
                most_rows=question.rows_allowed,
                **said_of,
            )
        case _:
            return None
    made.question = question
    return made


def _text(question: Question, said_of: dict[str, Any]) -> TextField:
    longest = BOUND.get(question.key, ("", None))[1] or LONGEST
    lines = question.kind == "long_text"
    most = question.most or (LONGEST if lines or question.most_words else SHORT)
    limit = ""
    if question.most_words:
        limit = gettext("At most %d words.") % question.most_words
    elif question.most and lines:
        limit = gettext("At most %d characters.") % question.most
    said_of["help_text"] = " ".join(text for text in (question.help, limit) if text)
    phone = question.key == "contact_phone"
    return TextField(
        most=min(most, longest),
        most_words=question.most_words,
        lines=lines,
        personal=refuse_personal_number_in_phone if phone else refuse_personal_number,
        **said_of,
    )


# JSON and Python


def _as_json(value: Any) -> Any:
    """A cleaned value in the shape of JSON."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_as_json(one) for one in value]
    if isinstance(value, dict):
        return {key: _as_json(one) for key, one in value.items()}
    return value if said(value) else None


def _in_row_json(row: dict[str, Any]) -> dict[str, Any]:
    """A cleaned row in the shape of JSON: an empty giver of a cost line stays an empty text."""
    return {key: "" if value == "" else _as_json(value) for key, value in row.items()}


def _value(question: Question, cleaned: Any) -> Any:
    if not said(cleaned):
        return None
    if question.kind in ROWS:
        return [_in_row_json(row) for row in cleaned]
    return _as_json(cleaned)


def _initial(question: Question, value: Any) -> Any:
    """A stored value as its field shows it: amounts and days as such."""
    if question.kind in ROWS and isinstance(value, list):
        kinds = _row_kinds(question)
        return [
            {key: _shown_first(kinds.get(key, ""), cell) for key, cell in row.items()}
            for row in value
            if isinstance(row, dict)
        ]
    return _shown_first(question.kind, value)


def _row_kinds(question: Question) -> dict[str, str]:
    if question.kind == "budget":
        return dict.fromkeys(("monthly_pay", "sought", "own", "other"), "money")
    return {column.key: column.kind for column in question.columns}


def _shown_first(kind: str, value: Any) -> Any:
    try:
        if kind == "money" and isinstance(value, str):
            return Decimal(value)
        if kind == "date" and isinstance(value, str):
            return date.fromisoformat(value)
    except (InvalidOperation, ValueError):
        return value
    return value


# The form


class Entry(NamedTuple):
    """A question in a page, with its field; a file or a sum has none.

    `when` says in words on which earlier answer it depends ("" when it is asked of everybody).
    """

    question: Question
    field: BoundField | None
    when: str = ""


class AnswerForm(forms.Form):
    """The questions of a form, or some of them. Nothing must be answered to save a draft.

    `cleaned` holds every answer that is right, in the shape of JSON, None where it is blank, also
    when other answers are wrong; `errors` says of the others what is wrong.
    """

    use_required_attribute = False

    def __init__(
        self,
        version: Version,
        questions: Iterable[Question],
        values: Mapping[str, Any],
        offers: Offers,
        data: Any = None,
        more: str = "",
    ) -> None:
        self.questions = list(questions)
        self.version, self.values, self.offers = version, values, offers
        initial = {q.key: _initial(q, values.get(q.key)) for q in self.questions}
        super().__init__(data, initial={k: v for k, v in initial.items() if v is not None})
        self.label_suffix = ""
        for question in self.questions:
            made = _field(question, offers)
            if made is not None:
                self.fields[question.key] = made
            if isinstance(made, RowsField) and question.key == more:
                made.extra += 3

    def clean(self) -> dict[str, Any]:
        """The activity must end after it begins, also when only one of the days is asked here."""
        cleaned = super().clean() or self.cleaned_data
        days = [self._day(name) for name in ("period_from", "period_to")]
        if days[0] and days[1] and days[0] > days[1]:
            for name in ("period_from", "period_to"):
                if name in cleaned:
                    self.add_error(name, _("The period must end after it begins."))
        return cleaned

    def _day(self, name: str) -> date | None:
        if name in self.fields:
            return self.cleaned_data.get(name)
        day = _shown_first("date", self.values.get(name))
        return day if isinstance(day, date) else None

    @property
    def cleaned(self) -> dict[str, Any]:
        """The answers that are right, in the shape of JSON; None where the answer is blank."""
        if not self.is_bound:
            return {}
        wrong = self.errors
        return {
            question.key: _value(question, self.cleaned_data.get(question.key))
            for question in self.questions
            if question.key in self.fields and question.key not in wrong
        }

    @property
    def entries(self) -> Iterator[Entry]:
        """Every question of the page in order, those without a field too."""
        for question in self.questions:
            bound = self[question.key] if question.key in self.fields else None
            yield Entry(question, bound, self._when(question))

    def _when(self, question: Question) -> str:
        on = self.version.on_what(question)
        if not on:
            return ""
        return gettext("Asked only if your answer to “%(question)s” is: %(answers)s.") % on


def form(
    version: Version,
    *,
    keys: Iterable[str] | None = None,
    values: Mapping[str, Any] | None = None,
    data: Any = None,
    offers: Offers,
    more: str = "",
) -> AnswerForm:
    """A form with a field for each question named in `keys` (all when None), in their order.

    `values` are the stored answers; `data` is what a browser sent, else None. `more` is the key of
    a question in rows that shall have three more empty rows. Keys without a question are ignored,
    and so is a question for which the call offers nothing to choose from.
    """
    wanted = None if keys is None else set(keys)
    questions = [
        question
        for question in version.questions
        if (wanted is None or question.key in wanted)
        and not (question.kind in OFFERED and not offers.choices(question.kind))
    ]
    return AnswerForm(version, questions, values or {}, offers, data, more)


@dataclass
class Cleaned:
    """Answers that are right, in the shape of JSON, and what is wrong with the others."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)


def clean(
    version: Version,
    raw: Any,
    offers: Offers,
    keys: Iterable[str] | None = None,
    *,
    asked_only: bool = False,
) -> Cleaned:
    """Answers from an import, the API or Python, cleaned by the fields that clean a page.

    `raw` maps keys to values, JSON or Python. Blank answers are left out. With `asked_only`,
    answers to questions whose condition does not hold are left out too. Never raises.
    """
    if not isinstance(raw, Mapping):
        return Cleaned(errors={"": [gettext("Give the answers by the key of their question.")]})
    wanted = None if keys is None else set(keys)
    known = {key: value for key, value in raw.items() if isinstance(key, str) and key in version}
    known = {key: value for key, value in known.items() if wanted is None or key in wanted}
    asked = form(version, keys=known, data=known, offers=offers)
    found = Cleaned(
        {key: value for key, value in asked.cleaned.items() if value is not None},
        {key: [str(text) for text in texts] for key, texts in asked.errors.items()},
    )
    for key, value in known.items():
        if key not in asked.fields and not is_blank(value):
            found.errors[key] = [_why_no_value(version.question(key))]
    unknown = [key for key in raw if not (isinstance(key, str) and key in version)]
    for key in unknown[:MOST_UNKNOWN]:
        name = key[:60] if isinstance(key, str) else "?"
        found.errors[name] = [gettext("There is no question “%s” in this form.") % name]
    if asked_only:
        there = {question.key for question in version.asked(found.values, offers)}
        found.values = {key: value for key, value in found.values.items() if key in there}
        off = {question.key for question in version.questions} - there
        found.errors = {key: texts for key, texts in found.errors.items() if key not in off}
    return found


def _why_no_value(question: Question) -> str:
    if question.kind == "file":
        return gettext("A file is attached, not written as an answer.")
    if question.kind == "sum":
        return gettext("A sum is worked out, not written as an answer.")
    return gettext("The call offers nothing to choose from here.")


# To read


def shown(question: Question, value: Any, offers: Offers) -> str:
    """One answer as text to read, in the reader's language; "" when there is none.

    Rows stand on a line each. A value that does not fit the question is shown as it stands.
    """
    if question.kind in ROWS and isinstance(value, list):
        lines = (_shown_row(question, row, offers) for row in value)
        return "\n".join(line for line in lines if line)
    if question.kind in (*OFFERED, *CHOSEN):
        labels = _labels(question, offers)
        given = value if isinstance(value, list) else [value] if said(value) else []
        return ", ".join(str(labels.get(str(one), one)) for one in given)
    return _shown_value(question.kind, value)


def _labels(question: Question, offers: Offers) -> dict[str, Any]:
    if question.kind in OFFERED:
        return dict(offers.choices(question.kind))
    return {choice.key: choice.label for choice in question.choices}


def _shown_value(kind: str, value: Any) -> str:
    if not said(value):
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    language = (get_language() or "sv").split("-")[0]
    typed = _shown_first(kind, value)
    if isinstance(typed, Decimal):
        return money.kr(typed, language) if typed.is_finite() else str(value)
    if isinstance(typed, date):
        return date_format(typed, "j F Y")
    if isinstance(typed, int):
        apart = "," if language == "en" else money.NO_BREAK
        return f"{typed:,}".replace(",", apart).replace("-", money.MINUS)
    return str(value)


def _shown_row(question: Question, row: Any, offers: Offers) -> str:
    if not isinstance(row, Mapping):
        return str(row)
    if question.kind == "budget":
        return _shown_cost(row, offers)
    if question.kind == "partners":
        name, org_nr, part = (str(row.get(key) or "") for key in ("name", "org_nr", "part"))
        return f"{name} ({org_nr}): {part}"
    cells = (
        (column.label, shown(column, row.get(column.key), offers)) for column in question.columns
    )
    return "; ".join(f"{label}: {text}" for label, text in cells if text)


def _shown_cost(row: Mapping[str, Any], offers: Offers) -> str:
    labels = dict(offers.choices("categories"))
    category = row.get("category") or ""
    parts = [f"{labels.get(category, category)}: {row.get('description') or ''}"]
    parts.append(str(row.get("year") or ""))
    amounts = (
        ("sought", gettext("from this grant")),
        ("own", gettext("own money")),
        ("other", gettext("other public money")),
        ("monthly_pay", gettext("monthly pay")),
    )
    for key, label in amounts:
        amount = _shown_first("money", row.get(key))
        if isinstance(amount, Decimal) and amount:
            giver = f" ({row['giver']})" if key == "other" and row.get("giver") else ""
            parts.append(f"{label} {_shown_value('money', row[key])}{giver}")
    return ", ".join(part for part in parts if part)


# To add up


def sums(version: Version, values: Mapping[str, Any]) -> dict[str, Decimal | int]:
    """What each sum of the form comes to: SEK as Decimal with two decimals, or a whole number.

    Answers that are not asked, and those left blank, count as nothing.
    """
    asked = {question.key: question for question in version.asked(values)}
    every = {question.key: question for question in version.questions}
    found: dict[str, Decimal | int] = {}
    for question in asked.values():
        if question.kind == "sum":
            terms = [term for name in question.sum_of for term in _terms(asked, values, name)]
            is_money = any(_is_money(every, name) for name in question.sum_of)
            total = sum(terms, Decimal(0))
            found[question.key] = money.round_sek(total) if is_money else int(total)
    return found


def _is_money(every: Mapping[str, Question], name: str) -> bool:
    key, _dot, column = name.partition(".")
    if every[key].kind == "budget":
        return True
    part = every[key].column(column) if column else every[key]
    return part is not None and part.kind == "money"


def _terms(asked: Mapping[str, Question], values: Mapping[str, Any], name: str) -> list[Decimal]:
    key, _dot, column = name.partition(".")
    value = values.get(key) if key in asked else None
    rows = value if column and isinstance(value, list) else []
    given = [row.get(column) for row in rows if isinstance(row, Mapping)] if column else [value]
    found = []
    for one in given:
        if said(one) and not isinstance(one, bool):
            try:
                found.append(Decimal(str(one)))
            except InvalidOperation:
                continue
    return [term for term in found if term.is_finite()]


# What is missing


class Fault(NamedTuple):
    """Something to fill in or mend before the form can be sent in, and where."""

    section: str
    key: str
    message: Any


def missing(
    version: Version,
    values: Mapping[str, Any],
    attached: Collection[str],
    offers: Offers | None = None,
) -> list[Fault]:
    """What must be filled in before the form can be sent in, in the order of the form.

    `attached` holds the keys of the questions that files have been attached to. With `offers`, a
    question for which the call offers nothing to choose from is passed over.
    """
    found = []
    for question in version.asked(values, offers):
        section = version.section_of(question.key).key
        for text in _faults(question, values.get(question.key), attached):
            found.append(Fault(section, question.key, text))
    return found


def _faults(question: Question, value: Any, attached: Collection[str]) -> Iterator[Any]:
    kind = question.kind
    if kind in VALUELESS:
        if kind == "file" and question.required and question.key not in attached:
            yield _("Attach: %s.") % _named(question)
        return
    if not said(value):
        if question.required:
            yield _ask_for(kind) % _named(question)
        return
    few = question.least
    if kind in ("number", "money") and few is not None:
        amount = _terms({question.key: question}, {question.key: value}, question.key)
        if amount and amount[0] < few:
            yield _("Fill in: %s.") % _named(question)
    if kind in ROWS and isinstance(value, list):
        if few and len(value) < few:
            yield _("Write at least %(limit)d rows: %(question)s.") % {
                "limit": few,
                "question": _named(question),
            }
        for number, row in enumerate(value, start=1):
            for column in question.columns:
                if column.required and not said(row.get(column.key)):
                    yield _("Fill in row %(row)d, %(column)s: %(question)s.") % {
                        "row": number,
                        "column": column.label,
                        "question": _named(question),
                    }


def _named(question: Question) -> str:
    return question.label.rstrip(".?: ")


def _ask_for(kind: str) -> Any:
    if kind in (*OFFERED, *CHOSEN):
        return _("Choose: %s.")
    if kind == "yes_no":
        return _("Answer yes or no: %s.")
    return _("Fill in: %s.")
