"""Forms of the round table."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Field,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from plugins.round_table.words import FORMS
from portal.commitments.words import FOLLOW_UPS
from portal.forms import DataForm
from portal.proposals.stages.keeping import MOST_WORDS, not_in_future, not_in_past


class MeetingForm(DataForm):
    """What the secretary records of a meeting, for one matter."""

    form = SelectField(
        _l("Kind of meeting"),
        choices=[SelectChoice(key, label) for key, label in FORMS.items()],
        validators=[InputRequired()],
    )
    met_on = DateField(_l("Held on"), validators=[InputRequired(), not_in_future])
    venue = StringField(_l("Where"), validators=[Optional(), Length(max=120)])
    present = IntegerField(_l("How many took part"), validators=[InputRequired(), NumberRange(1, 9999)])
    agreed = TextAreaField(
        _l("What was agreed"),
        description=_l("It is published, so leave out what is private."),
        validators=[DataRequired(), Length(max=MOST_WORDS)],
    )


class PromisedForm(MeetingForm):
    """A unit answers for the matter: it promises the deed by a day, or at least its reply (`H5`)."""

    unit = SelectField(_l("Unit that promised"), validators=[InputRequired()])
    promise = TextAreaField(
        _l("What it promised"),
        description=_l("Leave it open if the unit must first ask above; then say by when it will reply."),
        validators=[Length(max=MOST_WORDS)],  # Optional() would keep `validate_promise` from being asked
    )
    done_by = DateField(_l("Done by"), validators=[Optional(), not_in_past])
    reply_by = DateField(_l("Replies by"), validators=[Optional(), not_in_past])

    def validate_promise(self, field: Field) -> None:
        """Ask for the words where a day for the deed is given."""
        if self.done_by.data is not None and not field.data:
            raise ValidationError(_("Say what it will have done by that day."))

    def validate_unit(self, field: Field) -> None:
        """Ask for one of the two days."""
        if self.done_by.data is None and self.reply_by.data is None:
            raise ValidationError(_("Give a day: done by, or at least replies by."))


class SessionOptions(DataForm):
    """`follow_ups`: how promises made at the table are followed up."""

    follow_ups = SelectMultipleField(
        _l("Follow-ups"), choices=[SelectChoice(key, label) for key, label in FOLLOW_UPS.items()]
    )
