"""What Bifall itself finds to each item of the formal check, in words, and on which facts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applications import budget
from applications.models.checks import CheckItem, checklist_of
from applications.models.likeness import Likeness, Waiting
from applications.models.record import EarlierGrant, earlier_grants
from applications.models.signing import signature_finding
from grants import clock, law, money

Fact = tuple[str, str]
MOST = 400  # characters of an answer that is quoted


@dataclass(frozen=True)
class Found:
    """Whether it holds (None: Bifall cannot tell), in words, and the facts behind."""

    holds: bool | None
    text: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Finding:
    """An item of the formal check, and what Bifall found to it."""

    check: law.Check
    found: Found

    @property
    def key(self) -> str:
        return self.check.key

    @property
    def holds(self) -> bool | None:
        """What the page proposes: an item that an officer must read is never answered for her."""
        if not self.check.automatic and self.found.holds:
            return None
        return self.found.holds


class Known:
    """What is known of an application, each thing asked for once. `user` is who looks."""

    def __init__(self, application: Any, user: Any, faults: list[Any] | None = None) -> None:
        self.application, self.user = application, user
        self.call, self.organisation = application.call, application.organisation
        self._faults = faults

    @cached_property
    def faults(self) -> list[Any]:
        return self.application.faults() if self._faults is None else self._faults

    @cached_property
    def values(self) -> dict[str, Any]:
        return dict(self.application.values())

    @cached_property
    def hinders(self) -> dict[str, law.Hinder]:
        """What the law says of the applicant and of what it answers, certain or not."""
        call, values, today = self.call, self.values, clock.today()
        plan = law.Plan(
            purposes=frozenset(values.get("purposes", ())),
            free_of_charge=values.get("free_of_charge", True),
            is_internship=values.get("internship", False),
            is_economic=values.get("economic", False),
            is_for_profit=not values.get("non_profit", True),
            is_legal_duty=values.get("legal_duty") == "yes",
        )
        kind, purposes = self.organisation.applicant_type_id, self.application.purposes.all()
        found = [
            *law.hinders_to_apply(call.terms, self.organisation, today),
            *law.doubts_about(call.terms, self.organisation, today),
            *law.hinders_to_plan(call.terms, purposes, kind, plan),
        ]
        return {hinder.key: hinder for hinder in found}

    @cached_property
    def said(self) -> dict[str, Any]:
        """What the organisation states about itself, by key."""
        return dict(self.organisation.statements_now())

    @cached_property
    def record(self) -> list[EarlierGrant]:
        return earlier_grants(self.application, self.user)

    @cached_property
    def likenesses(self) -> list[Likeness]:
        """The questions of double funding that she may see, open ones first."""
        return list(Likeness.objects.visible_to(self.user).of(self.application))

    @cached_property
    def is_compared(self) -> bool:
        """Whether its texts have been compared with those of other cases."""
        return not Waiting.objects.filter(application=self.application.pk).exists()


def findings(application: Any, user: Any, faults: list[Any] | None = None) -> list[Finding]:
    """One finding an item, in the order of the list. `faults` are the application's, when known."""
    return found_in(Known(application, user, faults))


def found_in(known: Known) -> list[Finding]:
    """As `findings`, for somebody who wants to show what it rests on too."""
    return [
        Finding(check, FINDERS.get(check.key, _nothing)(known))
        for check in checklist_of(known.application)
    ]


def answer_checks(
    application: Any,
    given: Mapping[str, tuple[bool, str]],
    by: Any,
    found: Iterable[Finding] | None = None,
) -> None:
    """Store answers (holds, note) by the key of the item, each with what is found now.

    In Swedish, as the case is. The caller holds the lock on the application. `found` are the
    findings of this moment, when they are known in Swedish already.
    """
    stored = {item.key: item for item in application.check_items.all()}
    new = []
    with translation.override("sv"):
        for finding in found or found_in(Known(application, by)):
            if finding.key not in given:
                continue
            there = stored.get(finding.key)
            item = there or CheckItem(application=application, key=finding.key)
            _write(item, finding, given[finding.key], by)
            if there:
                item.save()
            else:
                new.append(item)
    CheckItem.objects.bulk_create(new)


