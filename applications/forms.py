"""What people fill in on this floor, cleaned: drafts and their rows, files, completions, checks.

A form cleans and never carries out. A draft may be incomplete: what is missing is told beside it
(`Application.faults`) and stops the submission; only what cannot be understood stops a save.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from applications.models import Application, CheckItem, CostLine, Partner
from grants import clock, files, law
from grants.forms import SekField
from grants.models import Call, County, Fund, Municipality, Organisation

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


# The draft

HINTS = {
    "title": _("A few words that say what you want to do."),
    "summary": _("What, where and for whom, in a few sentences. At most 1 000 characters."),
    "need": _("What is lacking today, and how do you know? At most 5 000 characters."),
    "aims": _("What will be different when you are done?"),
    "target_group": _("Who takes part, and how do you reach them?"),
    "women": _("About how many."),
    "men": _("About how many."),
    "activities": _("What you will do, and about when."),
    "follow_up": _("How you will know that it worked."),
    "purposes": _("Tick those that the activity serves."),
    "priorities": _("What the county administrative board puts first. Tick those that fit."),
    "municipalities": _("Tick every municipality where people can take part."),
    "earmark": _("Part of the money is kept for a purpose. Choose it if you apply for that part."),
    "own_funding": _("What you put in yourselves. Leave empty if nothing."),
    "other_funding": _("From others, such as a municipality. Leave empty if nothing."),
    "contact_name": _("Whom the case officer can ask."),
}


class DraftForm(forms.ModelForm):
    """All of an application but its rows. Nothing but the name must be there to save."""

    amount = MoneyOrNothing(label=_("Amount you apply for"))
    own_funding = MoneyOrNothing(label=_("Own money"))
    other_funding = MoneyOrNothing(label=_("Other public money"))

    class Meta:
        model = Application
        fields = (
            *("title", "summary", "need", "aims", "target_group", "women", "men", "activities"),
            *("follow_up", "purposes", "priorities", "earmark", "municipalities", "period_from"),
            *("period_to", "amount", "own_funding", "other_funding"),
            *("contact_name", "contact_email", "contact_phone"),
        )
        field_classes = dict.fromkeys(
            ("summary", "need", "aims", "target_group", "activities", "follow_up"), TextField
        )
        help_texts = HINTS
        widgets = {
            "purposes": forms.CheckboxSelectMultiple,
            "priorities": forms.CheckboxSelectMultiple,
            "municipalities": forms.CheckboxSelectMultiple,
            "period_from": forms.DateInput,
            "period_to": forms.DateInput,
            "earmark": forms.RadioSelect,
            "women": forms.TextInput(attrs={"inputmode": "numeric"}),
            "men": forms.TextInput(attrs={"inputmode": "numeric"}),
            "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "contact_email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "contact_phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, TextField):
                _free_text(field, SHORT if name == "summary" else LONG)
                field.widget.attrs["rows"] = 4 if name in ("summary", "follow_up") else 7
            elif isinstance(field, forms.CharField):
                _free_text(field, field.max_length or 254)
            elif isinstance(field, forms.IntegerField):
                field.error_messages["invalid"] = _("Write a whole number, for example 25.")
            elif isinstance(field, forms.DateField):
                field.error_messages["invalid"] = _("Write a day, for example 2027-03-01.")
        self.fields["title"].error_messages["required"] = _("Give the activity a name.")
        self._offer_what_the_call_offers(self.instance.call)

    def _offer_what_the_call_offers(self, call: Call) -> None:
        offered: dict[str, QuerySet[Any]] = {
            "purposes": call.terms.purposes.all(),
            "priorities": call.priorities.prefetch_related("goals"),
            "municipalities": _municipalities(call),
            "earmark": call.frame.earmarks.all(),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["priorities"].label_from_instance = _with_goals  # type: ignore[attr-defined]  # likewise
        if call.national:
            self.fields["municipalities"].label_from_instance = _with_county  # type: ignore[attr-defined]  # likewise
        self.fields["earmark"].empty_label = _("Not earmarked money")  # type: ignore[attr-defined]  # likewise
        if not call.frame.earmarks.all():
            del self.fields["earmark"]

    def clean(self) -> dict[str, Any]:
        """The period must be in order and within the call's."""
        cleaned = super().clean() or self.cleaned_data
        call, first, last = self.instance.call, cleaned.get("period_from"), cleaned.get("period_to")
        for name, day in (("period_from", first), ("period_to", last)):
            if day and not call.is_within_period(day, day):
                self.add_error(name, outside_the_call(call))
        if first and last and last < first:
            self.add_error("period_to", _("The period must end after it begins."))
        return cleaned

    def years(self) -> range:
        """The years that a cost may fall in: those of the activity, else those of the call."""
        call, cleaned = self.instance.call, getattr(self, "cleaned_data", {})
        first = cleaned.get("period_from") or call.period_from
        last = cleaned.get("period_to") or call.period_to
        return range(first.year, last.year + 1)


def outside_the_call(call: Call) -> ValidationError:
    return ValidationError(
        _("The call pays for activities from %(first)s to %(last)s."),
        params={"first": call.period_from.isoformat(), "last": call.period_to.isoformat()},
    )


def _municipalities(call: Call) -> QuerySet[Municipality]:
    """Those of the call's county; for a national call all, the board's own county first."""
    if not call.national:
        return Municipality.objects.filter(county=call.county_id).order_by("name")
    own_first = Case(When(county=call.county_id, then=0), default=1)
    return Municipality.objects.select_related("county").order_by(own_first, "county", "name")


