"""The budget of an application: what it adds up to, what stops it, and what is worth a second look.

Rows come in the JSON shape of `grants.questions`, also half-written ones: what cannot be read as an
amount counts as nothing. Knows no model. All amounts are SEK.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from grants import law, money

SOURCES = ("sought", "own", "other")
STAFF, PREMISES, OVERHEAD, OTHER = "staff", "premises", "overhead", "other"
BUTTONS = ("budget_use", "budget_copy")

Row = Mapping[str, Any]

_WORD = re.compile(r"[^\W\d_]+")
# Words that say nothing of what a cost is; whoever writes only these is asked.
_VAGUE = {
    *("annat", "div", "diverse", "etc", "kostnad", "kostnader", "mm", "omkostnader", "osv"),
    *("oförutsedda", "oförutsett", "utgifter", "övrig", "övriga", "övrigt", "allmänt", "allmänna"),
    *("costs", "cost", "expenses", "general", "misc", "miscellaneous", "other", "others"),
    *("sundry", "unforeseen", "various"),
    *("m", "och", "med", "mera", "för", "and", "the", "of", "for"),
}
_SHORTEST = 4  # letters of a description that can say anything
_OVERHEAD = re.compile(
    r"\boverhead|\boh[- ]|\boh$|gemensamma kostnader|indirekta kostnader|administrativt påslag"
    r"|common costs|indirect costs",
    re.IGNORECASE,
)
_OWN_PREMISES = re.compile(
    r"\b(egen|egna|eget|vår|våra|vårt|föreningens|kommunens)\s+(lokal|hus|kontor)"
    r"|\bintern\s?hyr|\b(our|own)\s+premises|\binternal rent",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sum:
    """What a year, a category or the whole budget costs, by who pays. SEK."""

    label: str
    sought: Decimal = Decimal(0)
    own: Decimal = Decimal(0)
    other: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        return self.sought + self.own + self.other

    def plus(self, row: Row) -> "Sum":
        return Sum(self.label, *(getattr(self, name) + amount_of(row, name) for name in SOURCES))


@dataclass(frozen=True)
class Totals:
    """The budget added up. `amount` is what is applied for, None when nothing is written."""

    years: tuple[Sum, ...]
    categories: tuple[Sum, ...]
    givers: tuple[tuple[str, Decimal], ...]
    whole: Sum
    amount: Decimal | None = None

    @property
    def difference(self) -> Decimal:
        """How much more the rows ask of this grant than is applied for; negative when less."""
        return self.whole.sought - (self.amount or Decimal(0))


@dataclass(frozen=True)
class Other:
    """A cost that the same organisation asks for in another application, and which that is."""

    category: str
    description: str
    year: int
    where: str


@dataclass(frozen=True)
class Caution:
    """Something an officer will ask about. It never stops a submission.

    `row` counts from 1; None when it is about the whole. `paragraph` is there only where it is law.
    """

    row: int | None
    key: str
    text: str
    paragraph: str = ""


@dataclass(frozen=True)
class Stop:
    """Something that must be put right before the application can be submitted."""

    row: int | None
    key: str
    text: str


def amount_of(row: Row, name: str) -> Decimal:
    """The amount in a cell, SEK; 0 for anything that is no amount."""
    value = row.get(name)
    try:
        amount = Decimal(str(value)) if value not in (None, "") else Decimal(0)
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() else Decimal(0)


def totals(
    rows: Sequence[Row], categories: Mapping[str, Any], amount: Decimal | None = None
) -> Totals:
    """Add the rows up per year, per category (in the fund's order) and per giver."""
    years: dict[str, Sum] = {}
    kinds: dict[str, Sum] = {}
    givers: dict[str, Decimal] = {}
    whole = Sum("")
    for row in rows:
        year, kind = str(row.get("year") or ""), str(row.get("category") or "")
        years[year] = years.get(year, Sum(year)).plus(row)
        label = str(categories.get(kind, kind))
        kinds[kind] = kinds.get(kind, Sum(label)).plus(row)
        whole = whole.plus(row)
        if other := amount_of(row, "other"):
            giver = str(row.get("giver") or "")
            givers[giver] = givers.get(giver, Decimal(0)) + other
    order = [*categories, *(kind for kind in kinds if kind not in categories)]
    return Totals(
        years=tuple(years[year] for year in sorted(years)),
        categories=tuple(kinds[kind] for kind in order if kind in kinds and kinds[kind].total),
        givers=tuple(sorted(givers.items())),
        whole=whole,
        amount=amount,
    )


def stops(
    rows: Sequence[Row],
    *,
    amount: Decimal,
    most: Decimal | None = None,
    first: date | None = None,
    last: date | None = None,
) -> list[Stop]:
    """What stops a submission: the sums do not meet, or a cost lies outside the activity's years.

    `most` is what the call gives at most to one application; `first` and `last` are the days of
    the activity.
    """
    found = []
    if most is not None and amount > most:
        text = gettext("The call gives at most %s to one application.") % _kr(most)
        found.append(Stop(None, "amount", text))
    asked = sum((amount_of(row, "sought") for row in rows), Decimal(0))
    if rows and asked != amount:
        text = gettext("You apply for %(sought)s, but the budget asks this grant for %(asked)s.")
        found.append(Stop(None, "budget", text % {"sought": _kr(amount), "asked": _kr(asked)}))
    if first and last:
        for number, row in enumerate(rows, start=1):
            year = row.get("year")
            if isinstance(year, int) and not first.year <= year <= last.year:
                text = gettext("Row %(row)d: the activity does not go on in %(year)d.")
                found.append(Stop(number, "budget", text % {"row": number, "year": year}))
    return found


def cautions(
    rows: Sequence[Row],
    *,
    categories: Mapping[str, Any],
    practice: law.CostPractice | None,
    twice: str = "",
    explained: bool = False,
    same_costs: bool | None = None,
    others: Iterable[Other] = (),
) -> list[Caution]:
    """What an officer will ask about, in the order of the rows, then what is about the whole.

    `twice` is the paragraph against paying a cost twice, where there is one; `explained` whether
    the applicant has written how the costs are counted; `same_costs` the answer to whether other
    public money is given or sought for the same costs; `others` what is asked for elsewhere.
    """
    elsewhere = {_same(other.__dict__): other.where for other in others}
    common = _share_of_common_costs(rows)
    first_seen: dict[tuple[str, str, str], int] = {}
    found: list[Caution] = []
    for number, row in enumerate(rows, start=1):
        texts = [
            _unspecified(row, categories, explained),
            _pay(row, practice),
            _common(row, practice, common),
            _own_premises(row),
            _shared_with_public_money(row, twice),
        ]
        same = _same(row)
        if same[1] and same in elsewhere:
            text = gettext("The same cost is asked for in another application: %s.")
            texts.append(("elsewhere", text % elsewhere[same], ""))
        if same[1] and same in first_seen:
            text = gettext("The same cost stands in row %d.") % first_seen[same]
            texts.append(("repeated", text, ""))
        first_seen.setdefault(same, number)
        found += [Caution(number, *said) for said in texts if said]
    if same_costs:
        found.append(Caution(None, "same_costs", _of_same_costs(twice), twice))
    return found


Said = tuple[str, str, str] | None


def _unspecified(row: Row, categories: Mapping[str, Any], explained: bool) -> Said:
    description = str(row.get("description") or "")
    kind = str(row.get("category") or "")
    words = {word.lower() for word in _WORD.findall(description)}
    of_the_kind = {word.lower() for word in _WORD.findall(str(categories.get(kind, kind)))}
    if not words:
        return None  # the row is not written yet; that it must be is said beside it
    if sum(map(len, words)) < _SHORTEST or words <= _VAGUE | of_the_kind:
        text = gettext(
            "It is not clear what the cost is: who, what, how many. “%s” says too little."
        )
        return "unspecified", text % description, ""
    if kind == OTHER and not explained:
        text = gettext(
            "A cost under “%s” needs an explanation, in the explanations of the budget, or another "
            "category."
        )
        return "unspecified", text % categories.get(kind, kind), ""
    return None


def _pay(row: Row, practice: law.CostPractice | None) -> Said:
    if row.get("category") != STAFF:
        return None
    pay = amount_of(row, "monthly_pay")
    if not pay:
        if not row.get("description"):
            return None
        return "no_pay", gettext("The monthly pay for full time is missing."), ""
    if practice is None or practice.least_pay <= pay <= practice.most_pay:
        return None
    text = gettext(
        "The monthly pay %(pay)s lies outside what is usual, %(least)s to %(most)s. Then the "
        "explanations of the budget should say why. This is practice, not a rule of law."
    )
    least, most = _kr(practice.least_pay), _kr(practice.most_pay)
    return "pay", text % {"pay": _kr(pay), "least": least, "most": most}, ""


def _is_common(row: Row) -> bool:
    return row.get("category") == OVERHEAD or bool(
        _OVERHEAD.search(str(row.get("description") or ""))
    )


def _share_of_common_costs(rows: Sequence[Row]) -> Decimal | None:
    """Common costs as a share of all other costs; None when there are no others."""
    common = sum((Sum("").plus(row).total for row in rows if _is_common(row)), Decimal(0))
    others = sum((Sum("").plus(row).total for row in rows if not _is_common(row)), Decimal(0))
    return common / others if others else None


def _common(row: Row, practice: law.CostPractice | None, share: Decimal | None) -> Said:
    if not _is_common(row):
        return None
    if practice and share is not None and share > practice.overhead:
        text = gettext(
            "The common costs are %(share)s of the other costs. Above %(usual)s it is usually "
            "asked how they are counted, because they are hard to tell from costs that would be "
            "there anyway. This is practice, not a rule of law."
        )
        words = {"share": _percent(share), "usual": _percent(practice.overhead)}
        return "overhead", text % words, ""
    text = gettext(
        "It is usually asked which common costs these are, and how the activity's share is "
        "counted. This is practice, not a rule of law."
    )
    return "overhead", text, ""


def _own_premises(row: Row) -> Said:
    if not _OWN_PREMISES.search(str(row.get("description") or "")):
        return None
    text = gettext(
        "This looks like rent for the applicant's own premises. Boards have as a rule not paid for "
        "that, but for rent to others. This is practice, not a rule of law."
    )
    return "own_premises", text, ""


def _shared_with_public_money(row: Row, twice: str) -> Said:
    """TIA 6 §: no grant for costs that public money has already been given for."""
    sought, other = amount_of(row, "sought"), amount_of(row, "other")
    if not sought or not other:
        return None
    giver = str(row.get("giver") or "") or gettext("Another public giver")
    words = {"giver": giver, "other": _kr(other), "sought": _kr(sought)}
    if twice:
        text = gettext(
            "%(giver)s pays %(other)s of this cost. No grant is given for costs that public money "
            "has already been given for, so only the part that is not covered may be granted. "
            "Check that %(sought)s is that part."
        )
    else:
        text = gettext(
            "%(giver)s pays %(other)s of this cost. The board will ask whether %(sought)s is the "
            "part that is not covered: a cost is not paid twice."
        )
    return "shared", text % words, twice


def _of_same_costs(twice: str) -> str:
    if twice:
        return gettext(
            "Other public money has been received or applied for, for the same costs, says the "
            "form. No grant is given for costs that public money has already been given for."
        )
    return gettext(
        "Other public money has been received or applied for, for the same costs, says the form. "
        "The board will ask which: a cost is not paid twice."
    )


def _same(row: Row) -> tuple[str, str, str]:
    words = " ".join(_WORD.findall(str(row.get("description") or "").lower()))
    return str(row.get("category") or ""), words, str(row.get("year") or "")


def _kr(amount: Decimal) -> str:
    return money.kr(amount, get_language() or "sv")


def _percent(share: Decimal) -> str:
    per_cent = int((share * 100).to_integral_value())
    return ngettext("%d per cent", "%d per cent", per_cent) % per_cent


# Buttons that work without JavaScript


def pressed(data: Any, years: Sequence[int] = ()) -> Any | None:
    """The form as it reads after one of the budget's own buttons was pressed; None if none was.

    `data` is what the browser sent (a QueryDict). `budget_use` makes what the rows ask of this
    grant the amount applied for; `budget_copy` copies the row of that number to the next year,
    which is left blank when it is not among `years`.
    """
    if not any(name in data for name in BUTTONS):
        return None
    changed = data.copy()
    if "budget_use" in data:
        asked = sum((_typed(data.get(name)) for name in _sought_in(data)), Decimal(0))
        changed["amount"] = f"{asked:.2f}".removesuffix(".00")
    copied = re.fullmatch(r"[0-9]{1,4}", data.get("budget_copy") or "")
    if copied:
        _copy_row(changed, copied[0], years)
    return changed


def _sought_in(data: Any) -> list[str]:
    names = [re.fullmatch(r"budget-([0-9]{1,4})-sought", name) for name in data]
    return [n[0] for n in names if n and not (data.get(f"budget-{n[1]}-DELETE") or "").strip()]


def _typed(text: Any) -> Decimal:
    try:
        return money.to_sek(text) if isinstance(text, str) and text.strip() else Decimal(0)
    except ValueError:
        return Decimal(0)


def _copy_row(data: Any, number: str, years: Sequence[int]) -> None:
    cells = {name.split("-")[2]: data.get(name) for name in [*data] if _cell_of(name, number)}
    cells.pop("DELETE", None)
    numbers = [int(found[1]) for name in data if (found := re.match(r"budget-([0-9]{1,4})-", name))]
    if not cells or max(numbers) >= 9999:
        return
    year = str(cells.get("year") or "").strip()
    after = int(year) + 1 if re.fullmatch(r"[0-9]{4}", year) else None
    cells["year"] = str(after) if after is not None and after in years else ""
    for column, value in cells.items():
        data[f"budget-{max(numbers) + 1}-{column}"] = value or ""


def _cell_of(name: str, number: str) -> bool:
    return bool(re.fullmatch(rf"budget-{number}-[a-z_A-Z]+", name))
