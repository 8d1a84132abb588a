"""Forms about people's own data."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import InputRequired

from portal.forms import Form


class EraseForm(Form):
    """The word that nobody erases by a slip of the finger."""

    understood = BooleanField(
        _l("I have read what goes and what stays"), [InputRequired(message=_l("Please tick this first."))]
    )
