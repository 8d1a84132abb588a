"""Handlers of the outbox: fan facts out to inboxes, and hand mail and SMS to their providers."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.accounts.models import Account
from portal.db import db, transact
from portal.notifications.bounces import note_refused
from portal.notifications.budget import parts_of
from portal.notifications.choosing import USUAL, locality, quiet_hours, zone_of
from portal.notifications.letters import write
from portal.notifications.messages import TEMPLATES, is_urgent
from portal.notifications.models import WAITING
from portal.notifications.posting import Draft, fall_back, mark_sent, note_failure, pay, post
from portal.notifications.providers import MAIL, SMS, Refused, provider
from portal.notifications.queries import Letter, failing_among, letter_of
from portal.notifications.services import tell_people
from portal.plugin.contributions import NotYet, Undeliverable

Leave = Callable[[], None]


def handle_event(payload: Mapping[str, Any]) -> Leave:
    """Tell those a fact concerns."""
    return lambda: tell_people(event_id=payload["event"])


def handle_message(payload: Mapping[str, Any]) -> Leave:
    """Post one account a message of its own: `{"account": id, "template": key, "values": {name: text}}`.

    It goes to the e-mail address, or to the phone where there is none that works and the template allows it; with
    `"by": "phone"` or `"by": "email"` it goes there and nowhere else.
    """
    account = db.session.scalars(
        select(Account).options(joinedload(Account.person)).where(Account.id == payload["account"])
    ).one_or_none()
    template = TEMPLATES.get(payload["template"])
    if account is None or account.blocked_at is not None:
        raise Undeliverable("the account is gone or blocked")
    if template is None:
        raise Undeliverable(f"there is no template {payload['template']}")
    medium, address = MAIL, account.email
    by = payload.get("by")
    mute = address is None or bool(failing_among([address]))
    if by == "phone" or (by is None and mute and account.phone and template.by_sms):
        medium, address = SMS, account.phone
    if address is None:
        raise Undeliverable("the account has no address this message may go to")
    place = locality(account.person.place_id)
    draft = Draft(
        person_id=account.person_id,
        place_id=place.id if place else None,
        kind=payload["template"],
        medium=medium,
        address=address,
        goes_at=clock.now(),
        values=payload["values"],
    )
    return lambda: post([draft])


def handle_letter(payload: Mapping[str, Any]) -> Leave:
    """Send one mail or SMS of the log: `{"letter": id, "values": {name: text}}`."""
    letter = letter_of(payload["letter"])
    if letter is None or letter.account_id is None:
        raise Undeliverable("the account is gone or blocked")
    if letter.state != WAITING:
        return lambda: None
    urgent = is_urgent(letter.kind)
    if not urgent:
        _keep_quiet(letter)
    address = letter.address if letter.kind in TEMPLATES else _current_address(letter)
    message = write(letter, address, payload["values"])
    if letter.medium == SMS:
        parts = parts_of(message.body)
        if not transact(lambda: pay(letter=letter, parts=parts, limited=not urgent)):
            return lambda: fall_back(letter=letter)
    provider(letter.medium).send(message)
    return lambda: mark_sent(message_id=letter.id, address=address)


def letter_failed(payload: Mapping[str, Any], error: Exception, final: bool) -> None:
    """Note in the log that a mail or SMS could not be handed over, and that an address was refused for good."""
    note_failure(message_id=payload["letter"], error=error, final=final)
    if isinstance(error, Refused):
        note_refused(message_id=payload["letter"], address=error.address, reason=error.reason)


def _keep_quiet(letter: Letter) -> None:
    """Raise `NotYet` in somebody's quiet hours: they may have begun since the message was posted."""
    quiet, zone = quiet_hours([letter.person_id]).get(letter.person_id, USUAL), zone_of(letter.lives_at)
    moment = clock.now()
    if (until := quiet.until(moment, zone)) > moment:
        raise NotYet(until)


def _current_address(letter: Letter) -> str:
    """Return where the account is reached now. Raises `Undeliverable` for nowhere."""
    address = letter.email if letter.medium == MAIL else letter.phone
    if not address:
        raise Undeliverable("the account has no such address any more")
    if failing_among([address]):
        raise Undeliverable("mail to this address comes back")
    return address
