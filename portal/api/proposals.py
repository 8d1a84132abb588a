"""Proposals as open data, and what a person can do with them by token."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from flask import abort, jsonify, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from portal.accounts.scopes import PROPOSALS_WRITE
from portal.api import representing
from portal.api.forms import TRANSITION, CommentBody, ProposalBody, proposal_body, transition, words_of
from portal.api.paging import AFTER, after, cursor, listing, page_of
from portal.api.receiving import filled, json_object
from portal.api.schemas import NUMBER, TEXT, YES_OR_NO, record, ref
from portal.api.writing import Answer, write
from portal.db import db
from portal.events import EventRecord
from portal.jurisdictions.tree import Place
from portal.paging import BadCursor
from portal.persons.models import Person
from portal.persons.names import public_name
from portal.plugin.blueprint import PUBLIC, SIGNED_IN, PortalBlueprint
from portal.plugin.operation import operation
from portal.plugin.stage import Action
from portal.proposals import attachments, engine, participation, queries, services
from portal.proposals.action_forms import form_for
from portal.proposals.engine import OpenStage
from portal.proposals.models import STATES, Comment, Proposal
from portal.proposals.permissions import SUBMIT, TAKE_PART
from portal.proposals.queries import ORDERS, Asked, Whole
from portal.proposals.words import CHANNELS
from portal.roles.standing import NOBODY
from portal.web.problems import Invalid, problem
from portal.web.viewer import viewer

PAGE = 50
ONE = "/api/v1/j/<place>/proposals/<number>"
NOT_TOLD = ("proposal.supported", "proposal.commented", "proposal.comment_hidden")
"""Who takes part is nobody's business; the numbers tell how many do."""

bp = PortalBlueprint("api_proposals", __name__)


@bp.route("/api/v1/j/<place>/proposals", permission=PUBLIC)
@operation(
    summary=_l("Proposals of a place and of those below it"),
    query={
        **AFTER,
        "q": {**TEXT, "description": _l("Words that the proposal must hold, all of them.")},
        "state": {"enum": [state for state in STATES if state != "draft"]},
        "category": {**TEXT, "description": _l("The key of a category or subtype.")},
        "stage": {**TEXT, "description": _l("The key of the open stage.")},
        "channel": {"enum": list(CHANNELS)},
        "order": {"enum": list(ORDERS), "default": next(iter(ORDERS))},
    },
    answer=page_of(ref("Proposal")),
)
def index(place: Place) -> Response:
    """List proposals, a page at a time."""
    asked = Asked(
        words=request.args.get("q", "").strip()[:100],
        state=_one_of(STATES[1:], "state", ""),
        category=request.args.get("category", ""),
        stage=request.args.get("stage", ""),
        channel=_one_of(CHANNELS, "channel", ""),
        order=_one_of(ORDERS, "order", next(iter(ORDERS))),
    )
    try:
        page = queries.proposals_below(place, asked, after=request.args.get("after"), size=PAGE)
    except BadCursor as error:
        raise BadRequest(_("The cursor in “after” is not one of this list.")) from error
    return listing([representing.in_short(row) for row in page.rows], page.after)


@bp.route("/api/v1/j/<place>/proposals", methods=["POST"], permission=SUBMIT)
@operation(
    summary=_l("Hand in a proposal"), scope=PROPOSALS_WRITE, body=ProposalBody, status=201, answer=ref("Proposal")
)
def submit(place: Place) -> Response:
    """Hand in a proposal."""
    sent = json_object()

    def work() -> Answer:
        actor = viewer().standing.actor()
        form = proposal_body(sent, place, actor.person_id)
        draft = services.save_draft(home=place, actor=actor, words=words_of(form))
        _attach(draft, form.files.data, actor.person_id or 0)
        number = services.submit_proposal(home=place, actor=actor, draft=draft)
        body = _in_short(place, number)
        return Answer(body, 201, body["links"]["self"])

    return write(sent, work)


@bp.route(ONE, permission=PUBLIC)
@operation(
    summary=_l("A proposal, its way so far, and with a token what its owner can do now"), answer=ref("ProposalInFull")
)
def show(place: Place, number: str) -> Response:
    """Return a proposal."""
    caller = viewer()
    found = _whole(place, number)
    shown = representing.in_full(found)
    if caller.signed_in:
        acting = caller.standing if caller.reaches(PROPOSALS_WRITE) else NOBODY
        shown["actions"] = representing.actions(found.proposal, acting)
    return jsonify(shown)


@bp.route(f"{ONE}/events", permission=PUBLIC)
@operation(summary=_l("What happened to a proposal, oldest first"), query=AFTER, answer=page_of(ref("Event")))
def events(place: Place, number: str) -> Response:
    """List what happened, a page at a time."""
    proposal = _proposal(place, number)
    (last,) = after(int) or (0,)
    rows = db.session.execute(
        select(EventRecord, Person.name, Person.shown_name)
        .outerjoin(Person, Person.id == EventRecord.actor_id)
        .where(
            EventRecord.subject_kind == "proposal",
            EventRecord.subject_id == proposal.id,
            EventRecord.name.not_in(NOT_TOLD),
            EventRecord.id > last,
        )
        .order_by(EventRecord.id)
        .limit(PAGE + 1)
    ).all()
    page = rows[:PAGE]
    items = representing.events(page, proposal.runs)
    return listing(items, cursor(page[-1][0].id) if len(rows) > PAGE else None)


