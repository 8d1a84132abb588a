"""Whether a procedure can be lived with: every reason why not, in words, before anybody submits under it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from portal.jurisdictions.tree import TREE, Place, in_language
from portal.plugin.registry import plugins
from portal.plugin.stage import NOBODY, PROPOSER, Effect, StageKind
from portal.proposals.action_forms import BadFields, bind_json
from portal.proposals.engine import CORE_FACTS
from portal.proposals.procedure import END, BadProcedure, Procedure, Step
from portal.roles.standing import TEMPLATES

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def check(document: Mapping[str, Any], place: Place) -> list[str]:
    """Return why a document can't be published at a place, one sentence each; nothing when it can."""
    try:
        procedure = Procedure.read(document)
    except BadProcedure as bad:
        return bad.problems
    kinds = {step.kind: plugins().stage_kinds.get(step.kind) for step in procedure.steps}
    reasons = [*_keys(procedure), *_roles(procedure), *_levels(procedure, place)]
    for step in procedure.steps:
        kind = kinds[step.kind]
        if kind is None:
            reasons.append(_("%(stage)s: there is no stage kind %(kind)s.", stage=_name(step), kind=step.kind))
            continue
        reasons += [*_plugin_is_on(step, place), *_options(step, kind), *_arrows(procedure, step, kind)]
        reasons += _facts(step, {fact for other in kinds.values() if other is not None for fact in other.facts})
    if not reasons:
        reasons += _ways(procedure, {key: kind for key, kind in kinds.items() if kind is not None})
    return reasons


def targets(procedure: Procedure, step: Step, kind: StageKind) -> set[str]:
    """Return every stage, and `END`, that a stage can lead to."""
    found = set()
    for outcome in kind.outcomes:
        if outcome.effect is Effect.STAY:
            continue
        arrows = [arrow for arrow in step.next if arrow.on == outcome.key]
        found |= {arrow.to for arrow in arrows}
        if all(arrow.when for arrow in arrows):
            found |= {Effect.ADVANCE: {procedure.after(step.key)}, Effect.END: {END}}.get(outcome.effect, set())
    return found


def _keys(procedure: Procedure) -> Iterator[str]:
    seen = set()
    for step in procedure.steps:
        if not KEY.fullmatch(step.key) or step.key == END:
            yield _("The stage key %(key)s is not lower-case letters, digits and underscores.", key=step.key)
        if step.key in seen:
            yield _("Two stages have the key %(key)s.", key=step.key)
        seen.add(step.key)


def _roles(procedure: Procedure) -> Iterator[str]:
    known = {*TEMPLATES(), PROPOSER, NOBODY}
    for step in procedure.steps:
        if step.actor not in known:
            yield _("%(stage)s: there is no role %(role)s.", stage=_name(step), role=step.actor)
        kind = plugins().stage_kinds.get(step.kind)
        ends_itself = kind is not None and (
            type(kind).timed_out is not StageKind.timed_out or type(kind).enter is not StageKind.enter
        )
        if step.actor == NOBODY and not ends_itself:
            yield _("%(stage)s: somebody must act here; it doesn't end by itself.", stage=_name(step))
    for role in (procedure.oversight, procedure.staff):
        if role not in TEMPLATES():
            yield _("There is no role %(role)s.", role=role)


def _levels(procedure: Procedure, place: Place) -> Iterator[str]:
    levels = {above.level for above in TREE().upwards(place.id)}
    for step in procedure.steps:
        if step.at and step.at not in levels:
            yield _("%(stage)s: there is no place of the level %(level)s here.", stage=_name(step), level=step.at)


def _plugin_is_on(step: Step, place: Place) -> Iterator[str]:
    owner = step.kind.partition(".")[0]
    if "." in step.kind and owner not in plugins().enabled_at(place.id):
        label = plugins().by_key[owner].label
        yield _("%(stage)s: %(plugin)s is not switched on here.", stage=_name(step), plugin=label)


def _options(step: Step, kind: StageKind) -> Iterator[str]:
    if step.kind_version > kind.version:
        yield _("%(stage)s was written for a newer version of this portal.", stage=_name(step))
        return
    try:
        form = bind_json(kind.options_form, kind.upgrade_options(step.options, step.kind_version))
    except BadFields as bad:
        errors = bad.errors
    else:
        form.validate()
        # An option left out takes its default, so only what was written is judged.
        errors = {name: said for name, said in form.errors.items() if name in step.options}
    for name, said in errors.items():
        yield _("%(stage)s, option %(option)s: %(error)s", stage=_name(step), option=name, error=" ".join(said))


def _arrows(procedure: Procedure, step: Step, kind: StageKind) -> Iterator[str]:
    outcomes = {outcome.key: outcome for outcome in kind.outcomes}
    stages = {END, *(other.key for other in procedure.steps)}
    certain: set[str] = set()
    for arrow in step.next:
        if arrow.to not in stages:
            yield _("%(stage)s: an arrow leads to %(to)s, which isn't there.", stage=_name(step), to=arrow.to)
        if arrow.on not in outcomes:
            yield _("%(stage)s never ends with %(outcome)s.", stage=_name(step), outcome=arrow.on)
        elif outcomes[arrow.on].effect is Effect.STAY:
            yield _("%(stage)s stays at %(outcome)s; an arrow has no use.", stage=_name(step), outcome=arrow.on)
        elif arrow.on in certain:
            yield _("%(stage)s: the arrow from %(outcome)s to %(to)s is never taken, because one before it always is.",
                    stage=_name(step), outcome=arrow.on, to=arrow.to)  # fmt: skip
        if not arrow.when:
            certain.add(arrow.on)
    for outcome in outcomes.values():
        if outcome.effect is Effect.RETURN and outcome.key not in certain:
            yield _(
                "%(stage)s: “%(outcome)s” sends the matter back and needs an arrow that says where to.",
                stage=_name(step),
                outcome=outcome.label,
            )


def _facts(step: Step, declared: set[str]) -> Iterator[str]:
    known = {*CORE_FACTS, *declared}
    for name in sorted({name for arrow in step.next for name in arrow.when} - known):
        yield _("%(stage)s: an arrow asks for %(fact)s, which no stage tells.", stage=_name(step), fact=name)


def _ways(procedure: Procedure, kinds: Mapping[str, StageKind]) -> Iterator[str]:
    """Look whether each stage is reached from the first one, and the end from each stage."""
    leads = {step.key: targets(procedure, step, kinds[step.kind]) for step in procedure.steps}
    reached = _closure(procedure.steps[0].key, leads)
    back: dict[str, set[str]] = {END: set()}
    for key, ends in leads.items():
        for to in ends:
            back.setdefault(to, set()).add(key)
    ends_well = _closure(END, back)
    for step in procedure.steps:
        if step.key not in reached:
            yield _("%(stage)s is never reached.", stage=_name(step))
        if step.key not in ends_well:
            yield _("From %(stage)s there is no way to the end.", stage=_name(step))


def _closure(start: str, leads: Mapping[str, set[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        new = leads.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _name(step: Step) -> str:
    return _("“%(name)s” (%(key)s)", name=in_language(step.names), key=step.key)
