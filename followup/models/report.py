"""Report: what was done, reached and learned, and what the money was used for; and its life."""

from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from typing import Any, cast

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition as step

from applications.models import Application, CostLine
from applications.models.answers import Answered, read_version
from applications.rules import drafts, pays, prepares
from grants import clock, files, law, ledger, money, questions, rules, steps
from grants.law.applying import MUNICIPAL
from grants.models import Birth, County, Life, Organisation, Questionnaire, StateField, User, along
from grants.rules import Refused, because, may

AUDITOR_REPORT = "auditor_report"  # the question that the auditor's report answers


class Overtaken(Refused):
    """Somebody else has saved since this page was opened."""


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: Any) -> "ReportQuerySet":
        """The recipient's members; at the board, those who handle the case."""
        if not user.is_authenticated:
            return self.none()
        own = Q(application__organisation__in=[m.organisation_id for m in user.memberships_today])
        handled = Application.objects.handled_by(user)
        return (
            self.filter(own | Q(application__in=handled)) if user.posts_today else self.filter(own)
        )

    def to_write(self, user: Any) -> "ReportQuerySet":
        """Reports that the user's own organisations are to hand in."""
        own = [m.organisation_id for m in user.memberships_today if m.role != "reader"]
        return self.filter(application__organisation__in=own, state__in=Report.UNWRITTEN)

    def to_approve(self, user: Any) -> "ReportQuerySet":
        """Submitted reports that wait for the user as case officer of the county."""
        handled = Application.objects.handled_by(user)
        mine = handled.filter(county__in=user.counties_as("officer"))
        return self.filter(application__in=mine, state=Report.State.SUBMITTED)

    def overdue(self) -> "ReportQuerySet":
        """Not handed in though the day has passed."""
        return self.filter(state__in=["expected", "draft"], due__lt=clock.today())

    def write_down(
        self,
        report: "Report",
        by: Any,
        version: int,
        said: dict[str, Any],
        spent: dict[int, Any],
        answers: dict[str, Any] | None = None,
    ) -> "Report":
        """Save what the recipient has written so far, complete or not.

        `said` are columns; `spent` is SEK (or None) by the key of the cost line; `answers` are
        those to the questions of the call's report form. Raises Overtaken when `version` is not
        the one that is stored, and Refused when it is no longer written on.
        """
        with transaction.atomic():
            fresh = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
            if not fresh.is_written or not rules.edits_for.test(by, fresh):
                raise Refused(_("The report can no longer be changed."))
            if fresh.version != version:
                raise Overtaken(_("The report was saved by somebody else while you wrote."))
            for name, value in said.items():
                setattr(fresh, name, value)
            given = {**fresh.answers, **(answers or {})}
            fresh.answers = {key: value for key, value in given.items() if value is not None}
            fresh.version += 1
            fresh.saved_at = clock.now()
            fresh.save()
            fresh.lines.all().delete()
            SpentLine.objects.bulk_create(
                SpentLine(report=fresh, cost_line_id=line, spent=amount)
                for line, amount in spent.items()
                if amount is not None
            )
        return fresh

    def enclose(self, report: "Report", by: Any, uploads: dict[str, list[Any]]) -> None:
        """Keep the files (checked before) that answer questions; the same file only once.

        Raises Refused when the report can no longer be changed.
        """
        with transaction.atomic():
            fresh = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
            if not fresh.is_written:
                raise Refused(_("The report can no longer be changed."))
            there = set(fresh.files.values_list("question", "sha256"))
            for question, given in uploads.items():
                for upload in given:
                    new = ReportFile.of(fresh, question, upload, by)
                    if (question, new.sha256) not in there:
                        new.save()
                        there.add((question, new.sha256))

    def take_away(self, report: "Report", keys: list[str]) -> None:
        """Remove the report's files with these keys; keys of other files are ignored.

        Raises Refused when the report can no longer be changed.
        """
        with transaction.atomic():
            fresh = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
            if not fresh.is_written:
                raise Refused(_("The report can no longer be changed."))
            for file in fresh.files.all():
                if str(file.pk) in keys:
                    storage, name = file.file.storage, str(file.file.name)
                    file.delete()
                    transaction.on_commit(partial(storage.delete, name))

    def follow_form(self, report: "Report") -> list[questions.Change]:
        """Let a report that is being written go over to the newest version of the call's form.

        Answers that still fit are kept. Returns what changed for the one who writes.
        """
        newest = Questionnaire.objects.published().of(report.application.call, "report").first()
        if newest is None or newest.pk == report.questionnaire_id:
            return []
        with transaction.atomic():
            fresh = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
            if not fresh.is_written or fresh.questionnaire_id == newest.pk:
                return []
            old = fresh.questionnaire.read if fresh.questionnaire else questions.Version()
            offers = questions.Offers()
            fresh.answers, _aside = questions.carry(fresh.answers, old, newest.read, offers)
            fresh.questionnaire = newest
            fresh.version += 1
            fresh.save(update_fields=["answers", "questionnaire", "version"])
        return questions.compare(old, newest.read)

    def with_all(self) -> "ReportQuerySet":
        return self.select_related(
            *("application__organisation", "application__county", "questionnaire"),
            *("application__call__fund", "application__call__terms"),
        )


