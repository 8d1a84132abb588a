"""From the page of a draft to words and back."""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import SelectChoice

from portal.jurisdictions.tree import Place
from portal.proposals.categories import catalogue_of
from portal.proposals.forms import ProposalForm
from portal.proposals.models import Proposal
from portal.proposals.people import find_people, find_person, organisation_choices
from portal.proposals.permissions import ACT_FOR
from portal.proposals.plans import plan_of
from portal.proposals.services import Words
from portal.web.viewer import viewer

WORKERS_ONLY = ("channel", "person_words", "proposer_id")


def draft_form(place: Place, row: Proposal | None, sent: MultiDict[str, str] | None = None) -> ProposalForm:
    """Return the form of a draft, new or kept, with what this writer may fill in at this place, and what was sent."""
    form = ProposalForm(sent, data=_data(row))
    writer = viewer().person_id or 0
    for_whom = 0
    people: list[SelectChoice] = []
    if viewer().standing.may(ACT_FOR, place.id):
        for_whom = form.proposer_id.data or 0
        people = people_choices(place, form.person_words.data or "", for_whom)
    form.offer(catalogue_of(place.id), organisation_choices(for_whom or writer), people)
    if not viewer().standing.may(ACT_FOR, place.id):
        form.leave_out(*(name for name in WORKERS_ONLY if name in form))
    return form


def words_of(form: ProposalForm, place: Place) -> Words:
    """Return what a valid form says."""
    category, _, subtype = (form.value("about") or "").partition("/")
    plan = plan_of(place.id)
    pinned = plan is not None and form.pin_x.data is not None
    return Words(
        title=form.title.data or "",
        body=form.body.data or "",
        category=category,
        subtype=subtype,
        where=form.where.data or "",
        pin_x=form.pin_x.data if pinned else None,
        pin_y=form.pin_y.data if pinned else None,
        plan_id=plan.id if plan and pinned else None,
        private_note=form.private_note.data or "",
        proposer_kind=form.proposer_kind.data,
        organisation_id=form.value("organisation_id") or None if form.proposer_kind.data == "organisation" else None,
        together_as=(form.together_as.data or "") if form.proposer_kind.data == "together" else "",
        channel=form.value("channel") or "web",
        proposer_id=form.value("proposer_id") or None,
    )


def people_choices(place: Place, words: str, chosen: int) -> list[SelectChoice]:
    """Return whom a worker may mean: those found by `words`, and whoever was chosen before."""
    standing = viewer().standing
    found = find_people(place, words, standing)
    if chosen and chosen not in [person.value for person in found]:
        before = find_person(place, chosen, standing)
        found += [before] if before else []
    return found


def _data(row: Proposal | None) -> dict[str, Any]:
    if row is None:
        return {}
    names = ("title", "body", "where", "pin_x", "pin_y", "private_note", "proposer_kind", "together_as")
    return {name: getattr(row, name) for name in names} | {
        "about": f"{row.category}/{row.subtype}" if row.category else "",
        "organisation_id": row.organisation_id or 0,
        "channel": "" if row.channel == "web" else row.channel,
        "proposer_id": row.proposer_id if row.proposer_id != row.entered_by_id else 0,
    }
