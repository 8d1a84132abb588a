"""Pages of one proposal: its own, its case file, and what only staff may read."""

from collections.abc import Mapping
from typing import Any

from flask import abort, render_template, request
from flask_babel import gettext as _

from portal import clock
from portal.db import db, transact
from portal.jurisdictions.tree import TREE, Place, in_language
from portal.paging import BadCursor
from portal.persons.access import note_access
from portal.persons.models import Person
from portal.plugin.blueprint import PUBLIC, SIGNED_IN
from portal.plugin.stage import Panel, Stage, StageKind
from portal.proposals import engine, queries
from portal.proposals.blueprint import bp
from portal.proposals.cards import proposed_by
from portal.proposals.categories import catalogue_of
from portal.proposals.describe import outcome_in_words
from portal.proposals.forms import CommentForm
from portal.proposals.models import Proposal
from portal.proposals.participation import OPEN_TO_COMMENTS
from portal.proposals.plans import plan_with
from portal.proposals.queries import Whole
from portal.proposals.rights import Rights
from portal.proposals.services import REMIND_EVERY
from portal.proposals.similar import similar_to
from portal.proposals.story import name_of, story, track
from portal.proposals.turn import turn
from portal.proposals.views.files import shown_files
from portal.proposals.words import CHANNELS
from portal.web.paging import links
from portal.web.viewer import viewer

ALL = 1000


@bp.route("/j/<place>/proposals/<number>", permission=PUBLIC)
def detail(place: Place, number: str) -> str:
    """Show a proposal: what was said, how far it is, who has it, and what one can do."""
    return detail_page(place, _whole(place, number), CommentForm())


@bp.route("/j/<place>/proposals/<number>/dossier", permission=PUBLIC)
def dossier(place: Place, number: str) -> str:
    """Show the whole case file, fit for print (`K8`: one matter, one file)."""
    whole = _whole(place, number)
    return render_template(
        "proposals/dossier.html", **case_file(place, whole, Rights.of(whole.proposal, viewer().standing))
    )


@bp.route("/j/<place>/proposals/<number>/sheet", permission=PUBLIC)
def sheet(place: Place, number: str) -> str:
    """Show a proposal as a sheet for the notice board: never with more than the public may read."""
    whole = _whole(place, number)
    proposal, proposer = whole.proposal, whole.proposer
    return render_template(
        "proposals/sheet.html",
        proposal=proposal,
        proposer=proposed_by(proposal, whole.organisation, proposer.name, proposer.shown_name),
        category=catalogue_of(place.id).name(proposal.category, proposal.subtype),
        turn=turn(proposal, *next(((row[0], row[1]) for row in whole.runs if row[0].left_at is None), (None, None))),
        track=track(whole),
    )


@bp.route("/j/<place>/proposals/<number>/private", permission=SIGNED_IN)
def private(place: Place, number: str) -> str:
    """Show staff how to reach the proposer, after writing down that they looked."""
    proposal = queries.by_number(place, number) or abort(404)
    if not Rights.of(proposal, viewer().standing).read_private:
        abort(403)
    person_id, proposal_id = viewer().person_id or 0, proposal.id
    transact(
        lambda: note_access(person_id=person_id, place_id=place.id, subject_kind="proposal", subject_id=proposal_id)
    )
    proposal = db.session.get_one(Proposal, proposal_id)
    return render_template(
        "proposals/private.html",
        proposal=proposal,
        proposer=db.session.get_one(Person, proposal.proposer_id),
        entered_by=db.session.get_one(Person, proposal.entered_by_id),
        channel=CHANNELS.get(proposal.channel, proposal.channel),
        files=[file for file in shown_files(place, proposal, private=True) if file.private],
    )


def case_file(place: Place, whole: Whole, rights: Rights) -> dict[str, Any]:
    """Return what the case file tells, on its page and in its package."""
    comments, panels = queries.comments_of(whole.proposal.id, person_id=None, size=ALL), _panels(whole)
    return {
        **_common(place, whole, rights),
        "stages": [_stage(whole, row, rights, panels) for row in whole.runs],
        "comments": comments.rows[::-1],
        "story": story(whole, named=rights.read_private)[::-1],
        "made_at": clock.now(),
    }


