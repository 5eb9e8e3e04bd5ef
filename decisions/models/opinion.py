"""Opinion (remiss, yttrande): what somebody else says of an application, and its life."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from applications.models import UNDECIDED, Application
from decisions.rules import answers_for_the_board, asked_for_it
from grants import clock, rules
from grants.models import Birth, County, Life, Organisation, Outsider, StateField, User, along
from grants.rules import Refused, because, may

SALT = "decisions.opinion"
READABLE = timedelta(days=30)  # how long a link shows the receipt after the answer
REMIND = 3  # days before the last day


def _nonce() -> str:
    return secrets.token_urlsafe(16)


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def visible_to(self, user: Any) -> "OpinionQuerySet":
        """Those of the cases the user handles, those put to her board, and a party's own.

        A party has the right to read all that is added to its case (förvaltningslagen 10 §).
        """
        if not user.is_authenticated:
            return self.none()
        party = Q(application__organisation__in=[m.organisation_id for m in user.memberships_today])
        if not user.posts_today:
            return self.filter(party)
        free = Application.objects.without_interest_of(user).order_by().values("pk")
        put = Q(board__in=user.counties_as("officer"), application__in=free)
        handled = Q(application__in=Application.objects.handled_by(user).order_by().values("pk"))
        return self.filter(party | handled | put & ~Q(state=Opinion.State.WITHDRAWN))

    def with_all(self) -> "OpinionQuerySet":
        """With what a page shows of each opinion, in one query."""
        return self.select_related(
            *("board", "asking", "asked_by", "given_by"),
            *("application__organisation", "application__county", "application__call__fund"),
            *("application__call__county", "application__call__terms__deciding_county"),
        )

    def waiting_for(self, user: Any) -> "OpinionQuerySet":
        """Asked for, and for the user to give: she is an officer of the board asked."""
        asked = self.visible_to(user).filter(state=Opinion.State.ASKED)
        return asked.filter(board__in=user.counties_as("officer"))

    def of_the_county(self, application: Application) -> "OpinionQuerySet":
        """Those that the county's own board was asked for, besides withdrawn ones (37 b §)."""
        asked = self.filter(application=application, board=application.county)
        return asked.exclude(state=Opinion.State.WITHDRAWN)

    def waiting_first(self) -> "OpinionQuerySet":
        """Those that wait, by their last day; then the newest."""
        waits = Case(When(state=Opinion.State.ASKED, then=0), default=1)
        day = Case(When(state=Opinion.State.ASKED, then=F("deadline")))
        return self.order_by(waits, day.asc(nulls_last=True), "-pk")

    def overdue(self) -> "OpinionQuerySet":
        """Asked for, and the last day has passed."""
        return self.filter(state=Opinion.State.ASKED, deadline__lt=clock.today())

    def to_remind(self) -> "OpinionQuerySet":
        """Those whose last day is near, and whose reminder has not been sent."""
        near = Q(deadline__gte=clock.today(), deadline__lte=clock.today() + timedelta(days=REMIND))
        open_still = Q(state=Opinion.State.ASKED, application__state__in=UNDECIDED)
        return self.filter(near & open_still, reminded=None).select_related("application")

    def behind(self, token: str) -> "Opinion":
        """The one a link leads to, whatever has become of it. Raises DoesNotExist for a false link.

        The token is signed with the server's key and holds the row and its own secret, so that it
        can neither be guessed nor used for anything else.
        """
        try:
            pk, nonce = signing.loads(token, salt=SALT)
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise Opinion.DoesNotExist from error
        if type(pk) is not int or not isinstance(nonce, str):
            raise Opinion.DoesNotExist
        return self.with_all().get(pk=pk, nonce=nonce, board=None)


