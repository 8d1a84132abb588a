"""Merging proposals about the same matter: supporters kept, people told, and undone without a trace (rule 11)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal import clock
from portal.commitments.models import Commitment
from portal.db import db, transact
from portal.duties.models import Task
from portal.events import Actor, EventRecord
from portal.notifications.models import Notification
from portal.notifications.services import tell_people
from portal.proposals.engine import NotAllowed
from portal.proposals.merging import Itself, MergedOn, NotMerged, merge, undo_merge
from portal.proposals.models import Follow, Support
from portal.proposals.participation import support, unsupport
from portal.proposals.services import NotRunning, withdraw_proposal
from portal.public_notices.models import PublicNotice
from portal.testing import factories as make
from tests.functional import matters
from tests.functional.localities import MONDAY, Locality, at, do, in_days, locality, met, open_run, proposal, submitted


@dataclass
class Pair:
    """Two proposals about the same, by two people of a small community."""

    world: matters.World
    source: int
    target: int

    def merge(self, **other: int) -> None:
        ids = {"source_id": self.source, "target_id": self.target} | other
        transact(lambda: merge(**ids, actor=Actor(self.world.worker), reason="同一盏灯"))

    def undo(self) -> None:
        transact(lambda: undo_merge(source_id=self.source, actor=Actor(self.world.worker), reason="是两盏灯"))


@pytest.fixture
def pair(app: Flask) -> Pair:
    with app.app_context():
        world = matters.world()
        source = matters.proposal_id(matters.submit(world.place, world.resident, title="路灯不亮"))
        target = matters.proposal_id(matters.submit(world.place, world.neighbour, title="南门的灯坏了"))
        return Pair(world, source, target)


def residents(world: matters.World, count: int) -> list[int]:
    people = [make.make_person() for _ in range(count)]
    for person in people:
        make.give_role(person, "resident", world.place)
    return people


def back(proposal_id: int, *people: int) -> None:
    for person in people:
        transact(lambda person=person: support(proposal_id=proposal_id, actor=Actor(person)))


def supporters(proposal_id: int) -> set[int]:
    return set(db.session.scalars(select(Support.person_id).where(Support.proposal_id == proposal_id)))


def count(proposal_id: int) -> int:
    counted = proposal(proposal_id).support_count
    assert counted == len(supporters(proposal_id))
    return counted


def test_each_supporter_counts_once_and_undoing_puts_everything_back(app: Flask, pair: Pair) -> None:
    with app.app_context():
        a, b, c = residents(pair.world, 3)
        back(pair.source, a, b, pair.world.neighbour)  # the neighbour proposed the target: never their own supporter
        back(pair.target, b, c)
        run = open_run(pair.source)
        assert run is not None
        before = (run.id, run.seq, run.key, run.due)
        pair.merge()
        merged = proposal(pair.source)
        assert (merged.state, merged.merged_into) == ("merged", proposal(pair.target).number)
        assert open_run(pair.source) is None
        assert supporters(pair.target) == {a, b, c}
        assert count(pair.target) == 3
        assert count(pair.source) == 3
        pair.undo()
        again = open_run(pair.source)
        assert again is not None
        assert (again.id, again.seq, again.key, again.due) == before
        assert (again.outcome, again.left_at, again.reason, again.by_id) == (None, None, "", None)
        source = proposal(pair.source)
        assert (source.state, source.merged_into, source.ended_at) == ("open", None, None)
        assert supporters(pair.target) == {b, c}
        assert (count(pair.target), count(pair.source)) == (2, 3)


def test_who_supports_the_target_meanwhile_stays_and_who_leaves_it_is_gone(app: Flask, pair: Pair) -> None:
    with app.app_context():
        a, b, c = residents(pair.world, 3)
        back(pair.source, a, b, c)
        pair.merge()
        back(pair.target, a)
        transact(lambda: unsupport(proposal_id=pair.target, actor=Actor(b)))
        assert count(pair.target) == 2
        pair.undo()
        assert supporters(pair.target) == {a}
        assert count(pair.target) == 1
        assert supporters(pair.source) == {a, b, c}


def test_somebody_brought_by_two_merges_leaves_with_the_last(app: Flask, pair: Pair) -> None:
    with app.app_context():
        third = matters.proposal_id(matters.submit(pair.world.place, pair.world.resident))
        (a,) = residents(pair.world, 1)
        back(pair.source, a)
        back(third, a)
        pair.merge()
        pair.merge(source_id=third)
        assert count(pair.target) == 1
        pair.undo()
        assert supporters(pair.target) == {a}
        worker = Actor(pair.world.worker)
        transact(lambda: undo_merge(source_id=third, actor=worker, reason="不是"))
        assert count(pair.target) == 0


def test_tasks_end_and_come_back(app: Flask, pair: Pair) -> None:
    def waiting() -> list[tuple[int, str]]:
        open_tasks = select(Task.subject_id, Task.subject_kind).where(Task.done_at.is_(None)).order_by(Task.subject_id)
        return [tuple(row) for row in db.session.execute(open_tasks)]

    with app.app_context():
        before = waiting()
        pair.merge()
        assert len(waiting()) == len(before) - 1
        pair.undo()
        assert waiting() == before


def test_everybody_concerned_hears_of_it_and_the_proposer_follows(app: Flask, pair: Pair) -> None:
    with app.app_context():
        a, b = residents(pair.world, 2)
        back(pair.source, a)
        transact(lambda: db.session.add(Follow(proposal_id=pair.source, person_id=b, at=clock.now())))
        pair.merge()
        follows = select(Follow.person_id).where(Follow.proposal_id == pair.target)
        assert pair.world.resident in set(db.session.scalars(follows))
        told = _told(app, "proposal.merged")
        assert told == {pair.world.resident, a, b}
        assert _told(app, "proposal.took_in") == {pair.world.neighbour}
        pair.undo()
        assert _told(app, "proposal.merge_undone") == {pair.world.resident, a, b}


def _told(app: Flask, name: str) -> set[int]:
    event_id = db.session.scalars(select(EventRecord.id).where(EventRecord.name == name)).one()
    transact(lambda: tell_people(event_id=event_id))
    return set(db.session.scalars(select(Notification.person_id).where(Notification.event_id == event_id)))


def test_who_may_merge_and_what_can_be_merged(app: Flask, pair: Pair) -> None:
    with app.app_context():
        for person in (pair.world.resident, pair.world.neighbour, make.make_person()):
            with pytest.raises(NotAllowed):
                transact(
                    lambda person=person: merge(
                        source_id=pair.source, target_id=pair.target, actor=Actor(person), reason="x"
                    )
                )
        with pytest.raises(Itself):
            pair.merge(target_id=pair.source)
        elsewhere = make.make_place("wuhou", code="WH")
        foreign = make.make_proposal(elsewhere, make.make_person())
        with pytest.raises(NotAllowed):
            pair.merge(target_id=foreign)
        transact(lambda: withdraw_proposal(proposal_id=pair.target, actor=Actor(pair.world.neighbour)))
        with pytest.raises(NotRunning):
            pair.merge()
        with pytest.raises(NotMerged):
            pair.undo()
        assert proposal(pair.source).state == "open"
        assert db.session.scalar(select(func.count()).where(EventRecord.name == "proposal.merged")) == 0


def test_across_homes_for_whoever_triages_above_both(app: Flask, pair: Pair) -> None:
    with app.app_context():
        other = make.make_place("nextdoor", code="ND", parent=pair.world.street)
        target = make.make_proposal(other, make.make_person())
        above = make.make_person("街道")
        make.give_role(above, "worker", pair.world.street)
        with pytest.raises(NotAllowed):
            pair.merge(target_id=target)
        transact(lambda: merge(source_id=pair.source, target_id=target, actor=Actor(above), reason="同一件事"))
        assert proposal(pair.source).merged_into == proposal(target).number


def test_chain_is_undone_from_its_end(app: Flask, pair: Pair) -> None:
    with app.app_context():
        third = matters.proposal_id(matters.submit(pair.world.place, pair.world.resident))
        (a,) = residents(pair.world, 1)
        back(pair.source, a)
        pair.merge()
        pair.merge(source_id=pair.target, target_id=third)
        assert supporters(third) == {a}
        with pytest.raises(MergedOn):
            pair.undo()
        worker = Actor(pair.world.worker)
        transact(lambda: undo_merge(source_id=pair.target, actor=worker, reason="不是"))
        pair.undo()
        assert [count(one) for one in (pair.source, pair.target, third)] == [1, 0, 0]


def test_two_people_merging_each_into_the_other_at_once_merge_once(app: Flask, pair: Pair) -> None:
    (both_ways, done) = ([(pair.source, pair.target), (pair.target, pair.source)] * 3, [])

    def press() -> None:
        source, target = both_ways.pop()
        with app.app_context(), suppress(NotRunning):
            transact(lambda: merge(source_id=source, target_id=target, actor=Actor(pair.world.worker), reason="同"))
            done.append(source)

    matters.at_once(press, times=6)
    with app.app_context():
        assert len(done) == 1
        assert sorted([proposal(pair.source).state, proposal(pair.target).state]) == ["merged", "open"]


def test_nobody_who_supports_during_a_merge_is_lost(app: Flask, pair: Pair) -> None:
    with app.app_context():
        people = residents(pair.world, 8)
    waiting: list[Callable[[], None]] = [
        *(lambda person=person: support(proposal_id=pair.source, actor=Actor(person)) for person in people),
        lambda: merge(source_id=pair.source, target_id=pair.target, actor=Actor(pair.world.worker), reason="同"),
    ]
    waiting.insert(4, waiting.pop())

    def press() -> None:
        work = waiting.pop()
        with app.app_context(), suppress(NotRunning):
            transact(work)

    matters.at_once(press, times=9)
    with app.app_context():
        assert proposal(pair.source).state == "merged"
        assert supporters(pair.target) == supporters(pair.source)
        assert count(pair.target) == count(pair.source)


@pytest.fixture
def here(app: Flask) -> Locality:
    with app.app_context():
        return locality("hongda")


def test_promises_end_with_the_matter_and_stand_again(app: Flask, here: Locality) -> None:
    with app.app_context():
        source, target = (submitted(here.place, here.resident, number=f"X-{n}") for n in (1, 2))
        do(source, here.secretary, "receive")
        do(source, here.secretary, "file", form="meeting", took_part="Two committees")
        do(source, here.secretary, "keep", unit=str(here.unit), grade="small")
        do(source, here.liaison, "promise", text="A new lamp", done_by=in_days(5))
        held = db.session.scalars(select(Commitment)).one()
        before = (held.state, held.done_by, held.run_id, open_run(source).due)  # type: ignore[union-attr]
        secretary = Actor(here.secretary)
        transact(lambda: merge(source_id=source, target_id=target, actor=secretary, reason="same"))
        assert db.session.scalars(select(Commitment.state)).one() == "dropped"
        transact(lambda: undo_merge(source_id=source, actor=secretary, reason="not the same"))
        held = db.session.scalars(select(Commitment)).one()
        assert (held.state, held.done_by, held.run_id, open_run(source).due) == before  # type: ignore[union-attr]
        do(source, here.liaison, "done", words="It shines.")
        assert at(source) == "acceptance"


def test_promise_made_at_the_table_ends_with_it_while_its_notice_stands(app: Flask, here: Locality) -> None:
    with app.app_context():
        source, target = (submitted(here.place, here.resident, number=f"X-{n}") for n in (1, 2))
        do(source, here.secretary, "receive")
        do(source, here.secretary, "file", form="meeting", took_part="Two committees")
        do(source, here.secretary, "keep", grade="middle")
        do(source, here.secretary, "promise", **met(unit=str(here.unit), done_by=in_days(20), promise="A new lamp"))
        assert at(source) == "notice"
        secretary = Actor(here.secretary)
        transact(lambda: merge(source_id=source, target_id=target, actor=secretary, reason="same"))
        assert db.session.scalars(select(Commitment.state)).one() == "dropped"
        assert db.session.scalars(select(PublicNotice.state)).one() == "stopped"
        transact(lambda: undo_merge(source_id=source, actor=secretary, reason="not the same"))
        assert db.session.scalars(select(Commitment.state)).one() in ("asked", "promised")
        notice = db.session.scalars(select(PublicNotice)).one()
        assert (notice.state, notice.ends_on) == ("open", open_run(source).due)  # type: ignore[union-attr]


def test_days_in_which_it_stood_still_are_given_back(
    app: Flask, here: Locality, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        monkeypatch.setattr(clock, "now", lambda: MONDAY)
        source, target = (submitted(here.place, here.resident, number=f"X-{n}") for n in (1, 2))
        do(source, here.secretary, "receive")
        due = open_run(source).due  # type: ignore[union-attr]
        secretary = Actor(here.secretary)
        transact(lambda: merge(source_id=source, target_id=target, actor=secretary, reason="same"))
        monkeypatch.setattr(clock, "now", lambda: MONDAY + timedelta(days=7))
        transact(lambda: undo_merge(source_id=source, actor=secretary, reason="not the same"))
        assert open_run(source).due == due + timedelta(days=7)  # type: ignore[union-attr, operator]


@pytest.fixture
def staff(app: Flask, client: FlaskClient, pair: Pair) -> FlaskClient:
    client.set_cookie("linli_language", "en")
    with app.app_context():
        make.sign_in(client, pair.world.worker)
    return client


def test_staff_merge_and_undo_in_the_browser(app: Flask, staff: FlaskClient, pair: Pair) -> None:
    with app.app_context():
        source, target = proposal(pair.source).number, proposal(pair.target).number
    page = staff.get(f"/j/hongda/proposals/{source}/merge?into={target}")
    assert f'value="{target}" id="into-0" checked' in page.text
    address = f"/j/hongda/proposals/{source}/merge"
    without = staff.post(address, data={"into": target, "reason": ""})
    assert without.status_code == 422
    assert "Say why; the proposer is told." in without.text
    assert staff.post(address, data={"into": "HD-1", "reason": "same"}).status_code == 422
    assert staff.post(address, data={"into": source, "reason": "same"}).status_code == 422
    done = staff.post(address, data={"into": target, "reason": "同一盏灯"}, follow_redirects=True)
    assert "Merged" in done.text
    assert f'href="/j/hongda/proposals/{target}"' in done.text
    assert "同一盏灯" in done.text
    assert f"{source} was merged into this." in staff.get(f"/j/hongda/proposals/{target}").text
    assert staff.post(address, data={"into": target, "reason": "again"}).status_code == 422
    undo = f"/j/hongda/proposals/{source}/undo-merge"
    assert staff.post(undo, data={}).status_code == 422
    assert "goes on where it stood" in staff.post(undo, data={"reason": "两盏"}, follow_redirects=True).text
    assert staff.post(undo, data={"reason": "两盏"}).status_code == 409
    assert staff.get(undo).status_code == 302


def test_search_finds_what_it_is_merged_into(app: Flask, staff: FlaskClient, pair: Pair) -> None:
    with app.app_context():
        source = proposal(pair.source).number
        other = matters.submit(pair.world.place, pair.world.neighbour, title="完全另一件事", body="楼道堆物")
    page = staff.get(f"/j/hongda/proposals/{source}/merge?q=楼道堆物").text
    assert f'value="{other}"' in page
    assert f'value="{source}"' not in page


def test_pages_of_merging_are_for_those_who_triage(app: Flask, client: FlaskClient, pair: Pair) -> None:
    with app.app_context():
        number = proposal(pair.source).number
        make.sign_in(client, pair.world.resident)
    for act in ("merge", "undo-merge"):
        assert client.get(f"/j/hongda/proposals/{number}/{act}").status_code == 403
        assert client.post(f"/j/hongda/proposals/{number}/{act}", data={"reason": "x"}).status_code == 403
        assert client.get(f"/j/hongda/proposals/HD-0/{act}").status_code == 404
    assert "Merge it into" not in client.get(f"/j/hongda/proposals/{number}").text


def test_programs_merge_and_undo(app: Flask, client: FlaskClient, pair: Pair) -> None:
    with app.app_context():
        token = make.make_token(pair.world.worker)
        source, target = proposal(pair.source).number, proposal(pair.target).number
    asked = {"headers": {"Authorization": f"Bearer {token}"}}
    address = f"/api/v1/j/hongda/proposals/{source}"
    wrong = client.post(f"{address}/merge", json={"into": source, "reason": "x"}, **asked)
    assert wrong.status_code == 422
    done = client.post(f"{address}/merge", json={"into": target, "reason": "同一盏灯"}, **asked)
    assert (done.json["state"], done.json["merged_into"], done.json["stage"]) == ("merged", target, None)
    assert client.post(f"{address}/merge", json={"into": target, "reason": "x"}, **asked).status_code == 409
    named = [event["event"] for event in client.get(f"{address}/events").json["items"]]
    assert named[-1] == "proposal.merged"
    undone = client.post(f"{address}/undo-merge", json={"reason": "两盏灯"}, **asked)
    assert (undone.json["state"], undone.json["merged_into"]) == ("open", None)
    assert client.post(f"{address}/undo-merge", json={"reason": "x"}, **asked).status_code == 409
