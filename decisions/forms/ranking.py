"""What people choose and write in the ranking, cleaned: filters, amounts, proposals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from decisions.models import Decision
from decisions.models.recommended import Wish
from grants.forms import SekField
from grants.models import Call, Earmark, Municipality, Priority
from grants.templatetags.bifall import kr

SWEDISH = str.maketrans("åäöéü", "{|}ey")  # in whose order the alphabet ends
BOX = "a"  # before the number of the application, in the names of the boxes


class RankingFilter(forms.Form):
    """Which lines of a ranking are shown. Never which of them count."""

    PARTS = (
        ("", _("All")),
        ("within", _("above the line")),
        ("over", _("below the line")),
        ("reserve", _("waiting list")),
    )

    q = forms.CharField(required=False, label=_("Organisation, activity or number"))
    part = forms.ChoiceField(choices=PARTS, required=False, label=_("Place"))
    earmark = forms.ChoiceField(required=False, label=_("Earmark"))
    municipality = forms.ChoiceField(required=False, label=_("Municipality"))
    priority = forms.ChoiceField(required=False, label=_("Priority"))
    state = forms.ChoiceField(required=False, label=_("State"))

    def __init__(
        self, data: Any, call: Call, seen: "QuerySet[Application]", marks: Iterable[Earmark]
    ) -> None:
        """`seen` are the applications that the reader sees. One query."""
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        offered = _offered(call, seen)
        every = ("", _("All"))
        fields["earmark"].choices = [every, *((str(mark.pk), mark.name) for mark in marks)]
        fields["municipality"].choices = [every, *offered["place"]]
        fields["priority"].choices = [every, *offered["priority"]]
        states = [s for s in Application.State.choices if s[0] not in ("draft", "withdrawn")]
        fields["state"].choices = [every, *states]
        self.chosen: dict[str, Any] = self.cleaned_data if self.is_valid() else {}

    @property
    def chosen_part(self) -> str:
        return str(self.chosen.get("part", ""))

    @property
    def only(self) -> "QuerySet[Application] | None":
        """The applications that are asked for; None when nothing but the place is."""
        rows, chosen = Application.objects.all(), self.chosen
        if words := chosen.get("q", "").strip():
            rows = rows.filter(
                Q(organisation__name__icontains=words)
                | Q(title__icontains=words)
                | Q(case_number__icontains=words)
            )
        if chosen.get("earmark"):
            rows = rows.filter(earmark=chosen["earmark"])
        if chosen.get("municipality"):
            rows = rows.filter(municipalities=chosen["municipality"])
        if chosen.get("priority"):
            rows = rows.filter(priorities=chosen["priority"])
        if chosen.get("state"):
            rows = rows.filter(state=chosen["state"])
        asked = any(value for name, value in chosen.items() if name != "part")
        return rows if asked else None


def _offered(call: Call, seen: "QuerySet[Application]") -> dict[str, list[tuple[str, str]]]:
    """The municipalities of what the reader sees, and the call's priorities: (key, name)."""
    places = Municipality.objects.filter(applications__in=seen.order_by().values("pk"))
    rows = places.values_list(Value("place"), "code", "name", Value("")).union(
        Priority.objects.filter(call=call).values_list(
            Value("priority"), Cast("pk", CharField()), "name_sv", "name_en"
        )
    )
    found: dict[str, list[tuple[str, str]]] = {"place": [], "priority": []}
    lang = (get_language() or "sv").split("-")[0]
    for kind, key, name_sv, name_en in rows.order_by():
        found[kind].append((key, name_en if lang == "en" and name_en else name_sv))
    for options in found.values():
        options.sort(key=lambda option: option[1].lower().translate(SWEDISH))
    return found


