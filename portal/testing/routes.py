"""The portal's routes as tests walk through them: each with an address, whatever its arguments."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from portal.plugin.blueprint import Access
from portal.web.gate import access_map

NOBODYS_NUMBER = 999_999
BROWSERS_OWN = frozenset({"HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Route:
    """One method of one rule, and what the gate asks there."""

    endpoint: str
    method: str
    rule: Rule
    access: Access

    @property
    def of_a_place(self) -> bool:
        """Tell whether the route belongs to a place."""
        return "place" in self.rule.arguments

    @property
    def needs_an_object(self) -> bool:
        """Tell whether the route names something besides its place, which a test may not have made."""
        return bool(self.rule.arguments - {"place"} - set(self.rule.defaults or {}))

    def path(self, app: Flask, place: str = "") -> str:
        """Return an address: at `place`, with a number and a word nobody has for all else."""
        values = {name: _some_value(converter) for name, converter in self.rule._converters.items()}
        if self.of_a_place:
            values["place"] = place
        return app.url_map.bind("localhost").build(self.endpoint, values, self.method)


def _some_value(converter: BaseConverter) -> object:
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return NOBODYS_NUMBER if isinstance(converter, IntegerConverter) else "x"


def routes(app: Flask, *, plugin: str | None = None) -> Iterator[Route]:
    """Yield every route, or those of one plugin, ordered by endpoint and method."""
    declared = access_map(app)
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
        access = declared.get(rule.endpoint)
        if access is None or (plugin is not None and access.plugin != plugin):
            continue
        for method in sorted((rule.methods or set()) - BROWSERS_OWN):
            yield Route(rule.endpoint, method, rule, access)
