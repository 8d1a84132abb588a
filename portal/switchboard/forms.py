"""The form behind the switches."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField

from portal.forms import Form

ROWS = {"on": True, "off": False, "above": None}


class SwitchForm(Form):
    """What a place decides about a plugin."""

    row = SelectField(
        _l("Switch"),
        choices=[
            SelectChoice("on", _l("On here")),
            SelectChoice("off", _l("Off here")),
            SelectChoice("above", _l("As above")),
        ],
    )