@dataclass
class Amounts:
    """The boxes of recommended amounts that were sent: what is wished, and what is wrong.

    By application: `faults` are the sentences about those that could not be read, `typed` is what
    is to be shown as it was typed, and `stamps` what its writer began from.
    """

    wishes: list[Wish] = field(default_factory=list)
    typed: dict[int, str] = field(default_factory=dict)
    faults: dict[int, list[str]] = field(default_factory=dict)
    stamps: dict[int, str] = field(default_factory=dict)

    @classmethod
    def kept(cls, data: Mapping[str, Any]) -> "Amounts":
        """As they were typed, to be shown again and not read."""
        keys = cls.named_in(data)
        return cls(
            typed={pk: str(data[f"{BOX}{pk}"]) for pk in keys},
            stamps={pk: str(data.get(f"stamp-{BOX}{pk}", "")) for pk in keys},
        )

    @classmethod
    def read(cls, data: Mapping[str, Any], sought: Mapping[int, Decimal]) -> "Amounts":
        """Read each box whose application is in `sought` (SEK); the others are left alone."""
        found = cls()
        box = SekField(min_value=0, required=False)
        for pk, most in sought.items():
            name = f"{BOX}{pk}"
            if name not in data:
                continue
            stamp = str(data.get(f"stamp-{name}", ""))
            found.typed[pk] = str(data[name])
            try:
                amount = box.clean(data[name])
                if amount is not None and amount > most:
                    raise forms.ValidationError(
                        gettext("At most the amount sought, %s.") % kr(most)
                    )
            except forms.ValidationError as error:
                found.faults[pk] = [str(text) for text in error.messages]
                found.stamps[pk] = stamp
            else:
                found.wishes.append(Wish(pk, amount, stamp))
        return found

    @staticmethod
    def named_in(data: Iterable[str]) -> list[int]:
        """The applications whose boxes were sent."""
        numbers = (name.removeprefix(BOX) for name in data if name.startswith(BOX))
        return [int(n) for n in numbers if n.isdecimal() and len(n) < 16]


class ProposalsForm(forms.Form):
    """One outcome and the reasons they have in common, for many cases at once."""

    AS_RECOMMENDED, GRANTED, REJECTED = "recommended", "granted", "rejected"
    outcome = forms.ChoiceField(
        choices=(
            (AS_RECOMMENDED, _("Grant the amount recommended, and reject where it is 0")),
            (GRANTED, _("Grant the whole amount sought")),
            (REJECTED, _("Reject")),
        ),
        widget=forms.RadioSelect,
        label=_("Outcome"),
    )
    reasons = forms.CharField(
        max_length=8000,
        widget=forms.Textarea({"rows": 6}),
        label=_("Reasons that all have in common"),
        help_text=_(
            "Which rule was applied and what counted, in plain words. What is special in a case is "
            "added below, and stands after this."
        ),
    )
    conditions = forms.CharField(
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        label=_("Conditions that all have in common"),
        help_text=_("Only for grants. One a line."),
    )

    def __init__(self, *args: Any, lines: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            self.fields[f"more_{line.application.pk}"] = forms.CharField(
                required=False,
                max_length=4000,
                widget=forms.Textarea({"rows": 2}),
                label=_("Reasons that only %s has") % line.application.case_number,
            )

    @property
    def rows(self) -> list[tuple[Any, forms.BoundField]]:
        """Each line with the box of its own reasons."""
        return [(line, self[f"more_{line.application.pk}"]) for line in self.lines]

    def decision_of(self, line: Any) -> dict[str, Any]:
        """Outcome, amount (SEK), reasons and conditions of one line's decision."""
        sought, chosen = line.application.amount, self.cleaned_data["outcome"]
        amount = line.counts_for if chosen == self.AS_RECOMMENDED else sought
        if chosen == self.REJECTED or not amount:
            outcome, amount = Decision.Outcome.REJECTED, Decimal(0)
        elif amount == sought:
            outcome = Decision.Outcome.GRANTED
        else:
            outcome = Decision.Outcome.PARTLY_GRANTED
        own = self.cleaned_data[f"more_{line.application.pk}"].strip()
        reasons = self.cleaned_data["reasons"].strip()
        return {
            "outcome": outcome,
            "amount": amount,
            "earmark": line.application.earmark if amount else None,
            "reasons": f"{reasons}\n\n{own}" if own else reasons,
            "conditions": self.cleaned_data["conditions"].strip() if amount else "",
        }
