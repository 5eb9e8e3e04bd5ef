"""What is true on floor 3: what is answered."""

from decisions.models.assessment import Assessment, Score
from decisions.models.decision import Decision, DecisionQuerySet
from decisions.models.opinion import Opinion
from decisions.models.ranking import Ranked, ranking

__all__ = ["Assessment", "Decision", "DecisionQuerySet", "Opinion", "Ranked", "Score", "ranking"]
