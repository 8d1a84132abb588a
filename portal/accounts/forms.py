"""Forms of accounts."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from portal.accounts.passwords import MAX_LENGTH, PasswordProblem, password_problems
from portal.accounts.scopes import scopes
from portal.accounts.services.reserved import is_reserved
from portal.forms import Form
from portal.persons.fields import AddressField, DisplayNameField, LoginField, PhoneField

PASSWORD_WORDS: Mapping[PasswordProblem, LazyString] = {
    PasswordProblem.TOO_SHORT: _l("This is too short: at least 8 characters."),
    PasswordProblem.TOO_LONG: _l("This is too long: at most 256 characters."),
    PasswordProblem.COMMON: _l("Very many people use this one, so it is guessed first."),
    PasswordProblem.ABOUT_PERSON: _l("This is too close to your name, phone number or address."),
}
PASSWORD_HINT = _l("At least 8 characters. Three or four words that mean something to you alone are easy to remember.")
MASKED, FULL, OTHER = "masked", "full", "other"
SHOWN_CHOICES = (
    SelectChoice(MASKED, _l("My surname only, such as 李**")),
    SelectChoice(FULL, _l("My full name")),
    SelectChoice(OTHER, _l("Another name")),
)


def new_password_field(label: LazyString) -> PasswordField:
    """Return the field for a password that is being set."""
    return PasswordField(
        label,
        [InputRequired()],
        description=PASSWORD_HINT,
        render_kw={"autocomplete": "new-password", "maxlength": MAX_LENGTH},
    )


class SignInForm(Form):
    """Who, and the password."""

    name = StringField(
        _l("Login name, phone number or e-mail"),
        [DataRequired(), Length(max=254)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Password"), [InputRequired(), Length(max=MAX_LENGTH)], render_kw={"autocomplete": "current-password"}
    )


class NewPasswordForm(Form):
    """A new password, checked against what is known of the person."""

    about: Sequence[str] = ()
    password = new_password_field(_l("New password"))

    def validate_password(self, field: PasswordField) -> None:
        """Refuse what anybody would guess."""
        problems = password_problems(field.data or "", about=[*self.about, *self.known()])
        if problems:
            raise ValidationError(" ".join(str(PASSWORD_WORDS[problem]) for problem in problems))

    def known(self) -> Sequence[str]:
        """Return what this form itself says of the person."""
        return [
            str(self[name].data) for name in ("name", "login", "phone", "email") if name in self and self[name].data
        ]


class ShownNameMixin:
    """What of one's name others read: by choice (rule 5)."""

    shown = RadioField(_l("What others read"), choices=list(SHOWN_CHOICES), default=MASKED)
    shown_name = DisplayNameField(_l("The other name"), render_kw={"autocomplete": "nickname"})

    def validate_shown_name(self, field: StringField) -> None:
        """Ask for the other name where it was chosen."""
        if self.shown.data == OTHER and not field.data:
            raise ValidationError(_("Please enter the name that others should read."))

    def shows_reserved(self, person_id: int | None) -> bool:
        """Refuse another name that reads like an official's, an organisation's or a place's; tell whether it did."""
        if self.shown.data != OTHER or not is_reserved(self.shown_name.data or "", person_id=person_id):
            return False
        self.shown_name.errors = [_("This name belongs to a place, an organisation or somebody on duty here.")]
        return True

    def chosen_name(self, name: str) -> str:
        """Return the choice as it is kept; `name` is the person's own."""
        kept: dict[Any, str] = {FULL: name, OTHER: self.shown_name.data or ""}
        return kept.get(self.shown.data, "")


class ContactsMixin:
    """A phone number or an address; at least one."""

    phone = PhoneField(_l("Phone number"), render_kw={"autocomplete": "tel"})
    email = AddressField(_l("E-mail"), render_kw={"autocomplete": "email"})


class SignUpForm(ContactsMixin, ShownNameMixin, NewPasswordForm):
    """A new account."""

    password = new_password_field(_l("Password"))
    name = DisplayNameField(_l("Your name"), [DataRequired()], render_kw={"autocomplete": "name"})
    login = LoginField(
        _l("Login name, if you like"),
        description=_l("Left empty, we make one for you and tell you. Your phone number or e-mail signs you in too."),
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )

    def validate_phone(self, field: StringField) -> None:
        """Ask for one way to be reached."""
        if not field.data and not self["email"].data:
            raise ValidationError(_("Please enter a phone number or an e-mail address, so that we can reach you."))


class NewByProviderForm(ShownNameMixin, Form):
    """A new account for somebody whom the provider vouches for."""

    name = DisplayNameField(_l("Your name"), [DataRequired()], render_kw={"autocomplete": "name"})


class ClaimForm(ContactsMixin, NewPasswordForm):
    """A printed code, and the sign-in it opens."""

    password = new_password_field(_l("Password"))
    code = StringField(
        _l("Code on the slip"),
        [DataRequired(), Length(max=64)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )
    login = LoginField(
        _l("Login name, if you like"),
        description=_l("Left empty, we make one for you and tell you."),
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )


class RecoveryRequestForm(Form):
    """Who has forgotten the password."""

    name = StringField(
        _l("Login name, phone number or e-mail"),
        [DataRequired(), Length(max=254)],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )


class RecoveryForm(NewPasswordForm):
    """The code that was sent or printed, and the new password."""

    code = StringField(
        _l("Code"),
        [DataRequired(), Length(max=64)],
        description=_l("As it stands in the message or on the slip."),
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )


class ChangePasswordForm(NewPasswordForm):
    """The old password and a new one."""

    old = PasswordField(
        _l("Password until now"),
        [InputRequired(), Length(max=MAX_LENGTH)],
        render_kw={"autocomplete": "current-password"},
    )


class NamesForm(ShownNameMixin, Form):
    """One's name, and what of it others read."""

    name = DisplayNameField(_l("Your name"), [DataRequired()], render_kw={"autocomplete": "name"})


class ContactsForm(ContactsMixin, Form):
    """Where one is reached; the password makes sure that it is oneself."""

    old = PasswordField(
        _l("Your password, to be sure"),
        [InputRequired(), Length(max=MAX_LENGTH)],
        render_kw={"autocomplete": "current-password"},
    )


class LanguageForm(Form):
    """The language of pages and messages."""

    language = RadioField(_l("Language"), choices=[])


class TokenForm(Form):
    """A new token for the API."""

    name = DisplayNameField(
        _l("What it is for"), [DataRequired()], description=_l("Such as: the notice board in the hall.")
    )
    scopes = SelectMultipleField(
        _l("What it may do"),
        [DataRequired(message=_l("Please choose at least one."))],
        choices=lambda: [SelectChoice(key, words) for key, words in scopes().items()],
        description=_l("Never more than you may do yourself."),
    )
    days = IntegerField(_l("For how many days"), [InputRequired(), NumberRange(1, 366)], default=90)
