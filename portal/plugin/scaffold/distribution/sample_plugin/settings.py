"""What a place can set; the page under the place's plugins is made from this form."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from portal.forms import Form


class SamplePluginSettings(Form):
    """Settings per place; the places below inherit them."""

    goal = IntegerField(
        _l("Goal"),
        description=_l("How many accepted proposals the place wants to reach."),
        default=20,
        validators=[InputRequired(), NumberRange(1, 10_000)],
    )
