"""In Chromium, on a phone, in Chinese: Hongda's main job as each person in it, from the first word to the archive."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from portal import clock
from portal.demo.build import PASSWORD
from tests.browser.demo.conftest import Visit

pytestmark = pytest.mark.timeout(600)

TITLE = "三号楼门前路灯整夜不亮"
BODY = "门前的路灯坏了一个月，老人晚上下楼看不清台阶，盼着早点修好。"
RESIDENT, SECRETARY, LIAISON, GRID_WORKER = "hongda-resident", "hongda-secretary", "hongda-unit", "hongda-gridworker"
NEIGHBOUR = "hongda-resident2"
STEPS = (
    "收集登记",
    "梳理审定",
    "分办",
    "圆桌议事会",
    "公示议题",
    "办理督办",
    "验收议题",
    "评定议题",
    "反馈归档",
)


def photo(colour: str = "seagreen") -> FilePayload:
    buffer = BytesIO()
    Image.new("RGB", (640, 480), colour).save(buffer, "JPEG")
    return {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def in_days(days: int) -> str:
    return (clock.today("Asia/Shanghai") + timedelta(days=days)).isoformat()


def write(page: Page, *, title: str = TITLE, body: str = BODY) -> None:
    page.goto("/j/hongda/")
    page.locator(".tabs .big").click()
    page.locator("[name=title]").fill(title)
    page.locator("[name=body]").fill(body)
    page.locator("[name=about]").select_option(label="公共设施维修")


def hand_in(page: Page) -> str:
    """Send what is written, look it over, submit it; return its address."""
    page.locator("main [name=act][value=review]").click()
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text(re.compile(r"HD-\d{4}-\d{4}"))
    return page.url


def act(page: Page, key: str, *, files: FilePayload | None = None, **fields: str) -> None:
    """Do one act the open stage offers on the page that is open."""
    page.locator(f".turn-row a[href$='/act/{key}']").click()
    fill(page, **fields)
    if files:
        page.locator("[name=photos]").set_input_files(files)
    page.locator("main form.form .btn.main").click()
    expect(page.locator(".flash.success")).to_be_visible()


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        field = page.locator(f"[name={name}]")
        kind = field.first.evaluate("field => field.type")
        if kind == "radio":
            page.locator(f"[name={name}][value='{value}']").check()
        elif kind.startswith("select"):
            field.select_option(value=value) if value.isdigit() or value.isascii() else field.select_option(label=value)
        else:
            field.fill(value)


def now(page: Page) -> str:
    """Return the stage the track marks as the open one."""
    return page.locator(".track .now b").inner_text()


def wait_for_message(page: Page, text: str, title: str = TITLE) -> None:
    """Look into the inbox until the worker has brought a message about a proposal."""
    message = page.locator("article", has_text=title).filter(has_text=text)
    for _look in range(40):
        page.goto("/inbox")
        if message.count():
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{text} did not arrive: {page.locator('article').all_inner_texts()}")


def settle(page: Page, address: str) -> None:
    """Take a small matter from submitting to the unit that handles it, as the secretary."""
    page.goto(address)
    act(page, "receive", reply="已收到。")
    act(page, "file", form="meeting", took_part="社区两委和居民代表")
    act(page, "keep", grade="small", unit="安和物业服务中心")


def test_a_matter_goes_from_the_first_word_to_the_archive(visit: Visit, advance: Callable[[int], None]) -> None:
    visitor = visit()
    visitor.goto("/")
    visitor.get_by_role("searchbox").or_(visitor.locator("main [name=q]")).first.fill("宏大社区")
    visitor.locator("main form button").first.click()
    visitor.get_by_role("link", name="宏大社区", exact=True).first.click()
    visitor.locator(".tabs a[href='/j/hongda/proposals/']").click()
    visitor.get_by_role("link", name="楼前积雪分段清扫要落到人").click()
    expect(visitor.locator(".track .now")).to_contain_text("安和物业服务中心")

    resident = visit(RESIDENT)
    write(resident)
    resident.locator("[name=photos]").set_input_files(photo())
    expect(resident.locator("[data-files] img")).to_be_visible()
    resident.goto("/me/proposals")  # she is called away; what she wrote is kept
    resident.locator(".page-tabs a", has_text="草稿").click()
    resident.locator("article", has_text=TITLE).locator(".btn:not(.plain)").click()
    expect(resident.locator("[name=body]")).to_have_value(BODY)
    address = hand_in(resident)
    number = address.rsplit("/", 1)[1]
    assert now(resident) == "收集登记"
    expect(resident.locator(".photos img")).to_be_visible()

    neighbour = visit(NEIGHBOUR)
    neighbour.goto(address)
    neighbour.locator("form[action$='/follow'] button").click()

    secretary = visit(SECRETARY)
    secretary.goto("/today")
    secretary.locator("article", has_text=TITLE).get_by_role("link", name=re.compile("去处理")).click()
    act(secretary, "receive", reply="已收到，两委会议上梳理后给您答复。")
    act(secretary, "file", form="meeting", met_on=in_days(0), took_part="社区两委5人")
    assert now(secretary) == "分办"
    act(secretary, "keep", grade="middle", unit="安和物业服务中心")
    assert now(secretary) == "圆桌议事会"
    act(
        secretary,
        "promise",
        form="special",
        met_on=in_days(0),
        venue="社区二楼议事厅",
        present="12",
        agreed="物业换灯头并检查线路。",
        unit="安和物业服务中心",
        promise="十天内换好灯头。",
        done_by=in_days(20),
    )
    assert now(secretary) == "公示议题"

    neighbour.goto("/j/hongda/public-notices/")
    neighbour.get_by_role("link", name=TITLE).click()
    notice = neighbour.url
    neighbour.locator("[name=text]").fill("二号楼的灯也不亮，能不能一起修？")
    neighbour.get_by_role("button", name="提出异议", exact=True).click()
    expect(neighbour.locator(".comment")).to_contain_text("二号楼的灯也不亮")
    secretary.goto("/today")
    secretary.locator("article", has_text=TITLE).get_by_role("link", name=re.compile("去处理")).first.click()
    secretary.goto(notice)
    secretary.locator("summary", has_text="答复").click()
    secretary.locator("textarea[name=answer]").fill("二号楼由物业另行排查，三天内答复。")
    secretary.locator("details[open] .btn.main").click()
    expect(secretary.locator(".reply-official")).to_contain_text("另行排查")

    advance(9)
    liaison = visit(LIAISON)
    liaison.goto("/today")
    liaison.locator("article", has_text=TITLE).get_by_role("link", name=re.compile("去处理")).click()
    assert now(liaison) == "办理督办"
    act(liaison, "done", words="灯头已换，线路检查过。", files=photo("gold"))
    secretary.goto(address)
    act(secretary, "accept", words="晚上去看过，亮了。")

    wait_for_message(resident, "验收议题")
    resident.locator("article", has_text=TITLE).first.locator("button.link, h2 a").click()
    assert now(resident) == "评定议题"
    act(resident, "rate", rating="5", words="亮堂了，谢谢。")
    secretary.goto(address)
    act(secretary, "archive", note="已向楼里住户反馈。")

    visitor.goto(address)
    expect(visitor.locator("main .chip", has_text="已办结")).to_be_visible()
    expect(visitor.locator(".track .now")).to_have_count(0)
    story = visitor.locator(".story").last
    for step in (
        "反馈归档",
        "评定议题",
        "验收议题",
        "办理督办",
        "公示议题",
        "圆桌议事会",
        "分办",
        "梳理审定",
        "收集登记",
    ):
        expect(story.locator(".mark", has_text=re.compile(rf"^\s*{step}"))).to_have_count(1)
    expect(story.locator("li")).to_have_count(len(STEPS) + 1)  # what one act caused is told with it
    expect(story).not_to_contain_text("佟丽华")
    visitor.get_by_role("link", name="办理档案").click()
    expect(visitor.locator(".dossier")).to_contain_text("十天内换好灯头")
    visitor.goto("/j/hongda/proposals/?state=closed")
    expect(visitor.get_by_role("link", name=TITLE)).to_be_visible()

    wait_for_message(neighbour, "反馈归档")
    titles = neighbour.locator("article", has_text=TITLE).locator("h2").all_inner_texts()
    assert len(titles) == len(set(titles))
    assert len([title for title in titles if title.startswith(STEPS)]) == len(STEPS)  # each step, once
    answer = visitor.request.get(f"/api/v1/j/hongda/proposals/{number}")
    assert answer.json()["state"] == "closed"


def test_a_declined_proposer_is_told_why(visit: Visit) -> None:
    resident, secretary = visit(RESIDENT), visit(SECRETARY)
    write(resident)
    address = hand_in(resident)
    secretary.goto(address)
    act(secretary, "receive")
    secretary.locator(".turn-row a[href$='/act/decline']").click()
    secretary.locator("main form.form .btn.main").click()
    expect(secretary.locator(".field.wrong", has=secretary.locator("[name=reason]"))).to_be_visible()
    secretary.locator("[name=reason]").fill("路灯归供电公司，已替您转过去。")
    secretary.locator("[name=took_part]").fill("社区两委5人")
    secretary.locator("main form.form .btn.main").click()
    expect(secretary.locator("main .chip", has_text="不予立案")).to_be_visible()
    wait_for_message(resident, "路灯归供电公司，已替您转过去。")


def test_a_dissatisfied_rating_reopens_a_matter_once(visit: Visit) -> None:
    resident, secretary, liaison = visit(RESIDENT), visit(SECRETARY), visit(LIAISON)
    write(resident)
    address = hand_in(resident)
    settle(secretary, address)
    for words, after in (("还是不亮。", "分办"), ("又坏了。", "反馈归档")):
        liaison.goto(address)
        act(liaison, "done", words="换了灯头。")
        secretary.goto(address)
        act(secretary, "accept")
        resident.goto(address)
        act(resident, "rate", rating="1", words=words)
        assert now(resident) == after
        secretary.goto(address)
        if after == "分办":
            expect(secretary.locator("main .chip", has_text="重新办理")).to_be_visible()
            act(secretary, "keep", grade="small", unit="安和物业服务中心")


def test_a_grid_worker_writes_for_a_neighbour_without_an_account(visit: Visit) -> None:
    worker = visit(GRID_WORKER)
    worker.goto("/j/hongda/persons/")
    name = worker.locator("main a[href*='/persons/hongda-r0']").first.inner_text().strip()
    write(worker)
    fill(worker, channel="home_visit", person_words=name)
    worker.locator("[name=act][value=find]").click()
    expect(worker.locator("[name=body]")).to_have_value(BODY)
    worker.locator("[name=proposer_id]:not([value='0'])").first.check()
    hand_in(worker)
    expect(worker.locator(".page-head")).to_contain_text("走访")
    expect(worker.locator(".page-head")).to_contain_text("由工作人员录入")


def test_a_wrong_form_keeps_what_was_typed(visit: Visit) -> None:
    resident = visit(RESIDENT)
    write(resident, body="")
    resident.locator("main [name=act][value=review]").click()
    wrong = resident.locator(".field.wrong")
    expect(wrong).to_have_count(1)
    expect(wrong.locator("textarea[name=body]")).to_have_attribute("aria-invalid", "true")
    expect(wrong.locator(".err")).to_be_visible()
    expect(resident.locator("[name=title]")).to_have_value(TITLE)
    expect(resident.locator("[role=alert]")).to_be_focused()


def test_everything_works_without_javascript(visit: Visit) -> None:
    resident = visit(RESIDENT, java_script_enabled=False)
    secretary = visit(SECRETARY, java_script_enabled=False)
    write(resident)
    resident.locator("[name=photos]").set_input_files(photo())
    resident.locator("[name=act][value=photos]").click()
    expect(resident.locator("[data-files] img")).to_be_visible()
    address = hand_in(resident)
    secretary.goto(address)
    act(secretary, "receive", reply="已收到。")
    act(secretary, "file", form="paper", took_part="社区两委和居民代表")
    assert now(secretary) == "分办"


def test_a_keyboard_is_enough_to_sign_in_and_submit(visit: Visit) -> None:
    page = visit()
    keys = page.keyboard
    page.goto("/j/hongda/proposals/new")  # whoever isn't signed in does that first, and comes back
    _tab_to(page, "[name=name]")
    keys.type(RESIDENT)
    _tab_to(page, "[name=password]")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url(lambda url: url.endswith("/proposals/new") and "sign-in" not in url)
    _tab_to(page, "[name=title]")
    keys.type(TITLE)
    _tab_to(page, "[name=body]")
    keys.type(BODY)
    _tab_to(page, "[name=about]")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    _tab_to(page, "[name=act][value=review]")
    keys.press("Enter")
    page.wait_for_url("**/review")
    _tab_to(page, "main form .btn.main")
    keys.press("Enter")
    expect(page.locator(".flash.success")).to_contain_text("HD-")
    assert now(page) == "收集登记"


def _tab_to(page: Page, selector: str) -> None:
    for _press in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")
