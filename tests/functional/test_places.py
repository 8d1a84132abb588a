"""Places: found, edited, moved with everything below, closed and opened."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import db, transact
from portal.events import Actor, EventRecord
from portal.jurisdictions import services
from portal.jurisdictions.finding import find_places
from portal.jurisdictions.queries import levels_at, moves_of
from portal.jurisdictions.services import InUse, PlaceDetails, Taken, WouldCircle
from portal.jurisdictions.tree import TREE, Place
from portal.testing import factories as make

NAMES = {"zh_Hans": "新村", "zh_Hant": "新村", "en": "New village"}


def place(zh: str, slug: str, *, parent: Place | None = None, **values: Any) -> Place:
    return make.make_place(slug, parent=parent, names={"zh_Hans": zh, "en": slug}, **values)


def grown() -> dict[str, Place]:
    """A district with two streets, a community and its building."""
    district = place("测试区", "district")
    east = place("东街道", "east", parent=district)
    west = place("西街道", "west", parent=district)
    community = place("宏大社区", "hongda", parent=east, address="兀术路 18 号", code="HD")
    building = place("3号楼", "hongda-3", parent=community)
    return {one.slug: one for one in (district, east, west, community, building)}


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("宏大", "hongda"),
        ("宏大社区", "hongda"),
        ("HD", "hongda"),
        ("兀术路", "hongda"),
        ("3号楼", "hongda-3"),
        ("宏大 3号楼", "hongda-3"),
        ("宏大社区3号楼", "hongda-3"),
        ("Ｈｏｎｇｄａ", "hongda"),
        ("east", "east"),
    ],
)
def test_a_place_is_found_by_what_people_type(app: Flask, query: str, first: str) -> None:
    with app.app_context():
        grown()
        assert find_places(query)[0].slug == first


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("宏大", ["hongda"]),
        ("East", ["east"]),
        ("宏大社区3号楼", ["hongda-3"]),
        ("兀术路", ["hongda"]),
    ],
)
def test_what_lies_below_a_place_that_fits_is_walked_down_to(app: Flask, query: str, found: list[str]) -> None:
    with app.app_context():
        grown()
        assert [place.slug for place in find_places(query)] == found


def test_a_place_called_like_the_one_above_is_found_beside_it(app: Flask) -> None:
    with app.app_context():
        street = make.make_place("happy-street", level="street", names={"zh_Hans": "幸福街道"})
        make.make_place("happy", parent=street, names={"zh_Hans": "幸福社区"})
        make.make_place("other", parent=street, names={"zh_Hans": "前进社区"})
        assert [place.slug for place in find_places("幸福")] == ["happy-street", "happy"]


@pytest.mark.parametrize("query", ["", "   ", "\x00", "%", "没有这里", "宏大没有", "x" * 5000])
def test_what_fits_nothing_finds_nothing(app: Flask, query: str) -> None:
    with app.app_context():
        grown()
        assert find_places(query) == []


def test_a_closed_place_and_all_below_is_not_found(app: Flask) -> None:
    with app.app_context():
        places = grown()
        transact(lambda: services.close_place(place_id=places["hongda-3"].id, actor=Actor(None)))
        assert [found.slug for found in find_places("3号楼")] == []


def test_a_move_takes_everything_below_along_and_is_kept(app: Flask) -> None:
    with app.app_context():
        places, admin = grown(), make.make_person()
        transact(
            lambda: services.move_place(
                place_id=places["hongda"].id, parent_id=places["west"].id, reason="区划调整", actor=Actor(admin)
            )
        )
        tree = TREE()
        assert [up.slug for up in tree.trail(places["hongda-3"].id)] == ["district", "west", "hongda", "hongda-3"]
        assert tree.by_slug["hongda-3"].path == f"{tree.by_slug['hongda'].path}{places['hongda-3'].id}/"
        assert tree.by_slug["hongda"].path.startswith(tree.by_slug["west"].path)
        (move,) = moves_of(places["hongda"].id)
        assert (move.from_parent_id, move.to_parent_id) == (places["east"].id, places["west"].id)
        assert (move.reason, move.by_id) == ("区划调整", admin)
        assert "place.moved" in db.session.scalars(select(EventRecord.name)).all()


@pytest.mark.parametrize("under", ["hongda", "hongda-3"])
def test_a_place_cannot_come_under_itself(app: Flask, under: str) -> None:
    with app.app_context():
        places = grown()
        with pytest.raises(WouldCircle):
            transact(
                lambda: services.move_place(
                    place_id=places["hongda"].id, parent_id=places[under].id, reason="x", actor=Actor(None)
                )
            )
        assert TREE().by_slug["hongda"].parent_id == places["east"].id


def test_two_moves_at_once_never_make_a_circle(app: Flask) -> None:
    """East under west and west under east: only one of them can be."""
    with app.app_context():
        places = grown()
    refused: list[str] = []
    together = threading.Barrier(2)

    def move(which: str, under: str) -> None:
        with app.app_context():
            together.wait()
            try:
                transact(
                    lambda: services.move_place(
                        place_id=places[which].id, parent_id=places[under].id, reason="x", actor=Actor(None)
                    )
                )
            except WouldCircle:
                refused.append(which)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=move, args=pair) for pair in (("east", "west"), ("west", "east"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with app.app_context():
        for slug in places:
            assert next(iter(TREE().trail(places[slug].id))).slug == "district"


def test_a_place_with_places_below_or_open_proposals_stays_open(app: Flask) -> None:
    with app.app_context():
        places = grown()
        with pytest.raises(InUse) as refused:
            transact(lambda: services.close_place(place_id=places["hongda"].id, actor=Actor(None)))
        assert refused.value.children == 1
        make.make_proposal(places["hongda-3"], make.make_person())
        with pytest.raises(InUse) as refused:
            transact(lambda: services.close_place(place_id=places["hongda-3"].id, actor=Actor(None)))
        assert refused.value.reasons


def test_a_closed_place_opens_again(app: Flask) -> None:
    with app.app_context():
        places = grown()
        transact(lambda: services.close_place(place_id=places["hongda-3"].id, actor=Actor(None)))
        assert not TREE().by_slug["hongda-3"].open
        transact(lambda: services.reopen_place(place_id=places["hongda-3"].id, actor=Actor(None)))
        assert TREE().by_slug["hongda-3"].open


def test_slug_and_code_belong_to_one_place(app: Flask) -> None:
    with app.app_context():
        places = grown()
        details = PlaceDetails(names=NAMES, level="community", code="HD")
        for slug, taken in (("hongda", "slug"), ("new", "code")):
            with pytest.raises(Taken) as refused:
                transact(
                    lambda slug=slug: services.add_place(
                        parent_id=places["east"].id, slug=slug, details=details, actor=Actor(None)
                    )
                )
            assert refused.value.field == taken


def test_order_among_siblings(app: Flask) -> None:
    with app.app_context():
        places = grown()
        transact(lambda: services.raise_in_order(place_id=places["west"].id))
        assert [child.slug for child in TREE().children(places["district"].id)] == ["west", "east"]
        transact(lambda: services.raise_in_order(place_id=places["west"].id))
        assert [child.slug for child in TREE().children(places["district"].id)] == ["west", "east"]


def test_a_level_is_called_what_the_nearest_place_says(app: Flask) -> None:
    with app.app_context():
        places = grown()
        for slug, name in (("district", "社区"), ("west", "村")):
            transact(
                lambda slug=slug, name=name: services.name_level(
                    place_id=places[slug].id, key="community", rank=3, names={"zh_Hans": name}, actor=Actor(None)
                )
            )
        assert [level.names["zh_Hans"] for level in levels_at(places["hongda"].id)] == ["社区"]
        assert [level.names["zh_Hans"] for level in levels_at(places["west"].id)] == ["村"]
        assert TREE().by_slug["hongda"].level_name == "社区"
