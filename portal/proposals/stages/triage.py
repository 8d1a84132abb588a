"""Triage: three matters go three ways: down to a place below, kept here, or up to the parent (`J7`, `P8`)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.events import Actor
from portal.forms import DataForm
from portal.jurisdictions.tree import TREE
from portal.plugin.stage import Action, Effect, Finish, Outcome, Panel, Stage, StageKind, Vocabulary
from portal.proposals.engine import about
from portal.proposals.events import ProposalGraded
from portal.proposals.stages.keeping import MOST_WORDS, ReasonForm, facts_panel, keep, proposal_of, unit_choices
from portal.proposals.words import GRADES
from portal.publishing import publish


class KeepForm(DataForm):
    """Who takes it in hand here."""

    unit = SelectField(
        _l("Unit in charge"),
        description=_l("Leave it open when the community's own people handle it."),
        validators=[Optional()],
    )
    grade = RadioField(
        _l("How big a matter it is"),
        choices=[SelectChoice(str(key), label) for key, label in GRADES.items()],
        default="middle",
        validators=[InputRequired()],
    )
    note = TextAreaField(_l("Note"), validators=[Optional(), Length(max=MOST_WORDS)])


class KeepForUnitForm(KeepForm):
    """Which unit takes it in hand here."""

    unit = SelectField(_l("Unit in charge"), validators=[InputRequired()])


class DownForm(DataForm):
    """Which place below takes it."""

    to = SelectField(_l("Send it to"), validators=[InputRequired()])
    note = TextAreaField(_l("Note"), validators=[Optional(), Length(max=MOST_WORDS)])


class TriageOptions(DataForm):
    """`unit_required`: a unit in charge must be chosen."""

    unit_required = BooleanField(_l("A unit in charge must be chosen"))


def _prepare_keep(form: DataForm, stage: Stage) -> None:
    own = SelectChoice("", _("The community's own people"))
    form["unit"].choices = [own, *unit_choices(stage.seat_id)]
    _prepare_grade(form, stage)


def _prepare_keep_for_unit(form: DataForm, stage: Stage) -> None:
    form["unit"].choices = unit_choices(stage.seat_id)
    _prepare_grade(form, stage)


def _prepare_grade(form: DataForm, stage: Stage) -> None:
    """Offer what an earlier triage found."""
    if form["grade"].raw_data is None:
        form["grade"].data = stage.facts.get("grade", form["grade"].data)


def _prepare_down(form: DataForm, stage: Stage) -> None:
    form["to"].choices = [
        SelectChoice(place.slug, TREE().way(stage.seat_id, place.id))
        for place in TREE().below(stage.seat_id)
        if place.open and place.id != stage.seat_id
    ]


class Triage(StageKind):
    """Somebody decides who handles the proposal."""

    key = "triage"
    label = _l("Who handles it")
    outcomes = (
        Outcome("kept", _l("Handled here"), Effect.ADVANCE),
        Outcome("sent_down", _l("Sent to a place below"), Effect.RETURN),
        Outcome("escalated", _l("Sent to the place above"), Effect.RETURN),
    )
    facts: ClassVar[Mapping[str, Vocabulary]] = {"grade": Vocabulary(_l("size of the matter"), GRADES)}
    options_form = TriageOptions

    def actions(self, stage: Stage) -> Sequence[Action]:
        """Keep it; send it down where something lies below, up where something stands above."""
        seat = TREE().by_id[stage.seat_id]
        keeping: tuple[type[DataForm], Callable[[DataForm, Stage], None]] = (KeepForm, _prepare_keep)
        if stage.options.get("unit_required"):
            keeping = (KeepForUnitForm, _prepare_keep_for_unit)
        found = [Action("keep", _l("Handle it here"), keeping[0], ("kept",), prepare=keeping[1])]
        if any(place.open for place in TREE().children(seat.id)):
            found.append(Action("send_down", _l("Send it down"), DownForm, ("sent_down",), prepare=_prepare_down))
        if seat.parent_id is not None:
            found.append(Action("escalate", _l("Escalate"), ReasonForm, ("escalated",)))
        return found

    def act(self, stage: Stage, action: str, data: Mapping[str, Any], actor: Actor) -> Finish | None:
        """Move the seat, or give the matter to a unit here."""
        if action == "keep":
            keep(stage, grade=data["grade"])
            publish(ProposalGraded(**about(proposal_of(stage), actor), run=stage.run_id, grade=data["grade"]))
            return Finish(
                outcome="kept",
                reason=data["note"] or "",
                facts={"grade": data["grade"]},
                seat_id=stage.seat_id,
                organisation_id=int(data["unit"]) if data["unit"] else None,
            )
        if action == "send_down":
            return Finish(outcome="sent_down", reason=data["note"] or "", seat_id=TREE().by_slug[data["to"]].id)
        return Finish(outcome="escalated", reason=data["reason"], seat_id=TREE().by_id[stage.seat_id].parent_id)

    def panel(self, stage: Stage) -> Panel | None:
        """Show the grade once it is given."""
        grade = stage.kept.get("grade", "")
        return facts_panel([(_l("How big a matter it is"), str(GRADES.get(grade, "")))])

    def record(self, stage: Stage) -> Mapping[str, Any]:
        """Return the grade."""
        return stage.kept