def _write(item: CheckItem, finding: Finding, answer: tuple[bool, str], by: Any) -> None:
    check = finding.check
    item.label, item.paragraph, item.certain = str(check.label), check.paragraph, check.certain
    item.found, item.finding = finding.holds, finding.found.text
    item.facts = [list(fact) for fact in finding.found.facts]
    item.holds, item.note = answer
    item.by, item.at = by, clock.now()


def _nothing(known: Known) -> Found:
    return Found(None, _("Read, and judge."))


# The applicant


def _kind(known: Known) -> Found:
    facts = (
        (_("Kind of organisation"), str(known.organisation.applicant_type)),
        (_("Organisation number"), known.organisation.org_nr),
    )
    return _by_hinder(known, "kind", _("Its kind is among those that may apply."), facts)


def _by_hinder(known: Known, key: str, good: str, facts: Iterable[Fact] = ()) -> Found:
    """It holds unless the law hinders; where the law is not settled, an officer judges."""
    hinder = known.hinders.get(key)
    if hinder is None:
        return Found(True, good, tuple(facts))
    return Found(False if hinder.certain else None, str(hinder.message), tuple(facts))


def _years(known: Known) -> Found:
    since = known.organisation.active_since
    facts = ((_("Active since"), _day(since)),) if since else ()
    return _by_hinder(known, "years", _("It has been active long enough."), facts)


def _stated(key: str) -> Callable[[Known], Found]:
    def found(known: Known) -> Found:
        hinder, said = known.hinders.get(key), known.said.get(key)
        facts = (
            ((_("Stated"), f"{_day(said.said_at.astimezone(clock.SWEDEN))}, {said.said_by}"),)
            if said
            else ()
        )
        if hinder is not None:
            return Found(False, str(hinder.message), facts)
        if said is None:
            return Found(None, _("The organisation has not stated it."), facts)
        if said.is_old:
            return Found(None, _("It was stated more than a year ago."), facts)
        return Found(True, _("The organisation states it."), facts)

    return found


# The application


def _in_time(known: Known) -> Found:
    application, call = known.application, known.call
    facts = (
        (_("Arrived"), _moment(application.submitted_at)),
        (_("The call closed"), _moment(call.closes_at)),
    )
    if application.is_late:
        return Found(False, _("It came on paper after the call had closed."), facts)
    return Found(True, _("It arrived before the call closed."), facts)


def _signed(known: Known) -> Found:
    return Found(*signature_finding(known.application))


def _complete(known: Known) -> Found:
    """What stands in an item of its own is not told twice."""
    elsewhere = {"budget", "amount", "period_from", "period_to", "partners"}
    version = known.application.questionnaire.read
    lacking = [
        fault
        for fault in known.faults
        if fault.key not in elsewhere or not known.values.get(fault.key)
    ]
    facts = tuple((_label(version, one.key), str(one.message)) for one in lacking)
    if lacking:
        return Found(False, _("Missing or wrong: %d.") % len(lacking), facts)
    return Found(True, _("Nothing is missing."))


def _label(version: Any, key: str) -> str:
    return next((one.label for one in version.questions if one.key == key), key)


def _period(known: Known) -> Found:
    call, first, last = known.call, known.application.period_from, known.application.period_to
    fits = first is not None and last is not None and call.is_within_period(first, last)
    facts = (
        (_("The activity"), f"{_day(first)} – {_day(last)}"),
        (_("The call"), f"{_day(call.period_from)} – {_day(call.period_to)}"),
    )
    good, bad = _("It lies within the period."), _("It does not lie within the period.")
    return Found(fits, good if fits else bad, facts)


# The activity


