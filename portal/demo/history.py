"""A past for the demo's localities: their proposals walk their procedures through the engine, and people take part,
each at the time their data give.

Days count from today: `day = -30` is thirty days ago. A field `@8` is the date eight days after today, `@` the day of
the step itself, and `unit:key` an organisation.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.datastructures import MultiDict

from portal import clock
from portal.content.services import AnnouncementWords, publish_announcement
from portal.db import db, transact
from portal.demo.acts import ACTS
from portal.demo.reading import Locality, steps_of
from portal.demo.register import Built, home_slug
from portal.events import Actor
from portal.jurisdictions.tree import TREE, Place
from portal.plugin.stage import NOBODY, PROPOSER
from portal.proposals import engine, participation, services
from portal.proposals.action_forms import bind_json, form_for
from portal.proposals.models import Proposal
from portal.public_notices.services import last_day, put_up
from portal.roles.standing import standing_of
from portal.worker.jobs import run_all

WORDS = ("title", "body", "category", "subtype", "where", "proposer_kind", "together_as", "private_note")
OFFICE_OPENS = time(1, 0, tzinfo=UTC)  # nine in the morning in China


class StuckDemo(Exception):
    """A demo proposal can't take a step its data ask for: the data and the procedure have drifted apart."""


class _TooEarly(Exception):
    """A notice still stands, because of holidays: whoever would act next waits for it."""


@dataclass(frozen=True, order=True)
class _Happening:
    """Something that happens on a day; what happens on one day keeps its order."""

    day: int
    position: int
    happen: Callable[[], Any] = field(compare=False)


def build_history(founded: list[tuple[Locality, Built]], today: datetime, dice: random.Random) -> None:
    """Let everything happen in the order in which it did, day by day, with the clocks that ran meanwhile."""
    happenings = sorted(
        happening for locality, built in founded for happening in _happenings(locality, built, today, dice)
    )
    by_day: dict[int, list[_Happening]] = {}
    for happening in happenings:
        by_day.setdefault(happening.day, []).append(happening)
    for day in range(happenings[0].day, 1):
        morning = datetime.combine((today + timedelta(days=day)).date(), OFFICE_OPENS)
        with clock.telling(min(morning, today)):
            run_all()
        if now := sorted(by_day.get(day, ())):
            later = transact(lambda: _live(now, morning, today))  # noqa: B023  # called at once
            by_day[day + 1] = [*later, *by_day.get(day + 1, ())]


def _live(happenings: list[_Happening], morning: datetime, today: datetime) -> list[_Happening]:
    """Let a day's happenings happen, two minutes apart; return those that must wait for another day."""
    later = []
    for nth, happening in enumerate(happenings):
        with clock.telling(min(morning + timedelta(minutes=2 * nth + 11), today)):
            try:
                happening.happen()
            except _TooEarly:
                later.append(happening)
    return later


def _happenings(locality: Locality, built: Built, today: datetime, dice: random.Random) -> Iterator[_Happening]:
    home = TREE().by_slug[home_slug(locality)]
    for row in locality.get("announcements", ()):
        yield _Happening(row["day"], 0, _announcing(row, home, built, today))
    for row in locality.get("notices", ()):
        yield _Happening(row["day"], 0, _notifying(row, home, built))
    for position, data in enumerate(locality["proposals"], 1):
        life = _Life(data, home, built, today, dice)
        yield _Happening(data["day"], position, life.write if data.get("draft") else life.hand_in)
        if data.get("supporters"):
            yield _Happening(data["day"] + 1, position, life.gather_support)
        for step in steps_of(data, locality.get("usual", {})):
            yield _Happening(step["day"], position, life.step(step))
        for note in data.get("comments", ()):
            yield _Happening(note["day"], position, life.comment(note))


def _announcing(row: Mapping[str, Any], home: Place, built: Built, today: datetime) -> Callable[[], Any]:
    until = (today + timedelta(days=row["until"])).date() if "until" in row else None
    words = AnnouncementWords(titles=row["titles"], bodies=row["bodies"], pinned=row.get("pinned", False), until=until)
    return lambda: publish_announcement(place_id=home.id, words=words, actor=Actor(built.people[row["by"]]))


