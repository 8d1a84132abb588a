"""What happened to accounts, in the reader's words."""

from collections.abc import Mapping, Sequence

from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.devices import device_words
from portal.accounts.events import NewDeviceUsed, SecondFactorReset
from portal.accounts.models import AccountSession
from portal.db import db
from portal.events import EventRecord
from portal.plugin.contributions import Description


def describe_events(records: Sequence[EventRecord]) -> Mapping[int, Description]:
    """Return words for those of `records` that are about accounts, by record id. One query at most."""
    described = {
        record.id: Description(
            _("Your second factor was taken away"),
            _("You sign in without it, until you set it up again. If you didn't ask for this, tell your office."),
            "/me/second-factor",
        )
        for record in records
        if record.name == SecondFactorReset.name
    }
    entered = [record for record in records if record.name == NewDeviceUsed.name]
    if not entered:
        return described
    rows = db.session.execute(
        select(AccountSession.id, AccountSession.device).where(
            AccountSession.id.in_([record.subject_id for record in entered])
        )
    )
    devices = {row.id: row.device for row in rows}
    for record in entered:
        words = device_words(devices.get(record.subject_id, ""))
        described[record.id] = Description(
            _("A new device signed in to your account"),
            _(
                "%(device)s, on %(time)s. If that was you, all is well. If not, open this and set a new password.",
                device=words,
                time=format_datetime(record.at, "long"),
            ),
            "/me/not-me",
        )
    return described
