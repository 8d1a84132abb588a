"""The form that words a message anew."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from portal.forms import Form
from portal.wording.catalogue import PLACEHOLDER, Message, markup_of, stray_percent

LONGEST = 4000


class _Fits:
    """Refuses a text that would break where the message is used."""

    def __init__(self, message: Message) -> None:
        self.message = message

    def __call__(self, form: Form, field: TextAreaField) -> None:
        text = field.data or ""
        used, known = set(PLACEHOLDER.findall(text)), set(self.message.placeholders)
        if missing := sorted(self.message.needed - used):
            raise ValidationError(_("These placeholders are missing: %(names)s", names=_written(missing)))
        if unknown := sorted(used - known):
            raise ValidationError(_("These placeholders mean nothing here: %(names)s", names=_written(unknown)))
        if stray_percent(text):
            raise ValidationError(_("Please write a percent sign twice."))
        if markup_of(text) != markup_of(self.message.standard[0]):
            raise ValidationError(_("Please write no angle brackets: this is text, not HTML."))


def wording_form(message: Message, posted: Any, texts: Sequence[str]) -> Form:
    """Return the form with a field for each form of number, filled with what was posted or with `texts`."""
    alone = len(message.standard) == 1
    labels = [_l("Text")] if alone else [_l("Text for one"), _l("Text for several")]
    checks = [DataRequired(), Length(max=LONGEST), _Fits(message)]
    fields = {f"text{at}": TextAreaField(label, checks) for at, label in enumerate(labels[: len(message.standard)])}
    form_class: type[Form] = type("WordingForm", (Form,), fields)
    return form_class(posted or None, data={f"text{at}": text for at, text in enumerate(texts)})


def texts_of(form: Form) -> list[str]:
    """Return the texts of a form."""
    return [field.data or "" for field in form]


def _written(names: Sequence[str]) -> str:
    return " ".join(f"%({name})s" for name in names)
