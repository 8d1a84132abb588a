"""Forms of roles."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, FormField, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from portal.forms import Form
from portal.jurisdictions.forms import NamesForm


class GiveForm(Form):
    """Which role, for which term, for which organisation."""

    person = HiddenField(validators=[DataRequired(), Length(max=80)])
    role = SelectField(_l("Role"), [DataRequired()])
    organisation = SelectField(
        _l("Organisation"), coerce=int, description=_l("Only for a role that is held for an organisation.")
    )
    starts = DateField(_l("From"), [Optional()], description=_l("Left empty: from today."))
    ends = DateField(_l("Until"), [Optional()], description=_l("The last day. Left empty: until it is ended."))


class ShapeForm(Form):
    """A role's name in each language, and what it allows."""

    names = FormField(NamesForm, _l("Name"))
    permissions = SelectMultipleField(_l("What it allows"))


class NewRoleForm(ShapeForm):
    """A role that is not there yet."""

    key = StringField(
        _l("Key"),
        [DataRequired(), Length(max=40), Regexp(r"^[a-z][a-z0-9_]*$", message=_l("Small letters, digits and _ only."))],
        description=_l("Procedures name the role by it, such as grid_worker. It stays for ever."),
    )
    for_organisation = BooleanField(_l("Held for an organisation, and only in its matters"))
