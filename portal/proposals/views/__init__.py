"""Pages of proposals."""

from portal.proposals.blueprint import bp
from portal.proposals.views import (
    acting,
    arranging,
    board,
    browsing,
    drafting,
    files,
    guided,
    guides,
    joining,
    merging,
    mine,
    packing,
    reading,
    several,
)

__all__ = [
    "acting",
    "arranging",
    "board",
    "bp",
    "browsing",
    "drafting",
    "files",
    "guided",
    "guides",
    "joining",
    "merging",
    "mine",
    "packing",
    "reading",
    "several",
]
