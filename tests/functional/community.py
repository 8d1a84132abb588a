"""A street, its community, an administrator and a resident, for tests of pages."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from portal.events import Actor
from portal.jurisdictions.tree import Place
from portal.testing import factories as make

ADMIN = ("places.edit", "calendar.edit", "content.write", "record.read")

Counting = Callable[[], AbstractContextManager[Any]]


class World:
    """A street with a community, somebody who administers the community, and a resident."""

    def __init__(self) -> None:
        self.street = make.make_place("wushu", level="street", takes_proposals=False, names={"zh_Hans": "兀术街街道"})
        self.place = make.make_place(
            "hongda",
            parent=self.street,
            names={"zh_Hans": "宏大社区", "en": "Hongda"},
            introduction={"en": "Neighbours at one table\nRaise it, talk it over."},
            phone="024 7668 0000",
            address="18 Wushu Road",
            households=3211,
            opening_hours=[{"days": [0, 1, 2, 3, 4, 5, 6], "from": "00:00", "to": "23:59"}],
        )
        make.make_role("locality_admin", ADMIN)
        make.make_role("resident", (), duty=False)
        self.admin, self.resident = make.make_person("管理员"), make.make_person("李桂英")
        make.give_role(self.admin, "locality_admin", self.place)
        make.give_role(self.resident, "resident", self.place)


def make_world(app: Flask, client: FlaskClient) -> World:
    """Make the world, and let the client speak English."""
    client.set_cookie("linli_language", "en")
    with app.app_context():
        return World()


def sign_in(app: Flask, client: FlaskClient, person_id: int) -> None:
    with app.app_context():
        make.sign_in(client, person_id)


def about(place: Place, proposal: int, proposer: int, actor: Actor) -> dict[str, Any]:
    return {
        "home_id": place.id,
        "subject_id": proposal,
        "actor": actor,
        "proposers": [proposer],
        "category": None,
        "subtype": None,
    }
