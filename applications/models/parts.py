"""What an application consists of besides its own row, and what belongs to its case."""

from decimal import Decimal
from typing import Any

import pghistory
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grants import clock, files
from grants.models import CostCategory, County

# The questions of files that no form asks: the signed paper, and a power of attorney.
ORIGINAL, MANDATE = "original", "mandate"


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


class CostLineQuerySet(models.QuerySet["CostLine"]):
    def rewrite(self, application: Any, rows: list[dict[str, Any]]) -> None:
        """Let the budget be these cleaned rows, in this order."""
        stored = list(self.filter(application=application))
        if [line.as_row() for line in stored] == rows:
            return
        there = CostCategory.objects.filter(fund=application.call.fund_id)
        categories = {category.key: category for category in there}
        self.filter(application=application).delete()
        lines = [CostLine.of(application, categories[row["category"]], row) for row in rows]
        CostLine.objects.bulk_create(lines)


class CostLineManager(models.Manager["CostLine"]):
    """A line is never shown without the name of its category."""

    def get_queryset(self) -> CostLineQuerySet:
        return CostLineQuerySet(self.model, using=self._db).select_related("category")

    def rewrite(self, application: Any, rows: list[dict[str, Any]]) -> None:
        self.get_queryset().rewrite(application, rows)


@pghistory.track()
class CostLine(models.Model):
    """One cost of the activity in one year, and who pays for it. SEK.

    `sought` is asked for here, `own` the applicant puts in, `other` is public money from `giver`.
    """

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="cost_lines"
    )
    category = models.ForeignKey(CostCategory, models.PROTECT, verbose_name=_("category"))
    description = models.CharField(_("what it is for"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"))
    # SEK before tax for a full month; only for staff, to compare with what is usual.
    monthly_pay = models.DecimalField(
        _("monthly pay"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    sought = models.DecimalField(_("from this grant"), max_digits=14, decimal_places=2, default=0)
    own = models.DecimalField(_("own money"), max_digits=14, decimal_places=2, default=0)
    other = models.DecimalField(_("other public money"), max_digits=14, decimal_places=2, default=0)
    giver = models.CharField(_("who gives it"), max_length=100, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)

    objects = CostLineManager()

    class Meta:
        verbose_name = _("cost line")
        verbose_name_plural = _("cost lines")
        ordering = ["application_id", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="cost_line_positive"),
            models.CheckConstraint(
                condition=Q(amount=F("sought") + F("own") + F("other"))
                & Q(sought__gte=0, own__gte=0, other__gte=0),
                name="cost_line_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(other=0) | ~Q(giver=""), name="other_money_has_a_giver"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.description}"

    @classmethod
    def of(cls, application: Any, category: CostCategory, row: dict[str, Any]) -> "CostLine":
        """An unsaved line from a cleaned row of the budget."""
        pay = row.get("monthly_pay")
        money = {name: Decimal(row.get(name) or 0) for name in ("sought", "own", "other")}
        return cls(
            application=application,
            category=category,
            description=row["description"],
            year=row["year"],
            monthly_pay=Decimal(pay) if pay else None,
            giver=row.get("giver") or "",
            amount=sum(money.values(), Decimal(0)),
            **money,
        )

    def as_row(self) -> dict[str, Any]:
        """The line in the JSON shape of a budget's row."""
        return {
            "category": self.category.key,
            "description": self.description,
            "year": self.year,
            "monthly_pay": None if self.monthly_pay is None else _two(self.monthly_pay),
            "sought": _two(self.sought),
            "own": _two(self.own),
            "other": _two(self.other),
            "giver": self.giver,
        }


def _two(amount: Decimal) -> str:
    return str(amount.quantize(Decimal("0.01")))


class PartnerQuerySet(models.QuerySet["Partner"]):
    def rewrite(self, application: Any, rows: list[dict[str, Any]]) -> None:
        """Let the partners be these cleaned rows. One that stays keeps its certificate."""
        there = {partner.org_nr: partner for partner in self.filter(application=application)}
        wanted = {row["org_nr"]: row for row in rows}
        self.filter(application=application).exclude(org_nr__in=wanted).delete()
        for place, (org_nr, row) in enumerate(wanted.items()):
            partner = there.get(org_nr) or Partner(application=application, org_nr=org_nr)
            said = (row["name"], row["part"], place)
            if (partner.name, partner.part, partner.place) != said or partner.pk is None:
                partner.name, partner.part, partner.place = said
                partner.save()


@pghistory.track()
class Partner(models.Model):
    """An organisation that the applicant works together with."""

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="partners"
    )
    name = models.CharField(_("name"), max_length=150)
    org_nr = models.CharField(_("organisation number"), max_length=11)
    part = models.CharField(_("its part in the activity"), max_length=300)
    place = models.PositiveSmallIntegerField(default=0)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["application_id", "place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "org_nr"], name="partner_once")
        ]
        indexes = [models.Index(fields=["org_nr"], name="partner_by_number")]

    def __str__(self) -> str:
        return self.name

    def as_row(self) -> dict[str, Any]:
        """The partner in the JSON shape of a row."""
        return {"name": self.name, "org_nr": self.org_nr, "part": self.part}


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
    # The key of the question it answers; empty for a file that was only sent along.
    question = models.CharField(max_length=40, blank=True)
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
        ordering = ["application_id", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_not_empty"),
            models.UniqueConstraint(fields=["application", "sha256"], name="attachment_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(
        cls, application: Any, upload: UploadedFile, by: Any, question: str = ""
    ) -> "Attachment":
        """An unsaved attachment for the uploaded file, which has been checked, scanned and hashed.

        Raises ValidationError, in plain words, for one that is not let in.
        """
        taken = files.taken_in(upload)
        return cls(
            application=application,
            question=question,
            file=upload,
            name=taken.name,
            size=taken.size,
            sha256=taken.sha256,
            uploaded_by=by,
        )
