"""The form of what comes how."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FormField, RadioField, SelectChoice, TimeField
from wtforms.validators import InputRequired

from portal.events import AT_ONCE, DIGEST, NOT_AT_ALL
from portal.forms import Form
from portal.notifications.choosing import Quiet, Ways
from portal.plugin.contributions import MessageGroup

MAIL_CHOICES = (
    SelectChoice(AT_ONCE, _l("At once")),
    SelectChoice(DIGEST, _l("Once a day, together")),
    SelectChoice(NOT_AT_ALL, _l("No mail")),
)


class WaysForm(Form):
    """How one group of messages comes."""

    mail = RadioField(_l("Mail"), choices=list(MAIL_CHOICES))
    sms = BooleanField(_l("SMS at once"))


class QuietForm(Form):
    """When neither mail nor SMS should come."""

    start = TimeField(_l("From"), [InputRequired()])
    end = TimeField(_l("Until"), [InputRequired()])


def choices_form(groups: Mapping[str, MessageGroup], posted: Any, ways: Mapping[str, Ways], quiet: Quiet) -> Form:
    """Return the form with a part for each group, filled with what was posted or with what counts now."""
    parts: dict[str, Any] = {
        key: FormField(WaysForm, label=group.label, description=group.text) for key, group in groups.items()
    }
    parts["quiet"] = FormField(
        QuietForm,
        label=_("Quiet hours"),
        description=_(
            "Mail and SMS wait until they end. Codes for signing in come at once. The same time twice means none."
        ),
    )
    form_class: type[Form] = type("ChoicesForm", (Form,), parts)
    return form_class(posted or None, data={**{key: vars(each) for key, each in ways.items()}, "quiet": vars(quiet)})


def ways_of(form: Form, groups: Mapping[str, MessageGroup]) -> Mapping[str, Ways]:
    """Return what a valid form says of each group."""
    return {key: Ways(form[key].form.mail.data, form[key].form.sms.data) for key in groups}


def quiet_of(form: Form) -> Quiet:
    """Return the quiet hours a valid form says."""
    return Quiet(form["quiet"].form.start.data, form["quiet"].form.end.data)