def _purposes(known: Known) -> Found:
    chosen = [f"{one} ({one.paragraph})" for one in known.application.purposes.all()]
    facts = tuple((_("Chosen"), one) for one in chosen)
    hinder = known.hinders.get("purposes")
    if hinder is not None:
        return Found(False, str(hinder.message), facts)
    return Found(None, _("Read whether the activity serves what is chosen."), facts)


def _target_groups(known: Known) -> Found:
    text = str(known.values.get("target_group"))
    facts = ((_("The applicant writes"), text if len(text) <= MOST else f"{text[:MOST]}…"),)
    return Found(None, _("Read whom it is for."), facts if text else ())


def _answered(key: str, question: str) -> Callable[[Known], Found]:
    """What a yes or no of the form says. A form may not ask."""

    def found(known: Known) -> Found:
        if known.values.get(question) is None:
            return Found(None, _("The form does not ask, or it is not answered."))
        facts: tuple[Fact, ...] = ()
        if key == "economic" and known.values.get("economic_what"):
            facts = ((_("The applicant writes"), str(known.values["economic_what"])[:MOST]),)
        hinder = known.hinders.get(key)
        if hinder is not None:
            return Found(False, str(hinder.message), facts)
        return Found(True, _("So the applicant answers."), facts)

    return found


def _legal_duty(known: Known) -> Found:
    said = known.values.get("legal_duty")
    if said == "yes":
        return Found(False, str(known.hinders["legal_duty"].message))
    if said is None:
        return Found(None, _("The form does not ask, or it is not answered."))
    return Found(True, _("So the applicant answers."))


def _influence(known: Known) -> Found:
    said = known.values.get("influence")
    if said is None:
        return Found(None, _("The form does not ask, or it is not answered."))
    bad = _("The applicant answers that it is, or contains, such influence.")
    return Found(not said, bad if said else _("So the applicant answers."))


def _partners(known: Known) -> Found:
    """Signed for the part as it is written now, and no no that binds."""
    rows = list(known.application.partners.all())
    if not rows:
        return Found(True, _("No partners."))
    prefetch_related_objects(rows, "certificates")
    facts, good = [], True
    for partner in rows:
        text, holds = _certified(known, partner)
        facts.append((partner.name, text))
        good = good and holds
    wrong = _("Not every partner has certified its part.")
    return Found(good, _("Every partner has certified its part.") if good else wrong, tuple(facts))


def _certified(known: Known, partner: Any) -> tuple[str, bool]:
    living = [one for one in partner.certificates.all() if one.state in ("signed", "declined")]
    if not living:
        return _("No certificate."), False
    last = max(living, key=lambda one: one.answered_at)
    last.partner = partner
    if last.state == "declined":
        return _("Has declined."), False
    if noes := last.noes:
        said = "; ".join(f"{one['text']} ({one['paragraph']})" for one in noes)
        return _("Answers no: %s") % said, False
    if not last.covers:
        return _("Signed for another wording of its part."), False
    return _("Signed %s.") % _day(last.answered_at.astimezone(clock.SWEDEN)), True


# The money


def _sums(known: Known) -> Found:
    application = known.application
    rows = [line.as_row() for line in application.cost_lines.all()]
    first, last = application.period_from, application.period_to
    facts = (
        (_("Applied for"), money.kr(application.amount)),
        (_("The budget asks of this grant"), money.kr(application.sought_in_budget)),
    )
    if not rows:
        return Found(False, _("There is no budget."), facts)
    wrong = budget.stops(rows, amount=application.amount, first=first, last=last)
    if wrong:
        return Found(False, " ".join(one.text for one in wrong), facts)
    return Found(True, _("The costs and the amount agree."), facts)


def _funding(known: Known) -> Found:
    lines = list(known.application.cost_lines.all())
    own = sum((line.own for line in lines), Decimal(0))
    given = [(line.giver, money.kr(line.other)) for line in lines if line.other]
    facts = ((_("Own money"), money.kr(own)), *given)
    short = known.application.costs - known.application.funding
    if short > 0:
        return Found(False, _("%s of the costs is paid by nobody.") % money.kr(short), facts)
    return Found(True, _("Every cost has its money."), facts)


