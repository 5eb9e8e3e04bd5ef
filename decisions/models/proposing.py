"""Who reads what: gathers cases, people and conflicts for a proposal, and carries one out.

The choice itself is made by the pure module `decisions.assignment`.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from applications.models import Application, Conflict, Partner, PossibleConflict
from decisions import assignment
from decisions.models.assessment import Assessment
from decisions.models.assigning import AssignmentProposal, CommonCase, Declaration
from grants import clock
from grants.models import Call, Membership, Post, User
from grants.rules import Refused

Pair = tuple[int, int]  # an application and a person, by their keys


def cases_to_assign(call: Call, officer: Any) -> Any:
    """The call's applications under assessment that the officer prepares, in order of arrival."""
    seen = Application.objects.visible_to(officer).handled_by(officer)
    at_hers = seen.filter(county__in=officer.counties_as("officer"))
    return at_hers.filter(call=call, state=Application.State.ASSESSMENT).order_by("pk")


def people_for(call: Call, cases: Iterable[Application]) -> Any:
    """Who could assess something in the call: people of its board and those of the cases."""
    counties = {call.county_id, *(case.county_id for case in cases)}
    return Assessment.objects.could_assess(counties, blind=call.blind)


def barred(call: Call, cases: Collection[int], people: Collection[int]) -> set[Pair]:
    """Who may not read what; the same as `may_assess` asks of one case, in a few queries for all.

    A conflict of interest that is known or that an officer has still to answer; membership of the
    applicant or a partner; in a blind call, names that somebody has not gone through.
    """
    among = {"application__in": cases, "user__in": people}
    found = set(Conflict.objects.filter(**among).values_list("application", "user"))
    asked = PossibleConflict.objects.waiting().filter(**among)
    found |= set(asked.values_list("application", "user"))
    found |= _by_membership(cases, people)
    if call.blind:
        said = Declaration.objects.filter(call=call, assessor__in=people)
        cleared = {row.assessor_id: set(row.cleared) for row in said}
        found |= {(c, p) for c in cases for p in people if c not in cleared.get(p, ())}
    return found


def _by_membership(cases: Collection[int], people: Collection[int]) -> set[Pair]:
    held = Membership.objects.filter(Membership.holding_today(), user__in=people)
    own = list(held.values_list("user", "organisation", "organisation__org_nr"))
    if not own:
        return set()
    by_applicant, by_partner = defaultdict(set), defaultdict(set)
    rows = Application.objects.filter(pk__in=cases, organisation__in=[o for _u, o, _n in own])
    for pk, organisation in rows.values_list("pk", "organisation"):
        by_applicant[organisation].add(pk)
    parts = Partner.objects.filter(application__in=cases, org_nr__in=[n for _u, _o, n in own])
    for pk, org_nr in parts.values_list("application", "org_nr"):
        by_partner[org_nr].add(pk)
    return {
        (case, user)
        for user, organisation, org_nr in own
        for case in by_applicant[organisation] | by_partner[org_nr]
    }


def compute(proposal: AssignmentProposal) -> None:
    """Propose readers, and keep the proposal with what it says of itself. Assigns nothing."""
    call, asked = proposal.call, proposal.asked
    cases = list(cases_to_assign(call, proposal.asked_by).prefetch_related("municipalities"))
    people = list(people_for(call, cases))
    with translation.override(proposal.asked_by.language):
        if not cases or not people:
            proposal.fault = _("There is no case to assign, or nobody to assign it to.")
        else:
            _propose(proposal, call, asked, cases, people)
    proposal.computed_at = clock.now()
    proposal.save()


def _propose(
    proposal: AssignmentProposal,
    call: Call,
    asked: dict[str, Any],
    cases: list[Application],
    people: list[Any],
) -> None:
    keys = {case.pk for case in cases}
    standing = Assessment.objects.standing().filter(application__in=keys)
    fixed = set(standing.values_list("application", "assessor"))
    # Who has a case and could get no more counts too: as somebody who is full.
    gone = {person for _case, person in fixed} - {person.pk for person in people}
    everybody = [*people, *User.objects.filter(pk__in=gone)]
    not_for = barred(call, keys, [person.pk for person in everybody]) - fixed
    willing = [p.pk for p in people if asked.get("capacity", {}).get(str(p.pk)) != 0]
    common = CommonCase.objects.filter(application__in=keys).values_list("application", flat=True)
    for_all = {(c, p) for c in common for p in willing} - fixed - not_for
    waiting = Counter(standing.unfinished().values_list("assessor", flat=True))
    has, gets = (Counter(reader for _case, reader in pairs) for pairs in (fixed, for_all))
    found = assignment.propose(
        [_case(case) for case in cases],
        [
            _person(p, asked, p.load - waiting[p.pk], has[p.pk], gets[p.pk])
            if p.pk not in gone
            else assignment.Person(p.pk, 0, has[p.pk], p.home)
            for p in _with_homes(everybody)
        ],
        readers=asked["readers"],
        conflicts=not_for,
        fixed=fixed | for_all,
        mix=assignment.Mix(asked.get("mix", "any")),
    )
    pairs = sorted({*found.pairs, *for_all})
    proposal.pairs = defaultdict(list)
    for case_key, person_key in pairs:
        proposal.pairs[str(case_key)].append(person_key)
    proposal.told = {
        "lacks": [[lack.case, lack.why] for lack in found.lacks],
        "bottleneck": found.bottleneck.why if found.bottleneck else "",
        "known": found.known,
        "loads": {str(key): load for key, load in found.loads.items()},
    }


