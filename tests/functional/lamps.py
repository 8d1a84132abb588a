"""Two plugins for the host's tests: a lamp that does a little of everything, and a bulb that needs the lamp."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.events import Event, EventRecord
from portal.forms import Form
from portal.jurisdictions.tree import Place
from portal.plugin import PUBLIC, Description, NavEntry, Permission, Plugin, PortalBlueprint, SlotContent, hookimpl
from portal.plugin.stage import Effect, Outcome, StageKind

bp = PortalBlueprint("lamp", __name__, plugin="lamp")
OLDEN = "lamp.lit"


@bp.route("/j/<place>/lamp/", permission=PUBLIC)
def page(place: Place) -> str:
    """Show the lamp of a place."""
    return f"lamp of {place.slug}"


@bp.route("/lamps", permission=PUBLIC)
def everywhere() -> str:
    """Show a page that belongs to no place."""
    return "all lamps"


class LampSettings(Form):
    """How bright."""

    brightness = IntegerField("Brightness", default=40, validators=[InputRequired(), NumberRange(1, 100)])
    motto = StringField("Motto", default="", validators=[Length(max=20)])
    blinks = BooleanField("Blinks", default=False)


class Glow(StageKind):
    """A stage that glows."""

    key = "lamp.glow"
    label = _l("Glow")
    outcomes = (Outcome("done", _l("Done"), Effect.ADVANCE),)


class Lamp(Plugin):
    """A lamp."""

    key = "lamp"
    label = _l("Lamp")
    description = _l("Lights a place.")
    settings_form = LampSettings

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.stays_on_because: list[str] = []

    @hookimpl
    def blueprints(self) -> Sequence[PortalBlueprint]:
        """Bring the pages."""
        return [bp]

    @hookimpl
    def permissions(self) -> Sequence[Permission]:
        """Bring a permission."""
        return [Permission("lamp.light", _l("Light"), _l("Light the lamp."))]

    @hookimpl
    def stage_kinds(self) -> Sequence[StageKind]:
        """Bring the stage kind."""
        return [Glow()]

    @hookimpl
    def nav(self, place: Place) -> Sequence[NavEntry]:
        """Show in the menu."""
        return [NavEntry("lamp.page", _l("Lamp"), "sun", order=5)]

    @hookimpl
    def slot(self, name: str, place: Place, subjects: Sequence[object]) -> Sequence[SlotContent]:
        """Fill every slot."""
        return [SlotContent("lamp.html", {"name": name}, order=5)]

    @hookimpl
    def on_event(self, event: Event, event_id: int) -> None:
        """Remember what was heard."""
        self.heard.append(event.name)

    @hookimpl
    def describe_events(self, records: Sequence[EventRecord]) -> Mapping[int, Description]:
        """Describe what the lamp once recorded."""
        return {record.id: Description("The lamp was lit") for record in records if record.name == OLDEN}

    def reasons_to_stay_on(self, place_ids: Sequence[int]) -> Sequence[str]:
        """Return what the test says."""
        return self.stays_on_because


class Bulb(Plugin):
    """A bulb."""

    key = "bulb"
    label = _l("Bulb")
    description = _l("Goes into a lamp.")
    requires = ("lamp",)

    @hookimpl
    def nav(self, place: Place) -> Sequence[NavEntry]:
        """Show in the menu, before the lamp."""
        return [NavEntry("lamp.page", _l("Bulb"), "sun", order=1)]

    @hookimpl
    def slot(self, name: str, place: Place, subjects: Sequence[object]) -> Sequence[SlotContent]:
        """Fill every slot, before the lamp."""
        return [SlotContent("bulb.html", order=1)]
