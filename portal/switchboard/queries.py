"""Read how plugins stand at a place, and what a switch would do."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _ln
from sqlalchemy import func, select

from portal import config
from portal.db import db
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import TREE, Place
from portal.plugin import Plugin
from portal.plugin.contributions import RoomSettings
from portal.plugin.registry import plugins
from portal.plugin.switches import SWITCHES, Nearest, setting_at, switch_at
from portal.proposals.models import Proposal, StageRun
from portal.proposals.versions import current_version

Row = bool | None
"""A switch of a place: on, off, or none: as decided above."""
Reasons = Sequence[LazyString | str]


@dataclass(frozen=True)
class Standing:
    """How a plugin stands at a place, and why it can't be moved: reasons by the row it would be given."""

    plugin: Plugin
    on: bool
    killed: bool
    decided: Nearest[bool] | None
    set_here: bool
    refusals: Mapping[Row, Reasons]


@dataclass(frozen=True)
class SettingState:
    """A setting at a place: its value, and the place that decides it (none: the default counts)."""

    name: str
    value: Any
    decided_at: Place | None


def standings(place: Place) -> list[Standing]:
    """Return how every plugin stands at a place, in the order of their keys. One query, and what plugins ask."""
    host = plugins()
    on = host.enabled_at(place.id)
    open_stages = _open_stages(place)
    return [_standing(host.by_key[key], place, key in on, open_stages) for key in sorted(host.by_key)]


def refusals(plugin: Plugin, place: Place, row: Row) -> Reasons:
    """Return why a plugin can't be given this row at a place; nothing when it can."""
    return _refusals(plugin, place, row, _open_stages(place))


def settings_of(owner: Plugin | RoomSettings, place: Place) -> list[SettingState]:
    """Return a plugin's or core room's settings as they count at a place, in the order of its form."""
    states = []
    for name, default in owner.setting_defaults.items():
        decided = setting_at(owner.key, name, place.id)
        states.append(SettingState(name, decided.value if decided else default, decided.place if decided else None))
    return states


Counts = Mapping[str, Mapping[int, int]]
"""Open stages by plugin and home."""


def _standing(plugin: Plugin, place: Place, on: bool, open_stages: Counts) -> Standing:
    decided = switch_at(plugin.key, place.id)
    set_here = decided is not None and decided.place == place
    rows: list[Row] = [not on, None] if set_here else [not on]
    return Standing(
        plugin=plugin,
        on=on,
        killed=plugin.key in plugins().killed,
        decided=decided,
        set_here=set_here,
        refusals={row: _refusals(plugin, place, row, open_stages) for row in rows},
    )


def _refusals(plugin: Plugin, place: Place, row: Row, open_stages: Counts) -> Reasons:
    """Compare what is on below the place now with what would be on afterwards."""
    host, below = plugins(), [lower.id for lower in TREE().below(place.id)]
    before = {place_id: host.enabled_at(place_id) for place_id in below}
    rows = {at: on for at, on in SWITCHES().get(plugin.key, {}).items() if at != place.id}
    if row is not None:
        rows[place.id] = row
    with config.preview(switches={**SWITCHES(), plugin.key: rows}):
        after = {place_id: host.enabled_at(place_id) for place_id in below}
    off_at = [place_id for place_id in below if plugin.key in before[place_id] - after[place_id]]
    reasons: list[LazyString | str] = []
    if row:
        reasons += [
            _l("It needs %(plugin)s, which is off here.", plugin=needed.label)
            for needed in (host.by_key[key] for key in plugin.requires)
            if needed.key not in after[place.id]
        ]
    if off_at:
        also = set().union(*(before[place_id] - after[place_id] for place_id in off_at)) - {plugin.key}
        reasons += [_l("%(plugin)s needs it and is on.", plugin=host.by_key[key].label) for key in sorted(also)]
        if count := sum(open_stages.get(plugin.key, {}).get(place_id, 0) for place_id in off_at):
            reasons.append(
                _ln("%(num)s proposal is at one of its stages.", "%(num)s proposals are at one of its stages.", count)
            )
        if named := sorted(_procedures_using(plugin, off_at)):
            reasons.append(_l("The procedure of %(places)s uses its stages.", places=", ".join(named)))
        reasons += plugin.reasons_to_stay_on(off_at)
    return reasons


def _procedures_using(plugin: Plugin, place_ids: Sequence[int]) -> set[str]:
    """Return the names of the places whose procedure in force would have a stage that is off."""
    tree, named = TREE(), set()
    for place_id in place_ids:
        version = current_version(place_id) if tree.by_id[place_id].takes_proposals else None
        if version and any(step.kind.startswith(f"{plugin.key}.") for step in version.procedure.steps):
            named.add(tree.by_id[version.place_id].name)
    return named


def _open_stages(place: Place) -> Counts:
    rows = db.session.execute(
        select(StageRun.kind, Proposal.home_id, func.count())
        .join(Proposal, Proposal.id == StageRun.proposal_id)
        .join(Jurisdiction, Jurisdiction.id == Proposal.home_id)
        .where(StageRun.left_at.is_(None), Jurisdiction.path >= place.path, Jurisdiction.path < place.path_end)
        .group_by(StageRun.kind, Proposal.home_id)
    )
    counts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for kind, home_id, count in rows:
        counts[kind.partition(".")[0]][home_id] += count
    return counts
