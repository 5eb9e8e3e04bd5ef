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
        and not application.opinions.of_the_county(application).exists()
    )


@predicates.predicate
def may_be_heard_about(user: Any, application: Any) -> bool:
    """The case is open, and somebody's opinion can still weigh in."""
    return application.state in UNDECIDED


@predicates.predicate
def asked_for_it(user: Any, opinion: Any) -> bool:
    """Officer at the board for which the opinion is asked, which handles the case."""
    application = opinion.application
    boards = (application.county, application.deciding_county)
    works = opinion.asking in boards and user.holds("officer", opinion.asking)
    return bool(works and not application.conflicts_with(user))


@predicates.predicate
def is_asked_as_a_board(user: Any, opinion: Any) -> bool:
    """It is put to a county administrative board, and not to somebody with a link."""
    return opinion.board_id is not None


assigns = prepares & is_under_assessment
drafts_anew = drafts & has_no_decision
asks_the_county = drafts & needs_to_hear_the_county
asks_anyone = (prepares | drafts) & may_be_heard_about
asks_another = asks_anyone & ~asks_the_county
answers_for_the_board = is_asked_as_a_board & rules.is_officer & rules.has_no_interest
