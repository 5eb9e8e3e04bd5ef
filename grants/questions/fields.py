"""The form fields that clean one answer, each the same for the web, an import and the API.

They take what a browser sends as well as plain Python values, and raise nothing but
ValidationError. That an answer is required is shown, never enforced: a draft may be incomplete.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grants import law, money

LONGEST = 20_000  # characters of any text, whatever the question says
LARGEST_NUMBER = 1_000_000_000

_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_WHOLE = re.compile(r"[-\u2212]?[0-9]{1,15}")
_GAPS = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
# Characters that turn the direction of the text around them: a name could pretend to be another.
_TURNING = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}
# Those, control characters, halves of characters, and code points that are no characters at all.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    + "".join(
        chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
    )
    + "]"
)


def unwanted_in(text: str) -> str:
    """The first character of a text that may not be stored or shown; "" when there is none."""
    found = _UNWANTED.search(text)
    return found[0] if found else ""


def refuse_unwanted(text: str) -> None:
    """Raises ValidationError for control characters and those that turn the writing direction."""
    sign = unwanted_in(text)
    if sign in _TURNING:
        raise ValidationError(
            _(
                "The text has a hidden character that turns the direction of the writing. It often "
                "comes along when one pastes. Write the text anew, or paste it as plain text."
            ),
            code="turning",
        )
    if sign:
        raise ValidationError(
            _(
                "The text has a character that cannot be seen. It often comes along when one "
                "pastes. Write the text anew, or paste it as plain text."
            ),
            code="unseen",
        )


def refuse_personal_number(text: str) -> None:
    """Raises ValidationError when the text holds what may be a personal identity number."""
    if law.looks_like_personal_identity_number(text):
        raise ValidationError(
            _(
                "This looks like a personal identity number. Take it out: what you write here may "
                "be read by anybody who asks for it."
            ),
            code="personal",
        )


def refuse_personal_number_in_phone(text: str) -> None:
    """A telephone number may look like a birthday: say how to write it then."""
    if law.looks_like_personal_identity_number(text):
        raise ValidationError(
            _(
                "This looks like a personal identity number. If it is a telephone number, write it "
                "in groups, for example 070-123 45 67."
            ),
            code="personal",
        )


class Answer(forms.Field):
    """What every field of an answer shares: nothing must be there; `missing` tells what is.

    `question` is the question it answers, so that a page can say more about it.
    """

    question: Any = None

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


def _text_of(value: Any) -> str:
    """A text, or a number from a spreadsheet, as text. Raises ValidationError for other things."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30:
        return str(value)
    if isinstance(value, float | Decimal) and Decimal(value).is_finite():
        return str(value)
    raise ValidationError(_("Write a text here."), code="invalid")


