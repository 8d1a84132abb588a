"""Where to lead somebody who has signed in."""

from flask import url_for

from portal.accounts.views.entering import asked_target
from portal.jurisdictions.tree import TREE
from portal.roles.standing import Standing


def target_of(standing: Standing) -> str:
    """Return where somebody wants to go: as asked, to the day's work, to their own place, or to find one."""
    if asked := asked_target():
        return asked
    if standing.works:
        return url_for("duties.today")
    own = next((TREE().by_id[held.place_id] for held in standing.roles), None)
    return url_for("jurisdictions.front", place=own) if own and own.open else url_for("web.home")
