"""Pages on which staff merge proposals about the same matter, and undo it (rule 11)."""

from collections.abc import Iterator

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from portal.db import transact
from portal.jurisdictions.tree import TREE, Place
from portal.plugin.blueprint import SIGNED_IN
from portal.proposals import merging, queries
from portal.proposals.blueprint import bp
from portal.proposals.merge_forms import MergeForm, UndoMergeForm
from portal.proposals.models import Proposal
from portal.proposals.permissions import TRIAGE
from portal.proposals.rights import Rights
from portal.proposals.services import NotRunning
from portal.proposals.similar import similar_to
from portal.web.viewer import viewer

Answer = str | Response | tuple[str, int]


@bp.route("/j/<place>/proposals/<number>/merge", methods=["GET", "POST"], permission=SIGNED_IN)
def merge(place: Place, number: str) -> Answer:
    """Choose what a proposal is merged into, among those that may be the same or that are searched for."""
    source = _triaged(place, number)
    words = request.args.get("q", "").strip()[:100]
    chosen = request.form.get("into") or request.args.get("into", "")
    form = MergeForm(request.form if request.method == "POST" else None, into=chosen)
    form.into.choices = list(_candidates(place, source, words, chosen))
    if request.method == "POST" and form.validate():
        source_id, into, actor = source.id, form.into.data, viewer().standing.actor()
        target = queries.by_any_number(into)
        target_id, reason = target.id if target else source_id, form.reason.data or ""
        try:
            transact(
                lambda: merging.merge(source_id=source_id, target_id=target_id, actor=actor, reason=reason),
            )
        except NotRunning as ended:
            form.form_errors = [_("%(number)s is not open any more; nothing was merged.", number=str(ended))]
        else:
            flash(_("%(number)s is merged into %(into)s. You can undo it there.", number=number, into=into), "success")
            return redirect(url_for(".detail", place=place, number=number))
    page = render_template("proposals/merge.html", proposal=source, form=form, words=words)
    return (page, 422) if form.errors or form.form_errors else page


@bp.route("/j/<place>/proposals/<number>/undo-merge", methods=["GET", "POST"], permission=SIGNED_IN)
def undo_merge(place: Place, number: str) -> Answer:
    """Let a merged proposal go on by itself, after asking why."""
    source = _triaged(place, number)
    form = UndoMergeForm(request.form)
    if request.method == "POST" and form.validate():
        source_id, reason, actor = source.id, form.reason.data or "", viewer().standing.actor()
        try:
            transact(lambda: merging.undo_merge(source_id=source_id, actor=actor, reason=reason))
        except merging.MergedOn as further:
            form.form_errors = [_("%(number)s is merged itself; undo that merge first.", number=further.args[0])]
        except merging.NotMerged:
            abort(409)
        else:
            flash(_("The merge is undone; the proposal goes on where it stood."), "success")
            return redirect(url_for(".detail", place=place, number=number))
    elif source.merged_into is None:
        return redirect(url_for(".detail", place=place, number=number))
    page = render_template("proposals/undo_merge.html", proposal=source, form=form)
    return (page, 422) if form.errors or form.form_errors else page


def _triaged(place: Place, number: str) -> Proposal:
    proposal = queries.by_number(place, number) or abort(404)
    if not Rights.of(proposal, viewer().standing).triage:
        abort(403)
    return proposal


def _candidates(place: Place, source: Proposal, words: str, chosen: str) -> Iterator[SelectChoice]:
    """Yield what a proposal may be merged into, each once: what was chosen, what was found, what is similar."""
    standing = viewer().standing
    places = [other for other in TREE().by_id.values() if other.takes_proposals and standing.may(TRIAGE, other.id)]
    found = [
        (row.number, row.title, TREE().by_id[row.home_id], row.support_count)
        for asked in (chosen, words)
        if asked
        for row in queries.open_in(places, asked)
        if asked == words or row.number == chosen
    ]
    alike = similar_to(place, source)
    found += [(other.number, other.title, place, other.support_count) for other in alike if other.state == "open"]
    seen = {source.number}
    for number, title, home, supporters in found:
        if number not in seen:
            seen.add(number)
            meta = _("%(number)s, %(place)s, supporters: %(count)s", number=number, place=home.name, count=supporters)
            yield SelectChoice(number, f"{title} ({meta})")
