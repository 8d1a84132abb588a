"""Routes that say who may open them.

The gate in `portal/web/gate.py` reads what is declared here before every request.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint

from portal.plugin.operation import API_V1, READ, Operation

PUBLIC = "*"
"""Anybody, signed in or not."""
SIGNED_IN = "signed-in"
"""Anybody with an account."""

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """What the gate asks before a view runs; `operation` is there for routes of the API."""

    permission: str
    plugin: str | None
    operation: Operation | None = None


class PortalBlueprint(Blueprint):
    """A blueprint whose every route declares a permission.

    With `plugin=` given, its routes answer 404 wherever that plugin is off. A rule with `<place>` is opened by those
    who hold the permission at that place or above; a rule without one by those who hold it anywhere.
    """

    def __init__(self, name: str, import_name: str, *, plugin: str | None = None, **options: Any) -> None:
        super().__init__(name, import_name, template_folder="templates", **options)
        self.plugin = plugin
        self.access: dict[str, Access] = {}

    def route(self, rule: str, *, permission: str = "", **options: Any) -> Callable[[View], View]:
        """Register a view; `permission` is a key, `PUBLIC` or `SIGNED_IN`. Raises `ValueError` without one.

        Under `/api/v1/` the view also needs an `@operation`, with a scope other than `READ` if it changes something:
        a plugin's own, `<plugin>.write`.
        """
        if not permission:
            raise ValueError(f"the route {rule} of {self.name} declares no permission")
        register = super().route(rule, **options)

        def decorate(view: View) -> View:
            endpoint = options.get("endpoint") or view.__name__
            declared = Access(permission, self.plugin, getattr(view, "operation", None))
            if rule.startswith(API_V1):
                self._check_operation(rule, declared.operation, options.get("methods", ["GET"]))
            if self.access.setdefault(endpoint, declared) != declared:
                raise ValueError(f"{self.name}.{endpoint} declares two permissions")
            return register(view)

        return decorate

    def _check_operation(self, rule: str, described: Operation | None, methods: Sequence[str]) -> None:
        if described is None:
            raise ValueError(f"the route {rule} of {self.name} has no @operation")
        if set(methods) != {"GET"} and described.scope == READ:
            raise ValueError(f"the route {rule} of {self.name} changes something under the scope {READ}")
        if self.plugin and described.scope not in (READ, f"{self.plugin}.write"):
            raise ValueError(f"the route {rule} of {self.name} has another's scope {described.scope}")
