"""How the law counts time: months and years, working days, arrival, appeal and delay."""

import calendar
from datetime import date, datetime, timedelta

from grants.clock import SWEDEN


def add_months(day: date, months: int) -> date:
    """The day that ends a time of months: the same number, else the last (lagen 1930:173, 1 §)."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def add_years(day: date, years: int) -> date:
    """The day that ends a time of years (lagen 1930:173, 1 §): 29 February ends on 28 February."""
    return add_months(day, 12 * years)


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar."""
    century, golden = year // 100, year % 19
    moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon -= (moon // 28) * (1 - (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=moon - weekday)


def is_working_day(day: date) -> bool:
    """Whether a time may end on the day (lagen 1930:173, 2 §; lagen 1989:253)."""
    sunday = easter(day.year)
    fixed = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}
    moving = {sunday - timedelta(days=2), sunday + timedelta(days=1), sunday + timedelta(days=39)}
    midsummer_eve = day.month == 6 and 19 <= day.day <= 25 and day.weekday() == 4
    return not (
        day.weekday() >= 5 or (day.month, day.day) in fixed or day in moving or midsummer_eve
    )


def arrival_day(moment: datetime) -> date:
    """The Swedish day on which a document sent over the net came in (22 § förvaltningslagen).

    Raises ValueError for a moment without time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("The moment of arrival needs a time zone.")
    return moment.astimezone(SWEDEN).date()


def last_day_to_appeal(received: date) -> date:
    """Three weeks from the day the party got the decision (44 § förvaltningslagen)."""
    day = received + timedelta(weeks=3)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def delay_request_from(arrived: date) -> date:
    """The first day the applicant may demand a decision: six months have passed (12 § FL)."""
    return add_months(arrived, 6) + timedelta(days=1)


def delay_answer_by(requested: date) -> date:
    """The last day to decide, or refuse to, after such a demand: four weeks (12 § FL)."""
    return requested + timedelta(weeks=4)
