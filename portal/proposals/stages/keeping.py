"""What the core's stage kinds share: the run's note, its proposal, and fields that many forms ask for."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from wtforms import Field, SelectChoice, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from portal.db import db
from portal.forms import DataForm
from portal.jurisdictions.tree import TREE, in_language
from portal.organisations.models import Organisation
from portal.plugin.stage import Panel, Stage
from portal.proposals.models import Proposal, StageRun

MOST_WORDS = 1000
LONGEST = timedelta(days=730)


class NoteForm(DataForm):
    """A few words, or none."""

    note = TextAreaField(_l("Note"), validators=[Optional(), Length(max=MOST_WORDS)])


class ReasonForm(DataForm):
    """Why; the proposer is told."""

    reason = TextAreaField(
        _l("Reason"),
        description=_l("It is told to the proposer and stays in the case file."),
        validators=[DataRequired(), Length(max=MOST_WORDS)],
    )


def not_in_future(form: DataForm, field: Field) -> None:
    """Refuse a day that is still to come at the place the form is about."""
    if field.data is not None and (form.today is None or field.data > form.today):
        raise ValidationError(_("This day is still to come."))


def not_in_past(form: DataForm, field: Field) -> None:
    """Refuse a day that is over at the place the form is about, or further away than anybody could mean."""
    if field.data is not None and (form.today is None or not form.today <= field.data <= form.today + LONGEST):
        raise ValidationError(_("Choose a day from today on, at most two years ahead."))


def proposal_of(stage: Stage) -> Proposal:
    """Return the proposal a stage belongs to."""
    return db.session.get_one(Proposal, stage.proposal_id)


def keep(stage: Stage, **kept: Any) -> None:
    """Keep a note of a run; dates become ISO texts, and empty values are left out."""
    written = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in kept.items()
        if value not in (None, "", [])
    }
    db.session.execute(update(StageRun).where(StageRun.id == stage.run_id).values(kept=written))


def facts_panel(rows: Sequence[tuple[LazyString | str, str]]) -> Panel | None:
    """Return a panel of labels and texts; nothing when every text is empty."""
    filled = [(label, text) for label, text in rows if text]
    return Panel("proposals/stages/facts.html", {"rows": filled}) if filled else None


def units_for(place_id: int) -> Sequence[Organisation]:
    """Return the organisations that can be given a matter of a place: those there and at the places above."""
    trail = [place.id for place in TREE().upwards(place_id)]
    return db.session.scalars(
        select(Organisation)
        .where(Organisation.place_id.in_(trail), Organisation.closed_at.is_(None))
        .order_by(Organisation.place_id.desc(), Organisation.id)
    ).all()


def unit_choices(place_id: int) -> list[SelectChoice]:
    """Return those organisations as choices, by id."""
    return [SelectChoice(str(unit.id), in_language(unit.names)) for unit in units_for(place_id)]
