"""What a decision rests on, and whether it may be appealed."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from grants.law.statutes import (
    F2010,
    F2016,
    FL,
    FL_IN_FORCE,
    OLD_TIA_NOTE,
    FundKey,
    Outcome,
    Text,
    older_tia,
)

_HOW_TO_APPEAL = (
    "Ni kan överklaga beslutet till förvaltningsrätten. Gör det skriftligt och skicka eller lämna "
    "överklagandet till länsstyrelsen, inte till domstolen. Det ska ha kommit in till "
    "länsstyrelsen inom tre veckor från den dag då ni fick del av beslutet.\n"
    "Skriv vilket beslut ni överklagar och ange diarienumret. Skriv också hur ni vill att beslutet "
    "ska ändras och varför. Ange namn, organisationsnummer, adress, e-post och telefonnummer, och "
    "bifoga det som ni vill åberopa.\n"
    "Har överklagandet kommit in i tid lämnar länsstyrelsen det vidare till förvaltningsrätten. "
    "(40 och 43–46 §§ förvaltningslagen.)"
)


@dataclass(frozen=True)
class Appeal:
    """Whether a decision may be appealed. `appeal_instruction_sv` is empty when it may not."""

    allowed: bool
    paragraph: str
    certain: bool = True
    staff_note: Text = ""

    @property
    def appeal_instruction_sv(self) -> str:
        """How to appeal, for the letter: 33 § förvaltningslagen demands it where one may."""
        return _HOW_TO_APPEAL if self.allowed else ""


def appealable(fund_key: FundKey, outcome: Outcome, on: date) -> Appeal:
    """Whether a decision of the kind, made on the day, may be appealed.

    42 § förordningen (2010:1122): not decisions under 37 and 37 a §§. 19 § förordningen
    (2016:1364): only payment stops (15 b §) and reclaims (17 §). Else 40-42 §§ förvaltningslagen.
    """
    if outcome == "discontinued":
        # Withdrawn by the applicant: it has not gone against anybody.
        return Appeal(False, f"42 § {FL}" if on >= FL_IN_FORCE else "")
    if fund_key == "tia":
        allowed = outcome in ("payment_stop", "reclaim")
        if older_tia(fund_key, on):
            return Appeal(allowed, "", certain=False, staff_note=OLD_TIA_NOTE)
        if outcome == "dismissed":
            return Appeal(
                False,
                f"19 § {F2016}",
                certain=False,
                staff_note=_(
                    "19 § lets only decisions under 15 b and 17 §§ be appealed. "
                    "Whether that also bars an appeal against a dismissal is for a lawyer."
                ),
            )
        return Appeal(allowed, f"19 § {F2016}" + (f" och 40 § {FL}" if allowed else ""))
    if outcome == "reclaim":
        return Appeal(
            True,
            f"42 § {F2010} och 40 § {FL}",
            certain=False,
            staff_note=_(
                "42 § does not name decisions to reclaim under 41 §, so by its wording they may be "
                "appealed. Have a lawyer confirm it."
            ),
        )
    if outcome == "dismissed":
        return Appeal(
            True,
            f"40 och 41 §§ {FL}",
            certain=False,
            staff_note=_(
                "42 § names decisions under 37 and 37 a §§, not dismissals, so by its wording they "
                "may be appealed. Have a lawyer confirm it."
            ),
        )
    if outcome == "payment_stop":
        return Appeal(
            False,
            "",
            certain=False,
            staff_note=_("The ordinance (2010:1122) has no rule on stopping a payment."),
        )
    return Appeal(False, f"42 § {F2010}")


_GROUNDS = {
    ("37", "grant"): ["8 § första stycket", "37 §"],
    ("37", "rejected"): ["8 § första stycket", "37 §"],
    ("37", "reclaim"): ["39–41 §§"],
    ("37a", "grant"): ["8 § andra stycket", "37 a §", "37 b §"],
    ("37a", "rejected"): ["8 § andra stycket", "37 a §", "37 b §"],
    ("37a", "reclaim"): ["39–41 §§"],
    ("tia", "grant"): ["2–4 §§", "13 §"],
    ("tia", "rejected"): ["2–4 §§"],
    ("tia", "payment_stop"): ["15 b §"],
    ("tia", "reclaim"): ["16 §", "17 §"],
}


def legal_grounds(
    fund_key: FundKey, outcome: Outcome, on: date, *, late: bool = False
) -> list[str]:
    """The paragraphs to cite for the outcome (32 § förvaltningslagen: rules that were applied).

    A dismissal for being late rests on 10 § for TIA and on the call alone for §§ 37 and 37 a; any
    other dismissal on a completion that was not answered. The list may be empty: then the letter
    gives the circumstances only. Paragraphs that we have not read in force that day are left out.
    """
    statute = F2016 if fund_key == "tia" else F2010
    if outcome == "dismissed":
        if late:
            return [f"10 § {F2016}"] if fund_key == "tia" and not older_tia(fund_key, on) else []
        return [f"20 § andra stycket {FL}"] if on >= FL_IN_FORCE else []
    kind = "grant" if outcome in ("granted", "partly_granted") else outcome
    paragraphs = _GROUNDS.get((fund_key, kind), [])
    if older_tia(fund_key, on):
        paragraphs = [p for p in paragraphs if p == "2–4 §§"]
    return [f"{paragraph} {statute}" for paragraph in paragraphs]
