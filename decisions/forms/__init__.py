"""What people fill in on this floor, cleaned: assignments, scores, opinions, decisions, filters."""

from decisions.forms.assessing import (
    CANNOT_JUDGE,
    AssessmentFilter,
    AssignForm,
    AssignManyForm,
    RecuseForm,
    ScoreForm,
)
from decisions.forms.deciding import DecisionFilter, DecisionForm, SignForm
from decisions.forms.opinions import AskOpinionForm, OpinionForm

__all__ = [
    "CANNOT_JUDGE",
    "AskOpinionForm",
    "AssessmentFilter",
    "AssignForm",
    "AssignManyForm",
    "DecisionFilter",
    "DecisionForm",
    "OpinionForm",
    "RecuseForm",
    "ScoreForm",
    "SignForm",
]
