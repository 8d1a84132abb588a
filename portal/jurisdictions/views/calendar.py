"""The page of a place's working calendar."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import holidays
from babel.dates import get_day_names, get_month_names
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.db import transact
from portal.jurisdictions import queries, services
from portal.jurisdictions.blueprint import bp
from portal.jurisdictions.calendars import calendar_of
from portal.jurisdictions.forms import DayForm
from portal.jurisdictions.permissions import CALENDAR
from portal.jurisdictions.tree import TREE, Place
from portal.web.paging import whole_number
from portal.web.viewer import viewer

FIRST_YEAR, YEARS_AHEAD = 2015, 3


@dataclass(frozen=True)
class Day:
    """One day as the year's page shows it; `kind` is `work`, `rest`, `holiday`, `made-up` or `own`."""

    day: date
    kind: str
    label: str


@bp.route("/j/<place>/settings/calendar", methods=["GET", "POST"], permission=CALENDAR, endpoint="calendar")
def calendar_page(place: Place) -> str | Response | tuple[str, int]:
    """Show a year, and let the place decide a day for itself (rule 13)."""
    this_year = clock.today(place.zone).year
    year = request.args.get("year", this_year, type=whole_number)
    if not FIRST_YEAR <= year <= this_year + YEARS_AHEAD:
        abort(404)
    form = DayForm(request.form)
    if request.method == "POST" and form.validate():
        day, works, note = form.day.data, form.works.data == "1", form.note.data
        actor = viewer().standing.actor()
        transact(lambda: services.decide_day(place_id=place.id, day=day, works=works, note=note, actor=actor))
        flash(_("The day is decided. Deadlines set from now on count by it."), "success")
        return redirect(url_for(".calendar", place=place, year=day.year))
    own = queries.days_of(place.id, year)
    page = render_template(
        "jurisdictions/calendar.html",
        form=form,
        year=year,
        years=[other for other in (year - 1, year + 1) if FIRST_YEAR <= other <= this_year + YEARS_AHEAD],
        months=_months(place, year),
        weekdays=[name for _number, name in sorted(get_day_names("narrow", locale=get_locale()).items())],
        provisional=calendar_of(place.id).is_provisional(year),
        own=sorted(own.values(), key=lambda row: row.day),
        by_id=TREE().by_id,
    )
    return (page, 422) if form.errors else page


@bp.route("/j/<place>/settings/calendar/<day>/leave", methods=["POST"], permission=CALENDAR)
def leave_day(place: Place, day: str) -> Response:
    """Take back what this place decided for a day."""
    try:
        asked = date.fromisoformat(day)
    except ValueError:
        abort(404)
    row = queries.days_of(place.id, asked.year).get(asked)
    if row is None or row.place_id != place.id:
        abort(404)
    actor = viewer().standing.actor()
    transact(lambda: services.leave_day(place_id=place.id, day=asked, actor=actor))
    flash(_("The country's calendar decides again."), "success")
    return redirect(url_for(".calendar", place=place, year=asked.year))


def _months(place: Place, year: int) -> list[tuple[str, Sequence[Sequence[Day | None]]]]:
    """Return each month's name and its weeks, Monday first; days of the months beside it are None."""
    names = get_month_names("wide", context="stand-alone", locale=get_locale())
    days = _days(place, year)
    return [
        (
            names[month],
            [
                [days[day] if day.month == month else None for day in week]
                for week in calendar.Calendar().monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def _days(place: Place, year: int) -> dict[date, Day]:
    working, own = calendar_of(place.id), queries.days_of(place.id, year)
    language = {"zh_Hant": "zh_TW", "en": "en_US"}.get(str(get_locale()), "zh_CN")
    country = holidays.country_holidays(place.country, years=year, language=language)
    days = {}
    day = date(year, 1, 1)
    while day.year == year:
        works, weekend = working.is_working_day(day), day.weekday() >= calendar.SATURDAY
        if day in own:
            kind, label = "own", own[day].note
        elif works:
            kind, label = ("made-up", _("Worked to make up")) if weekend else ("work", "")
        else:
            kind, label = ("rest", "") if day not in country and weekend else ("holiday", country.get(day) or "")
        days[day] = Day(day, kind, label)
        day += timedelta(days=1)
    return days
