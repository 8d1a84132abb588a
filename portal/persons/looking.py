"""Looking for somebody of the register, to give them a role, name them a member or let them move in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import abort, request

from portal.jurisdictions.tree import Place
from portal.persons.forms import SearchForm
from portal.persons.queries.register import Entry, find_people, person_to_choose


@dataclass(frozen=True)
class Found:
    """What was searched for, and who was found; the template `persons/people.html` shows it."""

    search: str
    people: Sequence[Entry]


def look_for(place: Place, *, but: Collection[int] = ()) -> Found:
    """Return whom the words in the address find at a place, without those persons who are meant already."""
    form = SearchForm(request.args)
    search = (form.q.data or "") if form.validate() else ""
    people = find_people(place, search) if search else ()
    return Found(search, [entry for entry in people if entry.id not in but])


def chosen(place: Place, ref: str | None) -> Entry:
    """Return the person that was chosen; 404 for anybody whom `look_for` can't have shown."""
    return person_to_choose(place, ref or "") or abort(404)
