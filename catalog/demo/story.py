"""The whole story: all rounds, lived in the order of time, and the figures that must come out."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.db.models import Sum

from applications.models import Application
from catalog.demo.nation import RATIO, SMALL, WHOLE, tia_2023
from catalog.demo.people import JONKOPING, SODERMANLAND, People
from catalog.demo.present import Present
from catalog.demo.rounds import STAGES, Happening, Round
from catalog.demo.sodermanland import FRAME, autumn_2017
from followup.models import Report
from grants import clock, mail
from grants.models import Call

NEWS = timedelta(days=3)  # e-mails older than this are taken as sent in their own time


@dataclass(frozen=True)
class Figure:
    """A figure that the rounds must come to, as it was computed from what was lived."""

    what: str
    found: Decimal | int | None
    expected: Decimal | int

    @property
    def is_right(self) -> bool:
        return self.found == self.expected


def compose(people: People, today: date, *, small: bool, seed: str) -> list[Round]:
    """Every round of the demo, from 2017 until after today."""
    counties = list(people.counties.values())
    if small:
        counties = [people.counties[code] for code in (SODERMANLAND, JONKOPING)]
    dice = Random(f"{seed} 2017")  # noqa: S311  a die that falls alike each time, no secret
    return [
        autumn_2017(people, dice),
        *tia_2023(people, counties, SMALL if small else WHOLE, f"{seed} 2023"),
        *Present(people, today, f"{seed} today").rounds(),
    ]


def live(
    rounds: Sequence[Round], until: str, tell: Callable[[int, int, Happening, int], None]
) -> None:
    """Let everything happen, in the order of time, up to and including the stage `until`.

    `tell` is called after each happening: its number, how many there are, the happening itself,
    and how many are left of its round and stage. E-mails of the past are then taken as sent.
    """
    stages = STAGES[: STAGES.index(until) + 1]
    coming = [h for each in rounds for h in each.happenings() if h.stage in stages]
    coming.sort(key=lambda happening: happening.at)
    left = Counter((happening.round, happening.stage) for happening in coming)
    for number, happening in enumerate(coming, start=1):
        with clock.at(happening.at):
            happening.act()
        left[happening.round, happening.stage] -= 1
        tell(number, len(coming), happening, left[happening.round, happening.stage])
    mail.take_as_sent(before=clock.now() - NEWS)


def figures(*, small: bool) -> list[Figure]:
    """The figures of the rounds of 2017 and 2023, each computed from what is in the database."""
    size = SMALL if small else WHOLE
    autumn = Call.objects.filter(frame__year=2017, county=SODERMANLAND)
    nation = Call.objects.filter(frame__year=2023, fund="tia")
    [ratio] = Application.objects.oversubscription(nation)
    approved = Report.objects.filter(state="approved", application__call__in=nation)
    granted = autumn.aggregate(s=Sum("frame__granted"))["s"]
    return [
        Figure("TIA 2017 Södermanland, SEK granted", granted, FRAME),
        Figure("TIA 2023, SEK available", ratio.available, size.frame),
        Figure("TIA 2023, SEK sought", ratio.applied, size.sought),
        Figure("TIA 2023, over-subscription ratio", ratio.ratio, RATIO),
        Figure("TIA 2023, final reports approved", approved.count(), size.reports),
    ]
