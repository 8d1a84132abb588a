"""In Chromium, on a phone, in Chinese: the guided form without JavaScript, merging and undoing, the board, paper."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.demo.conftest import Visit
from tests.browser.demo.test_main_job import photo

pytestmark = pytest.mark.timeout(600)

RESIDENT, NEIGHBOUR, SECRETARY = "hongda-resident", "hongda-resident2", "hongda-secretary"
P = "/j/hongda/proposals"


def test_four_answers_and_a_photo_without_javascript(visit: Visit) -> None:
    page = visit(RESIDENT, java_script_enabled=False)
    page.goto(f"{P}/new")
    page.locator(f"a[href='{P}/new/guided']").click()
    page.locator("[name=photos]").set_input_files([photo()])
    page.locator("[name=where]").fill("三区南门")
    page.locator("main .btn.main").click()  # the matter itself is missing
    expect(page.locator("[name=where]")).to_have_value("三区南门")
    expect(page.locator("main .wrongs")).to_be_visible()
    page.locator("[name=what]").fill("路灯不亮。老人晚上看不清台阶")
    page.locator("[name=about]").select_option(label="公共设施维修")
    page.locator("main .btn.main").click()
    expect(page.locator("main")).to_contain_text("路灯不亮")
    page.locator("main form .btn.main").click()
    expect(page.locator("h1")).to_contain_text("路灯不亮")
    expect(page.locator("main figure, main .photos, main img").first).to_be_visible()


def test_the_secretary_merges_what_is_the_same_and_undoes_it(visit: Visit) -> None:
    numbers = []
    for login, title in ((RESIDENT, "三区南门路灯整夜不亮"), (NEIGHBOUR, "三区南门的灯坏了晚上看不清")):
        page = visit(login)
        page.goto(f"{P}/new")
        page.locator("[name=title]").fill(title)
        page.locator("[name=body]").fill("已经一个星期了，请尽快修。")
        page.locator("[name=about]").select_option(label="公共设施维修")
        page.locator("main [name=act][value=review]").click()
        page.get_by_role("button", name="提交", exact=True).click()
        expect(page.get_by_role("status").first).to_contain_text(re.compile(r"HD-\d{4}-\d{4}"))
        numbers.append(page.url.rpartition("/")[2])
    staying, source = numbers
    page = visit(SECRETARY)
    page.goto(f"{P}/{source}")
    page.locator(f"a[href='{P}/{source}/merge?into={staying}']").click()  # found across wording
    expect(page.locator(f"[name=into][value={staying}]")).to_be_checked()
    page.locator("[name=reason]").fill("是同一盏灯。")
    page.locator("main form .btn.main").click()
    expect(page.locator(f"main .note a[href='{P}/{staying}']")).to_be_visible()
    page.locator(f"a[href='{P}/{source}/undo-merge']").click()
    page.locator("[name=reason]").fill("是两盏灯。")
    page.locator("main form .btn.main").click()
    expect(page.locator(".track .now")).to_contain_text("收集登记")


def test_the_board_shows_one_stage_at_a_time_on_a_phone(visit: Visit) -> None:
    page = visit(SECRETARY)
    page.goto(f"{P}/board")
    shown = page.locator(".board .column:visible")
    expect(shown).to_have_count(1)
    first = shown.locator("h2").inner_text()
    page.locator(".board-tabs a").nth(5).press("Enter")
    expect(shown).to_have_count(1)
    assert shown.locator("h2").inner_text() != first


def test_several_are_ticked_looked_over_and_received(visit: Visit) -> None:
    page = visit(SECRETARY)
    page.goto(f"{P}/several")
    page.locator("label.choice", has_text="社区门口公交站加一条长椅").click()
    page.locator("label.choice:has([name=act][value=receive])").click()
    page.locator("main form .btn.main").click()
    expect(page.locator("main")).to_contain_text("社区门口公交站加一条长椅")
    page.locator("main form .btn.main").click()
    page.locator("main ul.plainly a").first.click()
    expect(page.locator(".track .now")).to_contain_text("梳理审定")


def test_the_case_file_on_paper_has_pages_and_lines_to_sign_on(visit: Visit) -> None:
    page = visit()
    page.goto(f"{P}/?state=closed")
    page.goto(page.locator("article.matter h3 a").first.get_attribute("href") + "/dossier")  # type: ignore[operator]
    expect(page.locator(".sign")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".sign")).to_be_visible()
    expect(page.locator(".top")).to_be_hidden()
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") > 1
