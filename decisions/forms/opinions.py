"""What people fill in about opinions, cleaned."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.forms import TextField, free_text
from applications.models import Application
from decisions.forms.fields import DayField
from decisions.models import Opinion
from grants import clock
from grants.models import County

SHORT, LONG = 1000, 8000  # characters


class BoardChoice(forms.ModelChoiceField):
    """A county administrative board by its name."""

    def label_from_instance(self, obj: Any) -> str:
        name: str = obj.board_name
        return name


class AskOpinionForm(forms.Form):
    """Whom to ask, about what, what may be read, and until when it may be answered."""

    BOARD, LINK = "board", "link"

    to = forms.ChoiceField(
        label=_("Who is asked"),
        widget=forms.RadioSelect,
        choices=(
            (BOARD, _("A county administrative board: its case officers answer in Bifall")),
            (LINK, _("Another authority or a person: by a link in an e-mail, without an account")),
        ),
    )
    board = BoardChoice(
        queryset=County.objects.none(),
        required=False,
        label=_("If a board is asked: which"),
        empty_label=_("Choose a board"),
    )
    addressee = forms.CharField(
        max_length=150, required=False, label=_("If by link: authority or person")
    )
    email = forms.EmailField(
        max_length=254,
        required=False,
        label=_("If by link: e-mail address"),
        help_text=_("Whoever gets the link can read what you choose below, and answer once."),
    )
    language = forms.ChoiceField(label=_("Language of the e-mail"), choices=settings.LANGUAGES)
    question = TextField(
        required=False,
        widget=forms.Textarea({"rows": 4}),
        label=_("What we ask about"),
        help_text=_("For example whether the need is met in another way. The applicant reads it."),
    )
    shows = forms.ChoiceField(
        label=_("What may be read"),
        widget=forms.RadioSelect,
        choices=Opinion.Shown.choices,
        help_text=_("Never notes, assessments, scores or drafts of decisions."),
    )
    deadline = DayField(
        label=_("Last day to answer"),
        help_text=_("When it has passed without an answer, you can go on without the opinion."),
    )

    def __init__(self, *args: Any, application: Application, asking: Any, **kwargs: Any) -> None:
        """`asking` is the board that asks: it does not ask itself."""
        super().__init__(*args, **kwargs)
        self.application = application
        board: Any = self.fields["board"]
        board.queryset = County.objects.exclude(pk=asking.pk)
        self.initial = {
            "to": self.BOARD,
            "board": application.county if application.county != asking else None,
            "language": "sv",
            "shows": Opinion.Shown.WHOLE,
            **self.initial,
        }
        free_text(self.fields["question"], SHORT)
        free_text(self.fields["addressee"], 150)

    def clean(self) -> dict[str, Any]:
        """Either a board, or a name and an address; each is asked once at a time."""
        given = super().clean() or self.cleaned_data
        if given.get("to") == self.LINK:
            for name in ("addressee", "email"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in to ask by link."))
            whom = Q(email__iexact=given.get("email") or "-")
        else:
            if not given.get("board") and "board" not in self.errors:
                self.add_error("board", _("Choose which board to ask."))
            whom = Q(board=given.get("board") or "-")
        asked = self.application.opinions.filter(whom, state=Opinion.State.ASKED).exists()
        if asked and not self.errors:
            self.add_error(None, _("This opinion is asked for already, and not answered yet."))
        return given

    @property
    def said(self) -> dict[str, Any]:
        """What the opinion is to hold."""
        given = self.cleaned_data
        names = ("addressee", "email") if given["to"] == self.LINK else ("board",)
        return {name: given[name] for name in (*names, "language", "question", "shows", "deadline")}


class OpinionForm(forms.Form):
    """What the one that was asked says."""

    stand = forms.ChoiceField(
        choices=Opinion.Stand.choices, widget=forms.RadioSelect, label=_("The opinion")
    )
    text = TextField(
        widget=forms.Textarea({"rows": 8}),
        label=_("Reasons"),
        help_text=_("What you know of the need, and how the activity meets it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free_text(self.fields["text"], LONG)


class LinkOpinionForm(OpinionForm):
    """The same from somebody without an account, who says who she is."""

    name = forms.CharField(max_length=120, label=_("Your name"))
    position = forms.CharField(
        max_length=120,
        label=_("Your position"),
        help_text=_("For example head of unit. Write “private person” if you answer for yourself."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "position"):
            free_text(self.fields[name], 120)
            self.fields[name].widget.attrs["autocomplete"] = "off"


class OpinionFilter(django_filters.FilterSet):
    """Which opinions a list shows."""

    MINE, LATE = "mine", "late"

    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="in_state",
        empty_label=_("All"),
        choices=(
            (MINE, _("for my board to give")),
            (LATE, _("asked for, and the last day has passed")),
            *Opinion.State.choices,
        ),
    )

    class Meta:
        model = Opinion
        fields = ("state",)

    def in_state(self, rows: Any, _name: str, value: str) -> Any:
        """Those in the state; late ones; or those that wait for her own board."""
        if value == self.MINE:
            boards = self.request.user.counties_as("officer")
            return rows.filter(state=Opinion.State.ASKED, board__in=boards)
        if value == self.LATE:
            return rows.filter(state=Opinion.State.ASKED, deadline__lt=clock.today())
        return rows.filter(state=value)
