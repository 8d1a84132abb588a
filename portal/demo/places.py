"""The trees of the demonstration: districts, streets, communities, compounds, buildings and households."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, update

from portal import clock
from portal.db import db
from portal.jurisdictions.models import Jurisdiction, Level
from portal.persons.models import Household
from portal.plugin.models import PluginSwitch

Row = Mapping[str, Any]
LANGUAGES = ("zh_Hans", "zh_Hant", "en")
FLATS, UNITS = 2, 3
"""On a floor of a unit; in a building."""


@dataclass(frozen=True)
class Node:
    """A place that was built: enough to put others below it."""

    id: int
    path: str
    level: str


Nodes = dict[str, Node]


def build_places(locality: Row, nodes: Nodes) -> None:
    """Build a locality's own places, the communities beside it, and its compounds down to the door."""
    for row in locality["places"]:
        _own_place(row, nodes)
    for row in locality.get("beside", ()):
        _beside(row, nodes)
    for number, row in enumerate(locality["compounds"], 1):
        _compound(row, number, nodes)


def _own_place(row: Row, nodes: Nodes) -> None:
    _insert([{name: row[name] for name in row.keys() - {"levels", "plugins", "procedure"}}], nodes)
    place_id = nodes[row["slug"]].id
    for rank, level in enumerate(row.get("levels", ())):
        db.session.add(Level(place_id=place_id, rank=rank, key=level["key"], names=level["names"]))
    for plugin in row.get("plugins", ()):
        db.session.add(PluginSwitch(place_id=place_id, plugin=plugin, on=True))


def _beside(row: Row, nodes: Nodes) -> None:
    """Build places that stand beside the locality's own: `names` are written alike in both Chinese scripts.

    A name that ends with a colon is that of a place above those that follow it.
    """
    above = row["parent"]
    for group in row["names"]:
        head, _colon, below = group.rpartition(":")
        if head:
            above = _named(row["parent"], head, row["above"], nodes)
        places = [_beside_row(above, name, row["below"]) for name in below.split(",")]
        _insert(places, nodes)


def _named(parent: str, name: str, suffix: Row, nodes: Nodes) -> str:
    place = _beside_row(parent, name, suffix)
    if place["slug"] not in nodes:
        _insert([place], nodes)
    return str(place["slug"])


def _beside_row(parent: str, name: str, suffix: Row) -> dict[str, Any]:
    chinese, latin = name.split()
    called = {
        language: f"{latin} {said}".strip() if language == "en" else chinese + said
        for language, said in suffix["called"].items()
    }
    return {"slug": f"{parent}-{latin.lower()}", "parent": parent, "level": suffix["level"], "names": called}


def _compound(row: Row, number: int, nodes: Nodes) -> None:
    """Build one compound with its numbered buildings, and spread its households over them."""
    slug = f"{row['parent']}-{number}"
    compound = {"slug": slug, "level": "compound", **{name: row[name] for name in row.keys() - {"buildings"}}}
    _insert([compound], nodes)
    buildings = [
        {
            "slug": f"{slug}-{building:02}",
            "parent": slug,
            "level": "building",
            "names": dict(zip(LANGUAGES, (f"{building}号楼", f"{building}號樓", f"Building {building}"), strict=True)),
        }
        for building in range(1, row["buildings"] + 1)
    ]
    _insert(buildings, nodes)
    households = []
    for serial in range(row["households"]):
        nth, building = divmod(serial, len(buildings))
        floor, position = divmod(nth, FLATS * UNITS)
        unit, flat = divmod(position, FLATS)
        door = f"{unit + 1}单元{floor + 1}{flat + 1:02}"
        place_id = nodes[str(buildings[building]["slug"])].id
        households.append({"place_id": place_id, "door": door, "created_at": clock.now()})
    if households:
        db.session.execute(insert(Household), households)


def _insert(rows: Sequence[Row], nodes: Nodes) -> None:
    """Insert places whose parents are there already, and give each its path."""
    parents = [nodes[row["parent"]] if "parent" in row else None for row in rows]
    values = [
        {
            "introduction": {},
            "opening_hours": [],
            **{name: row[name] for name in row.keys() - {"parent"}},
            "parent_id": parent.id if parent else None,
            "path": "",
            "position": len(nodes) + number,
        }
        for number, (row, parent) in enumerate(zip(rows, parents, strict=True))
    ]
    ids = db.session.scalars(
        insert(Jurisdiction).returning(Jurisdiction.id, sort_by_parameter_order=True), values
    ).all()
    made = [
        Node(place_id, f"{parent.path if parent else '/'}{place_id}/", row["level"])
        for place_id, parent, row in zip(ids, parents, rows, strict=True)
    ]
    nodes.update({row["slug"]: node for row, node in zip(rows, made, strict=True)})
    db.session.execute(update(Jurisdiction), [{"id": node.id, "path": node.path} for node in made])
