"""Files, one or more."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grants import files


class MultipleFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files of the kinds that are let in. Cleans to a list."""

    widget = MultipleFiles(attrs={"accept": ",".join(f".{kind}" for kind in files.KINDS)})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not given:
            raise ValidationError(_("Choose a file."), code="required")
        for upload in given:
            files.check(upload)
        return list(given)


class AttachForm(forms.Form):
    """Files for an application."""

    uploads = FilesField(
        label=_("Files"), help_text=_("PDF, PNG, JPEG, DOCX, XLSX or ODT, at most 25 MB each.")
    )
