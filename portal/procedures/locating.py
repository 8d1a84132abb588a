"""Where in a procedure's file a problem stands: TOML readers give values without their lines."""

import re

from flask_babel import gettext as _

from portal.proposals.procedure import Problem

STAGE = re.compile(r"\s*\[\[\s*stages\s*\]\]")


def with_line(problem: Problem, text: str) -> str:
    """Return what is wrong, led by the number of the line it is about."""
    return _("Line %(line)s: %(problem)s", line=line_of(problem, text), problem=problem)


def line_of(problem: Problem, text: str) -> int:
    """Return the line a problem is about, from 1: that of the written word, the entry, or the stage's heading."""
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if STAGE.match(line)]
    bounds = [0, *heads, len(lines)] if heads else [0, len(lines)]
    number = problem.stage if problem.stage < len(bounds) - 1 else 0
    start, end = bounds[number], bounds[number + 1]
    if problem.entry:
        entry = re.compile(
            rf"\s*(?:{re.escape(problem.entry)}\s*[=.]|\[+\s*stages\s*\.\s*{re.escape(problem.entry)}\b)"
        )
        start = next((at for at in range(start, end) if entry.match(lines[at])), start)
    if problem.written:
        start = next((at for at in range(start, end) if problem.written in lines[at]), start)
    return start + 1
