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


class Plugin:
    """One plugin: its identity here, its hooks as methods marked `@hookimpl`, each a line into its services."""

    key: ClassVar[str]
    label: ClassVar[LazyString]
    description: ClassVar[LazyString]
    requires: ClassVar[tuple[str, ...]] = ()
    settings_form: ClassVar[type[Form] | None] = None

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
    """Return one object per installed plugin, in the order of their keys."""
    classes = [entry.load() for entry in metadata.entry_points(group=ENTRY_POINTS)]
    return sorted((plugin_class() for plugin_class in classes), key=lambda plugin: plugin.key)
