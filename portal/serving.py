"""`portal serve`: gunicorn with the portal in it, and on SQLite a worker beside each of its processes."""

import atexit
import threading
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy import select

from portal import config
from portal.accounts.models import Account
from portal.db import db
from portal.persons.models import Person
from portal.worker.loop import Worker

DEMO_PASSWORD = "linli-demo"
THREADS = 4
GRACE_SECONDS = 8


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="How many processes.")
@click.pass_obj
def serve(app: Flask, host: str, port: int, workers: int) -> None:
    """Serve the portal; on SQLite its worker runs inside."""
    with app.app_context():
        click.echo(f"Linli runs at http://{f'[{host}]' if ':' in host else host}:{port}")
        for line in _who_can_sign_in():
            click.echo(line)
        on_sqlite = db.engine.dialect.name == "sqlite"
        db.session.remove()
        db.engine.dispose()  # the processes about to be forked open connections of their own
    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "threads": THREADS,
        "worker_class": "gthread",
        "graceful_timeout": GRACE_SECONDS,
        "timeout": 60,
        "control_socket_disable": True,
        "loglevel": "warning",
        "post_worker_init": (lambda _worker: start_worker(app)) if on_sqlite else _nothing,
    }
    _Server(app, options).run()


class _Server(BaseApplication):
    """gunicorn, given its settings by us instead of by its own command line."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self.app = app
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Take our settings."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application gunicorn serves."""
        return self.app


def start_worker(app: Flask) -> None:
    """Run a worker in a thread of this process; it ends, with its row finished, before the process does."""
    worker = Worker(app)
    thread = threading.Thread(target=worker.run, name="portal-worker", daemon=True)

    def stop() -> None:
        worker.stop()
        thread.join(GRACE_SECONDS)

    atexit.register(stop)
    thread.start()


def _nothing(_worker: object) -> None:
    return


def _who_can_sign_in() -> list[str]:
    """Return a line for each group of demo sign-ins: the portal's own people, then locality by locality."""
    if not config.refresh().demo:
        return []
    groups: dict[str, list[str]] = {}
    of_the_demo = select(Account.login).join(Person).where(Person.ref == Account.login).order_by(Account.id)
    for login in db.session.scalars(of_the_demo):  # whoever signed up since has a password of their own
        groups.setdefault(login.partition("-")[0] if "-" in login else "", []).append(login)
    names = [f"  {', '.join(logins)}" for logins in groups.values()]
    return [f"Everybody's password is {DEMO_PASSWORD}. You can sign in as:", *names]
