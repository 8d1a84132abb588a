"""Facts: what happened, in the past tense, recorded in the caller's transaction.

`portal/publishing.py` tells the plugins of them.

An event carries ids, keys and numbers only; words stay in the subject's row. Points rules, statistics, the record of
acts and erasure all stand on that.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any, ClassVar, get_type_hints

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, Integer, String, insert
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Json, Key, Model, UTCDateTime, db
from portal.outbox import enqueue
from portal.plugin.contributions import MessageGroup

Party = Annotated[Sequence[int], "party"]
"""Person ids in one role, such as the proposers."""
Fact = Annotated[str | int | bool | None, "fact"]
"""A key, a number or a yes/no that rules and figures may ask for."""
Amount = Annotated[int, "amount"]
"""A quantity in its smallest unit: minutes, fen, working days."""

SYSTEM = "system"
FOLLOWERS = "followers"
"""In `Event.tells`: those who follow the proposal it is about."""
NEIGHBOURS = "neighbours"
"""In `Event.tells`: those with an account who live at its home or below."""

AT_ONCE, DIGEST, NOT_AT_ALL = "at_once", "digest", "not_at_all"
"""How mail of a group of messages comes."""

SECURITY = MessageGroup("security", _l("Safety of my account"), _l("Always at once."), AT_ONCE, True, 0, urgent=True)
WAITS = MessageGroup(
    "waits", _l("What waits for me"), _l("Due days that come near, reminders, what is overdue."), AT_ONCE, False, 10
)
OWN = MessageGroup("own", _l("My proposals"), _l("Each step of what I proposed."), AT_ONCE, True, 20)
ABOUT_ME = MessageGroup(
    "about_me", _l("About me"), _l("My home, my roles, answers to what I wrote."), AT_ONCE, True, 30
)
FOLLOWED = MessageGroup("followed", _l("What I follow"), _l("Each step of proposals I follow."), DIGEST, False, 40)
NOTICES = MessageGroup(
    "notices", _l("Notices of my place"), _l("Announcements and public notices where I live."), DIGEST, False, 50
)

Groups = Mapping[str, MessageGroup]
"""In `Event.groups`: the group of messages of some of the parties."""


@dataclass(frozen=True)
class Actor:
    """Who acts, on whose behalf and through which channel; `Actor(None, None, "system")` is the clock."""

    person_id: int | None
    for_id: int | None = None
    channel: str = "web"


CLOCK = Actor(None, None, SYSTEM)


class EventRecord(Model):
    """One fact as it is kept, append-only."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Key)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    home_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(Integer)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[str] = mapped_column(String(20))
    parties: Mapped[dict[str, list[int]]] = mapped_column(Json)
    facts: Mapped[dict[str, str | int | bool]] = mapped_column(Json)
    amounts: Mapped[dict[str, int]] = mapped_column(Json)

    __table_args__ = (
        Index("ix_event_subject", "subject_kind", "subject_id", "id"),
        Index("ix_event_home", "home_id", "id"),
        Index("ix_event_name", "name", "home_id", "at"),
    )


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of every fact. A subclass sets `name`, `label` and `subject_kind`, and declares what it carries as
    fields annotated `Party`, `Fact` or `Amount`.

    `tells` names who gets a message: parties of the event, `FOLLOWERS` and `NEIGHBOURS`. Whoever acted is not told
    of it. Facts that always come together (a stage ends, the next begins) tell once: one of them says so, the others
    don't. `group` is the group of messages its parties get it in, unless `groups` says otherwise for one of them.
    `in_story` is False for what the story of its subject leaves out, because another fact tells it already or because
    it is no step.
    """

    name: ClassVar[str]
    label: ClassVar[Any]
    subject_kind: ClassVar[str]
    tells: ClassVar[tuple[str, ...]] = ()
    group: ClassVar[MessageGroup] = ABOUT_ME
    groups: ClassVar[Groups] = {}
    in_story: ClassVar[bool] = True

    home_id: int
    subject_id: int
    actor: Actor

    @classmethod
    def group_of(cls, party: str) -> MessageGroup:
        """Return the group of messages in which a party of `tells` gets this."""
        audiences = {FOLLOWERS: FOLLOWED, NEIGHBOURS: NOTICES}
        return cls.groups.get(party) or audiences.get(party, cls.group)

    @classmethod
    def message_groups(cls) -> Sequence[MessageGroup]:
        """Return the groups this brings messages in."""
        return [cls.group_of(party) for party in cls.tells]


@cache
def carried(event_type: type[Event], kind: str) -> tuple[str, ...]:
    """Return the names of the fields of `kind` (`party`, `fact` or `amount`) that an event type declares."""
    hints = get_type_hints(event_type, include_extras=True)
    return tuple(
        field.name for field in dataclasses.fields(event_type) if kind in getattr(hints[field.name], "__metadata__", ())
    )


def record(event: Event) -> int:
    """Write `event` down in the caller's transaction, and that the worker has people to tell; return its id.

    What tells nobody wakes nobody.
    """
    event_id: int = db.session.execute(
        insert(EventRecord).values(_recorded(event)).returning(EventRecord.id)
    ).scalar_one()
    if event.tells:
        enqueue("event", {"event": event_id})
    return event_id


def _recorded(event: Event) -> Mapping[str, Any]:
    said: dict[str, dict[str, Any]] = {
        kind: {name: getattr(event, name) for name in carried(type(event), kind)}  # type: ignore[arg-type]  # it hashes
        for kind in ("party", "fact", "amount")
    }
    parties = {name: sorted(set(people)) for name, people in said["party"].items()}
    facts, amounts = said["fact"], said["amount"]
    for name, value in facts.items():
        if isinstance(value, str) and (len(value) > 80 or any(char.isspace() for char in value)):
            raise ValueError(f"{event.name}.{name}: a fact is a key, not words")
    return {
        "name": event.name,
        "at": clock.now(),
        "home_id": event.home_id,
        "subject_kind": event.subject_kind,
        "subject_id": event.subject_id,
        "actor_id": event.actor.person_id,
        "for_id": event.actor.for_id,
        "channel": event.actor.channel,
        "parties": parties,
        "facts": {name: value for name, value in facts.items() if value is not None},
        "amounts": amounts,
    }
