"""Fields that several forms of this floor have."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grants import clock


class DayField(forms.DateField):
    """A day from today on."""

    widget = forms.DateInput

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day is not None and day < clock.today():
            raise forms.ValidationError(_("The day has already passed."), code="passed")
        return day
