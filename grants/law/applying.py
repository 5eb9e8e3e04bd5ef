"""Who may apply, and what would make a no into a yes."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from grants.law.days import add_years
from grants.law.stating import STATEMENTS, Statement
from grants.law.statutes import F2010, F2016, OLD_TIA_NOTE, TIA_REWRITTEN, Text

MUNICIPAL = frozenset({"kommun", "kommunalforbund"})
YEARS_IN_PRACTICE = 1  # asked for by county boards for TIA before 25 March 2025; not read as law

_day = lazy(lambda day: date_format(day, "DATE_FORMAT"), str)


class Terms(Protocol):
    """What a fund's terms must be able to say (the model FundTerms can)."""

    fund_id: str
    valid_from: date
    legal_basis: str  # asked only of a fund that has no rules of its own here
    years_active: int | None

    @property
    def applicant_type_keys(self) -> Collection[str]: ...


class Applicant(Protocol):
    """What an applicant must be able to say (the model Organisation can)."""

    applicant_type_id: str
    active_since: date | None
    in_liquidation: bool
    has_public_debts: bool
    has_unpaid_reclaim: bool

    @property
    def denied(self) -> Collection[str]:
        """Keys of the statements (7 and 7 a §§) that it says no to itself."""
        ...


@dataclass(frozen=True)
class Hinder:
    """Why an applicant may not apply, by which paragraph, and what would make it a yes."""

    key: str
    message: Text
    paragraph: str
    remedy: Text
    certain: bool = True
    staff_note: Text = ""


def hinders_to_apply(terms: Terms, applicant: Applicant, on: date) -> list[Hinder]:
    """What stops the applicant from applying on the day. Empty: she may apply."""
    return [hinder for hinder in _examine(terms, applicant, on) if hinder.certain]


def doubts_about(terms: Terms, applicant: Applicant, on: date) -> list[Hinder]:
    """What might stop the applicant but is not settled law: for staff to judge, never a bar."""
    return [hinder for hinder in _examine(terms, applicant, on) if not hinder.certain]


def _examine(terms: Terms, applicant: Applicant, on: date) -> list[Hinder]:
    kind = _wrong_kind(terms, applicant)
    found = [kind] if kind else []
    if applicant.applicant_type_id in MUNICIPAL:
        return found
    if terms.fund_id != "tia":
        return found + _too_young(terms, applicant, on)
    conditions = [
        *_by_its_own_word(applicant),
        *_too_young(terms, applicant, on),
        *_bad_standing(applicant),
    ]
    if terms.valid_from < TIA_REWRITTEN:
        conditions = [
            replace(hinder, paragraph="", certain=False, staff_note=OLD_TIA_NOTE)
            for hinder in conditions
        ]
    return found + conditions


def _wrong_kind(terms: Terms, applicant: Applicant) -> Hinder | None:
    """37 §: municipalities and municipal associations; 37 a §: municipalities; TIA: 7-8 §§."""
    kind = applicant.applicant_type_id
    if kind in terms.applicant_type_keys:
        return None
    if terms.fund_id == "37":
        return Hinder(
            "kind",
            _("Only municipalities and municipal associations may apply for § 37."),
            f"37 § första stycket {F2010}",
            _("A municipality can apply and work together with you."),
        )
    if terms.fund_id == "37a":
        return Hinder(
            "kind",
            _("Only municipalities may apply for § 37 a."),
            f"37 a § första stycket {F2010}",
            _("One of your municipalities can apply instead.")
            if kind == "kommunalforbund"
            else _("A municipality can apply and carry out the activity together with you."),
        )
    if terms.fund_id != "tia":
        return Hinder(
            "kind",
            _("Organisations of your kind may not apply for this grant."),
            terms.legal_basis,
            _("Somebody of a kind that may apply can apply instead of you."),
        )
    hinder = Hinder(
        "kind",
        _("Only non-profit associations, municipalities and municipal associations may apply."),
        f"7 och 8 §§ {F2016}",
        _("A non-profit association or a municipality can apply instead of you."),
    )
    if kind == "registrerat_trossamfund":
        return replace(
            hinder,
            certain=False,
            staff_note=_(
                "7 § names only non-profit associations. The boards' pages up to 2024 also listed "
                "registered religious communities. Whether they may apply now is for a lawyer."
            ),
        )
    return hinder


def _is_older_tia(terms: Terms) -> bool:
    return terms.fund_id == "tia" and terms.valid_from < TIA_REWRITTEN


def _too_young(terms: Terms, applicant: Applicant, on: date) -> list[Hinder]:
    """TIA 7 § 5: active in Sweden two years before the application. Exactly two years is enough.

    Before 25 March 2025 the boards asked for one year; terms that name no years then mean that.
    """
    years = terms.years_active or (YEARS_IN_PRACTICE if _is_older_tia(terms) else 0)
    if not years:
        return []
    paragraph = f"7 § 5 {F2016}" if terms.fund_id == "tia" else terms.legal_basis
    if applicant.active_since is None:
        return [
            Hinder(
                "years",
                _("We do not know since when the organisation has been active in Sweden."),
                paragraph,
                _("Fill in since when the organisation has been active."),
            )
        ]
    enough = add_years(applicant.active_since, years)
    if enough <= on:
        return []
    return [
        Hinder(
            "years",
            format_lazy(
                ngettext_lazy(
                    "The organisation has not been active in Sweden for {years} year.",
                    "The organisation has not been active in Sweden for {years} years.",
                    years,
                ),
                years=years,
            ),
            paragraph,
            format_lazy(_("The organisation may apply from {day}."), day=_day(enough)),
        )
    ]


def _by_its_own_word(applicant: Applicant) -> list[Hinder]:
    """7 § 2-4 and 7 a §: what the organisation itself says no to."""
    return [_hinder(STATEMENTS[key]) for key in STATEMENTS if key in applicant.denied]


def _bad_standing(applicant: Applicant) -> list[Hinder]:
    """9 §: liquidation or bankruptcy, debts to the public, reclaims that are not paid."""
    standing = {
        "liquidation": applicant.in_liquidation,
        "debts": applicant.has_public_debts,
        "reclaim": applicant.has_unpaid_reclaim,
    }
    return [_hinder(STATEMENTS[key]) for key, bad in standing.items() if bad]


def _hinder(statement: Statement) -> Hinder:
    return Hinder(
        statement.key,
        statement.message,
        statement.paragraph,
        statement.remedy,
        statement.certain,
        statement.staff_note,
    )
