"""A past for a demo locality: its proposals walk their procedure through the engine, at the times their data give.

Days count from today: `day = -30` is thirty days ago. A field `@8` is the date eight days after today.
"""

import random
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.datastructures import MultiDict

from portal import clock
from portal.db import db, transact
from portal.demo.reading import Locality
from portal.demo.register import Built
from portal.events import Actor
from portal.jurisdictions.tree import TREE, Place
from portal.proposals import engine, participation, services
from portal.proposals.action_forms import bind_json, form_for
from portal.proposals.models import Proposal
from portal.roles.standing import standing_of
from portal.worker.jobs import run_all

WORDS = ("title", "body", "category", "subtype", "where", "proposer_kind", "together_as", "private_note")
OFFICE_OPENS = time(1, 0, tzinfo=UTC)  # nine in the morning in China


class StuckDemo(Exception):
    """A demo proposal can't take a step its data ask for: the data and the procedure have drifted apart."""


def build_history(locality: Locality, built: Built, today: datetime, dice: random.Random) -> None:
    """Hand in and walk every proposal of a locality, in the order in which things happened, with the clocks that ran
    meanwhile.
    """
    home = next(TREE().by_slug[row["slug"]] for row in locality["places"] if row.get("takes_proposals"))
    happenings = []
    for position, proposal in enumerate(locality["proposals"]):
        life = _Life(proposal, home, built, today, dice)
        happenings.append((proposal["day"], position, life.hand_in))
        if proposal.get("supporters"):
            happenings.append((proposal["day"] + 1, position, life.gather_support))
        happenings += [(step["day"], position, life.step(step)) for step in proposal.get("steps", ())]
        happenings += [(note["day"], position, life.comment(note)) for note in proposal.get("comments", ())]
    happenings.sort(key=lambda happening: happening[:2])
    for day in range(happenings[0][0], 1):
        morning = datetime.combine((today + timedelta(days=day)).date(), OFFICE_OPENS)
        with clock.telling(min(morning, today)):
            run_all()
        for minute, happen in enumerate(happen for on, _position, happen in happenings if on == day):
            with clock.telling(min(morning + timedelta(minutes=7 * minute + 11), today)):
                happen()


class _Life:
    """One proposal's life: each method does, or returns, one thing that happens to it."""

    def __init__(
        self, data: Mapping[str, Any], home: Place, built: Built, today: datetime, dice: random.Random
    ) -> None:
        self.data, self.home, self.built, self.today, self.dice = data, home, built, today, dice
        self.number = ""

    def hand_in(self) -> None:
        """Write and submit it, by its proposer or by the worker who entered it for them."""
        proposer = self._person(self.data["by"])
        actor = Actor(self._person(self.data.get("entered_by", self.data["by"])), None, "web")
        words = services.Words(
            **{name: self.data[name] for name in WORDS if name in self.data},
            channel=self.data.get("channel", "web"),
            proposer_id=proposer,
            organisation_id=self.built.organisations.get(self.data.get("organisation", "")),
        )

        def work() -> str:
            draft = services.save_draft(home=self.home, actor=actor, words=words)
            return services.submit_proposal(home=self.home, actor=actor, draft=draft)

        self.number = transact(work)

    def gather_support(self) -> None:
        """Let some residents support it, and the first of them follow it."""
        others = [person_id for person_id in self.built.residents if person_id != self._person(self.data["by"])]
        supporters = self.dice.sample(others, self.data["supporters"])

        def work() -> None:
            row = self._row()
            for person_id in supporters:
                participation.support(proposal_id=row.id, actor=Actor(person_id))

        transact(work)

    def step(self, step: Mapping[str, Any]) -> Any:
        """Return what does one action of the open stage."""

        def happen() -> None:
            actor = Actor(self._person(step["by"]))
            opened = engine.open_stage(self._row())
            if opened is None:
                raise StuckDemo(f"{self.data['title']}: ended before {step['action']}")
            standing = standing_of(actor.person_id or 0)
            offered = {action.key: action for action in engine.offered(opened, standing)}
            if step["action"] not in offered:
                raise StuckDemo(
                    f"{self.data['title']}: {opened.run.key} offers {sorted(offered)}, not {step['action']}"
                )
            action = offered[step["action"]]
            fields = {name: self._value(value) for name, value in step.get("fields", {}).items()}
            form = bind_json(
                lambda sent: form_for(action, opened.stage, MultiDict(sent), person_id=actor.person_id), fields
            )
            if not form.validate():
                raise StuckDemo(f"{self.data['title']}: {step['action']}: {form.errors}")
            run_id, data = opened.run.id, form.data
            transact(lambda: engine.act(run_id, action.key, data, actor))

        return happen

    def comment(self, note: Mapping[str, Any]) -> Any:
        """Return what writes one comment; without `by`, some resident says it."""

        def happen() -> None:
            person_id = self._person(note["by"]) if "by" in note else self.dice.choice(self.built.residents)
            actor = standing_of(person_id).actor()
            body = note["body"]
            transact(lambda: participation.write_comment(proposal_id=self._row().id, actor=actor, body=body))

        return happen

    def _row(self) -> Proposal:
        return db.session.scalars(
            select(Proposal)
            .where(Proposal.number == self.number)
            .options(selectinload(Proposal.runs), joinedload(Proposal.version))
            .execution_options(populate_existing=True)
        ).one()

    def _person(self, key: str) -> int:
        return self.built.people[key] if key in self.built.people else self.built.residents[int(key)]

    def _value(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith("@"):
            return (self.today + timedelta(days=int(value[1:]))).date().isoformat()
        if isinstance(value, str) and value.startswith("unit:"):
            return str(self.built.organisations[value.removeprefix("unit:")])
        return value
