"""Forms of public notices."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from portal.forms import Form
from portal.proposals.words import TOLD_BY
from portal.public_notices.stages import COUNTINGS
from portal.web.once import OnceForm

MOST_WORDS = 2000


class NoticeForm(OnceForm):
    """A notice of the place's own."""

    title = StringField(_l("Title"), validators=[DataRequired(), Length(max=120)])
    text = TextAreaField(_l("What is published"), validators=[DataRequired(), Length(max=MOST_WORDS)])
    days = IntegerField(_l("For how many days"), default=7, validators=[InputRequired(), NumberRange(1, 365)])
    counting = RadioField(
        _l("Counted as"), choices=[SelectChoice(key, label) for key, label in COUNTINGS.items()], default="calendar"
    )


class ObjectionForm(OnceForm):
    """What stands against a notice."""

    text = TextAreaField(
        _l("What stands against it"),
        description=_l("Everybody sees what you write, but your name only in part. You get an answer."),
        validators=[DataRequired(), Length(max=MOST_WORDS)],
    )


class ObjectionForSomebodyForm(ObjectionForm):
    """What somebody said on paper, by phone or in person (rule 6)."""

    person = StringField(
        _l("Who objects"),
        description=_l("Their full name or phone number, as it stands in the register."),
        validators=[DataRequired(), Length(max=80)],
    )
    channel = SelectField(
        _l("How they said it"),
        choices=[SelectChoice(key, label) for key, label in TOLD_BY.items()],
        validators=[InputRequired()],
    )


class AnswerForm(Form):
    """The answer to an objection."""

    answer = TextAreaField(_l("Answer"), validators=[DataRequired(), Length(max=MOST_WORDS)])
    upheld = BooleanField(_l("The objection is right: take the notice down and send the matter back"))
