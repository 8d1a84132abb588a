"""Procedures as data: stages, arrows, and the pure rules that lead along them.

`route` is used by the engine, the check, the drawing and the rehearsal of an edited procedure alike; it reads
nothing and writes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from flask_babel import gettext as _

from portal.plugin.stage import Effect, FactValue, Outcome
from portal.translations import LANGUAGES

END = "end"
_NEEDED = ("key", "kind", "name", "actor")
LONGEST_CLOCK = 1000
"""Working days, four years of them: beyond it somebody has mistyped."""
_ENTRIES = {*_NEEDED, "kind_version", "at", "clock", "options", "next"}


@dataclass(frozen=True)
class Problem:
    """Why a document is no procedure, in one sentence, and where: the number of its stage from 1 on (0 is the document
    itself), the entry there, and what is written in it.
    """

    said: str
    stage: int = 0
    entry: str = ""
    written: str = ""

    def __str__(self) -> str:
        return self.said


class BadProcedure(Exception):
    """A document isn't a procedure; `problems` say why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = list(problems)


class NoWay(Exception):
    """An outcome leads nowhere: a return without an arrow. Publishing checks against it."""


@dataclass(frozen=True)
class Arrow:
    """From an outcome to a stage, when every named fact has one of the listed values."""

    on: str
    to: str
    when: Mapping[str, Sequence[FactValue]] = field(default_factory=dict)

    def fits(self, outcome: str, facts: Mapping[str, FactValue]) -> bool:
        """Tell whether this arrow is taken."""
        return self.on == outcome and all(facts.get(name) in values for name, values in self.when.items())


@dataclass(frozen=True)
class Step:
    """A stage as the procedure describes it.

    `clock` counts working days of the seat; none means no hurry. `at` names a level of the tree: the stage is held at
    the nearest place of that level from the seat upwards (the town that reviews a community's major matter), and the
    next one at the seat again. `position` counts from 1.
    """

    position: int

    key: str
    kind: str
    names: Mapping[str, str]
    actor: str
    clock: int | None = None
    at: str = ""
    kind_version: int = 1
    options: Mapping[str, Any] = field(default_factory=dict)
    next: Sequence[Arrow] = ()


@dataclass(frozen=True)
class Procedure:
    """An ordered list of stages; the first is where a submitted proposal begins.

    `oversight` is the role at the parent place that is told of what is overdue; `staff` is the role of the place's own
    people, who do what a unit would do in a matter that no unit has.
    """

    key: str
    names: Mapping[str, str]
    steps: Sequence[Step]
    oversight: str = "secretary"
    staff: str = "secretary"

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Self:
        """Build a procedure from its document (as TOML or JSON gives it). Raises `BadProcedure`."""
        problems = [
            Problem(_("The procedure has an unknown entry %(entry)s.", entry=name), entry=name)
            for name in sorted(document.keys() - {"key", "name", "oversight", "staff", "stages"})
        ]
        raw_steps = document.get("stages")
        if not isinstance(raw_steps, list) or not raw_steps:
            raise BadProcedure([*problems, Problem(_("The procedure has no stages."))])
        steps = [_read_step(raw, position, problems) for position, raw in enumerate(raw_steps, 1)]
        if not document.get("name") or not _is_words(document["name"]):
            problems.append(Problem(_("The procedure has no name by language."), entry="name"))
        texts = {name: document[name] for name in ("key", "oversight", "staff") if name in document}
        problems += [
            Problem(_("“%(entry)s” is not a text.", entry=name), entry=name)
            for name, text in texts.items()
            if not isinstance(text, str)
        ]
        if problems:
            raise BadProcedure(problems)
        return cls(**{"key": "", **texts}, names=document["name"], steps=[step for step in steps if step is not None])

    def step(self, key: str) -> Step:
        """Return a stage by its key. Raises `KeyError`."""
        return {step.key: step for step in self.steps}[key]

    def after(self, key: str) -> str:
        """Return the key of the stage after one, or `END`."""
        keys = [step.key for step in self.steps]
        position = keys.index(key) + 1
        return keys[position] if position < len(keys) else END


