"""What people fill in when they decide, cleaned."""

from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from decisions.models import Decision
from grants.forms import SekField
from grants.models import Call, Earmark
from grants.templatetags.bifall import kr


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

    def __init__(
        self, *args: Any, application: Application, marks: list[Earmark], **kwargs: Any
    ) -> None:
        """`marks` are the frame's earmarks with what is left of them, as the writer may see it."""
        super().__init__(*args, **kwargs)
        self.application = application
        fields: dict[str, Any] = self.fields
        fields["outcome"].choices = Decision.Outcome.choices
        left = {mark.pk: mark.left for mark in marks}
        fields["earmark"].queryset = application.call.frame.earmarks.all()
        fields["earmark"].label_from_instance = lambda mark: _mark_with_rest(mark, left[mark.pk])
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
                kr(sought)
            )
        if outcome == Decision.Outcome.PARTLY_GRANTED:
            if amount and amount < sought:
                return None
            return _("Give an amount above 0 and below the amount sought, %s.") % kr(sought)
        return _("Only a grant has an amount. Leave it empty.") if amount else None

    def _get_validation_exclusions(self) -> set[str]:
        """The constraint on the amount is told above, beside the field and in plainer words."""
        return {*super()._get_validation_exclusions(), "amount"}  # type: ignore[misc]  # of Django


def _mark_with_rest(mark: Earmark, left: Decimal) -> str:
    return str(_("%(name)s (%(left)s left)") % {"name": mark, "left": kr(left)})


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
