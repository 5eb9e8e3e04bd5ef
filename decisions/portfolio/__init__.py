"""The best set of applications under a frame and its earmarks: rows in, choice and reasons out.

Knows no model. `propose` gives the proposal beside the plain ranking, `with_more` what another
million would fund, `tipping` what would have brought one in that is left out.
"""

from decisions.portfolio.proposal import (
    Choice,
    More,
    Proposal,
    Purpose,
    Ranking,
    propose,
    with_more,
)
from decisions.portfolio.reasons import Reason
from decisions.portfolio.terms import Candidate, Earmark, Limit, Terms
from decisions.portfolio.tipping import Tipping, near_the_line, tipping

__all__ = [
    "Candidate",
    "Choice",
    "Earmark",
    "Limit",
    "More",
    "Proposal",
    "Purpose",
    "Ranking",
    "Reason",
    "Terms",
    "Tipping",
    "near_the_line",
    "propose",
    "tipping",
    "with_more",
]
