"""Pages of administrators: what they can do where, and the record of acts."""

from collections.abc import Mapping
from datetime import date

from flask import abort, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.admin.entries import entries_at, places_of
from portal.admin.permissions import RECORD
from portal.admin.queries import Wanted, record_of
from portal.erased import PersonName
from portal.jurisdictions.tree import TREE, Place
from portal.paging import BadCursor
from portal.persons.names import mask_name
from portal.plugin.blueprint import SIGNED_IN, PortalBlueprint
from portal.plugin.registry import plugins
from portal.web.paging import links
from portal.web.viewer import viewer

GROUPS = {
    "place": _l("The place"),
    "people": _l("People"),
    "proposals": _l("Proposals and procedures"),
    "portal": _l("The portal"),
}
READ_PERSONS = "persons.read"

bp = PortalBlueprint("admin", __name__)


@bp.route("/admin/", permission=SIGNED_IN)
def index() -> str:
    """Show what the viewer administers, place by place, in groups."""
    standing = viewer().standing
    offered = []
    for place in places_of(standing):
        entries = entries_at(standing, place)
        groups = [(label, [entry for entry in entries if entry.group == key]) for key, label in GROUPS.items()]
        if entries:
            offered.append((place, [group for group in groups if group[1]]))
    return render_template("admin/index.html", offered=offered)


@bp.route("/j/<place>/record", permission=RECORD)
def record(place: Place) -> str:
    """Show who did what and when, at a place and below."""
    names = _names()
    wanted = Wanted(
        name=request.args.get("name") if request.args.get("name") in names else None,
        first=_day("first"),
        last=_day("last"),
    )
    try:
        page = record_of(place, wanted, after=request.args.get("after"), before=request.args.get("before"))
    except BadCursor:
        abort(404)
    in_full = viewer().standing.may(READ_PERSONS, place.id)
    return render_template(
        "admin/record.html",
        rows=page.rows,
        words=plugins().describe([row[0] for row in page.rows]),
        who={row[0].id: _who(row.actor, in_full=in_full) for row in page.rows},
        labels=names,
        choices=[("", _("Everything")), *names.items()],
        wanted=wanted,
        filtered=wanted != Wanted(),
        places=TREE().by_id,
        links=links(page),
    )


def _names() -> Mapping[str, str]:
    """Return the kinds of acts by name, sorted by what they are called."""
    labels = {name: str(event_type.label) for name, event_type in plugins().event_types.items()}
    return dict(sorted(labels.items(), key=lambda item: item[1]))


def _day(name: str) -> date | None:
    """Return a day of the filter; one that can't be read isn't asked for."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _who(name: str | None, *, in_full: bool) -> str:
    """Return whoever acted: in full for those who may read the register, otherwise as the public sees it (rule 5)."""
    if name is None:
        return _("The portal itself")
    return name if in_full or name == str(PersonName.words) else mask_name(name)
