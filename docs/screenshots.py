"""Make the README's pictures: a demo portal of its own, Chromium, and the pages as a person sees them.

Run with `make screenshots`; needs Chromium (PORTAL_CHROMIUM names it where it isn't /usr/bin/chromium).
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from portal.demo.build import build_demo
from portal.installing import install
from portal.testing.fixtures import CHROMIUM, CHROMIUM_ARGS, portal_on
from portal.testing.live import serving

FOLDER = Path(__file__).parent
PAGES = {
    "front": ("/j/hongda/", 1200, 900),
    "phone": ("/j/hongda/", 390, 844),
    "proposal": ("/j/hongda/proposals/HD-2026-0008", 1200, 900),
}


def main() -> None:
    """Write one PNG for each page."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'demo.db'}"
        with portal_on(url, folder) as app, app.app_context():
            install()
            build_demo()
        with serving(url, folder) as server, sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
            for picture, (path, width, height) in PAGES.items():
                page = chromium.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
                page.goto(f"{server.url}{path}")
                page.screenshot(path=FOLDER / f"{picture}.png")
            chromium.close()


if __name__ == "__main__":
    main()
