"""The plugin's table; its name begins with the plugin's key."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Model


class Accepted(Model):
    """A proposal a place has accepted, by the record of that event."""

    __tablename__ = "sample_plugin_accepted"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True, autoincrement=False)
    place_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"), index=True)
