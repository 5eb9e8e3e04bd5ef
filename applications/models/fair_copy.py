"""FairCopy (renskrift): what somebody has read on the page where she signs, kept until she does.

The page has read the whole draft and has found that nothing is missing. When thousands sign in the
last minutes before a call closes, that work is done: the text is only moved over, if the draft and
all it leans on still are what they were. The text that is signed is the very text she read.

A plain table that can be emptied at any time: without a copy the text is written anew.
"""

from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

from grants import clock

# Every row that the text and its checks are made of. PostgreSQL itself says of each where it lies
# (`ctid`) and which transaction wrote it (`xmin`): whoever changes one, by whatever way, moves it.
_ROWS = {
    "applications_attachment": "x.application_id = a.id",
    "applications_costline": "x.application_id = a.id",
    "applications_partner": "x.application_id = a.id",
    "applications_application_purposes": "x.application_id = a.id",
    "applications_application_priorities": "x.application_id = a.id",
    "applications_application_municipalities": "x.application_id = a.id",
    "applications_certificate": "x.partner_id IN"
    " (SELECT id FROM applications_partner WHERE application_id = a.id)",
    "grants_organisationpaper": "x.organisation_id = a.organisation_id",
    "grants_organisationstatement": "x.organisation_id = a.organisation_id",
}
_PLACE = "concat_ws('.', {0}.id, {0}.ctid, {0}.xmin)"
_PARTS = ", ".join(
    f"(SELECT string_agg({_PLACE.format('x')}, ' ' ORDER BY x.id) FROM {table} x WHERE {whose})"  # noqa: S608  our own tables
    for table, whose in _ROWS.items()
)
_LEANS_ON = f"""
    SELECT concat_ws('|', {", ".join(map(_PLACE.format, "aco"))}, ARRAY[{_PARTS}])
    FROM applications_application a
        JOIN grants_call c ON c.id = a.call_id
        JOIN grants_organisation o ON o.id = a.organisation_id
    WHERE a.id = """  # noqa: S608  the names of our own tables


def leaning() -> RawSQL:
    """For `annotate` on applications: which rows the draft leans on, and who wrote them last.

    It must be asked in the query that reads the draft, or before: then what is read is at least as
    new as it says, and a copy can be too careful but never too old.
    """
    outer = '"applications_application"."id"'
    return RawSQL(f"({_LEANS_ON}{outer})", [], models.TextField())  # noqa: S611  as above


class FairCopy(models.Model):
    """The text of one draft as its last reader saw it: complete, and ready to be signed."""

    application = models.OneToOneField(
        "applications.Application", models.CASCADE, primary_key=True, related_name="+"
    )
    text = models.TextField()
    checksum = models.CharField(max_length=64)
    leans_on = models.TextField()
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "fair copy"
        verbose_name_plural = "fair copies"

    def __str__(self) -> str:
        return self.checksum


def keep_fair_copy(application: Any, text: str, checksum: str) -> None:
    """Keep what a page shows of a complete draft that was read with `leaning` as `leans_on`."""
    copy = FairCopy(
        application_id=application.pk,
        text=text,
        checksum=checksum,
        leans_on=application.leans_on,
    )
    FairCopy.objects.bulk_create(
        [copy],
        update_conflicts=True,
        unique_fields=["application"],
        update_fields=["text", "checksum", "leans_on", "made_at"],
    )


def take_fair_copy(application: Any, reading: str) -> str:
    """The text with this SHA-256, if it was kept and everything still is as it was; else empty.

    It is taken out: a copy does not outlive the draft. The caller holds the lock on the row, in a
    transaction that is undone when the draft is not submitted.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM applications_faircopy WHERE application_id = %s"  # noqa: S608  our own words
            f" RETURNING text, checksum = %s AND leans_on = ({_LEANS_ON} %s)",
            [application.pk, reading, application.pk],
        )
        text, holds = cursor.fetchone() or ("", False)
    return str(text) if holds else ""
