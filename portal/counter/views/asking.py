"""What comes for somebody else than who is at the counter is never entered, but asked again with all that was typed."""

from typing import TypeVar

from flask import abort
from flask_babel import gettext as _

from portal.counter import presence
from portal.counter.forms import ForPersonForm
from portal.counter.presence import Presence
from portal.jurisdictions.tree import Place
from portal.persons.queries.register import person_at
from portal.web.viewer import viewer

Asked = TypeVar("Asked", bound=ForPersonForm)


def for_whom_shown(place: Place, form: ForPersonForm) -> tuple[Presence, bool]:
    """Return the person a form was shown for, and whether they have to be asked for again.

    They were dismissed, somebody else came from another tab, or a while has passed: then they are called back, so
    that the page says for whom it is.
    """
    here = presence.present(place)
    if here is not None and here.entry.ref == form.person.data:
        return here, False
    entry = person_at(place, form.person.data or "")
    if entry is None or entry.id == viewer().person_id:
        abort(404)
    presence.call(place, entry)
    return presence.present(place) or abort(404), True


def ask_again(form: Asked, here: Presence) -> Asked:
    """Return a form that says for whom it was written, before it is entered."""
    form.validate()
    form.form_errors = [
        _(
            "This was written for %(name)s, who was not at the counter any more. If it is theirs, enter it again; "
            "nothing has been entered yet.",
            name=here.entry.name,
        )
    ]
    return form
