"""The ranking of a call with very many applications, each read by three assessors.

Their cases and assessments are put in as rows, because the pages only read them.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.models import Application
from benchmarks import figures, load, scene
from benchmarks.scene import Scene
from decisions.models import Assessment, Score
from grants import clock
from grants.models import Call, County, Post, User

READERS = 3  # of each application
FIRST_SERIAL = 5_000_000


@dataclass(frozen=True)
class Size:
    """So many applications in the call, and assessors who have read them."""

    applications: int
    assessors: int


FULL = Size(applications=10_000, assessors=40)
QUICK = Size(applications=1_000, assessors=12)


def run(port: int, size: figures.Size, amount: Size, stage: Scene) -> Iterator[figures.Figure]:
    """Each page as a ratio to the empty view, with its queries and its size in kB."""
    fill(stage.call, amount)
    count = Application.objects.filter(call=stage.call).counted().count()
    session = scene.session_of(stage.officer)
    ranking = reverse("decisions:ranking", args=[stage.call.pk])
    for name, path in (
        (f"ranking of {count}, officer", ranking),
        (f"waiting list in a ranking of {count}, officer", f"{ranking}?part=reserve"),
    ):
        figure = figures.against_empty(port, size, name, load.get(path, session=session))
        yield figure | _weight(stage, path)


def _weight(stage: Scene, path: str) -> dict[str, Any]:
    """What a page asks of the database and of the line."""
    browser = scene.browser_of(stage.officer)
    browser.get(path)
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(path)
    return {"queries": len(queries), "kB": figures.rounded(len(answer.content) / 1000)}


def fill(call: Call, amount: Size) -> None:
    """So many cases under assessment in the call, each read by three; scores as the dice say."""
    dice = random.Random(1)
    original = Application.objects.filter(call=call, state="submitted").earliest("pk")
    assessors = _assessors(call.county, amount.assessors)
    criterion = call.criteria.get()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('bifall.door', 'open', true)")
        cases = Application.objects.bulk_create(
            (_case(original, n, dice) for n in range(amount.applications)), batch_size=1000
        )
        handed_in = Assessment.objects.bulk_create(
            (
                _assessment(case, person, dice)
                for case in cases
                for person in dice.sample(assessors, READERS)
            ),
            batch_size=2000,
        )
        Score.objects.bulk_create(
            (
                Score(
                    assessment=one,
                    criterion=criterion,
                    value=int((one.total or 0) / 20),
                    reason="Väl beskrivet.",
                )
                for one in handed_in
            ),
            batch_size=5000,
        )
        cursor.execute("ANALYZE")


def _case(original: Application, n: int, dice: random.Random) -> Application:
    serial = FIRST_SERIAL + n
    changes = {
        "id": None,
        "state": "assessment",
        "case_serial": serial,
        "case_number": f"851-{serial}",
        "amount": Decimal(dice.randrange(50, 500) * 1000),
    }
    return Application(**scene.said(original) | changes)


def _assessment(case: Application, person: User, dice: random.Random) -> Assessment:
    return Assessment(
        application=case,
        assessor=person,
        assigned_by=person,
        assigned_at=clock.now(),
        state="scored",
        recommendation="grant",
        total=Decimal(dice.randrange(0, 6) * 20),
    )


def _assessors(county: County, count: int) -> list[User]:
    people = []
    for n in range(count):
        person = User.objects.create_user(
            f"assessor{n}@lansstyrelsen.example", name=f"Assessor {n}"
        )
        Post.objects.create(
            user=person, county=county, role="assessor", valid_from=date(2017, 1, 1)
        )
        people.append(person)
    return people
