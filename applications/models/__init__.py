"""What is true on floor 2: what is asked."""

from applications.models.alike import hits, look_for, read, read_waiting
from applications.models.answers import values_of, write
from applications.models.application import Application
from applications.models.certificate import Certificate
from applications.models.checks import CheckItem, checklist_of, failed, is_checked, proposal, to_ask
from applications.models.conflicts import Conflict, PossibleConflict, declare
from applications.models.copying import copy, prefill
from applications.models.correspondence import Message, Note, Notice
from applications.models.counters import faults as counter_faults
from applications.models.counters import mend as mend_counters
from applications.models.fair_copy import FairCopy
from applications.models.findings import (
    Finding,
    Found,
    Known,
    answer_checks,
    findings,
    found_in,
)
from applications.models.following import (
    ENOUGH,
    Timing,
    begun_at,
    catch_up,
    lay_aside,
    reminder_due,
)
from applications.models.likeness import Likeness, Passage, Waiting
from applications.models.parts import (
    MANDATE,
    ORIGINAL,
    Attachment,
    CaseSeries,
    CostLine,
    Partner,
)
from applications.models.progress import Part, Progress, progress_of
from applications.models.queries import UNDECIDED
from applications.models.record import EarlierGrant, earlier_grants
from applications.models.saving import Other, Outcome, Shown, mark_of, merge, shown_now
from applications.models.signing import (
    DECLARATION,
    DECLARATION_FROM_PAPER,
    Mandate,
    Signature,
    SignedSoFar,
    signature_finding,
    signatures_of,
    signed_so_far,
)
from applications.models.snapshot import Frozen, checksum_of, read_back
from applications.models.sought import (
    NOT_COUNTED,
    Day,
    Movement,
    Oversubscription,
    Sought,
    in_round_figures,
    in_steps,
)
from applications.models.supplement import FILES, STANDARD, WORDS, Supplement, usual_consequence
from applications.models.whole import gather
from grants.models import offers_of

__all__ = [
    "DECLARATION",
    "DECLARATION_FROM_PAPER",
    "ENOUGH",
    "FILES",
    "MANDATE",
    "NOT_COUNTED",
    "ORIGINAL",
    "STANDARD",
    "UNDECIDED",
    "WORDS",
    "Application",
    "Attachment",
    "CaseSeries",
    "Certificate",
    "CheckItem",
    "Conflict",
    "CostLine",
    "Day",
    "EarlierGrant",
    "FairCopy",
    "Finding",
    "Found",
    "Frozen",
    "Known",
    "Likeness",
    "Mandate",
    "Message",
    "Movement",
    "Note",
    "Notice",
    "Other",
    "Outcome",
    "Oversubscription",
    "Part",
    "Partner",
    "Passage",
    "PossibleConflict",
    "Progress",
    "Shown",
    "Signature",
    "SignedSoFar",
    "Sought",
    "Supplement",
    "Timing",
    "Waiting",
    "answer_checks",
    "begun_at",
    "catch_up",
    "checklist_of",
    "checksum_of",
    "copy",
    "counter_faults",
    "declare",
    "earlier_grants",
    "failed",
    "findings",
    "found_in",
    "gather",
    "hits",
    "in_round_figures",
    "in_steps",
    "is_checked",
    "lay_aside",
    "look_for",
    "mark_of",
    "mend_counters",
    "merge",
    "offers_of",
    "prefill",
    "progress_of",
    "proposal",
    "read",
    "read_back",
    "read_waiting",
    "reminder_due",
    "shown_now",
    "signature_finding",
    "signatures_of",
    "signed_so_far",
    "to_ask",
    "usual_consequence",
    "values_of",
    "write",
]
