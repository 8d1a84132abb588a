"""The base of every form: plain WTForms, with messages from our own catalogue and tidy text.

CSRF is guarded once for the whole portal (`portal/web/security.py`), so a form carries no token of its own and the
same class serves a page and the API.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

import wtforms
from flask_babel import get_translations, gettext
from markupsafe import Markup
from wtforms.fields.core import UnboundField
from wtforms.validators import ValidationError
from wtforms.widgets import FileInput, Select


class _Catalogue:
    """WTForms' own messages, looked up in the portal's catalogue: its Chinese ones are partly wrong."""

    def gettext(self, string: str) -> str:
        found: str = get_translations().gettext(string)
        return found

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        # WTForms fills in the numbers itself, by names of its own
        found: str = get_translations().ngettext(singular, plural, n)
        return found


_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def tidy(value: Any) -> Any:
    """Strip a text's ends, make its line breaks `\\n` and drop NULs, which PostgreSQL can't keep; leave anything else
    alone.
    """
    return value.replace("\r\n", "\n").replace("\0", "").strip() if isinstance(value, str) else value


def upright(value: Any) -> Any:
    """Drop the marks that change the direction of writing: in free text they would turn what stands around it."""
    return value.translate(_TURNING) if isinstance(value, str) else value


class _Choose(Select):
    """A list to choose from that begins with nothing chosen where a choice must be made and none is yet.

    Otherwise a browser would send the first choice for somebody who has overlooked the question.
    """

    def __call__(self, field: wtforms.Field, **attributes: Any) -> Markup:
        shown = super().__call__(field, **attributes)
        if not field.flags.required or any(choice.selected for choice in field.iter_choices()):
            return shown
        opening, rest = shown.split(">", 1)  # no attribute holds a bare ">"
        return Markup('{}><option value="" selected>{}</option>{}').format(
            Markup(opening), gettext("Please choose"), Markup(rest)
        )


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
                    free = issubclass(unbound_field.field_class, wtforms.TextAreaField)
                    options["filters"] = [tidy, *([upright] if free else []), *filters]
            if unbound_field.field_class is wtforms.SelectField:
                options["widget"] = _Choose()
            field: wtforms.Field = unbound_field.bind(form=form, **options)
            return field


class _FilesInput(FileInput):
    """A file input for several, above a ticked box for each file that is already here."""

    def __call__(self, field: wtforms.Field, **attributes: Any) -> Markup:
        boxes = Markup("").join(
            Markup('<label class="choice"><input type="checkbox" name="{}" value="{}" checked><span>{}</span></label>')
            .format(field.name, ref, gettext("File %(number)s, already received", number=number))
            for number, ref in enumerate(field.data, 1)
        )  # fmt: skip
        return super().__call__(field, **attributes) + boxes


class FilesField(wtforms.Field):
    """Files by their references: a page uploads them first (see `proposals.act`), a script names them."""

    widget = _FilesInput(multiple=True)

    def __init__(self, label: Any = None, validators: Any = None, *, accept: str = "image/*", **options: Any) -> None:
        render = {"accept": accept, **options.pop("render_kw", {})}
        super().__init__(label, validators, render_kw=render, **options)

    def process_data(self, value: Any) -> None:
        """Begin with no files."""
        self.data = list(value or ())

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the references, each once, in their order."""
        self.data = list(dict.fromkeys(str(value) for value in valuelist if value))

    def pre_validate(self, form: "DataForm") -> None:
        """Refuse files that whoever fills this in may not name, and let go of them."""
        usable = form.usable_files(self.data) if self.data else ()
        if len(usable) < len(self.data):
            self.data = [ref for ref in self.data if ref in usable]
            raise ValidationError(gettext("A file is not known; please upload it again."))


FIELD_TYPES = (
    wtforms.StringField,
    wtforms.TextAreaField,
    wtforms.IntegerField,
    wtforms.BooleanField,
    wtforms.DateField,
    wtforms.SelectField,
    wtforms.RadioField,
    wtforms.SelectMultipleField,
    FilesField,
)


class DataForm(Form):
    """A form that a page, a script and a procedure file can fill alike, so its fields are of `FIELD_TYPES` only.

    A field of another type fails when the class is made, which is when the portal starts.

    What its validators can't know, whoever makes a form for somebody to fill in tells it: `today` at the place it is
    about, and `usable_files`, which answers which of some references this person may name. Until told, none.
    """

    today: date | None = None
    usable_files: Callable[[Sequence[str]], Collection[str]] = staticmethod(lambda _refs: ())

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name in dir(cls):
            declared = getattr(cls, name)
            if isinstance(declared, UnboundField) and declared.field_class not in FIELD_TYPES:
                raise TypeError(f"{cls.__name__}.{name}: {declared.field_class.__name__} has no JSON form")
