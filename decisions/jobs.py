"""The background jobs of this floor, run by `manage.py procrastinate worker`."""

from contextlib import suppress

from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from decisions.models import (
    Assessment,
    AssignmentProposal,
    Opinion,
    Scenario,
    choosing,
    weighing,
)
from decisions.models.proposing import carry_out, compute
from grants import clock, steps
from grants.models import Call, User
from grants.rules import Refused


@app.task(pass_context=False)
def weigh(call: int, user: int) -> None:
    """Compute agreement, severity and chances of a large call, as far as this user may see it."""
    found = Call.objects.select_related("frame").get(pk=call)
    weighing.weigh(found, User.objects.get(pk=user))


@app.task(pass_context=False)
def solve(scenario: int, user: int, language: str) -> None:
    """Compute a scenario's answer for what this user may know. She is told when it cannot be."""
    with suppress(Scenario.DoesNotExist):  # somebody has deleted it since
        _solve(scenario, user, language)


def _solve(scenario: int, user: int, language: str) -> None:
    found = Scenario.objects.select_related("call__frame").get(pk=scenario)
    reader = User.objects.get(pk=user)
    choosing.begin_computing(found)
    try:
        choosing.compute(found, reader)
    except ValueError as fault:
        choosing.give_up(found, reader, str(fault))
    except Exception:
        with override(language):
            why = _("Something went wrong. It has been written down for those who run Bifall.")
            choosing.give_up(found, reader, why)
        raise


@app.task(pass_context=False)
def propose_assignment(proposal: int) -> None:
    """Compute who should read what, when the call is large."""
    compute(AssignmentProposal.objects.get(pk=proposal))


@app.task(pass_context=False)
def assign_as_proposed(proposal: int) -> None:
    """Assign as an accepted proposal says, when it is large. May be run again."""
    carry_out(AssignmentProposal.objects.get(pk=proposal))


@app.periodic(cron="20 7 * * *")
@app.task(queueing_lock="remind_assessors", pass_context=False)
def remind_assessors(timestamp: int) -> int:
    """Remind assessors of what they are to hand in, some days before. Returns how many it was.

    Daily, and safe to run twice: each assessment knows of which last day it was reminded.
    """
    bifall, sent = User.objects.bifall(), 0
    for assessment in Assessment.objects.to_remind().order_by("pk"):
        try:
            with steps.together():
                steps.take("remind", assessment, by=bifall)
        except Refused:  # it was handed in, or reminded of, a moment ago
            continue
        sent += 1
    return sent


@app.periodic(cron="40 7 * * *")
@app.task(queueing_lock="remind_of_opinions", pass_context=False)
def remind_of_opinions(timestamp: int) -> int:
    """Remind whoever was asked for an opinion, some days before. Returns how many it was.

    Daily, and safe to run twice: each opinion knows that its reminder was sent.
    """
    bifall, sent = User.objects.bifall(), 0
    for opinion in Opinion.objects.to_remind().order_by("pk"):
        try:
            with steps.together():
                days = (opinion.deadline - clock.today()).days
                steps.take("remind", opinion, by=bifall, days=days)
        except Refused:  # it was given, or reminded of, a moment ago
            continue
        sent += 1
    return sent
