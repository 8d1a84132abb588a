"""`make bench`: the portal beside a bare floor, in one run, as ratios.

Rounds are interleaved: every subject is asked for a page before any is asked again, so that a machine which is busy
for a while is busy for all. What counts is CPU time per request; requests per second depend on what else runs.
"""

import argparse
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tests.bench.load import CONNECTIONS, ask, load
from tests.bench.preparing import COMMENT, PAGES, prepared
from tests.bench.serving import THREADS, WORKERS, Subject
from tests.bench.world import COMMENTS, PROPOSALS

TITLES = {
    "list-out": "The list, signed out",
    "list-in": "The list, signed in",
    "detail-out": "A proposal, signed out",
    "detail-in": "A proposal, signed in",
    COMMENT: "A comment posted",
}
LINE = "{:20}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}  {:>18}"


@dataclass
class Measured:
    """What one subject took for one page; times in milliseconds, one entry a round except for `answers`."""

    answers: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="how long a subject is asked for a page in a round")
    parser.add_argument("--proposals", type=int, default=PROPOSALS)
    parser.add_argument("--postgresql", action="store_true", help="the portal on PostgreSQL; the floor stays on SQLite")
    parser.add_argument("--granian", action="store_true", help="both on granian too, which must be installed")
    parser.add_argument("--port", type=int, default=8306, help="the first of the ports used")
    given = parser.parse_args()
    wanted = {"proposals": given.proposals, "postgresql": given.postgresql, "granian": given.granian}
    with (
        TemporaryDirectory(prefix="linli-bench-") as folder,
        prepared(Path(folder), port=given.port, **wanted) as bench,
    ):
        click.echo(
            f"{given.proposals} proposals, {COMMENTS} comments each; {WORKERS} workers of {THREADS} threads; "
            f"{CONNECTIONS} connections; {given.rounds} interleaved rounds of {given.seconds:g} s\n"
        )
        click.echo(LINE.format("", "req/s", "p50 ms", "p99 ms", "CPU ms", "bytes", "queries", "CPU, floor=1"))
        for case in (*PAGES, COMMENT):
            _print(case, bench.subjects, _measure(bench.subjects, case, given.rounds, given.seconds), bench.queries)
        click.echo("\n{:20}{:>24}{:>24}".format("", "start to first answer", "memory of a worker"))
        for subject in bench.subjects:
            click.echo(f"{subject.name:20}{subject.started:>22.2f} s{subject.memory():>21.0f} MB")


def _measure(subjects: Sequence[Subject], case: str, rounds: int, seconds: float) -> Mapping[str, Measured]:
    measured = {subject.name: Measured() for subject in subjects}
    for subject in subjects:
        load(subject.port, subject.pages[case], seconds=0.3)  # every thread has its connection and its caches
    for _ in range(rounds):
        for subject in subjects:
            before = subject.cpu()
            took = load(subject.port, subject.pages[case], seconds=seconds)
            kept = measured[subject.name]
            kept.cpu.append((subject.cpu() - before) / len(took) * 1000)
            kept.per_second.append(len(took) / seconds)
            kept.answers += [answer * 1000 for answer in took]
    return measured


def _print(
    case: str, subjects: Sequence[Subject], measured: Mapping[str, Measured], queries: Mapping[str, int]
) -> None:
    click.echo(TITLES[case])
    floor = measured[subjects[0].name]
    for subject in subjects:
        kept = measured[subject.name]
        ratios = sorted(own / bare for own, bare in zip(kept.cpu, floor.cpu, strict=True))
        spread = f"{statistics.median(ratios):.1f} ({ratios[0]:.1f}–{ratios[-1]:.1f})"
        percentiles = statistics.quantiles(kept.answers, n=100)
        click.echo(
            LINE.format(
                f"  {subject.name}",
                f"{statistics.median(kept.per_second):.0f}",
                f"{percentiles[49]:.1f}",
                f"{percentiles[98]:.1f}",
                f"{statistics.median(kept.cpu):.2f}",
                len(ask(subject.port, subject.pages[case]).text),
                queries.get(case, "") if subject.name.startswith("portal") else "",
                spread if subject is not subjects[0] else "",
            )
        )


if __name__ == "__main__":
    main()