@bp.route(f"{ONE}/support", methods=["POST"], permission=TAKE_PART)
@operation(summary=_l("Support a proposal"), scope=PROPOSALS_WRITE, answer=record(supports=NUMBER, supported=YES_OR_NO))
def support(place: Place, number: str) -> Response:
    """Support a proposal; a second time changes nothing."""
    return _supporting(place, number, participation.support, supported=True)


@bp.route(f"{ONE}/support", methods=["DELETE"], permission=TAKE_PART)
@operation(
    summary=_l("Take one's support back"), scope=PROPOSALS_WRITE, answer=record(supports=NUMBER, supported=YES_OR_NO)
)
def unsupport(place: Place, number: str) -> Response:
    """Take one's support back; without any nothing changes."""
    return _supporting(place, number, participation.unsupport, supported=False)


@bp.route(f"{ONE}/comments", methods=["POST"], permission=TAKE_PART)
@operation(
    summary=_l("Comment on a proposal"), scope=PROPOSALS_WRITE, body=CommentBody, status=201, answer=ref("Comment")
)
def comment(place: Place, number: str) -> Response:
    """Write a comment."""
    sent = json_object()

    def work() -> Answer:
        form = filled(CommentBody, sent)
        proposal = _proposal(place, number)
        comment_id = participation.write_comment(
            proposal_id=proposal.id, actor=viewer().standing.actor(), body=form.body.data or ""
        )
        row = db.session.get_one(Comment, comment_id)
        author = db.session.get_one(Person, row.person_id)
        by = public_name(author.name, author.shown_name)
        return Answer({"id": row.id, "by": by, "body": row.body, "at": row.at.isoformat()}, 201)

    return write(sent, work)


@bp.route(f"{ONE}/transitions", methods=["POST"], permission=SIGNED_IN)
@operation(
    summary=_l("Do one of the actions that a proposal offers"),
    scope=PROPOSALS_WRITE,
    body=TRANSITION,
    answer=ref("Proposal"),
)
def transitions(place: Place, number: str) -> Response:
    """Do an action of the open stage."""
    sent = json_object()
    key, fields = transition(sent)

    def work() -> Answer:
        opened, action = _offered(_proposal(place, number), key)
        actor = viewer().standing.actor()
        form = filled(
            lambda data: form_for(action, opened.stage, data, person_id=actor.person_id), fields, under="/fields"
        )
        engine.act(opened.run.id, key, form.data, actor)
        return Answer(_in_short(place, number))

    return write(sent, work)


@bp.errorhandler(services.NotVerified)
def _not_verified(_error: services.NotVerified) -> Response:
    return problem(403, detail=_("The community has not confirmed yet who you are."))


@bp.errorhandler(services.NoProcedure)
def _no_procedure(_error: services.NoProcedure) -> Response:
    return problem(409, detail=_("This place takes no proposals."))


@bp.errorhandler(services.NotRunning)
def _not_running(_error: services.NotRunning) -> Response:
    return problem(409, detail=_("The proposal has ended."))


def _offered(proposal: Proposal, key: str) -> tuple[OpenStage, Action]:
    """Return the open stage and an action that it offers to this caller. Raises `NotOpen` or `NotAllowed`."""
    opened = engine.open_stage(proposal)
    if opened is None or key not in [action.key for action in opened.kind.actions(opened.stage)]:
        raise engine.NotOpen(key)
    offered = {action.key: action for action in engine.offered(opened, viewer().standing)}
    if key not in offered:
        raise engine.NotAllowed(key)
    return opened, offered[key]


def _supporting(place: Place, number: str, change: Callable[..., Any], supported: bool) -> Response:
    def work() -> Answer:
        proposal = _proposal(place, number)
        change(proposal_id=proposal.id, actor=viewer().standing.actor())
        supports = db.session.scalar(select(Proposal.support_count).where(Proposal.id == proposal.id))
        return Answer({"supports": supports, "supported": supported})

    return write(None, work)


def _attach(draft: int, refs: Sequence[str], person_id: int) -> None:
    """Show uploaded files with a draft. Raises `Invalid`."""
    try:
        for file_ref in refs:
            attachments.attach_uploaded(draft, file_ref, person_id=person_id)
    except attachments.NoSuchFile as error:
        raise Invalid({"/files": [_("You have no such file that is still free to be used.")]}) from error
    except attachments.TooMany as error:
        raise Invalid({"/files": [_("These are more files than a proposal may have.")]}) from error


def _proposal(place: Place, number: str) -> Proposal:
    return queries.by_number(place, number) or abort(404)


def _whole(place: Place, number: str) -> Whole:
    return queries.whole(place, number, viewer().person_id) or abort(404)


def _in_short(place: Place, number: str) -> dict[str, Any]:
    """Return a proposal as it is after what this transaction has done."""
    found = queries.rows_of().where(Proposal.number == number, Proposal.home_id == place.id)
    return representing.in_short(db.session.execute(found).one())


def _one_of(allowed: Collection[str], name: str, otherwise: str) -> str:
    sent = request.args.get(name)
    if sent is not None and sent not in allowed:
        raise BadRequest(_("“%(name)s” must be one of: %(allowed)s.", name=name, allowed=", ".join(allowed)))
    return sent or otherwise
