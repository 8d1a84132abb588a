"""Working days of a locality: the country's holidays and make-up days, then the locality's own
corrections."""

from calendar import isleap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate

import holidays
from holidays.registry import COUNTRIES

_ONE_DAY = timedelta(days=1)
_COUNTRIES = frozenset(code for _class, *codes in COUNTRIES.values() for code in codes)
"""The library's own list would load the calendar of every country."""

#: Every year since 2001 China moves working days onto weekends; a year without any is not announced yet.
_MAKE_UP_DAYS_SINCE = {"CN": 2001}


@lru_cache(maxsize=256)
def _country_year(country: str, year: int) -> holidays.HolidayBase:
    """One year of one country, built once per process (some 10 ms the first time)."""
    return holidays.country_holidays(country, years=year, expand=False)


@dataclass(frozen=True)
class WorkingCalendar:
    """The days on which a locality's offices work.

    country: ISO 3166 code known to the `holidays` library, such as "CN".
    overrides: what the locality itself decided, day by day; True means that it works. They win over the
    library.

    Every day is a date in the locality's own zone: passing a datetime is a TypeError.
    Kept for many questions (`calendars.calendar_of`), it counts each year's days once.
    """

    country: str
    overrides: Mapping[date, bool] = field(default_factory=dict, hash=False)
    _counted: dict[int, Sequence[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.country not in _COUNTRIES:
            raise ValueError(f"The holidays of country {self.country!r} are not known.")

    def is_working_day(self, day: date) -> bool:
        """Whether the locality works on that day."""
        if isinstance(day, datetime):  # 17:00 UTC is already tomorrow in China
            raise TypeError("A working day is a date in the locality's zone, not a datetime.")
        decided = self.overrides.get(day)
        return _country_year(self.country, day.year).is_working_day(day) if decided is None else decided

    def add_working_days(self, day: date, n: int) -> date:
        """The day on which something is due `n` working days after `day`.

        Counting starts the day after (rule 13). For n = 0 it is the day itself, or the next working day.
        Raises ValueError for a negative n.
        """
        if n < 0:
            raise ValueError("Working days are only added.")
        while n > 0:
            day += _ONE_DAY
            n -= self.is_working_day(day)
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; negative when `end` is earlier.

        `working_days_between(due, today)` is 3 for what is overdue by three working days.
        """
        if end < start:
            return -self.working_days_between(end, start)
        whole_years = sum(self._worked_until(date(year, 12, 31)) for year in range(start.year, end.year))
        return whole_years + self._worked_until(end) - self._worked_until(start)

    def _worked_until(self, day: date) -> int:
        """Return the working days of a year up to this day of it."""
        if day.year not in self._counted:
            first, days = date(day.year, 1, 1), 365 + isleap(day.year)
            works = (self.is_working_day(first + timedelta(days=i)) for i in range(days))
            self._counted[day.year] = list(accumulate(works, initial=0))
        return self._counted[day.year][day.timetuple().tm_yday]

    def is_provisional(self, year: int) -> bool:
        """Whether the library does not know that year's make-up days yet, so that due days may still move."""
        since = _MAKE_UP_DAYS_SINCE.get(self.country)
        if since is None or year < since:
            return False
        return not any(day.year == year for day in _country_year(self.country, year).weekend_workdays)
