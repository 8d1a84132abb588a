"""Change a place's words."""

from collections.abc import Sequence

from sqlalchemy import insert

from portal import clock, config
from portal.db import db
from portal.events import Actor
from portal.publishing import publish
from portal.wording.catalogue import Message
from portal.wording.events import WordingChanged
from portal.wording.models import Wording
from portal.wording.speaking import OWN


def reword(*, place_id: int, language: str, message: Message, texts: Sequence[str], actor: Actor) -> None:
    """Let a place and those below say `texts`, a form of number each; nothing happens when it says that already."""
    config.hold()
    if OWN().get(place_id, {}).get(language, {}).get(message.original) == list(texts):
        return
    _write(place_id, language, message, list(texts), actor)


def restore(*, place_id: int, language: str, message: Message, actor: Actor) -> None:
    """Let a message be as above again, or as in the catalogue; nothing happens when it is."""
    config.hold()
    if message.original in OWN().get(place_id, {}).get(language, {}):
        _write(place_id, language, message, None, actor)


def _write(place_id: int, language: str, message: Message, texts: list[str] | None, actor: Actor) -> None:
    db.session.execute(
        insert(Wording).values(
            place_id=place_id,
            language=language,
            key=message.key,
            message=message.original,
            texts=texts,
            at=clock.now(),
            by_id=actor.person_id,
        )
    )
    config.touch()
    publish(
        WordingChanged(
            home_id=place_id,
            subject_id=place_id,
            actor=actor,
            message=message.key,
            language=language,
            own=texts is not None,
        )
    )
