"""Homes: a resident says where they live, a worker confirms it; until then they read and draft only."""

from collections.abc import Mapping

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.duties.services import close_task, open_task
from portal.events import Actor
from portal.jurisdictions.tree import TREE, Place
from portal.persons.events import HomeClaimed, HomeConfirmed, HomeDeclined
from portal.persons.models import HomeClaim, Person
from portal.persons.permissions import CONFIRM
from portal.persons.services.households import household_behind, move_in
from portal.publishing import publish
from portal.roles.models import RoleAssignment
from portal.roles.services import make_resident
from portal.roles.standing import TEMPLATES

SUBJECT = "home_claim"
ASKED: Mapping[str, str] = {"zh_Hans": "核实住址", "zh_Hant": "核實住址", "en": "Confirm a home"}


class NoLocality(Exception):
    """Nobody takes residents there: no place here or above takes proposals."""


class AlreadyDecided(Exception):
    """Somebody else confirmed or declined the claim, or the resident withdrew it."""


class OwnHome(Exception):
    """Nobody confirms their own home."""


def claim_home(*, person_id: int, place: Place, door: str, as_head: bool, actor: Actor) -> int:
    """Say where somebody lives, and let it wait for a worker; an earlier claim that still waits is withdrawn.

    Returns the claim's id; the same claim made twice stays one. Raises `NoLocality`.
    """
    locality = TREE().locality(place.id)
    if locality is None:
        raise NoLocality
    person = db.session.get_one(Person, person_id, with_for_update=True)
    waiting = db.session.scalar(select(HomeClaim).where(HomeClaim.person_id == person_id, HomeClaim.state == "waiting"))
    if waiting is not None:
        if (waiting.place_id, waiting.door, waiting.as_head) == (place.id, door, as_head):
            return waiting.id
        _withdraw(waiting)
    claim = HomeClaim(
        person_id=person_id, place_id=place.id, door=door, as_head=as_head, state="waiting", made_at=clock.now()
    )
    db.session.add(claim)
    db.session.flush()
    seat = _seat(place, locality)
    open_task(
        subject_kind=SUBJECT,
        subject_id=claim.id,
        title=f"{person.name} · {place.names.get(place.language) or place.slug} {door}",
        labels=ASKED,
        link=f"/j/{seat.slug}/homes/{claim.id}",
        seat_id=seat.id,
        permission=CONFIRM,
    )
    publish(HomeClaimed(home_id=locality.id, subject_id=claim.id, actor=actor, residents=[person_id]))
    return claim.id


def withdraw_claim(*, person_id: int) -> None:
    """Take back what somebody said about where they live, while it waits."""
    waiting = db.session.scalar(
        select(HomeClaim).where(HomeClaim.person_id == person_id, HomeClaim.state == "waiting").with_for_update()
    )
    if waiting is not None:
        _withdraw(waiting)


def confirm_home(*, claim_id: int, actor: Actor) -> None:
    """Confirm where somebody lives: they are verified, belong to the household, and take part in the locality.

    Raises `AlreadyDecided` and `OwnHome`.
    """
    claim = _decide(claim_id, "confirmed", actor)
    place = TREE().by_id[claim.place_id]
    locality = TREE().locality(place.id)
    if locality is None:
        raise NoLocality
    person = db.session.get_one(Person, claim.person_id)
    person.place_id = place.id
    person.verified_at = clock.now()
    person.verified_by_id = actor.person_id
    household = household_behind(place_id=place.id, door=claim.door)
    move_in(household=household, person_id=person.id, as_head=claim.as_head, since=clock.now(), actor=actor)
    make_resident(person_id=person.id, locality=locality, actor=actor)
    publish(HomeConfirmed(home_id=locality.id, subject_id=claim.id, actor=actor, residents=[person.id]))


def decline_home(*, claim_id: int, reason: str, actor: Actor) -> None:
    """Decline a claim with a reason its maker reads. Raises `AlreadyDecided` and `OwnHome`."""
    claim = _decide(claim_id, "declined", actor)
    claim.reason = reason
    place = TREE().by_id[claim.place_id]
    home = TREE().locality(place.id) or place
    publish(HomeDeclined(home_id=home.id, subject_id=claim.id, actor=actor, residents=[claim.person_id]))


def _decide(claim_id: int, state: str, actor: Actor) -> HomeClaim:
    claim = db.session.get_one(HomeClaim, claim_id, with_for_update=True)
    if claim.state != "waiting":
        raise AlreadyDecided
    if claim.person_id == actor.person_id:
        raise OwnHome
    claim.state = state
    claim.decided_at = clock.now()
    claim.decided_by_id = actor.person_id
    close_task(subject_kind=SUBJECT, subject_id=claim.id)
    return claim


def _withdraw(claim: HomeClaim) -> None:
    claim.state = "withdrawn"
    claim.decided_at = clock.now()
    close_task(subject_kind=SUBJECT, subject_id=claim.id)
    db.session.flush()


def _seat(place: Place, locality: Place) -> Place:
    """Return where a claim waits: the nearest place between door and locality that has somebody to confirm it."""
    between = [above for above in TREE().upwards(place.id) if above.path.startswith(locality.path)]
    deciding = [key for key, template in TEMPLATES().items() if CONFIRM in template.permissions]
    today = clock.today(locality.zone)
    seats = set(
        db.session.scalars(
            select(RoleAssignment.place_id).where(
                RoleAssignment.role.in_(deciding),
                RoleAssignment.place_id.in_([above.id for above in between]),
                RoleAssignment.ended_at.is_(None),
                RoleAssignment.starts <= today,
                (RoleAssignment.ends.is_(None) | (RoleAssignment.ends >= today)),
            )
        )
    )
    return next((above for above in between if above.id in seats), locality)
