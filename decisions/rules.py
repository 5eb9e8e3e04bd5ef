"""Who may do what on floor 3: assess, give an opinion, propose and sign."""

from typing import Any

import rules as predicates

from applications.models import UNDECIDED
from applications.rules import decides_on, drafts, prepares
from grants import rules


@predicates.predicate
def is_the_assessor(user: Any, thing: Any) -> bool:
    """The person to whom this assessment was assigned."""
    return thing.assessor_id == user.pk


@predicates.predicate
def is_not_the_presenter(user: Any, thing: Any) -> bool:
    """Four eyes: whoever proposes a decision does not sign it."""
    return thing.presenter_id != user.pk


assesses = is_the_assessor & rules.has_no_interest
signs = decides_on & is_not_the_presenter


# Of an application: what may be begun on this floor.


@predicates.predicate
def is_under_assessment(user: Any, application: Any) -> bool:
    return application.state == "assessment"


@predicates.predicate
def has_no_decision(user: Any, application: Any) -> bool:
    """It can be decided: prepared or assessed, and no decision is on its way."""
    open_to_decide = application.state in ("preparation", "assessment")
    return open_to_decide and not application.decisions.exclude(state="dropped").exists()


@predicates.predicate
def needs_to_hear_the_county(user: Any, application: Any) -> bool:
    """The county has not been asked, and must be before a decision (2010:1122 37 b §)."""
    return (
        application.call.terms.needs_opinion
        and application.county != application.deciding_county
        and application.state in UNDECIDED
        and not application.opinions.exists()
    )


assigns = prepares & is_under_assessment
drafts_anew = drafts & has_no_decision
asks_the_county = drafts & needs_to_hear_the_county
