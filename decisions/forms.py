"""What people fill in on this floor, cleaned: assignments, scores, opinions, decisions, filters."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from decisions.models import Assessment, Decision, Opinion
from grants import clock, money
from grants.forms import SekField
from grants.models import Call, Criterion, Earmark

CANNOT_JUDGE = "-"
MOST_RADIOS = 10  # a longer scale is easier to choose from in a list


class DayField(forms.DateField):
    """A day from today on."""

    widget = forms.DateInput

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day is not None and day < clock.today():
            raise forms.ValidationError(_("The day has already passed."), code="passed")
        return day


# Assessing


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


# Opinions


class AskOpinionForm(forms.Form):
    """Until when the county may answer."""

    deadline = DayField(
        label=_("Last day to answer"),
        help_text=_("When it has passed without an answer, you can go on without the opinion."),
    )


class OpinionForm(forms.Form):
    """What the county's board says."""

    stand = forms.ChoiceField(
        choices=Opinion.Stand.choices, widget=forms.RadioSelect, label=_("The board's opinion")
    )
    text = forms.CharField(
        max_length=8000,
        widget=forms.Textarea({"rows": 8}),
        label=_("Reasons"),
        help_text=_("What you know of the need in the county, and how the activity meets it."),
    )


# Deciding


class DecisionForm(forms.ModelForm):
    """Outcome, amount, reasons and conditions. `content_mark` is what the writer began from."""

    amount = SekField(
        min_value=0,
        required=False,
        label=_("Amount granted"),
        help_text=_("May be left empty when the whole amount sought is granted."),
    )
    earmark = forms.ModelChoiceField(
        queryset=Earmark.objects.none(),
        required=False,
        label=_("Out of earmarked money"),
        empty_label=_("No, out of the free part of the frame"),
    )
    content_mark = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Decision
        fields = ("outcome", "amount", "earmark", "reasons", "conditions")
        widgets = {
            "outcome": forms.RadioSelect,
            "reasons": forms.Textarea({"rows": 8}),
            "conditions": forms.Textarea({"rows": 4}),
        }
        help_texts = {
            "reasons": _(
                "They are part of the letter. Say what was decisive: which rule was applied, which "
                "facts counted, and how they led to the outcome (section 32 of the Administrative "
                "Procedure Act). Compare with the priorities of the call. Plain words, short "
                "sentences."
            ),
            "conditions": _(
                "Only what applies to this grant besides the law and the call. One a line."
            ),
        }

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application = application
        fields: dict[str, Any] = self.fields
        fields["outcome"].choices = Decision.Outcome.choices
        marks = application.call.frame.earmarks.all()
        fields["earmark"].queryset = marks
        fields["earmark"].label_from_instance = _mark_with_rest
        if not marks:
            del fields["earmark"]
        if self.instance.pk:
            self.initial["content_mark"] = self.instance.content_mark
        else:
            self.initial["amount"] = None  # 0 would look like an answer

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        outcome = given.get("outcome")
        amount, sought = given.get("amount"), self.application.amount
        if not outcome or "amount" in self.errors:
            return given
        fault = self._fault(outcome, amount, sought)
        if fault:
            self.add_error("amount", fault)
        given["amount"] = sought if outcome == Decision.Outcome.GRANTED else amount or Decimal(0)
        if outcome not in (Decision.Outcome.GRANTED, Decision.Outcome.PARTLY_GRANTED):
            given["earmark"] = None
        return given

    @staticmethod
    def _fault(outcome: str, amount: Decimal | None, sought: Decimal) -> Any:
        """What is wrong with the amount for the outcome, in words; nothing when it is right."""
        if outcome == Decision.Outcome.GRANTED:
            if amount is None or amount == sought:
                return None
            return _("Granted means the whole amount sought, %s. Else choose partly granted.") % (
                money.kr(sought)
            )
        if outcome == Decision.Outcome.PARTLY_GRANTED:
            if amount and amount < sought:
                return None
            return _("Give an amount above 0 and below the amount sought, %s.") % money.kr(sought)
        return _("Only a grant has an amount. Leave it empty.") if amount else None

    def _get_validation_exclusions(self) -> set[str]:
        """The constraint on the amount is told above, beside the field and in plainer words."""
        return {*super()._get_validation_exclusions(), "amount"}  # type: ignore[misc]  # of Django


def _mark_with_rest(mark: Earmark) -> str:
    return str(_("%(name)s (%(left)s left)") % {"name": mark, "left": money.kr(mark.left)})


class SignForm(forms.Form):
    """The decider says that she has read what she signs."""

    has_read = forms.BooleanField(
        label=_("I have read the proposal and decide as it says"),
        error_messages={"required": _("Tick that you have read the proposal.")},
    )


class DecisionFilter(django_filters.FilterSet):
    """Which decisions a list shows."""

    q = django_filters.CharFilter(label=_("Organisation or number"), method="with_words")
    call = django_filters.ModelChoiceFilter(
        field_name="application__call",
        queryset=lambda request: (
            Call.objects.visible_to(request.user)
            .filter(
                applications__in=Decision.objects.visible_to(request.user).values("application")
            )
            .distinct()
        ),
        label=_("Call"),
        empty_label=_("All calls"),
    )
    outcome = django_filters.ChoiceFilter(
        choices=Decision.Outcome.choices, label=_("Outcome"), empty_label=_("All")
    )
    state = django_filters.ChoiceFilter(
        choices=Decision.State.choices, label=_("State"), empty_label=_("All")
    )

    class Meta:
        model = Decision
        fields = ("q", "call", "outcome", "state")

    def with_words(self, rows: Any, name: str, words: str) -> QuerySet[Decision]:
        return rows.filter(
            Q(application__organisation__name__icontains=words.strip())
            | Q(application__case_number__icontains=words.strip())
        )
