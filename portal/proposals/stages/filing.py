"""Filing: a short recorded meeting of those concerned accepts the proposal or declines it with a reason (`J6`)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import DateField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from portal import clock
from portal.dates import day
from portal.db import db
from portal.events import Actor
from portal.forms import DataForm
from portal.jurisdictions.tree import TREE, in_language
from portal.plugin.stage import Action, Effect, Finish, Outcome, Panel, Stage, StageKind
from portal.proposals.engine import about
from portal.proposals.events import ProposalDeclined, ProposalFiled
from portal.proposals.models import Category
from portal.proposals.stages.keeping import (
    MOST_WORDS,
    ReasonForm,
    facts_panel,
    keep,
    not_in_future,
    proposal_of,
)
from portal.publishing import publish

FORMS = {"meeting": _l("In a meeting"), "paper": _l("On paper"), "online": _l("Online")}


class FileForm(DataForm):
    """Who settled it, and when."""

    met_on = DateField(
        _l("Settled on"),
        description=_l("Left empty, it counts as today."),
        validators=[Optional(), not_in_future],
    )
    form = RadioField(
        _l("How it was settled"),
        choices=[SelectChoice(key, label) for key, label in FORMS.items()],
        default="meeting",
    )
    took_part = StringField(
        _l("Who took part"),
        description=_l("For example: two committees, three residents' representatives, the property company."),
        validators=[DataRequired(), Length(max=200)],
    )
    note = TextAreaField(_l("A word to the proposer"), validators=[Optional(), Length(max=MOST_WORDS)])


class DeclineForm(ReasonForm):
    """Why it can't be taken up, what the negative list says, and who settled it when."""

    met_on = FileForm.met_on
    took_part = FileForm.took_part
    listed = SelectField(
        _l("Item of the negative list"),
        description=_l("What by law can't be proposed here; leave it open when another reason counts."),
        validators=[Optional()],
    )


def _negative_items(home_id: int) -> Sequence[Category]:
    """Return what by law may not be proposed at a place: its own list and those above."""
    trail = [place.id for place in TREE().upwards(home_id)]
    return db.session.scalars(
        select(Category)
        .where(Category.place_id.in_(trail), Category.negative, Category.closed_at.is_(None))
        .order_by(Category.position, Category.id)
    ).all()


def _prepare(form: DataForm, _stage: Stage) -> None:
    """Fill in today on a page that is shown for the first time."""
    if form["met_on"].raw_data is None:
        form["met_on"].data = form.today


def _prepare_decline(form: DataForm, stage: Stage) -> None:
    _prepare(form, stage)
    items = [SelectChoice(item.key, in_language(item.names)) for item in _negative_items(stage.home_id)]
    form["listed"].choices = [SelectChoice("", _("None")), *items]


class Filing(StageKind):
    """The community accepts the proposal as a formal one, or declines it."""

    key = "filing"
    label = _l("Accepted or declined")
    outcomes = (
        Outcome("filed", _l("Accepted"), Effect.ADVANCE),
        Outcome("declined", _l("Declined"), Effect.END, "declined"),
    )

    def actions(self, stage: Stage) -> Sequence[Action]:
        """Accept or decline."""
        return [
            Action("file", _l("Accept"), FileForm, ("filed",), prepare=_prepare),
            Action("decline", _l("Decline"), DeclineForm, ("declined",), prepare=_prepare_decline),
        ]

    def act(self, stage: Stage, action: str, data: Mapping[str, Any], actor: Actor) -> Finish | None:
        """Keep who took part, and go on or end."""
        proposal = proposal_of(stage)
        met_on = data["met_on"] or clock.today(TREE().by_id[stage.seat_id].zone)
        if action == "file":
            keep(stage, met_on=met_on, form=data["form"], took_part=data["took_part"])
            proposal.filed_at = clock.now()
            publish(ProposalFiled(**about(proposal, actor)))
            return Finish(outcome="filed", reason=data["note"] or "")
        item = next((item for item in _negative_items(stage.home_id) if item.key == data["listed"]), None)
        listed, names = (item.key, item.names) if item else ("", None)
        keep(stage, met_on=met_on, took_part=data["took_part"], listed=listed, names=names)
        publish(ProposalDeclined(**about(proposal, actor)))
        return Finish(outcome="declined", reason=data["reason"])

    def panel(self, stage: Stage) -> Panel | None:
        """Show who settled it, and which item of the negative list was cited."""
        note = stage.kept
        return facts_panel(
            [
                (_l("Settled on"), day(date.fromisoformat(note["met_on"])) if "met_on" in note else ""),
                (_l("How it was settled"), str(FORMS[note["form"]]) if "form" in note else ""),
                (_l("Who took part"), note.get("took_part", "")),
                (_l("Item of the negative list"), in_language(note.get("names", {}))),
            ]
        )

    def record(self, stage: Stage) -> Mapping[str, Any]:
        """Return what was kept."""
        return stage.kept
