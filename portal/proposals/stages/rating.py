"""Rating by the proposer; a dissatisfied one sends the matter back once, without asking anyone (`H6`, rule 12)."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal import clock
from portal.events import Actor
from portal.forms import DataForm
from portal.plugin.stage import Action, Effect, Finish, Outcome, Panel, Stage, StageKind
from portal.proposals.engine import about
from portal.proposals.events import ProposalRated
from portal.proposals.stages.keeping import MOST_WORDS, facts_panel, keep, proposal_of
from portal.publishing import publish

WORDS = {5: _l("Satisfied"), 3: _l("So-so"), 1: _l("Dissatisfied")}
STARS = {5: _l("5: very good"), 4: _l("4: good"), 3: _l("3: so-so"), 2: _l("2: poor"), 1: _l("1: very poor")}
MOST_DISSATISFIED = 2


class RateForm(DataForm):
    """How it was handled."""

    rating = RadioField(_l("How was it handled?"), coerce=int, validators=[InputRequired()])
    words = TextAreaField(
        _l("In your words"),
        description=_l("If something is still wrong, say what; the matter is then taken up again."),
        validators=[Optional(), Length(max=MOST_WORDS)],
    )


class RatingOptions(DataForm):
    """`scale`: three words, or one to five."""

    scale = RadioField(
        _l("Scale"),
        choices=[SelectChoice("words", _l("Three words")), SelectChoice("stars", _l("One to five"))],
        default="words",
    )


def _scale(stage: Stage) -> Mapping[int, Any]:
    return STARS if stage.options.get("scale") == "stars" else WORDS


def _prepare(form: DataForm, stage: Stage) -> None:
    form["rating"].choices = [SelectChoice(str(value), label) for value, label in _scale(stage).items()]


class Rating(StageKind):
    """The proposer says whether it helped."""

    key = "rating"
    label = _l("Rating")
    outcomes = (
        Outcome("rated", _l("Rated"), Effect.ADVANCE),
        Outcome("reopened", _l("Reopened"), Effect.RETURN),
        Outcome("still_dissatisfied", _l("Still dissatisfied"), Effect.ADVANCE),
        Outcome("unrated", _l("Not rated"), Effect.ADVANCE),
    )
    options_form = RatingOptions

    def actions(self, stage: Stage) -> Sequence[Action]:
        """Rate it."""
        return [Action("rate", _l("Rate"), RateForm, ("rated", "reopened", "still_dissatisfied"), prepare=_prepare)]

    def act(self, stage: Stage, action: str, data: Mapping[str, Any], actor: Actor) -> Finish | None:
        """Keep the rating; the first dissatisfied one reopens the matter, a later one goes on with its words kept."""
        proposal = proposal_of(stage)
        proposal.rating, proposal.rating_words = data["rating"], data["words"] or ""
        keep(stage, rating=data["rating"])
        publish(ProposalRated(**about(proposal, actor), stars=data["rating"]))
        outcome = "rated"
        if data["rating"] <= MOST_DISSATISFIED:
            outcome = "still_dissatisfied" if proposal.reopened_at else "reopened"
        if outcome == "reopened":
            proposal.reopened_at = clock.now()
        return Finish(outcome=outcome, reason=proposal.rating_words)

    def timed_out(self, stage: Stage) -> Finish | None:
        """Go on without a rating: silence is no praise, and nobody is pressed for one."""
        return Finish(outcome="unrated")

    def panel(self, stage: Stage) -> Panel | None:
        """Show the rating given in this run."""
        rating = stage.kept.get("rating")
        return facts_panel([(_l("Rating"), str(_scale(stage).get(rating, "")))]) if rating else None

    def record(self, stage: Stage) -> Mapping[str, Any]:
        """Return the rating."""
        return stage.kept
