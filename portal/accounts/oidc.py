"""The OpenID Connect provider people may sign in with, through Authlib: code flow with PKCE, state and nonce."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from flask import Flask, current_app, url_for
from joserfc.errors import JoseError
from requests.exceptions import RequestException
from werkzeug.wrappers import Response

from portal.settings import PREFIX, BadSettings, Settings

TIMEOUT_SECONDS = 10
_CLIENT = "portal.oidc"


class ProviderFailed(Exception):
    """The provider can't be reached, or what it answers can't be trusted; the reason is for the log."""


@dataclass(frozen=True)
class Proven:
    """Who the provider says somebody is."""

    issuer: str
    subject: str
    name: str
    email: str


def init_app(app: Flask) -> None:
    """Get ready to speak with the provider, where the settings name one. Raises `BadSettings`."""
    settings: Settings = app.extensions["portal.settings"]
    app.extensions[_CLIENT] = None
    if not settings.oidc_issuer:
        return
    parts = urlsplit(settings.oidc_issuer)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
        raise BadSettings(f"{PREFIX}OIDC_ISSUER must begin with https://.")
    if not (settings.oidc_client_id and settings.oidc_client_secret):
        raise BadSettings(f"{PREFIX}OIDC_CLIENT_ID and {PREFIX}OIDC_CLIENT_SECRET are needed with {PREFIX}OIDC_ISSUER.")
    app.extensions[_CLIENT] = OAuth(app).register(
        "provider",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT_SECONDS,
        },
    )


def provider_label() -> str:
    """Return what the provider is called on buttons; empty where there is none."""
    settings: Settings = current_app.extensions["portal.settings"]
    if current_app.extensions[_CLIENT] is None:
        return ""
    return settings.oidc_label or urlsplit(settings.oidc_issuer).hostname or "OpenID Connect"


def to_provider() -> Response:
    """Send the browser to the provider; what comes back must fit this browser's state. Raises `ProviderFailed`."""
    try:
        response: Response = _client().authorize_redirect(_address("accounts.from_provider"))
    except (OAuthError, RequestException, RuntimeError, ValueError) as error:
        raise ProviderFailed(str(error)) from error
    return response


def proven() -> Proven:
    """Return who the provider sent back: its token's signature, issuer, audience, age and nonce are checked.

    Raises `ProviderFailed`.
    """
    client, settings = _client(), current_app.extensions["portal.settings"]
    try:
        token = client.authorize_access_token(leeway=30)
    except (OAuthError, JoseError, RequestException, RuntimeError, ValueError, KeyError, TypeError) as error:
        raise ProviderFailed(f"{type(error).__name__}: {error}") from error
    claims = token.get("userinfo")
    if not claims or not claims.get("sub"):
        raise ProviderFailed("there is no ID token")
    if str(claims["iss"]).rstrip("/") != settings.oidc_issuer.rstrip("/"):
        raise ProviderFailed(f"the token is by {claims['iss']}")
    email = str(claims.get("email") or "") if claims.get("email_verified") is True else ""
    name = str(claims.get("name") or claims.get("preferred_username") or email or claims["sub"])
    return Proven(str(claims["iss"]), str(claims["sub"])[:255], name[:254], email)


def to_sign_out() -> Response | None:
    """Send the browser to the provider's own sign-out; None where it has none. Raises `ProviderFailed`."""
    client = _client()
    settings: Settings = current_app.extensions["portal.settings"]
    try:
        if not client.load_server_metadata().get("end_session_endpoint"):
            return None
        response: Response = client.logout_redirect(
            post_logout_redirect_uri=_address("web.home"), client_id=settings.oidc_client_id
        )
    except (OAuthError, RequestException, RuntimeError, ValueError) as error:
        raise ProviderFailed(str(error)) from error
    return response


def _client() -> FlaskOAuth2App:
    return current_app.extensions[_CLIENT]


def _address(endpoint: str) -> str:
    """Return an address as the provider knows it: under the portal's own name, whatever host this request named."""
    settings: Settings = current_app.extensions["portal.settings"]
    return urljoin(settings.base_url, url_for(endpoint))
