"""Jinniu, Panlong and Wuhou walk their own procedures; a fifth locality walks one written from the handbook alone."""

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select

from portal import clock, config
from portal.db import db, transact
from portal.events import EventRecord
from portal.jurisdictions.tree import Place
from portal.procedures.checking import check
from portal.proposals.clocks import look_after_stages
from portal.proposals.models import Category, StageRun
from portal.testing import factories as make
from tests.functional.localities import MONDAY, at, do, document, in_days, open_run, proposal, publish, submitted

LINDEN = Path(__file__).parent / "documents" / "linden.toml"
CATEGORIES = ("rectification", "construction", "public_safety", "community_service", "self_governance", "noise")
MET = {"met_on": "2026-11-20", "form": "meeting", "took_part": "Two committees, five neighbours"}


class World:
    """A district, a street, a community and a compound, with a secretary each, a unit below and one of the district."""

    def __init__(self, procedure: str | dict[str, Any]) -> None:
        self.district = make.make_place("d", level="district", takes_proposals=False)
        self.street = make.make_place("s", parent=self.district, level="street", takes_proposals=False)
        self.home = make.make_place("c", parent=self.street)
        self.compound = make.make_place("k", parent=self.home, level="compound", takes_proposals=False)
        for position, key in enumerate(CATEGORIES):
            transact(lambda key=key, position=position: _category(self.home, key, position))  # type: ignore[misc]
        self.resident, self.worker = make.make_person("李桂英"), make.make_person("赵网格")
        make.give_role(self.resident, "resident", self.home)
        make.give_role(self.worker, "grid_worker", self.home)
        self.secretary, self.above, self.top = make.make_person(), make.make_person(), make.make_person()
        for person, place in ((self.secretary, self.home), (self.above, self.street), (self.top, self.district)):
            make.give_role(person, "secretary", place)
        self.unit, self.office = make.make_organisation(self.home), make.make_organisation(self.district, "Office")
        self.liaison, self.official = make.make_person(), make.make_person()
        make.give_role(self.liaison, "unit_liaison", self.home, organisation_id=self.unit)
        make.give_role(self.official, "unit_liaison", self.district, organisation_id=self.office)
        publish(self.home, procedure)


def _category(place: Place, key: str, position: int) -> None:
    db.session.execute(insert(Category).values(place_id=place.id, key=key, names={"en": key}, position=position))
    config.touch()


def seat_of(matter: int) -> int:
    run = open_run(matter)
    assert run is not None
    return run.seat_id


def due_of(matter: int) -> timedelta:
    run = open_run(matter)
    assert run is not None
    assert run.due is not None
    return run.due - clock.now().date()


def days_pass(days: int) -> Any:
    return clock.telling(clock.now() + timedelta(days=days))


@pytest.mark.parametrize("name", ["jinniu", "panlong", "wuhou"])
def test_procedures_of_this_wave_can_be_published(app: Flask, name: str) -> None:
    with app.app_context():
        assert check(document(name), World(name).home) == []


def test_jinniu_sorts_a_matter_between_tiers_and_hears_organisations_apart(app: Flask) -> None:
    with app.app_context(), clock.telling(MONDAY):
        here = World("jinniu")
        matter = submitted(here.home, here.resident, proposer_kind="organisation")
        do(matter, here.secretary, "receive")
        do(matter, here.secretary, "escalate", reason="The street must decide.")
        assert (at(matter), seat_of(matter)) == ("sort", here.street.id)
        do(matter, here.above, "escalate", reason="The district must decide.")
        assert seat_of(matter) == here.district.id
        do(matter, here.top, "send_down", to="k")
        assert seat_of(matter) == here.compound.id
        do(matter, here.secretary, "keep", unit=str(here.unit), grade="small")
        assert at(matter) == "hear_units"
        other = submitted(here.home, here.resident, number="X-2", proposer_kind="together")
        do(other, here.secretary, "receive")
        do(other, here.secretary, "keep", unit="", grade="small")
        assert at(other) == "hear_residents"