def _case(case: Application) -> assignment.Case:
    places = frozenset(place.pk for place in case.municipalities.all())
    return assignment.Case(case.pk, case.county_id, places)


def _with_homes(people: list[Any]) -> list[Any]:
    """The people, each with the `home` county of her role as officer or assessor."""
    held = Post.objects.filter(Post.holding_today(), user__in=[p.pk for p in people])
    rows = held.filter(role__in=["assessor", "officer"]).order_by("pk")
    homes: dict[int, str | None] = {}
    for user, county in rows.values_list("user", "county"):
        homes.setdefault(user, county)
    for person in people:
        person.home = homes.get(person.pk)
    return people


def _person(
    person: Any, asked: dict[str, Any], elsewhere: int, has: int, common: int
) -> assignment.Person:
    """Who may read, with what waits for her elsewhere; she `has` so many of these cases already.

    The common cases are among the new ones of which she gets no more than the officer said; all
    of them are hers also when they are more.
    """
    most = asked.get("capacity", {}).get(str(person.pk))
    capacity = None if most is None else elsewhere + has + max(most, common)
    places = frozenset(asked.get("knows", {}).get(str(person.pk), ()))
    return assignment.Person(person.pk, elsewhere, capacity, person.home, places)


# Carrying out what was accepted


def carry_out(proposal: AssignmentProposal) -> None:
    """Assign as the accepted proposal says, one person after another, and keep how far it has come.

    Safe to run again: whoever has a case is passed over. A case that is no longer under assessment,
    or that its officer may not see any more, is left out.
    """
    call, by = proposal.call, proposal.asked_by
    there = set(cases_to_assign(call, by).values_list("pk", flat=True))
    cases_of: dict[int, set[int]] = defaultdict(set)
    for case, people in proposal.pairs.items():
        for person in people:
            cases_of[person] |= {int(case)} & there
    for person, cases in cases_of.items():
        try:
            proposal.assigned += Assessment.objects.assign_pairs(
                {case: {person} for case in cases}, by=by, due=proposal.due
            )
        except Refused as refusal:
            proposal.fault = str(refusal)
        proposal.save(update_fields=["assigned", "fault"])
    proposal.finished_at = clock.now()
    proposal.save(update_fields=["finished_at"])


def loads_of(proposal: AssignmentProposal) -> Counter[int]:
    """How many cases each person gets by the proposal as it stands.

    Without those in which its officer has become partial since: no total tells of them.
    """
    shut = shut_to_its_officer(proposal)
    pairs = ((case, people) for case, people in proposal.pairs.items() if int(case) not in shut)
    return Counter(person for _case, people in pairs for person in people)


def shut_to_its_officer(proposal: AssignmentProposal) -> set[int]:
    """The call's cases in which the officer who asked for the proposal is partial."""
    cases = Application.objects.filter(call=proposal.call_id)
    return set(cases.of_interest_to(proposal.asked_by).values_list("pk", flat=True))


# Conflicts of interest, before a blind call


def names_in(call: Call) -> dict[str, tuple[str, set[int]]]:
    """Who applies in the call or is a partner: by organisation number, the name and the cases.

    Of the applications that are to be assessed or may come to be; in the order of their names.
    """
    rows = Application.objects.filter(call=call, state__in=TO_BE_ASSESSED)
    found: dict[str, tuple[str, set[int]]] = {}
    applied = rows.values_list("organisation__org_nr", "organisation__name", "pk")
    parts = Partner.objects.filter(application__in=rows.order_by().values("pk"))
    for org_nr, name, pk in [*applied, *parts.values_list("org_nr", "name", "application")]:
        found.setdefault(org_nr, (name, set()))[1].add(pk)
    return dict(sorted(found.items(), key=lambda item: _swedish(item[1][0])))


TO_BE_ASSESSED = ("submitted", "preparation", "supplement", "assessment")


def _swedish(name: str) -> str:
    return name.lower().translate(str.maketrans("åäöéü", "{|}ey"))


def not_gone_through(call: Call) -> Q:
    """Declarations of the call that do not cover all that is under assessment."""
    rows = Application.objects.filter(call=call, state=Application.State.ASSESSMENT)
    keys = list(rows.values_list("pk", flat=True))
    return ~Q(cleared__contains=keys) if keys else Q(pk__in=[])
