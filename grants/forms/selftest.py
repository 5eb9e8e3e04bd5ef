"""The self-test "Can we apply?": who asks, and what she plans. Asks only what matters for her.

What is asked is named by the keys of the law's hinders, so that a form never asks what no fund
minds. The answers name no person and no organisation.
"""

from collections.abc import Collection
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grants import clock, law
from grants.models import ApplicantType, Municipality

YES, NO, UNSURE, NONE = "yes", "no", "unsure", "none"
SURE_OR_NOT = [(YES, _("Yes")), (NO, _("No")), (UNSURE, _("I do not know"))]
BUILD = {"board": "has_board", "democratic": "is_democratic"}
BUILD["democratic_purpose"] = "has_democratic_purpose"
STANDING = {"liquidation": "in_liquidation", "debts": "has_public_debts"}
STANDING["reclaim"] = "has_unpaid_reclaim"
# Questions of yes and no, and what they fill in of a plan.
SAID = {
    "democracy": "breaks_democracy",
    "guides": "is_guides",
    "free_of_charge": "free_of_charge",
    "internship": "is_internship",
    "public_money": "has_public_money",
    "economic": "is_economic",
    "for_profit": "is_for_profit",
    "legal_duty": "is_legal_duty",
}
PERFECT = law.Plan()


