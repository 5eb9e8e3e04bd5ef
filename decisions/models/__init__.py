"""What is true on floor 3: what is answered."""

from decisions.models.assessment import Assessment, CommonCase, Score
from decisions.models.decision import Decision, DecisionQuerySet
from decisions.models.opinion import Opinion
from decisions.models.ranking import Ranked, ranking
from decisions.models.recommended import Recommended
from decisions.models.scenario import Scenario

__all__ = [
    "Assessment",
    "CommonCase",
    "Decision",
    "DecisionQuerySet",
    "Opinion",
    "Ranked",
    "Recommended",
    "Scenario",
    "Score",
    "ranking",
]
