"""The day's work: what waits for the viewer, each one click from the act."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import abort, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock
from portal.dates import day
from portal.duties import queries
from portal.duties.models import Task
from portal.jurisdictions.calendars import calendar_of
from portal.jurisdictions.tree import TREE, Place, in_language
from portal.paging import BadCursor
from portal.plugin.blueprint import SIGNED_IN, PortalBlueprint
from portal.web.paging import links
from portal.web.viewer import viewer

SOON = 2
"""Up to so many working days ahead, a task counts as due soon."""

bp = PortalBlueprint("duties", __name__)


@dataclass(frozen=True)
class Row:
    """A task as the page shows it; `group` is `late`, `soon` or `waiting`."""

    task: Task
    place: Place
    label: str
    group: str
    when: str


@bp.route("/today", permission=SIGNED_IN)
def today() -> str:
    """Show what is overdue, what is due soon, what waits, and how much waits in places below."""
    standing = viewer().standing
    seats = _seats()
    at = next((seat for seat in seats if seat.slug == request.args.get("at")), None)
    try:
        page = queries.tasks_of(standing, at=at, after=request.args.get("after"))
    except BadCursor:
        abort(404)
    rows = [_row(task) for task in page.rows]
    zone = seats[0].zone if seats else "Asia/Shanghai"
    return render_template(
        "duties/today.html",
        groups=_grouped(rows),
        choices=[("", _("All my places")), *((seat.slug, seat.name) for seat in seats)],
        seats=seats,
        at=at,
        below=queries.places_below(standing, clock.today(zone)),
        now=clock.today(zone),
        links=links(page),
    )


def _seats() -> list[Place]:
    """Return the places where the viewer has roles, each once, from the highest down."""
    held = {held.place_id for held in viewer().standing.roles}
    return sorted((TREE().by_id[place_id] for place_id in held), key=lambda place: place.path)


def _grouped(rows: Iterable[Row]) -> list[tuple[str, str, list[Row]]]:
    """Return the groups that have rows: tone of the count, title, rows."""
    kept = list(rows)
    titles = (("late", "late", _("Overdue")), ("soon", "warn", _("Due soon")), ("waiting", "", _("Waiting for me")))
    groups = [(tone, title, [row for row in kept if row.group == group]) for group, tone, title in titles]
    return [group for group in groups if group[2]]


def _row(task: Task) -> Row:
    place = TREE().by_id[task.seat_id]
    now = clock.today(place.zone)
    group, when = "waiting", _("since %(day)s", day=day(task.since))
    if task.due is not None:
        left = calendar_of(place.id).working_days_between(now, task.due)
        if task.due < now:
            group = "late"
            when = ngettext("Overdue by %(num)s working day", "Overdue by %(num)s working days", max(-left, 1))
        elif task.due == now:
            group, when = "soon", _("due today")
        else:
            group = "soon" if left <= SOON else "waiting"
            when = ngettext(
                "due %(day)s, %(num)s working day left",
                "due %(day)s, %(num)s working days left",
                left,
                day=day(task.due),
            )
    return Row(task, place, in_language(task.labels), group, when)
