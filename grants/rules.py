"""Who may do what on floor 1: small predicates, named in the transitions and combined with & and |.

A predicate takes (user, thing) and asks only what the thing itself offers: `thing.county` (the
board that runs the case) and, where it differs, `thing.deciding_county`. Every staff predicate
holds today: a post that has ended gives no rights.
"""

from collections.abc import Callable
from typing import Any

import rules
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A step that cannot be taken now. Its text is written for the person who tried."""

    def __init__(self, *messages: "str | Promise") -> None:
        self.messages = messages or (_("This cannot be done now."),)
        super().__init__(*self.messages)

    def __str__(self) -> str:
        return " ".join(str(message) for message in self.messages)


def because(message: "str | Promise") -> Callable[[Callable[..., bool]], Callable[..., bool]]:
    """Give a transition's condition the sentence that is shown when it does not hold."""

    def name(condition: Callable[..., bool]) -> Callable[..., bool]:
        setattr(condition, "message", message)  # noqa: B010  a function has no such attribute to mypy
        return condition

    return name


def may(predicate: rules.predicates.Predicate) -> Callable[[Any, Any], bool]:
    """A predicate of (user, thing) as the (thing, user) that django-fsm asks."""

    def permission(thing: Any, user: Any) -> bool:
        return predicate.test(user, thing)

    permission.__name__ = predicate.name
    return permission


def _holds(role: str) -> rules.predicates.Predicate:
    @rules.predicate(f"is_{role}")
    def holds(user: Any, thing: Any) -> bool:
        return user.holds(role, thing.county)

    return holds


is_officer = _holds("officer")
is_assessor = _holds("assessor")
is_decider = _holds("decider")
is_finance = _holds("finance")
is_auditor = _holds("auditor")


@rules.predicate
def is_deciding_officer(user: Any, thing: Any) -> bool:
    """Officer at the board that decides: for § 37 a Jönköping, else the county's own."""
    return user.holds("officer", thing.deciding_county)


@rules.predicate
def is_deciding_decider(user: Any, thing: Any) -> bool:
    """Decision-maker at the board that decides: for § 37 a Jönköping, else the county's own."""
    return user.holds("decider", thing.deciding_county)


@rules.predicate
def is_paying_finance(user: Any, thing: Any) -> bool:
    """Finance officer at the board that decides, which is the one that pays in Bifall."""
    return user.holds("finance", thing.deciding_county)


@rules.predicate
def works_with_the_call(user: Any, call: Any) -> bool:
    """Holds a post, other than assessor, at the board that runs the call or decides in it."""
    if not user.is_authenticated:
        return False
    if user.holds("coordinator", None):
        return True
    codes = user.counties_as("officer", "decider", "finance", "auditor")
    return call.county.pk in codes or call.deciding_county.pk in codes


@rules.predicate
def is_staff(user: Any, thing: Any) -> bool:
    """Holds any post today."""
    return bool(user.is_authenticated and user.posts_today)


@rules.predicate
def is_bifall(user: Any, thing: Any) -> bool:
    """The system user: for the steps that no person takes."""
    return bool(user.is_authenticated and user.is_bifall)


@rules.predicate
def enters_figures(user: Any, figure: Any) -> bool:
    """Enters such a figure in the needs picture: the coordinator the nation's series, an officer
    her own county's series, and the municipal figures of her county in the nation's.
    """
    series = figure.series
    if series.county_id is None and user.holds("coordinator", None):
        return True
    place = figure.county_id if series.county_id is None else series.county_id
    is_own = place is not None and place in user.counties_as("officer")
    return is_own and (series.county_id is not None or series.level == "municipality")


@rules.predicate
def writes_priorities(user: Any, priority: Any) -> bool:
    """Writes such a regional priority: an officer her county's, the coordinator the national."""
    if priority.county_id is None:
        return bool(user.is_authenticated and user.holds("coordinator", None))
    return bool(user.is_authenticated and priority.county_id in user.counties_as("officer"))


@rules.predicate
def asks_herself(user: Any, request: Any) -> bool:
    """The person who asks to join an organisation, and nobody for her."""
    return bool(user.is_authenticated and user.is_active and request.user_id == user.pk)


@rules.predicate
def is_invited(user: Any, invitation: Any) -> bool:
    """Whose account has the address that the invitation was sent to."""
    return bool(user.is_authenticated and user.email.lower() == invitation.email.lower())


@rules.predicate
def reads_for(user: Any, thing: Any) -> bool:
    """Member of the organisation in any role."""
    return user.membership_role(thing.organisation) is not None


@rules.predicate
def edits_for(user: Any, thing: Any) -> bool:
    """Member of the organisation who may write: editor or signatory."""
    return user.membership_role(thing.organisation) in ("editor", "signatory")


@rules.predicate
def signs_for(user: Any, thing: Any) -> bool:
    """Authorised signatory of the organisation (firmatecknare, behörig företrädare)."""
    return user.membership_role(thing.organisation) == "signatory"


@rules.predicate
def has_no_interest(user: Any, thing: Any) -> bool:
    """No known conflict of interest with the applicant (förvaltningslagen 16 §)."""
    return not thing.conflicts_with(user)
