"""What every plugin must keep, as tests: an author runs the same as the portal's own plugins do.

@pytest.mark.parametrize("plugin", [ToolLibrary()], ids=repr)
class TestContract(PluginContract):
    pass
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect

from portal import migrating
from portal.db import Base, db
from portal.jurisdictions.tree import Place
from portal.plugin import Plugin
from portal.plugin.base import found_plugins
from portal.plugin.blueprint import PUBLIC, SIGNED_IN
from portal.plugin.contributions import SLOTS
from portal.plugin.registry import plugins
from portal.roles.standing import EVERYTHING
from portal.testing import factories as make
from portal.testing.fixtures import portal_on
from portal.testing.routes import Route, routes
from portal.translations import LANGUAGES
from portal.translations.catalogues import owner_of, progress

MISSING = 404


class PluginContract:
    """Run with `plugin` parametrised: an object of each plugin that must keep the contract."""

    def test_it_is_found_through_its_entry_point(self, plugin: Plugin) -> None:
        assert type(plugin) in {type(found) for found in found_plugins()}

    def test_where_it_is_off_its_routes_answer_404(self, plugin: Plugin, app: Flask, client: FlaskClient) -> None:
        place = _place_with_everything_allowed(app, client)
        for route in _routes_of_places(app, plugin):
            path = route.path(app, place.slug)
            for browser in (app.test_client(), client):
                assert browser.open(path, method=route.method).status_code == MISSING, f"{route.method} {path}"

    def test_where_it_is_on_its_pages_answer(self, plugin: Plugin, app: Flask, client: FlaskClient) -> None:
        place = _place_with_everything_allowed(app, client)
        with app.app_context():
            _switch_on(plugin, place)
        for route in _routes_of_places(app, plugin):
            if not route.needs_an_object:
                path = route.path(app, place.slug)
                assert client.open(path, method=route.method).status_code not in {MISSING, 500}, path

    def test_kill_switch_stops_its_routes(self, plugin: Plugin, app: Flask, client: FlaskClient) -> None:
        place = _place_with_everything_allowed(app, client)
        with app.app_context():
            _switch_on(plugin, place)
            url = db.engine.url.render_as_string(hide_password=False)
        with portal_on(url, app.extensions["portal.settings"].data_dir, DISABLED_PLUGINS=plugin.key) as stopped:
            stopped.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
            visitor = stopped.test_client()
            for route in routes(stopped, plugin=plugin.key):
                path = route.path(stopped, place.slug)
                assert visitor.open(path, method=route.method).status_code == MISSING, f"{route.method} {path}"

    def test_where_it_is_off_it_is_in_no_menu_and_no_slot(self, plugin: Plugin, app: Flask) -> None:
        own = [route for route in routes(app, plugin=plugin.key) if route.of_a_place and not route.needs_an_object]
        with app.app_context():
            place = make.make_place("hongda")
            for required in plugin.requires:
                make.switch(required, place)
            assert not {entry.endpoint for entry in plugins().nav(place)} & {route.endpoint for route in own}
            shown = [content.template for name in SLOTS for content in plugins().slot(name, place)]
            assert not [template for template in shown if template.startswith(f"{plugin.key}/")]
        front = app.test_client().get("/j/hongda/").text
        assert not [route.endpoint for route in own if f'"{route.path(app, "hongda")}"' in front]

    def test_its_menu_entries_lead_to_its_own_pages(self, plugin: Plugin, app: Flask) -> None:
        own = {route.endpoint for route in routes(app, plugin=plugin.key) if route.of_a_place}
        with app.test_request_context():
            place = make.make_place("hongda")
            for required in plugin.requires:
                make.switch(required, place)
            before = plugins().nav(place)
            make.switch(plugin.key, place)
            brought = [entry for entry in plugins().nav(place) if entry not in before]
            assert {entry.endpoint for entry in brought} <= own
            assert all(str(entry.label) for entry in brought)

    def test_what_it_owns_is_prefixed_with_its_key(self, plugin: Plugin, app: Flask) -> None:
        prefix = plugin.key
        with app.app_context():
            found = plugins()
            brought = found.by_key[plugin.key]
            keys = [permission.key for permission in _asked(brought, "permissions")]
            keys += [kind.key for kind in _asked(brought, "stage_kinds")]
            keys += [event_type.name for event_type in _asked(brought, "event_types")]
            assert not [key for key in keys if not key.startswith(f"{prefix}.")]
            for blueprint in _asked(brought, "blueprints"):
                assert blueprint.plugin == plugin.key, f"{blueprint.name} needs plugin={plugin.key!r}"
                assert blueprint.name == prefix or blueprint.name.startswith(f"{prefix}_")
        assert not [table for table in _tables(plugin) if not table.startswith(f"{prefix}_")]
        templates = plugin.folder / "templates"
        assert not templates.is_dir() or [path.name for path in templates.iterdir()] == [prefix]

    def test_routes_ask_for_declared_permissions(self, plugin: Plugin, app: Flask) -> None:
        with app.app_context():
            known = {PUBLIC, SIGNED_IN, *plugins().permissions}
        assert not [route for route in routes(app, plugin=plugin.key) if route.access.permission not in known]

    def test_catalogues_are_complete(self, plugin: Plugin) -> None:
        found = progress(owner_of(plugin))
        assert {each.language: [*each.missing, *each.faulty] for each in found if not each.complete} == {}
        assert len(found) == len(LANGUAGES)

    def test_migrations_go_up_and_down_and_leave_no_difference(self, plugin: Plugin, app: Flask) -> None:
        with app.app_context():
            assert migrating.differences(plugin.key) == []
            if not _tables(plugin):
                return
            migrating.downgrade(f"{plugin.key}@base")
            assert not [name for name in inspect(db.engine).get_table_names() if name.startswith(f"{plugin.key}_")]
            migrating.upgrade()
            assert migrating.differences(plugin.key) == []

    def test_it_imports_no_other_plugin_and_no_pages_of_the_core(self, plugin: Plugin) -> None:
        own = type(plugin).__module__.rpartition(".")[0]
        others = {type(found).__module__.rpartition(".")[0] for found in found_plugins()} - {own}
        for path in plugin.folder.rglob("*.py"):
            for module in _imported(path):
                assert not [other for other in others if f"{module}.".startswith(f"{other}.")], f"{path}: {module}"
                room, _, part = module.removeprefix("portal.").partition(".")
                if module.startswith("portal.") and "tests" not in path.parts:
                    assert part.partition(".")[0] not in {"views", "forms"}, f"{path} imports the pages of {room}"

    def test_it_has_a_readme(self, plugin: Plugin) -> None:
        readme = plugin.folder / "README.md"
        assert readme.is_file()
        assert readme.read_text("utf-8").startswith("# ")


def _place_with_everything_allowed(app: Flask, client: FlaskClient) -> Place:
    """Make a place and sign somebody in who may do everything there."""
    with app.app_context():
        place = make.make_place("hongda")
        make.make_role("everything", [EVERYTHING])
        person = make.make_person()
        make.give_role(person, "everything", place)
        make.sign_in(client, person)
        return place


def _switch_on(plugin: Plugin, place: Place) -> None:
    for key in (*plugin.requires, plugin.key):
        make.switch(key, place)


def _routes_of_places(app: Flask, plugin: Plugin) -> Iterator[Route]:
    return (route for route in routes(app, plugin=plugin.key) if route.of_a_place)


def _asked(plugin: Plugin, hook: str) -> list[Any]:
    return list(getattr(plugin, hook)()) if hasattr(plugin, hook) else []


def _tables(plugin: Plugin) -> list[str]:
    package = type(plugin).__module__.rpartition(".")[0]
    mappers = (mapper for mapper in Base.registry.mappers if mapper.class_.__module__.startswith(f"{package}."))
    return [mapper.local_table.description for mapper in mappers]


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
