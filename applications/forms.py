"""What people fill in on this floor, cleaned: drafts and their rows, files, completions, checks.

A form cleans and never carries out. A draft may be incomplete: what is missing is told beside it
(`Application.faults`) and stops the submission; only what cannot be understood stops a save.
"""

from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from applications.models import Application, CheckItem
from grants import clock, files, law
from grants.forms import SekField
from grants.models import Call, County, Fund, Organisation

SHORT, LONG = 1000, 5000  # characters
MOST_ROWS = 100


def no_personal_number(text: str) -> None:
    """Raises ValidationError when the text holds what may be a personal identity number."""
    if law.looks_like_personal_identity_number(text):
        raise ValidationError(
            _(
                "This looks like a personal identity number. Take it out: what you write here may "
                "be read by anybody who asks for it."
            )
        )


def _free_text(field: forms.Field, most: int) -> None:
    """Make the field refuse personal numbers and more than `most` characters, in plain words.

    The browser is not told the limit: it would cut off what somebody pastes without a word.
    """
    field.widget.attrs.pop("maxlength", None)
    field.validators = [v for v in field.validators if not isinstance(v, MaxLengthValidator)]
    field.validators += [
        MaxLengthValidator(
            most, _("Write at most %(limit_value)d characters. You have %(show_value)d.")
        ),
        no_personal_number,
    ]


class TextField(forms.CharField):
    """A longer text. Line breaks count as one character, whatever the browser sends."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class MoneyOrNothing(SekField):
    """An amount in SEK; an empty box is 0."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        return super().clean(value) or 0

    def has_changed(self, initial: Any, data: Any) -> bool:
        """An empty box and 0 are the same."""
        return super().has_changed(initial or None, None if data == "0" else data)

    def prepare_value(self, value: Any) -> Any:
        return "" if value == 0 else super().prepare_value(value)


# To begin


class BeginForm(forms.Form):
    """For which organisation, and what the activity is called."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation that applies"), widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=_("Name of the activity"),
        max_length=150,
        help_text=_("A few words that say what you want to do. You can change it later."),
    )

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=[o.pk for o in organisations])  # type: ignore[attr-defined]  # a ModelChoiceField
        field.empty_label = None  # type: ignore[attr-defined]  # a ModelChoiceField
        if len(organisations) == 1:
            field.initial, field.widget, field.required = (
                organisations[0].pk,
                forms.HiddenInput(),
                False,
            )
        self.only = organisations[0] if len(organisations) == 1 else None
        _free_text(self.fields["title"], 150)

    def clean_organisation(self) -> Any:
        return self.cleaned_data["organisation"] or self.only


# To sign


class SignForm(forms.Form):
    """The declaration of who signs. `version` is the draft she has read, `attached` its files."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    attached = forms.CharField(widget=forms.HiddenInput, required=False)
    declares = forms.BooleanField(
        label=_("I sign the application and declare that what it says is right."),
        error_messages={"required": _("Tick the box to sign the application.")},
    )


# Files


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


# Completion


class CompletionForm(forms.Form):
    """What the officer asks the applicant to complete, and until when."""

    what = TextField(
        label=_("What is missing"),
        help_text=_("One thing a line, in plain words. The applicant reads exactly this."),
    )
    deadline = forms.DateField(label=_("Last day to answer"), widget=forms.DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _free_text(self.fields["what"], LONG)

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
        _free_text(self.fields["answer"], LONG)


# The formal check


class CheckForm(forms.Form):
    """The questions of the formal check: yes, no or not yet answered, each with a note."""

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answered = {item.question: item for item in application.check_items.all()}
        for key, label in CheckItem.Question.choices:
            item = answered.get(key)
            self.fields[key] = forms.ChoiceField(
                label=label,
                choices=[("yes", _("Yes")), ("no", _("No"))],
                widget=forms.RadioSelect,
                required=False,
                initial=("yes" if item.holds else "no") if item else "",
            )
            self.fields[f"{key}_note"] = forms.CharField(
                label=_("Note"), required=False, initial=item.note if item else ""
            )
            _free_text(self.fields[f"{key}_note"], 300)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for key, _label in CheckItem.Question.choices:
            note = f"{key}_note"
            if cleaned.get(key) == "no" and not cleaned.get(note) and note not in self.errors:
                self.add_error(note, _("Say in a few words why the answer is no."))
        return cleaned

    def answers(self) -> dict[str, tuple[bool, str]]:
        """Question to (holds, note), for the questions that are answered."""
        given = self.cleaned_data
        return {
            key: (given[key] == "yes", given[f"{key}_note"])
            for key, _label in CheckItem.Question.choices
            if given[key]
        }


# The list


class ApplicationFilter(django_filters.FilterSet):
    """What the list of applications can be narrowed by."""

    q = django_filters.CharFilter(method="search", label=_("Words"))
    call = django_filters.ModelChoiceFilter(queryset=Call.objects.none(), label=_("Call"))
    fund = django_filters.ModelChoiceFilter(
        field_name="call__fund", queryset=Fund.objects.all(), label=_("Fund")
    )
    county = django_filters.ModelChoiceFilter(queryset=County.objects.all(), label=_("County"))
    year = django_filters.NumberFilter(field_name="call__frame__year", label=_("Year"))
    state = django_filters.ChoiceFilter(choices=Application.State.choices, label=_("State"))

    class Meta:
        model = Application
        fields = ("q", "call", "fund", "county", "year", "state")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = Application.objects.visible_to(user).order_by().values("call")
        self.filters["call"].queryset = Call.objects.filter(pk__in=there)
        if not user.posts_today:
            for name in ("county", "year"):
                del self.filters[name]

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """In the title, the registration number, and the organisation's name and number."""
        found = Q()
        for place in ("title", "case_number", "organisation__name", "organisation__org_nr"):
            found |= Q(**{f"{place}__icontains": value})
        return queryset.filter(found)
