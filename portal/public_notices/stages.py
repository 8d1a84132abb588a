"""The stage of a public notice: it stands for its days, and every objection must be answered (`H6`, `K5`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import IntegerField, RadioField, SelectChoice
from wtforms.validators import InputRequired, NumberRange

from portal.db import db
from portal.events import CLOCK
from portal.forms import DataForm
from portal.jurisdictions.tree import TREE
from portal.plugin.stage import Effect, Finish, Outcome, Panel, Stage, StageKind
from portal.proposals.engine import reschedule
from portal.proposals.models import StageRun
from portal.proposals.stages.keeping import proposal_of
from portal.public_notices import queries, services
from portal.public_notices.models import PublicNotice

COUNTINGS = {"working": _l("Working days"), "calendar": _l("Calendar days")}


class NoticeOptions(DataForm):
    """`days` the notice stands, and how they are counted."""

    days = IntegerField(_l("Days"), default=5, validators=[InputRequired(), NumberRange(1, 365)])
    counting = RadioField(
        _l("Counted as"),
        choices=[SelectChoice(key, label) for key, label in COUNTINGS.items()],
        default="calendar",
    )


class Notice(StageKind):
    """What was settled is published; the clock ends it."""

    key = "public_notice"
    label = _l("On notice")
    outcomes = (
        Outcome("ended", _l("No objection stands"), Effect.ADVANCE),
        Outcome("upheld", _l("An objection is upheld"), Effect.RETURN),
    )
    options_form = NoticeOptions

    def enter(self, stage: Stage) -> Finish | None:
        """Put the notice up, with what the stage before came to."""
        proposal = proposal_of(stage)
        place = TREE().by_id[stage.seat_id]
        ends_on = services.last_day(
            place, days=stage.options.get("days", 5), counting=stage.options.get("counting", "calendar")
        )
        settled = db.session.scalar(
            select(StageRun.reason)
            .where(StageRun.proposal_id == proposal.id, StageRun.left_at.is_not(None), StageRun.reason != "")
            .order_by(StageRun.seq.desc())
            .limit(1)
        )
        services.put_up(
            place=TREE().by_id[stage.home_id],
            title=proposal.title,
            text=settled or proposal.body,
            ends_on=ends_on,
            actor=CLOCK,
            proposal_id=proposal.id,
            run_id=stage.run_id,
        )
        reschedule(stage.run_id, ends_on)
        return None

    def blockers(self, stage: Stage, outcome: str) -> Sequence[LazyString]:
        """Wait until every objection is answered."""
        notice = self._notice(stage)
        if outcome == "ended" and notice is not None and services.has_unanswered(notice.id):
            return [_l("An objection has not been answered yet.")]
        return ()

    def timed_out(self, stage: Stage) -> Finish | None:
        """End it once its days are over, unless an objection still waits."""
        notice = self._notice(stage)
        if notice is None or self.blockers(stage, "ended"):
            return None
        services.end(notice, CLOCK)
        return Finish(outcome="ended")

    def leave(self, stage: Stage, outcome: str) -> None:
        """Take the notice down: its matter ended from outside."""
        if (notice := self._notice(stage)) is not None:
            services.stop(notice)

    def resume(self, stage: Stage) -> None:
        """Put the notice up again, for the days it had left."""
        if (notice := self._notice(stage)) is not None:
            services.resume(notice, ends_on=stage.due or notice.ends_on)

    def panels(self, stages: Sequence[Stage]) -> Mapping[int, Panel]:
        """Show the notices with the way to object."""
        home = TREE().by_id[stages[0].home_id]
        return {
            run_id: Panel(
                "public_notices/panel.html",
                {"notice": notice, "count": count},
                f"/j/{home.slug}/public-notices/{notice.id}",
            )
            for run_id, notice, count in queries.of_runs([stage.run_id for stage in stages])
        }

    def record(self, stage: Stage) -> Mapping[str, Any]:
        """Return the notice's days and how many objected."""
        notice = self._notice(stage)
        if notice is None:
            return {}
        return {
            "notice": notice.id,
            "ends_on": notice.ends_on.isoformat(),
            "objections": len(queries.objections(notice.id)),
        }

    @staticmethod
    def _notice(stage: Stage) -> PublicNotice | None:
        return db.session.scalars(select(PublicNotice).where(PublicNotice.run_id == stage.run_id)).one_or_none()


KINDS = (Notice(),)
