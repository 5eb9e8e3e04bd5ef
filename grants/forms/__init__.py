"""What people fill in on this floor, cleaned: calls, organisations, steps, language, self-test.

A form cleans and never carries out. `SekField` and `SwedishMomentField` serve every floor.
"""

from grants.forms.calls import CallFilter, CallSheet, Row, Rows, earmark_key
from grants.forms.fields import SekField, SwedishMomentField
from grants.forms.mails import MailFilter
from grants.forms.organisations import OrganisationForm
from grants.forms.people import LanguageForm, NoteForm
from grants.forms.selftest import PlanForm, WhoForm

__all__ = [
    "CallFilter",
    "CallSheet",
    "LanguageForm",
    "MailFilter",
    "NoteForm",
    "OrganisationForm",
    "PlanForm",
    "Row",
    "Rows",
    "SekField",
    "SwedishMomentField",
    "WhoForm",
    "earmark_key",
]
