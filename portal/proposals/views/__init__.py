"""Pages of proposals."""

from portal.proposals.blueprint import bp
from portal.proposals.views import acting, browsing, drafting, files, joining, mine, reading

__all__ = ["acting", "bp", "browsing", "drafting", "files", "joining", "mine", "reading"]
