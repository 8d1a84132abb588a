"""The plugin host: found, ordered, checked, asked in order; stopped by the operator."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from flask_babel import force_locale, gettext
from sqlalchemy import select
from wtforms import DecimalField

from portal import clock
from portal.core import CORE
from portal.db import db, transact
from portal.events import EventRecord
from portal.forms import Form
from portal.plugin import NavEntry, Permission, Plugin, hookimpl, registry
from portal.plugin.base import PluginProblem
from portal.plugin.registry import PluginRegistry, plugins
from portal.plugin.room import Room
from portal.proposals.engine import kind_of
from portal.proposals.models import StageRun
from portal.testing import factories as make
from portal.testing.fixtures import portal_on
from tests.functional.lamps import Bulb, Lamp


def made(*found: Plugin, killed: str = "") -> PluginRegistry:
    """Return a registry of these plugins."""
    return PluginRegistry.of(found, killed=frozenset(killed.split()), core=Room())


class Blank(Plugin):
    """A plugin that brings nothing."""

    key = "blank"
    label = description = ""  # type: ignore[assignment]


def named(key_: str, *requires_: str) -> Plugin:
    """Return a plugin that brings nothing but its requirements."""

    class Named(Blank):
        key = key_
        requires = requires_

    return Named()


def test_misspelt_hook_is_refused_in_one_line() -> None:
    class Typo(Blank):
        @hookimpl
        def blueprint(self) -> Sequence[object]:
            return []

    with pytest.raises(
        PluginProblem, match=r"^The plugin blank can't be used: unknown hook 'blueprint' in plugin blank$"
    ):
        made(Typo())


def test_hook_with_an_unknown_argument_is_refused_in_one_line() -> None:
    class Greedy(Blank):
        @hookimpl
        def nav(self, place: object, weather: object) -> Sequence[NavEntry]:
            return []

    with pytest.raises(PluginProblem, match=r"^The plugin blank can't be used: .*weather") as refused:
        made(Greedy())
    assert "\n" not in str(refused.value)


def test_hook_left_unmarked_is_refused() -> None:
    class Unmarked(Blank):
        def nav(self, place: object) -> Sequence[NavEntry]:
            return []

    with pytest.raises(PluginProblem, match=r"^The plugin blank defines nav without @hookimpl\.$"):
        made(Unmarked())


def test_plugins_stand_in_order_of_requirement() -> None:
    found = made(named("aa", "cc"), named("bb"), named("cc", "bb"))
    assert [plugin.key for plugin in found.plugins] == ["bb", "cc", "aa"]


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ([named("ab", "zz")], "The plugin ab requires zz, which is not installed."),
        ([named("ab", "cd"), named("cd", "ab")], "These plugins require each other in a circle: "),
        ([named("ab"), named("ab")], "Two plugins have the key ab."),
        ([named("Bad-Name")], "Bad-Name can't be a plugin's key: "),
        ([named("core")], "core can't be a plugin's key: "),
        ([named("proposal")], "proposal can't be a plugin's key: "),
        ([named("proposals")], "proposals can't be a plugin's key: "),
        ([named("class")], "class can't be a plugin's key: "),
    ],
)
def test_plugins_that_cannot_stand_together_are_refused(found: list[Plugin], message: str) -> None:
    with pytest.raises(PluginProblem) as refused:
        made(*found)
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)


def test_settings_that_cannot_be_kept_are_refused() -> None:
    class Price(Form):
        price = DecimalField("Price")

    class Costly(Blank):
        settings_form = Price

    with pytest.raises(PluginProblem, match="settings of a kind that can't be kept: price"):
        made(Costly())


def test_key_declared_twice_is_refused() -> None:
    class Copy(Blank):
        @hookimpl
        def permissions(self) -> Sequence[Permission]:
            return [Permission("lamp.light", "", "")]  # type: ignore[arg-type]

    with pytest.raises(PluginProblem, match=r"^The key lamp\.light is declared twice\.$"):
        _ = made(Lamp(), Copy()).permissions


PortalWith = Callable[..., Flask]


@pytest.fixture
def portal_with(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PortalWith]:
    """Return a way to make the portal with plugins of the tests' own."""
    open_portals = []

    def make_portal(*found: Plugin, **settings: str) -> Flask:
        monkeypatch.setattr(registry, "found_plugins", lambda: list(found))
        portal = portal_on(database_url, tmp_path, **settings)
        open_portals.append(portal)
        app = portal.__enter__()
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        return app

    yield make_portal
    for portal in open_portals:
        portal.__exit__(None, None, None)


