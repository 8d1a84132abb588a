"""Write mail and SMS: in the recipient's language, with the wording and the clock of the place they come from."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from flask import current_app, g, request, url_for
from flask_babel import force_locale, get_locale

from portal import clock
from portal.dates import day
from portal.db import db
from portal.events import DIGEST, EventRecord
from portal.jurisdictions.tree import TREE
from portal.notifications.messages import (
    AT_ONCE_SUBJECT,
    AT_ONCE_WHY,
    DIGEST_INTRO,
    DIGEST_SUBJECT,
    DIGEST_WHY,
    NEWS_BY_SMS,
    TEMPLATES,
    URGENT_WHY,
    is_urgent,
)
from portal.notifications.providers import SMS, Message
from portal.notifications.queries import Letter, events_of_digest
from portal.notifications.unsubscribing import token_of
from portal.plugin.contributions import Description
from portal.plugin.registry import plugins
from portal.settings import Settings

MATTERS_IN_DIGEST = 40
"""More is left to the inbox: a mail nobody reads to its end tells nothing."""


@dataclass(frozen=True)
class Matter:
    """One matter of a mail: its name, its address, and what happened to it."""

    name: str
    url: str
    told: Sequence[Description]


def write(letter: Letter, address: str, values: Mapping[str, str]) -> Message:
    """Return a message ready to be handed over."""
    with speaking(letter.language, letter.place_id):
        if letter.kind in TEMPLATES:
            template = TEMPLATES[letter.kind]
            return Message(address, str(template.subject), template.written(values), ref=letter.ref)
        if letter.kind == DIGEST:
            return _digest(letter, address)
        record = db.session.get_one(EventRecord, letter.event_id)
        if letter.medium == SMS:
            return Message(address, "", _in_short(record))
        return _at_once(letter, address, record)


@contextmanager
def speaking(language: str | None, place_id: int | None) -> Iterator[None]:
    """Speak a language, or the place's; its wording, its zone, and addresses as a page of this portal has them."""
    settings: Settings = current_app.extensions["portal.settings"]
    place = TREE().by_id.get(place_id or 0)
    spoken = language or (place.language if place else "zh_Hans")
    with current_app.test_request_context(base_url=settings.base_url), force_locale(spoken):
        before = g.get("place")
        g.place = place
        g.pop("babel_tzinfo", None)  # Flask-Babel keeps the zone of the place before
        try:
            yield
        finally:
            g.place = before
            g.pop("babel_tzinfo", None)


def _at_once(letter: Letter, address: str, record: EventRecord) -> Message:
    (matter,) = _matters([record])
    place = TREE().by_id[record.home_id].name
    subject = str(AT_ONCE_SUBJECT) % {"title": matter.told[0].title, "place": place}
    group = plugins().message_groups[letter.kind]
    why = str(URGENT_WHY) if group.urgent else str(AT_ONCE_WHY) % {"group": group.label}
    return _mail(letter, address, subject, "", [matter], why)


def _digest(letter: Letter, address: str) -> Message:
    matters = _matters(events_of_digest(letter.id))
    place = TREE().by_id[letter.place_id or 0].name
    subject = str(DIGEST_SUBJECT) % {"place": place, "day": day(clock.now())}
    return _mail(letter, address, subject, str(DIGEST_INTRO), matters, str(DIGEST_WHY))


def _in_short(record: EventRecord) -> str:
    (matter,) = _matters([record])
    (told,) = matter.told
    place = TREE().by_id[record.home_id].name
    words = {"place": place, "title": told.title, "matter": told.matter, "link": matter.url}
    return " ".join((str(NEWS_BY_SMS) % words).split())


def _mail(letter: Letter, address: str, subject: str, intro: str, matters: Sequence[Matter], why: str) -> Message:
    stop = (
        ""
        if is_urgent(letter.kind)
        else url_for("notifications.unsubscribe", token=token_of(letter.ref), _external=True)
    )
    words: dict[str, Any] = {
        "lang": str(get_locale()).replace("_", "-"),
        "subject": subject,
        "intro": intro,
        "matters": matters[:MATTERS_IN_DIGEST],
        "more": len(matters) - MATTERS_IN_DIGEST,
        "why": why,
        "inbox": url_for("notifications.inbox", _external=True),
        "choices": url_for("notifications.choices", _external=True),
        "stop": stop,
    }
    # Not render_template: a page's frame, with its queries, is no part of a mail.
    pages = current_app.jinja_env
    return Message(
        address,
        subject[:200],
        pages.get_template("notifications/mail/letter.txt").render(words).strip() + "\n",
        html=pages.get_template("notifications/mail/letter.html").render(words),
        ref=letter.ref,
        headers=_stopping(stop) if stop else {},
    )


def _stopping(link: str) -> Mapping[str, str]:
    """Return the headers by which a mail program stops mail with one click (RFC 8058)."""
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _matters(records: Sequence[EventRecord]) -> list[Matter]:
    """Return what happened, matter by matter in the order in which each was touched last, the newest first."""
    words = plugins().describe(records)
    together: dict[tuple[str, object], list[Description]] = {}
    for record in records:
        proposal = record.subject_id if record.subject_kind == "proposal" else record.facts.get("proposal")
        key = ("proposal", proposal) if proposal else (record.subject_kind, record.subject_id)
        together[key] = [*together.pop(key, []), words[record.id]]
    return [
        Matter(told[-1].matter or told[-1].title, _whole(told[-1].url), told) for told in reversed(together.values())
    ]


def _whole(url: str) -> str:
    return urljoin(request.base_url, url) if url else url_for("notifications.inbox", _external=True)
