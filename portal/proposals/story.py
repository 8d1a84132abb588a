"""The way of a proposal as its page shows it: the track of stages, and what happened, step by step."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.dates import day, moment
from portal.events import SYSTEM
from portal.jurisdictions.tree import in_language
from portal.paging import AnyRow
from portal.persons.names import public_name
from portal.plugin.contributions import Description
from portal.plugin.registry import plugins
from portal.proposals.describe import in_words
from portal.proposals.models import Proposal, StageRun
from portal.proposals.procedure import END, Procedure
from portal.proposals.queries import Whole
from portal.proposals.turn import turn, who_has
from portal.proposals.words import CHANNELS


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
    """Return the stages gone through, the one that is open, and those that follow when all goes straight on."""
    proposal = whole.proposal
    if proposal.version is None or proposal.submitted_at is None:
        return []
    steps = [Step(_("Submitted"), "past", [day(proposal.submitted_at)])]
    for run, unit, *_names in whole.runs:
        steps.append(_now(proposal, run, unit) if run.left_at is None else _past(proposal, run, unit))
    procedure = Procedure.read(proposal.version.document)
    if whole.runs and whole.runs[-1][0].left_at is None:
        steps += [
            Step(in_language(procedure.step(key).names), "next") for key in _onwards(procedure, whole.runs[-1][0])
        ]
    return steps


def story(whole: Whole, *, named: bool) -> list[Entry]:
    """Return what happened, newest first; people are `named` in full, or as the public reads them."""
    runs = {row[0].id: row[0] for row in whole.runs}
    others = plugins().describe([row[0] for row in whole.events if not row[0].name.startswith("proposal.")])
    return [_entry(row, runs, others, named) for row in whole.events]


def name_of(name: str | None, shown_name: str | None, *, named: bool) -> str:
    """Return a person's name in full when `named`, otherwise as the public reads it; nothing for nobody."""
    if not name:
        return ""
    return name if named else public_name(name, shown_name or "")


def _now(proposal: Proposal, run: StageRun, unit: Mapping[str, str] | None) -> Step:
    said = turn(proposal, run, unit)
    return Step(in_language(run.labels), "now", [line for line in (said.who, said.when) if line])


def _past(proposal: Proposal, run: StageRun, unit: Mapping[str, str] | None) -> Step:
    days = [day(at) for at in (run.entered_at, run.left_at) if at]
    return Step(in_language(run.labels), "past", [" – ".join(dict.fromkeys(days)), who_has(run, proposal, unit)])


def _onwards(procedure: Procedure, run: StageRun) -> Iterator[str]:
    key = procedure.after(run.key)
    while key != END:
        yield key
        key = procedure.after(key)


def _entry(row: AnyRow, runs: Mapping[int, StageRun], others: Mapping[int, Description], named: bool) -> Entry:
    event, name, shown_name = row
    words = in_words(event, runs) if event.name.startswith("proposal.") else others.get(event.id)
    if words is None:
        known = plugins().event_types.get(event.name)
        words = Description(str(known.label) if known else event.name)
    who = _("automatically") if event.channel == SYSTEM else name_of(name, shown_name, named=named)
    how = str(CHANNELS[event.channel]) if event.for_id and event.channel in CHANNELS else ""
    meta = " · ".join(filter(None, [moment(event.at), who, how]))
    return Entry(words.title, words.text, meta, words.url)
