"""What an organisation states about itself under 7-9 §§ of TIA (SFS 2016:1364), and for how long.

Each statement is worded so that yes is what the ordinance asks for. Municipalities and municipal
associations apply under 8 § and state none of this.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from grants.law.days import add_months
from grants.law.statutes import F2016, Text

# Registered religious communities: whether they may apply is unclear, see `applying`.
STATING_KINDS = frozenset({"ideell_forening", "registrerat_trossamfund"})
GOOD_FOR = 12  # months; our choice, so that what is stated is of the application's time


@dataclass(frozen=True)
class Statement:
    """A statement to say yes or no to, its paragraph, and what a no means.

    `certain=False`: the paragraph has exceptions, so a no is for the board to judge.
    """

    key: str
    text: Text
    paragraph: str
    message: Text
    remedy: Text
    certain: bool = True
    staff_note: Text = ""


STATEMENTS = {
    one.key: one
    for one in (
        Statement(
            "board",
            _("The organisation has a board that is responsible for it."),
            f"7 § 2 {F2016}",
            _("The organisation must have a board that is responsible for it."),
            _("The organisation may apply when it has elected a board."),
        ),
        Statement(
            "democratic",
            _("The organisation is independent and democratically built."),
            f"7 § 3 {F2016}",
            _("The organisation must be independent and democratically built."),
            _("The organisation may apply when it is independent and its members govern it."),
        ),
        Statement(
            "democratic_purpose",
            _("The main purpose of the organisation agrees with democratic values."),
            f"7 § 4 {F2016}",
            _("The main purpose of the organisation must agree with democratic values."),
            _("The organisation may apply when its main purpose agrees with democratic values."),
        ),
        Statement(
            "democracy",
            _(
                "Neither the organisation, nor anyone who acts for it, nor an organisation it "
                "works with uses violence, force or threats, violates people's fundamental rights "
                "and freedoms, discriminates, works against democratic government, or defends or "
                "promotes any of this."
            ),
            f"7 a § {F2016}",
            _("The organisation does not state that it meets the democracy condition."),
            _(
                "The board may make an exception for special reasons, for instance if you have "
                "taken a clear stand against what happened or ended the cooperation (7 b §)."
            ),
            certain=False,
            staff_note=_(
                "The organisation says no to the democracy condition. Judge whether there are "
                "special reasons for an exception (7 b §)."
            ),
        ),
        Statement(
            "liquidation",
            _("The organisation is not in liquidation or bankruptcy."),
            f"9 § {F2016}",
            _("The organisation is in liquidation or bankruptcy."),
            _("It may apply when the liquidation or bankruptcy has been called off."),
        ),
        Statement(
            "debts",
            _("The organisation has no tax or fee debts at the Enforcement Authority."),
            f"9 § {F2016}",
            _("The organisation has tax or fee debts at the Enforcement Authority."),
            _("It may apply when the debts are paid."),
        ),
        Statement(
            "reclaim",
            _("The organisation has no unpaid reclaim from a county administrative board."),
            f"9 § {F2016}",
            _("The organisation has not repaid a grant that a county board has reclaimed."),
            _("It may apply when the reclaim is paid."),
        ),
    )
}


def statements_of(kind: str) -> tuple[Statement, ...]:
    """The statements that an applicant of the kind is asked for; none of those under 8 §."""
    return tuple(STATEMENTS.values()) if kind in STATING_KINDS else ()


def still_good(said_on: date, today: date) -> bool:
    """Whether what was stated on the day need not be confirmed again."""
    return today < add_months(said_on, GOOD_FOR)
