"""To begin a draft and to write it."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from applications.forms.texts import free_text
from applications.models import Application, Shown, values_of
from grants import questions
from grants.models import Organisation, offers_of

_STAMP = re.compile(r"([0-9]{1,9})\.([0-9a-f]{16})")
_CHOICE = re.compile(r"(mine|theirs)\.([0-9]{1,9})")


class BeginForm(forms.Form):
    """For which organisation, what the activity is called, and what it begins from."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation that applies"), widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=_("Name of the activity"),
        max_length=150,
        help_text=_("A few words that say what you want to do. You can change it later."),
    )
    earlier = forms.ModelChoiceField(
        Application.objects.none(),
        label=_("Begin from an earlier application"),
        required=False,
        empty_label=_("No, begin with an empty form"),
        help_text=_(
            "Answers that fit are copied, and you are told of those that do not. Files and the "
            "period are not copied."
        ),
    )
    selftest = forms.BooleanField(
        label=_("Fill in what I answered in the self-test"), required=False, initial=True
    )

    def __init__(
        self,
        *args: Any,
        organisations: list[Organisation],
        earlier: Any,
        tested: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        chosen = fields["organisation"]
        chosen.queryset = Organisation.objects.filter(pk__in=[o.pk for o in organisations])
        chosen.empty_label = None
        self.only = organisations[0] if len(organisations) == 1 else None
        if self.only:
            chosen.initial, chosen.widget, chosen.required = (
                self.only.pk,
                forms.HiddenInput(),
                False,
            )
        fields["earlier"].queryset = earlier
        fields["earlier"].label_from_instance = self._told
        if not earlier:
            del fields["earlier"]
        if not tested:
            del fields["selftest"]
        free_text(fields["title"], 150)

    def _told(self, application: Application) -> str:
        owner = "" if self.only else f"{application.organisation}: "
        saved = date_format(application.saved_at, "j F Y")
        return f"{owner}{application.title} ({application.call}, {saved})"

    def clean_organisation(self) -> Any:
        return self.cleaned_data["organisation"] or self.only

    def clean(self) -> dict[str, Any]:
        """What one organisation has written is not copied to another."""
        cleaned = super().clean() or self.cleaned_data
        earlier, organisation = cleaned.get("earlier"), cleaned.get("organisation")
        if earlier and organisation and earlier.organisation_id != organisation.pk:
            self.add_error("earlier", ValidationError(_("Choose one of the same organisation.")))
        return cleaned


def answers_to(
    application: Application, keys: Iterable[str], data: Any = None, more: str = ""
) -> questions.AnswerForm:
    """The form with the questions named, about the draft as it is stored.

    An application always has a name: it is found by it.
    """
    keys = set(keys)
    form = questions.form(
        application.questionnaire.read,
        keys=keys,
        values=values_of(application, keys),
        data=data,
        offers=offers_of(application.call, keys),
        more=more,
    )
    if form.is_bound and "title" in form.cleaned and form.cleaned["title"] is None:
        form.add_error("title", _("Give the activity a name."))
    return form


def shown_in(data: QueryDict) -> dict[str, Shown]:
    """What the page that was sent had shown of each answer, and which text she chose to keep.

    `stamp-need` is the stamp of the question need; `choice-need` says "mine.3" or "theirs.3".
    """
    found = {}
    for name in data:
        key = name.removeprefix("stamp-")
        if key != name:
            stamp = _STAMP.fullmatch(str(data[name]))
            choice = _CHOICE.fullmatch(data.get(f"choice-{key}", ""))
            found[key] = Shown(
                int(stamp[1]) if stamp else -1,
                stamp[2] if stamp else "",
                choice[1] if choice else "",
                int(choice[2]) if choice else -1,
            )
    return found


def typed_in(data: QueryDict) -> list[tuple[str, str]]:
    """What somebody wrote, by the name of its box: to be shown back to her as it stands."""
    hidden = re.compile(r"csrfmiddlewaretoken|(stamp|choice|page)-.*|action|more")
    return [
        (name, text)
        for name, texts in data.lists()
        if not hidden.fullmatch(name)
        for text in texts
        if isinstance(text, str) and text.strip()
    ]
