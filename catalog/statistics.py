"""Figures over all floors: one wide table of what was asked and answered, and ways to group it.

The table holds closed calls only: while a call is open nobody is told what others have asked for.
The only module that uses pandas, and only inside its functions: it takes a second to import. Money
is counted in whole öre, so that every sum is exact, and comes out in SEK.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models import Count, FilteredRelation, Max, Q, QuerySet

from applications.models import (
    NOT_COUNTED,
    UNDECIDED,
    Application,
    Oversubscription,
    in_round_figures,
)
from grants import money
from grants.models import Call, Event, Fund

if TYPE_CHECKING:
    from pandas import DataFrame

# A rate over fewer answers than this would tell who was rejected.
FEWEST = 3
ROUNDED = Call.Pressure.ROUNDED
SUMMED = ("counted", "applied", "decided", "success", "granted", "rounded")
COLUMNS = {
    "application": "pk",
    "call": "call",
    "fund": "call__fund",
    "year": "call__frame__year",
    "county": "call__county",
    "pressure": "call__pressure",
    "applicant_type": "organisation__applicant_type",
    "state": "state",
    "amount": "amount",
    "granted": "answer__amount",
}


@dataclass(frozen=True)
class Figures:
    """One group: what was sought and available, and how it was answered. SEK.

    `ratio` (sökkvot) is money sought over money available; None when none is available, or when
    money is not set aside per group (`available` None). `success` is the share of the decided
    applications that were granted, whole or in part; it, `successes` and `granted` are None when
    the group is `hidden`: so few were decided that a single rejection could be read out of them.
    Where a county tells what is sought in round figures, so is every group that it is part of;
    of too few for that (`unsaid`) nothing is told, and count and sum are 0.
    """

    key: Any
    count: int
    applied: Decimal
    available: Decimal | None
    decided: int
    successes: int | None
    granted: Decimal | None
    hidden: bool = False
    unsaid: bool = False

    @property
    def ratio(self) -> Decimal | None:
        if self.available is None or self.unsaid:
            return None
        return money.ratio(self.applied, self.available)

    @property
    def success(self) -> Decimal | None:
        if not self.decided or self.successes is None:
            return None
        return Decimal(self.successes) / self.decided


@dataclass(frozen=True)
class Newest:
    """A fund's over-subscription in the newest year with a closed call."""

    fund: Fund
    year: int
    figures: Oversubscription


def newest(calls: QuerySet[Call]) -> list[Newest]:
    """Per fund, the newest year among these calls. Live and without pandas: four queries."""
    rounded = Count("pk", filter=Q(pressure=ROUNDED))
    rounds = calls.order_by("frame__year").values_list("fund", "frame__year").annotate(n=rounded)
    years = {fund: (year, bool(n)) for fund, year, n in rounds}  # the last one of each stays
    if not years:
        return []
    chosen = Q()
    for fund, (year, _in_round_figures) in years.items():
        chosen |= Q(fund=fund, frame__year=year)
    funds = Fund.objects.in_bulk(list(years))
    sought = Application.objects.oversubscription(calls.filter(chosen), by="fund")
    told = [in_round_figures(f) if years[f.key][1] else f for f in sought]
    return [Newest(funds[f.key], years[f.key][0], f) for f in told if f is not None]


def cases(calls: QuerySet[Call]) -> "DataFrame":
    """One row per submitted application of the calls, with fund, year, county, kind and answer.

    `counted`, `decided` and `success` are 0 or 1; `applied` and `granted` are öre. One query.
    """
    import pandas as pd

    rows = (
        Application.objects.filter(call__in=calls.order_by().values("pk"))
        .exclude(state=Application.State.DRAFT)
        .annotate(
            answer=FilteredRelation("decisions", condition=Q(decisions__state="released")),
        )
        .order_by()
        .values_list(*COLUMNS.values())
    )
    table = pd.DataFrame.from_records(list(rows), columns=list(COLUMNS))
    table["counted"] = (~table["state"].isin(NOT_COUNTED)).astype(int)
    table["decided"] = table["counted"] * (~table["state"].isin(UNDECIDED)).astype(int)
    table["success"] = table["decided"] * (table["state"] != "rejected").astype(int)
    table["applied"] = table["amount"].map(_ore).astype("int64") * table["counted"]
    table["rounded"] = (table["pressure"] == ROUNDED).astype(int)
    table["granted"] = table["granted"].map(_ore).astype("int64")
    return table


def offers(calls: QuerySet[Call]) -> "DataFrame":
    """One row per call, with the money that was available in it (öre). One query."""
    import pandas as pd

    names = {"call": "pk", "fund": "fund", "year": "frame__year", "county": "county"}
    rows = calls.order_by().values_list(*names.values(), "frame__amount", "pressure")
    table = pd.DataFrame.from_records(list(rows), columns=[*names, "available", "pressure"])
    table["available"] = table["available"].map(_ore).astype("int64")
    table["rounded"] = (table["pressure"] == ROUNDED).astype(int)
    return table


