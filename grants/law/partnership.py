"""What each partner of an organisation must meet, as statements that it answers yes or no to."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from grants.law.applying import MUNICIPAL
from grants.law.stating import STATEMENTS, Statement
from grants.law.statutes import F2016, TIA_REWRITTEN

_ACTIVE = Statement(
    "active",
    _("The organisation has been active in Sweden for at least two years."),
    f"7 § 5 {F2016}",
    _("The partner has not been active in Sweden for two years."),
    _("Apply alone, or together with those who meet the conditions."),
)
_OF_A_PARTNER = (
    *(STATEMENTS[key] for key in ("board", "democratic", "democratic_purpose")),
    _ACTIVE,
    STATEMENTS["democracy"],
)


def partner_statements(
    fund_key: str, terms_from: date, applicant_kind: str
) -> tuple[Statement, ...]:
    """What a partner must answer besides that it takes part; empty where the law asks nothing.

    TIA 7 § second sentence and 7 a §, from 25 March 2025: an organisation may apply together with
    others if all of them meet 7 § 2-5. The rule is about organisations, not about municipalities
    that apply (8 §). For §§ 37 and 37 a a partner only certifies that it takes part. A no stops
    the application unless the statement is not `certain`: then it is for the board to judge.
    """
    if fund_key != "tia" or terms_from < TIA_REWRITTEN or applicant_kind in MUNICIPAL:
        return ()
    return _OF_A_PARTNER
