"""What every catalogue keeps: complete in three languages, the same placeholders, the binding words, and Chinese
that nobody takes for a converter's.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message

from portal.testing.fixtures import portal_on
from portal.translations import LANGUAGES
from portal.translations.catalogues import Owner, owners, progress, read

ROOT = Path(__file__).parents[2]
CHINESE = ("zh_Hans", "zh_Hant")
FILES = [path for folder in ("portal", "plugins") for path in sorted((ROOT / folder).rglob("*.toml"))]

CONVERTED = ("程式", "專案", "複覈", "共用", "登錄", "賬號", "社群", "使用者", "資訊", "公民", "裏", "爲", "着")
"""What converters make of 程序, 项目, 复核, 共享 and others, and characters they leave."""
SIMPLIFIED = (
    "专业丢两个为义书产从们众会传体儿兑关内册写决况减则刚删办务动区医华单卖卫厅历压县参发变号吗听启员咨响团围"
    "国图圆场坏块处备够头夺实审宽对将尝层届属岁币师带帮库应废开异弃张归当录径怀态怜总恳戏战户执扫扬护报担拟拨"
    "择挂损换据摄数断无旧时显晋暂术机权条来构标栋栏树样档检楼横欢汉沟没济浏满点烧热爱状独环现电画码离积称筛简"
    "类级纳纸线组织终经结给络绝统继续维编缩网罗职联艺节获虑虚补装见规视览觉计订认讨让训议记讲许论设访证评识诉"
    "词试话询该详语误说请诺读课谁调谈谢负责账质贴资赏踪转轮软载辈辑输辖边达迁过运还这进远连迟选邮邻释针钟钮钱"
    "铁销错键长门闭问间队阳阶际陆随隐难页项顺预领频颗题额风饭馆馈马驻骂验鱼鸟龙"
)
TRADITIONAL = (
    "丟並併來個們備傳僅價儲兌兒內兩冊別刪則剛動務區參員問啟單嗎嘗國圍圓圖團執報場塊壞夠實審寫將專尋對屆層屬師"
    "帳帶幫幾庫廢廣廳張後徑從復愛態憑懇應戶掃採換損撥擇擔據攝數斷時暫曆書會條棟業構樓標樣樹機橫檔檢欄權歡歷歸"
    "決沒況洩減準滿漢瀏為無狀獲現環產畫異當發眾確碼種稱積節範篩簡納紙級終組結絕絡給統經維網線編縣縮總織繼續罵"
    "義聯聽臺與舊華處虛號補裝裡製複見規覽計討記訪設許訴註評詞詢試話該詳認語誤說誰調談請論諮諾謝證識議讀變讓負"
    "責資質蹤軟輩輪輯輸轄轉辦這連進運過達遠遷選還邊郵鄰鈕銷錄錯鍵鐘長門閉開間關陽隊際隨隱離難電響頁項順須預領"
    "頭顆題額願類顯風饋馬駐驗體點黨"
)

TERMS = {
    "Home": ("首页", "首頁"),
    "Make a proposal": ("我要提案", "我要提案"),
    "Proposals": ("提案", "提案"),
    "Council meetings": ("议事会", "議事會"),
    "Neighbourhood projects": ("民生小实事", "民生小實事"),
    "Public notices": ("公示栏", "公示欄"),
    "Today": ("今日待办", "今日待辦"),
    "Case file": ("办理档案", "辦理檔案"),
    "Sign in": ("登录", "登入"),
    "Submit": ("提交", "提交"),
    "Save draft": ("存草稿", "存草稿"),
    "Follow": ("关注", "關注"),
    "Escalate": ("上报", "上報"),
    "Send reminder": ("催办", "催辦"),
    "Send back": ("退回", "退回"),
    "Object": ("提出异议", "提出異議"),
    "Awaiting acceptance": ("待立案", "待立案"),
    "Declined": ("不予立案", "不予立案"),
    "In progress": ("办理中", "辦理中"),
    "Overdue": ("已逾期", "已逾期"),
    "On notice": ("公示中", "公示中"),
    "Awaiting sign-off": ("待验收", "待驗收"),
    "Resolved": ("已办结", "已辦結"),
    "Reopened": ("重新办理", "重新辦理"),
    "Merchant": ("商户", "商戶"),
    "Open talk": ("民情恳谈", "民情懇談"),
    "Easy view": ("长辈版", "長輩版"),
}
"""Words on which residents rely to find a thing again."""


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Owner]]:
    """Give the core's catalogues and every plugin's, within a portal that knows them; no test here asks a database."""
    with portal_on("sqlite://", tmp_path_factory.mktemp("words")) as portal, portal.app_context():
        yield owners()


def messages(catalogues: list[Owner], language: str) -> Iterator[tuple[str, Message]]:
    """Give every message of a language with what it says there."""
    for owner in catalogues:
        for message in read(owner, language):
            if message.id:
                yield from ((said, message) for said in several(message.string))


def several(words: Any) -> list[str]:
    """Return one text, or the forms of a plural."""
    return [words] if isinstance(words, str) else list(words)


def in_files(language: str) -> Iterator[str]:
    """Give what the files of procedures and of the demonstration say in a language."""
    waiting: list[Any] = [tomllib.loads(path.read_text("utf-8")) for path in FILES]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if isinstance(value.get(language), str):
                yield value[language]
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def test_core_and_plugins_are_complete_in_every_language(catalogues: list[Owner]) -> None:
    states = [state for owner in catalogues for state in progress(owner)]
    assert {state.language for state in states} == set(LANGUAGES)
    assert {
        (state.owner, state.language): [*state.missing, *state.faulty] for state in states if not state.complete
    } == {}


@pytest.mark.parametrize("language", CHINESE)
def test_a_translation_fills_in_what_its_message_does(catalogues: list[Owner], language: str) -> None:
    def placeholders(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)[sd]|%s", text))

    wrong = [
        said
        for said, message in messages(catalogues, language)
        if placeholders(said) != placeholders(several(message.id)[-1])
    ]
    assert wrong == []


@pytest.mark.parametrize(("language", "foreign"), [("zh_Hans", TRADITIONAL), ("zh_Hant", SIMPLIFIED)])
def test_each_chinese_keeps_to_its_characters(catalogues: list[Owner], language: str, foreign: str) -> None:
    said = [*(said for said, _ in messages(catalogues, language)), *in_files(language)]
    assert len(said) > len(TERMS)
    assert [text for text in said if set(text) & set(foreign)] == []


def test_traditional_is_not_a_converters(catalogues: list[Owner]) -> None:
    said = [*(said for said, _ in messages(catalogues, "zh_Hant")), *in_files("zh_Hant")]
    assert [text for text in said if any(word in text for word in CONVERTED)] == []


@pytest.mark.parametrize(("language", "strange"), [("zh_Hans", "「」『』"), ("zh_Hant", "“”‘’")])
def test_chinese_has_its_own_punctuation(catalogues: list[Owner], language: str, strange: str) -> None:
    half_width = re.compile(r"[一-鿿][,;:?!(]|[,;:?!)][一-鿿]")
    wrong = [
        said
        for said, _ in messages(catalogues, language)
        if set(said) & set(strange) or half_width.search(re.sub(r"%\(\w+\)[sd]", "", said))
    ]
    assert wrong == []


@pytest.mark.parametrize(("place", "language"), list(enumerate(CHINESE)))
def test_words_residents_know_are_said_everywhere_alike(catalogues: list[Owner], place: int, language: str) -> None:
    said = {several(message.id)[0]: text for text, message in messages(catalogues, language)}
    assert {word: said[word] for word in TERMS} == {word: both[place] for word, both in TERMS.items()}