@pghistory.track()
class Report(Life):
    """The final report of a grant (2016:1364 14 §; 2010:1122 37 § and 37 b §).

    Participants are counts only, never persons. Money is SEK of the grant, per cost line.
    """

    class State(models.TextChoices):
        EXPECTED = "expected", _("expected")
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned for completion")
        APPROVED = "approved", _("approved")

    UNWRITTEN = ("expected", "draft", "returned")
    TEXTS = ("done", "results", "learned", "did_not_work")

    birth = Birth(permission=may(pays | drafts), label=_("A final report is expected"))
    main_line = (State.EXPECTED, State.DRAFT, State.SUBMITTED, State.APPROVED)
    read_with = along("application", Application)

    application = models.OneToOneField(Application, models.PROTECT, related_name="report")
    due = models.DateField(_("due"))
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=clock.now)
    done = models.TextField(_("what was done"), blank=True)
    women = models.PositiveIntegerField(_("participants, women"), null=True, blank=True)
    men = models.PositiveIntegerField(_("participants, men"), null=True, blank=True)
    results = models.TextField(_("results, and how they serve the purpose"), blank=True)
    learned = models.TextField(_("what was learned"), blank=True)
    did_not_work = models.TextField(_("what did not work"), blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    # The version of the call's report form that it is written on, and the answers to its questions:
    # those that a report always has stand in columns of their own.
    questionnaire = models.ForeignKey(
        Questionnaire,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        editable=False,
    )
    answers = models.JSONField(default=dict, blank=True, editable=False)
    unused = models.DecimalField(
        _("unused money"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    state = StateField(
        _("state"), choices=State.choices, default=State.EXPECTED, protected=True, db_index=True
    )

    events: Any  # the rows that pghistory writes

    objects = ReportQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unused=None) | Q(unused__gte=0), name="unused_not_negative"
            )
        ]

    def __str__(self) -> str:
        return f"{_('final report')}: {self.application}"

    def get_absolute_url(self) -> str:
        return reverse("followup:report", args=[self.pk])

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

    @property
    def is_written(self) -> bool:
        """Whether the recipient is writing on it now."""
        return self.state in (self.State.DRAFT, self.State.RETURNED)

    @property
    def is_overdue(self) -> bool:
        late = self.state in (self.State.EXPECTED, self.State.DRAFT)
        return late and clock.today() > self.due

    @property
    def last_saved_by(self) -> User | None:
        """Who wrote the row last, as the database noted it."""
        last = self.events.filter(pgh_context__isnull=False).order_by("-pgh_id").first()
        return (
            User.objects.filter(pk=last.pgh_context.metadata.get("user")).first() if last else None
        )

    def is_read_by(self, user: Any) -> bool:
        """Whether she may read what it says: while it is written, the recipient alone."""
        own = rules.reads_for.test(user, self)
        return own or self.state in (self.State.SUBMITTED, self.State.APPROVED)

    @property
    def spent_lines(self) -> list[tuple[CostLine, Decimal | None]]:
        """Every cost line of the application beside what was used of the grant for it, if given."""
        given = {line.cost_line_id: line.spent for line in self.lines.all()}
        return [(line, given.get(line.pk)) for line in self.application.cost_lines.all()]

    @property
    def paid(self) -> Decimal:
        """SEK of the grant that has been paid."""
        from_grant = self.application.decisions.filter(payments__state="paid")
        return from_grant.aggregate(s=Sum("payments__amount"))["s"] or Decimal(0)

    @property
    def payable(self) -> Decimal:
        """SEK of the grant that has been paid or will be: all but what is stopped."""
        kept = ["planned", "attested", "cleared", "sent", "bounced", "paid"]
        coming = self.application.decisions.filter(payments__state__in=kept)
        return coming.aggregate(s=Sum("payments__amount"))["s"] or Decimal(0)

    @property
    def granted(self) -> Decimal:
        """SEK that the decision gives."""
        return self.application.decisions.get(state="released").amount

    @property
    def left(self) -> Decimal:
        """SEK paid and not used: what the recipient pays back. Below zero when too much is used."""
        return self.paid - self.spent

    @property
    def goes_back(self) -> Decimal:
        """SEK that can be granted anew once the report is approved: not used, or never paid."""
        return self.granted - self.spent

    @property
    def spent(self) -> Decimal:
        """SEK of the grant that was used, over all cost lines."""
        return sum((line.spent for line in self.lines.all()), Decimal(0))

    def read_out(self) -> list[tuple[questions.Section, list[Answered]]]:
        """The answers to the call's own report form, to be read by section."""
        if self.questionnaire is None:
            return []
        return read_version(self.questionnaire.read, self.answers, questions.Offers())

    def conflicts_with(self, user: Any) -> bool:
        return self.application.conflicts_with(user)

    def told_of(self, step: str) -> Iterable[Any]:
        if step == "submit":
            return User.objects.staff_of(self.county, "officer")
        if step in ("begun", "send_back", "approve"):
            return User.objects.members_of(self.organisation, "editor", "signatory")
        return ()

    def missing(self) -> list[Any]:
        """In words, what must be filled in or mended before the report can be submitted."""
        faults: list[Any] = [
            _("Fill in: %s.") % self.called(name)
            for name in (*self.TEXTS, "women", "men")
            if getattr(self, name) in ("", None)
        ]
        if self.lines.count() != self.application.cost_lines.count():
            faults.append(_("Give what was used for every cost line; write 0 where nothing was."))
        if self.spent > self.paid:
            faults.append(
                _("You have used %(spent)s of the grant, but only %(paid)s was paid.")
                % {"spent": money.kr(self.spent), "paid": money.kr(self.paid)}
            )
        return faults + self._form_faults()

    def _form_faults(self) -> list[Any]:
        """What the call's own report form still asks for, and the auditor's report by law."""
        attached = {file.question for file in self.files.all()}
        found: list[Any] = []
        if self.questionnaire:
            missing = questions.missing(self.questionnaire.read, self.answers, attached)
            found = [fault.message for fault in missing]
        rule = self.auditor_rule
        if rule.level != "none" and AUDITOR_REPORT not in attached:
            found.append(_("Attach the auditor's report (%s).") % rule.paragraph)
        return found

    @property
    def auditor_rule(self) -> law.AuditorRule:
        """Who must review it: 14 a § förordningen (2016:1364), by the decision's day and sum."""
        decision = self.application.decisions.get(state="released")
        return law.auditor_required(
            is_organisation=self.organisation.applicant_type_id not in MUNICIPAL,
            granted=decision.amount,
            on=(decision.signed_at or clock.now()).astimezone(clock.SWEDEN).date(),
            fund_key=cast("law.FundKey", self.application.call.fund_id),
        )

    # Conditions

    @because(_("Something is missing in the report."))
    def is_complete(self) -> bool:
        return not self.missing()

    @because(_("A payment has not been paid yet."))
    def all_is_paid(self) -> bool:
        waiting = ["planned", "attested", "cleared", "sent", "bounced"]
        return not self.application.decisions.filter(payments__state__in=waiting).exists()

    # The life of a report

    @step(
        state,
        State.EXPECTED,
        State.DRAFT,
        permission=may(rules.edits_for),
        custom={
            "label": _("Begin the report"),
            "done": _("The report was begun"),
            "party": True,
        },
    )
    def write(self, by: Any) -> None:
        """The recipient begins to write, on the form that the call has then."""
        call = self.application.call
        self.questionnaire = Questionnaire.objects.published().of(call, "report").first()

    @step(
        state,
        [State.DRAFT, State.RETURNED],
        State.SUBMITTED,
        conditions=[is_complete, all_is_paid],
        permission=may(rules.signs_for),
        custom={
            "label": _("Sign and submit the report"),
            "done": _("The report was submitted"),
            "party": True,
            "page": "followup:report_submit",
        },
    )
    def submit(self, by: Any, version: int | None = None) -> None:
        """The signatory sends it in; what is left of the money is worked out.

        `version` is the one she read. Raises Refused when somebody has changed it since.
        """
        if version is not None and version != self.version:
            raise Refused(_("The report was changed after you read it. Read it again."))
        self.submitted_at = clock.now()
        self.unused = self.left

    @step(
        state,
        State.SUBMITTED,
        State.APPROVED,
        conditions=[all_is_paid],
        permission=may(prepares),
        custom={
            "label": _("Approve the report"),
            "done": _("The report was approved"),
            "party": True,
        },
    )
    def approve(self, by: Any) -> None:
        """The board is content; money not used, or never paid, goes back into the frame."""
        if self.unused != self.left:
            raise Refused(_("The money paid has changed since the report was submitted."))
        self.approved_at = clock.now()
        if self.goes_back > 0:
            earmark = self.application.decisions.get(state="released").earmark
            frame = self.application.call.frame
            ledger.give_back(frame, earmark, self.goes_back, case=self.case)
        steps.take("mark_reported", self.application, by=by)

    @step(
        state,
        State.SUBMITTED,
        State.RETURNED,
        permission=may(prepares),
        custom={
            "label": _("Return for completion"),
            "done": _("The report was returned for completion"),
            "party": True,
            "note": True,
            "quiet": True,
        },
    )
    def send_back(self, by: Any) -> None:
        """Something is missing; what stands in the note."""


