"""The people and organisations of one demo locality, and what may be proposed there."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.demo.places import Node, Nodes, build_places
from portal.demo.reading import Locality
from portal.organisations.models import Organisation, OrganisationMember
from portal.persons.models import Household, HouseholdMember, Person
from portal.persons.names import skeleton
from portal.proposals.models import Category
from portal.roles.models import RoleAssignment

SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗佟关郑"
GIVEN = ("秀兰", "桂英", "建国", "志强", "丽娟", "海燕", "春梅", "国栋", "淑珍", "永华", "晓东", "玉芬", "文斌", "小红")
BACKGROUND_RESIDENTS = 60
SINCE = timedelta(days=800)
OFFICE_SINCE = date(2024, 1, 1)


@dataclass
class Built:
    """What has been built so far, by the keys the data uses."""

    places: Nodes = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    residents: list[int] = field(default_factory=list)


def build_register(locality: Locality, password_hash: str, dice: random.Random) -> Built:
    """Build one locality up to the point where its people can act. Runs inside `transact()`."""
    built = Built()
    build_places(locality, built.places)
    for row in locality["organisations"]:
        _organisation(row, built)
    for row in locality.get("bodies", ()):
        _bodies(row, built)
    for row in locality["people"]:
        built.people[row["login"]] = _person(row, built, locality, password_hash)
    _background_residents(locality, built, dice)
    _categories(locality, built)
    return built


def home_slug(locality: Locality) -> str:
    """Return the slug of the place of a locality that takes proposals."""
    return next(str(row["slug"]) for row in locality["places"] if row.get("takes_proposals"))


def enter_person(ref: str, name: str, password_hash: str = "", **values: Any) -> int:
    """Enter somebody whom the community has confirmed, with a sign-in of that name if there is a password."""
    moment = clock.now()
    person = Person(ref=ref, name=name, created_at=moment, verified_at=moment, **values)
    db.session.add(person)
    db.session.flush()
    if password_hash:
        account = Account(
            person_id=person.id,
            login=ref,
            login_skeleton=skeleton(ref),
            password_hash=password_hash,
            created_at=moment,
        )
        db.session.add(account)
    return person.id


def give_role(person_id: int, role: str, place_id: int, organisation_id: int | None = None) -> None:
    """Let somebody hold a role since the office began."""
    db.session.add(
        RoleAssignment(
            person_id=person_id,
            role=role,
            place_id=place_id,
            organisation_id=organisation_id,
            starts=OFFICE_SINCE,
            given_at=clock.now(),
        )
    )


def _organisation(row: Mapping[str, Any], built: Built) -> None:
    organisation = Organisation(
        place_id=built.places[row["place"]].id,
        kind=row["kind"],
        names=row["names"],
        phone=row.get("phone", ""),
        note=row.get("note", ""),
        created_at=clock.now(),
    )
    db.session.add(organisation)
    db.session.flush()
    built.organisations[row["key"]] = organisation.id


def _bodies(row: Mapping[str, Any], built: Built) -> None:
    """Enter `count` bodies of one kind, in turn at each of the first `among` places of a level; numbered, if several
    have the same place.
    """
    places = [node.id for node in built.places.values() if node.level == row["level"]][: row["among"]]
    bodies = []
    for number in range(row["count"]):
        nth, at = divmod(number, len(places))
        names = (
            row["names"]
            if row["count"] <= len(places)
            else {language: said.format(nth + 1) for language, said in row["names"].items()}
        )
        bodies.append({"place_id": places[at], "kind": row["kind"], "names": names, "created_at": clock.now()})
    db.session.execute(insert(Organisation), bodies)


def _person(row: Mapping[str, Any], built: Built, locality: Locality, password_hash: str) -> int:
    home = built.places[home_slug(locality)]
    person_id = enter_person(
        row["login"],
        row["name"],
        password_hash,
        shown_name=row.get("shown_name", ""),
        phone=row.get("phone", ""),
        birth_year=row.get("birth_year"),
        place_id=home.id,
    )
    for role in row.get("roles", ()):
        give_role(
            person_id, role["role"], built.places[role["place"]].id, built.organisations.get(role.get("organisation"))
        )
    if door := row.get("home"):
        _live_at(person_id, built.places[door["building"]], door["door"], head=door.get("head", False))
        give_role(person_id, "resident", home.id)
    if key := row.get("organisation"):
        member = OrganisationMember(
            organisation_id=built.organisations[key], person_id=person_id, liaison=True, since=OFFICE_SINCE
        )
        db.session.add(member)
    return person_id


def _live_at(person_id: int, building: Node, door: str, *, head: bool) -> None:
    lives = select(Household.id).where(Household.place_id == building.id, Household.door == door)
    household_id = db.session.scalars(lives).one()
    member = HouseholdMember(household_id=household_id, person_id=person_id, head=head, since=clock.now())
    db.session.add(member)


def _background_residents(locality: Locality, built: Built, dice: random.Random) -> None:
    """Enter residents without a sign-in, who support and comment."""
    home, moment = built.places[home_slug(locality)], clock.now()
    people = [
        {
            "ref": f"{home_slug(locality)}-r{serial:03}",
            "name": dice.choice(SURNAMES) + dice.choice(GIVEN),
            "place_id": home.id,
            "created_at": moment,
            "verified_at": moment,
        }
        for serial in range(BACKGROUND_RESIDENTS)
    ]
    returning = insert(Person).returning(Person.id, sort_by_parameter_order=True)
    built.residents += db.session.scalars(returning, people).all()
    for person_id in built.residents:
        give_role(person_id, "resident", home.id)


def _categories(locality: Locality, built: Built) -> None:
    home = built.places[home_slug(locality)]
    for position, row in enumerate(locality["categories"]):
        category = Category(
            place_id=home.id,
            key=row["key"],
            names=row["names"],
            explanation=row.get("explanation", {}),
            negative=row.get("negative", False),
            position=position,
        )
        db.session.add(category)
        db.session.flush()
        for below, subtype in enumerate(row.get("subtypes", ())):
            db.session.add(
                Category(
                    place_id=home.id,
                    parent_id=category.id,
                    key=subtype["key"],
                    names=subtype["names"],
                    position=below,
                )
            )
