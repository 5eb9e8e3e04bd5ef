"""What is said in a case besides the application: Message, Note, Notice of what has changed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from applications.rules import is_for_the_other_side, notes, prepares, talks, tells_of_changes
from grants import clock
from grants.models import Birth, County, Life, Organisation, StateField, User
from grants.rules import may


class OfCase(Life):
    """Something said in a case: it belongs to the application's board, party and history."""

    application: Any

    class Meta(Life.Meta):
        abstract = True

    def get_absolute_url(self) -> str:
        return self.application.get_absolute_url()

    @property
    def county(self) -> County:
        return self.application.county

    @property
    def organisation(self) -> Organisation:
        return self.application.organisation

    @property
    def case(self) -> int:
        return self.application_id  # type: ignore[attr-defined]  # each kind has the foreign key

    def conflicts_with(self, user: Any) -> bool:
        return self.application.conflicts_with(user)


class SaidQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Any:
        """Those who see the case read what was said in it."""
        cases: Any = self.model._meta.get_field("application").related_model
        return self.filter(application__in=cases.objects.visible_to(user))


class MessageQuerySet(SaidQuerySet):
    def waiting(self, from_board: bool) -> "MessageQuerySet":
        """From one side, with no answer from the other after it, and not marked as read."""
        after = self.model._base_manager.filter(
            application=models.OuterRef("application"),
            pk__gt=models.OuterRef("pk"),
            from_board=not from_board,
        )
        unread = self.filter(from_board=from_board, state=Message.State.SENT)
        return unread.filter(~models.Exists(after))


class Message(OfCase):
    """One message between the applicant and the board, read by both sides."""

    class State(models.TextChoices):
        SENT = "sent", _("sent")
        READ = "read", _("read")

    birth = Birth(permission=may(talks), label=_("A message was sent"))
    main_line = (State.SENT, State.READ)
    read_with = ("application__organisation", "application__county")

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="messages"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    from_board = models.BooleanField(default=False)
    text = models.TextField(_("message"))
    at = models.DateTimeField(default=clock.now)
    state = StateField(_("state"), choices=State.choices, default=State.SENT, protected=True)

    objects = MessageQuerySet.as_manager()

    class Meta(OfCase.Meta):
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["application_id", "at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return reverse("applications:messages", args=[self.application_id])

    def told_of(self, step: str) -> Any:
        """The other side, that there is something to read."""
        if step != "begun":
            return ()
        if self.from_board:
            return User.objects.members_of(self.organisation, "editor", "signatory")
        return User.objects.staff_of(self.county, "officer")

    # The life of a message

    @transition(
        state,
        State.SENT,
        State.READ,
        permission=may(is_for_the_other_side),
        custom={
            "label": _("Mark as read"),
            "done": _("The message was read"),
            "party": True,
            "quiet": True,
        },
    )
    def mark_read(self, by: Any) -> None:
        """It needs no answer."""


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, user: Any) -> "NoteQuerySet":
        """Only the boards, and never a member of the applicant, whatever post she holds."""
        cases: Any = Note._meta.get_field("application").related_model
        if not user.is_authenticated or not user.posts_today:
            return self.none()
        return self.filter(application__in=cases.objects.handled_by(user))


class Note(OfCase):
    """An internal note of the board. The applicant never sees it here; kept apart from messages.

    What is added to a case may be a public document: the page that takes a note says so.
    """

    class State(models.TextChoices):
        WRITTEN = "written", _("written")

    birth = Birth(permission=may(notes), label=_("A note was written"), party=False)
    main_line = (State.WRITTEN,)
    read_with = ("application__organisation", "application__county")

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="notes"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("note"))
    at = models.DateTimeField(default=clock.now)
    state = StateField(_("state"), choices=State.choices, default=State.WRITTEN, protected=True)

    objects = NoteQuerySet.as_manager()

    class Meta(OfCase.Meta):
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["application_id", "at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Notice(OfCase):
    """That circumstances have changed: the duty of applicant and recipient (2016:1364 15 a §)."""

    class About(models.TextChoices):
        ACTIVITY = "activity", _("the activity or its timetable")
        MONEY = "money", _("the costs, or money from others")
        PARTNERS = "partners", _("a partner")
        STANDING = "standing", _("the organisation: debts, bankruptcy, its board or its statutes")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        GIVEN = "given", _("waits for the case officer")
        NOTED = "noted", _("noted")

    birth = Birth(
        permission=may(tells_of_changes), label=_("A change of circumstances was reported")
    )
    main_line = (State.GIVEN, State.NOTED)
    waits_in = (State.GIVEN,)
    read_with = ("application__organisation", "application__county")

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="notices"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    about = models.CharField(_("what has changed"), max_length=10, choices=About.choices)
    text = models.TextField(_("what has changed, and from when"))
    at = models.DateTimeField(default=clock.now)
    answer = models.TextField(_("what follows from it"), blank=True)
    state = StateField(_("state"), choices=State.choices, default=State.GIVEN, protected=True)

    objects = SaidQuerySet.as_manager()

    class Meta(OfCase.Meta):
        verbose_name = _("report of changed circumstances")
        verbose_name_plural = _("reports of changed circumstances")
        ordering = ["application_id", "at", "pk"]

    def __str__(self) -> str:
        return self.get_about_display()

    def get_absolute_url(self) -> str:
        return f"{self.application.get_absolute_url()}#notices"

    def told_of(self, step: str) -> Any:
        if step == "begun":
            return User.objects.staff_of(self.county, "officer")
        return User.objects.members_of(self.organisation, "editor", "signatory")

    # The life of a notice

    @transition(
        state,
        State.GIVEN,
        State.NOTED,
        permission=may(prepares),
        custom={
            "label": _("Note the change"),
            "done": _("The change of circumstances was noted"),
            "party": True,
            "page": "applications:note_change",
        },
    )
    def acknowledge(self, by: Any, answer: str) -> None:
        """The officer has read it, and says what follows from it."""
        self.answer = answer