def _notifying(row: Mapping[str, Any], home: Place, built: Built) -> Callable[[], Any]:
    return lambda: put_up(
        place=home,
        title=row["title"],
        text=row["text"],
        ends_on=last_day(home, days=row["days"], counting="calendar"),
        actor=Actor(built.people[row["by"]]),
    )


class _Life:
    """One proposal's life: each method does, or returns, one thing that happens to it. All run inside `transact()`."""

    def __init__(
        self, data: Mapping[str, Any], home: Place, built: Built, today: datetime, dice: random.Random
    ) -> None:
        self.data, self.home, self.built, self.today, self.dice = data, home, built, today, dice
        self.id = 0

    def write(self) -> None:
        """Write it, by its proposer or by the worker who enters it for them."""
        words = services.Words(
            **{name: self.data[name] for name in WORDS if name in self.data},
            channel=self.data.get("channel", "web"),
            proposer_id=self._person(self.data["by"]),
            organisation_id=self.built.organisations.get(self.data.get("organisation", "")),
        )
        self.id = services.save_draft(home=self.home, actor=self._writer(), words=words)

    def hand_in(self) -> None:
        """Write and submit it."""
        self.write()
        services.submit_proposal(home=self.home, actor=self._writer(), draft=self.id)

    def gather_support(self) -> None:
        """Let some residents support it."""
        others = [person_id for person_id in self.built.residents if person_id != self._person(self.data["by"])]
        for person_id in self.dice.sample(others, self.data["supporters"]):
            participation.support(proposal_id=self.id, actor=Actor(person_id))

    def step(self, step: Mapping[str, Any]) -> Callable[[], None]:
        """Return what does one action of the open stage, or one of `ACTS`."""

        def happen() -> None:
            row, actor, action = self._row(), Actor(self._person(step["by"])), step["action"]
            fields = {name: self._value(value) for name, value in step["fields"].items()}
            if action in ACTS:
                ACTS[action](row, actor, fields)
            else:
                self._act(row, actor, action, fields)

        return happen

    def comment(self, note: Mapping[str, Any]) -> Callable[[], None]:
        """Return what writes one comment; without `by`, some resident says it."""

        def happen() -> None:
            person_id = self._person(note["by"]) if "by" in note else self.dice.choice(self.built.residents)
            participation.write_comment(proposal_id=self.id, actor=Actor(person_id), body=note["body"])

        return happen

    def _act(self, row: Proposal, actor: Actor, key: str, fields: Mapping[str, Any]) -> None:
        opened = engine.open_stage(row)
        if opened is None:
            raise StuckDemo(f"{row.title}: ended before {key}")
        offered = {action.key: action for action in engine.offered(opened, standing_of(actor.person_id or 0))}
        if key not in offered and opened.run.role == NOBODY:
            raise _TooEarly
        if key not in offered:
            raise StuckDemo(f"{row.title}: {opened.run.key} offers {sorted(offered)}, not {key}")
        if opened.run.role == PROPOSER and actor.person_id != row.proposer_id:
            fields = {"channel": "phone", **fields}
        action, person_id = offered[key], actor.person_id
        form = bind_json(lambda sent: form_for(action, opened.stage, MultiDict(sent), person_id=person_id), fields)
        if not form.validate():
            raise StuckDemo(f"{row.title}: {key}: {form.errors}")
        try:
            engine.act(opened.run.id, key, form.data, actor)
        except (engine.NotAllowed, engine.Blocked) as refused:
            raise StuckDemo(f"{row.title}: {opened.run.key}: {key}: {refused!r}") from refused

    def _row(self) -> Proposal:
        return db.session.scalars(
            select(Proposal)
            .where(Proposal.id == self.id)
            .options(selectinload(Proposal.runs), joinedload(Proposal.version))
            .execution_options(populate_existing=True)
        ).one()

    def _writer(self) -> Actor:
        return Actor(self._person(self.data.get("entered_by", self.data["by"])))

    def _person(self, key: str) -> int:
        return self.built.people[key] if key in self.built.people else self.built.residents[int(key)]

    def _value(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value.startswith("@"):
            return self._day(int(value[1:]) if value[1:] else None).isoformat()
        if value.startswith("unit:"):
            return str(self.built.organisations[value.removeprefix("unit:")])
        return value

    def _day(self, after: int | None) -> date:
        return clock.today(self.home.zone) if after is None else (self.today + timedelta(days=after)).date()