def test_only_plugins_switched_on_are_asked_and_their_answers_stand_in_order(portal_with: PortalWith) -> None:
    app = portal_with(Bulb(), Lamp())
    with app.app_context():
        place = make.make_place("hongda")
        own = [entry.endpoint for entry in sorted(CORE.nav, key=lambda entry: entry.order)]
        assert [entry.endpoint for entry in plugins().nav(place)] == own
        assert plugins().slot("front.now", place) == []
        make.switch("lamp", place)
        make.switch("bulb", place)
        assert [str(entry.label) for entry in plugins().nav(place)][:2] == ["Bulb", "Lamp"]
        assert [content.template for content in plugins().slot("front.now", place)] == ["bulb.html", "lamp.html"]


def test_misspelt_slot_is_refused(portal_with: PortalWith) -> None:
    with portal_with(Lamp()).app_context(), pytest.raises(ValueError, match="no slot front"):
        plugins().slot("front", make.make_place("hongda"))


def test_requirement_that_is_off_keeps_a_plugin_off(portal_with: PortalWith) -> None:
    app = portal_with(Bulb(), Lamp())
    with app.app_context():
        place = make.make_place("hongda")
        make.switch("bulb", place)
        assert plugins().enabled_at(place.id) == set()


def test_kill_switch_stops_routes_menus_slots_kinds_and_permissions(portal_with: PortalWith) -> None:
    app = portal_with(Bulb(), Lamp())
    with app.app_context():
        place = make.make_place("hongda")
        make.switch("lamp", place)
        make.switch("bulb", place)
    assert [app.test_client().get(path).status_code for path in ("/j/hongda/lamp/", "/lamps")] == [200, 200]

    stopped = portal_with(Bulb(), Lamp(), DISABLED_PLUGINS="lamp")
    assert [stopped.test_client().get(path).status_code for path in ("/j/hongda/lamp/", "/lamps")] == [404, 404]
    with stopped.app_context():
        host = plugins()
        assert host.enabled_at(place.id) == set()  # the bulb needs the lamp
        assert "lamp.page" not in [entry.endpoint for entry in host.nav(place)]
        assert host.slot("front.now", place) == []
        assert "lamp.light" not in host.permissions
        assert "lamp.glow" not in host.stage_kinds
        assert kind_of(StageRun(kind="lamp.glow")).key == "absent"


def test_what_a_stopped_plugin_recorded_is_still_told(portal_with: PortalWith) -> None:
    app = portal_with(Lamp(), DISABLED_PLUGINS="lamp")
    with app.app_context():
        place = make.make_place("hongda")
        about = {"subject_kind": "lamp", "subject_id": 1, "channel": "web", "parties": {}, "facts": {}, "amounts": {}}
        transact(lambda: db.session.add(_record(place.id, **about)))
        (record,) = db.session.scalars(select(EventRecord))
        assert plugins().describe([record])[record.id].title == "The lamp was lit"


def _record(home_id: int, **values: object) -> EventRecord:
    return EventRecord(name="lamp.lit", at=clock.now(), home_id=home_id, **values)


def test_plugin_cannot_reword_the_core(
    portal_with: PortalWith, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogues = {"core": {"Save": "保存"}, "lamp": {"Save": "点灯", "Lamp": "灯"}}
    for owner, words in catalogues.items():
        catalogue = Catalog(locale="zh_Hans", fuzzy=False)
        for message, translation in words.items():
            catalogue.add(message, translation)
        path = tmp_path / owner / "translations" / "zh_Hans" / "LC_MESSAGES" / "messages.mo"
        path.parent.mkdir(parents=True)
        with path.open("wb") as file:
            write_mo(file, catalogue)
    monkeypatch.setattr("portal.web.languages.CATALOGUES", tmp_path / "core" / "translations")
    monkeypatch.setattr(Lamp, "folder", tmp_path / "lamp")
    app = portal_with(Lamp())
    with app.app_context(), force_locale("zh_Hans"):
        assert (gettext("Save"), gettext("Lamp")) == ("保存", "灯")
