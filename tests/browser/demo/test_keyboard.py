"""With Tab, Enter and Escape alone: every control is reached, in order, seen, and left again."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.demo.conftest import Visit

pytestmark = pytest.mark.timeout(600)

DESK: ViewportSize = {"width": 1200, "height": 900}
MOST = 250
CONTROLS = """() => {
  const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const groups = new Set();
  return [...document.querySelectorAll(wanted)].filter(control => {
    const there = control.checkVisibility({ visibilityProperty: true }) && !control.disabled && control.tabIndex >= 0;
    if (!there) return false;
    if (control.type !== "radio") return true;
    const known = groups.has(control.name); groups.add(control.name); return !known;
  }).length;
}"""
FOCUSED = """() => {
  const control = document.activeElement;
  if (control === document.body || control === document.documentElement) return null;
  const group = control.type === "radio" ? `radio ${control.name}` : "";
  window.walkedPast ??= new Map();
  if (!window.walkedPast.has(group || control)) window.walkedPast.set(group || control, window.walkedPast.size);
  const shown = [control, control.closest("label.choice")].filter(Boolean).map(part => getComputedStyle(part));
  const box = control.getBoundingClientRect();
  const within = (x, y) => {
    const top = document.elementFromPoint(x, y);
    return top && (control.contains(top) || top.contains(control) || top.closest("label")?.control === control);
  };
  const points = [.1, .5, .9].flatMap(x => [.2, .5, .8].map(y => [box.left + box.width * x, box.top + box.height * y]));
  return {
    id: window.walkedPast.get(group || control),
    html: control.outerHTML.slice(0, 120),
    outlined: shown.some(style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
    uncovered: points.some(([x, y]) => within(x, y)),
    positive: control.tabIndex > 0,
  };
}"""
J = "/j/hongda"
PAGES = (
    ("", "/"),
    ("", f"{J}/"),
    ("", f"{J}/proposals/"),
    ("", f"{J}/public-notices/"),
    ("", "/sign-in"),
    ("", "/sign-up"),
    ("hongda-resident", f"{J}/proposals/new"),
    ("hongda-resident", f"{J}/proposals/HD-2026-0010"),
    ("hongda-resident", f"{J}/proposals/HD-2026-0010/sheet"),
    ("hongda-resident", "/me"),
    ("hongda-resident", "/inbox"),
    ("hongda-gridworker", "/today"),
    ("hongda-gridworker", f"{J}/counter/"),
    ("hongda-gridworker", f"{J}/persons/new"),
    ("hongda-secretary", f"{J}/proposals/HD-2026-0014"),
    ("hongda-secretary", f"{J}/proposals/HD-2026-0014/act/file"),
    ("hongda-admin", f"{J}/settings/place"),
)


def walk(page: Page, path: str) -> list[str]:
    """Press Tab through a page and return what is wrong with it."""
    answer = page.goto(path)
    assert answer is not None
    if answer.status != 200:
        return [f"answers {answer.status}"]
    page.locator(".skip, .paper-bar a").first.focus()  # where a page begins, also one that puts the focus elsewhere
    controls, wrong, last = page.evaluate(CONTROLS), [], page.evaluate(FOCUSED)["id"]
    for _press in range(MOST):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found is None or (found["id"] == 0 and last > 0):
            break
        if found["id"] < last:
            wrong.append(f"goes back to {found['html']}")
            break
        last = found["id"]
        wrong += [f"{fault}: {found['html']}" for fault in ("outlined", "uncovered") if not found[fault]]
        wrong += [f"jumps the queue: {found['html']}"] if found["positive"] else []
    else:
        wrong.append(f"a trap: no end after {MOST} presses")
    seen = page.evaluate("window.walkedPast.size")
    return wrong + ([f"{seen} of {controls} controls are reached"] if seen < controls else [])


@pytest.mark.parametrize("viewport", [DESK, None], ids=["desk", "phone"])
def test_every_control_is_reached_seen_and_left(visit: Visit, viewport: ViewportSize | None) -> None:
    tabs = {login: visit(login) for login in dict.fromkeys(login for login, _path in PAGES)}
    wrong = {}
    for login, path in PAGES:
        page = tabs[login]
        if viewport:
            page.set_viewport_size(viewport)
        if found := walk(page, path):
            wrong[f"{login or 'visitor'} {path}"] = found
    assert not wrong, "\n".join(f"{where}\n    " + "\n    ".join(found) for where, found in wrong.items())


def test_the_first_press_offers_to_skip_to_the_content(visit: Visit) -> None:
    page = visit("hongda-resident")
    page.goto(f"{J}/proposals/HD-2026-0010")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_menus_open_on_enter_close_on_escape_and_give_the_focus_back(visit: Visit) -> None:
    page = visit("hongda-resident")
    page.set_viewport_size(DESK)
    page.goto("/me")
    menu = page.locator("details.menu").last
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.locator(".panel")).to_be_visible()
    page.keyboard.press("Tab")
    assert menu.evaluate("menu => menu.querySelector('.panel').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(menu.locator(".panel")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_a_menu_closes_when_the_focus_leaves_it(visit: Visit) -> None:
    page = visit("hongda-resident")
    page.set_viewport_size(DESK)
    page.goto("/me")
    menu = page.locator("details.menu").last
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    for _entry in range(10):
        page.keyboard.press("Tab")
    expect(menu.locator(".panel")).to_be_hidden()


def test_a_question_before_an_act_holds_the_focus_and_gives_it_back(visit: Visit) -> None:
    page = visit("hongda-admin")
    page.goto(f"{J}/roles/")
    button = page.locator("button[data-confirm]").first
    button.focus()
    page.keyboard.press("Enter")
    buttons = page.get_by_role("dialog").get_by_role("button")
    expect(buttons.last).to_be_focused()  # the one that changes nothing
    for _press in range(4):
        page.keyboard.press("Tab")
        held = "document.querySelector('dialog').contains(document.activeElement) || !document.hasFocus()"
        assert page.evaluate(f"document.activeElement === document.body || {held}")
    page.keyboard.press("Escape")
    expect(buttons).to_have_count(0)
    expect(button).to_be_focused()
    assert page.url.endswith("/roles/")
