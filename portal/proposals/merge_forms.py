"""Forms of merging and of undoing it."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.forms import Form
from portal.proposals.stages.keeping import MOST_WORDS


class MergeForm(Form):
    """Into which proposal, and why."""

    into = RadioField(
        _l("Into which proposal?"),
        description=_l("The one that stays; it keeps its number, and gets this one's supporters."),
        validators=[InputRequired(_l("Choose the proposal that stays."))],
    )
    reason = TextAreaField(
        _l("Why is it the same matter?"),
        description=_l("The proposer and all who support or follow it are told. Everybody can read it."),
        validators=[InputRequired(_l("Say why; the proposer is told.")), Length(max=MOST_WORDS)],
    )


class UndoMergeForm(Form):
    """Why the merge is undone."""

    reason = TextAreaField(
        _l("Why is it a matter of its own?"),
        description=_l("The proposer and all who support or follow it are told. Everybody can read it."),
        validators=[InputRequired(_l("Say why; the proposer is told.")), Length(max=MOST_WORDS)],
    )
