"""Days and moments on a page: short, in the reader's language, in the place's zone."""

from datetime import date, datetime

from babel.dates import format_interval, format_skeleton
from flask import Flask
from flask_babel import format_datetime, get_locale, to_user_timezone

from portal import clock


def init_app(app: Flask) -> None:
    """Give templates the filters `day` and `moment`."""
    app.add_template_filter(day)
    app.add_template_filter(moment)


def day(value: date | datetime) -> str:
    """Return a day such as 11月19日, with its year when that isn't this one; a moment counts in the place's zone."""
    if isinstance(value, datetime):
        value = to_user_timezone(value).date()
    this_year = to_user_timezone(clock.now()).year
    skeleton = "MMMd" if value.year == this_year else "yMMMd"
    return format_skeleton(skeleton, value, locale=get_locale() or "zh_Hans")


def days(first: datetime, last: datetime) -> str:
    """Return the days from one moment to another, such as 11月19日至20日; one day stands once."""
    start, end = to_user_timezone(first).date(), to_user_timezone(last).date()
    if start == end or start.year != end.year:
        return " – ".join(dict.fromkeys([day(start), day(end)]))
    skeleton = "MMMd" if end.year == to_user_timezone(clock.now()).year else "yMMMd"
    return format_interval(start, end, skeleton, locale=get_locale() or "zh_Hans")


def moment(value: datetime) -> str:
    """Return a day and time such as 2026年11月19日 10:32."""
    return format_datetime(value, "medium" if get_locale() is None else "short")
