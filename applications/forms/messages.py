"""What people say in a case: a message, a note, a report of a change, a contact person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.texts import LONG, TextField, free_text
from applications.models import Application, Notice
from grants import questions


class _TextForm(forms.Form):
    """A form with one long text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name in ("text", "answer"):
            if name in self.fields:
                free_text(self.fields[name], LONG)


class MessageForm(_TextForm):
    """A message to the other side."""

    text = TextField(
        label=_("Write a message"),
        help_text=_("Do not write about private persons' health or other circumstances."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write something before you send it.")},
    )


class NoteForm(_TextForm):
    """An internal note of the board."""

    text = TextField(
        label=_("Write a note"),
        help_text=_("A note in a case may be asked for as a public document."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write something before you save it.")},
    )


class NoticeForm(_TextForm):
    """That circumstances have changed: what, and from when."""

    about = forms.ChoiceField(
        label=_("What has changed?"), choices=Notice.About.choices, widget=forms.RadioSelect
    )
    text = TextField(
        label=_("Tell what has changed, and from when"), widget=forms.Textarea(attrs={"rows": 6})
    )


class NotedForm(_TextForm):
    """What follows from a change of circumstances."""

    answer = TextField(
        label=_("What follows from it"),
        help_text=_("The applicant reads this, for example that nothing needs to be done."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ContactForm(forms.Form):
    """Whom the board can ask."""

    name = forms.CharField(label=_("Contact person"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)

    def __init__(self, data: Any = None, *, application: Application) -> None:
        now = {
            "name": application.contact_name,
            "email": application.contact_email,
            "phone": application.contact_phone,
        }
        super().__init__(data, initial=now)
        self.label_suffix = ""
        free_text(self.fields["name"], 120)
        phone = self.fields["phone"]
        phone.validators.append(questions.refuse_unwanted)
        phone.validators.append(questions.refuse_personal_number_in_phone)