class WhoForm(forms.Form):
    """What kind of organisation asks, and where it is."""

    kind = forms.ChoiceField(
        label=_("What kind of organisation are you?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a kind of organisation.")},
    )
    municipality = forms.ChoiceField(
        label=_("Which municipality are you in?"),
        help_text=_("It decides which county's calls are yours. They stand county by county."),
        error_messages={"required": _("Choose a municipality.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.pk, kind.name) for kind in ApplicantType.objects.order_by("name_sv")]
        last = [choice for choice in kinds if choice[0] == "ovrig"]
        rest = [choice for choice in kinds if choice[0] != "ovrig"]
        self.fields["kind"].choices = rest + last  # type: ignore[attr-defined]  # a ChoiceField
        found = Municipality.objects.select_related("county").order_by("county", "name")
        by_county = groupby(found, key=lambda municipality: municipality.county)
        self.fields["municipality"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Choose")),
            *((county.name, [(m.pk, m.name) for m in here]) for county, here in by_county),
        ]


class SeveralField(forms.MultipleChoiceField):
    """Ticks where "none of these" and "I do not know" stand alone."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "required": _("Tick what is right, or the last choice."),
        "alone": _("“%(choice)s” cannot be ticked together with something else."),
    }

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        for key, label in self.choices:  # type: ignore[union-attr, misc]  # a flat list here
            if key in (NONE, UNSURE) and key in value and len(value) > 1:
                raise ValidationError(
                    self.error_messages["alone"], code="alone", params={"choice": label}
                )


def _sure_or_not(label: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=SURE_OR_NOT,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )


class PlanForm(forms.Form):
    """How the organisation is, and what it plans. Only the questions in `asked` are there."""

    active_since = forms.DateField(
        label=_("Since when has the organisation been active in Sweden?"),
        help_text=_(
            "The day it began its activities. If you are not sure, write the latest day it can be."
        ),
        widget=forms.DateInput,
    )
    build = SeveralField(
        label=_("What is true of your organisation?"),
        choices=[
            ("board", _("It has a board that is responsible for it")),
            ("democratic", _("It is independent, and its members govern it democratically")),
            ("democratic_purpose", _("Its main purpose agrees with democratic values")),
            (NONE, _("None of these")),
            (UNSURE, _("I do not know")),
        ],
    )
    standing = SeveralField(
        label=_("Is any of this true of your organisation?"),
        choices=[
            ("liquidation", _("It is in liquidation or bankruptcy")),
            ("debts", _("It has tax or fee debts at the Enforcement Authority (Kronofogden)")),
            ("reclaim", _("It has not repaid a grant that a county board has reclaimed")),
            (NONE, _("None of these")),
            (UNSURE, _("I do not know")),
        ],
    )
    democracy = _sure_or_not(
        _("Does the organisation, somebody who acts in it or a partner do any of this?"),
        _(
            "Use violence, force or threats, violate the rights and freedoms of others, "
            "discriminate, defend or encourage any of it, or work against democracy."
        ),
    )
    partners = forms.ChoiceField(
        label=_("Will you carry out the activity together with others?"),
        help_text=_(
            "The conditions are: a board, independent and democratic, a main purpose that agrees "
            "with democratic values, and active in Sweden for as long as is asked of you."
        ),
        choices=[
            ("alone", _("No, we do it alone")),
            ("all", _("Yes, and all of them meet the same conditions as we must")),
            ("not_all", _("Yes, but not all of them meet the conditions")),
            (UNSURE, _("I do not know")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    purposes = SeveralField(
        label=_("What do you want to do?"), help_text=_("Tick everything that fits.")
    )
    target_groups = SeveralField(
        label=_("For whom?"),
        help_text=_("Tick everyone the activity is meant for."),
        choices=list(law.TARGET_GROUPS.items()),
    )
    guides = _sure_or_not(
        _("Is it about refugee guides or family contacts?"),
        _("Volunteers or families who meet people new in Sweden, as friends and support."),
    )
    free_of_charge = _sure_or_not(_("Is it free of charge to take part?"))
    internship = _sure_or_not(_("Is it work placement (praktik)?"))
    public_money = _sure_or_not(
        _("Has other public money already been given for the same costs?"),
        _("From the state, a region, a municipality or the European Union."),
    )
    economic = _sure_or_not(
        _("Will you sell goods or services in the activity?"),
        _("What is offered on a market is economic activity."),
    )
    for_profit = _sure_or_not(_("Is the activity run to make a profit?"))
    legal_duty = _sure_or_not(_("Does the law already oblige you to do this?"))

    OF_US = ("active_since", "build", "standing", "democracy", "partners")

    def __init__(
        self, *args: Any, asked: Collection[str], purposes: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        keys_of = {"active_since": {"years"}, "build": {*BUILD}, "standing": {*STANDING}}
        for name in list(self.fields):
            if not keys_of.get(name, {name}) & {*asked}:
                del self.fields[name]
        if "purposes" in self.fields:
            none_fits = (NONE, _("Something else"))
            self.fields["purposes"].choices = [*purposes, none_fits]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def of_us(self) -> list[forms.BoundField]:
        """The questions about the organisation."""
        return [field for field in self if field.name in self.OF_US]

    @property
    def of_the_plan(self) -> list[forms.BoundField]:
        """The questions about what it plans."""
        return [field for field in self if field.name not in self.OF_US]

    def clean_active_since(self) -> date:
        since: date = self.cleaned_data["active_since"]
        if since > clock.today():
            raise ValidationError(_("The day is in the future."))
        return since

    def answers(self) -> dict[str, Any]:
        """The cleaned answers as they can be kept in a session or an address."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.cleaned_data.items()
        }

    def case(self, kind: str, *, hopeful: bool) -> tuple[law.Candidate, law.Plan]:
        """What was answered, as the law asks it. What nobody knows is taken for good if hopeful."""
        data = self.cleaned_data
        plan: dict[str, Any] = {"purposes": None, "target_groups": None}
        for name in plan:
            if name in data:
                plan[name] = frozenset(data[name])
        for name, said in SAID.items():
            good = getattr(PERFECT, said)
            answer = data.get(name, YES if good else NO)
            plan[said] = (good == hopeful) if answer == UNSURE else answer == YES
        build, standing = data.get("build", [*BUILD]), data.get("standing", [])
        plan |= {v: (hopeful if UNSURE in build else key in build) for key, v in BUILD.items()}
        plan["partners_qualify"] = {"not_all": False, UNSURE: hopeful}.get(
            data.get("partners", ""), True
        )
        bad: dict[str, Any] = {
            v: (not hopeful if UNSURE in standing else key in standing)
            for key, v in STANDING.items()
        }
        return law.Candidate(kind, data.get("active_since"), **bad), law.Plan(**plan)
