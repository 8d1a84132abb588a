"""How alike two matters are: a small, transparent score, no service that learns.

Residents name the same thing in other words (路灯不亮, 南门的灯坏了). So three things are compared: pairs of
characters, rare ones weighing more; families of words residents use for one thing; and where it is: words of the
place, a pin near by, the same category. Where alone never makes two matters the same.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from math import hypot, log

from portal.search.bigrams import index_terms, is_one_character

ALIKE = 0.4
"""From here on (0 to 1 and a little more) two matters may be the same."""
RECENT = timedelta(days=90)
NEAR = 15
"""Percent of the plan's width: from here on two pins are not near each other."""
LEAST_ROWS = 50
"""A place with fewer proposals says too little of what is rare; it counts as having so many."""
OTHER_PLACE = 0.16
SAME_CATEGORY, SAME_SUBTYPE, SAME_PLACE, SAME_PIN, SAME_TIME = 0.04, 0.04, 0.16, 0.12, 0.03

FAMILIES = (
    "灯 燈 照明 路灯 路燈 黑漆漆 太黑 看不清路 不亮",
    "停车 停車 车位 車位 占道 违停 違停 乱停 亂停 堵车 堵車",
    "充电 充電 电动车 電動車 电瓶车 電瓶車 飞线 飛線",
    "垃圾 臭 清运 清運 分类桶 分類桶 脏乱 髒亂 建渣 废弃家具 廢棄家具",
    "漏水 渗水 滲水 滴水 水管 爆管 管子 跑水",
    "积水 積水 内涝 內澇 下水道 排水 井盖 井蓋 窨井 堵了 反水 污水",
    "电梯 電梯 困人 轿厢 轎廂",
    "噪音 噪声 噪聲 吵 扰民 擾民 广场舞 廣場舞 睡不着 睡不著 音响 音響",
    "暖气 暖氣 供暖 供热 供熱 不热 不熱 温度 溫度 冻 凍",
    "积雪 積雪 扫雪 掃雪 结冰 結冰 滑倒 雪",
    "狗 犬 宠物 寵物 不牵绳 不牽繩",
    "门禁 門禁 单元门 單元門 锁坏 鎖壞 刷卡 对讲 對講",
    "楼道 樓道 堆物 杂物 雜物 消防通道 通道堵",
    "健身器材 健身 器材 活动场 活動場 滑梯 玩耍 儿童 兒童 孩子玩",
    "树 樹 绿化 綠化 枝 草坪 修剪 遮光",
    "路面 坑 道路 破损 破損 颠 顛 路不平",
    "长椅 長椅 座椅 凳子 坐的地方 歇脚 歇腳 椅子",
    "公交 车站 車站 班车 班車 站台 站臺",
    "公厕 公廁 厕所 廁所 卫生间 衛生間",
    "监控 監控 摄像头 攝像頭 被偷 失窃 失竊 小偷",
    "油烟 油煙 烟味 煙味 餐馆 餐館 饭店 飯店",
    "物业费 物業費 物业 物業 收费 收費",
    "养老 養老 老人 食堂 助餐 吃饭 吃飯",
    "违建 違建 私搭 乱建 亂建 加盖 加蓋",
    "快递 快遞 包裹 快递柜 快遞櫃",
    "坡道 轮椅 輪椅 扶手 台阶 臺階 无障碍 無障礙",
)
"""What residents call one thing, in both scripts; a text that holds any word of a family is about it."""
_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")}
_SPOTS = re.compile(r"([0-9]{1,3}|[一二三四五六七八九十]{1,3}|[东西南北])\s*(号楼|栋|幢|期|区|门)")
_SAME_KIND = str.maketrans("號樓棟區門東", "号楼栋区门东")
_FAMILIES = tuple(tuple(family.split()) for family in FAMILIES)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What two proposals are compared by. `pin` is in percent of plan `plan_id`; `age` is the time since it came in."""

    title: str
    body: str = ""
    where: str = ""
    category: str = ""
    subtype: str = ""
    plan_id: int | None = None
    pin: tuple[int, int] | None = None
    age: timedelta = timedelta()

    @cached_property
    def terms(self) -> frozenset[str]:
        """Return the pairs of characters and the words of title and text."""
        return pairs_of(self.title, self.body)

    @cached_property
    def title_terms(self) -> frozenset[str]:
        """Return those of the title."""
        return pairs_of(self.title)

    @cached_property
    def spots(self) -> frozenset[tuple[int | str, str]]:
        """Return the numbered buildings, quarters and gates that the text names."""
        found = _SPOTS.findall(f"{self.title} {self.body} {self.where}".translate(_SAME_KIND))
        return frozenset((name if name in "东西南北" else _number(name), kind) for name, kind in found)

    @cached_property
    def families(self) -> frozenset[int]:
        """Return which families of words the text holds; of a long text those of its title alone, if any."""
        return _families(self.title) or _families(f"{self.body} {self.where}")

    @cached_property
    def family_terms(self) -> frozenset[str]:
        """Return the terms by which the index finds others that hold a word of the same families."""
        return pairs_of(*(word for number in self.families for word in _FAMILIES[number]))


class Rarity:
    """How much a pair of characters says, by how many of a place's matters hold it."""

    def __init__(self, matters: Iterable[Matter]) -> None:
        seen = list(matters)
        self._rows = max(len(seen), LEAST_ROWS)
        self._holding = Counter(term for matter in seen for term in matter.terms)

    def weight(self, terms: Iterable[str]) -> float:
        """Return the weight of terms: those held by few matters count more."""
        return sum(log(1 + self._rows / (1 + self._holding[term])) for term in terms)


