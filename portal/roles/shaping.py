"""Change what roles allow, and add roles. Templates count in the whole portal, so whoever shapes them holds it all."""

from collections.abc import Collection, Mapping

from sqlalchemy import func, select

from portal import config
from portal.db import db
from portal.events import Actor
from portal.jurisdictions.tree import TREE
from portal.publishing import publish
from portal.roles.events import RoleShaped
from portal.roles.models import RoleTemplate
from portal.roles.services import MoreThanHeld, NoSuchRole, RoleRefused
from portal.roles.standing import EVERYTHING, Standing, standing_of


class KeyTaken(RoleRefused):
    """There is a role of this key."""


def shapeable(standing: Standing) -> frozenset[str]:
    """Return the permissions somebody may put into a role or take out: those they hold in the whole portal."""
    roots = [standing.permissions_at(root.id) for root in TREE().children(None)]
    return frozenset.intersection(*roots) if roots else frozenset()


def add_template(
    *, key: str, names: Mapping[str, str], permissions: Collection[str], for_organisation: bool, actor: Actor
) -> None:
    """Add a role after the others. Raises `KeyTaken`, or `MoreThanHeld` for a permission the actor doesn't hold."""
    _check(frozenset(permissions), actor)
    if db.session.get(RoleTemplate, key) is not None:
        raise KeyTaken(key)
    last = db.session.scalar(select(func.max(RoleTemplate.position))) or 0
    db.session.add(
        RoleTemplate(
            key=key,
            names=dict(names),
            permissions=sorted(permissions),
            for_organisation=for_organisation,
            position=last + 1,
        )
    )
    _tell(key, actor)


def shape_template(*, key: str, names: Mapping[str, str], permissions: Collection[str], actor: Actor) -> None:
    """Rename a role and decide what it allows; whoever holds it may do so from their next request on.

    Raises `NoSuchRole`, also for the role that allows everything, which stays as it is, and `MoreThanHeld` where a
    permission goes in or out that the actor doesn't hold in the whole portal.
    """
    row = db.session.get(RoleTemplate, key, with_for_update=True)
    if row is None or EVERYTHING in row.permissions:
        raise NoSuchRole(key)
    _check(frozenset(row.permissions) ^ frozenset(permissions), actor)
    row.names, row.permissions = dict(names), sorted(permissions)
    _tell(key, actor)


def _check(moved: frozenset[str], actor: Actor) -> None:
    if actor.person_id is not None and not moved <= shapeable(standing_of(actor.person_id)):
        raise MoreThanHeld


def _tell(key: str, actor: Actor) -> None:
    """Let it count at once, and stand in the record of every tree of places."""
    config.touch()
    for root in TREE().children(None):
        publish(RoleShaped(home_id=root.id, subject_id=root.id, actor=actor, role=key))
