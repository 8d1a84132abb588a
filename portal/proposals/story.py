"""The way of a proposal as its page shows it: the track of stages, and what happened, step by step."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _

from portal.dates import day, days, moment
from portal.events import SYSTEM, EventRecord
from portal.jurisdictions.tree import in_language
from portal.paging import AnyRow
from portal.persons.names import public_name
from portal.plugin.contributions import Description
from portal.plugin.registry import plugins
from portal.plugin.stage import FactValue
from portal.proposals.describe import in_words, merges_of
from portal.proposals.models import Proposal, StageRun
from portal.proposals.procedure import END, Procedure, route
from portal.proposals.queries import Whole
from portal.proposals.turn import turn, who_has
from portal.proposals.words import CHANNELS

ONE_BREATH = timedelta(seconds=2)
"""What one person causes within this time is one act."""


@dataclass(frozen=True)
class Step:
    """A stage on the track: `past`, `now` or `next`."""

    label: str
    state: str
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class Entry:
    """Something that happened."""

    title: str
    text: str
    meta: str
    url: str


def track(whole: Whole) -> list[Step]:
    """Return the stages gone through, the one that is open, and those that follow when all goes straight on.

    Each stands there once, as it last went: rounds gone through again are told by the story and the case file.
    """
    proposal = whole.proposal
    procedure = whole.procedure
    if procedure is None or proposal.submitted_at is None:
        return []
    steps: dict[str, Step] = {}
    for run, unit, *_names in whole.runs:
        steps.pop(run.key, None)
        steps[run.key] = _now(proposal, run, unit) if run.left_at is None else _past(proposal, run, unit)
    if whole.runs and whole.runs[-1][0].left_at is None:
        for key in _onwards(procedure, whole.runs[-1][0], proposal.facts):
            steps.pop(key, None)
            steps[key] = Step(in_language(procedure.step(key).names), "next")
    return [Step(_("Submitted"), "past", [day(proposal.submitted_at)]), *steps.values()]


def story(whole: Whole, *, named: bool) -> list[Entry]:
    """Return what happened, newest first; people are `named` in full, or as the public reads them."""
    runs = {row[0].id: row[0] for row in whole.runs}
    others = plugins().describe([row[0] for row in whole.events if not _is_step(row[0])])
    merges = merges_of([row[0] for row in whole.events])
    words = {
        row[0].id: in_words(row[0], runs, merges) if _is_step(row[0]) else others[row[0].id] for row in whole.events
    }
    return [_entry(act, words, named) for act in _acts(whole.events)]


def name_of(name: str | None, shown_name: str | None, *, named: bool) -> str:
    """Return a person's name in full when `named`, otherwise as the public reads it; nothing for nobody."""
    if not name:
        return ""
    return name if named else public_name(name, shown_name or "")


def _now(proposal: Proposal, run: StageRun, unit: Mapping[str, str] | None) -> Step:
    said = turn(proposal, run, unit)
    return Step(in_language(run.labels), "now", [line for line in (said.who, said.when) if line])


def _past(proposal: Proposal, run: StageRun, unit: Mapping[str, str] | None) -> Step:
    when = days(run.entered_at, run.left_at or run.entered_at)
    return Step(in_language(run.labels), "past", [when, who_has(run, proposal, unit)])


def _onwards(procedure: Procedure, run: StageRun, facts: Mapping[str, FactValue]) -> Iterator[str]:
    """Yield the stages that follow when each ends the way its kind names first, by what is known of the matter."""
    seen, key = {END, run.key}, run.key
    while True:
        kind = plugins().stage_kinds.get(procedure.step(key).kind)
        key = route(procedure, key, kind.outcomes[0], facts) if kind else procedure.after(key)
        if key in seen:
            return
        seen.add(key)
        yield key


def _acts(rows: Sequence[AnyRow]) -> list[list[AnyRow]]:
    """Put together what one act caused: at most one step of the proposal, and what it led to elsewhere."""
    acts: list[list[AnyRow]] = []
    for row in rows:
        if acts and _belongs(row[0], [other[0] for other in acts[-1]]):
            acts[-1].append(row)
        else:
            acts.append([row])
    return acts


def _belongs(event: EventRecord, act: Sequence[EventRecord]) -> bool:
    first = act[0]
    same = (event.actor_id, event.for_id, event.channel) == (first.actor_id, first.for_id, first.channel)
    return same and first.at - event.at < ONE_BREATH and sum(map(_is_step, [event, *act])) < 2


def _is_step(event: EventRecord) -> bool:
    return event.name.startswith("proposal.")


def _entry(act: Sequence[AnyRow], words: Mapping[int, Description], named: bool) -> Entry:
    """Return one act under the title of the step it was, with all that is told about it."""
    event, name, shown_name = next((row for row in act if _is_step(row[0])), act[0])
    told = [words[row[0].id] for row in act]
    who = _("automatically") if event.channel == SYSTEM else name_of(name, shown_name, named=named)
    how = str(CHANNELS[event.channel]) if event.for_id and event.channel in CHANNELS else ""
    return Entry(
        title=words[event.id].title,
        text="\n".join(dict.fromkeys(part.text for part in told if part.text)),
        meta=" · ".join(filter(None, [moment(event.at), who, how])),
        url=next((part.url for part in told if part.url), ""),
    )