def _place_of(file: "ReportFile", name: str) -> str:
    """Where a file is stored: never under the name its sender chose."""
    return f"reports/{file.report_id}/{file.sha256}"


class ReportFileQuerySet(models.QuerySet["ReportFile"]):
    def visible_to(self, user: Any) -> "ReportFileQuerySet":
        """The recipient's own; the board's once the report has been handed in."""
        if not user.is_authenticated:
            return self.none()
        own = [m.organisation_id for m in user.memberships_today]
        handed_in = Q(report__state__in=[Report.State.SUBMITTED, Report.State.APPROVED])
        return self.filter(report__in=Report.objects.visible_to(user)).filter(
            Q(report__application__organisation__in=own) | handed_in
        )


class ReportFile(models.Model):
    """A file that answers a question of the report's form: the auditor's report, a photograph."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="files")
    question = models.CharField(max_length=40)
    file = models.FileField(_("file"), upload_to=_place_of)
    name = models.CharField(_("name"), max_length=150)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    uploaded_at = models.DateTimeField(default=clock.now)

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "question", "sha256"], name="report_file_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, report: Report, question: str, upload: Any, by: Any) -> "ReportFile":
        """An unsaved file, checked and hashed. Raises ValidationError in plain words."""
        taken = files.taken_in(upload)
        return cls(
            report=report,
            question=question,
            file=upload,
            name=taken.name[:150],
            size=taken.size,
            sha256=taken.sha256,
            uploaded_by=by,
        )


class SpentLine(models.Model):
    """What was used of the grant for one cost line. SEK."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="lines")
    cost_line = models.ForeignKey(CostLine, models.PROTECT, related_name="spent_lines")
    spent = models.DecimalField(
        _("used of the grant"),
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0))],
    )

    class Meta:
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "cost_line"], name="spent_line_once"),
            models.CheckConstraint(condition=Q(spent__gte=0), name="spent_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.cost_line}: {money.kr(self.spent)}"
