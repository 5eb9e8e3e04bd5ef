"""A call as its officer writes it: its facts, earmarks, priorities and criteria on one page."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from grants import clock, money
from grants.forms.fields import SekField, SwedishMomentField
from grants.models import (
    Call,
    ChildRight,
    County,
    Criterion,
    Earmark,
    Fund,
    FundTerms,
    Goal,
    HumanRightsTheme,
    Priority,
    RegionalPriority,
    StandardForm,
)


class CallFilter(django_filters.FilterSet):
    """Which calls a list shows. A call for the whole country is found under every county."""

    STATUS = (("open", _("open")), ("upcoming", _("upcoming")), ("closed", _("closed")))

    fund = django_filters.ModelChoiceFilter(
        queryset=Fund.objects.all(), label=_("Fund"), empty_label=_("All funds")
    )
    county = django_filters.ModelChoiceFilter(
        queryset=County.objects.all(),
        label=_("County"),
        empty_label=_("All counties"),
        method="in_county",
    )
    status = django_filters.ChoiceFilter(
        choices=STATUS, label=_("Status"), empty_label=_("All"), method="with_status"
    )

    class Meta:
        model = Call
        fields = ("fund", "county", "status")

    def in_county(self, calls: Any, name: str, county: County) -> QuerySet[Call]:
        return calls.filter(Q(county=county) | Q(national=True))

    def with_status(self, calls: Any, name: str, status: str) -> QuerySet[Call]:
        return getattr(calls, status)()


class Kept(forms.BaseForm):
    """A form that can be shown as it was filled in without being judged (`judged = False`)."""

    judged = True

    def full_clean(self) -> None:
        if self.judged:
            super().full_clean()
        else:
            self._errors, self.cleaned_data = ErrorDict(), {}


class CallForm(Kept, forms.ModelForm):
    """The call itself: whose, how much, when, and what is said about it."""

    opens_at = SwedishMomentField(label=_("Opens"), help_text=_("Swedish time, to the minute."))
    closes_at = SwedishMomentField(
        label=_("Closes"),
        help_text=_("What arrives at this moment or later is late. Swedish time."),
    )
    frame_amount = SekField(
        label=_("Frame"), help_text=_("The money that can be granted in this call.")
    )
    year = forms.IntegerField(label=_("Budget year"), min_value=2010, max_value=2100)
    max_amount = SekField(
        label=_("Highest amount for one application"),
        required=False,
        help_text=_("Leave empty if there is no highest amount."),
    )
    standard_form = forms.ChoiceField(label=_("Form to begin with"), required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Call
        fields = (
            *("fund", "county", "national", "title_sv", "title_en", "about_sv", "about_en"),
            *("opens_at", "closes_at", "max_amount", "period_from", "period_to", "report_due"),
            *("signatures_needed", "scored", "blind", "readers", "pressure"),
        )
        help_texts = {
            "scored": _("Otherwise they give reasons and a recommendation only."),
            "blind": _("The applicant, partners and files are hidden and names in texts masked."),
            "readers": _("How many read each application. From 1 to 9."),
            "signatures_needed": _("How many of the applicant's signatories must sign."),
            "national": _("Otherwise only applicants in the county are meant."),
            "about_sv": _("What the money is for and who it is for, in plain words."),
            "period_from": _("Activities in an application must fall inside this period."),
        }
        widgets = {
            "about_sv": forms.Textarea({"rows": 6}),
            "about_en": forms.Textarea({"rows": 6}),
            "period_from": forms.DateInput,
            "period_to": forms.DateInput,
            "report_due": forms.DateInput,
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = County.objects.filter(pk__in=user.counties_as("officer"))
        county = self.fields["county"]
        county.queryset = own  # type: ignore[attr-defined]  # a ModelChoiceField
        county.empty_label = None  # type: ignore[attr-defined]  # the same
        self.fields["year"].initial = clock.today().year
        county.initial = own.first()
        self._offer_standard_forms()
        if self.instance.pk:
            # The history of the call is written in its board's chain from the start.
            county.disabled = True
            self.fields["frame_amount"].initial = self.instance.frame.amount
            self.fields["year"].initial = self.instance.frame.year

    STANDARD = "standard"
    NAMES = {"small": _("small grants (short form)")}

    def _offer_standard_forms(self) -> None:
        """The forms a new call can begin with: the fund's own, or another that some fund has."""
        if self.instance.pk or "fund" not in self.fields:
            del self.fields["standard_form"]
            return
        rows = StandardForm.objects.exclude(name=self.STANDARD).select_related("fund")
        others = [
            (f"{row.fund_id}:{row.name}", f"{row.fund.short}: {self.NAMES.get(row.name, row.name)}")
            for row in rows.filter(kind="application")
        ]
        field: Any = self.fields["standard_form"]
        field.choices = [("", _("The standard form of the fund")), *others]
        field.help_text = _("You can change it in the browser when the call is saved.")

    @property
    def form_name(self) -> str:
        """The name of the standard form to begin with."""
        return self.cleaned_data.get("standard_form", "").partition(":")[2] or self.STANDARD

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        fund, chosen = data.get("fund"), data.get("standard_form", "")
        if fund and chosen and chosen.partition(":")[0] != fund.pk:
            self.add_error("standard_form", _("That form belongs to another fund."))
        self._check_order(data)
        highest, frame = data.get("max_amount"), data.get("frame_amount")
        if highest and frame and highest > frame:
            self.add_error("max_amount", _("This is more than the whole frame."))
        if data.get("fund") and data.get("opens_at"):
            self._choose_terms(data["fund"], data["opens_at"])
        return data

    def _check_order(self, data: dict[str, Any]) -> None:
        """Closing after opening, the period in order, the report after the period."""
        orders = (
            ("opens_at", "closes_at", _("The call must close after it opens."), False),
            ("period_from", "period_to", _("The period must end after it begins."), True),
            ("period_to", "report_due", _("The activity must have ended by then."), True),
        )
        for first, last, message, may_be_same in orders:
            begins, ends = data.get(first), data.get(last)
            if begins and ends and (ends < begins or (ends == begins and not may_be_same)):
                self.add_error(last, message)

    def _choose_terms(self, fund: Fund, opens_at: datetime) -> None:
        """The law as it stands on the day the call opens decides what the call may ask."""
        try:
            self.instance.terms = fund.terms_on(opens_at.astimezone(clock.SWEDEN).date())
        except FundTerms.DoesNotExist:
            self.add_error(
                "opens_at", _("No rules for this fund are known for that day. Choose another day.")
            )


