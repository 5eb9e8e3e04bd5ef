"""What an application consists of besides its own row, and what belongs to its case."""

import hashlib
from decimal import Decimal
from typing import Any

import pghistory
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MinValueValidator
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants import clock
from grants.models import County


class CaseSeries(models.Model):
    """A board's own series of registration numbers for a year.

    The real series belongs to the board's registry; this is what Bifall uses until one is joined
    to it. Serials are unique per board and year but need not be without gaps.
    """

    county = models.ForeignKey(County, models.PROTECT)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "case series"
        constraints = [models.UniqueConstraint(fields=["county", "year"], name="one_series_a_year")]

    def __str__(self) -> str:
        return f"{self.county_id} {self.year}: {self.last}"

    @staticmethod
    def next_serial(county: County, year: int) -> int:
        """Take the next serial number. Two who ask at the same time get different ones."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO applications_caseseries (county_id, year, last) VALUES (%s, %s, 1)
                ON CONFLICT (county_id, year)
                    DO UPDATE SET last = applications_caseseries.last + 1
                RETURNING last
                """,
                [county.pk, year],
            )
            return int(cursor.fetchone()[0])


@pghistory.track()
class CostLine(models.Model):
    """One cost of the activity in one year. SEK."""

    class Category(models.TextChoices):
        STAFF = "staff", _("staff")
        PREMISES = "premises", _("premises")
        MATERIAL = "material", _("material")
        TRAVEL = "travel", _("travel")
        CONSULTANT = "consultant", _("consultants")
        INTERPRETER = "interpreter", _("interpreters")
        OTHER = "other", _("other")

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="cost_lines"
    )
    category = models.CharField(_("category"), max_length=12, choices=Category.choices)
    description = models.CharField(_("what it is for"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"))
    amount = models.DecimalField(
        _("amount"),
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )

    class Meta:
        verbose_name = _("cost line")
        verbose_name_plural = _("cost lines")
        ordering = ["application", "year", "pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="cost_line_positive")]

    def __str__(self) -> str:
        return f"{self.get_category_display()}: {self.description}"


class Partner(models.Model):
    """An organisation that the applicant works together with."""

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="partners"
    )
    name = models.CharField(_("name"), max_length=150)
    org_nr = models.CharField(_("organisation number"), max_length=11)
    part = models.CharField(_("its part in the activity"), max_length=300)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "org_nr"], name="partner_once")
        ]

    def __str__(self) -> str:
        return self.name


def _place_of(attachment: "Attachment", name: str) -> str:
    """Where a file is stored: never under the name its sender chose."""
    return f"attachments/{attachment.application_id}/{attachment.sha256}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: Any) -> "AttachmentQuerySet":
        """Those of the applications the user may see."""
        applications: Any = self.model._meta.get_field("application").related_model
        return self.filter(application__in=applications.objects.visible_to(user))


class Attachment(models.Model):
    """A file of an application: statutes, an annual report, a plan."""

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="attachments"
    )
    file = models.FileField(_("file"), upload_to=_place_of)
    name = models.CharField(_("name"), max_length=150)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    uploaded_at = models.DateTimeField(default=clock.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["application", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_not_empty"),
            models.UniqueConstraint(fields=["application", "sha256"], name="attachment_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, application: Any, upload: UploadedFile, by: Any) -> "Attachment":
        """An unsaved attachment for the uploaded file, with its size and SHA-256."""
        digest = hashlib.sha256()
        for piece in upload.chunks():
            digest.update(piece)
        return cls(
            application=application,
            file=upload,
            name=(upload.name or "fil")[:150],
            size=upload.size or 0,
            sha256=digest.hexdigest(),
            uploaded_by=by,
        )


@pghistory.track()
class CheckItem(models.Model):
    """One question of the formal check, answered by an officer."""

    class Question(models.TextChoices):
        MAY_APPLY = "may_apply", _("The applicant may apply for this fund")
        SIGNED = "signed", _("It is signed by somebody who may sign for the applicant")
        PURPOSE = "purpose", _("The activity serves a purpose of the fund")
        PERIOD = "period", _("The period fits the call")
        COSTS = "costs", _("The costs are specified and add up")
        NO_OTHER_GRANT = "no_other_grant", _("No public money is already given for the same costs")

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="check_items"
    )
    question = models.CharField(max_length=20, choices=Question.choices)
    holds = models.BooleanField(_("holds"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "question"], name="question_once")
        ]

    def __str__(self) -> str:
        return self.get_question_display()


class Conflict(models.Model):
    """A conflict of interest (jäv): this person may have nothing to do with this case.

    Whoever has one does not see the case at all: not in lists, counts, sums or exports
    (förvaltningslagen 16-18 §§).
    """

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="conflicts"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="conflicts")
    ground = models.TextField(_("why"))
    declared_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [
            models.UniqueConstraint(fields=["application", "user"], name="conflict_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.ground}"