def _with_goals(priority: Any) -> str:
    goals = ", ".join(str(goal) for goal in priority.goals.all())
    return f"{priority} (Agenda 2030: {goals})" if goals else str(priority)


def _with_county(municipality: Any) -> str:
    return f"{municipality}, {municipality.county}"


class CostLineForm(forms.ModelForm):
    """One row of costs. An empty row is no row."""

    amount = SekField(label=_("Amount"), min_value=0)

    class Meta:
        model = CostLine
        fields = ("category", "description", "year", "amount")

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_permitted = True
        years = range(call.period_from.year, call.period_to.year + 1)
        self.fields["year"] = forms.TypedChoiceField(
            label=_("Year"),
            coerce=int,
            choices=[("", "–"), *((str(y), str(y)) for y in years)],
            initial=str(years[0]) if len(years) == 1 else "",
            error_messages={"invalid_choice": _("Choose a year within the period of the call.")},
        )
        self.order_fields(["category", "description", "year", "amount"])
        self.fields["amount"].validators.append(
            MinValueValidator(1, _("Write an amount above 0, or remove the row."))
        )
        _free_text(self.fields["description"], 200)

    def has_changed(self) -> bool:
        """Whether anything was written; the year alone stands there from the start."""
        return bool({"category", "description", "amount"} & set(self.changed_data))


class PartnerForm(forms.ModelForm):
    """One row of partners. An empty row is no row."""

    class Meta:
        model = Partner
        fields = ("name", "org_nr", "part")

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_permitted = True
        self.fields["org_nr"].widget.attrs.pop("maxlength", None)
        self.fields["org_nr"].max_length = None  # type: ignore[attr-defined]  # a CharField
        self.fields["org_nr"].validators = []
        for name, most in (("name", 150), ("part", 300)):
            _free_text(self.fields[name], most)

    def clean_org_nr(self) -> str:
        try:
            return law.clean_org_nr(self.cleaned_data["org_nr"])
        except ValueError as error:
            raise ValidationError(str(error)) from error


class Rows(forms.BaseFormSet):
    """Rows that are read as they stand: none carries a number that somebody could forge."""

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: forms.BaseForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove")

    def kept(self) -> list[forms.ModelForm]:
        """The rows that somebody filled in and did not take away."""
        return [f for f in self.forms if f.has_changed() and not f.cleaned_data.get("DELETE")]


class CostRows(Rows):
    """The cost lines. `years` is set before they are cleaned."""

    years: range | None = None

    def clean(self) -> None:
        for form in self.forms:
            year = form.cleaned_data.get("year") if form.has_changed() else None
            if year and self.years and year not in self.years:
                form.add_error("year", _("The activity does not go on in that year."))


class PartnerRows(Rows):
    """The partners, each of them once."""

    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.forms:
            org_nr = form.cleaned_data.get("org_nr") if form.has_changed() else None
            if org_nr and org_nr in seen and not form.cleaned_data.get("DELETE"):
                form.add_error("org_nr", _("This organisation is already in the list."))
            seen.add(org_nr or "")


_sizes: dict[str, Any] = {"max_num": MOST_ROWS, "absolute_max": MOST_ROWS, "validate_max": True}
CostLines: Any = forms.formset_factory(
    CostLineForm, formset=CostRows, extra=2, can_delete=True, **_sizes
)
Partners: Any = forms.formset_factory(
    PartnerForm, formset=PartnerRows, extra=1, can_delete=True, **_sizes
)


class Draft:
    """The whole form of a draft: the application, its cost lines and its partners, cleaned as one.

    `more` asks for empty rows of one kind ("lines" or "partners") besides those typed.
    """

    def __init__(self, application: Application, data: Any = None, more: str = "") -> None:
        call, self.application = application.call, application
        if data is not None and more:
            data = data.copy()
            data[f"{more}-TOTAL_FORMS"] = str(_whole(data.get(f"{more}-TOTAL_FORMS")) + 3)
        self.form = DraftForm(data, instance=application)
        rows: dict[str, Any] = {"form_kwargs": {"call": call}}
        stored = {} if data is not None else {kind: rows_of(application, kind) for kind in FIELDS}
        self.lines = CostLines(data, prefix="lines", initial=stored.get("cost_lines"), **rows)
        self.partners = Partners(data, prefix="partners", initial=stored.get("partners"), **rows)
        for formset, name in ((self.lines, "lines"), (self.partners, "partners")):
            formset.extra += 3 if more == name and data is None else 0

    def is_valid(self) -> bool:
        valid = self.form.is_valid()
        self.lines.years = self.form.years()
        return all([valid, self.lines.is_valid(), self.partners.is_valid()])

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """The rows of a kind ("cost_lines" or "partners") as they shall be stored."""
        formset = self.lines if kind == "cost_lines" else self.partners
        return [{n: form.cleaned_data[n] for n in FIELDS[kind]} for form in formset.kept()]


FIELDS: dict[str, tuple[str, ...]] = {
    "cost_lines": ("category", "description", "year", "amount"),
    "partners": ("name", "org_nr", "part"),
}


def rows_of(application: Application, kind: str) -> list[dict[str, Any]]:
    """The stored rows of a kind, in the shape that the formsets read and write."""
    if not application.pk:
        return []
    stored: Iterable[Any] = getattr(application, kind).all()
    return [{name: getattr(row, name) for name in FIELDS[kind]} for row in stored]


def _whole(text: Any) -> int:
    return int(text) if str(text).isdecimal() and len(str(text)) < 4 else 0


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
