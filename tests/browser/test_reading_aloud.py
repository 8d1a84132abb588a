"""Reading aloud in the easy view, with a voice that the test holds in its hand."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.testing.fixtures import portal_on
from portal.testing.live import LiveServer
from tests.functional import matters

VOICE = """
window.said = [];
window.current = null;
class Utterance { constructor(text) { this.text = text; } }
const voice = {
  speak(speech) { said.push([speech.text, speech.lang]); window.current = speech; },
  cancel() { const stopped = window.current; window.current = null; stopped?.onerror?.({ error: "canceled" }); },
};
Object.defineProperty(window, "speechSynthesis", { value: voice, configurable: true });
Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Utterance, configurable: true });
window.finish = () => { const done = window.current; window.current = null; done.onend(); };
"""
NO_VOICE = """
delete window.speechSynthesis;
Object.defineProperty(window, "speechSynthesis", { value: undefined });
"""
BODY = "楼道里堆着旧家具。老人晚上下楼看不清，请物业三天内清走！谢谢。" + "还有一件，" * 50 + "完了。"


@pytest.fixture
def address(live_server: LiveServer, page: Page, tmp_path: Path) -> str:
    with portal_on(live_server.database_url, tmp_path / "data") as app, app.app_context():
        world = matters.world()
        number = matters.submit(world.place, world.resident, title="清理三号楼楼道", body=BODY)
    page.context.add_cookies([{"name": "linli_easy_view", "value": "on", "url": live_server.url}])
    return f"/j/hongda/proposals/{number}"


def said(page: Page) -> list[Any]:
    found: list[Any] = page.evaluate("said")
    return found


def read_to_the_end(page: Page) -> list[Any]:
    for _sentence in range(200):
        if page.evaluate("current === null"):
            return said(page)
        page.evaluate("finish()")
    raise AssertionError("it never ends")


def test_a_page_is_read_sentence_by_sentence_each_in_its_own_language(page: Page, address: str) -> None:
    page.add_init_script(VOICE)
    page.goto(address + "?lang=en")
    button = page.get_by_role("button", name="Read aloud")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    heard = read_to_the_end(page)
    assert heard[0] == ["清理三号楼楼道", "zh-CN"]  # the matter itself, not the menus above it
    assert ["How far it is", "en"] in heard
    sentences = [text for text, _language in heard]
    start = sentences.index("楼道里堆着旧家具。")
    assert sentences[start : start + 3] == ["楼道里堆着旧家具。", "老人晚上下楼看不清，请物业三天内清走！", "谢谢。"]
    assert sentences.count("楼道里堆着旧家具。") == 1
    assert "Skip to the content" not in sentences
    assert max(map(len, sentences)) <= 160
    expect(page.get_by_role("button", name="Read aloud")).to_be_visible()  # at the end it stands as before
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()


def test_a_chinese_page_has_one_chinese_voice(page: Page, address: str) -> None:
    page.add_init_script(VOICE)
    page.goto(address + "?lang=zh_Hant")
    page.locator("[data-read-aloud] button").first.click()
    assert {language for _text, language in read_to_the_end(page)} == {"zh-Hant"}


def test_pausing_keeps_the_sentence_and_stopping_forgets_it(page: Page, address: str) -> None:
    page.add_init_script(VOICE)
    page.goto(address + "?lang=en")
    page.get_by_role("button", name="Read aloud").click()
    page.evaluate("finish()")
    second = said(page)[-1]
    page.keyboard.press("Enter")
    assert page.evaluate("current") is None
    expect(page.get_by_role("button", name="Read on")).to_be_focused()
    page.keyboard.press("Enter")
    assert said(page)[-1] == second
    assert len(said(page)) == 3
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Stop")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("current") is None
    expect(page.get_by_role("button", name="Read aloud")).to_be_focused()
    page.keyboard.press("Enter")
    assert said(page)[-1] == said(page)[0]


def test_leaving_the_page_ends_the_voice(page: Page, address: str) -> None:
    page.add_init_script(VOICE)
    page.goto(address + "?lang=en")
    page.get_by_role("button", name="Read aloud").click()
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    assert page.evaluate("current") is None


def test_without_a_voice_no_button_is_offered(page: Page, address: str) -> None:
    page.add_init_script(NO_VOICE)
    page.goto(address + "?lang=en")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-read-aloud]")).to_be_hidden()


def test_the_browser_s_own_voice_takes_every_sentence(page: Page, address: str) -> None:
    """Nothing is stubbed but the sound: the browser's own queue and utterances are what the page uses."""
    page.add_init_script(
        "window.said = []; const speak = speechSynthesis.speak.bind(speechSynthesis);"
        "speechSynthesis.speak = (speech) => {"
        " said.push(speech instanceof SpeechSynthesisUtterance); setTimeout(() => speech.onend(), 0); }"
    )
    page.goto(address + "?lang=en")
    page.get_by_role("button", name="Read aloud").click()
    expect(page.get_by_role("button", name="Read aloud")).to_be_visible()
    assert len(said(page)) > 5
    assert all(said(page))
