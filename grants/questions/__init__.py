"""A form version and its answers: asked, cleaned, compared, carried over. Knows no model.

The same fields clean a page, an import and the API, so the three can never disagree.
"""

from grants.questions.answers import (
    AnswerForm,
    Cleaned,
    Entry,
    Fault,
    clean,
    form,
    missing,
    shown,
    sums,
)
from grants.questions.compare import Change, carry, compare
from grants.questions.differences import Difference, Piece, difference, differences
from grants.questions.fields import (
    refuse_personal_number,
    refuse_personal_number_in_phone,
    refuse_unwanted,
    unwanted_in,
)
from grants.questions.version import (
    BOUND,
    KINDS,
    OPENNESS,
    Choice,
    Condition,
    Offers,
    Question,
    Section,
    Version,
)

__all__ = [
    "BOUND",
    "KINDS",
    "OPENNESS",
    "AnswerForm",
    "Change",
    "Choice",
    "Cleaned",
    "Condition",
    "Difference",
    "Entry",
    "Fault",
    "Offers",
    "Piece",
    "Question",
    "Section",
    "Version",
    "carry",
    "clean",
    "compare",
    "difference",
    "differences",
    "form",
    "missing",
    "refuse_personal_number",
    "refuse_personal_number_in_phone",
    "refuse_unwanted",
    "shown",
    "sums",
    "unwanted_in",
]
