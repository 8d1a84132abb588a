"""Errors as pages, or as problem documents (RFC 9457) for programs."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, current_app, render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from portal.db import Busy
from portal.idempotency import KeyUsedOtherwise
from portal.proposals.engine import Blocked, NotAllowed, NotOpen
from portal.web.audience import is_program
from portal.web.languages import HTML_LANG, visitors_language
from portal.web.problems import Invalid, problem

MOST_HEARD = 1024 * 1024 * 1024
PIECE = 1024 * 1024


def init_app(app: Flask) -> None:
    """Answer every error in the reader's language, and never with a traceback."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, lambda _error: _answer(400, _stale_form()))
    app.register_error_handler(NotAllowed, lambda _error: _answer(403))
    app.register_error_handler(NotOpen, lambda _error: _answer(409))
    app.register_error_handler(Blocked, _blocked)
    app.register_error_handler(KeyUsedOtherwise, lambda _error: _answer(409, _other_request()))
    app.register_error_handler(Busy, lambda _error: _plain(503))
    app.register_error_handler(OperationalError, _unreachable)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, Invalid):
        return problem(422, errors=error.errors)
    if error.code == 413:
        _hear_out()
    own_words = vars(error).get("description") or ""
    return _answer(error.code, own_words if is_program() else "", headers=error.get_headers())


def _blocked(error: Blocked) -> Any:
    return _answer(409, " ".join(str(reason) for reason in error.reasons))


def _unreachable(error: OperationalError) -> Any:
    current_app.logger.error("database unreachable", exc_info=error)
    return _plain(503)


def _unexpected(error: Exception) -> Any:
    if current_app.testing:
        raise error
    current_app.logger.error("unexpected", exc_info=error)
    return _plain(500)


def _answer(code: int, text: str = "", headers: Iterable[tuple[str, str]] = ()) -> Any:
    if is_program():
        return problem(code, detail=text, headers=headers)
    if code >= 500:
        return _plain(code)
    title, usual = _words(code)
    return render_template("errors/error.html", code=code, title=title, text=text or usual), code


def _plain(code: int) -> Any:
    """Answer without the database: it may be what failed."""
    language = visitors_language()
    with force_locale(language):
        if is_program():
            return problem(code)
        title, text = _words(code)
    page = current_app.jinja_env.get_template("errors/plain.html")
    return page.render(code=code, title=title, text=text, html_lang=HTML_LANG[language]), code


def _hear_out() -> None:
    """Read what is still being sent, up to a limit: a browser shows an answer only when it could send everything."""
    left, arriving = MOST_HEARD, request.environ["wsgi.input"]
    while left > 0 and (piece := arriving.read(min(left, PIECE))):
        left -= len(piece)


def _stale_form() -> str:
    return _("This form is no longer valid, perhaps because you signed in again meanwhile. Go back and reload it.")


def _other_request() -> str:
    return _("This was sent before with other content. Send it anew if it is meant anew.")


def _words(code: int) -> tuple[str, str]:
    known = {
        400: (_("This request can't be understood"), _("Please go back and try again.")),
        401: (_("Please sign in"), _("This needs an account.")),
        403: (_("This isn't open to you"), _("You don't hold the role this page asks for.")),
        404: (_("There is no such page"), _("The address may be mistyped, or the page isn't offered here.")),
        405: (_("This can't be done this way"), _("Please use the buttons of the page.")),
        409: (
            _("Somebody was faster"),
            _("This has changed since you opened the page. Please look at it again."),
        ),
        413: (_("This is too large"), _("Please choose smaller files.")),
        429: (_("Too many tries"), _("Please wait a few minutes and try again.")),
        503: (_("Very busy at the moment"), _("Nothing was changed. Please try again in a minute.")),
    }
    usual = (_("Something went wrong"), _("Nothing was changed. We have noted what happened."))
    return known.get(code, usual)
