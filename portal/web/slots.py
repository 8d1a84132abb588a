"""Named slots of a page: what core rooms and plugins put there, rendered one by one."""

from collections.abc import Sequence

from flask import Flask, current_app
from markupsafe import Markup

from portal.jurisdictions.tree import Place
from portal.plugin.registry import plugins


def init_app(app: Flask) -> None:
    """Let every template say `{% for part in slot("front.now", place) %}{{ part }}{% endfor %}`."""
    app.add_template_global(slot)


def slot(name: str, place: Place, subjects: Sequence[object] = ()) -> list[Markup]:
    """Return the parts of a slot in their order; each sees its own context and `place`, not the page's."""
    environment = current_app.jinja_env
    return [
        Markup(environment.get_template(content.template).render({**content.context, "place": place}))
        for content in plugins().slot(name, place, subjects)
    ]
