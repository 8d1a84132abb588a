"""Forms of the counter: as few questions as an act can do with, and always for whom it was shown."""

from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, StopValidation

from portal.forms import Form, upright
from portal.jurisdictions.tree import Place
from portal.proposals.categories import catalogue_of
from portal.proposals.forms import BODY_LENGTH, TITLE_LENGTH, category_choices
from portal.proposals.words import TOLD_BY
from portal.web.once import OnceForm


class CallForm(Form):
    """Whom to call to the counter, by the reference in addresses."""

    person = HiddenField(validators=[DataRequired(), Length(max=40)])


class ForPersonForm(OnceForm):
    """Base of what is entered at the counter: `person` is whom the page named when it was shown."""

    person = HiddenField(validators=[Length(max=40)])


class ToldForm(ForPersonForm):
    """What somebody said, and how it reached the worker."""

    channel = SelectField(
        _l("How did it reach you?"),
        choices=[SelectChoice(key, label) for key, label in TOLD_BY.items()],
        validators=[InputRequired()],
    )


class ProposalForm(ToldForm):
    """A proposal in the words of the person at the counter."""

    title = StringField(
        _l("What is it about?"),
        description=_l("One line, such as “Clear the snow in front of building 3”."),
        validators=[DataRequired(), Length(max=TITLE_LENGTH)],
        filters=[upright],
    )
    body = TextAreaField(
        _l("What is the matter, and what is hoped for?"), validators=[DataRequired(), Length(max=BODY_LENGTH)]
    )
    about = SelectField(_l("What kind of matter is it?"), validators=[InputRequired()])
    where = StringField(_l("Where is it?"), validators=[Length(max=200)], filters=[upright])

    def offer(self, place: Place) -> None:
        """Fill in what may be proposed at a place; where nothing is listed, the question is left out."""
        self.about.choices = category_choices(catalogue_of(place.id))
        if not self.about.choices:
            del self.about

    @property
    def category(self) -> tuple[str, str]:
        """Return the category and subtype chosen, each empty where there is none."""
        category, _slash, subtype = (self.about.data if "about" in self else "").partition("/")
        return category, subtype


class TakePartForm(ToldForm):
    """Support, a comment, or both."""

    supports = BooleanField(_l("Supports the proposal"))
    body = TextAreaField(_l("Comment"), validators=[Length(max=500)])

    def leave_out_support(self) -> None:
        """Leave the question out for who can't support: the proposer, and who does so already."""
        del self.supports

    @property
    def supported(self) -> bool:
        """Tell whether support was given."""
        return "supports" in self and bool(self.supports.data)

    def validate_body(self, field: wtforms.Field) -> None:
        """Ask for what was said."""
        if not self.supported and not field.data:
            message = _("Enter support, a comment, or both.") if "supports" in self else _("Enter what was said.")
            raise StopValidation(message)


def hold(form: Any, *, person: str, channel: str) -> None:
    """Fill in, on a page that is just shown, for whom it is and how the last thing reached the worker."""
    form.person.data, form.channel.data = person, channel
