"""What programs send to proposals, beside the forms that stage kinds bring."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.api.receiving import filled
from portal.forms import DataForm, FilesField
from portal.jurisdictions.tree import Place
from portal.plugin.operation import Schema
from portal.proposals.attachments import usable_files
from portal.proposals.categories import catalogue_of
from portal.proposals.forms import BODY_LENGTH, TITLE_LENGTH
from portal.proposals.services import Words
from portal.proposals.words import CHANNELS
from portal.web.problems import Invalid

CHANNEL_CHOICES = [SelectChoice(key, label) for key, label in CHANNELS.items()]
TRANSITION: Schema = {
    "type": "object",
    "required": ["action"],
    "additionalProperties": False,
    "properties": {
        "action": {"type": "string", "description": _l("One of the proposal's “actions”.")},
        "fields": {"type": "object", "description": _l("By the JSON schema that the action gives.")},
    },
}


class ProposalBody(DataForm):
    """A proposal in full; it is handed in at once."""

    title = StringField(_l("What is it about?"), validators=[DataRequired(), Length(max=TITLE_LENGTH)])
    body = TextAreaField(
        _l("What is the matter, and what do you hope for?"), validators=[DataRequired(), Length(max=BODY_LENGTH)]
    )
    category = StringField(_l("Category"), description=_l("A key of the place's categories; needed where it has any."))
    subtype = StringField(_l("Subtype"), description=_l("A key of the category's subtypes; needed where it has any."))
    where = StringField(_l("Where is it?"), validators=[Length(max=200)])
    channel = SelectField(
        _l("How did it reach you?"),
        description=_l("“web” unless a worker enters what somebody said otherwise."),
        choices=CHANNEL_CHOICES,
        default="web",
    )
    private_note = TextAreaField(
        _l("Only for the staff"), description=_l("Never shown in public."), validators=[Length(max=1000)]
    )
    files = FilesField(_l("Photos or papers"), description=_l("Ids of files uploaded before."))


class MergeBody(DataForm):
    """What a proposal is merged into, and why."""

    into = StringField(_l("Number of the proposal that stays"), validators=[DataRequired(), Length(max=80)])
    reason = TextAreaField(_l("Reason"), validators=[DataRequired(), Length(max=1000)])


class UndoMergeBody(DataForm):
    """Why a merge is undone."""

    reason = TextAreaField(_l("Reason"), validators=[DataRequired(), Length(max=1000)])


class CommentBody(DataForm):
    """Something said about a proposal."""

    body = TextAreaField(_l("Your comment"), validators=[DataRequired(), Length(max=500)])


def proposal_body(sent: Mapping[str, Any], place: Place, person_id: int | None) -> ProposalBody:
    """Return a valid form of a person's new proposal of a place. Raises `Invalid`."""

    def made(data: MultiDict[str, Any]) -> ProposalBody:
        form = ProposalBody(data)
        form.usable_files = partial(usable_files, proposal_id=None, person_id=person_id)
        return form

    form = filled(made, sent)
    catalogue = catalogue_of(place.id)
    category, subtype = form.category.data or "", form.subtype.data or ""
    if catalogue.categories or category or subtype:
        if category not in [entry.key for entry in catalogue.categories if entry.open]:
            raise Invalid({"/category": [_("This is not a category of this place.")]})
        if not catalogue.takes(category, subtype):
            raise Invalid({"/subtype": [_("This is not a subtype of this category.")]})
    return form


def transition(sent: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return the action's key and the fields sent for it. Raises `Invalid`."""
    action, fields = sent.get("action"), sent.get("fields", {})
    errors = {f"/{name}": [_("There is no such field.")] for name in sent if name not in TRANSITION["properties"]}
    if not isinstance(action, str):
        errors["/action"] = [_("This must be a text.")]
    if not isinstance(fields, Mapping):
        errors["/fields"] = [_("This must be an object.")]
    if errors:
        raise Invalid(errors)
    return str(action), fields


def words_of(form: ProposalBody) -> Words:
    """Return what a valid form says."""
    return Words(
        title=form.title.data or "",
        body=form.body.data or "",
        category=form.category.data or "",
        subtype=form.subtype.data or "",
        where=form.where.data or "",
        channel=form.channel.data or "web",
        private_note=form.private_note.data or "",
    )