class Opinion(Life):
    """Somebody is asked for an opinion (yttrande) on an application, with a last day.

    A board answers in Bifall, by its officers; another authority or a person by a link, without
    an account. What the one asked may read is chosen when it is asked for, and said
    (förvaltningslagen 26 §). Before a § 37 a decision the county concerned must be given the
    chance (2010:1122 37 b §).
    """

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        GIVEN = "given", _("given")
        LAPSED = "lapsed", _("not given in time")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Stand(models.TextChoices):
        SUPPORTS = "supports", _("supports the application")
        PARTLY = "partly", _("supports it in part")
        AGAINST = "against", _("does not support it")
        NONE = "none", _("takes no stand")

    class Shown(models.TextChoices):
        WHOLE = "whole", _("the application as it was submitted, with its files")
        TEXT = "text", _("the application as it was submitted, without its files")
        BLIND = "blind", _("what is to be done, but not who applies: no names, partners or files")

    birth = Birth(permission=may(asked_for_it), label=_("An opinion was asked for"))
    main_line = (State.ASKED, State.GIVEN)
    read_with = ("board", "asking", *along("application", Application))

    application = models.ForeignKey(Application, models.PROTECT, related_name="opinions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The board for which it was asked: the one that prepares the case, or the one that decides.
    asking = models.ForeignKey(County, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    # Who is asked: a county administrative board, or somebody with an address.
    board = models.ForeignKey(
        County,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("county administrative board"),
    )
    addressee = models.CharField(_("authority or person"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="sv")
    nonce = models.CharField(max_length=32, default=_nonce, editable=False)
    question = models.TextField(_("what we ask about"), blank=True)
    shows = models.CharField(
        _("what may be read"), max_length=5, choices=Shown.choices, default=Shown.WHOLE
    )
    deadline = models.DateField(_("last day to answer"))
    # Days before the last day, of the reminder that was sent last.
    reminded = models.PositiveSmallIntegerField(null=True, blank=True)
    stand = models.CharField(_("opinion"), max_length=10, choices=Stand.choices, blank=True)
    text = models.TextField(_("reasons"), blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Who answered behind the link.
    name = models.CharField(_("name"), max_length=120, blank=True)
    position = models.CharField(_("position"), max_length=120, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    state = StateField(
        _("state"), choices=State.choices, default=State.ASKED, protected=True, db_index=True
    )

    objects = OpinionQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ["application_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "board"],
                condition=Q(state="asked", board__isnull=False),
                name="board_is_asked_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["application", "email"],
                condition=Q(state="asked") & ~Q(email=""),
                name="address_is_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(board__isnull=False, email="", addressee="")
                | (Q(board=None) & ~Q(email="") & ~Q(addressee="")),
                name="opinion_of_a_board_or_by_link",
            ),
            models.CheckConstraint(
                condition=~Q(state="given") | (~Q(stand="") & ~Q(text="")),
                name="given_opinion_has_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whom}: {self.application}"

    def get_absolute_url(self) -> str:
        return reverse("decisions:opinion", args=[self.pk])

    @classmethod
    def of(cls, application: Application, by: Any, **said: Any) -> "Opinion":
        """An unsaved one, asked for by the user's board; of the county's board if nobody is named.

        The board that decides goes before the one that prepares, when she works at both.
        """
        at_deciding = by.holds("officer", application.deciding_county)
        asking = application.deciding_county if at_deciding else application.county
        whom = {} if said.get("email") or said.get("board") else {"board": application.county}
        return cls(**{"application": application, "asked_by": by, "asking": asking, **whom, **said})

    @property
    def whom(self) -> str:
        """The board, authority or person asked."""
        return self.board.board_name if self.board else self.addressee

    @property
    def is_the_countys(self) -> bool:
        """Whether it is the one that must be asked for before the decision (2010:1122 37 b §)."""
        return self.board_id == self.application.county_id

    @property
    def county(self) -> County:
        """The board that answers; of one asked by link, the board that asks."""
        return self.board or self.asking

    @property
    def deciding_county(self) -> County:
        return self.application.deciding_county

    @property
    def chain(self) -> str:
        """The log of the board whose case it is, whoever is asked."""
        return str(self.application.county_id)

    @property
    def organisation(self) -> Organisation:
        return self.application.organisation

    @property
    def case(self) -> int:
        return self.application_id

    @property
    def token(self) -> str:
        """The secret part of its link."""
        return signing.dumps([self.pk, self.nonce], salt=SALT)

    @property
    def link(self) -> str:
        """The address that leads to it, and to nothing else."""
        return reverse("asked:opinion", args=[self.token])

    @property
    def has_expired(self) -> bool:
        """Whether the link has ended: the day after the last one, or a while after the answer."""
        if self.given_at is not None:
            return clock.now() >= self.given_at + READABLE
        return clock.today() > self.deadline

    @property
    def until(self) -> datetime | None:
        """Until when the receipt can be read behind the link."""
        return self.given_at + READABLE if self.given_at else None

    @property
    def is_overdue(self) -> bool:
        return self.state == self.State.ASKED and clock.today() > self.deadline

    def conflicts_with(self, user: Any) -> bool:
        return self.application.conflicts_with(user)

    def told_of(self, step: str) -> Any:
        """Who is asked; who asked; and the party, when something was added (25 §)."""
        if step in ("begun", "remind", "withdraw"):
            if self.board is None:
                return [Outsider(self.email, self.addressee, self.language)]
            officers = User.objects.staff_of(self.board, "officer")
            return () if step == "withdraw" else officers
        if step in ("give", "give_by_link"):
            members = User.objects.members_of(self.organisation, "editor", "signatory")
            return members | User.objects.filter(pk=self.asked_by_id)
        return ()

    @because(_("The last day to answer has not passed yet."))
    def deadline_has_passed(self) -> bool:
        return clock.today() > self.deadline

    @because(_("The last day to answer has passed."))
    def link_is_open(self) -> bool:
        return not self.has_expired

    @because(_("The application has been decided or withdrawn."))
    def is_undecided(self) -> bool:
        return self.application.state in UNDECIDED

    # The life of an opinion

    @transition(
        state,
        State.ASKED,
        State.GIVEN,
        conditions=[is_undecided],
        permission=may(answers_for_the_board),
        custom={
            "label": _("Give the opinion"),
            "done": _("The opinion was given"),
            "party": True,
            "page": "decisions:opinion",
        },
    )
    def give(self, by: Any, stand: str, text: str) -> None:
        """An officer of the board that was asked answers."""
        self.stand, self.text, self.given_by, self.given_at = stand, text, by, clock.now()

    @transition(
        state,
        State.ASKED,
        State.GIVEN,
        conditions=[link_is_open, is_undecided],
        permission=may(rules.is_bifall),
        custom={
            "label": _("Answer by link"),
            "done": _("The opinion was given by link"),
            "party": True,
            "inside": True,
        },
    )
    def give_by_link(self, by: Any, stand: str, text: str, name: str, position: str) -> None:
        """Whoever holds the link answers for the one that was asked."""
        if self.board is not None:
            raise Refused(_("This opinion is given by the board's officers."))
        self.stand, self.text, self.name, self.position = stand, text, name, position
        self.given_at = clock.now()

    @transition(
        state,
        State.ASKED,
        State.ASKED,
        permission=may(rules.is_bifall),
        custom={
            "label": _("Remind"),
            "done": _("A reminder of the opinion was sent"),
            "inside": True,
        },
    )
    def remind(self, by: Any, days: int) -> None:
        """Tell whoever was asked that the last day is so many days away. Only once."""
        if self.reminded is not None:
            raise Refused(_("This reminder has already been sent."))
        self.reminded = days

    @transition(
        state,
        State.ASKED,
        State.LAPSED,
        conditions=[deadline_has_passed],
        permission=may(asked_for_it),
        custom={
            "label": _("Go on without the opinion"),
            "done": _("The opinion was not given in time"),
            "party": True,
            "quiet": True,
        },
    )
    def lapse(self, by: Any) -> None:
        """Whoever was asked had the chance; the law asks for no more."""

    @transition(
        state,
        State.ASKED,
        State.WITHDRAWN,
        permission=may(asked_for_it),
        custom={
            "label": _("Withdraw the request"),
            "done": _("The request for an opinion was withdrawn"),
            "party": True,
            "quiet": True,
            "note": True,
        },
    )
    def withdraw(self, by: Any) -> None:
        """It is not needed, or went to the wrong place. The link leads nowhere any more."""
