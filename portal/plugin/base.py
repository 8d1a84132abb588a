"""The base class of a plugin."""

import inspect
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any, ClassVar

from flask_babel import LazyString

from portal.forms import Form

ENTRY_POINTS = "portal.plugins"


class PluginProblem(Exception):
    """A plugin can't be used; the message names it and says why, in one line."""


class Plugin:
    """One plugin: its identity here, its hooks as methods marked `@hookimpl`, each a line into its services."""

    key: ClassVar[str]
    label: ClassVar[LazyString]
    description: ClassVar[LazyString]
    requires: ClassVar[tuple[str, ...]] = ()
    settings_form: ClassVar[type[Form] | None] = None

    def __repr__(self) -> str:
        return self.key

    @property
    def folder(self) -> Path:
        """Return the folder the plugin's class lives in; migrations and translations lie beside it."""
        return Path(inspect.getfile(type(self))).parent

    @property
    def migrations(self) -> Path | None:
        """Return the folder of the plugin's own migrations, if it has tables."""
        path = self.folder / "migrations"
        return path if path.is_dir() else None

    @property
    def translations(self) -> Path | None:
        """Return the folder of the plugin's catalogues, if it has words."""
        path = self.folder / "translations"
        return path if path.is_dir() else None

    @cached_property
    def setting_defaults(self) -> Mapping[str, Any]:
        """Return each setting of the settings form with the value it has where nobody has set it."""
        return {} if self.settings_form is None else {field.name: field.data for field in self.settings_form()}

    def reasons_to_stay_on(self, place_ids: Sequence[int]) -> Sequence[str]:
        """Return, in words, why the plugin can't be switched off at these places; nothing when it can."""
        return ()


def found_plugins() -> list[Plugin]:
    """Return one object per installed plugin, in the order of their keys. Raises `PluginProblem`."""
    return sorted(map(_loaded, metadata.entry_points(group=ENTRY_POINTS)), key=lambda plugin: plugin.key)


def _loaded(entry: metadata.EntryPoint) -> Plugin:
    try:
        plugin_class = entry.load()
    except Exception as error:  # whatever a stranger's module raises is told in one line
        raise PluginProblem(f"The plugin {entry.name} can't be loaded: {type(error).__name__}: {error}") from error
    if not (isinstance(plugin_class, type) and issubclass(plugin_class, Plugin)):
        raise PluginProblem(f"The plugin {entry.name} is no subclass of portal.plugin.Plugin.")
    if plugin_class.key != entry.name:
        raise PluginProblem(f"The plugin {entry.name} calls itself {plugin_class.key}; the two must be the same.")
    return plugin_class()
