"""A person's own page of proposals: what is asked of them, drafts, what they proposed and what comes next."""

from dataclasses import dataclass

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _

from portal.jurisdictions.tree import TREE, in_language
from portal.paging import AnyRow, BadCursor, Page
from portal.plugin.blueprint import SIGNED_IN
from portal.plugin.stage import PROPOSER
from portal.proposals import own
from portal.proposals.blueprint import bp
from portal.proposals.cards import Card, cards
from portal.proposals.permissions import SUBMIT
from portal.proposals.procedure import END, Procedure
from portal.web.paging import links
from portal.web.viewer import viewer

FACES = ("proposed", "backed", "drafts")


@dataclass(frozen=True)
class Mine:
    """A proposal on the viewer's page, and in a sentence what happens now and next."""

    card: Card
    next: str


@dataclass(frozen=True)
class Face:
    """One side of the page."""

    label: str
    url: str
    current: bool
    badge: int = 0


@bp.route("/me/proposals", permission=SIGNED_IN)
def mine() -> str:
    """Show what is asked of the viewer, and one of: what they proposed, what they support or follow, their drafts."""
    person_id = viewer().person_id or 0
    face = request.args.get("show", "")
    face = face if face in FACES else FACES[0]
    state = request.args.get("state", "")
    state = state if state in ("open", "done") else ""
    try:
        page = _page(face, person_id, state)
    except BadCursor:
        abort(404)
    places = TREE().by_id
    return render_template(
        "proposals/mine.html",
        asked=[(task, in_language(task.labels)) for task in own.asked_of(person_id)],
        faces=_faces(face, own.count_drafts(person_id)),
        face=face,
        state=state,
        drafts=[(row[0], places[row[0].home_id]) for row in page.rows] if face == "drafts" else [],
        rows=[Mine(card, _next(row, card)) for row, card in zip(page.rows, cards(page.rows), strict=True)]
        if face != "drafts"
        else [],
        links=links(page),
        make=next((place for place in places.values() if place.takes_proposals and _may_submit(place.id)), None),
    )


def _may_submit(place_id: int) -> bool:
    return viewer().standing.may(SUBMIT, place_id)


def _page(face: str, person_id: int, state: str) -> Page[AnyRow]:
    after, before = request.args.get("after"), request.args.get("before")
    if face == "drafts":
        return own.drafts_of(person_id, after=after, before=before)
    read = own.proposed_by if face == "proposed" else own.backed_by
    return read(person_id, state=state, after=after, before=before)


def _faces(current: str, drafts: int) -> list[Face]:
    labels = {"proposed": _("What I proposed"), "backed": _("What I support or follow"), "drafts": _("Drafts")}
    return [
        Face(label, url_for(".mine", show=key), key == current, drafts if key == "drafts" else 0)
        for key, label in labels.items()
    ]


def _next(row: AnyRow, card: Card) -> str:
    """Say in a sentence what happens now and what comes after."""
    ended = {
        "closed": _("It has been dealt with; the case file tells how."),
        "declined": _("It was not taken up; the reason stands on its page."),
        "withdrawn": _("It was taken back; nobody works on it any more."),
    }
    if row.state == "merged":
        return _("It goes on in %(number)s, which is about the same matter.", number=row.merged_into)
    if row.state in ended:
        return ended[row.state]
    if row.kind is None or row.document is None:
        return ""
    procedure = Procedure.read(row.document)
    after = procedure.after(row.key)
    coming = _("then it is concluded") if after == END else in_language(procedure.step(after).names)
    stage = in_language(row.labels)
    if row.role == PROPOSER and row.proposer_id == viewer().person_id:
        return _("Now it is your turn: %(stage)s. Next: %(coming)s.", stage=stage, coming=coming)
    if not card.turn.who:
        return _("Now: %(stage)s. Next: %(coming)s.", stage=stage, coming=coming)
    return _("Now: %(stage)s, with %(who)s. Next: %(coming)s.", stage=stage, who=card.turn.who, coming=coming)
