"""When a timer is due, by the six fields that Azure Functions takes.

https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

NAMES = ("second", "minute", "hour", "day", "month", "day of week")
BOUNDS = ((0, 59), (0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
PART = re.compile(r"(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:/([1-9]\d?))?", re.ASCII)
EVERY_CALENDAR = timedelta(days=41 * 366)
"""In this long every date falls on every day of the week, the 29th of February too."""


class UnreadableScheduleError(ValueError):
    """An expression that no timer can follow."""


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """The moments a timer is due, in UTC.  Day and day of week must *both* fit, unlike in cron."""

    expression: str
    fields: tuple[tuple[int, ...], ...]

    @classmethod
    def read(cls, expression: str) -> "Schedule":
        """The schedule in the expression.  Raises `UnreadableScheduleError`."""
        fields = expression.split()
        if len(fields) != len(NAMES):
            raise UnreadableScheduleError(
                f"schedule {expression!r}: {len(fields)} fields; write six: {' '.join(NAMES)}"
            )
        schedule = cls(expression=expression, fields=tuple(map(values_of, fields, NAMES, BOUNDS)))
        schedule.after(datetime(2000, 1, 1, tzinfo=UTC))
        return schedule

    def after(self, moment: datetime) -> datetime:
        """The first moment due later than the one given."""
        start = moment.astimezone(UTC)
        passed = (start.hour, start.minute, start.second)
        for day in days_from(start.date()):
            due = self.first_on(day, passed if day == start.date() else ())
            if due is not None:
                return due
        raise UnreadableScheduleError(f"schedule {self.expression!r}: that day never comes")

    def first_on(self, day: date, passed: tuple[int, ...]) -> datetime | None:
        """The first moment due that day, later than the hour, minute and second passed."""
        seconds, minutes, hours, days, months, weekdays = self.fields
        if day.month not in months or day.day not in days or day.isoweekday() % 7 not in weekdays:
            return None
        times = (
            datetime.combine(day, time(hour, minute, second, tzinfo=UTC))
            for hour in hours
            if (hour,) >= passed[:1]
            for minute in minutes
            if (hour, minute) >= passed[:2]
            for second in seconds
            if (hour, minute, second) > passed
        )
        return next(times, None)


def values_of(field: str, name: str, bounds: tuple[int, int]) -> tuple[int, ...]:
    """What a field allows: `*`, `5`, `1-5`, `*/15`, `5/15`, `1-9/2`, and lists of these."""
    least, most = bounds
    found: set[int] = set()
    for part in field.split(","):
        match = PART.fullmatch(part)
        if match is None:
            raise UnreadableScheduleError(f"{name} {field!r}: {part!r} is no value, range or step")
        first, last, step = match.groups()
        start = int(first) if first else least
        end = int(last) if last else start if first and not step else most
        if not least <= start <= end <= most:
            raise UnreadableScheduleError(f"{name} {field!r}: {part!r} is not in {least}-{most}")
        found.update(range(start, end + 1, int(step or 1)))
    return tuple(sorted(found))


def days_from(day: date) -> Iterator[date]:
    """The day and those after it, for as long as a calendar can differ from earlier ones."""
    return (day + timedelta(days=number) for number in range(EVERY_CALENDAR.days))
