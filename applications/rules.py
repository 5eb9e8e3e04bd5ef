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


enters = is_on_paper & prepares
writes = rules.edits_for | enters
signs = rules.signs_for | holds_mandate | enters
