"""Verifies the counters of money sought against the applications, and mends them if asked to.

They are kept by the database itself and need no care. This is for after a restored backup or work
at the database with its triggers off, and for a job that watches. Nobody has to stop meanwhile.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from applications.models import counter_faults, mend_counters


class Command(BaseCommand):
    help = "Verify the counters of money sought. Exit code 1 when one is wrong. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="make the wrong ones right")

    def handle(self, *args: Any, mend: bool, verbosity: int, **options: Any) -> None:
        faults = counter_faults()
        for fault in faults if verbosity else ():
            place = f"call {fault.call}, {fault.cut} {fault.key}".rstrip()
            self.stderr.write(
                f"{place}: {fault.count:+} applications, {fault.amount:+} SEK lacking"
            )
        if faults and not mend:
            raise CommandError(f"{len(faults)} counters are wrong. Mend them with --mend.")
        if mend and (mended := mend_counters()):
            self.stdout.write(f"{mended} were mended.")
        elif verbosity:
            self.stdout.write("All counters hold.")
