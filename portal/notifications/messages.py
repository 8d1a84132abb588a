"""The words of messages: of those that tell a fact, and of those that are none, such as a forgotten password."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.plugin.registry import plugins


@dataclass(frozen=True)
class MessageTemplate:
    """A message in words. `text` has named placeholders; `by_sms` lets it go to a phone where there is no mail."""

    subject: LazyString
    text: LazyString
    by_sms: bool = False

    def written(self, values: Mapping[str, str]) -> str:
        """Return the text with its values, in the current language. Raises `KeyError` for a missing value."""
        return str(self.text) % values


AT_ONCE_SUBJECT = _l("%(title)s (%(place)s)")
URGENT_WHY = _l("You get this mail because it is about the safety of your account.")
AT_ONCE_WHY = _l("You get this mail at once because you chose so for “%(group)s”.")
DIGEST_SUBJECT = _l("%(place)s: what is new, %(day)s")
DIGEST_INTRO = _l("This is what happened to the matters you care about.")
DIGEST_WHY = _l("You get this mail once a day at most, when there is something new.")
NEWS_BY_SMS = _l("%(place)s: %(title)s %(matter)s %(link)s")

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
"""Messages that open an account or guard one: they go at once, quiet hours or not, and nobody can switch them off."""


def is_urgent(kind: str) -> bool:
    """Tell whether messages of a kind go at once, quiet hours or not, whatever is left of the SMS, and can't be
    stopped.
    """
    group = plugins().message_groups.get(kind)
    return kind in TEMPLATES or (group is not None and group.urgent)


def sentences() -> Sequence[LazyString]:
    """Return every text of a message, for those who word them their own way."""
    of_templates = [words for template in TEMPLATES.values() for words in (template.subject, template.text)]
    of_news = [AT_ONCE_SUBJECT, AT_ONCE_WHY, URGENT_WHY, DIGEST_SUBJECT, DIGEST_INTRO, DIGEST_WHY, NEWS_BY_SMS]
    return [*of_templates, *of_news]
