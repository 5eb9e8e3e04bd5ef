"""What people ask of a portfolio proposal: its money, limits, weights and exceptions, cleaned."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from decisions.models import Scenario
from decisions.models.choosing import Asked
from grants.forms import LineField, SekField
from grants.models import Call, Criterion, Earmark, Frame, NeedSeries
from grants.templatetags.bifall import kr

HEAVIEST = 100  # the most that a criterion can weigh here


class ScenarioForm(forms.Form):
    """The terms of one scenario. A box that is left empty is as the call has it."""

    name = LineField(max_length=80, label=_("Name"))
    frame = SekField(required=False, label=_("Frame"))
    afresh = forms.BooleanField(
        required=False,
        label=_("As if nothing had been decided yet"),
        help_text=_(
            "With all applications and the whole frame: to see what another choice would have been."
        ),
    )
    applicant_amount = SekField(required=False, label=_("Most for one applicant"))
    applicant_grants = forms.IntegerField(
        required=False, min_value=1, max_value=999, label=_("Most grants for one applicant")
    )
    place_amount = SekField(required=False, label=_("Most for one municipality"))
    place_grants = forms.IntegerField(
        required=False, min_value=1, max_value=999, label=_("Most grants for one municipality")
    )
    need_series = forms.ModelChoiceField(
        NeedSeries.objects.none(),
        required=False,
        label=_("Need, by the needs picture"),
        empty_label=_("Does not count"),
        help_text=_("The figure of an application's municipalities, beside the greatest of all."),
    )
    need_weight = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100,
        label=_("Weight of need"),
        help_text=_("Per cent. The rest is the weight of the score."),
    )
    weigh = forms.ChoiceField(
        choices=(
            ("application", _("Each application counts its points")),
            ("money", _("Each krona counts: points for every 100 000 kr")),
        ),
        widget=forms.RadioSelect,
        initial="application",
        label=_("What is made as large as possible"),
    )
    smallest = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=99,
        label=_("Smallest part that is of use"),
        help_text=_("Per cent of the amount sought. Empty: all or nothing."),
    )
    step = SekField(
        required=False, min_value=1000, label=_("Step between amounts"), initial=Decimal(10_000)
    )
    must = forms.CharField(
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 3}),
        label=_("To be taken, whatever the score"),
        help_text=_("One a line: the registration number, then the reason."),
    )
    must_not = forms.CharField(
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 3}),
        label=_("Not to be taken"),
        help_text=_("One a line: the registration number, then the reason."),
    )

    def __init__(
        self,
        *args: Any,
        call: Call,
        money_left: tuple[Frame, list[Earmark]],
        seen: "QuerySet[Application]",
        scenario: Scenario | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.call, self.scenario = call, scenario
        left, self.marks = money_left
        self.criteria: list[Criterion] = list(call.criteria.all()) if call.scored else []
        self.numbers = dict(seen.values_list("case_number", "pk"))
        fields: dict[str, Any] = self.fields
        fields["frame"].help_text = _("Empty: what is left, %s.") % kr(left.left)
        fields["need_series"].queryset = NeedSeries.objects.filter(level="municipality")
        for mark in self.marks:
            self._add_mark(mark)
        for one in self.criteria:
            fields[f"weight_{one.pk}"] = forms.IntegerField(
                required=False,
                min_value=0,
                max_value=HEAVIEST,
                label=str(one),
                help_text=gettext("Empty: %s, as in the call.") % one.weight,
            )

    def _add_mark(self, mark: Earmark) -> None:
        names = {
            "amount": (
                gettext("Set aside for the purpose"),
                gettext("Empty: %s.") % kr(mark.left),
            ),
            "floor": (gettext("At least to the purpose"), ""),
            "ceiling": (gettext("At most to the purpose"), ""),
        }
        for part, (label, hint) in names.items():
            self.fields[f"{part}_{mark.pk}"] = SekField(
                min_value=0, required=False, label=label, help_text=hint
            )

    @property
    def mark_rows(self) -> list[tuple[Earmark, list[forms.BoundField]]]:
        """Each earmark with its boxes."""
        parts = ("amount", "floor", "ceiling")
        return [(mark, [self[f"{part}_{mark.pk}"] for part in parts]) for mark in self.marks]

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        return [self[f"weight_{one.pk}"] for one in self.criteria]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = Scenario.objects.filter(call=self.call, name__iexact=name)
        if self.scenario is not None:
            others = others.exclude(pk=self.scenario.pk)
        if others.exists():
            raise forms.ValidationError(_("There is already a scenario with that name."))
        return name

    def clean_must(self) -> dict[int, str]:
        return self._cases("must")

    def clean_must_not(self) -> dict[int, str]:
        return self._cases("must_not")

    def _cases(self, name: str) -> dict[int, str]:
        """{application: reason}, of lines such as "851-12-2026 The only one in the north"."""
        found, faults = {}, []
        for line in filter(None, map(str.strip, self.cleaned_data[name].splitlines())):
            number, _space, reason = line.partition(" ")
            pk = self.numbers.get(number.rstrip(":,"))
            if pk is None:
                faults.append(gettext("“%s” is no registration number in this call.") % number)
            elif not reason.strip():
                faults.append(gettext("Give the reason for %s.") % number)
            else:
                found[pk] = reason.strip()
        if faults:
            raise forms.ValidationError(faults)
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        both = set(given.get("must") or ()) & set(given.get("must_not") or ())
        if both:
            self.add_error("must_not", _("The same application cannot be both taken and not."))
        if given.get("need_weight") and not given.get("need_series"):
            self.add_error("need_series", _("Choose the figures that say how great the need is."))
        if given.get("need_series") and not given.get("need_weight"):
            self.add_error("need_weight", _("Say how much the need is to weigh."))
        weights = [given.get(f"weight_{one.pk}") for one in self.criteria]
        if weights and all(weight == 0 for weight in weights):
            self.add_error(f"weight_{self.criteria[0].pk}", _("One criterion must have a weight."))
        for mark in self.marks:
            floor, most = given.get(f"floor_{mark.pk}"), given.get(f"ceiling_{mark.pk}")
            if floor is not None and most is not None and floor > most:
                self.add_error(f"ceiling_{mark.pk}", _("At most cannot be less than at least."))
        return given

    @property
    def asked(self) -> Asked:
        """What is asked, as a scenario keeps it."""
        given = self.cleaned_data
        parts = ("amount", "floor", "ceiling")
        series = given["need_series"]
        smallest = given["smallest"]
        return Asked(
            frame=given["frame"],
            afresh=given["afresh"],
            earmarks={m.key: {p: given[f"{p}_{m.pk}"] for p in parts} for m in self.marks},
            applicant_amount=given["applicant_amount"],
            applicant_grants=given["applicant_grants"],
            place_amount=given["place_amount"],
            place_grants=given["place_grants"],
            need_series=series.pk if series else "",
            need_weight=Decimal(given["need_weight"] or 0) / 100,
            weigh=given["weigh"],
            smallest=None if smallest is None else Decimal(smallest),
            step=given["step"] or Decimal(10_000),
            weights={
                one.pk: given[f"weight_{one.pk}"]
                for one in self.criteria
                if given[f"weight_{one.pk}"] is not None
            },
            must=given["must"],
            must_not=given["must_not"],
        )

    def as_initial(self, asked: Asked) -> dict[str, Any]:
        """The boxes as a scenario has them. Cases that the reader does not see are left out."""
        numbers = {pk: number for number, pk in self.numbers.items()}

        def lines(cases: dict[int, str]) -> str:
            return "\n".join(f"{numbers[pk]} {why}" for pk, why in cases.items() if pk in numbers)

        initial: dict[str, Any] = {
            "frame": asked.frame,
            "afresh": asked.afresh,
            "applicant_amount": asked.applicant_amount,
            "applicant_grants": asked.applicant_grants,
            "place_amount": asked.place_amount,
            "place_grants": asked.place_grants,
            "need_series": asked.need_series,
            "need_weight": int(asked.need_weight * 100) or None,
            "weigh": asked.weigh,
            "smallest": None if asked.smallest is None else int(asked.smallest),
            "step": asked.step,
            "must": lines(asked.must),
            "must_not": lines(asked.must_not),
        }
        for mark in self.marks:
            for part, sum_ in asked.earmarks.get(mark.key, {}).items():
                initial[f"{part}_{mark.pk}"] = sum_
        return initial | {f"weight_{pk}": weight for pk, weight in asked.weights.items()}


class NameForm(forms.Form):
    """Another name for a scenario."""

    name = LineField(max_length=80, label=_("Name"))

    def __init__(self, *args: Any, scenario: Scenario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scenario = scenario

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = Scenario.objects.filter(call=self.scenario.call_id, name__iexact=name)
        if others.exclude(pk=self.scenario.pk).exists():
            raise forms.ValidationError(_("There is already a scenario with that name."))
        return name


class ReplayForm(forms.Form):
    """On which other call of the same fund and board the scenario is tried."""

    call = forms.ModelChoiceField(
        Call.objects.none(), label=_("Call"), empty_label=_("Choose a call")
    )

    def __init__(self, *args: Any, calls: "QuerySet[Call]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["call"]
        field.queryset = calls
        field.label_from_instance = lambda call: f"{call.title} ({call.frame.year})"
