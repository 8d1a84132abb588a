"""Form fields for people's names, phone numbers and addresses: read in one way, refused with a reason."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Form, StringField, TelField, ValidationError

from portal.persons.contacts import BadContact, clean_email, clean_phone
from portal.persons.names import NameProblem, UnsafeName, clean_display_name, clean_login_name

NAME_WORDS: Mapping[NameProblem, LazyString] = {
    NameProblem.EMPTY: _l("Please enter a name."),
    NameProblem.TOO_SHORT: _l("This is too short: at least 2 characters."),
    NameProblem.TOO_LONG: _l("This is too long: at most 40 characters."),
    NameProblem.INVISIBLE: _l("There are characters in it that can't be seen. Please type it anew."),
    NameProblem.CHARACTER: _l("There are characters in it that a name can't have."),
    NameProblem.MIXED_ALPHABETS: _l("It mixes letters of different alphabets that look alike."),
    NameProblem.NO_LETTER: _l("It needs at least one letter or Chinese character."),
}
BAD_PHONE = _l("This isn't a phone number that can be called. Abroad: with + and the country's code.")
BAD_EMAIL = _l("This isn't an e-mail address, such as li@example.org.")


class AsTyped:
    """What was typed comes back as it was, not in the form it is kept in."""

    data: str | None
    raw_data: list[str] | None

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else self.data or ""


class DisplayNameField(AsTyped, StringField):
    """A person's or a body's name as others read it."""

    def pre_validate(self, form: Form) -> None:
        """Bring the name into its one form."""
        self.data = _cleaned(self.data, clean_display_name)


class LoginField(AsTyped, StringField):
    """A name to sign in with."""

    def pre_validate(self, form: Form) -> None:
        """Bring the name into its one form."""
        self.data = _cleaned(self.data, clean_login_name)


class PhoneField(AsTyped, TelField):
    """A phone number."""

    def pre_validate(self, form: Form) -> None:
        """Bring the number into its one form."""
        self.data = _cleaned(self.data, clean_phone)


class AddressField(AsTyped, EmailField):
    """An e-mail address."""

    def pre_validate(self, form: Form) -> None:
        """Bring the address into its one form."""
        self.data = _cleaned(self.data, clean_email)


def _cleaned(typed: Any, clean: Callable[[str], str]) -> str:
    """Return the text in its one form, or an empty one when nothing was typed; a refused one stays as it was."""
    if not typed:
        return ""
    try:
        return clean(typed)
    except UnsafeName as error:
        raise ValidationError(NAME_WORDS[error.reason]) from error
    except BadContact as error:
        raise ValidationError(BAD_PHONE if clean is clean_phone else BAD_EMAIL) from error
