"""Opening hours: rows of weekdays with a time from and a time to, in the place's own zone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Self

from portal.calendar.workdays import WorkingCalendar

MONDAY, SATURDAY = 0, 5


@dataclass(frozen=True)
class Hours:
    """One row: on these weekdays (Monday is 0), open from `start` until just before `end`."""

    days: frozenset[int]
    start: time
    end: time

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        """Build a row from how it is stored."""
        return cls(frozenset(row["days"]), time.fromisoformat(row["from"]), time.fromisoformat(row["to"]))

    def stored(self) -> dict[str, Any]:
        """Return the row as it is stored."""
        return {"days": sorted(self.days), "from": f"{self.start:%H:%M}", "to": f"{self.end:%H:%M}"}

    def runs(self) -> list[tuple[int, int]]:
        """Return the weekdays as runs of neighbours: Monday to Friday and Sunday are (0, 4) and (6, 6)."""
        runs: list[tuple[int, int]] = []
        for day in sorted(self.days):
            if runs and runs[-1][1] == day - 1:
                runs[-1] = (runs[-1][0], day)
            else:
                runs.append((day, day))
        return runs


def hours_on(day: date, rows: Sequence[Hours], calendar: WorkingCalendar) -> list[Hours]:
    """Return the hours of one day: none on a holiday, a Monday's on a weekend day that is worked to make up for one."""
    works, weekend = calendar.is_working_day(day), day.weekday() >= SATURDAY
    if not works and not weekend:
        return []
    weekday = MONDAY if works and weekend else day.weekday()
    return sorted((row for row in rows if weekday in row.days), key=lambda row: row.start)


def is_open(moment: datetime, rows: Sequence[Hours], calendar: WorkingCalendar) -> bool:
    """Tell whether the office is open at a moment given in the place's zone."""
    return any(row.start <= moment.time() < row.end for row in hours_on(moment.date(), rows, calendar))
