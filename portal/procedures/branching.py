"""Where an outcome can lead, and whether its arrows leave a case out: by category, by grade, by what a stage tells."""

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext as _

from portal.jurisdictions.tree import in_language
from portal.plugin.stage import Effect, FactValue, Outcome, StageKind, Vocabulary
from portal.proposals.engine import CORE_FACTS
from portal.proposals.procedure import END, Arrow, Problem, Procedure, Step

Known = Mapping[str, Vocabulary]
When = Mapping[str, Sequence[FactValue]]


def branches(procedure: Procedure, step: Step, outcome: Outcome, known: Known) -> list[tuple[When, str]]:
    """Return each way an outcome leads: its condition, and the stage or `END`; the last is what holds otherwise."""
    if outcome.effect is Effect.STAY:
        return []
    arrows = _arrows(step, outcome)
    ways: list[tuple[When, str]] = [(arrow.when, arrow.to) for arrow in arrows]
    if not covers(arrows, known):
        ways += {Effect.ADVANCE: [({}, procedure.after(step.key))], Effect.END: [({}, END)]}.get(outcome.effect, [])
    return ways


def covers(arrows: Sequence[Arrow], known: Known) -> bool:
    """Tell whether one of these arrows is always taken: one asks nothing, or together they name every value."""
    return any(not arrow.when for arrow in arrows) or any(
        words.values and words.values.keys() <= _named(arrows, fact) for fact, words in known.items()
    )


def check_branches(procedure: Procedure, kinds: Mapping[str, StageKind], known: Known) -> list[Problem]:
    """Return what is wrong with conditions: facts and values nobody knows, arrows never taken, cases left out."""
    back = turned(leads_of(procedure, kinds, known))
    problems = []
    for step in procedure.steps:
        before = closure(step.key, back)
        told = {fact for other in procedure.steps if other.key in before for fact in kinds[other.kind].facts}
        for outcome in kinds[step.kind].outcomes:
            for said, written in _of_outcome(_arrows(step, outcome), outcome, known, told.union(CORE_FACTS)):
                problems.append(problem(step, "next", said, written))
    return problems


def leads_of(procedure: Procedure, kinds: Mapping[str, StageKind], known: Known) -> dict[str, set[str]]:
    """Return every stage, and `END`, that each stage can lead to."""
    return {
        step.key: {to for outcome in kinds[step.kind].outcomes for _w, to in branches(procedure, step, outcome, known)}
        for step in procedure.steps
    }


def turned(leads: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return from where each stage, and `END`, is reached."""
    back: dict[str, set[str]] = {END: set()}
    for key, ends in leads.items():
        for to in ends:
            back.setdefault(to, set()).add(key)
    return back


def closure(start: str, leads: Mapping[str, set[str]]) -> set[str]:
    """Return a stage with all that follows from it."""
    found, waiting = {start}, [start]
    while waiting:
        new = leads.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def problem(step: Step, entry: str, said: str, written: str = "") -> Problem:
    """Return what is wrong at a stage, with its name before it."""
    whole = _("“%(name)s” (%(key)s): %(said)s", name=in_language(step.names), key=step.key, said=said)
    return Problem(whole, step.position, entry, written)


def _of_outcome(arrows: Sequence[Arrow], outcome: Outcome, known: Known, told: set[str]) -> Iterator[tuple[str, str]]:
    for number, arrow in enumerate(arrows):
        yield from _of_condition(arrow, known, told)
        before = arrows[:number]
        fact = next(iter(arrow.when), "")
        again = len(arrow.when) == 1 and set(arrow.when[fact]) <= _named(before, fact)
        if again or covers(before, known):
            said = _(
                "the arrow from %(outcome)s to %(to)s is never taken, because one before it always is.",
                outcome=outcome.key,
                to=arrow.to,
            )
            yield said, arrow.to
    if outcome.effect is Effect.RETURN and all(arrow.when for arrow in arrows):
        said = _(
            "“%(outcome)s” (%(key)s) sends the matter back and needs an arrow without “when” that says where to.",
            outcome=outcome.label,
            key=outcome.key,
        )
        yield said, outcome.key
    elif outcome.effect is Effect.ADVANCE and arrows and not covers(arrows, known):
        yield _left_out(arrows, outcome, known), outcome.key


def _of_condition(arrow: Arrow, known: Known, told: set[str]) -> Iterator[tuple[str, str]]:
    for fact, values in arrow.when.items():
        if fact not in known:
            yield _("an arrow asks for %(fact)s, which no stage tells.", fact=fact), fact
        elif fact not in told:
            yield _("an arrow asks for %(fact)s, which is told only after it.", fact=fact), fact
        elif words := known[fact].values:
            for value in values:
                if value not in words:
                    there = ", ".join(map(str, words))
                    said = _("%(fact)s is never “%(value)s”, only: %(there)s.", fact=fact, value=value, there=there)
                    yield said, str(value)


def _left_out(arrows: Sequence[Arrow], outcome: Outcome, known: Known) -> str:
    fact = next(iter(arrows[0].when))
    left = [str(value) for value in known[fact].values if value not in _named(arrows, fact)] if fact in known else []
    return _(
        "“%(outcome)s” (%(key)s) has no arrow for every case (%(fact)s: %(left)s); add one without “when”.",
        outcome=outcome.label,
        key=outcome.key,
        fact=fact,
        left=", ".join(left) or "…",
    )


def _arrows(step: Step, outcome: Outcome) -> list[Arrow]:
    return [arrow for arrow in step.next if arrow.on == outcome.key]


def _named(arrows: Sequence[Arrow], fact: str) -> set[FactValue]:
    """Return the values of a fact for which one of these arrows is taken, whatever else holds."""
    return {value for arrow in arrows if arrow.when.keys() == {fact} for value in arrow.when[fact]}
