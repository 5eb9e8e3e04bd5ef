"""Opinion: what another board says of an application before it is decided, and its life."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from applications.models import Application
from applications.rules import drafts
from grants import clock, rules
from grants.models import Birth, County, Life, Organisation, User, along
from grants.rules import because, may


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def visible_to(self, user: Any) -> "OpinionQuerySet":
        """Those of the cases the user handles: the board that asks and the board that answers."""
        if not user.is_authenticated or not user.posts_today:
            return self.none()
        return self.filter(application__in=Application.objects.handled_by(user))

    def with_all(self) -> "OpinionQuerySet":
        """With what a page shows of each opinion, in one query."""
        return self.select_related(
            "asked_by",
            "given_by",
            "application__organisation",
            "application__county",
            "application__call__fund",
            "application__call__county",
            "application__call__terms__deciding_county",
        )

    def waiting_for(self, user: Any) -> "OpinionQuerySet":
        """Asked for, and for the user to give: she is an officer of the board asked."""
        codes = user.counties_as("officer")
        asked = self.visible_to(user).filter(state=Opinion.State.ASKED)
        return asked.filter(application__county__in=codes)


class Opinion(Life):
    """A board is asked for its opinion (yttrande) with a last day.

    Before a § 37 a decision the county concerned must be given the chance (2010:1122 37 b §).
    """

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        GIVEN = "given", _("given")
        LAPSED = "lapsed", _("not given in time")

    class Stand(models.TextChoices):
        SUPPORTS = "supports", _("supports the application")
        PARTLY = "partly", _("supports it in part")
        AGAINST = "against", _("does not support it")

    birth = Birth(permission=may(drafts), label=_("An opinion was asked for"), party=False)
    main_line = (State.ASKED, State.GIVEN)
    read_with = along("application", Application)

    application = models.ForeignKey(Application, models.PROTECT, related_name="opinions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    deadline = models.DateField(_("last day to answer"))
    stand = models.CharField(_("opinion"), max_length=10, choices=Stand.choices, blank=True)
    text = models.TextField(_("reasons"), blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = FSMField(_("state"), choices=State.choices, default=State.ASKED, protected=True)

    objects = OpinionQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ["application_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application"], name="one_opinion_per_application")
        ]

    def __str__(self) -> str:
        return f"{self.county.board_name}: {self.application}"

    def get_absolute_url(self) -> str:
        return reverse("decisions:opinion", args=[self.pk])

    @property
    def county(self) -> County:
        """The board that is asked: the one of the county where the call was."""
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
        return self.application.conflicts_with(user)

    def told_of(self, step: str) -> Any:
        if step == "begun":
            return User.objects.staff_of(self.county, "officer")
        return [self.asked_by] if step == "give" else ()

    @because(_("The last day to answer has not passed yet."))
    def deadline_has_passed(self) -> bool:
        return clock.today() > self.deadline

    # The life of an opinion

    @transition(
        state,
        State.ASKED,
        State.GIVEN,
        permission=may(rules.is_officer & rules.has_no_interest),
        custom={
            "label": _("Give the opinion"),
            "done": _("The opinion was given"),
            "page": "decisions:opinion",
        },
    )
    def give(self, by: Any, stand: str, text: str) -> None:
        """The county's board answers."""
        self.stand, self.text, self.given_by = stand, text, by

    @transition(
        state,
        State.ASKED,
        State.LAPSED,
        conditions=[deadline_has_passed],
        permission=may(drafts),
        custom={
            "label": _("Go on without the opinion"),
            "done": _("The opinion was not given in time"),
            "quiet": True,
        },
    )
    def lapse(self, by: Any) -> None:
        """The county had its chance; the law asks for no more."""
