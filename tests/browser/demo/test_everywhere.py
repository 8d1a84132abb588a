"""For `make soak`: every page, as everybody who may open it, in each language and width, free of barriers."""

import pytest
from playwright.sync_api import Browser, ViewportSize

from portal.testing.live import LiveServer
from tests.browser.demo.test_accessibility import PAGES, World, live_server, looking, portal, world

__all__ = ["live_server", "portal", "world"]

EVERYBODY = sorted({login for login, _paths in PAGES.values()})
WIDTHS: dict[str, ViewportSize] = {
    "phone": {"width": 360, "height": 740},
    "tablet": {"width": 768, "height": 1024},
    "desk": {"width": 1200, "height": 900},
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW", "en-GB"])
@pytest.mark.parametrize("login", EVERYBODY)
def test_every_page_is_free_of_barriers(
    browser: Browser, live_server: LiveServer, world: World, login: str, locale: str, width: str
) -> None:
    with looking(browser, live_server, world, viewport=WIDTHS[width], locale=locale) as eyes:
        for _role, paths in PAGES.values():
            for path in paths:
                eyes.look_at(login, path, may_be_closed=True)
