"""Whether a procedure can be lived with: every reason why not, in words, before anybody submits under it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from portal.jurisdictions.tree import TREE, Place
from portal.plugin.registry import plugins
from portal.plugin.stage import NOBODY, PROPOSER, Effect, StageKind
from portal.procedures.branching import check_branches, closure, leads_of, problem, turned
from portal.proposals.action_forms import BadFields, bind_json
from portal.proposals.facts import vocabularies
from portal.proposals.procedure import END, BadProcedure, Problem, Procedure, Step
from portal.roles.standing import TEMPLATES

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def check(document: Mapping[str, Any], place: Place | None) -> list[Problem]:
    """Return why a document can't be published at a place; nothing when it can.

    Without a place, whatever depends on one is left out: its levels, its categories, what is switched on there.
    """
    try:
        procedure = Procedure.read(document)
    except BadProcedure as bad:
        return bad.problems
    kinds = {key: kind for key, kind in plugins().stage_kinds.items() if key in {s.kind for s in procedure.steps}}
    problems = [*_keys(procedure), *_roles(procedure), *(_levels(procedure, place) if place else ())]
    for step in procedure.steps:
        kind = kinds.get(step.kind)
        if kind is None:
            problems.append(problem(step, "kind", _("there is no stage kind %(kind)s.", kind=step.kind), step.kind))
            continue
        problems += [*(_plugin_is_on(step, place) if place else ()), *_options(step, kind), *_arrows(procedure, step)]
    if problems:
        return problems
    known = vocabularies(kinds.values(), place)
    problems += check_branches(procedure, kinds, known)
    return problems or list(_ways(procedure, leads_of(procedure, kinds, known)))


def _keys(procedure: Procedure) -> Iterator[Problem]:
    seen = set()
    for step in procedure.steps:
        if not KEY.fullmatch(step.key) or step.key == END:
            said = _("The stage key %(key)s is not lower-case letters, digits and underscores.", key=step.key)
            yield Problem(said, step.position, "key")
        if step.key in seen:
            yield Problem(_("Two stages have the key %(key)s.", key=step.key), step.position, "key")
        seen.add(step.key)


def _roles(procedure: Procedure) -> Iterator[Problem]:
    known = {*TEMPLATES(), PROPOSER, NOBODY}
    for step in procedure.steps:
        if step.actor not in known:
            yield problem(step, "actor", _("there is no role %(role)s.", role=step.actor))
        kind = plugins().stage_kinds.get(step.kind)
        ends_itself = kind is not None and (
            type(kind).timed_out is not StageKind.timed_out or type(kind).enter is not StageKind.enter
        )
        if step.actor == NOBODY and not ends_itself:
            yield problem(step, "actor", _("somebody must act here; it doesn't end by itself."))
    for entry, role in (("oversight", procedure.oversight), ("staff", procedure.staff)):
        if role not in TEMPLATES():
            yield Problem(_("There is no role %(role)s.", role=role), entry=entry)


def _levels(procedure: Procedure, place: Place) -> Iterator[Problem]:
    levels = {above.level for above in TREE().upwards(place.id)}
    for step in procedure.steps:
        if step.at and step.at not in levels:
            yield problem(step, "at", _("there is no place of the level %(level)s here.", level=step.at))


def _plugin_is_on(step: Step, place: Place) -> Iterator[Problem]:
    owner = step.kind.partition(".")[0]
    if "." in step.kind and owner not in plugins().enabled_at(place.id):
        label = plugins().by_key[owner].label
        yield problem(step, "kind", _("%(plugin)s is not switched on here.", plugin=label))


def _options(step: Step, kind: StageKind) -> Iterator[Problem]:
    if step.kind_version > kind.version:
        yield problem(step, "kind_version", _("it was written for a newer version of this portal."))
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
        yield problem(
            step, "options", _("option %(option)s: %(error)s", option=name, error=" ".join(map(str, said))), name
        )


def _arrows(procedure: Procedure, step: Step) -> Iterator[Problem]:
    """Look at each arrow by itself: whether it begins and ends somewhere."""
    kind = plugins().stage_kinds[step.kind]
    outcomes = {outcome.key: outcome for outcome in kind.outcomes}
    stages = {END, *(other.key for other in procedure.steps)}
    for arrow in step.next:
        if arrow.to not in stages:
            yield problem(step, "next", _("an arrow leads to %(to)s, which isn't there.", to=arrow.to), arrow.to)
        if arrow.on not in outcomes:
            said = _(
                "it never ends with %(outcome)s, only with: %(outcomes)s.",
                outcome=arrow.on,
                outcomes=", ".join(outcomes),
            )
            yield problem(step, "next", said, arrow.on)
        elif outcomes[arrow.on].effect is Effect.STAY:
            yield problem(step, "next", _("it stays at %(outcome)s; an arrow has no use.", outcome=arrow.on), arrow.on)


def _ways(procedure: Procedure, leads: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Look whether each stage is reached from the first one, and the end from each stage."""
    reached = closure(procedure.steps[0].key, leads)
    ends_well = closure(END, turned(leads))
    for step in procedure.steps:
        if step.key not in reached:
            yield problem(step, "key", _("it is never reached."))
        if step.key not in ends_well:
            yield problem(step, "key", _("from here there is no way to the end."))
