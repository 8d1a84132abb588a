"""What staff do with several proposals at once."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.forms import DataForm, Form
from portal.proposals.stages.keeping import MOST_WORDS

MERGE = "merge"
ACTS = {
    "receive": _l("Confirm receipt"),
    "keep": _l("Pass it to who handles it"),
    "decline": _l("Decline, all with one reason"),
    MERGE: _l("Merge, all into one proposal"),
}


class SeveralForm(Form):
    """Which act; the ticks are read beside it."""

    act = RadioField(
        _l("What shall be done with those you ticked?"),
        choices=[SelectChoice(key, label) for key, label in ACTS.items()],
        validators=[InputRequired(_l("Choose what shall be done."))],
    )


class MergeAllForm(DataForm):
    """Into which proposal all are merged, and why."""

    into = StringField(
        _l("Number of the proposal that stays"),
        description=_l("The others end in it; their supporters count there, each once."),
        validators=[DataRequired(), Length(max=80)],
    )
    reason = TextAreaField(
        _l("Why is it the same matter?"),
        description=_l("The proposer and all who support or follow it are told. Everybody can read it."),
        validators=[DataRequired(), Length(max=MOST_WORDS)],
    )
