"""Days and moments on a page: short, in the reader's language, in the place's zone."""

from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_datetime, format_interval, format_skeleton
from flask import Flask
from flask_babel import get_locale, get_timezone

from portal import clock


def init_app(app: Flask) -> None:
    """Give templates the filters `day` and `moment`."""
    app.add_template_filter(day)
    app.add_template_filter(moment)


def day(value: date | datetime) -> str:
    """Return a day such as 11月19日, with its year when that isn't this one; a moment counts in the place's zone."""
    if isinstance(value, datetime):
        value = _local(value).date()
    this_year = _local(clock.now()).year
    return _in_words("MMMd" if value.year == this_year else "yMMMd", value, get_locale())


@lru_cache(maxsize=2048)
def _in_words(skeleton: str, value: date, locale: Locale | None) -> str:
    return format_skeleton(skeleton, value, locale=locale or "zh_Hans")


def days(first: datetime, last: datetime) -> str:
    """Return the days from one moment to another, such as 11月19日至20日; one day stands once."""
    start, end = _local(first).date(), _local(last).date()
    if start == end or start.year != end.year:
        return " – ".join(dict.fromkeys([day(start), day(end)]))
    return _from_to(start, end, "MMMd" if end.year == _local(clock.now()).year else "yMMMd", get_locale())


@lru_cache(maxsize=2048)
def _from_to(start: date, end: date, skeleton: str, locale: Locale | None) -> str:
    return format_interval(start, end, skeleton, locale=locale or "zh_Hans")


def moment(value: datetime) -> str:
    """Return a day and time such as 2026年11月19日 10:32."""
    return _to_the_minute(_local(value).replace(second=0, microsecond=0), get_locale())


def _local(value: datetime) -> datetime:
    return value.astimezone(get_timezone())


@lru_cache(maxsize=2048)
def _to_the_minute(local: datetime, locale: Locale | None) -> str:
    return format_datetime(local, "medium" if locale is None else "short", locale=locale or "zh_Hans")
