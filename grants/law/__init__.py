"""What the statutes say, each rule beside its paragraph: dated values and pure functions.

`certain=False` means that the statute is unclear or that we have not read it. Such an answer comes
with a `staff_note`; it is for staff and is never shown to an applicant as law. Knows no model:
what it is asked about only has to have the attributes that the protocols in `applying` name.
"""

from grants.law.applying import Applicant, Hinder, Terms, doubts_about, hinders_to_apply
from grants.law.auditing import (
    PRICE_BASE_AMOUNT,
    AuditorRule,
    PriceBaseAmount,
    auditor_required,
    price_base_amount,
)
from grants.law.checking import PARTS, Check, Lead, checklist
from grants.law.costs import CostPractice, cost_practice, no_public_money_twice
from grants.law.days import (
    add_months,
    add_years,
    arrival_day,
    delay_answer_by,
    delay_request_from,
    is_working_day,
    last_day_to_appeal,
)
from grants.law.deciding import Appeal, appealable, legal_grounds
from grants.law.notices import COMPLETION_CONSEQUENCE, Notice, notices
from grants.law.numbers import (
    CASE_NUMBER,
    CaseNumber,
    clean_account,
    clean_org_nr,
    format_case_number,
    looks_like_personal_identity_number,
    parse_case_number,
    usual_kinds,
)
from grants.law.partnership import partner_statements
from grants.law.planning import (
    TARGET_GROUPS,
    Candidate,
    Examination,
    Plan,
    examine,
    hinders_to_plan,
    matters,
)
from grants.law.stating import STATEMENTS, Statement, statements_of, still_good
from grants.law.statutes import STATUTE, TIA_REWRITTEN, FundKey, Outcome

__all__ = [
    "CASE_NUMBER",
    "COMPLETION_CONSEQUENCE",
    "PARTS",
    "PRICE_BASE_AMOUNT",
    "STATEMENTS",
    "STATUTE",
    "TARGET_GROUPS",
    "TIA_REWRITTEN",
    "Appeal",
    "Applicant",
    "AuditorRule",
    "Candidate",
    "CaseNumber",
    "Check",
    "CostPractice",
    "Examination",
    "FundKey",
    "Hinder",
    "Lead",
    "Notice",
    "Outcome",
    "Plan",
    "PriceBaseAmount",
    "Statement",
    "Terms",
    "add_months",
    "add_years",
    "appealable",
    "arrival_day",
    "auditor_required",
    "checklist",
    "clean_account",
    "clean_org_nr",
    "cost_practice",
    "delay_answer_by",
    "delay_request_from",
    "doubts_about",
    "examine",
    "format_case_number",
    "hinders_to_apply",
    "hinders_to_plan",
    "is_working_day",
    "last_day_to_appeal",
    "legal_grounds",
    "looks_like_personal_identity_number",
    "matters",
    "no_public_money_twice",
    "notices",
    "parse_case_number",
    "partner_statements",
    "price_base_amount",
    "statements_of",
    "still_good",
    "usual_kinds",
]
