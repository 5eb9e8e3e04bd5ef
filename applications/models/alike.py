"""To find what is alike: reads the texts of what has arrived, and puts the questions.

Same organisation or partner at the same time with the same costs, or near the same text, whatever
the board, fund and year. A search reads a few candidates, never all texts. It is safe to do twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from applications import shingles
from applications.models.likeness import Likeness, Passage, Waiting
from applications.models.queries import NOT_COUNTED, UNDECIDED
from grants import steps
from grants.models import User

GIVES_NOTHING = (*NOT_COUNTED, "rejected")
MOST = 60  # pairs of passages that are compared exactly
MOST_OTHERS = 200  # other cases of the same organisations that are looked at, the latest first

# The pairs that share most marks. The index finds those that share any; of 5 words in a row few do.
_CANDIDATES = """
    SELECT mine.question, theirs.application_id, theirs.question, mine.text, theirs.text
    FROM applications_passage AS mine
    JOIN applications_passage AS theirs
        ON theirs.marks && mine.marks AND theirs.application_id <> mine.application_id
    JOIN applications_application AS other ON other.id = theirs.application_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS shared
        FROM unnest(theirs.marks) AS mark JOIN unnest(mine.marks) AS own ON own = mark
    ) AS both_have
    WHERE mine.application_id = %s AND NOT (other.state = ANY(%s))
        AND both_have.shared >= 2
        AND both_have.shared * 10 >= least(cardinality(mine.marks), cardinality(theirs.marks))
    ORDER BY both_have.shared DESC, theirs.id
    LIMIT %s
"""


@dataclass
class Hit:
    """Why another case is asked about: the grounds, and the pairs of passages that are alike."""

    grounds: dict[str, Any] = field(default_factory=dict)
    passages: list[dict[str, Any]] = field(default_factory=list)


def read(application: Any) -> None:
    """Keep the longer answers of the application so that they can be searched."""
    version, values = application.questionnaire.read, application.values()
    texts = {
        question.key: values[question.key]
        for question in version.questions
        if question.kind == "long_text" and values.get(question.key)
    }
    found = ((key, text, shingles.marks(text)) for key, text in texts.items())
    Passage.objects.filter(application=application).delete()
    Passage.objects.bulk_create(
        Passage(application=application, question=key, text=text, marks=marks)
        for key, text, marks in found
        if marks
    )
    Waiting.objects.filter(application=application.pk).delete()


def read_waiting(most: int) -> int:
    """Read what has arrived or was changed, and look for what is like it. Returns how many.

    Each on its own, so that one that cannot be read does not stop the others.
    """
    done = 0
    for _turn in range(most):
        with transaction.atomic():
            rows = Waiting.objects.select_for_update(skip_locked=True, of=("self",))
            waiting = rows.order_by("pk").first()
            if waiting is None:
                break
            cases: Any = Waiting._meta.get_field("application").related_model
            look_for(cases.objects.with_answers().get(pk=waiting.pk))
            done += 1
    return done


@transaction.atomic
def look_for(application: Any) -> None:
    """Put a question in the case for each other case that is like it; withdraw those that are not.

    Reads the application first if it waits to be read. Nothing is asked in a case that is decided.
    """
    cases = type(application).objects
    cases.select_for_update(of=("self",), no_key=True).get(pk=application.pk)
    if Waiting.objects.filter(pk=application.pk).exists():
        read(application)
    if application.state in UNDECIDED:
        _ask(application, hits(application))


def hits(application: Any) -> dict[int, Hit]:
    """What is like the application, by the number of the other case."""
    found: dict[int, Hit] = {}
    for mine, other, theirs, text, other_text in _pairs(application):
        alike = shingles.measure(text, other_text)
        if alike.is_alike:
            hit = found.setdefault(other, Hit())
            share = round(alike.of_shorter, 2)
            hit.grounds["text"] = max(share, hit.grounds.get("text", 0))
            hit.passages.append(
                {
                    "question": mine,
                    "other_question": theirs,
                    "share": share,
                    "mine": text,
                    "theirs": other_text,
                }
            )
    for other, grounds in _same_costs(application):
        found.setdefault(other, Hit()).grounds |= grounds
    return found


def _pairs(application: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [application.pk, list(GIVES_NOTHING), MOST])
        return list(cursor.fetchall())


def _same_costs(application: Any) -> Iterable[tuple[int, dict[str, Any]]]:
    """Cases that the same organisations take part in, at the same time, with like costs."""
    first, last = application.period_from, application.period_to
    if first is None or last is None:
        return
    own = _numbers(application)
    rows = (
        type(application)
        .objects.filter(
            Q(organisation__org_nr__in=own) | Q(partners__org_nr__in=own),
            period_from__lte=last,
            period_to__gte=first,
        )
        .exclude(Q(pk=application.pk) | Q(state__in=GIVES_NOTHING))
        .only("organisation", "period_from", "period_to")
        .prefetch_related("cost_lines")
        .order_by("-pk")
        .distinct()
    )
    for other in rows[:MOST_OTHERS]:
        costs = _like_costs(application, other)
        if not costs:
            continue
        same = application.organisation_id == other.organisation_id
        period = [max(first, other.period_from), min(last, other.period_to)]
        yield (
            other.pk,
            {
                ("organisation" if same else "partner"): True,
                "period": [day.isoformat() for day in period],
                "costs": costs,
            },
        )


def _numbers(application: Any) -> set[str]:
    partners = {partner.org_nr for partner in application.partners.all()}
    return {application.organisation.org_nr, *partners}


def _like_costs(application: Any, other: Any) -> list[list[Any]]:
    """Pairs of cost lines of the same kind and year, each as [mine, theirs, year, SEK, SEK].

    Between different organisations they must be for about the same; within one the same amount is
    enough.
    """
    same = application.organisation_id == other.organisation_id
    return [
        [mine.description, theirs.description, mine.year, f"{mine.sought}", f"{theirs.sought}"]
        for mine in application.cost_lines.all()
        for theirs in other.cost_lines.all()
        if (mine.category.key, mine.year) == (theirs.category.key, theirs.year)
        and mine.sought
        and theirs.sought
        and (
            shingles.resemble(mine.description, theirs.description)
            or (same and mine.sought == theirs.sought)
        )
    ]


def _ask(application: Any, found: dict[int, Hit]) -> None:
    """Begin, renew or withdraw the questions, each through the door, by Bifall itself."""
    bifall = User.objects.bifall()
    there = {one.other_id: one for one in Likeness.objects.filter(application=application)}
    for other, hit in found.items():
        one = there.get(other)
        said = {"grounds": hit.grounds, "passages": hit.passages}
        if one is None:
            steps.begin(Likeness(application=application, other_id=other, **said), by=bifall)
            continue
        news = set(hit.grounds) - set(one.grounds)
        if one.state == Likeness.State.ANSWERED and not news:
            continue
        if (one.grounds, one.passages) != (hit.grounds, hit.passages):
            Likeness.objects.filter(pk=one.pk).update(**said)
        if one.state != Likeness.State.ASKED:
            _put_again(one, bifall)
    for other, one in there.items():
        if other not in found and one.state == Likeness.State.ASKED:
            with steps.together():
                steps.take("lapse", one, by=bifall)


def _put_again(one: Likeness, bifall: Any) -> None:
    with steps.together():
        name = "return_" if one.state == Likeness.State.LAPSED else "ask_anew"
        steps.take(name, one, by=bifall)
