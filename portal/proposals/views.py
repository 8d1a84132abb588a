"""All pages of proposals: importing these modules fills the blueprint."""

from portal.proposals import acting, arranging, browsing, drafting, files, joining, mine, reading
from portal.proposals.blueprint import bp

__all__ = ["acting", "arranging", "bp", "browsing", "drafting", "files", "joining", "mine", "reading"]
