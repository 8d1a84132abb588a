"""A small OpenID Connect provider in a process of its own: Authlib's server part over Flask, with a real signing key.

`python -m tests.functional.provider PORT`. Whoever comes is `SUBJECT`; `/faults?next=nonce` makes the next token
wrong in one way: `nonce`, `audience`, `expired`, `issuer`, `signature`, `missing`, `unverified`, or `refused`.
"""

import secrets
import sys
from datetime import UTC, datetime
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "linli", "a secret between the two"
SUBJECT, NAME, EMAIL = "citizen-4711", "Li Guiying", "li@example.org"
DAY = 24 * 3600


class Client(ClientMixin):
    """The one client there is: the portal."""

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return ""

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith("/sign-in/provider/back")

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(client_secret, CLIENT_SECRET)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class Code:
    """An authorization code that was handed out."""

    auth_time = acr = amr = None

    def __init__(self, given: Any) -> None:
        self.redirect_uri, self.scope = given.payload.redirect_uri, given.payload.scope
        self.nonce = given.payload.data.get("nonce")
        self.code_challenge = given.payload.data.get("code_challenge")
        self.code_challenge_method = given.payload.data.get("code_challenge_method")

    def get_redirect_uri(self) -> str:
        return str(self.redirect_uri)

    def get_scope(self) -> str:
        return str(self.scope)

    def get_nonce(self) -> str:
        return str(self.nonce)

    def get_auth_time(self) -> None:
        return None

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


codes: dict[str, Code] = {}
fault = {"next": ""}


class CodeGrant(grants.AuthorizationCodeGrant):
    """The authorization code flow."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

    def save_authorization_code(self, code: str, request: Any) -> None:
        codes[code] = Code(request)

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        return codes.get(code)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        for code in [code for code, kept in codes.items() if kept is authorization_code]:
            del codes[code]

    def authenticate_user(self, authorization_code: Code) -> str:
        return SUBJECT


class IdTokens(OpenIDCode):
    """Signs ID tokens, and spoils the next one as it was told."""

    def __init__(self, issuer: str, key: RSAKey, wrong_key: RSAKey) -> None:
        super().__init__(require_nonce=True)
        self.issuer, self.key, self.wrong_key = issuer, key, wrong_key

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return False

    def process_token(self, grant: Any, response: Any) -> Any:
        _status, token, _headers = response
        spoilt, fault["next"] = fault["next"], ""
        if spoilt == "missing":
            return token
        moment = int(datetime.now(UTC).timestamp())  # noqa: TID251
        claims = {
            "iss": self.issuer,
            "aud": [CLIENT_ID],
            "iat": moment,
            "exp": moment + 600,
            "nonce": grant.request.authorization_code.get_nonce(),
            "sub": SUBJECT,
            "name": NAME,
            "email": EMAIL,
            "email_verified": spoilt != "unverified",
        }
        changes: dict[str, dict[str, Any]] = {
            "nonce": {"nonce": "another"},
            "audience": {"aud": ["somebody else"]},
            "expired": {"iat": moment - DAY, "exp": moment - DAY // 2},
            "issuer": {"iss": "https://elsewhere.example"},
        }
        signing = self.wrong_key if spoilt == "signature" else self.key
        token["id_token"] = jwt.encode({"alg": "RS256", "kid": "1"}, claims | changes.get(spoilt, {}), signing)
        return token


def make_provider(issuer: str) -> Flask:
    """Return the provider."""
    app = Flask("provider")
    key, wrong_key = (RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"}) for _number in range(2))
    server = AuthorizationServer(app, query_client=lambda _id: Client(), save_token=lambda _token, _request: None)
    server.register_grant(CodeGrant, [IdTokens(issuer, key, wrong_key), CodeChallenge(required=True)])

    @app.get("/.well-known/openid-configuration")
    def discovery() -> Response:
        return jsonify(
            issuer=issuer,
            authorization_endpoint=f"{issuer}/authorize",
            token_endpoint=f"{issuer}/token",
            jwks_uri=f"{issuer}/keys",
            end_session_endpoint=f"{issuer}/end",
            response_types_supported=["code"],
            subject_types_supported=["public"],
            id_token_signing_alg_values_supported=["RS256"],
            code_challenge_methods_supported=["S256"],
        )

    @app.get("/keys")
    def keys() -> Response:
        return jsonify(keys=[key.as_dict(private=False)])

    @app.get("/authorize")
    def authorize() -> Any:
        if fault["next"] == "refused":
            fault["next"] = ""
            return redirect(f"{request.args['redirect_uri']}?error=access_denied&state={request.args['state']}")
        return server.create_authorization_response(
            grant_user=SUBJECT, grant=server.get_consent_grant(end_user=SUBJECT)
        )

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    @app.get("/faults")
    def faults() -> str:
        fault["next"] = request.args["next"]
        return "ok"

    return app


if __name__ == "__main__":
    port = int(sys.argv[1])
    make_provider(f"http://127.0.0.1:{port}").run("127.0.0.1", port, threaded=True)
