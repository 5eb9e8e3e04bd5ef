"""What people fill in on this floor, cleaned, by thing. A form cleans and never carries out."""

from applications.forms.attachments import AttachForm, FilesField
from applications.forms.checks import CheckForm, LikenessForm
from applications.forms.completion import CompletionForm, SendForm, answers_asked
from applications.forms.drafts import BeginForm, answers_to, shown_in, typed_in
from applications.forms.lists import ApplicationFilter
from applications.forms.messages import ContactForm, MessageForm, NotedForm, NoteForm, NoticeForm
from applications.forms.paper import OriginalForm, PaperForm
from applications.forms.pressure import CUTS, PressureFilter
from applications.forms.signing import MandateForm, SignForm
from applications.forms.texts import LONG, SHORT, TextField, free_text

__all__ = [
    "CUTS",
    "LONG",
    "SHORT",
    "ApplicationFilter",
    "AttachForm",
    "BeginForm",
    "CheckForm",
    "CompletionForm",
    "ContactForm",
    "FilesField",
    "LikenessForm",
    "MandateForm",
    "MessageForm",
    "NoteForm",
    "NotedForm",
    "NoticeForm",
    "OriginalForm",
    "PaperForm",
    "PressureFilter",
    "SendForm",
    "SignForm",
    "TextField",
    "answers_asked",
    "answers_to",
    "free_text",
    "shown_in",
    "typed_in",
]
