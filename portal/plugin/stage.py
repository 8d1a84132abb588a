"""The contract of a stage kind: the seam between the engine and whoever brings a stage.

A procedure is data; a stage kind is code, from the core or a plugin. The engine (`portal/proposals/engine.py`) asks
the kind what can be done, lets it do it, and moves the proposal on when it returns a `Finish`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.events import Actor
from portal.forms import DataForm

FactValue = str | int | bool
PROPOSER = "proposer"
"""The actor of a stage that waits for whoever made the proposal."""
NOBODY = "nobody"
"""The actor of a stage that waits for nobody: the clock, a vote's end, or something that happens elsewhere."""


@dataclass(frozen=True)
class Vocabulary:
    """What a fact is called, and every value it can have, each in words. Without values anything may be said."""

    label: LazyString
    values: Mapping[FactValue, LazyString | str] = field(default_factory=dict)


YES_NO: Mapping[FactValue, LazyString] = {True: _l("yes"), False: _l("no")}


class Effect(StrEnum):
    """What an outcome does to the proposal's way."""

    ADVANCE = "advance"
    RETURN = "return"
    END = "end"
    STAY = "stay"


@dataclass(frozen=True)
class Outcome:
    """A way a stage can end. `state` is the proposal's state afterwards, for END only."""

    key: str
    label: LazyString
    effect: Effect
    state: str = "closed"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """An open or ended stage of one proposal, read-only. `kept` is what its kind keeps of it on the run itself."""

    run_id: int
    proposal_id: int
    home_id: int
    seat_id: int
    key: str
    kind: str
    options: Mapping[str, Any]
    due: date | None
    organisation_id: int | None
    facts: Mapping[str, FactValue]
    kept: Mapping[str, Any] = field(default_factory=dict)
    open: bool


@dataclass(frozen=True)
class Action:
    """Something somebody can do at a stage.

    `permission` is held at the stage's seat, for the stage's organisation where it has one; empty means the stage's
    actor role. `prepare` fills a form's choices. Without outcomes the stage stays.
    """

    key: str
    label: LazyString
    form: type[DataForm] = DataForm
    outcomes: tuple[str, ...] = ()
    permission: str = ""
    prepare: Callable[[DataForm, Stage], None] | None = None


@dataclass(frozen=True, kw_only=True)
class Finish:
    """How a stage ended. `facts` may only name what the kind declares.

    `seat_id` moves the proposal to another place of the tree and takes it from the unit that had it;
    `organisation_id` is the unit that has it from here on. Both stay as they are when None.
    """

    outcome: str
    reason: str = ""
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    seat_id: int | None = None
    organisation_id: int | None = None


@dataclass(frozen=True)
class Panel:
    """What a stage shows of itself on the proposal's page.

    `template` is included with `panel`, this object, in scope, and reads `panel.context`. `link` leads to more.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""


class StageKind:
    """Base of every stage kind. All methods have bodies: a kind overrides what it needs.

    A proposal may pass a stage many times. A kind whose panel needs nothing but the `Stage` overrides `panel`; one
    that reads tables overrides `panels`, which a page asks once for all of the proposal's runs of this kind.

    `facts` are what a `Finish` of this kind may say for arrows to ask, each with its vocabulary.
    """

    key: ClassVar[str]
    label: ClassVar[LazyString]
    outcomes: ClassVar[tuple[Outcome, ...]]
    version: ClassVar[int] = 1
    facts: ClassVar[Mapping[str, Vocabulary]] = {}
    options_form: ClassVar[type[DataForm]] = DataForm

    def outcome(self, key: str) -> Outcome:
        """Return one of the kind's outcomes. Raises `KeyError` for one it doesn't have."""
        return {outcome.key: outcome for outcome in self.outcomes}[key]

    def upgrade_options(self, options: Mapping[str, Any], version: int) -> Mapping[str, Any]:
        """Return options written for an older version of this kind in today's form. Pure; called on each read."""
        return options

    def enter(self, stage: Stage) -> Finish | None:
        """Begin: add own rows keyed by `run_id`. A `Finish` ends the stage at once."""
        return None

    def actions(self, stage: Stage) -> Sequence[Action]:
        """Return what can be done now, whoever asks; the engine leaves out what the viewer may not do."""
        return ()

    def act(self, stage: Stage, action: str, data: Mapping[str, Any], actor: Actor) -> Finish | None:
        """Do one of `actions` with its form's data. A `Finish` ends the stage."""
        raise KeyError(action)

    def blockers(self, stage: Stage, outcome: str) -> Sequence[LazyString]:
        """Return why the stage can't end this way now; asked at every finish."""
        return ()

    def timed_out(self, stage: Stage) -> Finish | None:
        """Say what happens now that the due day has passed; the worker may ask more than once."""
        return None

    def leave(self, stage: Stage, outcome: str) -> None:
        """Tidy up when the stage is ended from outside: merged, withdrawn or set aside."""

    def resume(self, stage: Stage) -> None:
        """Take up again what `leave` put down, because a merge was undone; `stage.due` is the new day."""

    def supported(self, stage: Stage, supporters: int) -> Finish | None:
        """Say whether so many supporters end the stage; asked in the transaction in which their number grew."""
        return None

    def panel(self, stage: Stage) -> Panel | None:
        """Return what the proposal's page shows of this stage, running or ended. No queries here."""
        return None

    def panels(self, stages: Sequence[Stage]) -> Mapping[int, Panel]:
        """Return what the pages show of stages of one proposal, by `run_id`; those with nothing to show are left out.

        As many queries for thirty stages as for one.
        """
        shown = {stage.run_id: self.panel(stage) for stage in stages}
        return {run_id: panel for run_id, panel in shown.items() if panel is not None}

    def record(self, stage: Stage) -> Mapping[str, Any]:
        """Return what the dossier and the API keep of this stage, running or ended."""
        return {}
