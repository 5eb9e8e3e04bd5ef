"""What is true on floor 3: what is answered."""

from decisions.models.assessment import Assessment, Score
from decisions.models.assigning import (
    AssignmentProposal,
    CommonCase,
    Declaration,
    MaskedWords,
    ShortcutsOff,
)
from decisions.models.decision import Decision, DecisionQuerySet
from decisions.models.opinion import Opinion
from decisions.models.ranking import Ranked, ranking
from decisions.models.recommended import Recommended
from decisions.models.scenario import Scenario

__all__ = [
    "Assessment",
    "AssignmentProposal",
    "CommonCase",
    "Decision",
    "DecisionQuerySet",
    "Declaration",
    "MaskedWords",
    "Opinion",
    "Ranked",
    "Recommended",
    "Scenario",
    "Score",
    "ShortcutsOff",
    "ranking",
]
