"""What paper needs: addresses that lead here from anywhere, and their QR codes, drawn into the page as SVG."""

from typing import Any
from urllib.parse import urljoin

import segno
from flask import Flask, current_app, url_for
from markupsafe import Markup

from portal.settings import Settings


def init_app(app: Flask) -> None:
    """Give templates `public_url` and `qr_code`; `components/qr.html` is how they are used."""
    app.add_template_global(public_url)
    app.add_template_global(qr_code)


def public_url(endpoint: str, **values: Any) -> str:
    """Return the whole address of a page, as it is reached from outside (`PORTAL_BASE_URL`)."""
    settings: Settings = current_app.extensions["portal.settings"]
    return urljoin(settings.base_url, url_for(endpoint, **values))


def qr_code(address: str) -> Markup:
    """Return a QR code as an inline SVG without style or script; the style sheet says how large it is."""
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(border=4, light="white", omitsize=True))  # drawn by us: attributes of shapes alone
