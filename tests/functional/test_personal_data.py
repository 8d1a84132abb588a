"""One's own data: the export, and the erasure that leaves records standing without the person."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table, delete, func, insert, select

from plugins.round_table.models import Meeting
from portal import clock
from portal.accounts.models import Account, AccountSession, ApiToken, OneTimeCode, RecoveryCode
from portal.commitments.models import Commitment, CommitmentStep
from portal.db import Base, db, transact
from portal.duties.models import Task
from portal.events import Actor, EventRecord
from portal.files.models import StoredFile
from portal.files.storage import path_of as file_path
from portal.files.storage import put
from portal.idempotency import Answer
from portal.jurisdictions.tree import Place
from portal.notifications.models import FailingAddress, MessageChoice, SentMessage
from portal.outbox import OutboxRow, enqueue
from portal.personal_data import jobs, storage
from portal.personal_data.models import ErasureRequest, PersonExport
from portal.personal_data.services import erasing
from portal.persons.models import HomeClaim, Household, HouseholdMember, Person
from portal.persons.services.homes import claim_home
from portal.proposals.models import (
    Attachment,
    Comment,
    Follow,
    ProcedureVersion,
    Proposal,
    StageRun,
    Support,
)
from portal.public_notices.models import Objection, PublicNotice
from portal.roles.models import RoleAssignment
from portal.search import services as search
from portal.testing import factories as make
from portal.worker.loop import drain
from tests.functional.community import Counting
from tests.functional.community import sign_in as open_for
from tests.functional.localities import publish

NAME, SHOWN, PHONE, MAIL, LOGIN, DOOR = (
    "欧阳桂英",
    "桂英阿姨",
    "+8619000001234",
    "ouyang@example.org",
    "ouyang",
    "7单元1903",
)
TRACES = (NAME, SHOWN, PHONE, PHONE.removeprefix("+86"), MAIL, LOGIN, DOOR)
ALL = " / ".join(TRACES)

REMAINS: dict[tuple[str, str], str] = {
    ("household", "door"): "the door is the home of whoever lives there next; nobody is behind it any more",
}
"""Where a trace may stand after an erasure, and why."""


class World:
    """A resident who has left traces wherever the portal keeps words, and somebody else."""

    def __init__(self, app: Flask) -> None:
        self.street = make.make_place("wushu", level="street", takes_proposals=False)
        self.place = make.make_place("hongda", parent=self.street)
        self.building = make.make_place("hongda-1", parent=self.place, takes_proposals=False, level="building")
        make.make_role("resident", ["proposals.submit", "proposals.take_part"], duty=False)
        make.make_role("secretary", ["proposals.handle"])
        make.make_role(
            "locality_admin", ["proposals.submit", "proposals.take_part", "persons.read", "personal_data.erase"]
        )
        self.person = make.make_person(NAME, shown_name=SHOWN, phone=PHONE, birth_year=1958, place_id=self.building.id)
        self.account = make.make_account(
            self.person, LOGIN, phone=PHONE, email=MAIL, phone_confirmed_at=clock.now(), language="en"
        )
        self.other, self.admin = make.make_person("别人"), make.make_person("管理员")
        make.give_role(self.person, "resident", self.place)
        make.give_role(self.admin, "locality_admin", self.place)
        self.own = make.make_proposal(
            self.place, self.person, title=f"{NAME}的提案", body=ALL, where=DOOR, private_note=ALL
        )
        self.foreign = make.make_proposal(self.place, self.other, title="别人的提案", body="路灯坏了")
        make.make_token(self.person, "read")
        self.digest = "ab" * 32
        put(file_path(self.digest), b"a picture")
        publish(self.place, "hongda")
        transact(self._leave_traces)

    def _leave_traces(self) -> None:
        moment, who, today = clock.now(), self.person, date(2026, 3, 2)
        add = db.session.add
        household = Household(place_id=self.building.id, door=DOOR, created_at=moment)
        add(household)
        db.session.flush()
        add(HouseholdMember(household_id=household.id, person_id=who, head=True, since=moment))
        claim_home(person_id=who, place=self.building, door=DOOR, as_head=True, actor=Actor(who))
        file = StoredFile(
            ref="f1", digest=self.digest, media_type="image/jpeg", name=f"{NAME}.jpg", size=9, uploaded_by_id=who,
            uploaded_at=moment,
        )  # fmt: skip
        own = StageRun(
            proposal_id=self.own, seq=1, key="intake", kind="intake", labels={"en": "Rating"}, role="proposer",
            seat_id=self.place.id, entered_at=moment, left_at=moment, by_id=who, reason=ALL, kept={"words": ALL},
        )  # fmt: skip
        staff = StageRun(
            proposal_id=self.own, seq=2, key="filing", kind="filing", labels={"en": "Filing"}, role="secretary",
            seat_id=self.place.id, entered_at=moment, by_id=self.admin, reason=f"已电话告知{NAME}",
            kept={"present": [NAME, "张卫国"], "note": f"{PHONE} 已联系"},
        )  # fmt: skip
        add_all(file, own, staff)
        proposal = db.session.get_one(Proposal, self.own)
        proposal.version_id = db.session.scalar(select(ProcedureVersion.id))
        proposal.rating, proposal.rating_words, proposal.together_as = 2, ALL, f"{NAME}等"
        search.index("proposal", self.own, proposal.title, proposal.body, proposal.where, "", proposal.number)
        notice = PublicNotice(
            place_id=self.place.id,
            proposal_id=self.own,
            title=f"{NAME}提案公示",
            text=ALL,
            opened_at=moment,
            ends_on=today,
        )
        promise = Commitment(
            proposal_id=self.own, home_id=self.place.id, seat_id=self.place.id, text=f"回访{NAME}", made_at=moment
        )
        add_all(notice, promise)
        add_all(
            Attachment(proposal_id=self.own, file_id=file.id, caption=ALL),
            Comment(proposal_id=self.foreign, person_id=who, body=ALL, at=moment),
            Comment(proposal_id=self.foreign, person_id=self.other, body="我也觉得", at=moment),
            Support(proposal_id=self.foreign, person_id=who, at=moment),
            Follow(proposal_id=self.foreign, person_id=who, at=moment),
            Proposal(
                home_id=self.place.id, seat_id=self.place.id, title=NAME, body=ALL, proposer_id=who, entered_by_id=who,
                created_at=moment, changed_at=moment,
            ),
            Objection(notice_id=notice.id, person_id=who, text=ALL, at=moment, channel="web", answer=f"{NAME}您好"),
            CommitmentStep(
                commitment_id=promise.id, key="visit", at=moment, words=f"见到{NAME}", by_id=self.admin, channel="web"
            ),
            CommitmentStep(commitment_id=promise.id, key="accept", at=moment, words=ALL, by_id=who, channel="web"),
            SentMessage(ref="r", person_id=who, kind="own", medium="mail", address=MAIL, error=ALL, at=moment),
            MessageChoice(person_id=who, group="own", mail="no", sms=False),
            FailingAddress(address=MAIL, noted_at=moment),
            Answer(scope=f"person:{who}", key="k", fingerprint="f", answer={"body": ALL}, at=moment),
            RecoveryCode(account_id=self.account, code_hash="h", created_at=moment, ends_at=moment),
            Meeting(
                run_id=staff.id, proposal_id=self.own, place_id=self.place.id, form="bench", met_on=today, present=3,
                venue=f"{NAME}家", agreed=f"{NAME}同意", outcome="solved", recorded_at=moment,
            ),
        )  # fmt: skip


def add_all(*rows: object) -> None:
    db.session.add_all(rows)
    db.session.flush()


@pytest.fixture
def world(app: Flask) -> World:
    with app.app_context():
        return World(app)


def texts(table: Table) -> Iterator[tuple[str, str]]:
    """Yield every value of a table as a text, with the name of its column."""
    for row in db.session.execute(select(table)).mappings():
        for column in table.columns:
            kept = row[column.name]
            yield column.name, json.dumps(kept, ensure_ascii=False) if isinstance(kept, (dict, list)) else str(kept)


def places_of_traces() -> set[tuple[str, str]]:
    found = set()
    for table in Base.metadata.sorted_tables:
        for column, text in texts(table):
            if any(trace in text for trace in TRACES):
                found.add((table.name, column))
    return found


def erase(app: Flask, person_id: int) -> None:
    with app.app_context():
        transact(lambda: erasing.erase_person(person_id=person_id))


def test_no_trace_of_the_person_is_left_in_any_column_of_any_table(app: Flask, world: World) -> None:
    with app.app_context():
        before = places_of_traces()
    expected = {
        ("account", "login"), ("account", "phone"), ("account", "email"), ("person", "name"), ("person", "phone"),
        ("person", "shown_name"), ("proposal", "title"), ("proposal", "body"), ("proposal", "where"),
        ("proposal", "private_note"), ("proposal", "rating_words"), ("proposal", "together_as"),
        ("proposal_comment", "body"), ("proposal_attachment", "caption"), ("stage_run", "reason"),
        ("stage_run", "kept"),
        ("public_notice", "title"), ("public_notice", "text"), ("objection", "text"), ("objection", "answer"),
        ("commitment", "text"), ("commitment_step", "words"), ("sent_message", "address"),
        ("failing_address", "address"),
        ("stored_file", "name"), ("home_claim", "door"), ("household", "door"), ("task", "title"),
        ("idempotent_answer", "answer"), ("round_table_meeting", "venue"), ("round_table_meeting", "agreed"),
    }  # fmt: skip
    assert expected <= before, expected - before  # the test would find them
    erase(app, world.person)
    with app.app_context():
        assert places_of_traces() - REMAINS.keys() == set()
        assert db.session.scalar(select(func.count()).select_from(HouseholdMember)) == 0
        assert db.session.scalar(select(func.count()).select_from(HomeClaim)) == 0


def test_the_search_finds_the_person_no_more(app: Flask, client: FlaskClient, world: World) -> None:
    client.set_cookie("linli_language", "en")
    assert "No proposals" not in client.get("/j/hongda/proposals/", query_string={"q": NAME}).text
    erase(app, world.person)
    page = client.get("/j/hongda/proposals/", query_string={"q": NAME}).text
    with app.app_context():
        number = db.session.get_one(Proposal, world.own).number
    assert str(number) not in page


def test_the_record_stands_and_says_a_former_resident(app: Flask, client: FlaskClient, world: World) -> None:
    erase(app, world.person)
    client.set_cookie("linli_language", "en")
    with app.app_context():
        numbers = [db.session.get_one(Proposal, row).number for row in (world.own, world.foreign)]
        person = db.session.get_one(Person, world.person)
        assert (person.phone, person.birth_year, person.place_id) == ("", None, None)
        assert person.erased_at is not None
        assert db.session.scalar(select(func.count()).select_from(Support)) == 1
    own, foreign = (client.get(f"/j/hongda/proposals/{number}") for number in numbers)
    assert own.status_code == foreign.status_code == 200
    assert "A former resident" in foreign.text
    assert "(Taken away at the wish of whoever wrote it.)" in foreign.text
    assert "我也觉得" in foreign.text
    answer = client.get(f"/api/v1/j/hongda/proposals/{numbers[0]}").json
    assert answer is not None
    assert not [trace for trace in TRACES if trace in json.dumps(answer, ensure_ascii=False)]


def test_the_account_is_gone_with_everything_that_opens_it(app: Flask, client: FlaskClient, world: World) -> None:
    open_for(app, client, world.person)
    erase(app, world.person)
    assert client.get("/me").status_code == 302
    with app.app_context():
        for model in (Account, AccountSession, ApiToken, RecoveryCode, OneTimeCode):
            assert db.session.scalar(select(func.count()).select_from(model)) == 0, model
        held = db.session.scalars(
            select(RoleAssignment).where(RoleAssignment.person_id == world.person, RoleAssignment.ended_at.is_(None))
        )
        assert held.all() == []
        record = db.session.scalars(select(EventRecord).where(EventRecord.name == "person.erased")).one()
        assert (record.subject_id, record.home_id) == (world.person, world.place.id)
    erase(app, world.person)  # again changes nothing


def test_asked_for_online_it_waits_and_can_be_taken_back(app: Flask, client: FlaskClient, world: World) -> None:
    client.set_cookie("linli_language", "en")
    open_for(app, client, world.person)
    assert client.get("/me/data/erase").status_code == 200
    assert client.post("/me/data/erase").status_code == 422
    assert client.post("/me/data/erase", data={"understood": "y"}).status_code == 302
    assert "I have changed my mind" in client.get("/me/data").text
    with app.app_context():
        jobs.erase_due()
        assert db.session.get_one(Person, world.person).erased_at is None
    client.post("/me/data/stay")
    with app.app_context(), clock.telling(clock.now() + timedelta(days=15)):
        jobs.erase_due()
        assert db.session.get_one(Person, world.person).erased_at is None
    client.post("/me/data/erase", data={"understood": "y"})
    with app.app_context(), clock.telling(clock.now() + timedelta(days=14, minutes=1)):
        jobs.erase_due()
        assert db.session.get_one(Person, world.person).erased_at is not None
        assert db.session.scalar(select(func.count()).select_from(ErasureRequest)) == 0


def test_the_last_one_in_a_role_and_whom_a_matter_waits_for_settle_that_first(
    app: Flask, client: FlaskClient, world: World
) -> None:
    client.set_cookie("linli_language", "en")
    with app.app_context():
        make.give_role(world.person, "secretary", world.place)
        make_task(world.place, world.person)
    open_for(app, client, world.person)
    page = client.post("/me/data/erase", data={"understood": "y"})
    assert page.status_code == 409
    assert "Nobody else is Community Party secretary at Hongda" in page.text
    assert "/j/hongda/somewhere" in page.text
    with app.app_context():
        with pytest.raises(erasing.SettleFirst):
            transact(lambda: erasing.erase_person(person_id=world.person))
        make.give_role(world.other, "secretary", world.street)  # held above counts here
        transact(lambda: erasing.erase_person(person_id=world.person))
        task = db.session.scalars(select(Task).where(Task.link == "/j/hongda/somewhere")).one()
        assert (task.person_id, task.role) == (None, "secretary")


def make_task(place: Place, person_id: int) -> None:
    row = {
        "subject_kind": "test", "subject_id": 1, "title": "Rate it", "labels": {"en": "Rate"}, "seat_id": place.id,
        "link": "/j/hongda/somewhere", "person_id": person_id, "since": clock.now(),
    }  # fmt: skip
    transact(lambda: db.session.execute(insert(Task).values(**row)))


def test_an_administrator_erases_only_whom_they_outrank(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        ref = db.session.get_one(Person, world.person).ref
        make.make_role("boss", ["roles.give"])
        make.give_role(world.person, "boss", world.place)
        make.give_role(world.other, "boss", world.place)
    open_for(app, client, world.admin)
    assert client.post(f"/j/hongda/persons/{ref}/erase", data={"understood": "y"}).status_code == 403
    with app.app_context():
        transact(lambda: db.session.execute(delete(RoleAssignment).where(RoleAssignment.role == "boss")))
    open_for(app, client, world.admin)
    assert client.get(f"/j/hongda/persons/{ref}/erase").status_code == 200
    assert client.post(f"/j/hongda/persons/{ref}/erase").status_code == 422
    assert client.post(f"/j/hongda/persons/{ref}/erase", data={"understood": "y"}).status_code == 302
    assert client.get(f"/j/hongda/persons/{ref}").status_code == 404
    with app.app_context():
        record = db.session.scalars(select(EventRecord).where(EventRecord.name == "person.erased")).one()
        assert record.actor_id == world.admin


def make_export(app: Flask, client: FlaskClient) -> str:
    assert client.post("/me/data/exports").status_code == 302
    with app.app_context():
        drain()
        return db.session.scalars(select(PersonExport.ref).order_by(PersonExport.id.desc())).first() or ""


def test_the_export_holds_everything_as_data_as_a_page_and_the_files(
    app: Flask, client: FlaskClient, world: World
) -> None:
    client.set_cookie("linli_language", "en")
    open_for(app, client, world.person)
    client.post("/me/data/exports")
    assert "Look again" in client.get("/me/data").text
    with app.app_context():
        drain()
        ref = db.session.scalars(select(PersonExport.ref)).one()
    page = client.get("/me/data").text
    assert f"/me/data/exports/{ref}" in page
    answer = client.get(f"/me/data/exports/{ref}", buffered=True)
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        data: dict[str, Any] = json.loads(archive.read("data.json"))
        readable = archive.read("index.html").decode()
        [picture] = [name for name in archive.namelist() if name.startswith("files/")]
        assert archive.read(picture) == b"a picture"
    assert data["person"][0]["name"] == NAME
    assert data["account"][0]["email"] == MAIL
    assert data["homes"][0]["door"] == DOOR
    assert data["comments"][0]["body"] == ALL
    assert data["objections"][0]["text"] == ALL
    assert {row["title"] for row in data["proposals"]} == {f"{NAME}的提案", NAME}
    assert data["round_table_meetings"] == []  # the plugin is off here, and answers all the same
    assert "我也觉得" not in json.dumps(data, ensure_ascii=False)  # what others said is theirs
    for words in (NAME, "Entry in the register", "My comments", "Council meetings"):
        assert words in readable


def test_an_export_is_its_owners_alone_who_shows_who_they_are(app: Flask, client: FlaskClient, world: World) -> None:
    open_for(app, client, world.person)
    ref = make_export(app, client)
    stranger = app.test_client()
    assert stranger.get(f"/me/data/exports/{ref}").status_code == 302
    open_for(app, stranger, world.admin)
    assert stranger.get(f"/me/data/exports/{ref}").status_code == 404
    assert client.get("/me/data/exports/nothing").status_code == 404
    with clock.telling(clock.now() + timedelta(minutes=11)):
        assert client.get(f"/me/data/exports/{ref}").headers["Location"] == "/me/sure?next=/me/data"


def test_an_export_is_deleted_after_some_days_and_with_its_owner(app: Flask, client: FlaskClient, world: World) -> None:
    open_for(app, client, world.person)
    first, second = make_export(app, client), make_export(app, client)
    with app.app_context():
        kept: list[Path] = [storage.path_of(ref) for ref in (first, second)]
        assert all(path.exists() for path in kept)
    erase(app, world.person)
    assert not any(path.exists() for path in kept)
    open_for(app, client, world.admin)
    third = make_export(app, client)
    with app.app_context(), clock.telling(clock.now() + timedelta(days=7, minutes=1)):
        path = storage.path_of(third)
        assert path.exists()
        jobs.JOBS[0].run()
        assert not path.exists()
        assert db.session.scalar(select(func.count()).select_from(PersonExport)) == 0


def test_three_exports_a_day_are_enough(app: Flask, client: FlaskClient, world: World) -> None:
    open_for(app, client, world.person)
    for _number in range(5):
        client.post("/me/data/exports")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PersonExport)) == 3


def test_an_export_whose_owner_is_gone_is_given_up(app: Flask, world: World) -> None:
    with app.app_context():
        transact(lambda: enqueue("export", {"export": 4711}))
        drain()
        row = db.session.scalars(select(OutboxRow).where(OutboxRow.kind == "export")).one()
        assert row.given_up_at is not None


def test_the_pages_ask_little_of_the_database(
    app: Flask, client: FlaskClient, world: World, count_queries: Counting
) -> None:
    open_for(app, client, world.person)
    make_export(app, client)
    for path in ("/me/data", "/me/data/erase", "/me/second-factor", "/me/second-factor/set-up", "/me/identity", "/me"):
        client.get(path)
        with count_queries() as counted:
            assert client.get(path).status_code == 200
        assert counted.count <= 12, (path, counted)
    visitor = app.test_client()
    for path in ("/sign-in", "/sign-in/code", "/sign-up"):
        with count_queries() as counted:
            assert visitor.get(path).status_code == 200
        assert counted.count <= 8, (path, counted)
