"""What is true on floor 3: what is answered."""

from decisions.models.assessment import Assessment, Ranked, Score, ranking
from decisions.models.decision import Decision
from decisions.models.opinion import Opinion

__all__ = ["Assessment", "Decision", "Opinion", "Ranked", "Score", "ranking"]
