"""Files, one or more."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grants import files


class FileField(forms.FileField):
    """One file of the kinds that are let in."""

    widget = forms.FileInput(attrs={"accept": files.ACCEPT})
    default_error_messages = {
        "required": _("Choose a file."),
        "empty": _("The file is empty. Choose it again."),
    }

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload:
            files.check(upload)
        return upload


class MultipleFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files of the kinds that are let in. Cleans to a list."""

    widget = MultipleFiles(attrs={"accept": files.ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Raises ValidationError with a line for each file that is not let in."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not given:
            raise ValidationError(_("Choose a file."), code="required")
        wrong: list[ValidationError] = []
        for upload in given:
            try:
                files.check(upload)
            except ValidationError as error:
                wrong.append(error)
        if wrong:
            raise ValidationError(wrong)
        return list(given)


class AttachForm(forms.Form):
    """Files for an application."""

    uploads = FilesField(
        label=_("Files"),
        help_text=_("PDF, PNG, JPEG, TIF, DOCX, DOC, XLSX, ODT or ODS, at most 25 MB each."),
    )
