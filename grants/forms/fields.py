"""Fields that every floor cleans amounts and moments with."""

import unicodedata
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grants import clock, money


class SekField(forms.DecimalField):
    """An amount in SEK as people write it: 1 640 000, 1640000,50, 1 640 000 kr."""

    def __init__(self, *, min_value: Decimal | int | None = Decimal(1), **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_digits=14, decimal_places=2, **kwargs)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return money.to_sek(value)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """A stored amount as one would write it; what somebody typed is left as typed."""
        if isinstance(value, Decimal | int):
            return money.kr(value).removesuffix(f"{money.NO_BREAK}kr")
        return value


class SwedishMomentField(forms.DateTimeField):
    """A moment in Swedish time, to the minute. Refuses the hour that summer time skips or repeats.

    A deadline that comes twice in one night, or never, would leave room for dispute.
    """

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            day, clock_time = str(value).strip().replace("T", " ").split()
            given = datetime.fromisoformat(f"{day} {clock_time.replace('.', ':')}")
        except ValueError as error:
            raise ValidationError(
                _("Write the day and the time of day, for example 2026-11-22 15:00."),
                code="invalid",
            ) from error
        if given.tzinfo is not None:
            return given.astimezone(clock.SWEDEN).replace(second=0, microsecond=0)
        return self._in_sweden(given.replace(second=0, microsecond=0))

    def _in_sweden(self, given: datetime) -> datetime:
        first, second = (given.replace(tzinfo=clock.SWEDEN, fold=fold) for fold in (0, 1))
        if first.utcoffset() == second.utcoffset():
            return first
        hour = {"time": f"{given:%H.%M}", "before": f"{given.hour:02}.00"}
        hour["after"] = f"{given.hour + 1:02}.00"
        if first.astimezone(clock.UTC).astimezone(clock.SWEDEN).replace(tzinfo=None) != given:
            raise ValidationError(
                _(
                    "%(time)s does not exist that night: the clocks go forward to summer time. "
                    "Choose a time before %(before)s, or from %(after)s."
                ),
                code="imaginary",
                params=hour,
            )
        raise ValidationError(
            _(
                "%(time)s comes twice that night: the clocks go back from summer time. "
                "Choose a time before %(before)s, or from %(after)s."
            ),
            code="ambiguous",
            params=hour,
        )


class LineField(forms.CharField):
    """One line of text without characters that cannot be seen, such as those that turn its order.

    They would let a name look like another one.
    """

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if any(unicodedata.category(letter) in ("Cc", "Cf") for letter in text):
            raise ValidationError(
                _("The text holds characters that cannot be seen. Write it anew."), code="unseen"
            )
        return text
