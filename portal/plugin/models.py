"""Where plugins are switched on and how they are set; the nearest row up the tree decides."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Json, Key, Model


class PluginSwitch(Model):
    """A plugin switched on or off at a place and below, until a nearer row says otherwise."""

    __tablename__ = "plugin_switch"

    place_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"), primary_key=True)
    plugin: Mapped[str] = mapped_column(Key, primary_key=True)
    on: Mapped[bool]


class PlaceSetting(Model):
    """One setting of a plugin (or of the core, under `core`) at a place and below."""

    __tablename__ = "place_setting"

    place_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"), primary_key=True)
    owner: Mapped[str] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(Key, primary_key=True)
    value: Mapped[Any] = mapped_column(Json, nullable=True)
