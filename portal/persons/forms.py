"""Forms of the register."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length, Optional

from portal.forms import Form
from portal.persons.doors import BadDoor, clean_door
from portal.persons.fields import AsTyped, DisplayNameField, PhoneField


class DoorField(AsTyped, StringField):
    """The number of a door."""

    def pre_validate(self, form: Form) -> None:
        """Bring the door into its one form."""
        if self.data:
            try:
                self.data = clean_door(self.data)
            except BadDoor as error:
                raise ValidationError(
                    _("This isn't a door, such as 1单元101 or 3-2-501: at most 20 letters, digits and hyphens.")
                ) from error


class SearchForm(Form):
    """What to look for."""

    q = StringField(_l("Name, door, or the last four digits of the phone number"), [Length(max=100)])


class HomeForm(Form):
    """The door somebody lives behind."""

    door = DoorField(_l("Door"), [DataRequired()], description=_l("As on the doorplate, such as 1单元101 or 3-2-501."))
    as_head = BooleanField(_l("I am the head of the household"))


class DeclineForm(Form):
    """Why a home can't be confirmed."""

    reason = TextAreaField(
        _l("Reason"),
        [DataRequired(), Length(max=500)],
        description=_l("The resident reads it. Say what would help, such as bringing the property certificate."),
    )


class EnterForm(Form):
    """Somebody met in person: three answers."""

    name = DisplayNameField(_l("Full name"), [DataRequired()])
    phone = PhoneField(_l("Phone number"), description=_l("Only if they want to be called."))
    building = SelectField(_l("Where they live"), coerce=int)
    door = DoorField(_l("Door"))
    seen = HiddenField(_l("Doubles seen"), [Length(max=500)])


class BlockForm(Form):
    """Why somebody may not sign in."""

    reason = TextAreaField(
        _l("Reason"),
        [DataRequired(), Length(max=500)],
        description=_l("Told to whoever signs in with the right password."),
    )


class MoveInForm(Form):
    """Who moves in, and since when."""

    person = HiddenField(validators=[DataRequired(), Length(max=80)])
    since = DateField(_l("Since"), [Optional()], description=_l("Left empty: today."))
    as_head = BooleanField(_l("As head of the household"))


class MoveOutForm(Form):
    """When somebody moved out."""

    until = DateField(_l("Moved out on"), [Optional()], description=_l("Left empty: today."))
