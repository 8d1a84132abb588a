"""A place's hours in the reader's words."""

from collections.abc import Sequence

from babel.dates import get_day_names
from flask_babel import format_time, get_locale
from flask_babel import gettext as _

from portal.jurisdictions.hours import Hours


def in_words(rows: Sequence[Hours]) -> list[tuple[str, str]]:
    """Return for each set of weekdays which days they are, and the times: ("Mon to Fri", "8:30–12:00, …")."""
    by_days: dict[frozenset[int], list[Hours]] = {}
    for row in sorted(rows, key=lambda row: (min(row.days), row.start)):
        by_days.setdefault(row.days, []).append(row)
    return [(_days(same[0]), times(same)) for same in by_days.values()]


def times(rows: Sequence[Hours]) -> str:
    """Return the times of rows, such as 8:30–12:00, 14:00–17:30."""
    return ", ".join(
        f"{format_time(row.start, 'short', rebase=False)}–{format_time(row.end, 'short', rebase=False)}" for row in rows
    )


def _days(hours: Hours) -> str:
    names = get_day_names("abbreviated", locale=get_locale())
    parts = [
        _("%(first)s to %(last)s", first=names[first], last=names[last]) if last > first else names[first]
        for first, last in hours.runs()
    ]
    return ", ".join(parts)
