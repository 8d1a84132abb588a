"""A program that knows nothing of a locality's procedure leads a proposal from handing in to the archive."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal import clock
from portal.plugin.registry import plugins
from portal.testing import factories as make
from tests.functional.localities import MONDAY, locality
from tests.functional.programs import Program

MOST_STEPS = 40
MOST_TRIES = 4
PREFERENCE = ("advance", "end", "stay", "return")


def value_for(field: Mapping[str, Any], turn: int) -> Any:
    """Return some value that a field takes by its JSON schema; another `turn` gives another one."""
    if "oneOf" in field:
        choices = [choice["const"] for choice in field["oneOf"] if choice["const"] != ""]
        return choices[turn % len(choices)]
    if field["type"] == "boolean":
        return True
    if field["type"] == "integer":
        return max(field.get("minimum", 1), 1)
    if field["type"] == "array":
        return [value_for(field["items"], turn)] if field.get("minItems") else []
    if field.get("format") == "date":
        return (clock.now() + timedelta(days=7 * turn)).date().isoformat()
    return "Settled."


class Walker:
    """Tries each caller's actions until the proposal has ended; all it reads is what the API says."""

    def __init__(self, callers: Sequence[Program], path: str) -> None:
        self.callers = callers
        self.path = path
        self.taken: list[str] = []

    @property
    def state(self) -> str:
        """Return the proposal's state, as anybody can read it."""
        state: str = Program(self.callers[0].app).get(self.path).json["state"]
        return state

    def offers(self) -> Iterator[tuple[Program, Mapping[str, Any]]]:
        """Yield every action on offer with who may do it, those that lead on first."""
        found = [(caller, action) for caller in self.callers for action in caller.get(self.path).json["actions"]]
        yield from sorted(found, key=lambda offer: PREFERENCE.index(offer[1]["effect"]))

    def step(self) -> bool:
        """Do the first action that succeeds; tell whether there was one."""
        return any(self.act(caller, action) for caller, action in self.offers())

    def act(self, caller: Program, action: Mapping[str, Any]) -> bool:
        """Do one action, first with what its schema requires, then with what the answers ask for."""
        schema = action["fields"]
        turns = dict.fromkeys(schema.get("required", ()), 0)
        for _try in range(MOST_TRIES):
            fields = {name: value_for(schema["properties"][name], turn) for name, turn in turns.items()}
            body = {"action": action["action"], "fields": fields}
            answer = caller.post(f"{self.path}/transitions", body)
            if answer.status_code == 200:
                self.taken.append(action["action"])
                return True
            for error in answer.json.get("errors", ()):
                name = error["field"].removeprefix("/fields/")
                turns[name] = turns.get(name, -1) + 1
        return False


@pytest.mark.parametrize("slug", ["hongda", "kenli"])
def test_program_walks_a_proposal_to_its_archive_by_actions_alone(app: Flask, slug: str) -> None:
    with app.app_context(), ExitStack() as time:
        time.enter_context(clock.telling(MONDAY))
        here = locality(slug)
        people = (here.resident, here.secretary, here.grid_worker, here.liaison, here.other_liaison, here.town_admin)
        callers = [Program(app, make.make_token(person)) for person in people]
        body = {"title": "Heating test", "body": "Please say three days ahead.", "channel": "web"}
        answer = callers[0].post(f"/api/v1/j/{slug}/proposals", body)
        assert answer.status_code == 201
        walker = Walker(callers, answer.headers["Location"])
        days = 0
        for _step in range(MOST_STEPS):
            if walker.state != "open":
                break
            if not walker.step():  # nobody's turn, such as while a public notice runs: time passes
                days += 7
                time.enter_context(clock.telling(MONDAY + timedelta(days=days)))
                for job in plugins().core.jobs:
                    job.run()
        assert walker.state == "closed", walker.taken
        assert walker.taken[-1] == "archive"
        track = callers[0].get(walker.path).json["track"]
        assert track[-1]["kind"] == "archive"
        assert all(entry["left_at"] for entry in track)
