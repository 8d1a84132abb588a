"""What people do on a proposal's page: support, follow, comment, remind, take back."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.db import transact
from portal.jurisdictions.tree import Place
from portal.plugin.blueprint import SIGNED_IN
from portal.proposals import participation, queries, services
from portal.proposals.blueprint import bp
from portal.proposals.engine import NotAllowed
from portal.proposals.forms import CommentForm, ReasonForm, SomebodyForm, WithdrawForm, WithdrawForSomebodyForm
from portal.proposals.models import Proposal
from portal.proposals.people import find_people
from portal.proposals.permissions import ACT_FOR, MODERATE
from portal.proposals.queries import comment_of
from portal.proposals.rights import Rights
from portal.proposals.views.reading import detail_page
from portal.web.once import do_once
from portal.web.viewer import viewer

Answer = str | Response | tuple[str, int]


@bp.route("/j/<place>/proposals/<number>/support", methods=["POST"], permission=SIGNED_IN)
def support(place: Place, number: str) -> Answer:
    """Support a proposal."""
    proposal_id, actor = _id(place, number), viewer().standing.actor()
    return _do(place, number, lambda: participation.support(proposal_id=proposal_id, actor=actor))


@bp.route("/j/<place>/proposals/<number>/unsupport", methods=["POST"], permission=SIGNED_IN)
def unsupport(place: Place, number: str) -> Answer:
    """Take one's support back."""
    proposal_id, actor = _id(place, number), viewer().standing.actor()
    return _do(place, number, lambda: participation.unsupport(proposal_id=proposal_id, actor=actor))


@bp.route("/j/<place>/proposals/<number>/follow", methods=["POST"], permission=SIGNED_IN)
def follow(place: Place, number: str) -> Answer:
    """Hear of each step from now on."""
    proposal_id, person_id = _id(place, number), viewer().person_id or 0
    return _do(place, number, lambda: participation.follow(proposal_id=proposal_id, person_id=person_id))


@bp.route("/j/<place>/proposals/<number>/unfollow", methods=["POST"], permission=SIGNED_IN)
def unfollow(place: Place, number: str) -> Answer:
    """Stop hearing of each step."""
    proposal_id, person_id = _id(place, number), viewer().person_id or 0
    return _do(place, number, lambda: participation.unfollow(proposal_id=proposal_id, person_id=person_id))


@bp.route("/j/<place>/proposals/<number>/remind", methods=["POST"], permission=SIGNED_IN)
def remind(place: Place, number: str) -> Answer:
    """Press whoever has the open stage, at most once a day."""
    proposal_id, actor = _id(place, number), viewer().standing.actor()
    try:
        answer = _do(place, number, lambda: services.remind(proposal_id=proposal_id, actor=actor))
    except services.TooSoon:
        flash(_("A reminder was sent less than a day ago."), "info")
        return redirect(url_for(".detail", place=place, number=number))
    flash(_("The reminder is on its way."), "success")
    return answer


@bp.route("/j/<place>/proposals/<number>/comments", methods=["POST"], permission=SIGNED_IN)
def comment(place: Place, number: str) -> Answer:
    """Say something about a proposal."""
    whole = queries.whole(place, number, viewer().person_id) or abort(404)
    form, actor, proposal_id = CommentForm(request.form), viewer().standing.actor(), whole.proposal.id
    if not form.validate():
        return detail_page(place, whole, form), 422
    body = form.body.data or ""
    try:
        do_once(form, lambda: participation.write_comment(proposal_id=proposal_id, actor=actor, body=body))
    except services.NotRunning:
        abort(409)
    flash(_("Your comment stands below."), "success")
    return redirect(url_for(".detail", place=place, number=number, _anchor="comments"))


@bp.route("/j/<place>/proposals/<number>/comments/<int:comment_id>/hide", methods=["GET", "POST"], permission=MODERATE)
def hide_comment(place: Place, number: str, comment_id: int) -> Answer:
    """Take a comment down, with a reason its author is told."""
    proposal = _found(place, number)
    row = comment_of(proposal.id, comment_id) or abort(404)
    form, actor, proposal_id = ReasonForm(request.form), viewer().standing.actor(), proposal.id
    if request.method == "POST" and form.validate():
        reason = form.reason.data or ""
        transact(
            lambda: participation.hide_comment(
                proposal_id=proposal_id, comment_id=comment_id, actor=actor, reason=reason
            )
        )
        flash(_("The comment is hidden, and its author is told why."), "success")
        return redirect(url_for(".detail", place=place, number=number, _anchor="comments"))
    page = render_template("proposals/hide_comment.html", proposal=proposal, comment=row, form=form)
    return (page, 422) if form.errors else page


@bp.route("/j/<place>/proposals/<number>/for-somebody", methods=["GET", "POST"], permission=ACT_FOR)
def for_somebody(place: Place, number: str) -> Answer:
    """Enter the support or comment that somebody told a worker (rule 6)."""
    proposal = _found(place, number)
    form = SomebodyForm(request.form)
    words = form.person_words.data or ""
    people = form.person_id.choices = find_people(place, words, viewer().standing)
    if request.method == "POST" and request.form.get("act") != "find" and form.validate():
        return _enter(place, number, proposal.id, form)
    if request.form.get("act") == "find" and not people:
        form.person_words.errors = [_("Nobody of that name or number is registered here.")]
    page = render_template("proposals/for_somebody.html", proposal=proposal, form=form, people=people)
    return (page, 422) if form.errors else page


@bp.route("/j/<place>/proposals/<number>/withdraw", methods=["GET", "POST"], permission=SIGNED_IN)
def withdraw(place: Place, number: str) -> Answer:
    """Take a proposal back, after asking."""
    proposal = _found(place, number)
    rights = Rights.of(proposal, viewer().standing)
    if not (rights.own or rights.act_for):
        abort(403)
    if not rights.withdraw:
        abort(409)
    form = WithdrawForm(request.form) if rights.own else WithdrawForSomebodyForm(request.form)
    proposal_id = proposal.id
    if request.method == "GET" or not form.validate():
        page = render_template("proposals/withdraw.html", proposal=proposal, form=form)
        return (page, 422) if form.errors else page
    reason = form.reason.data or ""
    actor = viewer().standing.actor(channel=form.data.get("channel", "web"))
    answer = _do(
        place,
        number,
        lambda: services.withdraw_proposal(proposal_id=proposal_id, actor=actor, reason=reason),
    )
    flash(_("The proposal is withdrawn."), "success")
    return answer


def _enter(place: Place, number: str, proposal_id: int, form: SomebodyForm) -> Answer:
    actor = viewer().standing.actor(for_id=form.person_id.data, channel=form.channel.data)
    supports, body = bool(form.supports.data), form.body.data or ""
    try:
        do_once(
            form,
            lambda: participation.take_part(proposal_id=proposal_id, actor=actor, supports=supports, body=body),
        )
    except services.NotRunning:
        abort(409)
    flash(_("Entered, and marked as told to you."), "success")
    return redirect(url_for(".detail", place=place, number=number))


def _found(place: Place, number: str) -> Proposal:
    return queries.by_number(place, number) or abort(404)


def _id(place: Place, number: str) -> int:
    return _found(place, number).id


def _do(place: Place, number: str, work: Callable[[], object]) -> Response:
    """Do one thing and go back to the proposal's page; one that has ended meanwhile answers 409."""
    try:
        transact(work)
    except services.NotRunning:
        abort(409)
    except NotAllowed:
        abort(403)
    return redirect(url_for(".detail", place=place, number=number))
