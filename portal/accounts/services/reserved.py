"""Names nobody may show as their own: those of places, organisations, roles and people on duty."""

from collections.abc import Iterator

from sqlalchemy import select

from portal.db import db
from portal.jurisdictions.tree import TREE
from portal.organisations.models import Organisation
from portal.persons.models import Person
from portal.persons.names import skeleton
from portal.roles.models import RoleAssignment, RoleTemplate

OF_THE_OFFICE = (
    *("admin", "administrator", "official", "staff"),
    *("官方", "管理员", "管理員", "工作人员", "工作人員", "社区主任", "社區主任"),
)
"""What would be read as the office's own voice, whatever the roles are called."""


def is_reserved(shown_name: str, *, person_id: int | None) -> bool:
    """Tell whether a chosen name reads like that of a place, organisation, role or somebody on duty. Three queries."""
    wanted = _closed_up(shown_name)
    return any(_closed_up(name) == wanted for name in _official(person_id) if name)


def _closed_up(name: str) -> str:
    """Return what names that look alike share, with or without spaces between their parts."""
    return skeleton("".join(name.split()))


def _official(person_id: int | None) -> Iterator[str]:
    tree = TREE()
    taking = [place.id for place in tree.by_id.values() if place.takes_proposals]
    for place in {upper.id: upper for place_id in taking for upper in tree.upwards(place_id)}.values():
        yield from place.names.values()  # a building's name borrows nobody's authority, and there are many
    for names in db.session.scalars(select(Organisation.names).where(Organisation.closed_at.is_(None))):
        yield from names.values()
    yield from OF_THE_OFFICE
    for names in db.session.scalars(select(RoleTemplate.names).where(RoleTemplate.duty)):
        yield from names.values()
    on_duty = (
        select(Person.name, Person.shown_name)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .join(RoleTemplate, RoleTemplate.key == RoleAssignment.role)
        .where(RoleTemplate.duty, RoleAssignment.ended_at.is_(None), Person.id != (person_id or 0))
    )
    for name, shown in db.session.execute(on_duty):
        yield from (name, shown)
