"""Opening hours: the place's own weekdays, holidays and make-up days."""

from datetime import datetime

import pytest

from portal.calendar.workdays import WorkingCalendar
from portal.jurisdictions.hours import Hours, is_open

ROWS = [
    Hours.read({"days": [0, 1, 2, 3, 4], "from": "14:00", "to": "17:30"}),
    Hours.read({"days": [0, 1, 2, 3, 4], "from": "08:30", "to": "12:00"}),
    Hours.read({"days": [5], "from": "09:00", "to": "11:00"}),
]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-20T08:30", True),  # a Friday
        ("2026-11-20T12:00", False),
        ("2026-11-20T13:00", False),
        ("2026-11-20T17:29", True),
        ("2026-11-21T09:30", True),  # a Saturday with hours of its own
        ("2026-11-21T14:30", False),
        ("2026-11-22T09:30", False),  # a Sunday
        ("2026-10-01T09:30", False),  # National Day
        ("2026-10-10T14:30", True),  # a Saturday worked to make up for it: Monday's hours
    ],
)
def test_open_at(moment: str, expected: bool) -> None:
    assert is_open(datetime.fromisoformat(moment), ROWS, WorkingCalendar(country="CN")) is expected


def test_hours_are_stored_as_they_were_read() -> None:
    assert [Hours.read(row.stored()) for row in ROWS] == ROWS


def test_weekdays_are_told_in_runs() -> None:
    assert Hours.read({"days": [6, 0, 1, 2, 4], "from": "08:00", "to": "09:00"}).runs() == [(0, 2), (4, 4), (6, 6)]
