"""Every form that the pages of the demonstration show, read from the pages themselves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from portal.testing.routes import routes
from portal.web.sessions import COOKIE
from tests.browser.demo.test_accessibility import PAGES, STAFF_TOO, World

OFTEN_ASKED = ("reason", "person", "role", "key", "row", "parent", "act", "name", "day", "organisation", "confirmed")
ARGUMENTS = {"place": "hongda", "number": "HD-2026-0010", "ref": "hongda-r001", "key": "round_table"}
"""What stands in addresses; where nothing is said, 1."""


@dataclass
class FieldSeen:
    """A control of a form: its type, the value it came with, and what may be chosen."""

    name: str
    type: str
    value: str = ""
    options: list[str] = field(default_factory=list)


@dataclass
class FormSeen:
    """A form that sends by POST, and whom it was shown to."""

    login: str
    url: str
    endpoint: str = ""
    fields: list[FieldSeen] = field(default_factory=list)


def forms_shown(app: Flask, world: World) -> Sequence[FormSeen]:
    """Return the forms of every page, one for each person, endpoint and set of fields."""
    found: dict[tuple[str, str, tuple[str, ...]], FormSeen] = {}
    pages = [(login, path) for login, paths in PAGES.values() for path in paths] + STAFF_TOO
    for login, template in pages:
        path = template.format(**world.named)
        page = _Page(login, path)
        page.feed(browser_of(app, world, login).get(path).text)
        for form in page.forms:
            form.endpoint = _endpoint(app, form.url)
            found.setdefault((login, form.endpoint, tuple(known.name for known in form.fields)), form)
    return list(found.values())


def forms_not_shown(app: Flask, shown: Sequence[FormSeen]) -> Sequence[FormSeen]:
    """Return a form for each route that takes one but stands on no page as the demonstration is built."""
    known = {form.endpoint for form in shown}
    found = []
    for route in routes(app):
        if route.method == "POST" and route.endpoint not in known and not route.rule.rule.startswith("/api/"):
            fields = [FieldSeen(name, "text") for name in OFTEN_ASKED]
            url = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: ARGUMENTS.get(part[1], "1"), route.rule.rule)
            found.append(FormSeen("hongda-admin", url, route.endpoint, fields))
    return found


def browser_of(app: Flask, world: World, login: str) -> FlaskClient:
    """Return somebody's browser; a visitor's for no login."""
    client = app.test_client()
    if login:
        client.set_cookie(COOKIE, world.sessions[login])
    return client


def _endpoint(app: Flask, url: str) -> str:
    try:
        endpoint, _arguments = app.url_map.bind("localhost").match(urlsplit(url).path, method="POST")
    except HTTPException:
        return ""
    return str(endpoint)


class _Page(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self, login: str, url: str) -> None:
        super().__init__()
        self.login, self.url = login, url
        self.forms: list[FormSeen] = []
        self._form: FormSeen | None = None
        self._control: FieldSeen | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            posts = given.get("method", "get").lower() == "post"
            self._form = FormSeen(self.login, urljoin(self.url, given.get("action", ""))) if posts else None
            if self._form:
                self.forms.append(self._form)
        elif tag == "option" and self._control:
            self._control.options.append(given.get("value", ""))
        elif self._form and tag in ("input", "button", "textarea", "select") and given.get("name"):
            self._add(self._form, given.get("type", "text") if tag == "input" else tag, given)

    def _add(self, form: FormSeen, kind: str, given: dict[str, str]) -> None:
        name, value = given["name"], given.get("value", "")
        offered = kind in ("radio", "checkbox", "button")
        known = next((one for one in form.fields if one.name == name and offered), None)
        if known:
            known.options.append(value)
            return
        self._control = FieldSeen(name, kind, value, [value] if offered else [])
        form.fields.append(self._control)

    def handle_data(self, data: str) -> None:
        if self._control and self._control.type == "textarea":
            self._control.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in ("textarea", "select"):
            self._control = None
