"""What is thrown at the portal, and at which portal: the demonstration, where every page has something on it."""

import os
from collections.abc import Sequence

import pytest
from hypothesis import Phase, settings

from portal.testing.databases import DIALECTS, Databases, Template
from portal.testing.fixtures import portal_on
from tests.browser.demo.test_accessibility import furnish
from tests.demonstration import DEMO
from tests.fuzz.reading import FormSeen, forms_not_shown, forms_shown

SHARDS = 5
"""Each starts from a fresh copy, so that what earlier posts ended or blocked doesn't shelter the rest."""
POSTS = int(os.environ.get("PORTAL_FUZZ_POSTS", "20000"))
"""Posts on both databases together: nine in ten fill in forms, the others ask the API; `make soak` sends more."""
SOAKING = "PORTAL_FUZZ_POSTS" in os.environ
OPERATIONS = 11
"""How many the API has, about."""

# Not the smallest example but the first counts: the next one would meet another database.
fuzz = settings(settings.get_profile("linli"), phases=[Phase.generate], derandomize=not SOAKING)
settings.register_profile("fuzz-forms", fuzz, max_examples=max(1, POSTS * 9 // 10 // SHARDS // len(DIALECTS)))
settings.register_profile("fuzz-api", fuzz, max_examples=max(1, POSTS // 10 // OPERATIONS // len(DIALECTS)))


@pytest.fixture(scope="session")
def database_template() -> Template:
    """Return the demonstration."""
    return DEMO


@pytest.fixture(scope="session")
def forms(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Sequence[FormSeen]:
    """Return every form that somebody in the demonstration is shown."""
    with databases.copy_of(DEMO, "sqlite") as url, portal_on(url, tmp_path_factory.mktemp("reading")) as app:
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        with app.app_context():
            world = furnish()
        shown = forms_shown(app, world)
        return [*shown, *forms_not_shown(app, shown)]
