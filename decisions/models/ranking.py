"""The ranking of a call: its applications by mean score, and where the frame ends. Keeps no row."""

from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from applications.models import Application
from decisions.models.assessment import Assessment
from decisions.models.decision import Decision
from grants.models import Call


class Ranked:
    """One line of the ranking. Scores in per cent of the highest possible, money in SEK."""

    def __init__(self, application: Application, totals: list[Decimal]) -> None:
        self.application = application
        self.totals = totals
        self.mean = (
            (sum(totals, Decimal(0)) / len(totals)).quantize(Decimal("0.1"), ROUND_HALF_UP)
            if totals
            else None
        )
        self.place = 0
        self.finished = 0
        self.waiting = 0
        self.decision: Decision | None = None
        self.sum_so_far = Decimal(0)
        self.fits = False
        self.frame_ends_here = False

    @property
    def within(self) -> str:
        """Whether it fits the frame, in a word for the export."""
        return str(_("yes") if self.fits else _("no"))

    @property
    def lowest(self) -> Decimal | None:
        return min(self.totals, default=None)

    @property
    def highest(self) -> Decimal | None:
        return max(self.totals, default=None)

    @property
    def counts_for(self) -> Decimal:
        """What it takes of the frame: the amount of its decision if it has one, else as sought."""
        return self.application.amount if self.decision is None else self.decision.amount


def ranking(call: Call, user: Any) -> list[Ranked]:
    """The counted applications of the call that the user handles, best mean score first.

    Equal scores go by the smaller amount, then by arrival; unscored ones stand last. Each line
    carries the money taken down to it, whether that still fits the frame, and (one line at most)
    that it is the first that does not. Always the same number of queries.
    """
    handled = Application.objects.visible_to(user).handled_by(user).filter(call=call)
    seen = handled.counted().with_all().prefetch_related("municipalities")
    assessments = Assessment.objects.visible_to(user).filter(application__call=call)
    totals: dict[int, list[Decimal]] = defaultdict(list)
    finished: Counter[int] = Counter()
    for assessment in assessments.finished().prefetch_related("scores__criterion"):
        finished[assessment.application_id] += 1
        if assessment.total is not None:
            totals[assessment.application_id].append(assessment.total)
    waiting = Counter(assessments.unfinished().order_by().values_list("application", flat=True))
    answers = {
        decision.application_id: decision
        for decision in Decision.objects.visible_to(user)
        .filter(application__call=call)
        .exclude(state=Decision.State.DROPPED)
    }
    lines = [Ranked(application, totals[application.pk]) for application in seen]
    lines.sort(key=_best_first)
    so_far, inside = Decimal(0), True
    for place, line in enumerate(lines, start=1):
        line.place = place
        line.finished = finished[line.application.pk]
        line.waiting = waiting[line.application.pk]
        line.decision = answers.get(line.application.pk)
        so_far += line.counts_for
        line.sum_so_far, line.fits = so_far, so_far <= call.frame.amount
        line.frame_ends_here = inside and not line.fits
        inside = inside and line.fits
    return lines


def _best_first(line: Ranked) -> tuple[Decimal, Decimal, int]:
    mean = Decimal(-1) if line.mean is None else line.mean
    return (-mean, line.application.amount, line.application.pk)
