"""What people fill in on this floor, cleaned: the search in the catalogue, a project's page.

A form cleans and never carries out.
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog import search
from catalog.models import Entry, EntryQuerySet
from grants import law
from grants.models import County, Fund


class CatalogueForm(forms.Form):
    """Which projects the catalogue shows. Each choice says how many projects it would show."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    fund = forms.ChoiceField(label=_("Fund"), required=False)
    county = forms.ChoiceField(label=_("County"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, data: Any, entries: EntryQuerySet) -> None:
        super().__init__(data)
        self.entries = entries
        self.text = " ".join((data.get("q") or "").replace("\x00", "").split())[:200]
        self.fields["q"].widget.input_type = "search"
        self._offer({name: data.get(name, "") for name in search.FACETS})
        best = [("", _("Best match"))] if self.text else []
        self._choices("order", [*best, *search.ORDER_NAMES])

    def _offer(self, chosen: dict[str, str]) -> None:
        """Fill the three lists: only what there is, and always what was chosen."""
        names: dict[str, Any] = {"fund": Fund.objects.in_bulk(), "county": County.objects.in_bulk()}
        for name, known in names.items():
            chosen[name] = chosen[name] if chosen[name] in known else ""
        if not re.fullmatch("[0-9]{4}", chosen["year"]):
            chosen["year"] = ""
        counts = search.facets(search.matching(self.entries, self.text), chosen)
        years = {year: str(year) for year in counts["year"]}
        if chosen["year"]:
            years.setdefault(int(chosen["year"]), chosen["year"])
        for name, known, every in (
            ("fund", names["fund"], _("All funds")),
            ("county", names["county"], _("All counties")),
            ("year", dict(sorted(years.items(), reverse=True)), _("All years")),
        ):
            shown = {k: v for k, v in known.items() if k in counts[name] or str(k) == chosen[name]}
            choices = [(k, f"{v} ({counts[name].get(k, 0)})") for k, v in shown.items()]
            self._choices(name, [("", every), *choices])

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def found(self) -> EntryQuerySet:
        """The projects that answer to every choice that is valid, in the order asked for."""
        self.is_valid()
        entries = search.narrowed(search.matching(self.entries, self.text), self.cleaned_data)
        return search.ordered(entries, self.text, self.cleaned_data.get("order", ""))


class EntryForm(forms.ModelForm):
    """What the catalogue says of a project. It names no private person."""

    class Meta:
        model = Entry
        fields = ("title", "summary", "target_group", "results", "learned", "did_not_work")
        widgets = {
            name: forms.Textarea({"rows": rows})
            for name, rows in (
                *(("summary", 5), ("target_group", 3), ("results", 6)),
                *(("learned", 6), ("did_not_work", 5)),
            )
        }
        help_texts = {
            "title": _("The name of the activity, as the public will read it."),
            "summary": _("What was done, for whom and where, in a few sentences."),
            "learned": _("What somebody who wants to do the same should know."),
            "did_not_work": _("What turned out harder than expected. It helps others most."),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.Meta.fields:
            if law.looks_like_personal_identity_number(data.get(name) or ""):
                self.add_error(name, ValidationError(self.names_a_person))
        return data

    names_a_person = _(
        "This looks like a personal identity number. Take it out: the page is public and names no "
        "private person."
    )
