"""A procedure as a picture: stages from top to bottom, ways onward on the right, ways back on the left (SVG)."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from portal.procedures.drawing import Drawn
from portal.proposals.procedure import END

WIDTH, HEIGHT, GAP = 250, 52, 46
"""Of a stage's box, and between two of them, in pixels."""
TOP, MARGIN, LANE, STACKED = 56, 24, 26, 15
DOCUMENT = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img">'
    "<title>{name}</title>"
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0 8 4 0 8z" fill="#4f5a54"/></marker></defs>'
    '<rect width="{w}" height="{h}" fill="#fbfaf6"/>'
    '<g font-family="system-ui, sans-serif" fill="#1d2420">'
    '<g fill="none" stroke-width="1.4" stroke="#2e6b4f">{onward}</g>'
    '<g fill="none" stroke-width="1.4" stroke="#a3512b" stroke-dasharray="5 3">{back}</g>'
    '<g font-size="11" fill="#4f5a54" stroke="#fbfaf6" stroke-width="4" paint-order="stroke">{words}</g>'
    '<g font-size="13">{boxes}</g>'
    '<text x="{left}" y="32" font-size="17">{name}</text>'
    "</g></svg>\n"
)
"""Attributes only: a page's own policy allows no style in it."""
PATH = Markup('<path d="M{x} {y}{on}" marker-end="url(#head)"/>')
TEXT = Markup('<text x="{x}" y="{y}" text-anchor="{anchor}">{words}</text>')
BOX = Markup(
    '<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="8" fill="#fff" stroke="#2e6b4f" stroke-width="1.5"/>'
    '<text x="{t}" y="{a}">{label}</text><text x="{t}" y="{b}" font-size="11" fill="#4f5a54">{said}</text>'
)
FINISH = Markup('<circle cx="{x}" cy="{y}" r="9" fill="#2e6b4f"/><text x="{t}" y="{b}" text-anchor="end">{word}</text>')


@dataclass(frozen=True)
class _Line:
    """From one row to another; `place` counts those that leave a row on the same side."""

    start: int
    end: int
    words: str
    back: bool
    place: int = 0


def picture_of(steps: Sequence[Drawn], name: str) -> str:
    """Return a whole SVG document of a procedure drawn in words by `draw`."""
    rows = {step.key: number for number, step in enumerate(steps)} | {END: len(steps)}
    lines = [line for step in steps for line in _lines(step, rows)]
    lanes = {side: _lanes([line for line in lines if _jumps(line) and line.back == side]) for side in (True, False)}
    left, right = (_room(found) for found in (lanes[True], lanes[False]))
    drawn = {
        line: _jump(line, left, lanes[line.back][line], last=len(steps)) if _jumps(line) else _straight(line, left)
        for line in lines
    }
    boxes = [_box(step, left, _y(rows[step.key])) for step in steps]
    return DOCUMENT.format(
        w=left + WIDTH + right,
        h=TOP + (HEIGHT + GAP) * len(steps) + 40,
        left=left,
        name=name,
        onward=Markup().join(path for line, (path, _words) in drawn.items() if not line.back),
        back=Markup().join(path for line, (path, _words) in drawn.items() if line.back),
        words=Markup().join(words for _path, words in drawn.values()),
        boxes=Markup().join([*boxes, _finish(left + WIDTH // 2, _y(len(steps)) + 10)]),
    )


def _lines(step: Drawn, rows: dict[str, int]) -> list[_Line]:
    """Return a stage's ways; those to the same stage share one line."""
    words: dict[str, list[str]] = {}
    for way in step.ways:
        words.setdefault(way.key, []).append(f"{way.outcome} ({way.condition})" if way.condition else way.outcome)
    start, found = rows[step.key], list[_Line]()
    for key, said in words.items():
        back = rows[key] <= start
        beside = sum(1 for line in found if _jumps(line) and line.back == back)
        found.append(_Line(start, rows[key], " / ".join(dict.fromkeys(said)), back, beside))
    return found


def _room(lanes: dict[_Line, int]) -> int:
    """Return how many pixels a side needs for its lanes and the longest words beside them."""
    return MARGIN + max((LANE * (lane + 1) + _length(line.words) for line, lane in lanes.items()), default=0)


def _length(words: str) -> int:
    return sum(11 if ord(letter) > 0x2E80 else 6 for letter in words) + 10


def _jumps(line: _Line) -> bool:
    return line.end != line.start + 1


def _lanes(lines: Sequence[_Line]) -> dict[_Line, int]:
    """Give each line the innermost lane in which nothing else runs."""
    taken: list[list[tuple[int, int]]] = []
    found = {}
    for line in sorted(lines, key=lambda line: abs(line.end - line.start)):
        low, high = sorted((line.start, line.end))
        lane = next(
            (at for at, spans in enumerate(taken) if all(high < begin or end < low for begin, end in spans)), len(taken)
        )
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        found[line] = lane
    return found


def _y(row: int) -> int:
    return TOP + row * (HEIGHT + GAP)


def _box(step: Drawn, x: int, y: int) -> Markup:
    said = " · ".join(step.lines)
    return BOX.format(x=x, y=y, w=WIDTH, h=HEIGHT, t=x + 12, a=y + 22, b=y + 40, label=step.label, said=said)


def _straight(line: _Line, left: int) -> tuple[Markup, Markup]:
    """Draw a line from one box down to the next, with its words beside it."""
    x, y = left + WIDTH // 2, _y(line.start) + HEIGHT
    return PATH.format(x=x, y=y, on=f"V{y + GAP - 1}"), TEXT.format(x=x + 8, y=y + 27, anchor="start", words=line.words)


def _jump(line: _Line, left: int, lane: int, *, last: int) -> tuple[Markup, Markup]:
    """Draw a line round the boxes: out, along its lane, and back in; its words stand where it leaves."""
    side = -1 if line.back else 1
    edge = left if line.back else left + WIDTH
    turn = edge + side * LANE * (lane + 1)
    start = _y(line.start) + HEIGHT - 9 - STACKED * line.place
    end, to = (_y(last) + 10, left + WIDTH // 2 + 10) if line.end == last else (_y(line.end) + 8, edge)
    anchor = "end" if line.back else "start"
    return (
        PATH.format(x=edge, y=start, on=f"H{turn}V{end}H{to}"),
        TEXT.format(x=turn + side * 6, y=start + 4, anchor=anchor, words=line.words),
    )


def _finish(x: int, y: int) -> Markup:
    return FINISH.format(x=x, y=y, t=x - 16, b=y + 4, word=_("the end"))
