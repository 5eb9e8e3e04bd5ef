"""Who may do what with an application, besides the predicates of floor 1."""

from typing import Any

from rules import predicate

from grants import rules

prepares = rules.is_officer & rules.has_no_interest
decides_on = rules.is_deciding_decider & rules.has_no_interest
pays = rules.is_paying_finance & rules.has_no_interest
# For § 37 a the county only prepares and is heard; the board that decides writes the decision.
drafts = rules.is_deciding_officer & rules.has_no_interest


@predicate
def is_on_paper(user: Any, thing: Any) -> bool:
    """The application came on paper: the board's officers enter it."""
    return bool(getattr(thing, "application", thing).on_behalf)


@predicate
def holds_mandate(user: Any, application: Any) -> bool:
    """A member with a power of attorney for this application that nobody has refused."""
    if user.membership_role(application.organisation) is None:
        return False
    return application.mandates.filter(user=user, state__in=["given", "accepted"]).exists()


@predicate
def is_being_entered(user: Any, thing: Any) -> bool:
    """A draft that is a copy of a paper: only the board that enters it writes there."""
    application = getattr(thing, "application", thing)
    return bool(application.on_behalf and application.state == "draft")


@predicate
def is_her_own(user: Any, mandate: Any) -> bool:
    """The power of attorney, or the conflict of interest, is the person's own."""
    return bool(mandate.user_id == user.pk)


# A paper reaches the board that runs the case, or the one that decides.
enters = is_on_paper & (prepares | drafts)
writes = (rules.edits_for & ~is_being_entered) | enters
signs = ((rules.signs_for | holds_mandate) & ~is_being_entered) | enters
gives_mandate = rules.reads_for & is_her_own
takes_mandate_back = rules.edits_for | (rules.reads_for & is_her_own)
# Nobody takes part in judging whether she herself is partial (förvaltningslagen 18 §).
answers_conflicts = (prepares | drafts) & ~is_her_own
raises_conflicts = answers_conflicts | (rules.is_staff & is_her_own) | rules.is_bifall


# Of what is said in a case. A draft is the applicant's own, and an archive is not added to.
SPOKEN_IN = ("draft", "archived")
ENDED = ("draft", "withdrawn", "rejected", "dismissed", "discontinued", "closed", "archived")


@predicate
def is_spoken_in(user: Any, thing: Any) -> bool:
    """The case has arrived and is not archived."""
    return getattr(thing, "application", thing).state not in SPOKEN_IN


@predicate
def is_under_way(user: Any, thing: Any) -> bool:
    """From submission until the case ends: what changes meanwhile must be told."""
    return getattr(thing, "application", thing).state not in ENDED


@predicate
def is_for_the_other_side(user: Any, message: Any) -> bool:
    """The board reads what the applicant wrote, the applicant what the board wrote."""
    writes_for = rules.edits_for.test(user, message)
    return writes_for if message.from_board else not writes_for and prepares.test(user, message)


talks = (rules.edits_for | prepares) & is_spoken_in
notes = prepares & is_spoken_in
tells_of_changes = writes & is_under_way
