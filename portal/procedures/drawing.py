"""A procedure in words: each stage, who has it, how long, and where each way leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.jurisdictions.tree import TREE, Place, in_language
from portal.plugin.registry import plugins
from portal.plugin.stage import NOBODY, PROPOSER, Effect, FactValue, Outcome
from portal.proposals.procedure import END, Arrow, NoWay, Procedure, Step, route
from portal.proposals.stages.triage import GRADES
from portal.roles.standing import TEMPLATES

FACTS: Mapping[str, LazyString] = {
    "category": _l("category"),
    "subtype": _l("kind of matter"),
    "proposer_kind": _l("who proposes"),
    "channel": _l("how it came"),
}
VALUES: Mapping[str, LazyString] = {**GRADES, "True": _l("yes"), "False": _l("no")}


@dataclass(frozen=True)
class Way:
    """One way out of a stage: the outcome, when it is taken, and where it leads."""

    outcome: str
    condition: str
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


def draw(procedure: Procedure, place: Place) -> list[Drawn]:
    """Return a procedure's stages in their order, in the reader's language. No query."""
    return [
        Drawn(
            key=step.key,
            label=in_language(step.names),
            kind=_kind(step),
            who=_who(step, place),
            clock=_clock(step),
            ways=_ways(procedure, step),
        )
        for step in procedure.steps
    ]


def _kind(step: Step) -> str:
    kind = plugins().stage_kinds.get(step.kind)
    return str(kind.label) if kind else _("%(kind)s (not installed)", kind=step.kind)


def _who(step: Step, place: Place) -> str:
    if step.actor == PROPOSER:
        return _("The proposer")
    if step.actor == NOBODY:
        return _("Nobody has to act")
    template = TEMPLATES().get(step.actor)
    role = in_language(template.names) if template else step.actor
    if not step.at:
        return role
    above = next((upper for upper in TREE().upwards(place.id) if upper.level == step.at), None)
    return _("%(role)s, %(place)s", role=role, place=above.name if above else step.at)


def _clock(step: Step) -> str:
    if step.clock is None:
        days = step.options.get("days")
        return ngettext("%(num)s day", "%(num)s days", days) if isinstance(days, int) else ""
    return ngettext("%(num)s working day", "%(num)s working days", step.clock)


def _ways(procedure: Procedure, step: Step) -> list[Way]:
    kind = plugins().stage_kinds.get(step.kind)
    if kind is None:
        return []
    order = [other.key for other in procedure.steps]
    ways = []
    for outcome in kind.outcomes:
        for condition, to in _leads(procedure, step, outcome):
            back = to in order and order.index(to) <= order.index(step.key)
            ways.append(Way(str(outcome.label), condition, _place_name(procedure, to), back))
    return ways


def _leads(procedure: Procedure, step: Step, outcome: Outcome) -> list[tuple[str, str]]:
    if outcome.effect is Effect.STAY:
        return [("", step.key)]
    arrows = [arrow for arrow in step.next if arrow.on == outcome.key]
    leads = [(_condition(arrow), arrow.to) for arrow in arrows]
    if all(arrow.when for arrow in arrows):
        try:
            leads.append(("", route(procedure, step.key, outcome, {})))
        except NoWay:
            return leads
    return leads


def _condition(arrow: Arrow) -> str:
    declared = {name: label for kind in plugins().stage_kinds.values() for name, label in kind.facts.items()}
    words = {**FACTS, **declared}
    return _(" and ").join(
        _("%(fact)s: %(values)s", fact=words.get(name, name), values=_(" or ").join(_value(value) for value in values))
        for name, values in arrow.when.items()
    )


def _value(value: FactValue) -> str:
    return str(VALUES.get(str(value), value))


def _place_name(procedure: Procedure, to: str) -> str:
    if to == END:
        return _("the end")
    return next((in_language(step.names) for step in procedure.steps if step.key == to), to)
