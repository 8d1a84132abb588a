"""Pages for writing a proposal: kept as one types, looked over, handed in."""

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.dates import moment
from portal.db import transact
from portal.events import Actor
from portal.files.uploads import take
from portal.idempotency import once
from portal.jurisdictions.tree import TREE, Place
from portal.plugin.blueprint import SIGNED_IN
from portal.proposals import attachments, participation, queries, services
from portal.proposals.attachments import attached
from portal.proposals.blueprint import bp
from portal.proposals.categories import catalogue_of
from portal.proposals.draft_form import draft_form, words_of
from portal.proposals.engine import NotAllowed
from portal.proposals.forms import ProposalForm
from portal.proposals.models import Proposal
from portal.proposals.people import find_person
from portal.proposals.permissions import SUBMIT
from portal.proposals.plans import plan_of, plan_with
from portal.proposals.services import AlreadySubmitted, NoProcedure, NotVerified
from portal.proposals.similar import similar_to
from portal.proposals.words import CHANNELS
from portal.web.viewer import viewer

Answer = str | Response | tuple[str | Response, int]
BROWSER_SCRIPT = "application/json"


@bp.route("/j/<place>/proposals/new", methods=["GET", "POST"], permission=SIGNED_IN)
def new(place: Place) -> Answer:
    """Begin a draft; a place that takes no proposals sends its people to one that does."""
    if not place.takes_proposals:
        return _elsewhere(place)
    return _write(place, None)


@bp.route("/j/<place>/proposals/drafts/<int:draft>", methods=["GET", "POST"], permission=SIGNED_IN)
def draft(place: Place, draft: int) -> Answer:
    """Go on with one's own draft."""
    return _write(place, _own(place, draft))


@bp.route("/j/<place>/proposals/drafts/<int:draft>/review", methods=["GET", "POST"], permission=SIGNED_IN)
def review(place: Place, draft: int) -> Answer:
    """Look a draft over, see what may be the same already, and hand it in."""
    row = _own(place, draft)
    form = draft_form(place, row)
    form.submitting = True
    if not form.validate():
        return _page(place, form, row), 422
    if request.method == "POST":
        return _hand_in(place, row)
    return render_template("proposals/review.html", **_reviewed(place, row))


@bp.route("/j/<place>/proposals/drafts/<int:draft>/same/<number>", methods=["POST"], permission=SIGNED_IN)
def same(place: Place, draft: int, number: str) -> Answer:
    """Support the proposal that is about the same, in place of handing in another."""
    row = _own(place, draft)
    other = queries.by_number(place, number) or abort(404)
    actor = _for_proposer(row)
    try:
        transact(lambda: participation.support(proposal_id=other.id, actor=actor))
    except NotAllowed:
        flash(_("You can follow this proposal, but not support it."), "info")
    except services.NotRunning:
        flash(_("This matter has been concluded already. You can still comment on it."), "info")
    else:
        flash(_("Thank you: your support counts. Your text is still among your drafts."), "success")
    return redirect(url_for(".detail", place=place, number=number))


@bp.route("/j/<place>/proposals/drafts/<int:draft>/delete", methods=["GET", "POST"], permission=SIGNED_IN)
def delete_draft(place: Place, draft: int) -> Answer:
    """Throw a draft away, after asking."""
    row = _own(place, draft)
    if request.method == "GET":
        return render_template("proposals/delete_draft.html", row=row)
    actor = viewer().standing.actor()
    transact(lambda: services.delete_draft(home=place, actor=actor, draft=draft))
    flash(_("The draft is deleted."), "success")
    return redirect(url_for(".mine"))


def _elsewhere(place: Place) -> Answer:
    tree = TREE()
    above = tree.locality(place.id)
    if above is not None:
        return redirect(url_for(".new", place=above))
    below = [lower for lower in tree.below(place.id) if lower.takes_proposals and lower.open]
    return render_template("proposals/choose_place.html", below=below)


def _write(place: Place, row: Proposal | None) -> Answer:
    form = draft_form(place, row, request.form if request.method == "POST" else None)
    scripted = request.accept_mimetypes.best == BROWSER_SCRIPT
    if request.method == "GET":
        return _page(place, form, row)
    if not form.validate():
        return _refused(form) if scripted else (_page(place, form, row), 422)
    act = request.form.get("act", "save")
    already = len(attached(row.id)) if row else 0
    uploads = take(request.files.getlist("photos"), most=attachments.MOST - already)
    kept = _keep(place, form, row, uploads.kept, act)
    if isinstance(kept, Response):
        return kept
    form.photos.errors = uploads.refused
    if scripted:
        return _saved(place, form, kept)
    if uploads.refused:
        return _page(place, form, kept), 422
    if act == "find":
        if "proposer_id" not in form:
            form.person_words.errors = [_("Nobody of that name or number is registered here.")]
        return _page(place, form, kept)
    if act == "review" and form.value("person_words") and not form.value("proposer_id"):
        form.person_words.errors = [_("Choose who it is below, or clear this to write for yourself.")]
        return _page(place, form, kept), 422
    if act == "review":
        return redirect(url_for(".review", place=place, draft=kept.id))
    flash(_("Your draft is saved. Nobody else sees it yet."), "success")
    return redirect(url_for(".draft", place=place, draft=kept.id, _anchor="photos" if "photos" in act else None))


