"""Double funding: two applications for the same costs, put as a question to the officer.

`Passage` is a longer answer of a submitted application, as it can be searched; `Likeness` is the
question and its life. What is alike is found in `applications/models/alike.py`. TIA 6 §: no grant
for costs that public money has been given for.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from applications.rules import prepares
from grants import clock, rules
from grants.models import Birth, County, Life, Organisation, StateField
from grants.rules import Refused, may


class Waiting(models.Model):
    """An application whose texts have not been read since it arrived or was changed.

    Written by a trigger on the application in the same moment, so that no way in is forgotten and
    nobody who submits has to wait; taken away by the job that reads it.
    """

    application = models.OneToOneField(
        "applications.Application", models.CASCADE, primary_key=True, related_name="+"
    )

    class Meta:
        verbose_name = _("application to be read")
        verbose_name_plural = _("applications to be read")

    def __str__(self) -> str:
        return str(self.application_id)


class Passage(models.Model):
    """One of the longer answers of a submitted application, and where its words are found.

    `marks` are some of the hashes of its runs of words: two texts that share a run share a mark.
    """

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="passages"
    )
    question = models.CharField(max_length=40)
    text = models.TextField()
    marks = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            models.UniqueConstraint(fields=["application", "question"], name="passage_once")
        ]
        indexes = [GinIndex(fields=["marks"], name="passage_marks", fastupdate=False)]

    def __str__(self) -> str:
        return self.question


class LikenessQuerySet(models.QuerySet["Likeness"]):
    def visible_to(self, user: Any) -> "LikenessQuerySet":
        """Those who handle the case; not one about a case she may have nothing to do with."""
        cases: Any = self.model._meta.get_field("application").related_model
        free = cases.objects.without_interest_of(user)
        handled = cases.objects.handled_by(user)
        return self.filter(application__in=handled, other__in=free)

    def of(self, application: Any) -> "LikenessQuerySet":
        """Those that are or were asked in the case, with what is shown of the other; open first."""
        asked = models.Case(models.When(state=Likeness.State.ASKED, then=0), default=1)
        found = self.filter(application=application).exclude(state=Likeness.State.LAPSED)
        return found.with_all().order_by(asked, "pk")

    def to_answer(self, user: Any) -> "LikenessQuerySet":
        """Those that wait for the user as an officer of the board that runs the case."""
        own = self.visible_to(user).waiting()
        return own.filter(application__county__in=user.counties_as("officer"))

    def waiting(self) -> "LikenessQuerySet":
        """Those that nobody has answered."""
        return self.filter(state=Likeness.State.ASKED)

    def with_all(self) -> "LikenessQuerySet":
        """With what is shown of both cases, in one query."""
        return self.select_related(
            *("answered_by", "application__organisation", "application__county"),
            *("application__call__fund", "application__call__county"),
            *("other__organisation", "other__county", "other__call__fund", "other__call__county"),
            "other__call__terms__deciding_county",
        )


class Likeness(Life):
    """A question in one case: is the money asked for the same costs as in another?"""

    class State(models.TextChoices):
        ASKED = "asked", _("to be answered")
        ANSWERED = "answered", _("answered")
        LAPSED = "lapsed", _("no longer asked")

    class Answer(models.TextChoices):
        NONE = "none", _("no double funding")
        DIFFER = "differ", _("alike, but the costs differ")
        DOUBLE = "double", _("the same costs are asked for twice")

    birth = Birth(
        permission=may(rules.is_bifall),
        label=_("A likeness to another case was found"),
        party=False,
    )
    main_line = (State.ASKED, State.ANSWERED)
    read_with = (
        *("application__organisation", "application__county"),
        "application__call__terms__deciding_county",
    )

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="likenesses"
    )
    other = models.ForeignKey(
        "applications.Application", models.PROTECT, related_name="likenesses_to_it"
    )
    # Why it is asked, as it was found: organisation, partner, period, costs, text. `passages` holds
    # the texts as they stood: [{question, other_question, share, mine, theirs}], the share of the
    # shorter from 0 to 1. In full they are shown only to who may see both cases.
    grounds = models.JSONField(default=dict)
    passages = models.JSONField(default=list, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    state = StateField(_("state"), choices=State.choices, default=State.ASKED, protected=True)

    objects = LikenessQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("likeness")
        verbose_name_plural = _("likenesses")
        ordering = ["application_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "other"], name="likeness_once"),
            models.CheckConstraint(
                condition=~Q(application=models.F("other")), name="likeness_of_two"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered")
                | Q(answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(answer="")
                & ~Q(reason=""),
                name="likeness_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(_("likeness"))

    def get_absolute_url(self) -> str:
        return reverse("applications:likeness", args=[self.pk])

    @property
    def county(self) -> County:
        return self.application.county

    @property
    def deciding_county(self) -> County:
        return self.application.deciding_county

    @property
    def organisation(self) -> Organisation:
        return self.application.organisation

    @property
    def case(self) -> int:
        return self.application_id

    def conflicts_with(self, user: Any) -> bool:
        """A conflict of interest in either case: she may not say of one what she sees in it."""
        return self.application.conflicts_with(user) or self.other.conflicts_with(user)

    def told_of(self, step: str) -> Iterable[Any]:
        return ()

    # The life of a likeness

    @transition(
        state,
        State.ASKED,
        State.ANSWERED,
        permission=may(prepares),
        custom={
            "label": _("Answer the question"),
            "done": _("The question of double funding was answered"),
            "page": "applications:likeness",
        },
    )
    def give_answer(self, by: Any, answer: str, reason: str) -> None:
        """An officer says whether it is double funding, and why. Raises Refused without a why."""
        if answer not in self.Answer.values or not reason.strip():
            raise Refused(_("Choose an answer and give the reason."))
        self.answer, self.reason = answer, reason
        self.answered_by, self.answered_at = by, clock.now()

    @transition(
        state,
        State.ANSWERED,
        State.ASKED,
        permission=may(prepares | rules.is_bifall),
        custom={
            "label": _("Ask anew"),
            "done": _("The question of double funding was asked anew"),
            "quiet": True,
            "note": True,
        },
    )
    def ask_anew(self, by: Any) -> None:
        """Something new has come up: the old answer stays in the history."""
        self.asked_at = clock.now()
        self.answer, self.reason = "", ""
        self.answered_by, self.answered_at = None, None

    @transition(
        state,
        State.ASKED,
        State.LAPSED,
        permission=may(rules.is_bifall),
        custom={
            "label": _("Ask no longer"),
            "done": _("The other case was not granted: nothing is asked any more"),
            "inside": True,
        },
    )
    def lapse(self, by: Any) -> None:
        """The other application gets no money, or they are not alike any more."""

    @transition(
        state,
        State.LAPSED,
        State.ASKED,
        permission=may(rules.is_bifall),
        custom={
            "label": _("Ask again"),
            "done": _("A likeness to another case was found again"),
            "inside": True,
        },
    )
    def return_(self, by: Any) -> None:
        """They are alike again."""
        self.asked_at = clock.now()
