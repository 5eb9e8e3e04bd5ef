"""The forms of a call: Questionnaire (one version of one form) and StandardForm (a fund's own)."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from grants import questions
from grants.models.call import Call
from grants.models.fund import Fund

MOST_PARSED = 200  # published versions kept in memory
_parsed: dict[Any, questions.Version] = {}


class Kind(models.TextChoices):
    """What a form is for."""

    APPLICATION = "application", _("application form")
    REPORT = "report", _("report form")


class StandardForm(models.Model):
    """What the form of a fund asks when nobody has changed it. Each question says its source.

    Loaded by `manage.py load_reference` from `grants/data/forms`; a new call begins with a copy.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="standard_forms")
    kind = models.CharField(_("kind of form"), max_length=12, choices=Kind.choices)
    name = models.SlugField(max_length=30, default="standard")
    sections = models.JSONField()

    class Meta:
        ordering = ["fund", "kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "kind", "name"], name="standard_form_once")
        ]

    def __str__(self) -> str:
        return f"{self.fund}: {self.get_kind_display()} ({self.name})"


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def visible_to(self, user: Any) -> "QuestionnaireQuerySet":
        """What is published is public like its call; a draft is seen by officers of the board."""
        calls = Call.objects.visible_to(user)
        own = user.counties_as("officer") if user.is_authenticated else []
        return self.filter(call__in=calls).filter(
            Q(published_at__isnull=False) | Q(call__county__in=own)
        )

    def of(self, call: Call, kind: str) -> "QuestionnaireQuerySet":
        """The versions of one form of the call, the newest first."""
        return self.filter(call=call, kind=kind).order_by("-version")

    def published(self) -> "QuestionnaireQuerySet":
        return self.filter(published_at__isnull=False)

    def newest(self, call: Call, kind: str = Kind.APPLICATION) -> "Questionnaire":
        """The version that is answered now. Raises DoesNotExist before the call is published."""
        return self.published().of(call, kind).select_related("call")[:1].get()

    def drafted(self, call: Call, kind: str = Kind.APPLICATION) -> "Questionnaire | None":
        """The version that is being written, if there is one."""
        return self.filter(published_at=None).of(call, kind).first()


class Questionnaire(models.Model):
    """One version of a call's form: sections of questions. Frozen once it is published.

    `sections` is the JSON that `grants.questions.Version.parse` reads. Version 1 is published with
    the call; a correction while the call is open is the next version.
    """

    Kind = Kind

    call = models.ForeignKey(Call, models.PROTECT, related_name="questionnaires")
    kind = models.CharField(_("kind of form"), max_length=12, choices=Kind.choices)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    sections = models.JSONField()
    # Goes up at each save of a draft: two officers never overwrite each other silently.
    edits = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        ordering = ["call", "kind", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "kind", "version"], name="questionnaire_version_once"
            ),
            models.UniqueConstraint(
                fields=["call", "kind"],
                condition=Q(published_at=None),
                name="one_draft_of_a_questionnaire",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.call}, {self.version}"

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @cached_property
    def read(self) -> questions.Version:
        """The questions themselves. A published version never changes: it is parsed once."""
        if self.is_draft:
            return questions.Version.parse(self.sections)
        key = (self.pk, self.published_at)
        if key not in _parsed:
            if len(_parsed) >= MOST_PARSED:
                _parsed.clear()
            _parsed[key] = questions.Version.parse(self.sections)
        return _parsed[key]

    @property
    def may_change(self) -> bool:
        """Whether it is a draft that can still be published some day."""
        state, states = self.call.state, Call.State
        if not self.is_draft or state not in (states.DRAFT, states.PUBLISHED, states.DECIDED):
            return False
        return state == states.DRAFT or self.can_be_corrected(self.call, self.kind)

    @staticmethod
    def can_be_corrected(call: Call, kind: str) -> bool:
        """The application form while it is answered, the report form also later."""
        published = call.state in (Call.State.PUBLISHED, Call.State.DECIDED)
        return published and (kind == Kind.REPORT or not call.is_closed)

    def rewrite(self, version: questions.Version) -> None:
        """Store what the draft asks now. The caller holds the lock on the row."""
        self.sections = version.as_json()
        self.edits += 1
        self.save(update_fields=["sections", "edits"])
        self.__dict__.pop("read", None)

    @property
    def before(self) -> "Questionnaire | None":
        """The version before this one."""
        earlier = Questionnaire.objects.of(self.call, self.kind).filter(version__lt=self.version)
        return earlier.first()

    @classmethod
    def begin_for(cls, call: Call, name: str = "standard") -> None:
        """Give a new call the standard forms of its fund, to be changed before it is published.

        A fund that has no form of that name, or none at all, gets the standard one, or that of
        any fund: an officer never begins with an empty page.
        """
        for kind in Kind.values:
            forms = StandardForm.objects.filter(kind=kind)
            chosen = (
                forms.filter(fund=call.fund_id, name=name).first()
                or forms.filter(fund=call.fund_id).first()
                or forms.first()
            )
            if chosen is not None:
                cls.objects.create(call=call, kind=kind, sections=chosen.sections)

    def correction(self) -> "Questionnaire":
        """The next version, as a draft to be changed: the one begun already, or a copy of this."""
        there = Questionnaire.objects.drafted(self.call, self.kind)
        if there is not None:
            return there
        return Questionnaire.objects.create(
            call=self.call, kind=self.kind, version=self.version + 1, sections=self.sections
        )
