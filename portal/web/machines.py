"""What machines ask: does the process live, is it ready, how much waits. Counts only, never a name."""

from flask import jsonify
from sqlalchemy import case, func, select, text
from werkzeug.wrappers import Response

from portal import clock
from portal.db import db
from portal.duties.models import Task
from portal.migrating import is_up_to_date
from portal.outbox import OutboxRow
from portal.plugin.blueprint import PUBLIC, PortalBlueprint

bp = PortalBlueprint("machines", __name__)


@bp.route("/healthz", permission=PUBLIC)
def healthz() -> Response:
    """Say that the process lives."""
    return jsonify(status="ok")


@bp.route("/readyz", permission=PUBLIC)
def readyz() -> tuple[Response, int]:
    """Say whether the database answers and has every migration; 503 until it has."""
    db.session.execute(text("SELECT 1"))
    if not is_up_to_date():
        return jsonify(status="migrations are missing; run portal init"), 503
    return jsonify(status="ready"), 200


@bp.route("/metrics", permission=PUBLIC)
def metrics() -> Response:
    """Say what waits and what is late, in Prometheus' text format. Two queries."""
    moment = clock.now()
    waiting = OutboxRow.done_at.is_(None) & OutboxRow.given_up_at.is_(None)
    outbox = db.session.execute(
        select(
            func.count(case((waiting, 1))).label("waiting"),
            func.count(OutboxRow.given_up_at).label("given_up"),
            func.min(case((waiting, OutboxRow.created_at))).label("oldest"),
        )
    ).one()
    tasks = db.session.execute(
        select(func.count().label("open"), func.count(case((Task.late, 1))).label("late")).where(Task.done_at.is_(None))
    ).one()
    figures = {
        "linli_outbox_waiting": ("Outbox rows not delivered yet", outbox.waiting),
        "linli_outbox_given_up": ("Outbox rows nobody tries any more", outbox.given_up),
        "linli_outbox_oldest_seconds": (
            "Age of the oldest row that waits",
            round((moment - outbox.oldest).total_seconds()) if outbox.oldest else 0,
        ),
        "linli_tasks_open": ("Matters that wait for somebody", tasks.open),
        "linli_tasks_overdue": ("Matters past their due day", tasks.late),
    }
    lines = [
        f"# HELP {name} {words}\n# TYPE {name} gauge\n{name} {value}\n" for name, (words, value) in figures.items()
    ]
    return Response("".join(lines), mimetype="text/plain; version=0.0.4")
