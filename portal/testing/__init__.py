"""The kit for tests, shipped for plugin authors: databases, fixtures, factories, contract tests.

A plugin's `conftest.py` says `pytest_plugins = ["portal.testing.fixtures"]` and has them all. What every plugin must
keep stands in `portal.testing.contract`.
"""

import pytest

pytest.register_assert_rewrite("portal.testing.contract", "portal.testing.routes")
