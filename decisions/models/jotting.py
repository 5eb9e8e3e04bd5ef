"""What an assessor has written and not handed in: kept as she types, and never overwritten unseen.

A page remembers the fingerprint of each text that it was made from. So it can be told whether a
text was changed here, in another window, or in both; in the last case neither is thrown away.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from applications.models import Application, mark_of
from decisions.models.assessment import Assessment
from grants import clock

CANNOT_JUDGE = "-"
LONGEST = 20_000  # characters of one text: what is longer is no assessment


def given(assessment: Assessment) -> dict[str, str]:
    """What was handed in before, by the names of the form."""
    found = {"recommendation": assessment.recommendation, "comment": assessment.comment}
    for score in assessment.scores.all():
        points = CANNOT_JUDGE if score.value is None else str(score.value)
        found[f"points_{score.criterion_id}"] = points
        found[f"reason_{score.criterion_id}"] = score.reason
    return found


def stands(assessment: Assessment) -> dict[str, str]:
    """What the form shows: what is written so far, else what was handed in before."""
    return given(assessment) | assessment.jotted.get("said", {})


def stamp(text: str | None) -> str:
    """The fingerprint of a text, whatever line breaks a browser gives it."""
    return mark_of(_plain(text))


@dataclass
class Jotted:
    """What became of the texts that were sent.

    `theirs` were changed in another window only, `clashes` in both: each with the other text.
    """

    saved: list[str] = field(default_factory=list)
    theirs: dict[str, str] = field(default_factory=dict)
    clashes: dict[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return not (self.theirs or self.clashes)


def jot(
    assessment: Assessment,
    user: Any,
    said: Mapping[str, str],
    shown: Mapping[str, str],
    window: str = "",
) -> Jotted | None:
    """Keep what she has written; None when nothing can be written there any more.

    `said` are texts by the names of the form, `shown` the stamps of the page they were typed in.
    `window` names that page: what it has itself saved it may change, also if the answer to its
    saving was lost on the way.
    """
    with transaction.atomic():
        rows = Assessment.objects.visible_to(user).select_for_update(of=("self",))
        rows = rows.select_related("application").filter(assessor=user, state="accepted")
        fresh = rows.filter(pk=assessment.pk).first()
        if fresh is None or fresh.application.state != Application.State.ASSESSMENT:
            return None
        stored, outcome = stands(fresh), Jotted()
        kept = dict(fresh.jotted.get("said", {}))
        windows = dict(fresh.jotted.get("windows", {}))
        for name, text in said.items():
            now, mine = _plain(stored.get(name)), _plain(text)[:LONGEST]
            if now == mine:
                continue
            own = bool(window) and windows.get(name) == window
            if own or shown.get(name) in (None, stamp(now)):
                kept[name], windows[name] = mine, window
                outcome.saved.append(name)
            elif shown[name] == stamp(mine):
                outcome.theirs[name] = now
            else:
                outcome.clashes[name] = now
        if outcome.saved:
            jotted = {"said": kept, "windows": windows, "at": clock.now().isoformat()}
            Assessment.objects.filter(pk=fresh.pk).update(jotted=jotted)
    return outcome


def _plain(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n")
