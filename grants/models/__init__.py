"""What is true on floor 1: who, where, what is offered, and the history that every life writes."""

from grants.models.call import Anchor, Call, Criterion, Priority
from grants.models.fund import CostCategory, Earmark, Frame, Fund, FundTerms, Posting, Purpose
from grants.models.joining import Invitation, JoinRequest
from grants.models.life import (
    Birth,
    Event,
    Life,
    Mail,
    Outsider,
    StateField,
    along,
    cases_of_interest_to,
)
from grants.models.needs import NeedFigure, NeedSeries
from grants.models.offers import offers_of
from grants.models.organisations import (
    Membership,
    Organisation,
    OrganisationPaper,
    OrganisationStatement,
)
from grants.models.people import Post, SignedInRequest, User
from grants.models.places import (
    ApplicantType,
    ChildRight,
    County,
    Goal,
    HumanRightsTheme,
    LegalForm,
    Municipality,
    ReferenceFigure,
)
from grants.models.priorities import RegionalPriority
from grants.models.questionnaire import Questionnaire, StandardForm

__all__ = [
    "Anchor",
    "ApplicantType",
    "Birth",
    "Call",
    "ChildRight",
    "CostCategory",
    "County",
    "Criterion",
    "Earmark",
    "Event",
    "Frame",
    "Fund",
    "FundTerms",
    "Goal",
    "HumanRightsTheme",
    "Invitation",
    "JoinRequest",
    "LegalForm",
    "Life",
    "Mail",
    "Membership",
    "Municipality",
    "NeedFigure",
    "NeedSeries",
    "Organisation",
    "OrganisationPaper",
    "OrganisationStatement",
    "Outsider",
    "Post",
    "Posting",
    "Priority",
    "Purpose",
    "Questionnaire",
    "ReferenceFigure",
    "RegionalPriority",
    "SignedInRequest",
    "StandardForm",
    "StateField",
    "User",
    "along",
    "cases_of_interest_to",
    "offers_of",
]
