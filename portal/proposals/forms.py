"""Forms of proposals."""

from collections.abc import Sequence
from typing import Any, ClassVar

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, StopValidation

from portal.forms import Form, upright
from portal.proposals.categories import Catalogue
from portal.proposals.words import PROPOSER_KINDS, TOLD_BY
from portal.web.once import OnceForm

TITLE_LENGTH = 60
BODY_LENGTH = 3000
KINDS = [SelectChoice(key, label) for key, label in PROPOSER_KINDS.items()]
TOLD = [SelectChoice(key, label) for key, label in TOLD_BY.items()]


class NeededToSubmit:
    """A field that a draft may leave empty and a proposal may not."""

    field_flags: ClassVar = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: "ProposalForm", field: wtforms.Field) -> None:
        if form.submitting and not field.data:
            raise StopValidation(str(self.message))


class ProposalForm(OnceForm):
    """What a resident writes, and what a worker adds who writes for one. Valid as a draft unless `submitting`."""

    submitting = False

    title = StringField(
        _l("What is it about?"),
        description=_l("One line, such as “Clear the snow in front of building 3”."),
        validators=[NeededToSubmit(_l("Say in one line what it is about.")), Length(max=TITLE_LENGTH)],
        filters=[upright],
    )
    body = TextAreaField(
        _l("What is the matter, and what do you hope for?"),
        description=_l("In your own words. Please name no other people here: everybody can read it."),
        validators=[NeededToSubmit(_l("Describe what is the matter.")), Length(max=BODY_LENGTH)],
    )
    about = SelectField(
        _l("What kind of matter is it?"),
        default="",
        validators=[NeededToSubmit(_l("Choose what fits best; the community can correct it."))],
    )
    where = StringField(
        _l("Where is it?"),
        description=_l("In words, such as “the lane behind building 3, by the gate”."),
        validators=[Length(max=200)],
        filters=[upright],
    )
    pin_x = IntegerField(_l("Percent from the left"), validators=[Optional(), NumberRange(0, 100)])
    pin_y = IntegerField(_l("Percent from the top"), validators=[Optional(), NumberRange(0, 100)])
    photos = MultipleFileField(
        _l("Photos or papers"),
        description=_l("Up to nine pictures or PDF files, at most 15 MB each. Where a photo was taken is not kept."),
    )
    proposer_kind = RadioField(_l("Who proposes this?"), choices=KINDS, default="resident")
    together_as = StringField(
        _l("What is your group called?"),
        description=_l("Such as “Residents of building 4”. This name is shown instead of yours."),
        validators=[Length(max=60)],
        filters=[upright],
    )
    organisation_id = SelectField(_l("Which organisation?"), coerce=int, default=0)
    private_note = TextAreaField(
        _l("Only for the staff"),
        description=_l("How to reach you, or what not everybody should read. Never shown in public."),
        validators=[Length(max=1000)],
    )
    channel = SelectField(
        _l("How did it reach you?"),
        description=_l("Leave it open when you write for yourself."),
        choices=[SelectChoice("", _l("Please choose")), *TOLD],
        default="",
    )
    person_words = StringField(
        _l("For whom do you write?"),
        description=_l("Name or phone number of the resident. Leave it empty when you write for yourself."),
        validators=[Length(max=40)],
    )
    proposer_id = RadioField(_l("Which of these?"), coerce=int, default=0)

    def offer(
        self, catalogue: Catalogue, organisations: Sequence[SelectChoice], people: Sequence[SelectChoice]
    ) -> None:
        """Fill the choices of a place, a proposer and a worker's search, and leave out questions that have none."""
        self.about.choices = [SelectChoice("", _("Please choose")), *category_choices(catalogue)]
        self.organisation_id.choices = [SelectChoice(0, _("Please choose")), *organisations]
        if not organisations:
            self.proposer_kind.choices = [kind for kind in KINDS if kind.value != "organisation"]
            self.leave_out("organisation_id")
        if len(self.about.choices) == 1:
            self.leave_out("about")
        self.proposer_id.choices = [SelectChoice(0, _("None of these: for myself")), *people]
        if not people and not self.proposer_id.data:
            self.leave_out("proposer_id")

    def leave_out(self, *names: str) -> None:
        """Leave questions out that aren't for this writer or place."""
        for name in names:
            del self[name]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then what only makes sense together."""
        super().validate(extra_validators)
        if (self.pin_x.data is None) != (self.pin_y.data is None):
            empty = self.pin_x if self.pin_x.data is None else self.pin_y
            _refuse(empty, _("A pin needs both numbers."))
        if self.submitting and self.proposer_kind.data == "together" and not self.together_as.data:
            _refuse(self.together_as, _("Say what your group is called."))
        if self.submitting and self.value("proposer_id") and not self.value("channel"):
            _refuse(self["channel"], _("Say how it reached you."))
        if self.submitting and self.proposer_kind.data == "organisation" and not self.value("organisation_id"):
            _refuse(self["organisation_id"], _("Choose the organisation."))
        return not self.errors

    def value(self, name: str) -> Any:
        """Return a field's data, or None when the question was left out."""
        return self[name].data if name in self else None


def _refuse(field: wtforms.Field, message: str) -> None:
    field.errors = [*field.errors, message]


def category_choices(catalogue: Catalogue) -> list[SelectChoice]:
    """Return what may be chosen now: each subtype, grouped, and each category that has none; `category/subtype`."""
    choices = []
    for category in catalogue.categories:
        if not category.open:
            continue
        subtypes = [entry for entry in category.subtypes if entry.open]
        choices += [
            SelectChoice(f"{category.key}/{entry.key}", entry.name, optgroup=category.name) for entry in subtypes
        ] or [SelectChoice(f"{category.key}/", category.name)]
    return choices


class CommentForm(OnceForm):
    """Say something about a proposal."""

    body = TextAreaField(
        _l("Your comment"),
        description=_l("Everybody can read it, with your masked name. At most 500 characters."),
        validators=[DataRequired(), Length(max=500)],
    )


class ReasonForm(Form):
    """Why a comment is hidden."""

    reason = TextAreaField(
        _l("Reason"), description=_l("Its author is told."), validators=[DataRequired(), Length(max=500)]
    )


class WithdrawForm(Form):
    """Why a proposal is taken back."""

    reason = TextAreaField(
        _l("Why do you take it back?"),
        description=_l("If you like to say. Everybody can read it."),
        validators=[Length(max=500)],
    )


class WithdrawForSomebodyForm(WithdrawForm):
    """Why somebody takes their proposal back who told a worker so (rule 6)."""

    channel = SelectField(_l("How did it reach you?"), choices=TOLD, validators=[InputRequired()])


class SomebodyForm(OnceForm):
    """What a resident said to a worker about a proposal: support, a comment, or both (rule 6)."""

    channel = SelectField(_l("How did it reach you?"), choices=TOLD, validators=[InputRequired()])
    person_words = StringField(
        _l("Who is it?"), description=_l("Name or phone number."), validators=[DataRequired(), Length(max=40)]
    )
    person_id = RadioField(_l("Which of these?"), coerce=int, default=0)
    supports = BooleanField(_l("Supports the proposal"))
    body = TextAreaField(_l("Comment"), validators=[Length(max=500)])

    def validate_person_id(self, field: wtforms.Field) -> None:
        """Ask for what was said."""
        if not self.supports.data and not self.body.data:
            raise StopValidation(_("Enter support, a comment, or both."))
