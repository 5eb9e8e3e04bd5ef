"""Free text that people write, cleaned the same in every form of this floor."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from grants import questions

SHORT, LONG = 1000, 5000  # characters


def free_text(field: forms.Field, most: int) -> None:
    """Make the field refuse personal numbers, hidden signs and more than `most` characters.

    The browser is not told the limit: it would cut off what somebody pastes without a word.
    """
    field.widget.attrs.pop("maxlength", None)
    field.validators = [v for v in field.validators if not isinstance(v, MaxLengthValidator)]
    field.validators += [
        MaxLengthValidator(
            most, _("Write at most %(limit_value)d characters. You have %(show_value)d.")
        ),
        questions.refuse_personal_number,
        questions.refuse_unwanted,
    ]


class TextField(forms.CharField):
    """A longer text. Line breaks count as one character, whatever the browser sends."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text