def by_fund_and_year(asked: "DataFrame", offered: "DataFrame") -> list[Figures]:
    """Per fund and year, `key` (fund, year). No sum of them all is told."""
    return _grouped(asked, offered, ["fund", "year"], of_a_known_sum=False)


def by_county(asked: "DataFrame", offered: "DataFrame", fund: str, year: int) -> list[Figures]:
    """Per county, `key` its code, of one fund and year. Counties with a call and no application
    are there.
    """
    return _grouped(_only(asked, fund, year), _only(offered, fund, year), ["county"])


def by_applicant_type(asked: "DataFrame", fund: str, year: int) -> list[Figures]:
    """Per kind of applicant, `key` its own, of a fund and year. No money is set aside per kind."""
    return _grouped(_only(asked, fund, year), None, ["applicant_type"])


def public(calls: QuerySet[Call]) -> dict[Any, list[Figures]]:
    """All that the statistics page shows of the calls, worked out once per new line of history.

    Keys: "all" for `by_fund_and_year`, ("county", fund, year) and ("kind", fund, year).
    """
    newest = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    # Without a new line of history, time alone closes calls, and then there are more of them.
    key = f"figures:{newest}:{calls.count()}"
    known = cache.get(key)
    if known is None:
        known = _public(calls)
        cache.set(key, known, timeout=24 * 3600)
    return known


def _public(calls: QuerySet[Call]) -> dict[Any, list[Figures]]:
    asked, offered = cases(calls), offers(calls)
    figures: dict[Any, list[Figures]] = {"all": by_fund_and_year(asked, offered)}
    for fund, year in (line.key for line in figures["all"]):
        figures["county", fund, year] = by_county(asked, offered, fund, year)
        figures["kind", fund, year] = by_applicant_type(asked, fund, year)
    return figures


def _only(table: "DataFrame", fund: str, year: int) -> "DataFrame":
    return table[(table["fund"] == fund) & (table["year"] == year)]


def _grouped(
    asked: "DataFrame", offered: "DataFrame | None", by: list[str], of_a_known_sum: bool = True
) -> list[Figures]:
    sums = asked.groupby(by)[list(SUMMED)].sum()
    if offered is not None:
        there = offered.groupby(by)[["available", "rounded"]].sum()
        sums = there.join(sums.drop(columns="rounded"), how="left").fillna(0).astype("int64")
    hidden = _hidden(sums["decided"].to_dict(), of_a_known_sum)
    return [
        _told(
            Figures(
                key=_plain(key),
                count=int(line["counted"]),
                applied=_sek(line["applied"]),
                available=_sek(line["available"]) if offered is not None else None,
                decided=int(line["decided"]),
                successes=None if key in hidden else int(line["success"]),
                granted=None if key in hidden else _sek(line["granted"]),
                hidden=key in hidden,
            ),
            rounded=bool(line["rounded"]),
        )
        for key, line in sums.sort_index().iterrows()
    ]


def _told(group: Figures, *, rounded: bool) -> Figures:
    """The group as the public is told of it."""
    if not rounded:
        return group
    exact = Oversubscription(group.key, group.count, group.applied, group.available or Decimal(0))
    if (told := in_round_figures(exact)) is None:
        return replace(group, count=0, applied=Decimal(0), unsaid=True)
    return replace(group, count=told.count, applied=told.applied)


def _hidden(decided: dict[Any, int], of_a_known_sum: bool = True) -> set[Any]:
    """The groups whose answers are not told: those with one or two decided applications.

    Where the sum of all groups is told, and only one is hidden or the hidden ones hold too few
    together, the smallest of the others goes with them: else they could be worked out.
    """
    by_size = sorted((k for k, n in decided.items() if n), key=lambda k: decided[k])
    hidden = [key for key in by_size if decided[key] < FEWEST]
    rest = [key for key in by_size if key not in hidden]
    while of_a_known_sum and hidden and rest and _can_be_worked_out(hidden, decided):
        hidden.append(rest.pop(0))
    return set(hidden)


def _can_be_worked_out(hidden: list[Any], decided: dict[Any, int]) -> bool:
    return len(hidden) == 1 or sum(decided[key] for key in hidden) < FEWEST


def _plain(key: Any) -> Any:
    """A key of the table in Python's own types, alone when it is only one."""
    parts = [part if isinstance(part, str) else int(part) for part in _parts(key)]
    return tuple(parts) if len(parts) > 1 else parts[0]


def _parts(key: Any) -> tuple[Any, ...]:
    return key if isinstance(key, tuple) else (key,)


def _ore(amount: Decimal | None) -> int:
    return 0 if amount is None or amount != amount else int(amount * 100)


def _sek(ore: Any) -> Decimal:
    return Decimal(int(ore)) / 100