def detail_page(place: Place, whole: Whole, form: CommentForm) -> str:
    """Return a proposal's page with `form` for a comment; other modules show it again with a comment's mistakes."""
    proposal, standing = whole.proposal, viewer().standing
    rights, actions, panels = Rights.of(proposal, standing), engine.actions(proposal, standing), _panels(whole)
    try:
        comments = queries.comments_of(
            proposal.id,
            person_id=viewer().person_id,
            after=request.args.get("after"),
            before=request.args.get("before"),
        )
    except BadCursor:
        abort(404)
    merged_into = queries.merged_into(proposal) if proposal.merged_into else None
    return render_template(
        "proposals/detail.html",
        **_common(place, whole, rights),
        whole=whole,
        story=story(whole, named=rights.read_private),
        panels=[(in_language(run.labels), panels[run.id]) for run, *_row in reversed(whole.runs) if run.id in panels],
        actions=actions,
        merged_into=merged_into,
        merged_home=TREE().by_id[merged_into.home_id] if merged_into else None,
        may_support=proposal.state == "open" and rights.take_part and not rights.own,
        may_remind=proposal.state == "open" and rights.remind and not actions and _reminder_due(whole),
        may_comment=proposal.state in OPEN_TO_COMMENTS and rights.take_part,
        channels=CHANNELS,
        comments=comments.rows,
        comment_links=links(comments, anchor="comments"),
        comment_form=form,
        similar=similar_to(place, proposal) if rights.triage else [],
    )


def _whole(place: Place, number: str) -> Whole:
    return queries.whole(place, number, viewer().person_id) or abort(404)


def _common(place: Place, whole: Whole, rights: Rights) -> dict[str, Any]:
    """Return what the page and the case file both tell."""
    proposal, proposer = whole.proposal, whole.proposer
    current = next(((run, unit) for run, unit, *_ in whole.runs if run.left_at is None), (None, None))
    by = proposed_by(proposal, whole.organisation, proposer.name, proposer.shown_name)
    full = by
    if rights.read_private and proposer.name != by:
        full = _("%(shown)s (%(name)s)", shown=by, name=proposer.name)
    return {
        "proposal": proposal,
        "rights": rights,
        "proposer": full,
        "category": catalogue_of(place.id).name(proposal.category, proposal.subtype),
        "channel": CHANNELS.get(proposal.channel, proposal.channel),
        "turn": turn(proposal, *current),
        "seat": TREE().by_id[proposal.seat_id],
        "track": track(whole),
        "files": shown_files(place, proposal, private=rights.read_private or rights.own),
        "plan": plan_with(proposal.plan_id) if proposal.plan_id else None,
        "name_of": name_of,
    }


def _stage(whole: Whole, row: Any, rights: Rights, panels: Mapping[int, Panel]) -> dict[str, Any]:
    """Return one run of a stage as the case file keeps it."""
    run, unit, name, shown_name = row
    return {
        "run": run,
        "label": in_language(run.labels),
        "who": in_language(unit) if unit else turn(whole.proposal, run, unit).who,
        "outcome": outcome_in_words(run) if run.outcome else "",
        "by": name_of(name, shown_name, named=rights.read_private),
        "panel": panels.get(run.id),
    }


def _panels(whole: Whole) -> Mapping[int, Panel]:
    """Return what stages show of themselves, by run. Each kind is asked once, however often it was passed."""
    if whole.procedure is None:
        return {}
    stages: dict[StageKind, list[Stage]] = {}
    for run, *_row in whole.runs:
        stages.setdefault(engine.kind_of(run), []).append(engine.stage_of(run, whole.proposal, whole.procedure))
    return {run_id: panel for kind, here in stages.items() for run_id, panel in kind.panels(here).items()}


def _reminder_due(whole: Whole) -> bool:
    run = whole.runs[-1][0] if whole.runs else None
    return run is not None and (run.reminded_at is None or clock.now() - run.reminded_at >= REMIND_EVERY)
