"""Merging proposals about the same matter, and undoing it, by token (rule 11)."""

from typing import Any

from flask import abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.accounts.scopes import PROPOSALS_WRITE
from portal.api import representing
from portal.api.forms import MergeBody, UndoMergeBody
from portal.api.receiving import filled, json_object
from portal.api.schemas import ref
from portal.api.writing import Answer, write
from portal.db import db
from portal.jurisdictions.tree import Place
from portal.plugin.blueprint import SIGNED_IN, PortalBlueprint
from portal.plugin.operation import operation
from portal.proposals import merging, queries
from portal.proposals.models import Proposal
from portal.proposals.services import NotRunning
from portal.web.problems import Invalid, problem
from portal.web.viewer import viewer

ONE = "/api/v1/j/<place>/proposals/<number>"

bp = PortalBlueprint("api_merging", __name__)


@bp.route(f"{ONE}/merge", methods=["POST"], permission=SIGNED_IN)
@operation(
    summary=_l("Merge a proposal into another about the same matter"),
    scope=PROPOSALS_WRITE,
    body=MergeBody,
    answer=ref("Proposal"),
)
def merge(place: Place, number: str) -> Response:
    """Merge a proposal into another; whoever supports it counts there."""
    sent = json_object()

    def work() -> Answer:
        form = filled(MergeBody, sent)
        source, target = _proposal(place, number), queries.by_any_number(form.into.data or "")
        if target is None or target.id == source.id:
            raise Invalid({"/into": [_("There is no other proposal of this number.")]})
        actor, reason = viewer().standing.actor(), form.reason.data or ""
        merging.merge(source_id=source.id, target_id=target.id, actor=actor, reason=reason)
        return Answer(_in_short(place, number))

    return write(sent, work)


@bp.route(f"{ONE}/undo-merge", methods=["POST"], permission=SIGNED_IN)
@operation(
    summary=_l("Let a merged proposal go on where it stood"),
    scope=PROPOSALS_WRITE,
    body=UndoMergeBody,
    answer=ref("Proposal"),
)
def undo_merge(place: Place, number: str) -> Response:
    """Undo a merge."""
    sent = json_object()

    def work() -> Answer:
        form = filled(UndoMergeBody, sent)
        source_id, actor = _proposal(place, number).id, viewer().standing.actor()
        merging.undo_merge(source_id=source_id, actor=actor, reason=form.reason.data or "")
        return Answer(_in_short(place, number))

    return write(sent, work)


@bp.errorhandler(NotRunning)
def _not_running(_error: NotRunning) -> Response:
    return problem(409, detail=_("One of the two proposals has ended."))


@bp.errorhandler(merging.NotMerged)
def _not_merged(_error: merging.NotMerged) -> Response:
    return problem(409, detail=_("The proposal is not merged."))


@bp.errorhandler(merging.MergedOn)
def _merged_on(error: merging.MergedOn) -> Response:
    return problem(409, detail=_("%(number)s is merged itself; undo that merge first.", number=error.args[0]))


def _proposal(place: Place, number: str) -> Proposal:
    return queries.by_number(place, number) or abort(404)


def _in_short(place: Place, number: str) -> dict[str, Any]:
    found = queries.rows_of().where(Proposal.number == number, Proposal.home_id == place.id)
    return representing.in_short(db.session.execute(found).one())
