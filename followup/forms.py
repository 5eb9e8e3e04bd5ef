"""What people fill in on this floor, cleaned: a plan of payments, a final report, filters."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter

from applications.models import CostLine
from decisions.models import Decision
from followup.models import Payment, Report
from grants import clock, files, law, money, questions
from grants.forms import Row, Rows, SekField
from grants.models import County, Fund

# How soon a grant is paid by custom: at most six weeks after the decision.
PAID_WITHIN = timedelta(weeks=6)
TIME_TO_APPROVE = timedelta(days=7)
MOST_INSTALMENTS = 12
MOST_PARTICIPANTS = 1_000_000


# Filters


class CaseFilter(django_filters.FilterSet):
    """By fund, county and words, for whatever hangs on an application at `path`."""

    path = ""

    fund = ModelChoiceFilter(
        queryset=Fund.objects.all(), label=_("Fund"), empty_label=_("All funds"), method="of_fund"
    )
    county = ModelChoiceFilter(
        queryset=County.objects.all(),
        label=_("County"),
        empty_label=_("All counties"),
        method="in_county",
    )
    text = django_filters.CharFilter(
        label=_("Registration number, organisation or name"), method="with_words"
    )

    def of_fund(self, rows: Any, name: str, fund: Fund) -> QuerySet[Any]:
        return rows.filter(**{f"{self.path}__call__fund": fund})

    def in_county(self, rows: Any, name: str, county: County) -> QuerySet[Any]:
        return rows.filter(**{f"{self.path}__county": county})

    def with_words(self, rows: Any, name: str, words: str) -> QuerySet[Any]:
        """Every word must stand in the number, the organisation's name or the activity's."""
        for word in words.replace("\x00", "").split():
            places = ("case_number", "organisation__name", "title")
            found = Q()
            for place in places:
                found |= Q(**{f"{self.path}__{place}__icontains": word})
            rows = rows.filter(found)
        return rows


class PaymentFilter(CaseFilter):
    path = "decision__application"
    state = ChoiceFilter(choices=Payment.State.choices, label=_("State"), empty_label=_("All"))

    class Meta:
        model = Payment
        fields = ("state", "fund", "county", "text")


class ReportFilter(CaseFilter):
    path = "application"
    state = ChoiceFilter(
        choices=[*Report.State.choices, ("overdue", _("overdue"))],
        label=_("State"),
        empty_label=_("All"),
        method="in_state",
    )

    class Meta:
        model = Report
        fields = ("state", "fund", "county", "text")

    def in_state(self, reports: Any, name: str, state: str) -> QuerySet[Report]:
        return reports.overdue() if state == "overdue" else reports.filter(state=state)


# The plan of payments


def first_day(decision: Decision) -> date:
    """The day proposed for the first payment: a week from now, within six weeks of the decision."""
    decided = decision.released_at or clock.now()
    latest = decided.astimezone(clock.SWEDEN).date() + PAID_WITHIN
    return max(min(clock.today() + TIME_TO_APPROVE, latest), clock.today())


class InstalmentForm(Row):
    """One payment of the plan."""

    day = forms.DateField(label=_("Pay on"), widget=forms.DateInput)
    amount = SekField(label=_("Amount"), min_value=Decimal("0.01"))

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if day < clock.today():
            raise ValidationError(_("The day has passed."))
        return day


class InstalmentRows(Rows):
    """The payments of a plan: together they are exactly the grant."""

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision = decision

    def clean(self) -> None:
        if any(form.errors or not form.judged for form in self.forms):
            return
        self._check_days()
        rows = [form for form in self.forms if form.has_changed()] or self.forms[:1]
        total = sum((form.cleaned_data.get("amount", Decimal(0)) for form in rows), Decimal(0))
        grant = self.decision.amount
        if not self.said:
            rows[-1].add_error("amount", _("Give the amount to pay."))
        elif total != grant:
            words = {"sum": money.kr(total), "grant": money.kr(grant)}
            words["gap"] = money.kr(abs(grant - total))
            missing = _("The payments sum to %(sum)s; the grant is %(grant)s. %(gap)s is missing.")
            over = _("The payments sum to %(sum)s; the grant is %(grant)s. %(gap)s is too much.")
            rows[-1].add_error("amount", (missing if total < grant else over) % words)

    def _check_days(self) -> None:
        """Money is paid while it can still be used and reported."""
        due = self.decision.application.call.report_due
        for form in self.forms:
            if form.has_changed() and form.cleaned_data["day"] > due:
                message = _("The final report is due on %s. Pay before that.")
                form.add_error("day", message % date_format(due, "j F Y"))


_Instalments: Any = forms.formset_factory(
    InstalmentForm, formset=InstalmentRows, extra=0, max_num=MOST_INSTALMENTS, validate_max=True
)


def instalments(decision: Decision, data: QueryDict | None = None) -> InstalmentRows:
    """The plan as it is filled in; before that, the whole grant in one payment."""
    whole = [{"day": first_day(decision), "amount": decision.amount}]
    return _Instalments(data, decision=decision, prefix="part", initial=None if data else whole)


def one_more_instalment(decision: Decision, data: QueryDict) -> InstalmentRows:
    """The plan as it was filled in, with one more empty row, judging nothing."""
    grown = data.copy()
    count = grown.get("part-TOTAL_FORMS", "")
    if count.isdecimal():
        grown["part-TOTAL_FORMS"] = str(min(int(count) + 1, MOST_INSTALMENTS))
    rows = instalments(decision, grown)
    for form in rows.forms:
        form.judged = False
    return rows


# The report


class ReportForm(forms.ModelForm):
    """The report as the recipient writes it: texts, counts, and what was used per cost line.

    Nothing is required here: a draft may be half done. What is missing is said before it is sent.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Report
        fields = ("done", "results", "learned", "did_not_work", "women", "men")
        labels = {
            "done": _("What was done"),
            "results": _("Results, and how they serve the purpose"),
            "learned": _("What you learned"),
            "did_not_work": _("What did not work"),
            "women": _("Participants, women"),
            "men": _("Participants, men"),
        }
        help_texts = {
            "done": _("Which activities took place, how often and where."),
            "results": _("What changed for the participants, and how you know it."),
            "learned": _("What would you tell somebody who is to do the same?"),
            "did_not_work": _(
                "It helps others as much as what worked. It does not count against you."
            ),
            "women": _("A count, never names. Each person once."),
            "men": _("A count, never names. Each person once."),
        }
        widgets = {
            "done": forms.Textarea({"rows": 7}),
            "results": forms.Textarea({"rows": 7}),
            "learned": forms.Textarea({"rows": 5}),
            "did_not_work": forms.Textarea({"rows": 5}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        self.file_errors: dict[str, list[str]] = {}
        self.cost_lines: list[CostLine] = []
        for line, spent in self.instance.spent_lines:
            self.cost_lines.append(line)
            self.fields[f"spent_{line.pk}"] = SekField(
                label=f"{_('Used of the grant')}, {line}",
                min_value=0,
                required=False,
                initial=spent,
            )
        for name in ("women", "men"):
            self.fields[name].validators.append(MaxValueValidator(MOST_PARTICIPANTS))
        self.asked = self._asked()
        for name in ("done", "results", "learned", "did_not_work", "women", "men"):
            # It is asked for in the end: it must not be marked as optional.
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in Report.TEXTS:
            if law.looks_like_personal_identity_number(data.get(name) or ""):
                self.add_error(
                    name,
                    _("This looks like a personal identity number. Take it out: write no names."),
                )
        total = sum((amount or Decimal(0) for amount in self.spent.values()), Decimal(0))
        if total > self.instance.payable:
            words = {"spent": money.kr(total), "paid": money.kr(self.instance.payable)}
            used = [pk for pk, amount in self.spent.items() if amount]
            self.add_error(
                f"spent_{used[-1]}",
                _("Together this is %(spent)s, but only %(paid)s of the grant is paid.") % words,
            )
        return data

    def _asked(self) -> questions.AnswerForm | None:
        """The questions of the call's own report form, apart from the report's columns."""
        if self.instance.questionnaire is None:
            return None
        form = questions.form(
            self.instance.questionnaire.read,
            values=self.instance.answers,
            data=self.data if self.is_bound else None,
            offers=questions.Offers(),
        )
        form.prefix = "asked"
        return form

    def is_valid(self) -> bool:
        """Whether all of it can be saved: what is always asked, the form's questions, its files."""
        fits = super().is_valid()
        return all([fits, self.asked is None or self.asked.is_valid(), self._files_fit()])

    def _files_fit(self) -> bool:
        for question, given in self.uploads.items():
            for upload in given:
                try:
                    files.check(upload)
                except ValidationError as error:
                    self.file_errors.setdefault(question, []).extend(error.messages)
        for texts in self.file_errors.values():
            self.add_error(None, " ".join(texts))
        return not self.file_errors

    @property
    def uploads(self) -> dict[str, list[Any]]:
        """The files that came along, by the key of the question they answer."""
        if self.asked is None or not self.is_bound:
            return {}
        keys = [question.key for question in self.asked.questions if question.kind == "file"]
        given = cast("MultiValueDict[str, Any]", self.files)
        return {key: given.getlist(f"file-{key}") for key in keys if f"file-{key}" in given}

    @property
    def answers(self) -> dict[str, Any]:
        """The answers to the form's questions, in the JSON shape of `questions`."""
        return {} if self.asked is None else self.asked.cleaned

    @property
    def sections(self) -> list[tuple[questions.Section, list[questions.Entry], list[Any]]]:
        """Each section of the call's form with its questions, and the files that are there."""
        if self.asked is None:
            return []
        entries = {entry.question.key: entry for entry in self.asked.entries}
        there = list(self.instance.files.all())
        return [
            (
                section,
                [entries[q.key] for q in section.questions if q.key in entries],
                [file for file in there if file.question in {q.key for q in section.questions}],
            )
            for section in self.asked.version.sections
        ]

    def _post_clean(self) -> None:
        """The stored report is left as it is: what was typed belongs to the form until saved."""

    @property
    def rows(self) -> list[tuple[CostLine, forms.BoundField]]:
        """Each cost line with its field."""
        return [(line, self[f"spent_{line.pk}"]) for line in self.cost_lines]

    @property
    def said(self) -> dict[str, Any]:
        """The columns as they were written."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    @property
    def spent(self) -> dict[int, Decimal | None]:
        """SEK used, or None, by the key of the cost line."""
        return {line.pk: self.cleaned_data.get(f"spent_{line.pk}") for line in self.cost_lines}

    def overtaken_by(self, stored: Report) -> list[tuple[Any, Any, Any]]:
        """What somebody else has saved and this form would change: label, stored, typed.

        From now on the form is made from the stored version: saving again replaces it knowingly.
        """
        data = cast(QueryDict, self.data).copy()
        data["version"] = str(stored.version)
        self.data = data
        apart: list[tuple[Any, Any, Any]] = [
            (self.fields[name].label, getattr(stored, name), self.cleaned_data[name])
            for name in self.Meta.fields
            if getattr(stored, name) != self.cleaned_data[name]
        ]
        for line, spent in stored.spent_lines:
            typed = self.spent.get(line.pk)
            if spent != typed:
                was, now = (None if a is None else money.kr(a) for a in (spent, typed))
                apart.append((str(line), was, now))
        for question in self.asked.questions if self.asked else []:
            was, now = stored.answers.get(question.key), self.answers.get(question.key)
            if was != now:
                none = questions.Offers()
                apart.append(
                    (
                        question.label,
                        questions.shown(question, was, none),
                        questions.shown(question, now, none),
                    )
                )
        return apart


class SubmitForm(forms.Form):
    """The signatory's word that what she has read is right."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    is_right = forms.BooleanField(
        label=_(
            "I have read the report. What it says is right, and I may sign for the organisation."
        ),
        error_messages={"required": _("Tick the box to sign.")},
    )