def _specified(known: Known) -> Found:
    lines = known.application.cost_lines.all()
    return Found(None, _("Read the budget: %d rows.") % len(lines))


def _ceiling(known: Known) -> Found:
    most, asked = known.call.max_amount, known.application.amount
    facts = (
        (_("Applied for"), money.kr(asked)),
        (_("Highest amount of the call"), money.kr(most)),
    )
    if asked > most:
        return Found(False, _("More is applied for than the call gives at most."), facts)
    return Found(True, _("It is not above the highest amount."), facts)


def _public_money(known: Known) -> Found:
    """What the applicant answers, and the questions that the likeness to other cases has raised."""
    facts = [(line.giver, money.kr(line.other)) for line in _with_other_money(known)]
    if which := known.values.get("same_costs_which"):
        facts.append((_("The applicant writes"), str(which)[:MOST]))
    states = [(one.state, one.answer) for one in known.likenesses]
    if any(answer == Likeness.Answer.DOUBLE for _state, answer in states):
        said = _("An officer has found that the same costs are asked for twice.")
        return Found(False, said, tuple(facts))
    if waiting := sum(state == Likeness.State.ASKED for state, _answer in states):
        said = _("Other cases are alike: questions to answer first: %d.") % waiting
        return Found(None, said, tuple(facts))
    if known.values.get("same_costs"):
        said = _("The applicant says that other public money is given or sought for it.")
        return Found(False, said, tuple(facts))
    if not known.is_compared:
        return Found(None, _("It is being compared with other cases. Come back soon."))
    if "same_costs" not in known.application.questionnaire.read:
        return Found(None, _("The form does not ask. You see no like case."), tuple(facts))
    return Found(True, _("So the applicant answers, and you see no like case left."), tuple(facts))


def _with_other_money(known: Known) -> list[Any]:
    return [line for line in known.application.cost_lines.all() if line.other]


def _reports(known: Known) -> Found:
    rows = known.record
    late = [row for row in rows if row.is_overdue or row.report == "returned"]
    unused = [row for row in rows if row.unused]
    facts = [
        (
            f"{row.application.case_number}, {row.county}",
            _("report overdue since %s") % _day(row.due)
            if row.is_overdue
            else _("report sent back"),
        )
        for row in late
    ]
    facts += [
        (
            f"{row.application.case_number}, {row.county}",
            _("not used: %s") % money.kr(row.unused or 0),
        )
        for row in unused
    ]
    if late:
        return Found(False, _("An earlier grant is not reported as it should be."), tuple(facts))
    if unused:
        said = _("Money of an earlier grant was not used. Ask whether it has been repaid.")
        return Found(None, said, tuple(facts))
    if rows:
        return Found(True, _("Earlier grants: %d. Nothing is late.") % len(rows))
    return Found(True, _("You see no earlier grant."))


def _day(day: Any) -> str:
    return date_format(day, "DATE_FORMAT") if day else "–"


def _moment(moment: Any) -> str:
    return f"{moment.astimezone(clock.SWEDEN):%Y-%m-%d %H:%M:%S}" if moment else "–"


FINDERS: dict[str, Callable[[Known], Found]] = {
    "kind": _kind,
    "years": _years,
    **{key: _stated(key) for key in law.STATEMENTS},
    "in_time": _in_time,
    "signed": _signed,
    "complete": _complete,
    "period": _period,
    "purposes": _purposes,
    "target_groups": _target_groups,
    "for_profit": _answered("for_profit", "non_profit"),
    "free_of_charge": _answered("free_of_charge", "free_of_charge"),
    "internship": _answered("internship", "internship"),
    "economic": _answered("economic", "economic"),
    "legal_duty": _legal_duty,
    "influence": _influence,
    "partners": _partners,
    "sums": _sums,
    "funding": _funding,
    "specified": _specified,
    "ceiling": _ceiling,
    "public_money": _public_money,
    "reports": _reports,
}
