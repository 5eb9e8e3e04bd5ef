"""What people fill in on this floor, cleaned: assignments, scores, opinions, decisions, filters."""

from decisions.forms.assessing import (
    AssessmentFilter,
    DeclarationForm,
    RecuseForm,
    ScoreForm,
)
from decisions.forms.assigning import (
    AssignFilter,
    AssignForm,
    AssignManyForm,
    MaskedWordsForm,
    ProposalForm,
    ReadersForm,
)
from decisions.forms.deciding import DecisionFilter, DecisionForm, SignForm
from decisions.forms.opinions import AskOpinionForm, OpinionForm

__all__ = [
    "AskOpinionForm",
    "AssessmentFilter",
    "AssignFilter",
    "AssignForm",
    "AssignManyForm",
    "DecisionFilter",
    "DecisionForm",
    "DeclarationForm",
    "MaskedWordsForm",
    "OpinionForm",
    "ProposalForm",
    "ReadersForm",
    "RecuseForm",
    "ScoreForm",
    "SignForm",
]
