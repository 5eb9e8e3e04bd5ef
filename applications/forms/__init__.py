"""What people fill in on this floor, cleaned, by thing. A form cleans and never carries out."""

from applications.forms.attachments import AttachForm, FilesField
from applications.forms.checks import CheckForm
from applications.forms.completion import AnswerForm, CompletionForm
from applications.forms.drafts import BeginForm, answers_to, shown_in, typed_in
from applications.forms.lists import ApplicationFilter
from applications.forms.signing import SignForm
from applications.forms.texts import LONG, SHORT, TextField, free_text

__all__ = [
    "LONG",
    "SHORT",
    "AnswerForm",
    "ApplicationFilter",
    "AttachForm",
    "BeginForm",
    "CheckForm",
    "CompletionForm",
    "FilesField",
    "SignForm",
    "TextField",
    "answers_to",
    "free_text",
    "shown_in",
    "typed_in",
]
