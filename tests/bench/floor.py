"""The bare floor: the same pages with Flask, hand-written SQL and one template each, and nothing else.

It knows no languages, rights, forms, tokens or plugins. Its pages are the portal's own, taken from it as text, with
what comes from the database written by loops; so both send the same bytes.
"""

import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, redirect, render_template, request
from jinja2 import DictLoader

from portal import clock

SESSION = "linli_session"
LIST = """
SELECT p.number, p.title, p.category, p.support_count, n.name, r.labels, r.due, o.names
FROM (SELECT * FROM proposal WHERE home_id = ? AND state <> 'withdrawn'
      ORDER BY submitted_at DESC, id DESC LIMIT 21) p
JOIN person n ON n.id = p.proposer_id
LEFT JOIN stage_run r ON r.proposal_id = p.id AND r.left_at IS NULL
LEFT JOIN organisation o ON o.id = r.organisation_id
ORDER BY p.submitted_at DESC, p.id DESC
"""
DETAIL = "SELECT p.*, n.name FROM proposal p JOIN person n ON n.id = p.proposer_id WHERE p.number = ?"
RUNS = "SELECT labels, entered_at, due FROM stage_run WHERE proposal_id = ? ORDER BY seq"
EVENTS = """
SELECT e.name, e.at, n.name AS actor FROM event e LEFT JOIN person n ON n.id = e.actor_id
WHERE e.subject_kind = 'proposal' AND e.subject_id = ? ORDER BY e.id DESC
"""
COMMENTS = """
SELECT c.body, c.at, n.name FROM proposal_comment c JOIN person n ON n.id = c.person_id
WHERE c.proposal_id = ? AND c.hidden_at IS NULL ORDER BY c.at DESC, c.id DESC LIMIT 11
"""
READER = """
SELECT n.id, n.name FROM account_session s JOIN account a ON a.id = s.account_id JOIN person n ON n.id = a.person_id
WHERE s.token_hash = ? AND s.ends_at > ?
"""
UNREAD = "SELECT count(*) FROM notification WHERE person_id = ? AND read_at IS NULL"
ROWS = Path(__file__).parent / "rows"
LOOPS = {'<div class="card list">': "matters", '<ol class="track">': "stages", '<ol class="comments">': "comments"}
"""What comes from the database, by the tag that opens it: the name of its loop in `rows/`."""


def create_app() -> Flask:
    """Return the floor for the files of the folder named in `FLOOR`: the database, and the portal's pages."""
    folder = Path(os.environ["FLOOR"])
    app = Flask(__name__)
    app.jinja_loader = DictLoader({page.name: looped(page.read_text("utf-8")) for page in folder.glob("*.html")})
    app.jinja_env.globals["in_chinese"] = in_chinese
    database = json.loads((folder / "floor.json").read_text())["database"]

    def connection() -> sqlite3.Connection:
        if "connection" not in g:
            g.connection = POOL.pop() if POOL else _connect(database)
        found: sqlite3.Connection = g.connection
        return found

    @app.teardown_appcontext
    def give_back(_error: BaseException | None) -> None:
        if "connection" in g:
            POOL.append(g.connection)

    def reader() -> Mapping[str, Any]:
        token = request.cookies.get(SESSION)
        if not token:
            return {"name": "", "unread": 0}
        digest = hashlib.sha256(token.encode()).hexdigest()
        found = connection().execute(READER, (digest, clock.now().isoformat(" "))).fetchone()
        return {"name": found["name"], "unread": connection().execute(UNREAD, (found["id"],)).fetchone()[0]}

    def page(kind: str, **values: Any) -> str:
        who = reader()
        return render_template(f"{kind}-{'in' if who['name'] else 'out'}.html", reader=who, **values)

    @app.get("/j/<place>/proposals/")
    def index(place: str) -> str:
        home = connection().execute("SELECT id FROM jurisdiction WHERE slug = ?", (place,)).fetchone()[0]
        return page("list", rows=connection().execute(LIST, (home,)).fetchall()[:20])

    @app.get("/j/<place>/proposals/<number>")
    def detail(place: str, number: str) -> str:
        row = connection().execute(DETAIL, (number,)).fetchone()
        parts = {"runs": RUNS, "events": EVENTS, "comments": COMMENTS}
        rows = {name: connection().execute(sql, (row["id"],)).fetchall() for name, sql in parts.items()}
        return page("detail", proposal=row, **(rows | {"comments": rows["comments"][:10]}))

    @app.post("/j/<place>/proposals/<number>/comments")
    def comment(place: str, number: str) -> Response:
        held = connection()
        person = reader()
        row = held.execute(DETAIL, (number,)).fetchone()
        now = clock.now().isoformat(" ")
        held.execute("BEGIN IMMEDIATE")
        held.execute(
            "INSERT INTO proposal_comment (proposal_id, person_id, body, at, channel, hidden_reason)"
            " SELECT ?, id, ?, ?, 'web', '' FROM person WHERE name = ? LIMIT 1",
            (row["id"], request.form["body"], now, person["name"]),
        )
        held.execute("UPDATE proposal SET comment_count = comment_count + 1 WHERE id = ?", (row["id"],))
        held.execute("COMMIT")
        return redirect(f"/j/{place}/proposals/{number}")

    return app


POOL: list[sqlite3.Connection] = []


def _connect(database: str) -> sqlite3.Connection:
    connection = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    for pragma in ("journal_mode=wal", "synchronous=2", "foreign_keys=1", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}").close()
    return connection


def looped(page: str) -> str:
    """Return a page as a template: its rows by loops, the rest as it is."""
    for opening, name in LOOPS.items():
        loop = (ROWS / f"{name}.html").read_text("utf-8")
        closing = '\n<nav class="pager"' if name == "matters" else "</ol>"
        rows = re.compile(f"({re.escape(opening)}).*?({re.escape(closing)})", re.DOTALL)
        page = rows.sub(lambda found, loop=loop: found[1] + loop + found[2], page, count=1)
    return page


def in_chinese(names: str | None) -> str:
    """Return the Chinese name of a column of names."""
    found: str = json.loads(names).get("zh_Hans") or "" if names else ""
    return found
