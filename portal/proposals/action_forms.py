"""What can be done at a stage, described and filled as JSON, over the very forms the page shows."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from types import new_class
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, Field, IntegerField, SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Length, NumberRange

from portal import clock
from portal.forms import DataForm, FilesField
from portal.jurisdictions.tree import TREE
from portal.plugin.stage import Action, Effect, Stage, StageKind
from portal.proposals.attachments import usable_files
from portal.proposals.words import TOLD_BY


class BadFields(Exception):
    """What was sent doesn't fit the form; `errors` are sentences by field."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__("; ".join(f"{name}: {' '.join(said)}" for name, said in errors.items()))
        self.errors = dict(errors)


class ToldForm(DataForm):
    """How the proposer told a worker who acts for them (rule 6)."""

    channel = SelectField(
        _l("How the proposer told you"),
        description=_l("You act for the proposer; it is marked so and counts the same."),
        choices=[SelectChoice(key, label) for key, label in TOLD_BY.items()],
        validators=[InputRequired()],
    )


def told(form: type[DataForm]) -> type[DataForm]:
    """Return a form that also asks how the proposer told the worker who fills it in."""
    made: type[DataForm] = new_class(f"Told{form.__name__}", (ToldForm, form))
    return made


def form_for(
    action: Action, stage: Stage, formdata: MultiDict[str, Any] | None = None, *, person_id: int | None = None
) -> DataForm:
    """Return an action's form, empty or filled by somebody, prepared for this stage."""
    form = action.form(formdata)
    form.today = clock.today(TREE().by_id[stage.seat_id].zone)
    form.usable_files = partial(usable_files, proposal_id=stage.proposal_id, person_id=person_id)
    if action.prepare is not None:
        action.prepare(form, stage)
    return form


def describe(action: Action, stage: Stage, kind: StageKind) -> dict[str, Any]:
    """Return an action as the API offers it: `action`, `label`, `effect`, and the JSON schema of its `fields`."""
    return {
        "action": action.key,
        "label": str(action.label),
        "effect": effect_of(action, kind).value,
        "fields": schema(form_for(action, stage)),
    }


def effect_of(action: Action, kind: StageKind) -> Effect:
    """Return what an action does to the proposal's way: the effect of its first outcome, or STAY."""
    return kind.outcome(action.outcomes[0]).effect if action.outcomes else Effect.STAY


def schema(form: DataForm) -> dict[str, Any]:
    """Return the JSON schema of what `bind_json` takes for this form."""
    required = [field.name for field in form if _must_be_sent(field)]
    return {
        "type": "object",
        "properties": {field.name: _property(field) for field in form},
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def bind_json(form_class: Callable[[MultiDict[str, Any]], DataForm], fields: Any) -> DataForm:
    """Fill a form with JSON as if it had come from its page; the caller validates it.

    `form_class` may be the class, or anything that makes the form from form data (see `form_for`). Raises `BadFields`
    for an unknown property or a value of another type.
    """
    if not isinstance(fields, Mapping):
        raise BadFields({"fields": [_("This must be an object.")]})
    known = {field.name: field for field in form_class(MultiDict())}
    errors = {str(name): [_("There is no such field.")] for name in fields.keys() - known.keys()}
    sent: MultiDict[str, Any] = MultiDict()
    for name, value in fields.items():
        if name in known and value is not None:
            try:
                sent.setlist(name, _as_sent(known[name], value))
            except TypeError as error:
                errors[name] = [str(error)]
    if errors:
        raise BadFields(errors)
    return form_class(sent)


def _must_be_sent(field: Field) -> bool:
    """Tell whether a form is refused without this field: also a choice of which none is made beforehand."""
    if field.flags.required or field.flags.optional or not isinstance(field, SelectField):
        return bool(field.flags.required)
    return field.data not in [choice.value for choice in field.iter_choices()]


def _as_sent(field: Field, value: Any) -> list[str]:
    """Return a JSON value as a browser would send it. Raises `TypeError` with a sentence."""
    if isinstance(field, BooleanField):
        if not isinstance(value, bool):
            raise TypeError(_("This must be true or false."))
        return ["true"] if value else []
    if isinstance(field, (SelectMultipleField, FilesField)):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise TypeError(_("This must be a list of texts."))
        return value
    if isinstance(field, IntegerField) or (isinstance(field, SelectField) and field.coerce is int):
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(_("This must be a whole number."))
        return [str(value)]
    if isinstance(field, DateField) and isinstance(value, date):
        return [value.isoformat()]
    if not isinstance(value, str):
        raise TypeError(_("This must be a text."))
    return [value]


def _property(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {"title": str(field.label.text)}
    if field.description:
        described["description"] = str(field.description)
    return described | _type_of(field) | _limits(field)


def _type_of(field: Field) -> dict[str, Any]:
    if isinstance(field, BooleanField):
        return {"type": "boolean"}
    if isinstance(field, FilesField):
        return {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    if isinstance(field, SelectMultipleField):
        return {"type": "array", "items": {"type": "string", **_choices(field)}, "uniqueItems": True}
    if isinstance(field, SelectField):
        return {"type": "integer" if field.coerce is int else "string", **_choices(field)}
    if isinstance(field, IntegerField):
        return {"type": "integer"}
    if isinstance(field, DateField):
        return {"type": "string", "format": "date"}
    return {"type": "string"}


def _choices(field: SelectField | SelectMultipleField) -> dict[str, Any]:
    return {
        "oneOf": [{"const": _const(field, choice.value), "title": str(choice.label)} for choice in field.iter_choices()]
    }


def _const(field: SelectField | SelectMultipleField, value: Any) -> Any:
    """Return a choice's value as JSON gives it; a procedure may list a form's whole numbers as text."""
    return field.coerce(value) if value != "" else value


def _limits(field: Field) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    many = isinstance(field, (FilesField, SelectMultipleField))
    for validator in field.validators:
        if isinstance(validator, Length):
            limits |= {
                "maxItems" if many else "maxLength": validator.max if validator.max >= 0 else None,
                "minItems" if many else "minLength": validator.min if validator.min > 0 else None,
            }
        if isinstance(validator, NumberRange):
            limits |= {"minimum": validator.min, "maximum": validator.max}
    return {name: limit for name, limit in limits.items() if limit is not None}
