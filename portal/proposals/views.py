"""All pages of proposals: importing these modules fills the blueprint."""

from portal.proposals import browsing, drafting, files, joining, mine, reading
from portal.proposals.blueprint import bp

__all__ = ["bp", "browsing", "drafting", "files", "joining", "mine", "reading"]
