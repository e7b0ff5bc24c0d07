"""When a timer is due."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from local.schedule import Schedule, UnreadableScheduleError

FRIDAY = datetime(2026, 11, 20, 16, 30, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "due"),
    [
        pytest.param("* * * * * *", "2026-11-20T16:30:01", id="every second"),
        pytest.param("0 * * * * *", "2026-11-20T16:31:00", id="every minute"),
        pytest.param("30 * * * * *", "2026-11-20T16:30:30", id="half past every minute"),
        pytest.param("*/20 * * * * *", "2026-11-20T16:30:20", id="a step from the start"),
        pytest.param("0 */5 * * * *", "2026-11-20T16:35:00", id="every five minutes"),
        pytest.param("0 7/25 * * * *", "2026-11-20T16:32:00", id="a step from a value"),
        pytest.param("0 0-10/5 * * * *", "2026-11-20T17:00:00", id="a step in a range"),
        pytest.param("0 10,50,20 * * * *", "2026-11-20T16:50:00", id="a list out of order"),
        pytest.param("0 0,45-47 * * * *", "2026-11-20T16:45:00", id="a list with a range"),
        pytest.param("0 0 9-17 * * *", "2026-11-20T17:00:00", id="hours in a range"),
        pytest.param("0 0 18-18 * * *", "2026-11-20T18:00:00", id="a range of one"),
        pytest.param("0 30 16 * * *", "2026-11-21T16:30:00", id="now is already past"),
        pytest.param("0 0 0 * * *", "2026-11-21T00:00:00", id="midnight"),
        pytest.param("59 59 23 31 12 *", "2026-12-31T23:59:59", id="the last second of the year"),
        pytest.param("0 0 0 1 1 *", "2027-01-01T00:00:00", id="next year"),
        pytest.param("0 0 12 * * 1", "2026-11-23T12:00:00", id="on Mondays"),
        pytest.param("0 0 12 * * 0", "2026-11-22T12:00:00", id="Sunday is 0"),
        pytest.param("0 0 9 * * 1-5", "2026-11-23T09:00:00", id="on working days"),
        pytest.param("0 0 0 13 * 5", "2027-08-13T00:00:00", id="Friday AND the 13th"),
        pytest.param("0 0 0 31 * *", "2026-12-31T00:00:00", id="a month that has the day"),
        pytest.param("0 0 0 29 2 *", "2028-02-29T00:00:00", id="a leap year"),
        pytest.param("0 0 0 29 2 1", "2044-02-29T00:00:00", id="a leap year on a Monday"),
        pytest.param("0 0 0 * 3,6 *", "2027-03-01T00:00:00", id="two months"),
    ],
)
def test_the_next_moment_due(expression, due):
    schedule = Schedule.read(expression)

    assert schedule.after(FRIDAY) == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_what_is_due_within_the_second_is_the_next_second():
    schedule = Schedule.read("* * * * * *")

    due = schedule.after(FRIDAY + timedelta(microseconds=1))

    assert due == FRIDAY + timedelta(seconds=1)


def test_a_day_is_walked_from_one_due_moment_to_the_next():
    schedule, moment, seen = Schedule.read("0 0 */8 * * *"), FRIDAY, []

    for _ in range(4):
        moment = schedule.after(moment)
        seen.append(moment.isoformat(" ", "hours")[:13])

    assert seen == ["2026-11-21 00", "2026-11-21 08", "2026-11-21 16", "2026-11-22 00"]


def test_a_moment_of_another_zone_is_read_in_utc():
    schedule = Schedule.read("0 0 16 * * *")

    due = schedule.after(datetime(2026, 11, 20, 17, 30, tzinfo=timezone(timedelta(hours=2))))

    assert due == datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        pytest.param("", "0 fields", id="nothing"),
        pytest.param("* * * * *", "5 fields", id="the five fields of cron"),
        pytest.param("01:00:00", "1 fields", id="a time span"),
        pytest.param("60 * * * * *", "second '60': '60' is not in 0-59", id="too much"),
        pytest.param("0 0 0 0 * *", "day '0': '0' is not in 1-31", id="too little"),
        pytest.param("0 0 0 * * 7", "day of week '7': '7' is not in 0-6", id="no day 7"),
        pytest.param("0 5-2 * * * *", "minute '5-2': '5-2' is not in 0-59", id="backwards"),
        pytest.param("0 */0 * * * *", "minute '\\*/0'", id="a step of nothing"),
        pytest.param("0 1,,2 * * * *", "minute '1,,2': ''", id="a hole in a list"),
        pytest.param("0 0 0 * JAN *", "month 'JAN'", id="a name"),
        pytest.param("0 -1 * * * *", "minute '-1'", id="a negative value"),
        pytest.param("0 0 0 30 2 *", "that day never comes", id="the 30th of February"),
        pytest.param("%EVERY%", "1 fields", id="a setting nobody resolved"),
    ],
)
def test_an_expression_no_timer_can_follow_is_refused(expression, reason):
    with pytest.raises(UnreadableScheduleError, match=reason):
        Schedule.read(expression)
