"""Forms of commitments; the handling stage, its API and the commitments' own pages share them."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectChoice, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.commitments.words import FOLLOW_UPS
from portal.forms import DataForm, FilesField
from portal.proposals.stages.keeping import MOST_WORDS, not_in_future, not_in_past

MOST_FILES = 6


class PromiseForm(DataForm):
    """What will be done, and by when."""

    text = TextAreaField(
        _l("What you will do"),
        description=_l("One or two sentences that residents understand."),
        validators=[DataRequired(), Length(max=MOST_WORDS)],
    )
    done_by = DateField(_l("Done by"), validators=[InputRequired(), not_in_past])


class DoneForm(DataForm):
    """What was done, with proof."""

    words = TextAreaField(_l("What was done"), validators=[DataRequired(), Length(max=MOST_WORDS)])
    photos = FilesField(
        _l("Photos"),
        description=_l("Before and after, if you have them: JPEG, PNG, WebP or PDF."),
        accept="image/*,application/pdf",
        validators=[Length(max=MOST_FILES)],
    )


class NotOursForm(DataForm):
    """Why the matter belongs to somebody else."""

    reason = TextAreaField(
        _l("Why it isn't yours"),
        description=_l("Say whose it is, if you know. The matter then goes back to whoever passed it on."),
        validators=[DataRequired(), Length(max=MOST_WORDS)],
    )


class MoreTimeForm(DataForm):
    """A later day, and why."""

    until = DateField(_l("Postponed until"), validators=[InputRequired(), not_in_past])
    reason = TextAreaField(_l("Reason"), validators=[DataRequired(), Length(max=MOST_WORDS)])


class WordsForm(DataForm):
    """A word with a decision, or none."""

    words = TextAreaField(_l("A word about it"), validators=[Optional(), Length(max=MOST_WORDS)])


class DefectsForm(DataForm):
    """What is still wrong, and by when it is to be right."""

    defects = TextAreaField(_l("What is still wrong"), validators=[DataRequired(), Length(max=MOST_WORDS)])
    done_by = DateField(_l("To be right by"), validators=[Optional(), not_in_past])


class FollowUpForm(DataForm):
    """How a promise was followed up."""

    key = SelectField(
        _l("What you did"),
        choices=[SelectChoice(key, label) for key, label in FOLLOW_UPS.items() if key != "accept"],
        validators=[InputRequired()],
    )
    day = DateField(_l("Day"), validators=[Optional(), not_in_future])
    words = TextAreaField(_l("What you found"), validators=[Optional(), Length(max=MOST_WORDS)])
    photos = DoneForm.photos


class HandlingOptions(DataForm):
    """`follow_ups`: how the locality follows a promise up."""

    follow_ups = SelectMultipleField(
        _l("Follow-ups"), choices=[SelectChoice(key, label) for key, label in FOLLOW_UPS.items()]
    )
