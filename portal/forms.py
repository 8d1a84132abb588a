"""The base of every form: plain WTForms, with messages from our own catalogue and tidy text.

CSRF is guarded once for the whole portal (`portal/web/security.py`), so a form carries no token of its own and the
same class serves a page and the API.
"""

from collections.abc import Sequence
from typing import Any

import wtforms
from flask_babel import gettext, ngettext
from wtforms.fields.core import UnboundField


class _Catalogue:
    """WTForms' own messages, looked up in the portal's catalogue: its Chinese ones are partly wrong."""

    def gettext(self, string: str) -> str:
        return gettext(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return ngettext(singular, plural, n)


def tidy(value: Any) -> Any:
    """Strip a text's ends, make its line breaks `\\n`, drop NUL (PostgreSQL refuses it); leave others alone."""
    return value.replace("\r\n", "\n").replace("\x00", "").strip() if isinstance(value, str) else value


class Form(wtforms.Form):
    """Base of every form of core and plugins."""

    class Meta:
        """How fields are bound and translated."""

        def get_translations(self, form: wtforms.Form) -> _Catalogue:
            return _Catalogue()

        def bind_field(self, form: wtforms.Form, unbound_field: UnboundField, options: dict[str, Any]) -> wtforms.Field:
            if issubclass(unbound_field.field_class, wtforms.StringField):
                filters: Sequence[Any] = unbound_field.kwargs.get("filters", ())
                if unbound_field.field_class is not wtforms.PasswordField:
                    options["filters"] = [tidy, *filters]
            field: wtforms.Field = unbound_field.bind(form=form, **options)
            return field
