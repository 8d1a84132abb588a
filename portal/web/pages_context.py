"""What every page's frame shows: where one is, the menu, what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from jinja2 import FileSystemBytecodeCache

from portal import config
from portal.admin.entries import may_administer
from portal.config import kept
from portal.duties.queries import count_waiting
from portal.jurisdictions.tree import TREE, Place, Voice, voice
from portal.notifications.queries import count_unread
from portal.plugin.registry import plugins
from portal.roles.standing import Held
from portal.settings import Settings
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
    files = app.static_url_path

    def static(filename: str) -> str:
        """Return the address of a file of ours; a page has dozens, and `url_for` weighs each anew."""
        return f"{request.script_root}{files}/{filename}"

    app.add_template_global(static)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(_cache_folder(app)))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _cache_folder(app: Flask) -> Path:
    """Return where compiled templates are kept; compiling them anew at each start takes longer than all else."""
    settings: Settings = app.extensions["portal.settings"]
    folder = settings.data_dir / "templates"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _frame() -> dict[str, Any]:
    place: Place | None = g.get("place")
    around = place or last_place()
    looking = viewer()
    language = str(get_locale() or "zh_Hans")
    asked = (voice(), request.script_root, request.endpoint, around.id if around else 0)
    return {
        "place": place,
        "around": around,
        "office": TREE().office(around.id) if around else None,
        "place_trail": TREE().trail(around.id) if around else [],
        "nav": _menu(*asked, looking.signed_in, tuple(looking.standing.roles)) if around else [],
        "tabs": _tabs(*asked, looking.standing.works) if around else [],
        "unread": count_unread(looking.person_id) if looking.person_id else 0,
        "today_count": count_waiting(looking.standing) if looking.standing.works else None,
        "show_admin": may_administer(looking.standing),
        "elder": request.cookies.get(ELDER_COOKIE) == "on",
        "languages": [(code, name, code == language, _with_language(code)) for code, name in OWN_NAMES.items()],
        "html_lang": HTML_LANG.get(language, "en"),
        "demo_mode": config.current().demo,
    }


@kept
def _menu(
    _voice: Voice, _root: str, endpoint: str | None, place_id: int, _signed_in: bool, _roles: Sequence[Held]
) -> list[MenuEntry]:
    """Return the entries that lead somewhere from a place for whoever looks."""
    place = TREE().by_id[place_id]
    return [
        MenuEntry(
            url=url_for(entry.endpoint, place=place),
            label=str(entry.label),
            icon=entry.icon,
            current=endpoint == entry.endpoint,
        )
        for entry in plugins().nav(place)
        if may_open(entry.endpoint, place)
    ]


@kept
def _tabs(_voice: Voice, _root: str, opened: str | None, place_id: int, works: bool) -> list[MenuEntry]:
    """Return the phone's tab bar: home, proposals, the main act in the middle, today's work, oneself."""
    place = TREE().by_id[place_id]
    acting = next((above for above in TREE().upwards(place.id) if above.takes_proposals), None)
    tabs = [
        ("jurisdictions.front", _("Home"), "home", place),
        ("proposals.index", _("Proposals"), "list", place),
        ("proposals.new", _("Make a proposal"), "plus", acting),
        ("duties.today", _("Today"), "calendar", None) if works else None,
        ("accounts.me", _("Mine"), "person", None),
    ]
    return [
        MenuEntry(
            url=url_for(endpoint, place=where) if where else url_for(endpoint),
            label=label,
            icon=icon,
            current=opened == endpoint,
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
