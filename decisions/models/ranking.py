"""The ranking of a call: its applications by mean score, and where the frame ends. Keeps no row.

PostgreSQL counts it in one query however many there are: means, places, the running sum and the
line; only the lines of one page are fetched. Each reader's ranking is made of what she may see, so
a case in which she has a conflict of interest leaves no trace in a place, a sum or the line.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applications.models import UNDECIDED, Application, Oversubscription
from decisions.models.assessment import Assessment
from decisions.models.decision import Decision
from decisions.models.recommended import LastChange, changed_by, stamp
from grants.models import Call, County, Earmark, Organisation

# What a list can be sorted by, as columns of the query below.
SORTS = {
    "place": "place",
    "organisation": (
        "(SELECT translate(lower(name), 'åäöéü', '{|}ey') FROM grants_organisation AS o"
        " WHERE o.id = organisation_id)"
    ),
    "number": "case_year * 1000000 + case_serial",
    "score": "mean",
    "sought": "sought",
    "recommended": "counts_for",
    "sum": "sum_so_far",
    "state": "state",
}
# What the query reads of them; of the others only the primary keys.
COLUMNS = {
    "seen": (
        *("pk", "amount", "earmark_id", "organisation_id", "state", "case_year", "case_serial"),
    ),
    "finished": ("pk", "application_id", "total", "recommendation"),
}
PARTS = {"": "true", "within": "fits", "over": "NOT fits", "reserve": "reserve IS NOT NULL"}

# Per cent of the highest score; without scores, what the recommendations weigh.
_SCORED = "total"
_RECOMMENDED = "CASE recommendation WHEN 'grant' THEN 100 WHEN 'partly' THEN 50 ELSE 0 END::numeric"

_QUERY = """
WITH seen (id, amount, earmark_id, organisation_id, state, case_year, case_serial)
AS MATERIALIZED (
    {seen}
), heard (id, application_id, total, recommendation) AS MATERIALIZED (
    {finished}
), voice AS (
    SELECT application_id, count(*) AS finished, round(avg({points}), 1) AS mean,
           min({points}) AS lowest, max({points}) AS highest,
           count(*) FILTER (WHERE recommendation = 'grant') AS votes_grant,
           count(*) FILTER (WHERE recommendation = 'partly') AS votes_partly,
           count(*) FILTER (WHERE recommendation = 'reject') AS votes_reject
    FROM heard GROUP BY application_id
), awaited AS (
    SELECT application_id, count(*) AS waiting
    FROM decisions_assessment WHERE id IN ({waiting}) GROUP BY application_id
), answer AS (
    SELECT application_id, id AS answer_id, amount, earmark_id
    FROM decisions_decision WHERE id IN ({answers})
), line AS (
    SELECT seen.*, seen.amount AS sought, voice.finished, voice.mean, voice.lowest, voice.highest,
           voice.votes_grant, voice.votes_partly, voice.votes_reject, awaited.waiting,
           hint.amount AS recommended, hint.change, answer.answer_id,
           answer.answer_id IS NOT NULL AS answered,
           coalesce(answer.amount, hint.amount, seen.amount) AS counts_for,
           CASE WHEN answer.answer_id IS NULL THEN seen.earmark_id ELSE answer.earmark_id END
               AS mark
    FROM seen
    LEFT JOIN voice ON voice.application_id = seen.id
    LEFT JOIN awaited ON awaited.application_id = seen.id
    LEFT JOIN answer ON answer.application_id = seen.id
    LEFT JOIN decisions_recommended AS hint ON hint.application_id = seen.id
), placed AS (
    SELECT *, row_number() OVER best AS place, sum(counts_for) OVER best AS sum_so_far
    FROM line
    WINDOW best AS (ORDER BY mean DESC NULLS LAST, sought, id ROWS UNBOUNDED PRECEDING)
), ranked AS (
    SELECT *, sum_so_far <= %s AS fits,
           CASE WHEN sum_so_far > %s AND NOT answered
               THEN count(*) FILTER (WHERE sum_so_far > %s AND NOT answered) OVER (ORDER BY place)
           END AS reserve
    FROM placed
), totals AS (
    SELECT count(*) AS count, coalesce(sum(sought), 0) AS sum_sought,
           coalesce(sum(counts_for), 0) AS sum_counted,
           coalesce(sum(counts_for) FILTER (WHERE fits), 0) AS sum_within,
           count(*) FILTER (WHERE fits) AS count_within, count(reserve) AS count_reserve,
           count(*) FILTER (WHERE mean IS NULL) AS count_unscored,
           coalesce(sum(hashtextextended(concat_ws(':', id, place, counts_for), 0)), 0) AS digest,
           (SELECT coalesce(sum(hashtextextended(
                concat_ws(':', id, assessment_id, criterion_id, value), 0)), 0)
            FROM decisions_score WHERE assessment_id IN (SELECT id FROM heard))
               AS digest_of_scores,
           (SELECT jsonb_build_array(change, max(at), count(*))
            FROM decisions_recommended WHERE id IN ({mine})
            GROUP BY change ORDER BY change DESC LIMIT 1) AS last_change,
           (SELECT jsonb_object_agg(mark, taken) FROM (
               SELECT mark, sum(counts_for)::text AS taken FROM ranked
               WHERE fits AND mark IS NOT NULL GROUP BY mark) AS filled) AS marks
    FROM ranked
), chosen AS (
    SELECT * FROM ranked WHERE {part} AND {only}
), found AS (
    SELECT count(*) AS count_found, count(*) FILTER (WHERE fits) AS found_within FROM chosen
)
SELECT totals.*, found.*, page.*, case_.title, case_.case_number, case_.county_id,
       o.name AS organisation, o.org_nr, county.name_sv AS county_sv, county.name_en AS county_en,
       e.key AS earmark_key, e.name_sv AS earmark_sv, e.name_en AS earmark_en,
       d.id AS decision_id, d.outcome AS decision_outcome, d.state AS decision_state,
       d.amount AS decision_amount,
       ARRAY(SELECT m.name FROM applications_application_municipalities AS there
             JOIN grants_municipality AS m ON m.code = there.municipality_id
             WHERE there.application_id = page.id ORDER BY m.name) AS places
