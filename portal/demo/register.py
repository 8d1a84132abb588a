"""Places, households, organisations and people of one demo locality."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.demo.reading import Locality
from portal.jurisdictions.models import Jurisdiction, Level
from portal.organisations.models import Organisation, OrganisationMember
from portal.persons.models import Household, HouseholdMember, Person
from portal.persons.names import skeleton
from portal.plugin.models import PluginSwitch
from portal.proposals.models import Category
from portal.roles.models import RoleAssignment

SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗佟关郑"
GIVEN = ("秀兰", "桂英", "建国", "志强", "丽娟", "海燕", "春梅", "国栋", "淑珍", "永华", "晓东", "玉芬", "文斌", "小红")
BACKGROUND_RESIDENTS = 60
SINCE = timedelta(days=800)


@dataclass
class Built:
    """What has been built so far, by the keys the data uses."""

    places: dict[str, Jurisdiction] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    residents: list[int] = field(default_factory=list)


def build_register(locality: Locality, password_hash: str, dice: random.Random) -> Built:
    """Build one locality up to the point where its people can act. Runs inside `transact()`."""
    built = Built()
    for row in locality["places"]:
        _place(row, built)
    if compounds := locality.get("compounds"):
        _compounds(compounds, built)
    for row in locality["organisations"]:
        _organisation(row, built)
    for row in locality["people"]:
        built.people[row["login"]] = _person(row, built, locality, password_hash)
    _background_residents(locality, built, dice)
    _categories(locality, built)
    return built


def _place(row: Mapping[str, Any], built: Built) -> Jurisdiction:
    parent = built.places[row["parent"]] if "parent" in row else None
    values = {key: row[key] for key in row.keys() - {"parent", "levels", "plugins", "procedure"}}
    place = Jurisdiction(parent_id=parent.id if parent else None, path="", position=len(built.places), **values)
    db.session.add(place)
    db.session.flush()
    place.path = f"{parent.path if parent else '/'}{place.id}/"
    built.places[place.slug] = place
    for rank, level in enumerate(row.get("levels", ())):
        db.session.add(Level(place_id=place.id, rank=rank, key=level["key"], names=level["names"]))
    for plugin in row.get("plugins", ()):
        db.session.add(PluginSwitch(place_id=place.id, plugin=plugin, on=True))
    return place


def _compounds(data: Mapping[str, Any], built: Built) -> None:
    """Build compounds with their numbered buildings, and spread the households over them."""
    parent = data["parent"]
    buildings = []
    for number, (names, count) in enumerate(zip(data["names"], data["buildings"], strict=True), 1):
        slug = f"{parent}-{number}"
        _place({"slug": slug, "parent": parent, "level": "compound", "names": names}, built)
        for building in range(1, count + 1):
            label = {"zh_Hans": f"{building}号楼", "zh_Hant": f"{building}號樓", "en": f"Building {building}"}
            row = {"slug": f"{slug}-{building:02}", "parent": slug, "level": "building", "names": label}
            buildings.append(_place(row, built))
    households = []
    for serial in range(data["households"]):
        floor, position = divmod(serial // len(buildings), 6)
        unit, flat = divmod(position, 2)
        door = f"{unit + 1}单元{floor + 1}{flat + 1:02}"
        place = buildings[serial % len(buildings)]
        households.append({"place_id": place.id, "door": door, "created_at": clock.now() - SINCE})
    db.session.execute(insert(Household), households)


def _organisation(row: Mapping[str, Any], built: Built) -> None:
    organisation = Organisation(
        place_id=built.places[row["place"]].id,
        kind=row["kind"],
        names=row["names"],
        phone=row.get("phone", ""),
        created_at=clock.now() - SINCE,
    )
    db.session.add(organisation)
    db.session.flush()
    built.organisations[row["key"]] = organisation.id


def _person(row: Mapping[str, Any], built: Built, locality: Locality, password_hash: str) -> int:
    since = clock.now() - SINCE
    login = row["login"]
    person = Person(
        ref=login,
        name=row["name"],
        shown_name=row.get("shown_name", ""),
        birth_year=row.get("birth_year"),
        place_id=_home(locality, built).id,
        created_at=since,
        verified_at=since,
    )
    db.session.add(person)
    db.session.flush()
    db.session.add(
        Account(
            person_id=person.id,
            login=login,
            login_skeleton=skeleton(login),
            password_hash=password_hash,
            created_at=since,
        )
    )
    for role in row.get("roles", ()):
        _role(person.id, role["role"], built.places[role["place"]], built, role.get("organisation"))
    if home := row.get("home"):
        _live_at(person.id, built.places[home["building"]], home["door"], since, head=home.get("head", False))
        _role(person.id, "resident", _home(locality, built), built)
    if key := row.get("organisation"):
        db.session.add(
            OrganisationMember(
                organisation_id=built.organisations[key],
                person_id=person.id,
                liaison=True,
                since=date(2024, 1, 1),
            )
        )
    return person.id


def _role(person_id: int, role: str, place: Jurisdiction, built: Built, organisation: str | None = None) -> None:
    db.session.add(
        RoleAssignment(
            person_id=person_id,
            role=role,
            place_id=place.id,
            organisation_id=built.organisations[organisation] if organisation else None,
            starts=date(2024, 1, 1),
            given_at=clock.now() - SINCE,
        )
    )


def _live_at(person_id: int, building: Jurisdiction, door: str, since: datetime, *, head: bool) -> None:
    found = db.session.query(Household).filter_by(place_id=building.id, door=door).one_or_none()
    if found is None:
        found = Household(place_id=building.id, door=door, created_at=since)
        db.session.add(found)
        db.session.flush()
    db.session.add(HouseholdMember(household_id=found.id, person_id=person_id, head=head, since=since))


def _background_residents(locality: Locality, built: Built, dice: random.Random) -> None:
    """Enter residents without a sign-in, who support and comment."""
    home = _home(locality, built)
    since = clock.now() - SINCE
    for serial in range(BACKGROUND_RESIDENTS):
        person = Person(
            ref=f"{home.slug}-r{serial:03}",
            name=dice.choice(SURNAMES) + dice.choice(GIVEN),
            place_id=home.id,
            created_at=since,
            verified_at=since,
        )
        db.session.add(person)
        db.session.flush()
        _role(person.id, "resident", home, built)
        built.residents.append(person.id)


def _categories(locality: Locality, built: Built) -> None:
    home = _home(locality, built)
    for position, row in enumerate(locality["categories"]):
        category = Category(
            place_id=home.id,
            key=row["key"],
            names=row["names"],
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


def _home(locality: Locality, built: Built) -> Jurisdiction:
    """Return the place of this locality that takes proposals."""
    slug = next(row["slug"] for row in locality["places"] if row.get("takes_proposals"))
    return built.places[slug]