class TextField(Answer, forms.CharField):
    """A text. Line breaks count as one character, whatever the browser sends.

    The browser is not told the limit: it would cut off what somebody pastes without a word.
    """

    def __init__(
        self,
        *,
        most: int = LONGEST,
        most_words: int | None = None,
        lines: bool = False,
        personal: Any = refuse_personal_number,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", forms.Textarea if lines else forms.TextInput)
        super().__init__(**kwargs)
        self.max_length = most  # how wide the box is drawn
        self.lines, self.most, self.most_words = lines, min(most, LONGEST), most_words
        # In this order: what is too long is not searched.
        self.validators = [self._within_limits, refuse_unwanted, personal]

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return ""
        text = _LINE_BREAK.sub("\n", _text_of(value)).strip()
        return text if self.lines else text.replace("\n", " ")

    def run_validators(self, value: Any) -> None:
        """One fault at a time: a text that is far too long is not judged further."""
        if value not in self.empty_values:
            for validator in self.validators:
                validator(value)

    def _within_limits(self, text: str) -> None:
        if len(text) > self.most:
            raise ValidationError(
                _("Write at most %(limit_value)d characters. You have %(show_value)d."),
                code="max_length",
                params={"limit_value": self.most, "show_value": len(text)},
            )
        words = len(text.split())
        if self.most_words and words > self.most_words:
            raise ValidationError(
                _("Write at most %(limit)d words. You have %(count)d."),
                code="most_words",
                params={"limit": self.most_words, "count": words},
            )


class EmailField(Answer, forms.EmailField):
    """An e-mail address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)
        self.widget.attrs.pop("maxlength", None)
        self.validators += [refuse_unwanted, refuse_personal_number]
        self.error_messages["invalid"] = _("Write an e-mail address, for example name@example.se.")

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return ""
        text = _text_of(value).strip()
        if len(text) > 254 or unwanted_in(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return text

    def run_validators(self, value: Any) -> None:
        try:
            super().run_validators(value)
        except ValidationError as error:
            raise error.error_list[0] from error


class WholeField(Answer, forms.IntegerField):
    """A whole number, also with spaces between thousands."""

    def __init__(self, *, least: int | None = None, most: int | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(
            min_value=0 if least is None else least,
            max_value=LARGEST_NUMBER if most is None else most,
            **kwargs,
        )
        self.error_messages["invalid"] = _("Write a whole number, for example 25.")

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        try:
            written = _GAPS.sub("", _text_of(value))
        except ValidationError:
            written = "?"
        if not written:
            return None
        if not _WHOLE.fullmatch(written):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(written.replace(money.MINUS, "-"))


class SekField(forms.DecimalField):
    """An amount in SEK as people write it: 1 640 000, 1640000,50, 1 640 000 kr."""

    def __init__(self, *, min_value: Decimal | int | None = Decimal(1), **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_digits=14, decimal_places=2, **kwargs)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if isinstance(value, float):
            value = Decimal(str(value))
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            value = ""  # not an amount
        try:
            return money.to_sek(value if not isinstance(value, str) or len(value) < 60 else "")
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """A stored amount as one would write it; what somebody typed is left as typed."""
        if isinstance(value, Decimal | int):
            return money.kr(value).removesuffix(f"{money.NO_BREAK}kr")
        return value


class MoneyField(Answer, SekField):
    """An amount in SEK in an answer; 0 is an amount too."""

    def __init__(self, *, least: int | None = None, most: int | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(min_value=least or 0, max_value=most, **kwargs)

    def to_python(self, value: Any) -> Any:
        return None if isinstance(value, str) and not value.strip() else super().to_python(value)


class DayField(Answer, forms.DateField):
    """A day, written 2027-01-31, within the days that are allowed."""

    FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)

    def __init__(
        self, *, first: date | None = None, last: date | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d"))
        super().__init__(**kwargs)
        self.first, self.last = first, last
        self.error_messages["invalid"] = _("Write a day, for example 2027-03-01.")

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, str) and not value.strip():
            return None
        if isinstance(value, datetime):
            value = value.date()
        if not isinstance(value, date):
            found = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
            try:
                value = date(*map(int, found.groups())) if found else None
            except ValueError:
                value = None
        if value is None or not self.FIRST <= value <= self.LAST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return value

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if (self.first and value < self.first) or (self.last and value > self.last):
            raise ValidationError(
                _("The call pays for activities from %(first)s to %(last)s."),
                code="period",
                params={"first": self.first or "–", "last": self.last or "–"},
            )


class OneField(Answer, forms.ChoiceField):
    """One of several choices: buttons when they are few, a list when they are many."""

    def __init__(self, *, none: Any = None, **kwargs: Any) -> None:
        choices = list(kwargs.pop("choices"))
        many = len(choices) > 12
        kwargs.setdefault("widget", forms.Select if many else forms.RadioSelect)
        if none is not None:
            choices = [("", none), *choices]
        elif many or kwargs["widget"] is forms.Select:
            choices = [("", "–"), *choices]
        super().__init__(choices=choices, **kwargs)
        self.error_messages["invalid_choice"] = _("Choose one of the choices that are given.")

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return ""
        known = type(value) is str or (type(value) is int and abs(value) < 10**30)
        if not known:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return str(value)


class YearField(OneField):
    """One of the years of the call."""

    def __init__(self, *, years: tuple[int, ...], **kwargs: Any) -> None:
        only = years[0] if len(years) == 1 else None
        pairs = [(str(year), str(year)) for year in years]
        super().__init__(choices=pairs, initial=only, widget=forms.Select, **kwargs)
        self.error_messages["invalid_choice"] = _("Choose a year within the period of the call.")

    def to_python(self, value: Any) -> Any:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return super().to_python(value)

    def clean(self, value: Any) -> Any:
        year = super().clean(value)
        return int(year) if year else None


class SeveralField(Answer, forms.MultipleChoiceField):
    """Any of several choices, given back in the order of the choices."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, least: int | None = None, most: int | None = None, **kwargs: Any) -> None:
        pairs = kwargs.pop("choices")
        super().__init__(choices=pairs, **kwargs)
        self.order = [str(key) for key, _label in pairs]
        self.least, self.most = least, most
        for code in ("invalid_choice", "invalid_list"):
            self.error_messages[code] = _("Choose among the choices that are given.")

    def to_python(self, value: Any) -> list[str]:
        if value in self.empty_values:
            return []
        listed = isinstance(value, list | tuple) and len(value) <= 2000
        if not listed or not all(
            type(one) is str or (type(one) is int and abs(one) < 10**30) for one in value
        ):
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list")
        return [str(one) for one in value]

    def clean(self, value: Any) -> list[str]:
        given = set(super().clean(value))
        chosen = [key for key in self.order if key in given]
        if chosen and self.most and len(chosen) > self.most:
            raise ValidationError(
                _("Choose at most %(limit)d. You have chosen %(count)d."),
                params={"limit": self.most, "count": len(chosen)},
            )
        if chosen and self.least and len(chosen) < self.least:
            raise ValidationError(
                _("Choose at least %(limit)d. You have chosen %(count)d."),
                params={"limit": self.least, "count": len(chosen)},
            )
        return chosen


class YesNoField(Answer, forms.ChoiceField):
    """Yes or no, or not answered yet."""

    WORDS = {"yes": True, "no": False, "ja": True, "nej": False}

    def __init__(self, *, in_row: bool = False, **kwargs: Any) -> None:
        pairs = [("yes", _("Yes")), ("no", _("No"))]
        kwargs["widget"] = forms.Select if in_row else forms.RadioSelect
        super().__init__(choices=[("", "–"), *pairs] if in_row else pairs, **kwargs)

    def clean(self, value: Any) -> bool | None:
        if value in self.empty_values or isinstance(value, bool):
            return None if value in self.empty_values else value
        word = value.strip().lower() if isinstance(value, str) else ""
        if word not in self.WORDS:
            raise ValidationError(_("Answer yes or no."), code="invalid_choice")
        return self.WORDS[word]

    def prepare_value(self, value: Any) -> Any:
        return ("yes" if value else "no") if isinstance(value, bool) else value


class OrgNrField(Answer, forms.CharField):
    """The number of an organisation, given back as 802400-1235."""

    max_length = 20

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return ""
        written = _text_of(value).strip()
        try:
            return law.clean_org_nr(written[:40]) if written else ""
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def run_validators(self, value: Any) -> None:
        """The check digit has been tried."""
