"""Verifies the history: every line is there, unaltered, and in its place in its chain.

Of each chain the first broken line is told, for what follows a broken line proves nothing. The
exit code is 1 when anything is broken, so that a job can watch over the log.
"""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from grants.models import Event


class Command(BaseCommand):
    help = "Verify the hash chains of the history. Exit code 1 when a line is missing or altered."

    def handle(self, *args: Any, **options: Any) -> None:
        chains = list(Event.objects.order_by("chain").values_list("chain", flat=True).distinct())
        faults = [fault for chain in chains if (fault := self.verify(chain))]
        if faults:
            self.stderr.write(f"{len(faults)} of {len(chains)} chains are broken.")
            sys.exit(1)
        if options["verbosity"]:
            self.stdout.write(f"All {len(chains)} chains hold.")

    def verify(self, chain: str) -> str:
        """Walk one chain, tell how it went, and return its first fault, or nothing."""
        expected, previous = 1, ""
        for event in Event.objects.filter(chain=chain).order_by("seq").iterator(chunk_size=2000):
            fault = self.fault(event, expected, previous)
            if fault:
                self.stderr.write(f"{chain}: broken at line {expected}: {fault}")
                return fault
            expected, previous = expected + 1, event.hash
        self.stdout.write(f"{chain}: {expected - 1} lines, unbroken")
        return ""

    @staticmethod
    def fault(event: Event, expected: int, previous: str) -> str:
        """What is wrong with the line, or nothing."""
        if event.seq != expected:
            return f"the next line is {event.seq}; lines are missing"
        if event.previous != previous:
            return "it does not follow the line before it"
        if event.hash != event.digest():
            return "its words are not those that were written"
        return ""
