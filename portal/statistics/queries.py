"""Count what a place and those below have done."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import and_, case, func, or_, select

from portal import clock
from portal.db import db
from portal.jurisdictions.calendars import calendar_of
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import Place
from portal.proposals.models import Proposal

SATISFIED_FROM = 4
"""The stars of five from which a rating counts as satisfied (`K11`, `H6`)."""
ANSWERS_LOOKED_AT = 500
"""How many of the newest answers the median is taken over; a community has fewer in a year."""


@dataclass(frozen=True)
class YearFigures:
    """This year at a place and below. What can't be said yet is None."""

    filed: int
    resolved: int
    rated: int
    satisfied_percent: int | None
    days_to_answer: int | None


def figures_of_year(place: Place) -> YearFigures:
    """Return what was filed, resolved and rated this year, and the median time to an answer. Two queries.

    A proposal is answered when it is filed or declined; time counts in working days of the place asked about.
    """
    start = datetime(clock.today(place.zone).year, 1, 1, tzinfo=ZoneInfo(place.zone))
    here = (Jurisdiction.path >= place.path, Jurisdiction.path < place.path_end)
    ended = and_(Proposal.state == "closed", Proposal.ended_at >= start)
    counted = db.session.execute(
        select(
            func.count(case((Proposal.filed_at >= start, 1))).label("filed"),
            func.count(case((ended, 1))).label("resolved"),
            func.count(case((and_(ended, Proposal.rating.is_not(None)), 1))).label("rated"),
            func.count(case((and_(ended, Proposal.rating >= SATISFIED_FROM), 1))).label("satisfied"),
        )
        .join(Jurisdiction, Jurisdiction.id == Proposal.home_id)
        .where(*here)
    ).one()
    answered = func.coalesce(Proposal.filed_at, Proposal.ended_at).label("answered")
    answers = db.session.execute(
        select(Proposal.submitted_at, Proposal.filed_at, Proposal.ended_at)
        .join(Jurisdiction, Jurisdiction.id == Proposal.home_id)
        .where(
            *here,
            Proposal.submitted_at.is_not(None),
            or_(Proposal.filed_at >= start, and_(Proposal.state == "declined", Proposal.ended_at >= start)),
        )
        .order_by(answered.desc())
        .limit(ANSWERS_LOOKED_AT)
    ).all()
    zone, calendar = ZoneInfo(place.zone), calendar_of(place.id)
    waits = [
        calendar.working_days_between(
            row.submitted_at.astimezone(zone).date(), (row.filed_at or row.ended_at).astimezone(zone).date()
        )
        for row in answers
    ]
    return YearFigures(
        filed=counted.filed,
        resolved=counted.resolved,
        rated=counted.rated,
        satisfied_percent=round(100 * counted.satisfied / counted.rated) if counted.rated else None,
        days_to_answer=round(median(waits)) if waits else None,
    )


def open_matters(place_id: int) -> str:
    """Return, in words, that a place still has open proposals, or nothing: it can't be closed then."""
    here = or_(Proposal.home_id == place_id, Proposal.seat_id == place_id)
    count = db.session.scalar(select(func.count()).select_from(Proposal).where(here, Proposal.state == "open"))
    return _("Its open proposals must end first: %(count)s.", count=count) if count else ""