# 10, 20 and 40 working days; New Year's Day lies within the last.
@pytest.mark.parametrize(
    ("grade", "stage", "days"),
    [("small", "residents_do", 14), ("middle", "street_helps", 28), ("major", "district_helps", 57)],
)
def test_each_grade_of_panlong_has_its_own_clock(app: Flask, grade: str, stage: str, days: int) -> None:
    with app.app_context(), clock.telling(MONDAY):
        here = World("panlong")
        matter = submitted(here.home, here.resident)
        do(matter, here.worker, "receive")
        do(matter, here.worker, "go_on", reason="The whole building asked at the door.")
        with days_pass(7):
            look_after_stages()
            do(matter, here.worker, "adopt")
            do(matter, here.secretary, "file", **MET)
            unit, liaison = (here.office, here.official) if grade == "major" else (here.unit, here.liaison)
            do(matter, here.secretary, "keep", unit=str(unit), grade=grade)
            assert at(matter) == stage
            assert proposal(matter).facts["grade"] == grade
            told = db.session.scalars(select(EventRecord).where(EventRecord.name == "proposal.graded")).one()
            assert told.facts["grade"] == grade
            assert due_of(matter) == timedelta(days=days)
            do(matter, liaison, "done", words="It is done.")
            if grade == "major":
                assert (at(matter), seat_of(matter)) == ("rule", here.district.id)
                do(matter, here.top, "not_adopt", reason="It happens nowhere else.")
            assert (at(matter), seat_of(matter)) == ("accept", here.home.id)
            do(matter, here.worker, "send_back", defects="One lamp is loose.", done_by=in_days(3))
            assert at(matter) == stage
            do(matter, liaison, "done", words="Fastened.")
            if grade == "major":
                do(matter, here.top, "adopt")
            do(matter, here.worker, "accept")
            do(matter, here.resident, "rate", rating="5")
            assert at(matter) == "aftercare"


def test_wuhou_may_refuse_what_is_not_on_its_list(app: Flask) -> None:
    with app.app_context(), clock.telling(MONDAY):
        here = World("wuhou")
        matter = submitted(here.home, here.resident, number="X-2")  # its category is on no list of departments' matters
        do(matter, here.secretary, "receive")
        assert at(matter) == "settle"
        other = submitted(here.home, here.resident, number="X-3")
        transact(lambda: _becomes(other, "rectification"))
        do(other, here.secretary, "receive")
        assert (at(other), seat_of(other)) == ("street", here.street.id)
        do(other, here.above, "send_down", to="c")
        assert at(other) == "admit"
        do(other, here.secretary, "escalate", reason="It is on none of our three lists.")
        assert (at(other), seat_of(other)) == ("street", here.street.id)
        do(other, here.above, "keep", unit="", grade="major")
        do(other, here.above, "file", **MET)
        assert at(other) == "handle"


def _becomes(matter: int, category: str) -> None:
    row = proposal(matter)
    row.category, row.facts = category, {**row.facts, "category": category}


def test_a_worker_rates_for_a_resident_also_when_the_matter_went_up(app: Flask) -> None:
    with app.app_context(), clock.telling(MONDAY):
        here = World("wuhou")
        matter = submitted(here.home, here.resident)
        transact(lambda: _becomes(matter, "rectification"))
        do(matter, here.secretary, "receive")
        do(matter, here.above, "keep", unit="", grade="major")
        do(matter, here.above, "file", **MET)
        do(matter, here.above, "done", words="Cleared.")
        do(matter, here.above, "accept")
        do(matter, here.worker, "rate", rating="4", channel="phone")
        assert at(matter) == "archive"
        rated = db.session.scalars(select(StageRun).where(StageRun.key == "rate")).one()
        assert (rated.by_id, rated.for_id) == (here.worker, here.resident)


def test_a_fifth_locality_walks_what_was_written_from_the_handbook(app: Flask) -> None:
    with app.app_context(), clock.telling(MONDAY):
        written = tomllib.loads(LINDEN.read_text("utf-8"))
        here = World(written)
        assert check(written, here.home) == []
        matter = submitted(here.home, here.resident)
        assert at(matter) == "sort"
        do(matter, here.worker, "keep", unit=str(here.unit), grade="major")
        assert at(matter) == "show"
        with days_pass(4):
            look_after_stages()
            assert at(matter) == "slow"
            do(matter, here.liaison, "not_ours", reason="It is the gasworks'.")
            do(matter, here.worker, "keep", unit=str(here.unit), grade="small")
            do(matter, here.liaison, "done", words="Mended.")
            do(matter, here.resident, "rate", rating="1", words="Broken again.")
            assert at(matter) == "sort"
            do(matter, here.worker, "keep", unit="", grade="middle")
            do(matter, here.secretary, "done", words="Mended well.")
            do(matter, here.worker, "accept")
            do(matter, here.resident, "rate", rating="5")
            assert at(matter) == "closed"
