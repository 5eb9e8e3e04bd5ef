"""What is true on floor 5: what was learned. Entry, the public page of a reported project."""

from collections.abc import Iterable
from typing import Any

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from applications.models import Application
from applications.rules import prepares
from grants import clock
from grants.models import (
    Birth,
    County,
    Fund,
    Life,
    Municipality,
    Organisation,
    StateField,
    User,
    along,
)
from grants.rules import because, may


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: Any) -> "EntryQuerySet":
        """Everyone reads what is published; the boards also their own drafts."""
        public = Q(state=Entry.State.PUBLISHED)
        if not user.is_authenticated or not user.posts_today:
            return self.filter(public)
        return self.filter(public | Q(application__in=Application.objects.handled_by(user)))

    def published(self) -> "EntryQuerySet":
        return self.filter(state=Entry.State.PUBLISHED)

    def with_all(self) -> "EntryQuerySet":
        return self.select_related("fund", "county", "municipality")


@pghistory.track(exclude=["search"])
class Entry(Life):
    """A project in the public catalogue: what was done, reached and learned, and for how much.

    It names the organisation and a function, never a private person. Money in SEK.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEWED = "reviewed", _("reviewed")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    birth = Birth(permission=may(prepares), label=_("A project page was drafted"), party=False)
    main_line = (State.DRAFT, State.REVIEWED, State.PUBLISHED)
    read_with = along("application", Application)

    application = models.OneToOneField(Application, models.PROTECT, related_name="entry")
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="entries")
    county = models.ForeignKey(County, models.PROTECT, related_name="entries")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="entries")
    year = models.PositiveSmallIntegerField(_("year"))
    recipient = models.CharField(_("recipient"), max_length=150)
    title = models.CharField(_("title"), max_length=150)
    summary = models.TextField(_("summary"))
    target_group = models.TextField(_("target group"), blank=True)
    results = models.TextField(_("results"))
    learned = models.TextField(_("what was learned"))
    did_not_work = models.TextField(_("what did not work"), blank=True)
    women = models.PositiveIntegerField(_("participants, women"))
    men = models.PositiveIntegerField(_("participants, men"))
    granted = models.DecimalField(_("granted"), max_digits=14, decimal_places=2)
    used = models.DecimalField(_("used"), max_digits=14, decimal_places=2)
    # Marked on the page: what was written as an example and is not in any source.
    is_example = models.BooleanField(_("contains example text"), default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="swedish")
        + SearchVector("recipient", weight="A", config="swedish")
        + SearchVector("summary", weight="B", config="swedish")
        + SearchVector("results", weight="C", config="swedish")
        + SearchVector("learned", weight="C", config="swedish")
        + SearchVector("did_not_work", weight="C", config="swedish"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    state = StateField(
        _("state"), choices=State.choices, default=State.DRAFT, protected=True, db_index=True
    )

    objects = EntryQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-year", "-granted", "pk"]
        indexes = [
            GinIndex(fields=["search"], name="entry_search"),
            models.Index(fields=["state", "-year", "-granted"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(granted__gt=0, used__gte=0, used__lte=F("granted")),
                name="entry_used_within_granted",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("catalog:entry", args=[self.pk])

    @classmethod
    def of(cls, application: Application) -> "Entry":
        """An unsaved entry with what the application, its decision and its report say."""
        report = application.report
        said: dict[str, Any] = {
            "application": application,
            "fund": application.call.fund,
            "county": application.county,
            "municipality": application.organisation.municipality,
            "year": application.case_year,
            "recipient": application.organisation.name,
            "title": application.title,
            "summary": application.answers.get("summary", ""),
            "target_group": application.answers.get("target_group", ""),
            "results": report.results,
            "learned": report.learned,
            "did_not_work": report.did_not_work,
            "women": report.women,
            "men": report.men,
            "granted": application.decisions.get(state="released").amount,
            "used": report.spent,
        }
        return cls(**said)

    @property
    def organisation(self) -> Organisation:
        return self.application.organisation

    @property
    def deciding_county(self) -> County:
        return self.application.deciding_county

    @property
    def case(self) -> int:
        return self.application_id

    def conflicts_with(self, user: Any) -> bool:
        return self.application.conflicts_with(user)

    def told_of(self, step: str) -> Iterable[Any]:
        if step in ("publish", "withdraw"):
            return User.objects.members_of(self.organisation, "editor", "signatory")
        return ()

    @because(_("The final report has not been approved."))
    def is_reported(self) -> bool:
        state = Application.State
        return self.application.state in (state.REPORTED, state.CLOSED, state.ARCHIVED)

    # The life of an entry

    @transition(
        state,
        State.DRAFT,
        State.REVIEWED,
        conditions=[is_reported],
        permission=may(prepares),
        custom={
            "label": _("It names no private person"),
            "done": _("The project page was reviewed"),
        },
    )
    def review(self, by: Any) -> None:
        """An officer has read it: no private person, nothing secret."""

    @transition(
        state,
        [State.REVIEWED, State.WITHDRAWN],
        State.DRAFT,
        permission=may(prepares),
        custom={
            "label": _("Change the texts"),
            "done": _("The project page was taken back to a draft"),
            "quiet": True,
        },
    )
    def rework(self, by: Any) -> None:
        """Its texts are changed; then it is reviewed anew."""

    @transition(
        state,
        State.REVIEWED,
        State.PUBLISHED,
        conditions=[is_reported],
        permission=may(prepares),
        custom={
            "label": _("Publish in the catalogue"),
            "done": _("The project was published in the catalogue"),
            "party": True,
        },
    )
    def publish(self, by: Any) -> None:
        """The public reads it from now on."""
        self.published_at = clock.now()

    @transition(
        state,
        State.PUBLISHED,
        State.WITHDRAWN,
        permission=may(prepares),
        custom={
            "label": _("Withdraw from the catalogue"),
            "done": _("The project was withdrawn from the catalogue"),
            "party": True,
            "note": True,
            "quiet": True,
        },
    )
    def withdraw(self, by: Any) -> None:
        """It must be corrected or should not be public."""
