"""What assessors fill in: scores and reasons, a conflict of interest, filters of their queue."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from decisions.models import Assessment
from decisions.models.jotting import CANNOT_JUDGE, stamp
from grants import clock
from grants.models import Call, Criterion

MOST_RADIOS = 10  # a longer scale is easier to choose from in a list


class ScoreForm(forms.Form):
    """Points and a reason for each criterion, a recommendation and an overall assessment.

    In a call that is not scored there are no points. `stands` is what is kept so far, by the names
    of the fields; the page remembers a stamp of each text, so that two windows do not overwrite
    each other.
    """

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

    def __init__(
        self,
        *args: Any,
        criteria: Iterable[Criterion],
        scored: bool = True,
        stands: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.stands = stands or {}
        kwargs.setdefault("initial", self.stands)
        super().__init__(*args, **kwargs)
        self.criteria, self.scored = list(criteria), scored
        for criterion in self.criteria:
            if scored:
                self.fields[f"points_{criterion.pk}"] = self._points(criterion)
            words = _("Reason for “%s”") if scored else _("Your assessment of “%s”")
            self.fields[f"reason_{criterion.pk}"] = forms.CharField(
                max_length=4000,
                widget=forms.Textarea({"rows": 3}),
                label=words % criterion,
                error_messages={
                    "required": _("Give a reason for your points.")
                    if scored
                    else _("Say how you assess it.")
                },
            )
        # As they stand on the page: what is wrong is told in the same order.
        self.order_fields([name for name in self.fields if name not in self.declared_fields])

    @staticmethod
    def _points(criterion: Criterion) -> forms.ChoiceField:
        words = {anchor.value: anchor.words for anchor in criterion.anchors.all()}
        numbers = [
            (str(n), f"{n}: {words[n]}" if n in words else str(n))
            for n in range(criterion.scale + 1)
        ]
        few = criterion.scale <= MOST_RADIOS
        cannot = (CANNOT_JUDGE, _("cannot judge"))
        return forms.ChoiceField(
            choices=[*numbers, cannot] if few else [("", _("Choose")), *numbers, cannot],
            widget=forms.RadioSelect if few else forms.Select,
            label=_("Points for “%s”") % criterion,
            help_text=_("0 is the lowest and %s the highest.") % criterion.scale,
            error_messages={"required": _("Give points, or say that you cannot judge it.")},
        )

    @property
    def stamps(self) -> list[tuple[str, str]]:
        """The stamp of each text that the page is made from."""
        return [(name, stamp(self.stands.get(name))) for name in self.fields]

    @property
    def window(self) -> str:
        """The name of the page that it was sent from."""
        return str(self.data.get("page-window", ""))[:40]

    @property
    def rows(self) -> list[tuple[Criterion, forms.BoundField | None, forms.BoundField]]:
        """Each criterion with its two fields, for the page."""
        return [
            (c, self[f"points_{c.pk}"] if self.scored else None, self[f"reason_{c.pk}"])
            for c in self.criteria
        ]

    @property
    def said(self) -> dict[str, str]:
        """What was sent, as it was typed, right or wrong."""
        return {name: self.data.get(name, "") for name in self.fields if name in self.data}

    @property
    def shown(self) -> dict[str, str]:
        """The stamps of the page that it was sent from."""
        names = {name: self.data.get(f"stamp-{name}") for name in self.fields}
        return {name: text for name, text in names.items() if text}

    @property
    def answers(self) -> dict[str, Any]:
        """What the step `hand_in` takes."""
        scores = {}
        for criterion in self.criteria:
            points = self.cleaned_data.get(f"points_{criterion.pk}", CANNOT_JUDGE)
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


class DeclarationForm(forms.Form):
    """Which names of a blind call one has a conflict of interest with, and why."""

    partial = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("I have a conflict of interest with"),
        help_text=_("Leave all of them open if you have none."),
    )
    ground = forms.CharField(
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        label=_("Why you have a conflict of interest"),
        help_text=_(
            "In a few words, for example: my sister is on its board. The case officer reads it. "
            "Write nothing about anyone's health, faith or origin."
        ),
    )
    whole = forms.BooleanField(
        label=_("I have gone through the whole list, and have no conflict with the others."),
        error_messages={"required": _("Go through the whole list, and say that you have.")},
    )

    def __init__(self, *args: Any, names: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["partial"]
        field.choices = names

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("partial") and not cleaned.get("ground", "").strip():
            self.add_error("ground", _("Say why."))
        return cleaned


class AssessmentFilter(django_filters.FilterSet):
    """Which of one's own assessments a list shows."""

    STATUS = (
        ("waiting", _("waits for me")),
        ("begun", _("written on and not handed in")),
        ("late", _("late")),
        ("put_off", _("put off")),
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
        waiting = rows.unfinished()
        return {
            "waiting": waiting,
            "begun": waiting.exclude(jotted={}),
            "late": waiting.filter(due__lt=clock.today()),
            "put_off": waiting.exclude(put_off_at=None),
            "finished": rows.finished(),
        }[status]
