"""Who may do what on floor 4: attest and clear payments, by two different persons."""

from typing import Any

import rules as predicates

from applications.rules import pays


@predicates.predicate
def has_not_attested(user: Any, thing: Any) -> bool:
    """Nobody attests twice: the second person is another one than the first."""
    return thing.attested_by_id != user.pk


clears = pays & has_not_attested
