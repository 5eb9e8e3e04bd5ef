"""What the applicant says, as one dict: read from columns, rows and answers, and written to them.

Only what the machine and the money need has a column or rows of its own; all else is JSON in
`Application.answers`. Everybody else (pages, completion, receipt, copies, imports) works on the
dict that `values_of` gives and `write` takes, in the JSON shape of `grants.questions`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from applications.models.parts import CostLine, Partner
from grants import clock, money, questions
from grants.models import Municipality
from grants.models.offers import pairs

COLUMNS = (
    *("title", "women", "men", "period_from", "period_to", "amount"),
    *("contact_name", "contact_email", "contact_phone"),
)
DAYS = ("period_from", "period_to")
SETS = {"purposes": "key", "priorities": "pk", "municipalities": "code"}
BOUND = frozenset({*COLUMNS, *SETS, "earmark", "budget", "partners"})


def values_of(application: Any, keys: Collection[str] | None = None) -> dict[str, Any]:
    """All that is answered, in the JSON shape; what is not answered is absent.

    With `keys`, what needs a query of its own is read only for the questions with these keys.
    """

    def wanted(key: str) -> bool:
        return keys is None or key in keys

    values = dict(application.answers)
    for name in COLUMNS:
        values[name] = _as_json(getattr(application, name))
    for name, key in SETS.items():
        if wanted(name):
            values[name] = [str(getattr(row, key)) for row in getattr(application, name).all()]
    if wanted("earmark"):
        values["earmark"] = application.earmark.key if application.earmark_id else None
    if wanted("budget"):
        values["budget"] = [line.as_row() for line in application.cost_lines.all()]
    if wanted("partners"):
        values["partners"] = [partner.as_row() for partner in application.partners.all()]
    return {key: value for key, value in values.items() if value not in (None, "", [])}


def _as_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value.quantize(Decimal("0.01"))) if value else None
    return value.isoformat() if isinstance(value, date) else value


def write(application: Any, values: Mapping[str, Any], by: Any) -> None:
    """Store cleaned values (None takes one away) and move the stamp of each.

    The caller holds the lock on the application's row.
    """
    moment = clock.now()
    columns = {"answers", "stamps", "timing", "version", "saved_at"}
    for key, value in values.items():
        columns |= _put(application, key, value)
        count = application.stamps.get(key, [0])[0] + 1
        application.stamps[key] = [count, by.pk, moment.isoformat()]
    application.version += 1
    application.saved_at = moment
    application.save(update_fields=sorted(columns))


def _put(application: Any, key: str, value: Any) -> set[str]:
    """Put one value where it belongs; return the columns that are to be saved."""
    if key in SETS:
        _put_set(application, key, value or [])
        return set()
    if key == "earmark":
        marks = application.call.frame.earmarks.all()
        application.earmark = next((mark for mark in marks if mark.key == value), None)
        return {"earmark"}
    if key == "budget":
        CostLine.objects.rewrite(application, value or [])
        application.own_funding = sum((Decimal(row["own"]) for row in value or []), Decimal(0))
        application.other_funding = sum((Decimal(row["other"]) for row in value or []), Decimal(0))
        return {"own_funding", "other_funding"}
    if key == "partners":
        Partner.objects.rewrite(application, value or [])
        return set()
    if key not in COLUMNS:
        if value is None:
            application.answers.pop(key, None)
        else:
            application.answers[key] = value
        return set()
    setattr(application, key, _from_json(application, key, value))
    return {key}


def _from_json(application: Any, key: str, value: Any) -> Any:
    if value is None:
        field = application._meta.get_field(key)
        return None if field.null else field.get_default()
    if key in DAYS:
        return date.fromisoformat(value)
    return Decimal(value) if key == "amount" else value


def _put_set(application: Any, key: str, chosen: list[str]) -> None:
    relation = getattr(application, key)
    offered = {
        "purposes": lambda: application.call.terms.purposes,
        "priorities": lambda: application.call.priorities,
        "municipalities": lambda: Municipality.objects,
    }[key]()
    relation.set(offered.filter(**{f"{SETS[key]}__in": chosen}))
    getattr(application, "_prefetched_objects_cache", {}).pop(key, None)


@dataclass(frozen=True)
class Answered:
    """A question with its answer as it is read: a text, or for rows a table."""

    question: questions.Question
    text: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """The rows with the head of its column beside each cell, as a narrow screen shows them."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


def read_out(application: Any) -> list[tuple[questions.Section, list[Answered]]]:
    """The application to be read, by section: each question that is asked, with its answer.

    No query of its own when the parts of the application have been prefetched.
    """
    offers = _chosen(application)
    return read_version(application.questionnaire.read, values_of(application), offers)


def read_version(
    version: questions.Version, values: Mapping[str, Any], offers: questions.Offers
) -> list[tuple[questions.Section, list[Answered]]]:
    """Answers to be read, by section: each question that is asked, with its answer.

    Most calls have no earmarked money, and whoever reads does not know: an earmark is told when
    one was chosen.
    """
    asked = {q.key for q in version.asked(values) if q.kind != "earmark" or values.get(q.key)}
    sums = questions.sums(version, values)
    return [
        (section, [_answered(q, values, sums, offers) for q in section.questions if q.key in asked])
        for section in version.sections
    ]


def _chosen(application: Any) -> questions.Offers:
    """What the application itself has chosen, with its names."""
    categories = {line.category_id: line.category for line in application.cost_lines.all()}
    mark = [application.earmark] if application.earmark_id else []
    return questions.Offers(
        purposes=pairs(application.purposes.all(), "key"),
        priorities=pairs(application.priorities.all(), "pk"),
        municipalities=pairs(application.municipalities.all(), "code"),
        earmarks=pairs(mark, "key"),
        categories=pairs(categories.values(), "key"),
    )


def _answered(
    question: questions.Question,
    values: Mapping[str, Any],
    sums: Mapping[str, Decimal | int],
    offers: questions.Offers,
) -> Answered:
    value = values.get(question.key)
    if question.kind == "sum":
        found = sums.get(question.key, Decimal(0))
        return Answered(question, money.kr(found) if isinstance(found, Decimal) else str(found))
    if question.kind != "table" or not value:
        return Answered(question, questions.shown(question, value, offers))
    rows = tuple(
        tuple(questions.shown(column, row.get(column.key), offers) for column in question.columns)
        for row in value
    )
    return Answered(question, "", tuple(column.label for column in question.columns), rows)
