"""A proposal as one row of a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import ngettext

from portal.jurisdictions.tree import TREE, in_language
from portal.paging import AnyRow
from portal.persons.names import public_name
from portal.proposals.categories import catalogue_of
from portal.proposals.models import Proposal
from portal.proposals.turn import Turn, turn


@dataclass(frozen=True)
class Card:
    """What a row of a list shows; `meta` is one line: from where, by whom, supported by how many."""

    title: str
    url: str
    number: str
    category: str
    meta: str
    turn: Turn


def cards(rows: Iterable[AnyRow], *, here: int | None = None) -> list[Card]:
    """Return the cards of rows of `listing.rows_of`. A card names its place unless that is `here`."""
    return [_card(row, here) for row in rows]


def proposed_by(proposal: Proposal, organisation: Mapping[str, str] | None, name: str, shown_name: str) -> str:
    """Return who proposed, as the public reads it: an organisation, a group's name, or a person's, masked."""
    if proposal.proposer_kind == "organisation" and organisation:
        return in_language(organisation)
    if proposal.proposer_kind == "together" and proposal.together_as:
        return proposal.together_as
    return public_name(name, shown_name)


def _card(row: AnyRow, here: int | None) -> Card:
    proposal, run = row[0], row[1]
    home = TREE().by_id[proposal.home_id]
    supported = ngettext("%(num)s supporter", "%(num)s supporters", proposal.support_count)
    meta = [
        home.name if home.id != here else "",
        proposed_by(proposal, row.proposing, row.proposer, row.shown_name),
        supported if proposal.support_count else "",
    ]
    return Card(
        title=proposal.title,
        url=url_for("proposals.detail", place=home, number=proposal.number),
        number=proposal.number,
        category=catalogue_of(home.id).name(proposal.category),
        meta=" · ".join(filter(None, meta)),
        turn=turn(proposal, run, row.in_charge),
    )
