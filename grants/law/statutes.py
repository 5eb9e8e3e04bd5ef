"""The statutes by name, the day each of them began to hold, and the keys the law is asked with.

The funds are "37" and "37a" (förordningen 2010:1122) and "tia" (förordningen 2016:1364, rewritten
by SFS 2025:114 from 25 March 2025). Grants decided before that day follow the older wording, of
which we have read 1-5 §§ only. Procedure follows förvaltningslagen (2017:900) from 1 July 2018.
"""

from datetime import date
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
FundKey = Literal["37", "37a", "tia"]
Outcome = Literal[
    "granted",
    "partly_granted",
    "rejected",
    "dismissed",
    "discontinued",
    "payment_stop",
    "reclaim",
]

F2010 = "förordningen (2010:1122)"
F2016 = "förordningen (2016:1364)"
FL = "förvaltningslagen (2017:900)"
STATUTE: dict[str, str] = {
    "37": "förordningen (2010:1122) om statlig ersättning för insatser för vissa utlänningar",
    "37a": "förordningen (2010:1122) om statlig ersättning för insatser för vissa utlänningar",
    "tia": "förordningen (2016:1364) om statsbidrag till verksamheter för asylsökande m.fl.",
}
TIA_REWRITTEN = date(2025, 3, 25)  # SFS 2025:114
FL_IN_FORCE = date(2018, 7, 1)
OLD_TIA_NOTE = _(
    "Of the ordinance (2016:1364) as it read before 25 March 2025, only 1–5 §§ have been read."
)


def older_tia(fund_key: str, on: date) -> bool:
    """Whether a decision on the day follows the wording of TIA before SFS 2025:114."""
    return fund_key == "tia" and on < TIA_REWRITTEN
