"""Forms that ask for codes: one-time ones, and those of a second factor."""

import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.accounts.passwords import MAX_LENGTH
from portal.forms import Form

DIGITS = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


def plain_digits(value: Any) -> Any:
    """Return a code without spaces, and full-width digits as plain ones: some keyboards type them."""
    return "".join(unicodedata.normalize("NFKC", value).split()) if isinstance(value, str) else value


class ContactForm(Form):
    """Where a code is to be sent."""

    name = StringField(
        _l("Phone number or e-mail"),
        [DataRequired(), Length(max=254)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )


class CodeForm(Form):
    """The six digits that were sent."""

    code = StringField(
        _l("Code"),
        [DataRequired(), Length(max=20)],
        filters=[plain_digits],
        description=_l("Six digits, from the message we sent."),
        render_kw=DIGITS,
    )


class SecondStepForm(Form):
    """The app's digits, or a spare code."""

    code = StringField(
        _l("Code from the app, or a spare code"),
        [DataRequired(), Length(max=64)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )


class SetUpForm(Form):
    """The digits that show that an authenticator app works; the sealed secret comes along."""

    sealed = HiddenField(validators=[DataRequired(), Length(max=400)])
    code = StringField(
        _l("Code that the app shows"),
        [DataRequired(), Length(max=20)],
        filters=[plain_digits],
        description=_l("Six digits; they change every half minute."),
        render_kw=DIGITS,
    )


class PasswordForm(Form):
    """One's password, to be sure."""

    password = PasswordField(
        _l("Your password"), [InputRequired(), Length(max=MAX_LENGTH)], render_kw={"autocomplete": "current-password"}
    )


class PasswordAndCodeForm(PasswordForm):
    """Both factors, before the second one is changed."""

    code = SecondStepForm.code
