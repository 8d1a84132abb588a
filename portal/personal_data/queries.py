"""Read what somebody asked for about their own data, and what stands against an erasure."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal import clock
from portal.db import db
from portal.duties.models import Task
from portal.jurisdictions.tree import TREE, Place, in_language
from portal.personal_data.models import ErasureRequest, PersonExport
from portal.roles.models import RoleAssignment
from portal.roles.queries import role_name
from portal.roles.standing import TEMPLATES, standing_of


@dataclass(frozen=True)
class LastOne:
    """A role with duties that nobody else holds at a place or above it."""

    role_name: str
    place: Place


@dataclass(frozen=True)
class Waiting:
    """A matter that waits for somebody themselves."""

    title: str
    asked: str
    link: str


@dataclass(frozen=True)
class InTheWay:
    """What somebody has to settle before they are erased; false when there is nothing."""

    last_in: Sequence[LastOne]
    waiting: Sequence[Waiting]

    def __bool__(self) -> bool:
        return bool(self.last_in or self.waiting)


def exports_of(person_id: int) -> Sequence[PersonExport]:
    """Return somebody's exports that are being made or can be fetched, the newest first. One query."""
    return db.session.scalars(
        select(PersonExport)
        .where(PersonExport.person_id == person_id, PersonExport.ends_at > clock.now())
        .order_by(PersonExport.id.desc())
    ).all()


def export_named(person_id: int, ref: str) -> PersonExport | None:
    """Return somebody's own export that can be fetched now."""
    return db.session.scalar(
        select(PersonExport).where(
            PersonExport.person_id == person_id,
            PersonExport.ref == ref,
            PersonExport.ready_at.is_not(None),
            PersonExport.ends_at > clock.now(),
        )
    )


def erasure_of(person_id: int) -> ErasureRequest | None:
    """Return somebody's wish to be erased. One query."""
    return db.session.get(ErasureRequest, person_id)


def in_the_way(person_id: int) -> InTheWay:
    """Return what somebody has to settle before they are erased: roles to hand over, matters that wait for them."""
    tasks = db.session.scalars(
        select(Task).where(Task.person_id == person_id, Task.done_at.is_(None)).order_by(Task.due, Task.id).limit(20)
    )
    waiting = [Waiting(task.title, in_language(task.labels), task.link) for task in tasks]
    return InTheWay(roles_without_others(person_id), waiting)


def roles_without_others(person_id: int) -> Sequence[LastOne]:
    """Return the roles with duties that nobody but this person holds, there or above. A query for each role."""
    found = []
    for held in standing_of(person_id).roles:
        template = TEMPLATES().get(held.role)
        if template is None or not template.duty or template.for_organisation:
            continue
        trail = [above.id for above in TREE().upwards(held.place_id)]
        today = clock.now().date()
        others = db.session.scalar(
            select(func.count()).where(
                RoleAssignment.role == held.role,
                RoleAssignment.place_id.in_(trail),
                RoleAssignment.person_id != person_id,
                RoleAssignment.ended_at.is_(None),
                RoleAssignment.starts <= today,
                RoleAssignment.ends.is_(None) | (RoleAssignment.ends >= today),
            )
        )
        if not others:
            found.append(LastOne(role_name(held.role), TREE().by_id[held.place_id]))
    return found
