"""Who may do what on floor 3: assess, give an opinion, propose and sign."""

from typing import Any

import rules as predicates

from applications.rules import decides_on
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
