"""What people fill in on this floor, cleaned: calls, needs, organisations, self-test.

A form cleans and never carries out. `SekField` and `SwedishMomentField` serve every floor.
"""

from grants.forms.calls import CallFilter, CallSheet, PriorityForm, Row, Rows, earmark_key
from grants.forms.cloning import CloneForm
from grants.forms.fields import LineField, SekField, SwedishMomentField
from grants.forms.mails import MailFilter
from grants.forms.members import InviteForm, JoinForm, RoleForm
from grants.forms.needs import (
    ChooseFigures,
    ChoosePicture,
    FiguresForm,
    SeriesForm,
    SheetForm,
)
from grants.forms.organisations import (
    AccountForm,
    NumberForm,
    PaperForm,
    ProfileForm,
    RegisterForm,
    StatementsForm,
)
from grants.forms.people import LanguageForm, NoteForm
from grants.forms.priorities import ChoosePriorities, RegionalPriorityForm
from grants.forms.questionnaires import Around, QuestionSheet, SectionForm, with_rows
from grants.forms.selftest import PlanForm, WhoForm

__all__ = [
    "AccountForm",
    "Around",
    "CallFilter",
    "CallSheet",
    "ChooseFigures",
    "ChoosePicture",
    "ChoosePriorities",
    "CloneForm",
    "FiguresForm",
    "InviteForm",
    "JoinForm",
    "LanguageForm",
    "LineField",
    "MailFilter",
    "NoteForm",
    "NumberForm",
    "PaperForm",
    "PlanForm",
    "PriorityForm",
    "ProfileForm",
    "QuestionSheet",
    "RegionalPriorityForm",
    "RegisterForm",
    "RoleForm",
    "Row",
    "Rows",
    "SectionForm",
    "SekField",
    "SeriesForm",
    "SheetForm",
    "StatementsForm",
    "SwedishMomentField",
    "WhoForm",
    "earmark_key",
    "with_rows",
]
