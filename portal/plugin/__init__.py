"""The plugin API: what a plugin may contribute, and how the portal finds, orders and switches plugins."""

from portal.plugin.base import Plugin
from portal.plugin.blueprint import PUBLIC, SIGNED_IN, PortalBlueprint
from portal.plugin.contributions import (
    Description,
    ErasedPerson,
    NavEntry,
    OwnFile,
    Permission,
    PersonalData,
    SlotContent,
)
from portal.plugin.hookspecs import hookimpl
from portal.plugin.operation import operation

__all__ = [
    "PUBLIC",
    "SIGNED_IN",
    "Description",
    "ErasedPerson",
    "NavEntry",
    "OwnFile",
    "Permission",
    "PersonalData",
    "Plugin",
    "PortalBlueprint",
    "SlotContent",
    "hookimpl",
    "operation",
]
