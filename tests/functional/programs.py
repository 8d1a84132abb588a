"""A program that talks to the API, and holds every answer against the document the API gives of itself."""

import json
from dataclasses import dataclass
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from portal.api.openapi import document, template

PROBLEM = {"$ref": "#/components/schemas/Problem"}


@dataclass(frozen=True)
class Program:
    """A program with a token, or without one."""

    app: Flask
    token: str = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        """Ask for something."""
        return self.send("GET", path, **options)

    def post(self, path: str, body: Any = None, *, key: str = "", **options: Any) -> TestResponse:
        """Send JSON, under an Idempotency-Key when there is one."""
        headers = {**options.pop("headers", {}), **({"Idempotency-Key": key} if key else {})}
        return self.send(
            "POST", path, data=json.dumps(body), content_type="application/json", headers=headers, **options
        )

    def send(self, method: str, path: str, **options: Any) -> TestResponse:
        """Send any request and check that the answer is as documented."""
        headers = {**options.pop("headers", {}), **({"Authorization": f"Bearer {self.token}"} if self.token else {})}
        with self.app.app_context():  # a test's own context would be shared, and with it the viewer
            answer = self.app.test_client().open(path, method=method, headers=headers, **options)
        self._check(method, path.partition("?")[0], answer)
        return answer

    def _check(self, method: str, path: str, answer: TestResponse) -> None:
        assert answer.status_code < 500, answer.text
        assert "html" not in answer.content_type
        assert "Set-Cookie" not in answer.headers
        if answer.status_code < 400:
            assert answer.mimetype == "application/json"
            schema = self._documented(method, path, str(answer.status_code))
        else:
            assert answer.mimetype == "application/problem+json"
            assert answer.json["status"] == answer.status_code
            schema = PROBLEM
        root = {**schema, "components": self._document["components"]}
        Draft202012Validator(root, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(answer.json)

    def _documented(self, method: str, path: str, status: str) -> Any:
        rule, _arguments = self.app.url_map.bind("localhost").match(path, method=method, return_rule=True)
        described = self._document["paths"][template(rule)][method.lower()]["responses"][status]
        return described["content"]["application/json"]["schema"]

    @property
    def _document(self) -> Any:
        held = self.app.extensions.get("test.document")
        if held is None:
            with self.app.test_request_context("/api/v1/openapi.json"):
                held = self.app.extensions["test.document"] = json.loads(json.dumps(document()))
        return held
