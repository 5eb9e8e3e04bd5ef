"""What an applicant plans, held against the law: what no register tells, and a whole answer.

`applying` asks what is known of an organisation. Here stands what only the applicant can say: how
it is built (7 and 7 a §§ TIA) and what it means to do. `examine` puts both together for one fund.
A fund that has no rules of its own here is examined by its terms and purposes alone.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grants.law.applying import MUNICIPAL, Applicant, Hinder, Terms, doubts_about, hinders_to_apply
from grants.law.statutes import F2010, F2016, OLD_TIA_NOTE, TIA_REWRITTEN, Text

# Whom an activity may be for, as the statutes tell them apart.
TARGET_GROUPS: dict[str, Promise] = {
    "newly_arrived": _("People newly arrived in Sweden who have a residence permit"),
    "housing_adults": _(
        "Adults (18 or over) who have a residence permit and still live in the Migration "
        "Agency's housing"
    ),
    "asylum_adults": _("Adults (18 or over) who seek asylum or have temporary protection"),
    "asylum_children": _("Children who seek asylum or have temporary protection, with a family"),
    "unaccompanied": _("Unaccompanied children who seek asylum or have temporary protection"),
    "others": _("Others"),
}
_MAY_BE_FOR = {
    "37": {"newly_arrived", "housing_adults", "unaccompanied"},
    "37a": {*TARGET_GROUPS} - {"others"},
    "tia": {"housing_adults", "asylum_adults"},
}
Answer = Literal["yes", "perhaps", "no"]


class PlannedPurpose(Protocol):
    """What a purpose must be able to say (the model Purpose can)."""

    key: str
    paragraph: str


@dataclass(frozen=True)
class Plan:
    """What an applicant says of itself and its activity. As it stands here, nothing hinders.

    `purposes` and `target_groups` are None as long as nobody has asked.
    """

    purposes: frozenset[str] | None = None
    target_groups: frozenset[str] | None = None
    has_board: bool = True
    is_democratic: bool = True
    has_democratic_purpose: bool = True
    breaks_democracy: bool = False
    partners_qualify: bool = True
    is_guides: bool = True
    free_of_charge: bool = True
    is_internship: bool = False
    has_public_money: bool = False
    is_economic: bool = False
    is_for_profit: bool = False
    is_legal_duty: bool = False


# Answered in the worst way: whatever the law asks, it hinders. Shows which questions matter.
WORST = Plan(
    purposes=frozenset(),
    target_groups=frozenset({"others"}),
    has_board=False,
    is_democratic=False,
    has_democratic_purpose=False,
    breaks_democracy=True,
    partners_qualify=False,
    is_guides=False,
    free_of_charge=False,
    is_internship=True,
    has_public_money=True,
    is_economic=True,
    is_for_profit=True,
    is_legal_duty=True,
)


@dataclass
class Candidate:
    """An applicant that is not in any register yet, as `hinders_to_apply` asks it."""

    applicant_type_id: str
    active_since: date | None = None
    in_liquidation: bool = False
    has_public_debts: bool = False
    has_unpaid_reclaim: bool = False
    denied: frozenset[str] = frozenset()  # what it is asked of 7 § stands in its plan


@dataclass(frozen=True)
class Examination:
    """What the law says of an applicant and a plan.

    `hinders` stop it. `open` would stop it, were what it does not know answered badly. `doubts` are
    what the law leaves unclear: their wording is for staff, only their key may be told.
    """

    hinders: list[Hinder]
    open: list[Hinder]
    doubts: list[Hinder]

    @property
    def answer(self) -> Answer:
        if self.hinders:
            return "no"
        return "perhaps" if self.open or self.doubts else "yes"

    @property
    def is_for_others(self) -> bool:
        """Whether the applicant is of a kind that cannot apply, whatever it plans."""
        return any(hinder.key == "kind" for hinder in self.hinders)


def examine(
    terms: Terms,
    purposes: Collection[PlannedPurpose],
    best: tuple[Candidate, Plan],
    worst: tuple[Candidate, Plan],
    on: date,
) -> Examination:
    """What the terms say on the day: yes, no or perhaps, with every reason.

    Somebody who does not know an answer is examined twice, with the best and the worst one. Who
    knows all her answers gives the same twice.
    """
    found, other = (_all(terms, purposes, *case, on) for case in (best, worst))
    certain = [hinder for hinder in found if hinder.certain]
    if wrong_kind := [hinder for hinder in certain if hinder.key == "kind"]:
        return Examination(wrong_kind, [], [])  # nothing else would help
    known = {hinder.key for hinder in found}
    return Examination(
        hinders=certain,
        open=[hinder for hinder in other if hinder.certain and hinder.key not in known],
        doubts=[hinder for hinder in other if not hinder.certain],
    )


def matters(
    terms: Terms, purposes: Collection[PlannedPurpose], kind: str, on: date
) -> frozenset[str]:
    """The keys of what may hinder an applicant of the kind: what is worth asking it about.

    Empty when the kind itself cannot apply.
    """
    applicant = Candidate(kind, None, True, True, True)
    found = _all(terms, purposes, applicant, WORST, on)
    if any(hinder.key == "kind" and hinder.certain for hinder in found):
        return frozenset()
    return frozenset(hinder.key for hinder in found) - {"kind"}


def hinders_to_plan(
    terms: Terms, purposes: Collection[PlannedPurpose], kind: str, plan: Plan
) -> list[Hinder]:
    """What in the plan stops an applicant of the kind. Where `certain` is False: may stop it."""
    found = _wrong_purpose(purposes, plan)
    if terms.fund_id == "37":
        found += _wrong_target("37", plan, f"37 § första stycket {F2010}")
    elif terms.fund_id == "37a":
        found += _wrong_target("37a", plan, f"37 a § första stycket {F2010}")
        found += _wrong_for_37a(plan)
    elif terms.fund_id == "tia":
        found += _wrong_target("tia", plan, f"3 § {F2016}")
        found += _wrong_for_tia(plan)
        later = _wrong_costs(kind, plan)
        later += [] if kind in MUNICIPAL else _wrong_build(plan)
        if terms.valid_from < TIA_REWRITTEN:
            later = [
                replace(hinder, paragraph="", certain=False, staff_note=OLD_TIA_NOTE)
                for hinder in later
            ]
        found += later
    return found


def _all(
    terms: Terms,
    purposes: Collection[PlannedPurpose],
    applicant: Applicant,
    plan: Plan,
    on: date,
) -> list[Hinder]:
    kind = applicant.applicant_type_id
    return [
        *hinders_to_apply(terms, applicant, on),
        *doubts_about(terms, applicant, on),
        *hinders_to_plan(terms, purposes, kind, plan),
    ]


def _when(fails: bool, key: str, message: Text, paragraph: str, remedy: Text) -> list[Hinder]:
    return [Hinder(key, message, paragraph, remedy)] if fails else []


def _wrong_purpose(purposes: Iterable[PlannedPurpose], plan: Plan) -> list[Hinder]:
    """The statute names the purposes; the activity must serve one of them."""
    by_key = {purpose.key: purpose.paragraph for purpose in purposes}
    if plan.purposes is None or not by_key or plan.purposes & by_key.keys():
        return []
    return [
        Hinder(
            "purposes",
            _("What you want to do is not among the purposes of this grant."),
            ", ".join(dict.fromkeys(by_key.values())),
            _("The activity must serve at least one of the purposes of the grant."),
        )
    ]


def _wrong_target(fund: str, plan: Plan, paragraph: str) -> list[Hinder]:
    """37 § and 37 a § (2010:1122), 3 § (2016:1364): whom the activity may be for."""
    groups = plan.target_groups
    return _when(
        groups is not None and not groups & _MAY_BE_FOR[fund],
        "target_groups",
        _("The grant is not for activities for those you have in mind."),
        paragraph,
        _("The activity must be for the people the grant is meant for."),
    )


def _wrong_for_37a(plan: Plan) -> list[Hinder]:
    """37 a §: refugee guides and family contacts, without aim of profit."""
    return [
        *_when(
            not plan.is_guides,
            "guides",
            _("The grant is only for refugee guides and family contacts."),
            f"37 a § första stycket {F2010}",
            _("Plan an activity where people new in Sweden get a guide or a family to meet."),
        ),
        *_when(
            plan.is_for_profit,
            "for_profit",
            _("The activity may not be run for profit."),
            f"37 a § andra stycket {F2010}",
            _("Run the activity without the aim of making a profit."),
        ),
    ]


def _wrong_for_tia(plan: Plan) -> list[Hinder]:
    """3 § and 5 §: free of charge, not work placement, not economic activity."""
    return [
        *_when(
            not plan.free_of_charge,
            "free_of_charge",
            _("It must be free of charge to take part."),
            f"3 § {F2016}",
            _("Let everyone take part without paying."),
        ),
        *_when(
            plan.is_internship,
            "internship",
            _("The grant is not given for work placement."),
            f"3 § {F2016}",
            _("Apply for something other than work placement."),
        ),
        *_when(
            plan.is_economic,
            "economic",
            _("The grant may not go to economic activity."),
            f"5 § {F2016}",
            _("Apply only for an activity where nothing is sold."),
        ),
    ]


def _wrong_costs(kind: str, plan: Plan) -> list[Hinder]:
    """6 §: no public money twice. 8 §: not what a municipality is bound by law to do."""
    return [
        *_when(
            plan.has_public_money,
            "public_money",
            _("The grant is not given for costs that public money has already been given for."),
            f"6 § {F2016}",
            _("Apply only for costs that no other public money has been given for."),
        ),
        *_when(
            kind in MUNICIPAL and plan.is_legal_duty,
            "legal_duty",
            _("The grant is not given for what the law already obliges a municipality to do."),
            f"8 § {F2016}",
            _("Apply for something that goes beyond what the law obliges you to do."),
        ),
    ]


def _wrong_build(plan: Plan) -> list[Hinder]:
    """7 § 2–4 and second sentence, 7 a §: how an organisation and its partners must be."""
    return [
        *_when(
            not plan.has_board,
            "board",
            _("The organisation must have a board that is responsible for it."),
            f"7 § 2 {F2016}",
            _("The organisation may apply when it has elected a board."),
        ),
        *_when(
            not plan.is_democratic,
            "democratic",
            _("The organisation must be independent and democratically built."),
            f"7 § 3 {F2016}",
            _("The organisation may apply when it is independent and its members govern it."),
        ),
        *_when(
            not plan.has_democratic_purpose,
            "democratic_purpose",
            _("The main purpose of the organisation must agree with democratic values."),
            f"7 § 4 {F2016}",
            _("The organisation may apply when its main purpose agrees with democratic values."),
        ),
        *_when(
            plan.breaks_democracy,
            "democracy",
            _(
                "No grant is given when the organisation, somebody who acts in it or a partner "
                "uses violence or threats, discriminates, violates the rights of others or works "
                "against democracy."
            ),
            f"7 a § {F2016}",
            _(
                "The board may make an exception for special reasons, for instance if you have "
                "taken a clear stand against what happened or ended the cooperation (7 b §)."
            ),
        ),
        *_when(
            not plan.partners_qualify,
            "partners",
            _("Everyone you work together with must meet the same conditions as you."),
            f"7 § {F2016}",
            _("Apply alone, or together with those who meet the conditions."),
        ),
    ]
