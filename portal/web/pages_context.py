"""What every page's frame shows: where one is, the menu, what waits."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from portal import config
from portal.admin.entries import may_administer
from portal.duties.queries import count_waiting
from portal.jurisdictions.tree import TREE, Place
from portal.notifications.queries import count_unread
from portal.plugin.registry import plugins
from portal.web.gate import may_open
from portal.web.languages import HTML_LANG, OWN_NAMES
from portal.web.last_place import last_place
from portal.web.viewer import viewer

ELDER_COOKIE = "linli_easy_view"


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the menu or the phone's tab bar."""

    url: str
    label: str
    icon: str
    current: bool
    big: bool = False
    badge: int = 0


def init_app(app: Flask) -> None:
    """Give every template the frame's variables."""
    app.context_processor(_frame)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _frame() -> dict[str, Any]:
    place: Place | None = g.get("place")
    around = place or last_place()
    looking = viewer()
    language = str(get_locale() or "zh_Hans")
    return {
        "place": place,
        "around": around,
        "office": TREE().office(around.id) if around else None,
        "place_trail": TREE().trail(around.id) if around else [],
        "nav": _menu(around) if around else [],
        "tabs": _tabs(around),
        "unread": count_unread(looking.person_id) if looking.person_id else 0,
        "today_count": count_waiting(looking.standing) if looking.standing.works else None,
        "show_admin": may_administer(looking.standing),
        "elder": request.cookies.get(ELDER_COOKIE) == "on",
        "languages": [(code, name, code == language, _with_language(code)) for code, name in OWN_NAMES.items()],
        "html_lang": HTML_LANG.get(language, "en"),
        "demo_mode": config.current().demo,
    }


def _menu(place: Place) -> list[MenuEntry]:
    return [
        MenuEntry(
            url=url_for(entry.endpoint, place=place),
            label=str(entry.label),
            icon=entry.icon,
            current=request.endpoint == entry.endpoint,
        )
        for entry in plugins().nav(place)
        if may_open(entry.endpoint, place)
    ]


def _tabs(place: Place | None) -> list[MenuEntry]:
    """Return the phone's tab bar: home, proposals, the main act in the middle, today's work, oneself."""
    if place is None:
        return []
    acting = next((above for above in TREE().upwards(place.id) if above.takes_proposals), None)
    tabs = [
        ("jurisdictions.front", _("Home"), "home", place),
        ("proposals.index", _("Proposals"), "list", place),
        ("proposals.new", _("Make a proposal"), "plus", acting),
        ("duties.today", _("Today"), "calendar", None) if viewer().standing.works else None,
        ("accounts.me", _("Mine"), "person", None),
    ]
    return [
        MenuEntry(
            url=url_for(endpoint, place=where) if where else url_for(endpoint),
            label=label,
            icon=icon,
            current=request.endpoint == endpoint,
            big=endpoint == "proposals.new",
        )
        for endpoint, label, icon, where in filter(None, tabs)
        if where or not endpoint.startswith("proposals")
    ]


def _with_language(code: str) -> str:
    """Return this page's address in another language, with its other arguments kept."""
    if request.endpoint is None or request.method != "GET":
        return url_for("web.home", lang=code)
    arguments = {**(request.view_args or {}), **request.args.to_dict(flat=False), "lang": code}
    return url_for(request.endpoint, **arguments)
