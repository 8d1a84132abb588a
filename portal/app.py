"""The application, made by an ordered list of set-up calls."""

from collections.abc import Mapping

from flask import Flask

from portal import dates, migrating, models
from portal import db as database
from portal.accounts import oidc
from portal.core import CORE
from portal.files.receiving import MOST_BYTES_AT_ONCE
from portal.notifications import providers
from portal.plugin.registry import discover, plugins
from portal.settings import Settings
from portal.web import (
    errors,
    gate,
    languages,
    limits,
    pages_context,
    paper,
    security,
    sessions,
    sharing,
    slots,
    tokens,
)


def create_app(given: Mapping[str, str] | None = None) -> Flask:
    """Return the application for the settings of the environment, or just those `given` (names without prefix).

    Raises `BadSettings` or `PluginProblem`. The database isn't opened here, so `portal init` can make it.
    """
    settings = Settings.load(given)
    app = Flask("portal", static_folder="web/static", template_folder="web/templates")
    app.extensions["portal.settings"] = settings
    app.extensions["portal.models"] = models  # every table is known before the first query
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's own provider has it
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=MOST_BYTES_AT_ONCE,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https:"),
    )
    database.init_app(app)
    with app.app_context():
        app.extensions["portal.plugins"] = discover(killed=settings.disabled_plugins, core=CORE)
        set_ups = (
            languages,
            dates,
            security,
            limits,
            sessions,
            tokens,
            gate,
            sharing,
            errors,
            pages_context,
            paper,
            slots,
            migrating,
            providers,
            oidc,
        )
        for set_up in set_ups:
            set_up.init_app(app)
        for blueprint in plugins().blueprints():
            gate.register(app, blueprint)
    return app
