"""The formal check: which items there are for a fund on a day, and what a failure leads to.

A list is made from the fund's terms, the kind of applicant and the call, so that a change of law is
a change here or in the terms. What is settled has its paragraph; what is not is marked, and shown
to staff only (`certain=False`). Where the ordinance says nothing the item rests on the call.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from django.utils.translation import gettext_lazy as _

from grants.law.applying import MUNICIPAL, YEARS_IN_PRACTICE, Terms
from grants.law.stating import STATEMENTS, STATING_KINDS
from grants.law.statutes import F2010, F2016, FL, FL_IN_FORCE, OLD_TIA_NOTE, TIA_REWRITTEN, Text

Outcome = Literal["dismissed", "rejected", ""]

PARTS: dict[str, Text] = {
    "applicant": _("The applicant"),
    "application": _("The application"),
    "activity": _("The activity"),
    "money": _("The money"),
    "record": _("What was granted before"),
}


@dataclass(frozen=True)
class Lead:
    """What a failed item leads to.

    `ask` is what to ask the applicant to complete first (förvaltningslagen 20 §); empty where
    nothing can be mended. `outcome` is the decision to propose if that does not help, `reason_sv`
    its reasons in Swedish, for the draft. Empty: the failure weighs in, and decides nothing alone.
    """

    ask: Text = ""
    outcome: Outcome = ""
    reason_sv: str = ""
    certain: bool = True
    staff_note: Text = ""


@dataclass(frozen=True)
class Check:
    """An item of the formal check: a sentence that holds or not, and by which paragraph.

    `automatic` when Bifall can tell from what it knows; else an officer reads and judges.
    `questions` are those of the form that mend it.
    """

    key: str
    part: str
    label: Text
    paragraph: str
    lead: Lead
    automatic: bool = True
    questions: tuple[str, ...] = ()
    certain: bool = True
    staff_note: Text = ""


_KIND_NOTE = _(
    "The boards have both rejected and dismissed such applications. Whether it is to be tried at "
    "all is for a lawyer."
)
_PERIOD_NOTE = _(
    "Some boards write that what lies outside the period of the call may be dismissed. No "
    "paragraph that we have read says so."
)
_NOT_IN_THE_ORDINANCE = _("Asked for by the boards' calls. The ordinance does not name it.")
_TAIL_SV = (
    "Länsstyrelsen har begärt komplettering och upplyst om att ansökan annars inte tas upp till "
    "prövning. Bristen finns kvar och är så väsentlig att ansökan inte kan läggas till grund för "
    "en prövning i sak. Ansökan avvisas därför"
)


def checklist(
    terms: Terms, kind: str, *, has_ceiling: bool, on: date | None = None
) -> tuple[Check, ...]:
    """The items for an applicant of the kind under the terms, in the order of their parts.

    `has_ceiling`: the call names a highest amount. `on` is the day of the decision that a failure
    may lead to (default: the present rules): before 1 July 2018 a dismissal names no paragraph.
    """
    by_fl = f"20 § andra stycket {FL}" if on is None or on >= FL_IN_FORCE else ""
    found = [
        _kind(terms),
        *_of_the_applicant(terms, kind),
        *_of_the_application(terms, by_fl),
        *_of_the_activity(terms, kind),
        *_of_the_money(terms, by_fl, has_ceiling),
        _record(terms),
    ]
    if _is_older_tia(terms):
        found = [_as_older(check) for check in found if check.key not in _NEW_IN_TIA]
    return tuple(found)


# What came with SFS 2025:114, and what of the older wording we have read (1-5 §§).
_NEW_IN_TIA = frozenset({"democracy"})
_READ_IN_OLDER = frozenset(
    {"purposes", "target_groups", "free_of_charge", "internship", "economic"}
)


def _is_older_tia(terms: Terms) -> bool:
    return terms.fund_id == "tia" and terms.valid_from < TIA_REWRITTEN


def _as_older(check: Check) -> Check:
    """The item under the wording of TIA before 25 March 2025: no paragraph that was not read."""
    if check.key in _READ_IN_OLDER or not check.paragraph or check.paragraph.endswith(FL):
        return check
    lead = replace(check.lead, reason_sv=check.lead.reason_sv.replace(f" ({check.paragraph})", ""))
    return replace(check, paragraph="", certain=False, staff_note=OLD_TIA_NOTE, lead=lead)


def _by(terms: Terms, paragraph_37: str, paragraph_37a: str, paragraph_tia: str) -> str:
    """The paragraph of the fund, with its ordinance; empty where the ordinance says nothing."""
    paragraph = {"37": paragraph_37, "37a": paragraph_37a, "tia": paragraph_tia}
    if terms.fund_id not in paragraph:
        return terms.legal_basis
    found = paragraph[terms.fund_id]
    return f"{found} {F2016 if terms.fund_id == 'tia' else F2010}" if found else ""


def _cited(sentence: str, paragraph: str) -> str:
    return f"{sentence} ({paragraph})." if paragraph else f"{sentence}."


def _rejected(why_sv: str, paragraph: str, ask: Text = "") -> Lead:
    """To reject: the application is tried, and the ordinance does not let it be granted."""
    return Lead(ask, "rejected", _cited(why_sv, paragraph) + " Ansökan avslås därför.")


def _dismissed(why_sv: str, by_fl: str, ask: Text) -> Lead:
    """To ask, and to dismiss if nothing comes (förvaltningslagen 20 § second paragraph)."""
    return Lead(ask, "dismissed", f"{why_sv}. {_cited(_TAIL_SV, by_fl)}")


def _kind(terms: Terms) -> Check:
    paragraph = _by(terms, "37 § första stycket", "37 a § första stycket", "7 och 8 §§")
    lead = _rejected("Bidraget kan inte lämnas till en sökande av det här slaget", paragraph)
    return Check(
        "kind",
        "applicant",
        _("The applicant is of a kind that may apply for this fund."),
        paragraph,
        replace(lead, certain=False, staff_note=_KIND_NOTE),
    )


def _of_the_applicant(terms: Terms, kind: str) -> list[Check]:
    """7, 7 a and 9 §§ TIA: nothing of it is asked of those who apply under 8 §."""
    if kind in MUNICIPAL:
        return []
    years = terms.years_active or (YEARS_IN_PRACTICE if _is_older_tia(terms) else 0)
    found = [_years(terms)] if years else []
    if terms.fund_id != "tia" or kind not in STATING_KINDS:
        return found
    return found + [
        Check(
            statement.key,
            "applicant",
            statement.text,
            statement.paragraph,
            replace(
                _rejected(_STATED_SV[statement.key], statement.paragraph, _STATED_ASK),
                staff_note=statement.staff_note,
            ),
        )
        for statement in STATEMENTS.values()
    ]


_STATED_ASK = _("State what is asked of your organisation, and explain what has changed.")
_STATED_SV = {
    "board": "Sökanden har inte visat att organisationen har en styrelse som ansvarar för den",
    "democratic": (
        "Sökanden har inte visat att organisationen är självständig och demokratiskt uppbyggd"
    ),
    "democratic_purpose": (
        "Sökanden har inte visat att organisationens huvudsakliga syfte är förenligt med "
        "demokratiska värderingar"
    ),
    "democracy": "Sökanden uppfyller inte demokrativillkoret",
    "liquidation": "Sökanden är i likvidation eller konkurs",
    "debts": "Sökanden har skulder för skatter eller avgifter hos Kronofogdemyndigheten",
    "reclaim": "Sökanden har inte betalat ett bidrag som en länsstyrelse har återkrävt",
}


def _years(terms: Terms) -> Check:
    paragraph = f"7 § 5 {F2016}" if terms.fund_id == "tia" else terms.legal_basis
    return Check(
        "years",
        "applicant",
        _("The organisation has been active in Sweden for as long as is asked for."),
        paragraph,
        _rejected(
            "Organisationen har inte varit verksam i Sverige så länge som krävs",
            paragraph,
            _("Say since when the organisation has been active in Sweden, and show it."),
        ),
    )


def _of_the_application(terms: Terms, by_fl: str) -> list[Check]:
    """10 and 11 §§ TIA; for other funds the call says by when, and förvaltningslagen the rest."""
    in_time = _by(terms, "", "", "10 §")
    late = _cited("Ansökan kom in efter den tid som länsstyrelsen har bestämt", in_time)
    return [
        Check(
            "in_time",
            "application",
            _("It arrived in time."),
            in_time,
            Lead(outcome="dismissed", reason_sv=late + " Ansökan avvisas därför."),
        ),
        Check(
            "signed",
            "application",
            _("It is signed by somebody who may represent the applicant."),
            _by(terms, "", "", "10 §"),
            _dismissed(
                "Ansökan är inte undertecknad av någon som får företräda sökanden",
                by_fl,
                _(
                    "The application must be signed by an authorised signatory, or by somebody "
                    "with a power of attorney. Send in what shows that the person may sign."
                ),
            ),
        ),
        Check(
            "complete",
            "application",
            _("Every question that must be answered is answered, and every file is there."),
            _by(terms, "", "", "11 §"),
            _dismissed(
                "Ansökan saknar uppgifter som behövs för att pröva den",
                by_fl,
                _("Answer the questions that are marked."),
            ),
        ),
        Check(
            "period",
            "application",
            _("The activity lies within the period of the call."),
            "",
            replace(
                _rejected(
                    "Insatsen ligger utanför den period som utlysningen gäller",
                    "",
                    _("Choose a period that lies within that of the call."),
                ),
                certain=False,
                staff_note=_PERIOD_NOTE,
            ),
            questions=("period_from", "period_to"),
        ),
    ]


def _of_the_activity(terms: Terms, kind: str) -> list[Check]:
    """What the grant is for (37 and 37 a §§, 3, 5 and 8 §§ TIA), and with whom (7 § TIA)."""
    first = _by(terms, "37 § första stycket", "37 a § första stycket", "3 §")
    found = [
        Check(
            "purposes",
            "activity",
            _("The activity serves a purpose of the fund."),
            first,
            _rejected(
                "Insatsen främjar inte något av de syften som bidraget får lämnas för",
                first,
                _("Explain how the activity serves the purpose."),
            ),
            automatic=False,
            questions=("purposes", "purpose_how"),
        ),
        Check(
            "target_groups",
            "activity",
            _("The activity is for the people the grant is meant for."),
            first,
            _rejected(
                "Insatsen riktar sig inte till dem som bidraget är avsett för",
                first,
                _("Explain whom the activity is for."),
            ),
            automatic=False,
            questions=("target_group",),
        ),
    ]
    if terms.fund_id == "37a":
        found += _only_37a()
    if terms.fund_id == "tia":
        found += _only_tia(kind)
    return [*found, _partners(terms, kind)]


def _only_37a() -> list[Check]:
    """37 a §: refugee guides and family contacts, without aim of profit."""
    guides, profit = f"37 a § första stycket {F2010}", f"37 a § andra stycket {F2010}"
    return [
        Check(
            "guides",
            "activity",
            _("It strengthens and develops work with refugee guides and family contacts."),
            guides,
            _rejected(
                "Insatsen avser inte verksamhet med flyktingguider och familjekontakter",
                guides,
                _("Explain how people new in Sweden get a guide or a family to meet."),
            ),
            automatic=False,
            questions=("activities",),
        ),
        Check(
            "for_profit",
            "activity",
            _("It is run without the aim of making a profit."),
            profit,
            _rejected("Verksamheten bedrivs inte utan vinstsyfte", profit),
            questions=("non_profit",),
        ),
    ]


def _only_tia(kind: str) -> list[Check]:
    """3 §: free of charge, for adults, not work placement. 5 §: state aid. 8 §: legal duties."""
    third, fifth, eighth = f"3 § {F2016}", f"5 § {F2016}", f"8 § {F2016}"
    found = [
        Check(
            "free_of_charge",
            "activity",
            _("It is free of charge to take part."),
            third,
            _rejected(
                "Verksamheten är inte avgiftsfri för deltagarna",
                third,
                _("Say whether everyone can take part without paying."),
            ),
            questions=("free_of_charge",),
        ),
        Check(
            "internship",
            "activity",
            _("It is not work placement."),
            third,
            _rejected("Bidrag lämnas inte till praktikverksamhet", third),
            questions=("internship",),
        ),
        Check(
            "influence",
            "activity",
            _("It is not religious or political influence."),
            "",
            replace(
                _rejected("Utlysningen gäller inte religiös eller politisk påverkan", ""),
                certain=False,
                staff_note=_NOT_IN_THE_ORDINANCE,
            ),
            questions=("influence",),
            staff_note=_NOT_IN_THE_ORDINANCE,
        ),
        Check(
            "economic",
            "activity",
            _("The grant would not go to economic activity (state aid)."),
            fifth,
            _rejected(
                "Bidraget skulle gå till ekonomisk verksamhet",
                fifth,
                _("Explain what is sold, to whom, and what of it you apply for."),
            ),
            questions=("economic", "economic_what"),
        ),
    ]
    if kind in MUNICIPAL:
        found.append(
            Check(
                "legal_duty",
                "activity",
                _("It is not something that the law already obliges the municipality to do."),
                eighth,
                _rejected("Verksamheten är en uppgift som kommunen är skyldig att utföra", eighth),
                questions=("legal_duty",),
            )
        )
    return found


def _partners(terms: Terms, kind: str) -> Check:
    """TIA 7 § second sentence: all partners meet 7 § 2-5 and 7 a §. Else: that they take part."""
    asked = terms.fund_id == "tia" and kind not in MUNICIPAL and not _is_older_tia(terms)
    paragraph = f"7 § 2–5 {F2016}" if asked else ""
    label = (
        _("Every partner has certified its part, and meets the conditions for organisations.")
        if asked
        else _("Every partner has certified its part.")
    )
    lead = (
        _rejected(
            "Alla samverkansparter uppfyller inte villkoren för organisationer",
            paragraph,
            _("Let each partner sign its certificate, or take it away from the application."),
        )
        if asked
        else Lead(_("Let each partner sign its certificate."))
    )
    return Check("partners", "activity", label, paragraph, lead, questions=("partners",))


def _of_the_money(terms: Terms, by_fl: str, has_ceiling: bool) -> list[Check]:
    costs = _by(terms, "", "", "11 § 3")
    why_sv = "Ansökan saknar en kostnadsberäkning som går att pröva"
    found = [
        Check(
            "sums",
            "money",
            _("The costs add up to the amount applied for."),
            costs,
            _dismissed(why_sv, by_fl, _("The rows of the budget must add up to the amount.")),
            questions=("budget", "amount"),
        ),
        Check(
            "funding",
            "money",
            _("What own or other money pays for is stated row by row, with who gives it."),
            costs,
            _dismissed(why_sv, by_fl, _("Say what pays for the costs that you do not apply for.")),
            questions=("budget",),
        ),
        Check(
            "specified",
            "money",
            _("The costs are specified and belong to the activity."),
            costs,
            _dismissed(why_sv, by_fl, _("Say what the costs are for, and how they are counted.")),
            automatic=False,
            questions=("budget", "cost_comments"),
        ),
    ]
    if has_ceiling:
        found.append(
            Check(
                "ceiling",
                "money",
                _("No more is applied for than the highest amount of the call."),
                "",
                Lead(
                    _("Apply for no more than the highest amount of the call."),
                    staff_note=_("Nothing more than the highest amount can be granted."),
                ),
                questions=("amount", "budget"),
            )
        )
    return [*found, _public_money(terms)]


def _public_money(terms: Terms) -> Check:
    """TIA 6 §. For §§ 37 and 37 a the ordinance has no such words: the boards ask all the same."""
    paragraph = _by(terms, "", "", "6 §")
    lead = _rejected(
        "Bidrag lämnas inte för kostnader som andra offentliga medel redan har lämnats för",
        paragraph,
        _("Say which other public money is given or sought for the same costs, and from whom."),
    )
    note = "" if paragraph else _NOT_IN_THE_ORDINANCE
    return Check(
        "public_money",
        "money",
        _("No other public money is given for the same costs."),
        paragraph,
        replace(lead, certain=bool(paragraph), staff_note=note),
        questions=("same_costs", "same_costs_which", "budget"),
        certain=bool(paragraph),
        staff_note=note,
    )


def _record(terms: Terms) -> Check:
    """TIA 12 §: earlier reports are taken into account. A late one alone is no ground to reject."""
    return Check(
        "reports",
        "record",
        _("Earlier grants are reported, and money that was not used is repaid."),
        _by(terms, "", "", "12 §"),
        Lead(
            _("Hand in the report of your earlier grant, or say when it comes."),
            staff_note=_("It weighs in when the application is assessed."),
        ),
    )