class Row(Kept, forms.Form):
    """A row in a list of rows. It is left out when nothing is said in it, or when it is ticked."""

    fillers: tuple[str, ...] = ()

    leave_out = forms.BooleanField(label=_("Leave this row out"), required=False)

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def has_changed(self) -> bool:
        if self.is_bound and self.data.get(self.add_prefix("leave_out")):
            return False
        return any(name not in self.fillers for name in self.changed_data)


class Rows(forms.BaseFormSet):
    """Rows that one adds and empties freely: what is stored is what they say, in their order."""

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()

    @property
    def said(self) -> list[dict[str, Any]]:
        """What the rows that were filled in say, cleaned."""
        rows = [dict(form.cleaned_data) for form in self.forms if form.has_changed()]
        for row in rows:
            row.pop("leave_out")
        return rows


class EarmarkForm(Row):
    name_sv = forms.CharField(label=_("Purpose, Swedish"), max_length=120)
    name_en = forms.CharField(label=_("Purpose, English"), max_length=120, required=False)
    amount = SekField(label=_("Amount"))


class PriorityForm(Row):
    """A priority of the call, written here or taken over from the board's of the year."""

    fillers = ("weight", "drawn_from")
    TIES = ("goals", "child_rights", "themes")

    drawn_from = forms.ModelChoiceField(
        queryset=RegionalPriority.objects.none(), required=False, widget=forms.HiddenInput
    )
    name_sv = forms.CharField(label=_("Priority, Swedish"), max_length=200)
    name_en = forms.CharField(label=_("Priority, English"), max_length=200, required=False)
    weight = forms.IntegerField(label=_("Weight"), initial=1, min_value=1, max_value=100)
    reason_sv = forms.CharField(
        label=_("Reason, Swedish"), required=False, widget=forms.Textarea({"rows": 3})
    )
    reason_en = forms.CharField(
        label=_("Reason, English"), required=False, widget=forms.Textarea({"rows": 3})
    )
    goals = forms.ModelMultipleChoiceField(
        label=_("Goals of Agenda 2030"),
        queryset=Goal.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    child_rights = forms.ModelMultipleChoiceField(
        label=_("Rights of the child"),
        queryset=ChildRight.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    themes = forms.ModelMultipleChoiceField(
        label=_("Human rights"),
        queryset=HumanRightsTheme.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drawn: Any = self.fields["drawn_from"]
        drawn.queryset = RegionalPriority.objects.visible_to(self.user)


class CriterionForm(Row):
    """A criterion of the call, with what its steps mean: one line for each step."""

    fillers = ("weight", "scale")
    name_sv = forms.CharField(label=_("Criterion, Swedish"), max_length=120)
    name_en = forms.CharField(label=_("Criterion, English"), max_length=120, required=False)
    scale = forms.IntegerField(
        label=_("Highest score"),
        initial=5,
        min_value=1,
        max_value=100,
        help_text=_("The lowest is 0."),
    )
    weight = forms.IntegerField(label=_("Weight"), initial=1, min_value=1, max_value=100)
    paragraph = forms.CharField(
        label=_("Paragraph"),
        max_length=80,
        required=False,
        help_text=_("Where the law asks for it, for example 10 §."),
    )
    guidance_sv = forms.CharField(
        label=_("Guidance, Swedish"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("What earns a high score and what a low one."),
    )
    guidance_en = forms.CharField(
        label=_("Guidance, English"), required=False, widget=forms.Textarea({"rows": 2})
    )
    steps_sv = forms.CharField(
        label=_("What the steps mean, Swedish"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One line for each step, such as: 0 = The need is not shown."),
    )
    steps_en = forms.CharField(
        label=_("What the steps mean, English"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        said = {name: self._steps(name, data) for name in ("steps_sv", "steps_en")}
        for step in sorted(set(said["steps_en"]) - set(said["steps_sv"])):
            self.add_error("steps_en", _("Step %s is not described in Swedish.") % step)
        data["anchors"] = [
            {"value": step, "words_sv": words, "words_en": said["steps_en"].get(step, "")}
            for step, words in sorted(said["steps_sv"].items())
        ]
        return data

    def _steps(self, name: str, data: dict[str, Any]) -> dict[int, str]:
        """Each step with its words; what is wrong with a line is said of that line."""
        found: dict[int, str] = {}
        for number, line in enumerate(data.get(name, "").splitlines(), start=1):
            if not line.strip():
                continue
            read = STEP.fullmatch(line)
            fault = _fault_of_step(read, found, data.get("scale"), number)
            if fault or read is None:
                self.add_error(name, fault)
            else:
                found[int(read[1])] = read[2]
        return found


# "0 = words", also with a colon or a dash between
STEP = re.compile(r"\s*(\d{1,3})\s*[=:–-]\s*(\S.*?)\s*")
LONGEST_STEP = 300  # characters


def _fault_of_step(read: Any, found: dict[int, str], scale: int | None, number: int) -> Any:
    """In words, what is wrong with a line about a step; nothing when it is right."""
    line = {"line": number}
    if read is None:
        return _("Line %(line)s: write the step and what it means, such as 0 = …") % line
    step = int(read[1])
    if step in found:
        told = line | {"step": step}
        return _("Line %(line)s: step %(step)s stands there already.") % told
    if scale is not None and step > scale:
        told = line | {"step": step, "scale": scale}
        return _("Line %(line)s: the scale ends at %(scale)s, so there is no step %(step)s.") % told
    if len(read[2]) > LONGEST_STEP:
        return _("Line %(line)s: the text has more than 300 characters.") % line
    return None


def _rows(form: type[Row], at_most: int) -> Any:
    return forms.formset_factory(form, formset=Rows, extra=1, max_num=at_most, validate_max=True)


class CallSheet:
    """The whole page about a call: the call, its earmarks, its priorities, its criteria."""

    KINDS = {
        "earmarks": _rows(EarmarkForm, 3),
        "priorities": _rows(PriorityForm, 20),
        "criteria": _rows(CriterionForm, 20),
    }

    def __init__(self, user: Any, call: Call | None = None, data: QueryDict | None = None) -> None:
        rows = stored_rows(call) if call else {}
        version = _fingerprint(call, rows) if call else ""
        self.stored_version = version
        self.call = CallForm(data, instance=call, user=user, initial={"version": version})
        self.rows: dict[str, Rows] = {
            kind: formset(
                data,
                prefix=kind,
                initial=None if data else rows.get(kind),
                form_kwargs={"user": user},
            )
            for kind, formset in self.KINDS.items()
        }
        self.user = user

    @classmethod
    def with_row(cls, user: Any, call: Call | None, data: QueryDict, kind: str) -> "CallSheet":
        """The page as it was filled in, with one more empty row of the kind, judging nothing."""
        grown = data.copy()
        if kind == "board":
            for priority in offered(user, data).filter(pk__in=_numbers(data.getlist("take_over"))):
                _grow(grown, "priorities", told_of(priority))
        elif kind in cls.KINDS:
            form = cls.KINDS[kind].form
            # as they stand in a row that was there from the start
            first = {name: form.base_fields[name].initial for name in form.fillers}
            _grow(grown, kind, {name: said for name, said in first.items() if said is not None})
        sheet = cls(user, call, grown)
        for form in (sheet.call, *(form for rows in sheet.rows.values() for form in rows.forms)):
            form.judged = False
        return sheet

    @property
    def earmarks(self) -> Rows:
        return self.rows["earmarks"]

    @property
    def priorities(self) -> Rows:
        return self.rows["priorities"]

    @property
    def criteria(self) -> Rows:
        return self.rows["criteria"]

    @property
    def board(self) -> list[tuple[RegionalPriority, bool]]:
        """The board's priorities of the county, year and fund chosen, and whether taken over."""
        form = self.call
        names = ("county", "year", "fund")
        chosen = {name: form[name].value() for name in names if name in form.fields}
        taken = {str(row["drawn_from"].value() or "") for row in self.priorities.forms}
        rows = offered(self.user, chosen).select_related("county")
        return [(row, str(row.pk) in taken) for row in rows]

    def is_valid(self) -> bool:
        """Whether all of it can be saved. Errors stand beside the field they belong to."""
        parts = [self.call.is_valid(), *(rows.is_valid() for rows in self.rows.values())]
        if all(parts):
            self._check_earmarks()
            self._check_version()
        return self.call.is_valid() and all(rows.is_valid() for rows in self.rows.values())

    def _check_earmarks(self) -> None:
        marks = self.earmarks.said
        keys = [earmark_key(mark["name_sv"]) for mark in marks]
        if len(set(keys)) < len(keys):
            self.call.add_error(None, _("Two earmarks have the same purpose. Put them together."))
        total = sum((mark["amount"] for mark in marks), Decimal(0))
        if total > self.call.cleaned_data["frame_amount"]:
            self.call.add_error(
                "frame_amount",
                _("The earmarks are %(marks)s together, more than the frame.")
                % {"marks": money.kr(total)},
            )

    def _check_version(self) -> None:
        """Somebody may have saved the call while this page was open."""
        if self.call.cleaned_data["version"] != self.stored_version:
            self.call.add_error(
                None,
                _(
                    "The call was changed by someone else while you wrote. Nothing of yours is "
                    "saved yet: compare with what is saved, then save again to replace it."
                ),
            )
            data = self.call.data.copy()  # type: ignore[attr-defined]  # what was posted, a QueryDict
            data["version"] = self.stored_version
            self.call.data = data


def earmark_key(name: str) -> str:
    """What joins earmarks of the same purpose in different calls."""
    return slugify(name)[:40] or "earmark"


def offered(user: Any, chosen: Mapping[str, Any]) -> Any:
    """The priorities that hold for the county, year and fund that a form says."""
    county = getattr(chosen.get("county"), "pk", chosen.get("county")) or None
    year, fund = str(chosen.get("year") or ""), chosen.get("fund")
    if not year.isdecimal() or not 2010 <= int(year) <= 2100:
        return RegionalPriority.objects.none()
    rows = RegionalPriority.objects.visible_to(user).holding()
    rows = rows.for_county(county, int(year))
    return rows.filter(Q(fund=None) | Q(fund=getattr(fund, "pk", fund))) if fund else rows


def told_of(priority: RegionalPriority) -> dict[str, Any]:
    """A priority of the board as a row of a call's form."""
    names = ("name_sv", "name_en", "weight", "reason_sv", "reason_en")
    ties = {name: [o.pk for o in getattr(priority, name).all()] for name in PriorityForm.TIES}
    return {"drawn_from": priority.pk, **{n: getattr(priority, n) for n in names}, **ties}


def _grow(data: QueryDict, kind: str, said: Mapping[str, Any]) -> None:
    """One more row of the kind, saying so much, while there is room."""
    count = data.get(f"{kind}-TOTAL_FORMS", "")
    if not count.isdecimal() or int(count) >= CallSheet.KINDS[kind].max_num:
        return
    place = int(count)
    data[f"{kind}-TOTAL_FORMS"] = str(place + 1)
    for name, value in said.items():
        values = value if isinstance(value, list) else [value]
        data.setlist(f"{kind}-{place}-{name}", [str(one) for one in values])


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal() and len(value) < 19]


def stored_rows(call: Call) -> dict[str, list[dict[str, Any]]]:
    """The rows of a call as their forms show them."""

    def told(row: Earmark | Priority | Criterion, form: type[Row]) -> dict[str, Any]:
        return {name: getattr(row, name) for name in form.base_fields if hasattr(row, name)}

    def steps(row: Criterion) -> dict[str, str]:
        rows = row.anchors.all()
        return {
            "steps_sv": "\n".join(f"{one.value} = {one.words_sv}" for one in rows),
            "steps_en": "\n".join(f"{one.value} = {one.words_en}" for one in rows if one.words_en),
        }

    ties = PriorityForm.TIES
    return {
        "earmarks": [told(row, EarmarkForm) for row in call.frame.earmarks.all()],
        "priorities": [
            told(row, PriorityForm)
            | {"drawn_from": row.drawn_from_id}
            | {name: [one.pk for one in getattr(row, name).all()] for name in ties}
            for row in call.priorities.prefetch_related(*ties)
        ],
        "criteria": [
            told(row, CriterionForm) | steps(row)
            for row in call.criteria.prefetch_related("anchors")
        ],
    }


def _fingerprint(call: Call, rows: Mapping[str, Any]) -> str:
    """What is stored, as a few characters that change when anything of it does."""
    told = [str(getattr(call, name)) for name in CallForm.Meta.fields]
    text = json.dumps([told, call.fund_id, call.frame.amount, call.frame.year, rows], default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
