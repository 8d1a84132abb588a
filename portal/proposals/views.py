"""All pages of proposals: importing these modules fills the blueprint."""

from portal.proposals import acting, browsing, drafting, files, joining, mine, reading
from portal.proposals.blueprint import bp

__all__ = ["acting", "bp", "browsing", "drafting", "files", "joining", "mine", "reading"]
