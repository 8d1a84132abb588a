"""Proposals and their events as JSON, as the public may read them: names masked, nothing private (rule 5)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for

from portal.jurisdictions.tree import TREE, in_language
from portal.paging import AnyRow
from portal.persons.names import public_name
from portal.plugin.contributions import Description
from portal.plugin.registry import plugins
from portal.proposals import engine
from portal.proposals.action_forms import describe
from portal.proposals.cards import proposed_by
from portal.proposals.describe import in_words, merges_of
from portal.proposals.models import Proposal, StageRun
from portal.proposals.queries import Whole
from portal.roles.standing import Standing


def in_short(row: AnyRow) -> dict[str, Any]:
    """Return one row of `queries.rows_of` as an item of a list."""
    proposer = proposed_by(row, row.proposing, row.proposer, row.shown_name)
    return _common(row, proposer, _stage(row, row.in_charge) if row.kind else None)


def in_full(whole: Whole) -> dict[str, Any]:
    """Return a whole proposal."""
    proposal, person = whole.proposal, whole.proposer
    proposer = proposed_by(proposal, whole.organisation, person.name, person.shown_name)
    current = next((_stage(run, unit) for run, unit, *_by in whole.runs if run.left_at is None), None)
    return _common(proposal, proposer, current) | {
        "body": proposal.body,
        "where": proposal.where,
        "channel": proposal.channel,
        "proposer_kind": proposal.proposer_kind,
        "filed_at": _moment(proposal.filed_at),
        "ended_at": _moment(proposal.ended_at),
        "rating": proposal.rating,
        "track": [_track_entry(run, unit) for run, unit, *_by in whole.runs],
    }


def actions(proposal: Proposal, standing: Standing) -> list[dict[str, Any]]:
    """Return what somebody can do at the open stage of a whole proposal."""
    opened = engine.open_stage(proposal)
    if opened is None:
        return []
    return [describe(action, opened.stage, opened.kind) for action in engine.actions(proposal, standing)]


def events(rows: Sequence[AnyRow], runs: Sequence[StageRun]) -> list[dict[str, Any]]:
    """Return what happened to a proposal with these runs: rows of (event, name and shown name of who acted)."""
    own = {run.id: run for run in runs}
    others = plugins().describe([record for record, *_who in rows if not record.name.startswith("proposal.")])
    merges = merges_of([record for record, *_who in rows])
    return [
        _event(row, in_words(row[0], own, merges) if row[0].id not in others else others[row[0].id]) for row in rows
    ]


def address_of(proposal: Proposal | AnyRow) -> Mapping[str, Any]:
    """Return the arguments of a proposal's addresses."""
    return {"place": TREE().by_id[proposal.home_id], "number": proposal.number}


def _common(proposal: Proposal | AnyRow, proposer: str, stage: Mapping[str, Any] | None) -> dict[str, Any]:
    address = address_of(proposal)
    return {
        "number": proposal.number,
        "place": address["place"].slug,
        "title": proposal.title,
        "state": proposal.state,
        "merged_into": proposal.merged_into,
        "stage": stage,
        "category": proposal.category,
        "subtype": proposal.subtype,
        "proposer": proposer,
        "supports": proposal.support_count,
        "comments": proposal.comment_count,
        "submitted_at": _moment(proposal.submitted_at),
        "changed_at": _moment(proposal.changed_at),
        "links": {
            "self": url_for("api_proposals.show", **address),
            "events": url_for("api_proposals.events", **address),
            "page": url_for("proposals.detail", **address),
        },
    }


def _stage(run: StageRun | AnyRow, unit: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        "key": run.key,
        "label": in_language(run.labels),
        "kind": run.kind,
        "role": run.role,
        "seat": TREE().by_id[run.seat_id].slug,
        "organisation": in_language(unit) if unit else None,
        "entered_at": _moment(run.entered_at),
        "due": _moment(run.due),
    }


def _track_entry(run: StageRun, unit: Mapping[str, str] | None) -> dict[str, Any]:
    return _stage(run, unit) | {"left_at": _moment(run.left_at), "outcome": run.outcome, "reason": run.reason}


def _event(row: AnyRow, words: Description) -> dict[str, Any]:
    record, name, shown_name = row
    return {
        "id": record.id,
        "event": record.name,
        "at": _moment(record.at),
        "title": words.title,
        "text": words.text,
        "by": public_name(name, shown_name) if name else None,
        "channel": record.channel,
        "stage": record.facts.get("stage"),
        "outcome": record.facts.get("outcome"),
    }


def _moment(value: datetime | date | None) -> str | None:
    return value.isoformat() if value else None