FROM totals CROSS JOIN found
LEFT JOIN (SELECT *, row_number() OVER (ORDER BY {order}) AS row_number FROM chosen
           ORDER BY {order} LIMIT %s OFFSET %s) AS page ON true
LEFT JOIN applications_application AS case_ ON case_.id = page.id
LEFT JOIN grants_organisation AS o ON o.id = page.organisation_id
LEFT JOIN grants_county AS county ON county.code = case_.county_id
LEFT JOIN grants_earmark AS e ON e.id = page.earmark_id
LEFT JOIN decisions_decision AS d ON d.id = page.answer_id
ORDER BY page.row_number
"""


@dataclass
class Ranked:
    """One line of the ranking. Scores in per cent of the highest possible, money in SEK.

    `counts_for` is what it takes of the frame: the amount of its decision if it has one, else what
    is recommended, else what is sought. `reserve` is its place on the waiting list.
    """

    application: Application
    place: int
    mean: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    finished: int
    waiting: int
    votes: tuple[int, int, int]
    recommended: Decimal | None
    stamp: str
    counts_for: Decimal
    sum_so_far: Decimal
    short_by: Decimal
    fits: bool
    reserve: int | None
    places: list[str]
    decision: Decision | None = None
    frame_ends_here: bool = False
    chance: Any = None
    adjusted: Any = None

    @property
    def within(self) -> str:
        """Whether it fits the frame, in a word for the export."""
        return str(_("yes") if self.fits else _("no"))

    @property
    def votes_grant(self) -> int:
        return self.votes[0]

    @property
    def votes_partly(self) -> int:
        return self.votes[1]

    @property
    def votes_reject(self) -> int:
        return self.votes[2]

    @property
    def municipalities(self) -> str:
        """Where the activity is, for the export."""
        return ", ".join(self.places)

    @property
    def in_the_band(self) -> bool:
        """Whether the meeting should talk about it: chance alone could move it over the line."""
        return bool(self.chance and self.chance.in_the_band)

    @property
    def may_be_recommended(self) -> bool:
        """Whether the amount is still to be found: nothing has been decided or drafted."""
        return self.decision is None and self.application.state in UNDECIDED


@dataclass
class Ranking:
    """The lines that were asked for, and the sums over all that the reader may see. SEK.

    `taken` is what stands above the line, per earmark (primary key); `found` is how many lines the
    filter lets through, `found_within` how many of them stand above the line. `digest` is another
    when a place, an amount or a score is. `last_change` is what the reader can take back.
    """

    frame: Decimal
    lines: list[Ranked] = field(default_factory=list)
    count: int = 0
    count_within: int = 0
    count_reserve: int = 0
    count_unscored: int = 0
    sought: Decimal = Decimal(0)
    counted: Decimal = Decimal(0)
    within: Decimal = Decimal(0)
    taken: dict[int, Decimal] = field(default_factory=dict)
    found: int = 0
    found_within: int = 0
    digest: str = ""
    last_change: LastChange | None = None

    def __iter__(self) -> Iterator[Ranked]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, number: int) -> Ranked:
        return self.lines[number]

    @property
    def left_over(self) -> Decimal:
        """What the lines above the line leave of the frame."""
        return self.frame - self.within

    @property
    def short_by(self) -> Decimal:
        """What all together take beyond the frame; below 0 when all fit."""
        return self.counted - self.frame

    def oversubscription(self) -> Oversubscription:
        return Oversubscription(None, self.count, self.sought, self.frame)


def competing(call: Call, user: Any) -> "QuerySet[Application]":
    """The applications of the call that count, of those the user handles."""
    handled = Application.objects.visible_to(user).handled_by(user)
    return handled.filter(call=call).counted()


def ranking(
    call: Call,
    user: Any,
    *,
    only: "QuerySet[Application] | None" = None,
    part: str = "",
    sort: str = "place",
    page: int = 1,
    per_page: int | None = None,
) -> Ranking:
    """The counted applications of the call that the user handles, best mean score first.

    Equal scores go by the smaller amount, then by arrival; unscored ones stand last. Without scores
    in the call the recommendations are weighed instead. Each line carries the money taken down to
    it, and whether that still fits the frame: neither `only` (a query of applications), `part` (of
    PARTS) nor `sort` (of SORTS, with a minus for the largest first) changes that. One query.
    """
    rows = _rows(call, user, only, part, sort, (page - 1) * (per_page or 0), per_page)
    result = _sums(call, rows[0])
    result.lines = [_line(row, result) for row in rows if row["id"] is not None]
    return result


def amounts_by_place(call: Call, user: Any) -> tuple[Ranking, dict[int, Decimal]]:
    """The sums without any line, and what each case takes of the frame (SEK), best first."""
    rows = _rows(call, user, None, "", "place", 0, None)
    amounts = {row["id"]: row["counts_for"] for row in rows if row["id"] is not None}
    return _sums(call, rows[0]), amounts


def _sums(call: Call, first: dict[str, Any]) -> Ranking:
    """They stand in every row of the answer, which always has one."""
    return Ranking(
        frame=call.frame.amount,
        count=first["count"],
        count_within=first["count_within"],
        count_reserve=first["count_reserve"],
        count_unscored=first["count_unscored"],
        sought=first["sum_sought"],
        counted=first["sum_counted"],
        within=first["sum_within"],
        taken={int(pk): Decimal(sum_) for pk, sum_ in json.loads(first["marks"] or "{}").items()},
        found=first["count_found"],
        found_within=first["found_within"],
        digest=f"{first['digest']}:{first['digest_of_scores']}",
        last_change=_last(first["last_change"]),
    )


def _last(said: str | None) -> LastChange | None:
    if said is None:
        return None
    number, at, count = json.loads(said)
    return LastChange(number, datetime.fromisoformat(at), count)


def _rows(
    call: Call, user: Any, only: Any, part: str, sort: str, offset: int, limit: int | None
) -> list[dict[str, Any]]:
    handled = competing(call, user)
    heard = Assessment.objects.visible_to(user).filter(application__call=call)
    answers = Decision.objects.visible_to(user).filter(application__call=call)
    answers = answers.exclude(state=Decision.State.DROPPED)
    parts = {
        "seen": handled,
        "finished": heard.finished(),
        "waiting": heard.unfinished(),
        "answers": answers,
        "mine": changed_by(call, user),
    }
    asked = {name: _as_sql(query, COLUMNS.get(name, ("pk",))) for name, query in parts.items()}
    words = {name: query for name, (query, _values) in asked.items()}
    # In the order in which they stand in the query.
    params = [v for name in ("seen", "finished", "waiting", "answers") for v in asked[name][1]]
    params += [call.frame.amount] * 3
    params += asked["mine"][1]
    words["only"] = "true"
    if only is not None:
        query, values = _as_sql(only)
        words["only"] = f"id IN ({query})"
        params += values
    key, turned = SORTS.get(sort.removeprefix("-"), "place"), sort.startswith("-")
    order = f"{key} {'DESC' if turned else 'ASC'} NULLS LAST, place"
    points = _SCORED if call.scored else _RECOMMENDED
    # Only our own words are put together here; every value is a parameter.
    query = _QUERY.format(points=points, part=PARTS.get(part, "true"), order=order, **words)
    with connection.cursor() as cursor:
        cursor.execute(query, [*params, limit, offset])
        columns = [column.name for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor]


def _as_sql(rows: Any, columns: tuple[str, ...] = ("pk",)) -> tuple[str, Any]:
    """The query of the rows' columns, with its parameters."""
    chosen = rows.order_by().values_list(*columns)
    try:
        return chosen.query.sql_with_params()
    except EmptyResultSet:
        # Nobody sees anything here: the same columns, of no rows.
        none = rows.model._base_manager.order_by().values_list(*columns)
        query, values = none.query.sql_with_params()
        return f"{query} WHERE false", values


