"""What people fill in when they assign and assess, cleaned."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from decisions.forms.fields import DayField
from decisions.models import Assessment
from grants import clock
from grants.models import Call, Criterion

CANNOT_JUDGE = "-"
MOST_RADIOS = 10  # a longer scale is easier to choose from in a list


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

    def __init__(self, *args: Any, applications: QuerySet[Application], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["applications"]
        field.queryset = applications


class ScoreForm(forms.Form):
    """Points and a reason for each criterion, a recommendation and an overall assessment."""

    recommendation = forms.ChoiceField(
        choices=Assessment.Recommendation.choices,
        widget=forms.RadioSelect,
        label=_("Your recommendation"),
    )
    comment = forms.CharField(
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        label=_("Overall assessment"),
        help_text=_("What weighs most, for and against. The case officer reads it."),
    )

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for criterion in self.criteria:
            self.fields[f"points_{criterion.pk}"] = self._points(criterion)
            self.fields[f"reason_{criterion.pk}"] = forms.CharField(
                max_length=4000,
                widget=forms.Textarea({"rows": 3}),
                label=_("Reason for “%s”") % criterion,
                error_messages={"required": _("Give a reason for your points.")},
            )

    @staticmethod
    def _points(criterion: Criterion) -> forms.ChoiceField:
        numbers = [(str(n), str(n)) for n in range(criterion.scale + 1)]
        few = criterion.scale <= MOST_RADIOS
        return forms.ChoiceField(
            choices=[*numbers, (CANNOT_JUDGE, _("cannot judge"))]
            if few
            else [("", _("Choose")), *numbers, (CANNOT_JUDGE, _("cannot judge"))],
            widget=forms.RadioSelect if few else forms.Select,
            label=_("Points for “%s”") % criterion,
            help_text=_("0 is the lowest and %s the highest.") % criterion.scale,
            error_messages={"required": _("Give points, or say that you cannot judge it.")},
        )

    @staticmethod
    def from_scores(assessment: Assessment) -> dict[str, Any]:
        """What was scored before, as this form's initial values."""
        initial: dict[str, Any] = {
            "recommendation": assessment.recommendation,
            "comment": assessment.comment,
        }
        for score in assessment.scores.all():
            points = CANNOT_JUDGE if score.value is None else str(score.value)
            initial[f"points_{score.criterion_id}"] = points
            initial[f"reason_{score.criterion_id}"] = score.reason
        return initial

    @property
    def rows(self) -> list[tuple[Criterion, forms.BoundField, forms.BoundField]]:
        """Each criterion with its two fields, for the page."""
        return [(c, self[f"points_{c.pk}"], self[f"reason_{c.pk}"]) for c in self.criteria]

    @property
    def answers(self) -> dict[str, Any]:
        """What the step `hand_in` takes."""
        scores = {}
        for criterion in self.criteria:
            points = self.cleaned_data[f"points_{criterion.pk}"]
            value = None if points == CANNOT_JUDGE else int(points)
            scores[criterion] = (value, self.cleaned_data[f"reason_{criterion.pk}"])
        return {
            "scores": scores,
            "recommendation": self.cleaned_data["recommendation"],
            "comment": self.cleaned_data["comment"],
        }


class RecuseForm(forms.Form):
    """Why somebody steps aside."""

    ground = forms.CharField(
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        label=_("Why you have a conflict of interest"),
        help_text=_(
            "In a few words, for example: my sister is on its board. The case officer reads it. "
            "Write nothing about anyone's health, faith or origin."
        ),
    )


class AssessmentFilter(django_filters.FilterSet):
    """Which of one's own assessments a list shows."""

    STATUS = (
        ("waiting", _("waits for me")),
        ("finished", _("handed in")),
    )

    call = django_filters.ModelChoiceFilter(
        field_name="application__call",
        queryset=lambda request: (
            Call.objects.visible_to(request.user)
            .filter(applications__assessments__assessor=request.user)
            .distinct()
        ),
        label=_("Call"),
        empty_label=_("All calls"),
    )
    status = django_filters.ChoiceFilter(
        choices=STATUS, label=_("State"), empty_label=_("All"), method="with_status"
    )

    class Meta:
        model = Assessment
        fields = ("call", "status")

    def with_status(self, rows: Any, name: str, status: str) -> QuerySet[Assessment]:
        return rows.unfinished() if status == "waiting" else rows.finished()
