"""What the officer recommends for each application before it is decided: an amount, with undo.

Two officers can work on one ranking. Each save says what stood there when its writer began, and
where somebody else has written since, nothing is overwritten: both amounts are shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from applications.models import UNDECIDED, Application
from decisions.models.decision import Decision
from decisions.models.scenario import Scenario
from grants import clock, money


@pghistory.track()
class Recommended(models.Model):
    """The amount an officer recommends for an application while the ranking is worked on. SEK.

    A working figure and no decision: 0 means that it should get nothing, None that nobody has said
    anything and the amount sought counts. `change` numbers the changes within the call, so that
    many amounts that were changed at once are also taken back at once; 0 is before the first.
    `scenario` is where the amount was taken over from. Each earlier figure stays in the row
    history, from which the last change can be undone. Rows are never deleted.
    """

    application = models.OneToOneField(Application, models.CASCADE, related_name="recommended")
    amount = models.DecimalField(
        _("amount recommended"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    change = models.PositiveIntegerField(default=0)
    scenario = models.ForeignKey(Scenario, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("recommended amount")
        verbose_name_plural = _("recommended amounts")
        ordering = ["application_id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gte=0), name="recommended_not_negative"
            )
        ]

    def __str__(self) -> str:
        return "" if self.amount is None else money.kr(self.amount)


@dataclass(frozen=True)
class Wish:
    """An amount (SEK, None for none) that somebody wants to recommend, and what she began from."""

    application: int
    amount: Decimal | None
    stamp: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a wish: saved, same, theirs, clash or closed; and what is stored now.

    theirs: somebody else has changed it, and this writer had not touched it. clash: both have.
    closed: it has been decided or drafted, or is not to be seen. Only `saved` changed anything.
    """

    state: str
    amount: Decimal | None = None
    stamp: str = ""
    by: str = ""


def stamp(change: int, amount: Decimal | None) -> str:
    """What stood there, as a page carries it: the number of the change, and the amount."""
    return f"{change}:{'' if amount is None else amount}"


def recommend(
    call: Any, wishes: Iterable[Wish], *, by: Any, scenario: Scenario | None = None
) -> dict[int, Outcome]:
    """Save the amounts as one change of the call's; tell what became of each, by application.

    With a `scenario` its amounts take the place of whatever stands there. Callers see to it that
    the user may recommend at all; a case that she does not see, or that is decided, is closed.
    """
    asked = {wish.application: wish for wish in wishes}
    with transaction.atomic():
        number = _next_change(call)
        open_ones = _open(call, by).filter(pk__in=asked)
        rows = {row.application_id: row for row in _rows(open_ones.values("pk"))}
        answers = {}
        for pk in open_ones.values_list("pk", flat=True):
            row = rows.get(pk) or Recommended(application_id=pk, amount=None, by=by)
            answers[pk] = _saved(row, asked[pk], number, by, scenario)
    return {pk: answers.get(pk, Outcome("closed")) for pk in asked}


def _saved(
    row: Recommended, wish: Wish, number: int, by: Any, scenario: Scenario | None
) -> Outcome:
    stands = stamp(row.change, row.amount)
    if wish.amount == row.amount:
        return Outcome("same", row.amount, stands)
    if wish.stamp != stands and scenario is None:
        _change, _colon, seen = wish.stamp.partition(":")
        touched = seen != ("" if wish.amount is None else str(wish.amount))
        return Outcome("clash" if touched else "theirs", row.amount, stands, str(row.by))
    row.amount, row.by, row.at, row.change, row.scenario = (
        *(wish.amount, by, clock.now(), number, scenario),
    )
    row.save()
    return Outcome("saved", row.amount, stamp(row.change, row.amount))


@dataclass(frozen=True)
class LastChange:
    """The user's own latest change that still stands: its number, when, and how many amounts."""

    number: int
    at: Any
    count: int


def last_change(call: Any, user: Any) -> LastChange | None:
    """What the user can take back now; None when there is nothing. One query."""
    rows = changed_by(call, user).order_by("-change").values("change")
    found = rows.annotate(count=models.Count("pk"), at=Max("at")).first()
    return LastChange(found["change"], found["at"], found["count"]) if found else None


def undo(call: Any, *, by: Any, number: int) -> int:
    """Take back the user's change of that number: each amount becomes what it was before it.

    Amounts that somebody has changed since are left as they are. Returns how many were taken back.
    Taken back again and again it goes from change to change, back to the beginning.
    """
    with transaction.atomic():
        _next_change(call)
        rows = list(changed_by(call, by).filter(change=number).select_for_update(of=("self",)))
        for row in rows:
            _put_back(row)
    return len(rows)


def _put_back(row: Recommended) -> None:
    """To the row as it was when its present change was made, by its history."""
    events: Any = row.events.order_by("pgh_id")  # type: ignore[attr-defined]  # by pghistory
    first = events.filter(change=row.change).first()
    before = events.filter(pgh_id__lt=first.pgh_id).last() if first else None
    if before is None:
        row.amount, row.change, row.scenario = None, 0, None
    else:
        row.amount, row.change, row.scenario_id = before.amount, before.change, before.scenario_id
        row.by_id, row.at = before.by_id, before.at
    row.save()


def changed_by(call: Any, user: Any) -> "models.QuerySet[Recommended]":
    """Rows of open cases whose present amount the user herself has set."""
    return Recommended.objects.filter(application__in=_open(call, user), by=user, change__gt=0)


def _rows(applications: Any) -> "models.QuerySet[Recommended]":
    rows = Recommended.objects.filter(application__in=applications)
    return rows.select_related("by").select_for_update(of=("self",))


def _open(call: Any, user: Any) -> Any:
    """The cases of the call that the user handles and whose amount is still to be found."""
    handled = Application.objects.visible_to(user).handled_by(user)
    answers = Decision.objects.exclude(state=Decision.State.DROPPED).values("application")
    undecided = handled.filter(call=call, state__in=UNDECIDED)
    return undecided.exclude(pk__in=answers).order_by("pk")


def _next_change(call: Any) -> int:
    """The number of the next change of the call's amounts. Whoever changes one waits here."""
    type(call).objects.select_for_update(no_key=True).get(pk=call.pk)
    rows = Recommended.objects.filter(application__call=call)
    return int(rows.aggregate(n=Max("events__change"))["n"] or 0) + 1