def likeness(one: Matter, other: Matter, rarity: Rarity) -> float:
    """Return how alike two matters are, from 0 to a little over 1; symmetric."""
    said = max(
        _overlap(one.title_terms, other.title_terms, rarity),
        _overlap(one.terms, other.terms, rarity),
    )
    topic = _topic(one.families, other.families)
    words = min(said + topic, 1.0)
    if words < ALIKE / 2:
        return 0.0
    return words + sum(_around(one, other))


def pairs_of(*texts: str) -> frozenset[str]:
    """Return the terms of texts, without the single characters that end a run."""
    return frozenset(term for term in index_terms(*texts).split() if not is_one_character(term))


def _overlap(one: frozenset[str], other: frozenset[str], rarity: Rarity) -> float:
    """Return what share of the shorter text the other holds, less the more the longer one says besides."""
    if not one or not other:
        return 0.0
    shared, *whole = (rarity.weight(terms) for terms in (one & other, one, other))
    return shared / (0.65 * min(whole) + 0.35 * max(whole))


def _topic(one: frozenset[int], other: frozenset[int]) -> float:
    if not one or not other:
        return 0.0
    return 0.3 * len(one & other) / max(len(one), len(other))


def _around(one: Matter, other: Matter) -> Iterator[float]:
    """Yield what speaks for and against: place, pin, category, time."""
    if one.category and one.category == other.category:
        yield SAME_CATEGORY + (SAME_SUBTYPE if one.subtype and one.subtype == other.subtype else 0)
    kinds = {kind for _number, kind in one.spots} & {kind for _number, kind in other.spots}
    if one.spots & other.spots:
        yield SAME_PLACE
    elif kinds:
        yield -OTHER_PLACE
    else:
        yield SAME_PLACE * _dice(pairs_of(one.where), pairs_of(other.where))
    if one.pin and other.pin and one.plan_id == other.plan_id:
        apart = hypot(one.pin[0] - other.pin[0], one.pin[1] - other.pin[1])
        yield SAME_PIN * max(1 - apart / NEAR, -1)
    if max(one.age, other.age) <= RECENT:
        yield SAME_TIME


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _number(written: str) -> int:
    """Read 3, 十二 or 二十一."""
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _families(text: str) -> frozenset[int]:
    return frozenset(number for number, family in enumerate(_FAMILIES) if any(word in text for word in family))
