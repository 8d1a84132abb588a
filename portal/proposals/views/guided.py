"""The guided form: a photo and four short answers become a draft, looked over like any other."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.db import transact
from portal.files.uploads import take
from portal.idempotency import once
from portal.jurisdictions.tree import Place
from portal.plugin.blueprint import SIGNED_IN
from portal.proposals import attachments, queries, services
from portal.proposals.attachments import attached
from portal.proposals.blueprint import bp
from portal.proposals.categories import catalogue_of
from portal.proposals.draft_form import people_choices
from portal.proposals.forms import category_choices
from portal.proposals.guide_forms import GuidedForm
from portal.proposals.guides import PLAIN, QUESTIONS, Guide, guides_of
from portal.proposals.models import Proposal
from portal.proposals.permissions import ACT_FOR
from portal.proposals.services import AlreadySubmitted, Words
from portal.web.paging import whole_number
from portal.web.viewer import viewer

Answer = str | Response | tuple[str, int]


@bp.route("/j/<place>/proposals/new/guided", methods=["GET", "POST"], permission=SIGNED_IN)
def guided(place: Place) -> Answer:
    """Ask what kind of matter it is where there are kinds, then the questions; keep a draft of the answers."""
    if not place.takes_proposals:
        return redirect(url_for(".new", place=place))
    kinds = guides_of(place.id)
    asked = request.args.get("kind", type=whole_number)
    if kinds and asked is None:
        return render_template("proposals/guided_kinds.html", kinds=kinds)
    guide = next((kind for kind in kinds if kind.id == asked), PLAIN)
    row = _draft(place)
    form = _form(place, guide)
    if request.method == "GET":
        return _page(guide, form, row)
    valid = form.validate()
    uploads = take(request.files.getlist("photos"), most=attachments.MOST - len(attached(row.id) if row else ()))
    try:
        kept = _keep(place, guide, form, row, uploads.kept)
    except AlreadySubmitted as before:
        return redirect(url_for(".detail", place=place, number=before.number))
    form.photos.errors = uploads.refused
    act = request.form.get("act")
    if act == "find" and "proposer_id" not in form and "person_words" in form:
        form.person_words.errors = [_("Nobody of that name or number is registered here.")]
    elif "person_words" in form and form.person_words.data and not ("proposer_id" in form and form.proposer_id.data):
        form.person_words.errors = [_("Choose who it is below, or clear this to write for yourself.")]
    elif act != "find" and "channel" in form and form.person_words.data and not form.channel.data:
        form.channel.errors = [_("Say how it reached you.")]
    elif act != "find" and valid and not uploads.refused:
        return redirect(url_for(".review", place=place, draft=kept.id))
    return _page(guide, form, kept), 422


def _draft(place: Place) -> Proposal | None:
    """Return the draft that an earlier sending of this form has begun."""
    draft = request.args.get("draft", type=whole_number)
    if draft is None:
        return None
    return queries.draft_of(viewer().person_id or 0, place, min(draft, 2**31 - 1)) or abort(404)


def _form(place: Place, guide: Guide) -> GuidedForm:
    form = GuidedForm(request.form if request.method == "POST" else None)
    acts_for = viewer().standing.may(ACT_FOR, place.id)
    people = people_choices(place, form.person_words.data or "", form.proposer_id.data or 0) if acts_for else []
    catalogue = catalogue_of(place.id)
    known = catalogue.takes(guide.category, guide.subtype)
    form.offer([] if known else category_choices(catalogue), people, acts_for=acts_for)
    return form


def _keep(place: Place, guide: Guide, form: GuidedForm, row: Proposal | None, files: list[Any]) -> Proposal:
    """Save what was answered so far, once however often it is sent; too long an answer is cut in the draft alone."""
    answers, catalogue = form.answers(), catalogue_of(place.id)
    category, _slash, subtype = ((form["about"].data or "") if "about" in form else "").partition("/")
    if catalogue.takes(guide.category, guide.subtype):
        category, subtype = guide.category, guide.subtype
    words = Words(
        title=answers.title(),
        body=answers.body()[:3000],
        where=answers.where[:100],
        category=category,
        subtype=subtype,
        channel=(form["channel"].data or "web") if "channel" in form else "web",
        proposer_id=(form["proposer_id"].data or None) if "proposer_id" in form else None,
    )
    actor, row_id, token = viewer().standing.actor(), row.id if row else None, form.once.data
    person_id = actor.person_id or 0

    def begin() -> int:
        return services.save_draft(home=place, actor=actor, words=words)

    def work() -> int:
        draft = row_id or once(scope=f"person:{person_id}", key=f"draft:{token}", digest="draft", work=begin)
        services.save_draft(home=place, actor=actor, words=words, draft=draft)
        for file in files:
            attachments.attach(draft, file, person_id=person_id)
        return int(draft)

    return queries.draft_of(person_id, place, transact(work)) or abort(404)


def _page(guide: Guide, form: GuidedForm, row: Proposal | None) -> str:
    return render_template(
        "proposals/guided.html",
        form=form,
        guide=guide,
        questions=QUESTIONS,
        row=row,
        files=attached(row.id) if row else [],
        action=url_for(".guided", kind=guide.id, draft=row.id if row else None, **(request.view_args or {})),
    )