def _keep(place: Place, form: ProposalForm, row: Proposal | None, files: list[Any], act: str) -> Proposal | Response:
    """Save what was sent, once however often it is sent, and return the draft."""
    actor, words = viewer().standing.actor(), words_of(form, place)
    person_id = actor.person_id or 0
    row_id = row.id if row else None
    captions = _captions()
    gone = act.removeprefix("remove-photos-") if act.startswith("remove-photos-") else ""

    def begin() -> int:
        return services.save_draft(home=place, actor=actor, words=words)

    def work() -> int:
        key = f"draft:{form.once.data}"
        draft = row_id or once(scope=f"person:{person_id}", key=key, digest="draft", work=begin)
        services.save_draft(home=place, actor=actor, words=words, draft=draft)
        for file in files:
            attachments.attach(draft, file, person_id=person_id)
        attachments.describe(draft, captions, _private())
        if gone.isdigit():
            attachments.remove(draft, int(gone))
        return int(draft)

    try:
        draft = transact(work)
    except AlreadySubmitted as before:
        return redirect(url_for(".detail", place=place, number=before.number))
    except attachments.TooMany:
        abort(409)
    return _own(place, draft)


def _captions() -> dict[int, str]:
    sent = {name.removeprefix("caption-"): text for name, text in request.form.items() if name.startswith("caption-")}
    return {int(name): text.strip()[:120] for name, text in sent.items() if name.isdigit() and len(name) < 10}


def _private() -> frozenset[int]:
    return frozenset(int(raw) for raw in request.form.getlist("private") if raw.isdigit() and len(raw) < 10)


def _own(place: Place, draft: int) -> Proposal:
    if draft >= 2**31:
        abort(404)
    return queries.draft_of(viewer().person_id or 0, place, draft) or abort(404)


def _page(place: Place, form: ProposalForm, row: Proposal | None) -> str:
    return render_template(
        "proposals/write.html",
        form=form,
        row=row,
        files=attached(row.id) if row else [],
        most_files=attachments.MOST,
        negative=[entry for entry in catalogue_of(place.id).negative if entry.open],
        plan=plan_of(place.id),
        similar=[],
        action=url_for(".draft", place=place, draft=row.id) if row else "",
    )


def _refused(form: ProposalForm) -> Answer:
    errors = [f"{form[name].label.text}: {' '.join(map(str, found))}" for name, found in form.errors.items() if name]
    return jsonify(errors=errors), 422


def _saved(place: Place, form: ProposalForm, row: Proposal) -> Response:
    """Tell the page's script that the draft is kept, and what else may be about the same."""
    near = similar_to(place, row)
    return jsonify(
        url=url_for(".draft", place=place, draft=row.id),
        saved=_("Saved %(when)s.", when=moment(clock.now())),
        similar=render_template("proposals/similar.html", similar=near, row=row),
        files=render_template("proposals/draft_files.html", files=attached(row.id), row=row),
        refused=list(form.photos.errors),
    )


def _reviewed(place: Place, row: Proposal) -> dict[str, Any]:
    standing = viewer().standing
    for_somebody = find_person(place, row.proposer_id, standing) if row.proposer_id != row.entered_by_id else None
    return {
        "row": row,
        "for_whom": for_somebody.label if for_somebody else "",
        "channel": CHANNELS[row.channel],
        "category": catalogue_of(place.id).name(row.category, row.subtype),
        "files": attached(row.id),
        "plan": plan_with(row.plan_id) if row.plan_id else None,
        "similar": similar_to(place, row),
        "may_submit": for_somebody is not None or (viewer().verified and standing.may(SUBMIT, place.id)),
    }


def _hand_in(place: Place, row: Proposal) -> Answer:
    actor, draft = viewer().standing.actor(), row.id
    try:
        number = transact(lambda: services.submit_proposal(home=place, actor=actor, draft=draft))
    except AlreadySubmitted as before:
        return redirect(url_for(".detail", place=place, number=before.number))
    except (NotVerified, NotAllowed):
        flash(_("The community must confirm where you live before you can submit. Your draft is kept."), "warning")
        return redirect(url_for(".review", place=place, draft=draft))
    except NoProcedure:
        flash(_("%(place)s takes no proposals online yet. Your draft is kept.", place=place.name), "warning")
        return redirect(url_for(".review", place=place, draft=draft))
    flash(_("Your proposal has been submitted. Its number is %(number)s.", number=number), "success")
    return redirect(url_for(".detail", place=place, number=number))


def _for_proposer(row: Proposal) -> Actor:
    """Return the writer as the one who acts for whom the draft is."""
    for_somebody = row.proposer_id != row.entered_by_id
    return viewer().standing.actor(for_id=row.proposer_id if for_somebody else None, channel=row.channel)
