"""Who has a case now, when two boards share it, and what is waited for. Keeps no row.

For § 37 a the county's board prepares the case and is heard, and Jönköping's decides it
(2010:1122 37 a-37 b §§).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.models import UNDECIDED
from decisions.models.opinion import Opinion

PREPARES = {
    "submitted": _("to take up the case"),
    "preparation": _("the formal check"),
}


@dataclass(frozen=True)
class Leg:
    """One stretch of the way: whose it is, what is done there, and whether it is behind or here."""

    who: str
    what: Any
    state: str  # "passed", "current" or "ahead"
    waits_for: Any = ""
    until: date | None = None


def legs(application: Any, user: Any) -> list[Leg]:
    """The way of a case between two boards: prepared, heard, decided. Empty when one has it all.

    One query, and only when two boards share the case and it is not decided.
    """
    county, deciding = application.county, application.deciding_county
    if county == deciding or application.state not in UNDECIDED:
        return []
    heard = [
        one
        for one in application.opinions.visible_to(user).order_by("pk")
        if one.board_id == county.pk and one.state != Opinion.State.WITHDRAWN
    ]
    return _legs(application, county.board_name, deciding.board_name, heard[-1] if heard else None)


def _legs(application: Any, county: str, deciding: str, heard: Opinion | None) -> list[Leg]:
    is_prepared = application.state not in ("submitted", "preparation", "supplement")
    is_heard = heard is not None and heard.state != Opinion.State.ASKED
    waits: dict[str, tuple[Any, date | None]] = {}
    if not is_prepared:
        if application.state == "supplement":
            waits["prepared"] = (_("the applicant's completion"), None)
        else:
            waits["prepared"] = (PREPARES[application.state], None)
    if heard is not None and not is_heard:
        waits["heard"] = (_("its opinion"), heard.deadline)
    if is_prepared and "heard" not in waits:
        waits["decided"] = (_decision_waits_for(application, is_heard), None)

    def leg(key: str, who: str, what: Any, is_done: bool) -> Leg:
        what_for, until = waits.get(key, ("", None))
        here = "current" if key in waits else "passed" if is_done else "ahead"
        return Leg(who, what, here, what_for, until)

    return [
        leg("prepared", county, _("prepares the case"), is_prepared),
        leg("heard", county, _("is heard"), is_heard),
        leg("decided", deciding, _("decides"), False),
    ]


def _decision_waits_for(application: Any, is_heard: bool) -> Any:
    if application.state == "proposed":
        return _("the decision-maker")
    if application.call.terms.needs_opinion and not is_heard:
        return _("to ask the county for its opinion")
    return _("to draft the decision")
