"""Languages: which one a page speaks, and where its catalogues lie."""

from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept
from werkzeug.wrappers import Response

from portal.jurisdictions.tree import Place
from portal.plugin.registry import plugins
from portal.translations import CATALOGUES
from portal.web.audience import is_program
from portal.web.viewer import viewer
from portal.wording.speaking import PlacesDomain

COOKIE = "linli_language"
OWN_NAMES = {"zh_Hans": "简体中文", "zh_Hant": "繁體中文", "en": "English"}
HTML_LANG = {"zh_Hans": "zh-Hans", "zh_Hant": "zh-Hant", "en": "en"}
DEFAULT = "zh_Hans"
_TRADITIONAL = {"tw", "hk", "mo", "hant"}


def init_app(app: Flask) -> None:
    """Set Flask-Babel up with every plugin's catalogues and the core's last, so that no plugin rewords the core."""
    folders = [str(plugin.translations) for plugin in plugins().plugins if plugin.translations]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join([*folders, str(CATALOGUES)])
    app.config["BABEL_DEFAULT_LOCALE"] = DEFAULT
    babel = Babel(app, locale_selector=chosen_language, timezone_selector=chosen_zone)
    babel.domain_instance = PlacesDomain()
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"] = _in_templates
    app.after_request(_keep_choice)


def chosen_language() -> str:
    """Return the page's language: as asked in the address, as chosen before, the account's, the browser's, the
    place's.
    """
    if not has_request_context():
        return DEFAULT
    place: Place | None = g.get("place")
    candidates = (
        request.args.get("lang"),
        request.cookies.get(COOKIE),
        viewer().language,
        _browsers(request.accept_languages),
        place.language if place else None,
    )
    return next((code for code in candidates if code in OWN_NAMES), DEFAULT)


def visitors_language() -> str:
    """Return the page's language as far as it can be told without the database."""
    candidates = (request.args.get("lang"), request.cookies.get(COOKIE), _browsers(request.accept_languages))
    return next((code for code in candidates if code in OWN_NAMES), DEFAULT)


def chosen_zone() -> str:
    """Return the zone times are shown in: the place's."""
    place: Place | None = g.get("place")
    return place.zone if place else "Asia/Shanghai"


@pass_eval_context
def _in_templates(context: EvalContext, message: str, **variables: object) -> str:
    """Say `message` in the page's language: what Flask-Babel's own does, with the look-up once in a request."""
    said = _translations().ugettext(message)
    if context.autoescape:
        said = Markup(said)
    return said % variables if variables or "%" in said else said


def _translations() -> Any:
    """Return the request's translations; another language, place or configuration meanwhile means others."""
    asked = (get_locale(), g.get("place"), g.get("config"))
    held = g.get("translations")
    if held is None or held[0] != asked:
        held = g.translations = (asked, get_translations())
    return held[1]


def _browsers(accepted: LanguageAccept) -> str | None:
    """Return the first language of a browser's list we speak; plain negotiation gives Chinese browsers English."""
    for tag, _quality in accepted:
        parts = tag.lower().replace("_", "-").split("-")
        if parts[0] == "zh":
            return "zh_Hant" if _TRADITIONAL & set(parts[1:]) and "hans" not in parts else "zh_Hans"
        if parts[0] == "en":
            return "en"
    return None


def _keep_choice(response: Response) -> Response:
    if (asked := request.args.get("lang")) in OWN_NAMES and not is_program():
        response.set_cookie(COOKIE, asked, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    return response
