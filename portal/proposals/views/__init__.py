"""Pages of proposals."""

from portal.proposals.blueprint import bp
from portal.proposals.views import (
    acting,
    arranging,
    browsing,
    drafting,
    files,
    guided,
    guides,
    joining,
    merging,
    mine,
    reading,
)

__all__ = [
    "acting",
    "arranging",
    "bp",
    "browsing",
    "drafting",
    "files",
    "guided",
    "guides",
    "joining",
    "merging",
    "mine",
    "reading",
]
