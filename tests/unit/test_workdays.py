from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.calendar.workdays import WorkingCalendar

CHINA = WorkingCalendar("CN")
DAYS = st.dates(date(2023, 1, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 20), True),  # a Friday
        (date(2026, 11, 21), False),
        (date(2026, 10, 1), False),  # National Day, a Thursday
        (date(2026, 10, 10), True),  # a Saturday, made up for
        (date(2025, 1, 26), True),  # the Sunday before Spring Festival
        (date(2025, 2, 4), False),
        (date(2006, 12, 31), True),  # made up for 2007's first days
    ],
)
def test_holidays_and_make_up_days_of_china_are_known(day: date, works: bool) -> None:
    assert CHINA.is_working_day(day) is works


def test_the_locality_has_the_last_word_on_a_day() -> None:
    calendar = WorkingCalendar("CN", {date(2026, 11, 20): False, date(2026, 11, 21): True})
    assert not calendar.is_working_day(date(2026, 11, 20))
    assert calendar.is_working_day(date(2026, 11, 21))
    assert calendar.add_working_days(date(2026, 11, 19), 1) == date(2026, 11, 21)


def test_counting_starts_the_day_after_and_steps_over_the_golden_week() -> None:
    assert CHINA.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert CHINA.add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert CHINA.add_working_days(date(2026, 9, 30), 4) == date(2026, 10, 12)


def test_no_days_means_the_day_itself_or_the_next_working_one() -> None:
    assert CHINA.add_working_days(date(2026, 9, 30), 0) == date(2026, 9, 30)
    assert CHINA.add_working_days(date(2026, 10, 1), 0) == date(2026, 10, 8)


def test_days_are_never_taken_away() -> None:
    with pytest.raises(ValueError, match="only added"):
        CHINA.add_working_days(date(2026, 9, 30), -1)


def test_what_was_due_before_the_holidays_is_overdue_by_working_days_only() -> None:
    assert CHINA.working_days_between(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert CHINA.working_days_between(date(2026, 10, 10), date(2026, 9, 30)) == -3
    assert CHINA.working_days_between(date(2026, 10, 1), date(2026, 10, 1)) == 0


@given(DAYS, st.integers(1, 20))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_adding_and_counting_agree(day: date, n: int) -> None:
    due = CHINA.add_working_days(day, n)
    assert CHINA.is_working_day(due)
    assert CHINA.working_days_between(day, due) == n
    assert CHINA.working_days_between(day, due - timedelta(days=1)) == n - 1


def test_a_year_without_announced_make_up_days_is_provisional() -> None:
    assert not CHINA.is_provisional(2026)
    assert CHINA.is_provisional(2090)
    assert not CHINA.is_provisional(1999)
    assert not WorkingCalendar("DE").is_provisional(2090)


def test_a_moment_is_not_a_day() -> None:
    with pytest.raises(TypeError):
        CHINA.is_working_day(datetime(2026, 9, 30, 17, tzinfo=UTC))


def test_an_unknown_country_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="XX"):
        WorkingCalendar("XX")
