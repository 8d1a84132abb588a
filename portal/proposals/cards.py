"""A proposal as one row of a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import ngettext

from portal.jurisdictions.tree import TREE, in_language, voice
from portal.paging import AnyRow
from portal.persons.names import public_name
from portal.proposals.categories import category_name
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
    """Return the cards of rows of `queries.rows_of`. A card names its place unless that is `here`."""
    lists: dict[int, str] = {}
    return [_card(row, here, lists) for row in rows]


def proposed_by(proposal: Proposal | AnyRow, organisation: Mapping[str, str] | None, name: str, shown_name: str) -> str:
    """Return who proposed, as the public reads it: an organisation, a group's name, or a person's, masked."""
    if proposal.proposer_kind == "organisation" and organisation:
        return in_language(organisation)
    if proposal.proposer_kind == "together" and proposal.together_as:
        return proposal.together_as
    return public_name(name, shown_name)


def _card(row: AnyRow, here: int | None, lists: dict[int, str]) -> Card:
    """Return a card; `lists` keeps the address of each home's list, below which its proposals have theirs."""
    home = TREE().by_id[row.home_id]
    if home.id not in lists:
        lists[home.id] = url_for("proposals.index", place=home)
    supports = row.support_count
    meta = [
        home.name if home.id != here else "",
        proposed_by(row, row.proposing, row.proposer, row.shown_name),
        ngettext("%(num)s supporter", "%(num)s supporters", supports) if supports else "",
    ]
    return Card(
        title=row.title,
        url=lists[home.id] + row.number,
        number=row.number,
        category=category_name(voice(), home.id, row.category),
        meta=" · ".join(filter(None, meta)),
        turn=turn(row, row if row.kind else None, row.in_charge),
    )
