"""The data, and the servers that answer from it."""

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

from portal.db import db
from portal.installing import install
from portal.testing.counting import counting
from portal.testing.databases import DURABLE, EMPTY, Databases, new_folder
from portal.testing.fixtures import portal_on
from portal.web.sessions import COOKIE
from tests.bench.load import Request, ask
from tests.bench.serving import Subject, granian_command, gunicorn_command, portal_command, subject
from tests.bench.world import SAYINGS, World, build

SECRET = "only for measuring"
FLOOR, PORTAL = "tests.bench.floor:create_app", "portal.app:create_app"
PAGES = ("list-out", "list-in", "detail-out", "detail-in")
COMMENT = "comment"
Command = Callable[[int], list[str]]
"""How something is served on a port."""


@dataclass(frozen=True)
class Bench:
    """What is measured, the floor first, and how many queries each page of the portal asks."""

    subjects: list[Subject]
    queries: Mapping[str, int]


@contextmanager
def prepared(folder: Path, *, proposals: int, postgresql: bool, granian: bool, port: int) -> Iterator[Bench]:
    """Build the data in `folder`, serve the floor and the portal from port `port` on, and stop them afterwards."""
    with ExitStack() as stack:
        url = f"sqlite:///{folder / 'linli.db'}"
        of_floor, _ = world, queries = _fill(url, folder, proposals)
        floor = {"FLOOR": str(_keep_pages(url, folder, world))}
        if postgresql:
            url = stack.enter_context(_postgresql())
            world, queries = _fill(url, folder, proposals)
        portal = {"PORTAL_DATABASE_URL": url, "PORTAL_DATA_DIR": str(folder), "PORTAL_SECRET_KEY": SECRET}
        serve: list[tuple[str, Command, Mapping[str, str], World]] = [
            ("floor", lambda port: gunicorn_command(FLOOR, port), floor, of_floor),
            ("portal", portal_command, portal, world),
        ]
        if granian:
            serve += [
                ("floor on granian", lambda port: granian_command(FLOOR, port), floor, of_floor),
                ("portal on granian", lambda port: granian_command(PORTAL, port), portal, world),
            ]
        subjects = []
        for number, (name, command, environment, seen) in enumerate(serve, port):
            log, pages = folder / f"{name}.log", _requests(seen)
            started = stack.enter_context(subject(name, number, command(number), environment, pages, log))
            pages[COMMENT] = _comment(number, seen)
            subjects.append(started)
        yield Bench(subjects, queries)


def _fill(url: str, folder: Path, proposals: int) -> tuple[World, Mapping[str, int]]:
    """Build the world in an empty database; return it, with the number of queries of each page."""
    with portal_on(url, folder, SECRET_KEY=SECRET) as app:
        with app.app_context():
            install()
            world = build(proposals=proposals)
        return world, {name: _queries(app, request) for name, request in _requests(world).items()}


def _queries(app: Flask, request: Request) -> int:
    with app.app_context():
        engine = db.engine
    _get(app, request)  # the first page also loads the configuration
    with counting(engine) as counted:
        _get(app, request)
    return counted.count


def _get(app: Flask, request: Request) -> bytes:
    client = app.test_client(use_cookies=False)
    answer = client.get(request.path, headers={"Accept-Language": "zh-CN,zh;q=0.9", **request.headers})
    assert answer.status_code == 200, answer.status
    return answer.data


def _keep_pages(url: str, folder: Path, world: World) -> Path:
    """Give the floor a copy of the database, and the portal's pages to answer with."""
    floor = folder / "floor"
    floor.mkdir()
    with portal_on(url, folder, SECRET_KEY=SECRET) as app:
        for name, request in _requests(world).items():
            (floor / f"{name}.html").write_bytes(_get(app, request))
    shutil.copyfile(folder / "linli.db", floor / "linli.db")
    (floor / "floor.json").write_text(json.dumps({"database": str(floor / "linli.db")}))
    return floor


def _requests(world: World) -> dict[str, Request]:
    signed_in = {"Cookie": f"{COOKIE}={world.session}"}
    paths = {"list": world.list_page, "detail": world.detail_page}
    return {
        f"{page}-{who}": Request(path, headers)
        for page, path in paths.items()
        for who, headers in (("out", {}), ("in", signed_in))
    }


def _comment(port: int, world: World) -> Request:
    """Return the form of a comment as a browser would send it: with the token of a page it was shown."""
    page = _requests(world)["detail-in"]
    shown = ask(port, page)
    token = re.search(rb'name="csrf_token" value="([^"]+)"', shown.text)
    said = {"body": SAYINGS[0], "csrf_token": token[1].decode() if token else ""}
    cookies = "; ".join(filter(None, [page.headers["Cookie"], shown.cookies]))
    return Request(f"{page.path}/comments", {"Cookie": cookies}, urlencode(said))


@contextmanager
def _postgresql() -> Iterator[str]:
    databases = Databases(new_folder(), postgresql=DURABLE)
    try:
        with closing(databases), databases.copy_of(EMPTY, "postgresql") as url:
            yield url
    finally:
        databases.remove()
