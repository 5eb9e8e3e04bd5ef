"""To ask for completion, and to answer."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from applications.forms.attachments import FilesField
from applications.forms.texts import LONG, TextField, free_text
from grants import clock


class CompletionForm(forms.Form):
    """What the officer asks the applicant to complete, and until when."""

    what = TextField(
        label=_("What is missing"),
        help_text=_("One thing a line, in plain words. The applicant reads exactly this."),
    )
    deadline = forms.DateField(label=_("Last day to answer"), widget=forms.DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free_text(self.fields["what"], LONG)

    def clean_deadline(self) -> date:
        deadline: date = self.cleaned_data["deadline"]
        if deadline <= clock.today():
            raise ValidationError(_("Choose a day after today."))
        if deadline > clock.today() + timedelta(days=366):
            raise ValidationError(_("Choose a day within a year."))
        return deadline


class AnswerForm(forms.Form):
    """The applicant's answer to a request for completion, with files if need be."""

    answer = TextField(label=_("Your answer"), help_text=_("Say what you have added or changed."))
    uploads = FilesField(
        label=_("Files"),
        required=False,
        help_text=_("PDF, PNG, JPEG, DOCX, XLSX or ODT, at most 25 MB each."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free_text(self.fields["answer"], LONG)
