"""Give roles and end them. Nobody gives, or ends, more than they hold themselves."""

from datetime import date

from sqlalchemy import or_, select, update

from portal import clock
from portal.accounts.sessions import end_sessions_of_person
from portal.db import db
from portal.events import Actor
from portal.jurisdictions.tree import TREE, Place
from portal.organisations.models import Organisation
from portal.persons.models import Person
from portal.publishing import publish
from portal.roles.events import RoleEnded, RoleGiven
from portal.roles.models import RoleAssignment
from portal.roles.standing import RESIDENT, TEMPLATES, Standing, standing_of


class RoleRefused(Exception):
    """The role can't be given so; each subclass says why."""


class NoSuchRole(RoleRefused):
    """There is no such template, or no such person."""


class MoreThanHeld(RoleRefused):
    """The role allows something the giver may not do at that place."""


class ToOneself(RoleRefused):
    """Nobody gives a role to themselves: somebody else must agree that they should hold it."""


class OrganisationNeeded(RoleRefused):
    """The role is held for an organisation of the place or above; another role is held for none."""


class AlreadyHeld(RoleRefused):
    """The person holds this role there."""


class TermBackwards(RoleRefused):
    """The term ends before it begins, or before today."""


def may_give(standing: Standing, role: str, place_id: int) -> bool:
    """Tell whether every permission of a role is held at the place by whoever would give it."""
    return TEMPLATES()[role].permissions <= standing.permissions_at(place_id)


def outranks(standing: Standing, other: Standing) -> bool:
    """Tell whether somebody may do whatever the other may: who opens or blocks an account must not gain by it."""
    return all(may_give(standing, held.role, held.place_id) for held in other.roles if held.role in TEMPLATES())


def give_role(
    *,
    person_id: int,
    role: str,
    place: Place,
    starts: date,
    ends: date | None,
    organisation_id: int | None,
    actor: Actor,
) -> int:
    """Give somebody a role at a place from `starts` to `ends` (both included), and return the assignment's id.

    Their sessions end, so that every device starts from the new rights. An actor without a person is the command
    line, which holds everything. Raises `RoleRefused`.
    """
    template = TEMPLATES().get(role)
    # Locked, so that the same role given twice at once is given once.
    person = db.session.get(Person, person_id, with_for_update=True)
    if template is None or person is None or person.erased_at is not None:
        raise NoSuchRole(role)
    if actor.person_id == person_id:
        raise ToOneself(role)
    if actor.person_id is not None and not may_give(standing_of(actor.person_id), role, place.id):
        raise MoreThanHeld(role)
    if template.for_organisation != (organisation_id is not None):
        raise OrganisationNeeded(role)
    if organisation_id is not None and not _serves(organisation_id, place):
        raise OrganisationNeeded(role)
    if ends is not None and (ends < starts or ends < clock.today(place.zone)):
        raise TermBackwards(role)
    if _holds(person_id, role, place, organisation_id):
        raise AlreadyHeld(role)
    assignment_id = _assign(person_id, role, place, starts, ends, organisation_id, actor)
    end_sessions_of_person(person_id)
    publish(RoleGiven(home_id=place.id, subject_id=assignment_id, actor=actor, holders=[person_id], role=role))
    return assignment_id


def end_role(*, assignment_id: int, actor: Actor) -> None:
    """End a role now and the holder's sessions with it; nothing happens when it had ended.

    Raises `MoreThanHeld`, and `NoSuchRole` for an id that doesn't exist.
    """
    row = db.session.get(RoleAssignment, assignment_id, with_for_update=True)
    if row is None:
        raise NoSuchRole(str(assignment_id))
    own = actor.person_id == row.person_id  # anybody may lay down what they hold
    if not own and actor.person_id is not None and not may_give(standing_of(actor.person_id), row.role, row.place_id):
        raise MoreThanHeld(row.role)
    if row.ended_at is not None:
        return
    row.ended_at = clock.now()
    row.ended_by_id = actor.person_id
    end_sessions_of_person(row.person_id)
    publish(RoleEnded(home_id=row.place_id, subject_id=row.id, actor=actor, holders=[row.person_id], role=row.role))


def make_resident(*, person_id: int, locality: Place, actor: Actor) -> None:
    """Let somebody whose home is confirmed take part in a locality, and no longer in the one they left.

    Signs nobody out: it gives no duty, and would lose what a resident is just writing.
    """
    db.session.execute(
        update(RoleAssignment)
        .where(
            RoleAssignment.person_id == person_id,
            RoleAssignment.role == RESIDENT,
            RoleAssignment.place_id != locality.id,
            RoleAssignment.ended_at.is_(None),
        )
        .values(ended_at=clock.now(), ended_by_id=actor.person_id)
    )
    if not _holds(person_id, RESIDENT, locality, None):
        _assign(person_id, RESIDENT, locality, clock.today(locality.zone), None, None, actor)


def _assign(
    person_id: int,
    role: str,
    place: Place,
    starts: date,
    ends: date | None,
    organisation_id: int | None,
    actor: Actor,
) -> int:
    row = RoleAssignment(
        person_id=person_id,
        role=role,
        place_id=place.id,
        organisation_id=organisation_id,
        starts=starts,
        ends=ends,
        given_by_id=actor.person_id,
        given_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def _holds(person_id: int, role: str, place: Place, organisation_id: int | None) -> bool:
    today = clock.today(place.zone)
    same = select(RoleAssignment.id).where(
        RoleAssignment.person_id == person_id,
        RoleAssignment.role == role,
        RoleAssignment.place_id == place.id,
        RoleAssignment.organisation_id.is_(None)
        if organisation_id is None
        else RoleAssignment.organisation_id == organisation_id,
        RoleAssignment.ended_at.is_(None),
        or_(RoleAssignment.ends.is_(None), RoleAssignment.ends >= today),
    )
    return db.session.scalar(same) is not None


def _serves(organisation_id: int, place: Place) -> bool:
    organisation = db.session.get(Organisation, organisation_id)
    return (
        organisation is not None and organisation.closed_at is None and TREE().covers(organisation.place_id, place.id)
    )
