"""Where a proposal stands, in words: its state, who has it, and by when."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock
from portal.dates import day
from portal.jurisdictions.calendars import calendar_of
from portal.jurisdictions.tree import TREE, in_language
from portal.plugin.stage import NOBODY, PROPOSER
from portal.proposals.models import Proposal, StageRun
from portal.proposals.words import AWAITING, STATES
from portal.roles.standing import TEMPLATES

SOON = 2
"""From so many working days on, a due day is shown as near."""
TONES = {"closed": "done", "declined": "grey", "merged": "grey", "withdrawn": "grey", "draft": "grey"}


@dataclass(frozen=True)
class Turn:
    """A chip's words and tone, who has it, and when it is due."""

    label: str
    tone: str
    who: str = ""
    when: str = ""


def turn(proposal: Proposal, run: StageRun | None, organisation: Mapping[str, str] | None) -> Turn:
    """Say where a proposal stands. `run` is its open run, `organisation` the names of the unit that has it."""
    if run is None:
        return Turn(str(STATES[proposal.state]), TONES.get(proposal.state, ""))
    if (needed := run.kept.get("needed")) is not None:
        missing = max(needed - proposal.support_count, 0)
        more = ngettext("%(num)s more supporter needed", "%(num)s more supporters needed", missing)
        return _with_clock(Turn(more, "gold"), run)
    label = str(AWAITING[run.kind]) if run.kind in AWAITING else in_language(run.labels)
    tone = "gold" if run.kind == "public_notice" else ""
    return _with_clock(Turn(label, tone, who_has(run, proposal, organisation)), run)


def who_has(run: StageRun, proposal: Proposal, organisation: Mapping[str, str] | None) -> str:
    """Return who has a stage: a unit, the proposer, or a role at its seat; nothing for a stage that just waits."""
    if run.role == NOBODY:
        return ""
    if run.role == PROPOSER:
        return _("the proposer")
    if organisation:
        return in_language(organisation)
    template = TEMPLATES().get(run.role)
    role = in_language(template.names) if template else run.role
    if run.seat_id == proposal.home_id:
        return role
    return _("%(role)s, %(place)s", role=role, place=TREE().by_id[run.seat_id].name)


def _with_clock(said: Turn, run: StageRun) -> Turn:
    if run.due is None:
        return said
    today = clock.today(TREE().by_id[run.seat_id].zone)
    left = calendar_of(run.seat_id).working_days_between(today, run.due)
    if run.due < today:
        late = ngettext("Overdue by %(num)s working day", "Overdue by %(num)s working days", max(-left, 1))
        return Turn(late, "late", said.who, _("%(stage)s, was due %(day)s", stage=said.label, day=day(run.due)))
    if run.role == NOBODY:
        return Turn(said.label, said.tone, when=_("until %(day)s", day=day(run.due)))
    if run.due == today:
        return Turn(said.label, "warn", said.who, _("due today"))
    when = ngettext(
        "due %(day)s, %(num)s working day left", "due %(day)s, %(num)s working days left", left, day=day(run.due)
    )
    return Turn(said.label, said.tone or ("warn" if left <= SOON else ""), said.who, when)
