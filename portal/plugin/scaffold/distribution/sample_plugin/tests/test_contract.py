"""What every plugin must keep."""

import pytest

from portal.testing.contract import PluginContract
from sample_plugin.plugin import SamplePlugin


@pytest.mark.parametrize("plugin", [SamplePlugin()], ids=repr)
class TestContract(PluginContract):
    """Run the portal's contract over this plugin."""