def _line(row: dict[str, Any], result: Ranking) -> Ranked:
    return Ranked(
        application=_case(row),
        place=row["place"],
        mean=row["mean"],
        lowest=row["lowest"],
        highest=row["highest"],
        finished=row["finished"] or 0,
        waiting=row["waiting"] or 0,
        votes=(row["votes_grant"] or 0, row["votes_partly"] or 0, row["votes_reject"] or 0),
        recommended=row["recommended"],
        stamp=stamp(row["change"] or 0, row["recommended"]),
        counts_for=row["counts_for"],
        sum_so_far=row["sum_so_far"],
        short_by=row["sum_so_far"] - result.frame,
        fits=row["fits"],
        reserve=row["reserve"],
        places=row["places"],
        decision=_answer(row),
        frame_ends_here=row["place"] == result.count_within + 1,
    )


def _case(row: dict[str, Any]) -> Application:
    """The application with what a line shows of it; the rest is read when it is asked for."""
    columns = ("id", "organisation_id", "county_id", "earmark_id", "amount", "state", "title")
    case = _read(Application, row, *columns, "case_number")
    said = {"id": row["organisation_id"], "name": row["organisation"], "org_nr": row["org_nr"]}
    case.organisation = _read(Organisation, said, *said)
    said = {"code": row["county_id"], "name_sv": row["county_sv"], "name_en": row["county_en"]}
    case.county = _read(County, said, *said)
    if row["earmark_id"]:
        names = {"name_sv": row["earmark_sv"], "name_en": row["earmark_en"]}
        said = {"id": row["earmark_id"], "key": row["earmark_key"], **names}
        case.earmark = _read(Earmark, said, *said)
    return case


def _answer(row: dict[str, Any]) -> Decision | None:
    if row["decision_id"] is None:
        return None
    said = {name: row[f"decision_{name}"] for name in ("id", "outcome", "amount", "state")}
    return _read(Decision, said, *said)


def _read(kind: Any, row: dict[str, Any], *columns: str) -> Any:
    """A row of the database as its model, of which only these columns have been read."""
    names = [f.attname for f in kind._meta.concrete_fields if f.attname in columns]
    return kind.from_db(connection.alias, names, [row[name] for name in names])
