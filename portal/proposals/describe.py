"""What happened to a proposal, in the reader's words."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from portal.db import db
from portal.events import EventRecord
from portal.jurisdictions.tree import TREE, in_language
from portal.plugin.contributions import Description
from portal.proposals.engine import kind_of
from portal.proposals.models import Comment, Merge, Proposal, StageRun
from portal.proposals.words import GRADES, STATES

Row = TypeVar("Row", Proposal, StageRun, Comment, Merge)


def describe_events(records: Sequence[EventRecord]) -> Mapping[int, Description]:
    """Return words for those of `records` that are about proposals, by record id. Four queries at most."""
    own = [record for record in records if record.subject_kind == "proposal" and record.name.startswith("proposal.")]
    if not own:
        return {}
    proposals = _by_id(Proposal, {record.subject_id for record in own})
    runs = _by_id(StageRun, {record.facts.get("run") for record in own})
    comments = _by_id(Comment, {record.facts.get("comment") for record in own})
    merges = merges_of(own)
    tree = TREE().by_id
    described = {}
    for record in own:
        proposal = proposals[record.subject_id]
        words = in_words(record, runs, merges)
        comment = comments.get(record.facts.get("comment"))
        more = comment.hidden_reason if comment and record.name == "proposal.comment_hidden" else words.text
        described[record.id] = Description(
            title=words.title,
            text=more,
            matter=proposal.title,
            url=f"/j/{tree[proposal.home_id].slug}/proposals/{proposal.number}",
        )
    return described


def merges_of(records: Sequence[EventRecord]) -> Mapping[int, Merge]:
    """Return the merges that events about proposals name, by id; no query when they name none."""
    return _by_id(Merge, {record.facts.get("merge") for record in records})


def in_words(record: EventRecord, runs: Mapping[int, StageRun], merges: Mapping[int, Merge]) -> Description:
    """Return one event about a proposal in words, without saying which proposal."""
    if (merge := merges.get(int(record.facts.get("merge", 0)))) is not None:
        return _merge_in_words(record, merge)
    run = runs.get(int(record.facts.get("run", 0)))
    stage = in_language(run.labels) if run else ""
    match record.name:
        case "proposal.submitted":
            return Description(_("The proposal is submitted."))
        case "proposal.filed":
            return Description(_("The community has accepted the proposal."))
        case "proposal.declined":
            return Description(_("The community has declined the proposal."))
        case "proposal.graded":
            grade = GRADES.get(record.facts["grade"], record.facts["grade"])
            return Description(_("The size of the matter is settled: %(grade)s", grade=grade))
        case "proposal.withdrawn":
            return Description(_("The proposal is withdrawn."))
        case "proposal.backed":
            return Description(_("Enough people support the proposal."))
        case "proposal.rated":
            stars = record.amounts.get("stars", 0)
            return Description(_("The proposer gave %(stars)s of 5 stars.", stars=stars))
        case "proposal.archived":
            return Description(_("The case file is closed."))
        case "proposal.stage_entered":
            return Description(_("Now: %(stage)s.", stage=stage))
        case "proposal.stage_waits":
            return Description(_("“%(stage)s” waits to be dealt with.", stage=stage))
        case "proposal.stage_finished":
            outcome = outcome_in_words(run) if run else ""
            title = stage if outcome == stage else _("%(stage)s: %(outcome)s", stage=stage, outcome=outcome)
            return Description(title, text=run.reason if run else "")
        case "proposal.stage_due_soon":
            return Description(_("“%(stage)s” is due soon.", stage=stage))
        case "proposal.stage_reminded":
            return Description(_("A reminder was sent about “%(stage)s”.", stage=stage))
        case "proposal.stage_overdue":
            days = record.amounts.get("working_days", 0)
            return Description(
                ngettext(
                    "“%(stage)s” is overdue by %(num)s working day and was reported to the level above.",
                    "“%(stage)s” is overdue by %(num)s working days and was reported to the level above.",
                    days,
                    stage=stage,
                )
            )
        case "proposal.supported":
            return Description(_("Somebody supports the proposal."))
        case "proposal.commented":
            return Description(_("Somebody commented on the proposal."))
        case "proposal.comment_hidden":
            return Description(_("A comment was hidden."))
    return Description(record.name)


def _merge_in_words(record: EventRecord, merge: Merge) -> Description:
    number = str(record.facts["other"])
    url = f"/j/{TREE().by_id[int(record.facts['other_home'])].slug}/proposals/{number}"
    match record.name:
        case "proposal.merged":
            return Description(_("Merged into %(number)s: it is the same matter.", number=number), merge.reason, url)
        case "proposal.took_in":
            return Description(_("%(number)s was merged into this.", number=number), merge.reason, url)
        case "proposal.merge_undone":
            title = _("It goes on by itself; the merge into %(number)s is undone.", number=number)
            return Description(title, merge.undone_reason, url)
    return Description(_("%(number)s goes on by itself again.", number=number), merge.undone_reason, url)


def outcome_in_words(run: StageRun) -> str:
    """Return how a run ended: its kind's word for the outcome, or the state it was ended into from outside."""
    key = run.outcome or ""
    if key in STATES:
        return str(STATES[key])
    try:
        return str(kind_of(run).outcome(key).label)
    except KeyError:
        return key


def _by_id(model: type[Row], ids: set[Any]) -> dict[Any, Row]:
    """Return the rows with these ids; no query when there are none."""
    wanted = ids - {None}
    if not wanted:
        return {}
    return {row.id: row for row in db.session.scalars(select(model).where(model.id.in_(wanted)))}
