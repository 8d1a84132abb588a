"""Gathering support: enough neighbours behind a matter move it on; the procedure says how many, and where to."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from portal.events import CLOCK, Actor
from portal.forms import DataForm
from portal.plugin.stage import Action, Effect, Finish, Outcome, Panel, Stage, StageKind
from portal.proposals.engine import about
from portal.proposals.events import ProposalBacked
from portal.proposals.stages.keeping import ReasonForm, keep, proposal_of
from portal.publishing import publish

USUAL, MOST = 20, 100_000


class SupportOptions(DataForm):
    """`supporters`: how many it takes. Arrows by category lead to stages that ask for other numbers."""

    supporters = IntegerField(
        _l("Supporters needed"), default=USUAL, validators=[InputRequired(), NumberRange(1, MOST)]
    )


class GatheringSupport(StageKind):
    """The matter waits for its neighbours; too few of them say nothing against it, so it then takes the usual way.

    The number is kept on the run when the stage begins, and holds for this proposal (rule 10).
    """

    key = "support"
    label = _l("Gathering support")
    outcomes = (
        Outcome("enough", _l("Enough supporters"), Effect.ADVANCE),
        Outcome("too_few", _l("Not enough supporters in time"), Effect.ADVANCE),
        Outcome("not_needed", _l("Goes on without waiting"), Effect.ADVANCE),
    )
    options_form = SupportOptions

    def enter(self, stage: Stage) -> Finish | None:
        """Keep the number; a proposal that has so many already goes on at once."""
        needed = stage.options.get("supporters", USUAL)
        keep(stage, needed=needed)
        return _reached(stage, needed, proposal_of(stage).support_count)

    def supported(self, stage: Stage, supporters: int) -> Finish | None:
        """Go on with the supporter who makes it enough."""
        return _reached(stage, stage.kept["needed"], supporters)

    def actions(self, stage: Stage) -> Sequence[Action]:
        """Let whoever has the stage not wait for more."""
        return [Action("go_on", _l("Go on without waiting"), ReasonForm, ("not_needed",))]

    def act(self, stage: Stage, action: str, data: Mapping[str, Any], actor: Actor) -> Finish | None:
        """Go on with the reason."""
        return Finish(outcome="not_needed", reason=data["reason"])

    def timed_out(self, stage: Stage) -> Finish | None:
        """Go on the usual way."""
        return Finish(outcome="too_few")

    def panel(self, stage: Stage) -> Panel | None:
        """Show how many are behind it, and how many it takes; the page knows the proposal."""
        needed = stage.kept.get("needed")
        return Panel("proposals/stages/support.html", {"needed": needed, "open": stage.open}) if needed else None

    def record(self, stage: Stage) -> Mapping[str, Any]:
        """Return the number it took."""
        return stage.kept


def _reached(stage: Stage, needed: int, supporters: int) -> Finish | None:
    if supporters < needed:
        return None
    publish(ProposalBacked(**about(proposal_of(stage), CLOCK), supporters_counted=supporters))
    return Finish(outcome="enough")