def route(procedure: Procedure, key: str, outcome: Outcome, facts: Mapping[str, FactValue]) -> str:
    """Return the key of the stage an outcome leads to, or `END`.

    The first fitting arrow decides; without one an ADVANCE goes to the next stage in order. Raises `NoWay` for a
    RETURN without an arrow: it must never silently go forward.
    """
    for arrow in procedure.step(key).next:
        if arrow.fits(outcome.key, facts):
            return arrow.to
    if outcome.effect is Effect.END:
        return END
    if outcome.effect is Effect.ADVANCE:
        return procedure.after(key)
    raise NoWay(f"{outcome.key} of {key} has no arrow")


def _read_step(raw: Any, position: int, problems: list[Problem]) -> Step | None:
    if not isinstance(raw, Mapping):
        problems.append(Problem(_("Stage %(stage)s is not a table.", stage=position), position))
        return None
    label = raw.get("key") or position
    found = [
        Problem(_("Stage %(stage)s has no %(entry)s.", stage=label, entry=name), position)
        for name in _NEEDED
        if not raw.get(name)
    ]
    found += [
        Problem(_("Stage %(stage)s has an unknown entry %(entry)s.", stage=label, entry=name), position, name)
        for name in sorted(raw.keys() - _ENTRIES)
    ]
    found += [
        Problem(_("“%(entry)s” of stage %(stage)s is not a text.", stage=label, entry=name), position, name)
        for name in ("key", "kind", "actor", "at")
        if not isinstance(raw.get(name, ""), str)
    ]
    if not _is_count(raw.get("clock", 0)):
        found.append(
            Problem(_("The clock of stage %(stage)s is not a number of working days.", stage=label), position, "clock")
        )
    elif raw.get("clock", 0) > LONGEST_CLOCK:
        said = _(
            "The clock of stage %(stage)s runs longer than %(most)s working days.", stage=label, most=LONGEST_CLOCK
        )
        found.append(Problem(said, position, "clock"))
    if not _is_count(raw.get("kind_version", 1)):
        said = _("The kind version of stage %(stage)s is not a number.", stage=label)
        found.append(Problem(said, position, "kind_version"))
    if not isinstance(raw.get("options", {}), Mapping):
        found.append(Problem(_("The options of stage %(stage)s are not a table.", stage=label), position, "options"))
    if not _is_words(raw.get("name", {})):
        said = _("The name of stage %(stage)s is not given by language (zh_Hans, zh_Hant, en).", stage=label)
        found.append(Problem(said, position, "name"))
    arrows = raw.get("next", [])
    if not isinstance(arrows, list) or not all(_is_arrow(arrow) for arrow in arrows):
        said = _(
            "An arrow of stage %(stage)s needs “on” and “to”, may have a “when” of lists of values, and nothing else.",
            stage=label,
        )
        found.append(Problem(said, position, "next"))
    problems += found
    if found:
        return None
    return Step(
        position=position,
        key=raw["key"],
        kind=raw["kind"],
        names=raw["name"],
        actor=raw["actor"],
        clock=raw.get("clock"),
        at=raw.get("at", ""),
        kind_version=raw.get("kind_version", 1),
        options=raw.get("options", {}),
        next=[Arrow(arrow["on"], arrow["to"], arrow.get("when", {})) for arrow in arrows],
    )


def _is_words(raw: Any) -> bool:
    return (
        isinstance(raw, Mapping)
        and raw.keys() <= set(LANGUAGES)
        and all(isinstance(text, str) and text for text in raw.values())
    )


def _is_count(raw: Any) -> bool:
    return isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0


def _is_arrow(raw: Any) -> bool:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("on"), str) or not isinstance(raw.get("to"), str):
        return False
    when = raw.get("when", {})
    known = raw.keys() <= {"on", "to", "when"}
    return known and isinstance(when, Mapping) and all(_are_values(values) for values in when.values())


def _are_values(raw: Any) -> bool:
    return isinstance(raw, list) and bool(raw) and all(isinstance(value, str | int | bool) for value in raw)
