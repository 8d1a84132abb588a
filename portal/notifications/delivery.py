"""Handlers of the outbox: fan facts out to inboxes, send mail and SMS in the recipient's language."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin

from flask import current_app, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.events import EventRecord
from portal.jurisdictions.tree import TREE
from portal.notifications.messages import TEMPLATES
from portal.notifications.models import SentMessage
from portal.notifications.providers import MAIL, SMS, Message, provider
from portal.notifications.services import tell_people
from portal.plugin.contributions import Undeliverable
from portal.plugin.registry import plugins
from portal.settings import Settings

Leave = Callable[[], None]


def handle_event(payload: Mapping[str, Any]) -> Leave:
    """Tell those a fact concerns."""
    return lambda: tell_people(event_id=payload["event"])


def handle_mail(payload: Mapping[str, Any]) -> Leave:
    """Mail one person one fact: `{"person": id, "event": id}`."""
    account = _account(Account.person_id == payload["person"])
    if not account.email:
        raise Undeliverable("the account has no e-mail any more")
    record = db.session.get_one(EventRecord, payload["event"])
    with _in_language_of(account, home_id=record.home_id):
        told = plugins().describe([record])[record.id]
        place = TREE().by_id[record.home_id].name
        link = urljoin(request.base_url, told.url) if told.url else ""
        inbox = url_for("notifications.inbox", _external=True)
        why = _("You get this message because the matter is yours or you follow it. All messages: %(link)s", link=inbox)
        subject = _("%(title)s (%(place)s)", title=told.title, place=place)
    message = Message(account.email, subject[:200], "\n\n".join(filter(None, (told.text, link, why))))
    provider(MAIL).send(message)
    return _logging(account, MAIL, message, message.body)


def handle_message(payload: Mapping[str, Any]) -> Leave:
    """Send one account a message of its own: `{"account": id, "template": key, "values": {name: text}}`.

    It goes to the e-mail address, or to the phone where there is none and the template allows it; with
    `"by": "phone"` or `"by": "email"` it goes there and nowhere else.
    """
    account = _account(Account.id == payload["account"])
    template = TEMPLATES.get(payload["template"])
    if template is None:
        raise Undeliverable(f"there is no template {payload['template']}")
    medium, address = MAIL, account.email
    by = payload.get("by")
    if by == "phone" or (by is None and address is None and template.by_sms):
        medium, address = SMS, account.phone
    if address is None:
        raise Undeliverable("the account has no address this message may go to")
    with _in_language_of(account, home_id=account.person.place_id):
        message = Message(address, str(template.subject), template.written(payload["values"]))
        kept = template.redacted(payload["values"])
    provider(medium).send(message)
    return _logging(account, medium, message, kept)


def _account(condition: Any) -> Account:
    found = db.session.scalars(select(Account).options(joinedload(Account.person)).where(condition)).one_or_none()
    if found is None or found.blocked_at is not None:
        raise Undeliverable("the account is gone or blocked")
    return found


@contextmanager
def _in_language_of(account: Account, *, home_id: int | None) -> Iterator[None]:
    """Speak the account's language, or its place's, and build addresses as a page of this portal does."""
    settings: Settings = current_app.extensions["portal.settings"]
    home = TREE().by_id.get(home_id or 0)
    language = account.language or (home.language if home else "zh_Hans")
    with current_app.test_request_context(base_url=settings.base_url), force_locale(language):
        yield


def _logging(account: Account, medium: str, message: Message, kept: str) -> Leave:
    """Return what notes a message as sent; it is written together with the end of its outbox row."""
    values = {
        "person_id": account.person_id,
        "medium": medium,
        "address": message.address,
        "subject": message.subject,
        "body": kept,
    }

    def note() -> None:
        db.session.execute(insert(SentMessage).values(at=clock.now(), **values))

    return note
