"""What guards every response: CSRF tokens, a strict content policy, and no guessing of types."""

from flask import Flask, current_app
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from portal.settings import Settings
from portal.web.audience import is_program

csrf = CSRFProtect()

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def init_app(app: Flask) -> None:
    """Guard forms and responses, and believe as many proxies as the operator trusts."""
    settings: Settings = app.extensions["portal.settings"]
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a form left open overnight still works (rule 7)
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)
    app.before_request(_guard_forms)
    app.after_request(_harden)
    if count := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, count, count, count, count)  # type: ignore[method-assign]


def _guard_forms() -> None:
    """Ask forms for their token. The API needs none: it never reads a cookie, so no page can act in its name."""
    if current_app.config["WTF_CSRF_ENABLED"] and not is_program():
        csrf.protect(apply_exemptions=True)


def _harden(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
