"""A community of 10,000 proposals with 20 comments each, the same every time.

Three proposals walk through the engine; the others are copies of their rows under other words, names and times.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update

from portal import clock
from portal.accounts import sessions
from portal.db import Model, db, transact
from portal.events import Actor, EventRecord
from portal.jurisdictions.tree import Place
from portal.proposals.clocks import look_after_stages
from portal.proposals.models import Comment, Proposal, StageRun
from portal.proposals.participation import write_comment
from portal.testing import factories as make
from tests.functional.localities import MONDAY, do, in_days, locality, met, proposal, submitted

PROPOSALS = 10_000
COMMENTS = 20
BATCH = 20_000
"""Rows sent to the database at once."""
SUBJECTS = ("电梯常停", "楼道堆物", "路灯不亮", "停车难", "下水道返味", "晾衣绳占道", "遛狗不牵绳", "暖气不热")
PLACES = ("1号楼", "2号楼3单元", "东门口", "小广场", "活动室旁", "6号楼下", "菜鸟驿站前", "北墙边")
SAYINGS = (
    "同意，我家也遇到了。",
    "周末来看过，确实这样。",
    "希望月底前有个说法。",
    "建议先贴通知。",
    "物业已经来过一次。",
)
SURNAMES, GIVEN_NAMES = "李王张刘陈杨赵黄周吴", ("桂英", "建国", "秀兰", "海燕", "志强", "玉梅")


@dataclass(frozen=True)
class World:
    """Where the pages are, and the session of a resident who looks at them."""

    place: str
    number: str
    session: str

    @property
    def list_page(self) -> str:
        """Return the address of the list."""
        return f"/j/{self.place}/proposals/"

    @property
    def detail_page(self) -> str:
        """Return the address of a proposal's page."""
        return f"{self.list_page}{self.number}"


def build(*, proposals: int = PROPOSALS) -> World:
    """Fill an installed, empty database; call it inside an app context."""
    chance = random.Random(20)
    with clock.telling(MONDAY):
        here = locality("hongda")
        people = [make.make_person(chance.choice(SURNAMES) + chance.choice(GIVEN_NAMES)) for _ in range(50)]
        for person in people:
            make.give_role(person, "resident", here.place)
        at_table, closed = (submitted(here.place, here.resident, number=f"HD-2026-{n:05}") for n in (1, 2))
        shown = submitted(here.place, here.resident, number=f"HD-2026-{proposals:05}")
        for matter in (at_table, closed, shown):
            do(matter, here.secretary, "receive", reply="谢谢您，两委周五议一次。")
            do(matter, here.secretary, "file", form="meeting", took_part="两委、三名居民代表")
            do(matter, here.secretary, "keep", unit="", grade="middle")
        for matter in (closed, shown):
            promised = {"unit": str(here.unit), "promise": "停暖、试压前三天逐户贴通知。", "done_by": in_days(20)}
            do(matter, here.secretary, "promise", **met(**promised))
    with clock.telling(MONDAY + timedelta(days=8)):
        look_after_stages()
        do(closed, here.liaison, "done", words="通知已贴。")
        do(closed, here.secretary, "accept")
        do(closed, here.resident, "rate", rating="5", words="谢谢。")
        do(closed, here.secretary, "archive")
        for n in range(COMMENTS):
            _comment(shown, people[n % len(people)], SAYINGS[n % len(SAYINGS)])
    transact(lambda: _copy([at_table, closed, shown], people, proposals - 3, chance))
    return World(here.place.slug, proposal(shown).number or "", _session(here.place, people[0]))


def _comment(proposal_id: int, person_id: int, body: str) -> None:
    transact(lambda: write_comment(proposal_id=proposal_id, actor=Actor(person_id), body=body))


def _session(place: Place, person_id: int) -> str:
    account = make.make_account(person_id)
    return transact(lambda: sessions.open_session(account_id=account, device="bench", address="127.0.0.1"))


def _copy(models: list[int], people: list[int], times: int, chance: random.Random) -> None:
    """Write copies of the model proposals, each older than the one before, with their runs, events and comments."""
    first = db.session.scalars(select(Proposal.id).order_by(Proposal.id.desc()).limit(1)).one() + 1
    ids = range(first, first + times)
    originals = {model: _row(Proposal, Proposal.id == model) for model in models}
    model_of = {copy: models[copy % len(models)] for copy in ids}

    def copied_proposals() -> Iterator[Mapping[str, Any]]:
        for n, copy in enumerate(ids, 3):
            at = MONDAY - timedelta(minutes=n)
            yield originals[model_of[copy]] | {
                "id": copy,
                "number": f"HD-2026-{n:05}",
                "title": f"{chance.choice(PLACES)}{chance.choice(SUBJECTS)}，请管一管",
                "proposer_id": chance.choice(people),
                "support_count": chance.randrange(60),
                "comment_count": COMMENTS,
                "submitted_at": at,
                "changed_at": at,
            }

    _write(Proposal, copied_proposals())
    for table, owner in ((StageRun, StageRun.proposal_id), (EventRecord, EventRecord.subject_id)):
        rows = {model: _rows(table, owner == model) for model in models}
        _write(
            table,
            (row | {owner.key: copy} for copy in ids for row in rows[model_of[copy]]),
        )
    said = MONDAY + timedelta(days=1)
    _write(
        Comment,
        (
            {
                "proposal_id": copy,
                "person_id": people[(copy + n) % len(people)],
                "body": SAYINGS[n % len(SAYINGS)],
                "at": said + timedelta(minutes=n),
            }
            for copy in ids
            for n in range(COMMENTS)
        ),
    )
    db.session.execute(update(Proposal).where(Proposal.id == models[-1]).values(submitted_at=MONDAY, support_count=23))


def _row(table: type[Model], condition: Any) -> dict[str, Any]:
    return dict(db.session.execute(select(*table.__table__.columns).where(condition)).one()._mapping)


def _rows(table: type[Model], condition: Any) -> list[dict[str, Any]]:
    """Return rows without their ids: copies get their own."""
    rows = db.session.execute(select(*table.__table__.columns).where(condition))
    return [{name: value for name, value in row._mapping.items() if name != "id"} for row in rows]


def _write(table: type[Model], rows: Iterator[Mapping[str, Any]]) -> None:
    batch: list[Mapping[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            db.session.execute(insert(table.__table__), batch)
            batch = []
    if batch:
        db.session.execute(insert(table.__table__), batch)
