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
from grants.questions.fields import refuse_personal_number, refuse_unwanted, unwanted_in
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
    "Entry",
    "Fault",
    "Offers",
    "Question",
    "Section",
    "Version",
    "carry",
    "clean",
    "compare",
    "form",
    "missing",
    "refuse_personal_number",
    "refuse_unwanted",
    "shown",
    "sums",
    "unwanted_in",
]
