"""How well the likeness of two matters tells the same from others, on a small labelled set."""

from datetime import timedelta
from itertools import combinations

import pytest

from portal.proposals.likeness import ALIKE, Matter, Rarity, likeness, pairs_of
from tests.unit.alike import WRITTEN

MATTERS = [(n, Matter(title=title, body=body, where=where, category=kind)) for n, title, body, where, kind in WRITTEN]
RARITY = Rarity(matter for _number, matter in MATTERS)
DICE_ALIKE = 0.25


def _judged(alike: dict[tuple[int, int], bool]) -> tuple[float, float]:
    """Return recall and precision of a judgement of every pair."""
    same = {pair for pair in alike if MATTERS[pair[0]][0] == MATTERS[pair[1]][0]}
    called = {pair for pair, judged in alike.items() if judged}
    return len(same & called) / len(same), len(same & called) / len(called)


def test_the_same_matter_is_found_across_wording() -> None:
    pairs = list(combinations(range(len(MATTERS)), 2))
    ours = {(a, b): likeness(MATTERS[a][1], MATTERS[b][1], RARITY) >= ALIKE for a, b in pairs}
    terms = [pairs_of(title, body) for _n, title, body, *_ in WRITTEN]
    shared = {(a, b): 2 * len(terms[a] & terms[b]) / (len(terms[a]) + len(terms[b])) for a, b in pairs}
    dice = {pair: alike >= DICE_ALIKE for pair, alike in shared.items()}
    recall, precision = _judged(ours)
    said = f"recall {recall:.2f}, precision {precision:.2f}; pairs of characters alone: {_judged(dice)[0]:.2f}"
    assert recall >= 0.95, said
    assert precision >= 0.75, said
    assert _judged(dice)[0] < 0.3, said


def test_other_words_for_the_same_lamp() -> None:
    one = Matter(title="路灯不亮", where="三区南门")
    other = Matter(title="三区南门的灯坏了晚上看不清")
    assert likeness(one, other, RARITY) == pytest.approx(likeness(other, one, RARITY))
    assert likeness(one, other, RARITY) >= ALIKE > likeness(one, Matter(title="一区车棚的灯坏了"), RARITY)


def test_place_alone_makes_nothing_the_same() -> None:
    here = {"where": "三区南门", "plan_id": 1, "pin": (40, 40), "category": "repair"}
    assert likeness(Matter(title="广场舞太吵", **here), Matter(title="电梯困人", **here), RARITY) == 0


@pytest.mark.parametrize(
    ("near", "far"),
    [
        ({"pin": (41, 40), "plan_id": 1}, {"pin": (90, 90), "plan_id": 1}),
        ({"category": "repair"}, {"category": "order"}),
        ({"where": "十二号楼"}, {"where": "3号楼"}),
        ({"age": timedelta(days=3)}, {"age": timedelta(days=300)}),
    ],
)
def test_nearer_counts_more(near: dict[str, object], far: dict[str, object]) -> None:
    asked = Matter(title="垃圾太臭", body="桶满了", where="12号楼", plan_id=1, pin=(40, 40), category="repair")
    said = {"title": "垃圾没人清", "body": "味道很大", "age": timedelta(days=300)}
    one, other = (Matter(**{**said, **more}) for more in (near, far))
    assert likeness(asked, one, RARITY) > likeness(asked, other, RARITY)


def test_texts_of_other_scripts_are_compared_by_their_words() -> None:
    asked, same = Matter(title="Broken street lamp"), Matter(title="The street lamp is broken")
    assert likeness(asked, same, RARITY) >= ALIKE > likeness(asked, Matter(title="Bus to the hospital"), RARITY)
    assert likeness(asked, Matter(title="！！"), RARITY) == 0
