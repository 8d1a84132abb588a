"""Every plugin of this repository keeps the contract that the kit ships for plugin authors."""

import inspect

import pytest

from portal.plugin.base import found_plugins
from portal.plugin.registry import GROUPS
from portal.plugin.scaffold import DISTRIBUTION, SAMPLE
from portal.testing.contract import PluginContract

SHIPPED = [plugin for plugin in found_plugins() if type(plugin).__module__.startswith("plugins.")]


@pytest.mark.parametrize("plugin", SHIPPED, ids=repr)
class TestShippedPlugins(PluginContract):
    """The four of this repository."""


def test_the_four_are_found() -> None:
    assert [plugin.key for plugin in SHIPPED] == ["expert_pool", "micro_projects", "points", "round_table"]


HOOKS = [(group, name) for group in GROUPS for name in vars(group) if not name.startswith("_")]


@pytest.mark.parametrize(("group", "name"), HOOKS, ids=[name for _, name in HOOKS])
def test_every_hook_says_when_it_runs_and_when_not(group: type, name: str) -> None:
    words = inspect.getdoc(getattr(group, name)) or ""
    summary, _, rest = words.partition("\n\n")
    assert summary.endswith(".")
    assert "When: " in rest
    assert "Not run " in rest
    arguments = inspect.signature(getattr(group, name)).parameters.keys() - {"self"}
    assert not [argument for argument in arguments if f"`{argument}`" not in words]


@pytest.mark.parametrize("name", [name for _, name in HOOKS])
def test_every_hook_is_used_by_some_plugin(name: str) -> None:
    users = [plugin for plugin in SHIPPED if hasattr(plugin, name)]
    sample = (DISTRIBUTION / SAMPLE / "plugin.py").read_text("utf-8")
    assert users or f"    @hookimpl\n    def {name}(self" in sample
