"""A procedure in words: each stage, who has it, how long, and where each way leads."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.jurisdictions.tree import TREE, Place, in_language
from portal.plugin.registry import plugins
from portal.plugin.stage import NOBODY, PROPOSER, FactValue
from portal.procedures.branching import Known, When, branches
from portal.proposals.facts import vocabularies
from portal.proposals.procedure import END, Procedure, Step
from portal.roles.standing import TEMPLATES


@dataclass(frozen=True)
class Way:
    """One way out of a stage: the outcome, when it is taken, and the key and name of where it leads."""

    outcome: str
    condition: str
    key: str
    to: str
    back: bool


@dataclass(frozen=True)
class Drawn:
    """A stage as it is drawn; `label`, `state` and `lines` are what the track shows."""

    key: str
    label: str
    kind: str
    who: str
    clock: str
    ways: Sequence[Way]
    state: str = "next"

    @property
    def lines(self) -> Sequence[str]:
        """Return who has it and for how long."""
        return [line for line in (self.who, self.clock) if line]


def draw(procedure: Procedure, place: Place | None) -> list[Drawn]:
    """Return a procedure's stages in their order, in the reader's language. No query.

    Without a place, levels and categories are called by their keys.
    """
    known = vocabularies(plugins().stage_kinds.values(), place)
    return [
        Drawn(
            key=step.key,
            label=in_language(step.names),
            kind=_kind(step),
            who=_who(step, place),
            clock=_clock(step),
            ways=_ways(procedure, step, known),
        )
        for step in procedure.steps
    ]


def _kind(step: Step) -> str:
    kind = plugins().stage_kinds.get(step.kind)
    return str(kind.label) if kind else _("%(kind)s (not installed)", kind=step.kind)


def _who(step: Step, place: Place | None) -> str:
    if step.actor == PROPOSER:
        return _("The proposer")
    if step.actor == NOBODY:
        return _("Nobody has to act")
    template = TEMPLATES().get(step.actor)
    role = in_language(template.names) if template else step.actor
    if not step.at:
        return role
    above = next((upper for upper in TREE().upwards(place.id) if upper.level == step.at), None) if place else None
    return _("%(role)s, %(place)s", role=role, place=above.name if above else step.at)


def _clock(step: Step) -> str:
    if step.clock is None:
        days = step.options.get("days")
        if not isinstance(days, int):
            return ""
        if step.options.get("counting") == "working":
            return _working_days(days)
        return ngettext("%(num)s day", "%(num)s days", days)
    return _working_days(step.clock)


def _working_days(count: int) -> str:
    return ngettext("%(num)s working day", "%(num)s working days", count)


def _ways(procedure: Procedure, step: Step, known: Known) -> list[Way]:
    kind = plugins().stage_kinds.get(step.kind)
    if kind is None:
        return []
    order = [other.key for other in procedure.steps]
    ways = []
    for outcome in kind.outcomes:
        leads = branches(procedure, step, outcome, known) or [({}, step.key)]
        for when, to in leads:
            back = to in order and order.index(to) <= order.index(step.key)
            ways.append(Way(str(outcome.label), _condition(when, known), to, _place_name(procedure, to), back))
    return ways


def _condition(when: When, known: Known) -> str:
    return _(" and ").join(
        _(
            "%(fact)s: %(values)s",
            fact=_fact(fact, known),
            values=_(" or ").join(_value(fact, v, known) for v in values),
        )
        for fact, values in when.items()
    )


def _fact(fact: str, known: Known) -> str:
    return str(known[fact].label) if fact in known else fact


def _value(fact: str, value: FactValue, known: Known) -> str:
    return str(known[fact].values.get(value, value)) if fact in known else str(value)


def _place_name(procedure: Procedure, to: str) -> str:
    if to == END:
        return _("the end")
    return next((in_language(step.names) for step in procedure.steps if step.key == to), to)
