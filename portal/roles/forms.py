"""Forms of roles."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField
from wtforms.validators import DataRequired, Length, Optional

from portal.forms import Form


class GiveForm(Form):
    """Which role, for which term, for which organisation."""

    person = HiddenField(validators=[DataRequired(), Length(max=80)])
    role = SelectField(_l("Role"), [DataRequired()])
    organisation = SelectField(
        _l("Organisation"), coerce=int, description=_l("Only for a role that is held for an organisation.")
    )
    starts = DateField(_l("From"), [Optional()], description=_l("Left empty: from today."))
    ends = DateField(_l("Until"), [Optional()], description=_l("The last day. Left empty: until it is ended."))
