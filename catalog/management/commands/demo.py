"""Lives the demo: real rounds from 2017 to today, through the real door (see catalog/demo).

All of it happens in one transaction: a demo that is interrupted leaves nothing behind.
"""

import textwrap
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from catalog.demo import needs, people, story
from catalog.demo.rounds import STAGES, Happening
from grants import clock
from grants.models import County, Municipality, User

BAR = 30  # characters


class Command(BaseCommand):
    help = "Live real rounds of grants, from call to public catalogue, through the real door."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until", choices=STAGES[1:], default=STAGES[-1], help="stop there")
        parser.add_argument("--if-empty", action="store_true", help="do nothing if already lived")
        parser.add_argument("--who", action="store_true", help="only show who to sign in as")
        parser.add_argument("--small", action="store_true", help="two counties in 2023, for tests")
        parser.add_argument("--seed", default="bifall", help="another seed gives other examples")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo is not for production: its people and rounds are made up.")
        if options["who"]:
            self._show_the_cast()
            return
        if User.objects.filter(email=people.ADMIN.email).exists():
            if options["if_empty"]:
                return
            raise CommandError("The demo has been lived already. `make demo-reset` starts over.")
        if not County.objects.exists():
            raise CommandError("There is no reference data yet. Run `manage.py load_reference`.")
        self.begun = time.monotonic()
        with transaction.atomic():
            _plan_joins_as_written()
            everybody, how = people.People(), {"small": options["small"], "seed": options["seed"]}
            needs.live(everybody, clock.today(), **how)
            rounds = story.compose(everybody, clock.today(), **how)
            story.live(rounds, options["until"], self._tell)
            self._verify(options)

    def _tell(self, number: int, count: int, happening: Happening, left: int) -> None:
        """One line when a stage of a round is over; at a terminal also a bar that grows."""
        seconds = time.monotonic() - self.begun
        at_terminal = self.stdout.isatty()
        if not left and happening.stage != STAGES[0]:
            line = f"{seconds:6.1f} s  {happening.at:%Y-%m-%d}  {happening.round}: "
            self.stdout.write(("\r" if at_terminal else "") + f"{line}{happening.stage}".ljust(70))
        if at_terminal and (number % 20 == 0 or number == count):
            done = BAR * number // count
            bar = f"[{'#' * done}{'.' * (BAR - done)}] {number} of {count} "
            self.stdout.write(f"\r{bar}", ending="\n" if number == count else "")
            self.stdout.flush()

    def _verify(self, options: dict[str, Any]) -> None:
        """Compute the known figures from what was lived, and show them. Raises CommandError."""
        if options["until"] != STAGES[-1]:
            return
        for figure in story.figures(small=options["small"]):
            self.stdout.write(f"{figure.what}: {figure.found}")
            if not figure.is_right:
                raise CommandError(f"{figure.what} should be {figure.expected}; nothing was kept.")
        self.stdout.write(f"Lived in {time.monotonic() - self.begun:.1f} s.")

    def _show_the_cast(self) -> None:
        """Who to sign in as, as a table."""
        rows = [("role", "name", "e-mail address", "where")]
        for person in (*people.CAST, people.ADMIN):
            limit = f", up to {person.limit} kr" if person.limit else ""
            rows.append((person.role + limit, person.name, person.email, _place(person.place)))
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        for row in rows:
            line = "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
            self.stdout.write(line.rstrip())
        self.stdout.write(f"Password for all of them: {people.PASSWORD}\n")
        self.stdout.write("What to look at first:")
        for person in people.CAST:
            if person.finds:
                told = f"{person.name.split()[0]}: {person.finds}."
                for line in textwrap.wrap(told, 98, initial_indent="  ", subsequent_indent="    "):
                    self.stdout.write(line)


def _plan_joins_as_written() -> None:
    """In this transaction, save PostgreSQL the search for a better order of many small joins."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL join_collapse_limit = 1")


def _place(place: str) -> str:
    """Where somebody of the cast belongs, in words."""
    known = {people.EVERYWHERE: "every county", people.NATION: "the whole country"}
    if place in known:
        return known[place]
    county = County.objects.filter(pk=place).first()
    municipality = Municipality.objects.filter(pk=place).first()
    if county:
        return county.board_name_sv
    return municipality.official_name if municipality else place
