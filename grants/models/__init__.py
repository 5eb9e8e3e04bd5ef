"""What is true on floor 1: who, where, what is offered, and the history that every life writes."""

from grants.models.call import Call, Criterion, Priority
from grants.models.fund import CostCategory, Earmark, Frame, Fund, FundTerms, Posting, Purpose
from grants.models.joining import Invitation, JoinRequest
from grants.models.life import Birth, Event, Life, Mail, Outsider, along
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
    LegalForm,
    Municipality,
    ReferenceFigure,
)
from grants.models.questionnaire import Questionnaire, StandardForm

__all__ = [
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
    "Invitation",
    "JoinRequest",
    "LegalForm",
    "Life",
    "Mail",
    "Membership",
    "Municipality",
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
    "SignedInRequest",
    "StandardForm",
    "User",
    "along",
    "offers_of",
]
