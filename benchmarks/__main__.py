"""Starts the benchmark: the database if it is down, then Django, then the run.

python -m benchmarks            every figure
python -m benchmarks --quick    the same on small numbers, and so less sure
python -m benchmarks portfolio  one part, or several; benchmarks/run.py names them
"""

import os
import signal
import sys
from types import FrameType

import django
from django.utils.module_loading import import_string

from config import database


def main(arguments: list[str]) -> int:
    """Measure, and stop whatever was started, also when told to stop half-way."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    with database.running():
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
        django.setup()
        # Models can be imported only now.
        return int(import_string("benchmarks.run.main")(arguments))


def _stop(number: int, frame: FrameType | None) -> None:
    """A signal becomes an exception, so that everything is stopped in one place, once."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
