"""What officers fill in when they share out the cases: by hand, in bulk, and for a proposal."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from decisions.forms.fields import DayField
from grants import clock
from grants.models import Call, Municipality, User

WEEKS = 3  # to assess in, unless the officer says another day
MOST_EACH = 500  # cases to one person


class PeopleField(forms.ModelMultipleChoiceField):
    """People to choose, each with how much she has waiting."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, person: Any) -> str:
        return str(_("%(name)s (%(load)s waiting)") % {"name": person, "load": person.load})


class ApplicationsField(forms.ModelMultipleChoiceField):
    """Applications to choose, each with its number, applicant and assessors so far."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, application: Any) -> str:
        words = {
            "number": application.case_number,
            "organisation": application.organisation,
            "title": application,
            "count": len(application.assessments.all()),
        }
        return str(_("%(number)s %(organisation)s: %(title)s (assessors: %(count)s)") % words)


class AssignForm(forms.Form):
    """Who assesses, and until when."""

    people = PeopleField(
        queryset=None,
        label=_("Assessors"),
        help_text=_(
            "Those with the fewest assessments waiting come first. Whoever belongs to the "
            "applicant, has a conflict of interest or already has the case is not listed."
        ),
    )
    due = DayField(label=_("Last day to hand in"))

    def __init__(self, *args: Any, people: QuerySet[Any], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"due": clock.today() + timedelta(weeks=3)})
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.queryset = people


class AssignManyForm(AssignForm):
    """Several applications of a call to the same assessors."""

    applications = ApplicationsField(
        queryset=None,
        label=_("Applications"),
        help_text=_("Whoever may not assess one of them is passed over there."),
    )
    field_order = ("applications", "people", "due")

    def __init__(
        self,
        *args: Any,
        applications: QuerySet[Application],
        chosen: Iterable[int] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial["applications"] = [*chosen]
        field: Any = self.fields["applications"]
        field.queryset = applications


class AssignFilter(django_filters.FilterSet):
    """Which cases of a call are shown, to choose among."""

    READERS = (("none", _("no assessor yet")), ("few", _("fewer assessors than the call asks for")))

    words = django_filters.CharFilter(label=_("Number, applicant or title"), method="with_words")
    municipality = django_filters.ModelChoiceFilter(
        field_name="municipalities",
        queryset=lambda request: Municipality.objects.all(),
        label=_("Municipality"),
        empty_label=_("All municipalities"),
    )
    readers = django_filters.ChoiceFilter(
        choices=READERS, label=_("Assessors"), empty_label=_("All"), method="with_readers"
    )

    class Meta:
        model = Application
        fields = ("words", "municipality", "readers")

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        places = Municipality.objects.filter(applications__call=call).distinct().order_by("name")
        self.filters["municipality"].extra["queryset"] = places

    def with_words(self, rows: Any, name: str, words: str) -> QuerySet[Application]:
        by_title = Q(title__icontains=words) | Q(case_number__icontains=words)
        return rows.filter(by_title | Q(organisation__name__icontains=words))

    def with_readers(self, rows: Any, name: str, wanted: str) -> QuerySet[Application]:
        standing = ~Q(assessments__state__in=["recused", "withdrawn"])
        counted = rows.alias(n=Count("assessments", filter=standing, distinct=True))
        return counted.filter(n__lt=1 if wanted == "none" else self.call.readers)


class ProposalForm(forms.Form):
    """What a proposal is to keep to: readers of each case, the last day, what each person manages.

    A person without a number gets as many as anybody; 0 leaves her out.
    """

    readers = forms.IntegerField(min_value=1, max_value=9, label=_("Assessors of each application"))
    due = DayField(label=_("Last day to hand in"))
    mix = forms.ChoiceField(
        choices=(
            ("any", _("anybody")),
            ("home", _("at least one from the county of the application")),
            ("two", _("assessors of at least two counties")),
        ),
        initial="any",
        label=_("Who reads an application, by county"),
    )

    def __init__(
        self, *args: Any, people: Iterable[User], places: Iterable[Municipality], **kwargs: Any
    ) -> None:
        first = {"due": clock.today() + timedelta(weeks=WEEKS)}
        kwargs["initial"] = first | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.people = list(people)
        known = [(place.pk, place.name) for place in places]
        for person in self.people:
            self.fields[f"capacity_{person.pk}"] = forms.IntegerField(
                required=False,
                min_value=0,
                max_value=MOST_EACH,
                label=_("At most so many new cases for %s") % person,
            )
            self.fields[f"knows_{person.pk}"] = forms.MultipleChoiceField(
                required=False,
                choices=known,
                widget=forms.SelectMultiple({"size": 4}),
                label=_("Municipalities that %s knows") % person,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("mix") == "two" and cleaned.get("readers") == 1:
            self.add_error("readers", _("Two counties need at least two readers."))
        return cleaned

    @property
    def rows(self) -> list[tuple[User, forms.BoundField, forms.BoundField]]:
        """Each person with her two fields, for the page."""
        return [(p, self[f"capacity_{p.pk}"], self[f"knows_{p.pk}"]) for p in self.people]

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked of the proposal, in the JSON shape in which it is kept."""
        capacity = {str(p.pk): self.cleaned_data[f"capacity_{p.pk}"] for p in self.people}
        knows = {str(p.pk): self.cleaned_data[f"knows_{p.pk}"] for p in self.people}
        return {
            "readers": self.cleaned_data["readers"],
            "mix": self.cleaned_data["mix"],
            "capacity": {key: n for key, n in capacity.items() if n is not None},
            "knows": {key: places for key, places in knows.items() if places},
        }

    @staticmethod
    def from_asked(asked: dict[str, Any]) -> dict[str, Any]:
        """What was asked for the last time, as this form's initial values."""
        initial = {"readers": asked.get("readers"), "mix": asked.get("mix", "any")}
        initial |= {f"capacity_{key}": n for key, n in asked.get("capacity", {}).items()}
        return initial | {f"knows_{key}": found for key, found in asked.get("knows", {}).items()}


class ReadersForm(forms.Form):
    """Who is to read one case of a proposal, instead of those that were proposed."""

    people: Any = forms.ModelMultipleChoiceField(
        queryset=None, required=False, widget=forms.CheckboxSelectMultiple, label=_("Assessors")
    )

    def __init__(
        self, *args: Any, people: QuerySet[Any], load: dict[int, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.queryset = people
        field.label_from_instance = lambda person: str(
            _("%(name)s (%(load)s in the proposal)")
            % {"name": person, "load": load.get(person.pk, 0)}
        )


class MaskedWordsForm(forms.Form):
    """Words that an officer masks in an application besides those that Bifall finds."""

    words = forms.CharField(
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        label=_("More words to mask"),
        help_text=_("One a line, as they are written in the application."),
    )
