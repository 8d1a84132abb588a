"""The words of messages that are no event: a forgotten password, a new sign-in."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class MessageTemplate:
    """A message in words. `text` has named placeholders; `by_sms` lets it go to a phone where there is no mail."""

    subject: LazyString
    text: LazyString
    by_sms: bool = False

    def written(self, values: Mapping[str, str]) -> str:
        """Return the text with its values, in the current language. Raises `KeyError` for a missing value."""
        return str(self.text) % values

    def redacted(self, values: Mapping[str, str]) -> str:
        """Return the text as the log may keep it: without its values, which may open an account."""
        return str(self.text) % dict.fromkeys(values, "…")


TEMPLATES: Mapping[str, MessageTemplate] = {
    "code": MessageTemplate(
        _l("Your code for Linli"),
        _l("Linli: your code is %(code)s. It works once, for ten minutes. Tell it to nobody, whoever asks for it."),
        by_sms=True,
    ),
    "recovery": MessageTemplate(
        _l("Set a new password"),
        _l(
            "Somebody, probably you, asked to set a new password at Linli. Open this address within an hour:\n"
            "%(link)s\n"
            "It works once. If it wasn't you, leave it: nothing has changed."
        ),
        by_sms=True,
    ),
}
