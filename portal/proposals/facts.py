"""What arrows may ask about a matter: what stands on it from the beginning, and what its stages tell."""

from collections.abc import Iterable, Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.jurisdictions.tree import Place
from portal.plugin.stage import FactValue, StageKind, Vocabulary
from portal.proposals.categories import catalogue_of
from portal.proposals.words import CHANNELS

PROPOSER_KINDS: Mapping[FactValue, LazyString] = {
    "resident": _l("one resident"),
    "together": _l("residents together"),
    "organisation": _l("an organisation in the community"),
}
"""`J5`."""


def vocabularies(kinds: Iterable[StageKind], place: Place | None) -> Mapping[str, Vocabulary]:
    """Return every fact that arrows between stages of these kinds may ask for, with the values it can have.

    Without a place nobody knows the categories, so any is taken.
    """
    categories = catalogue_of(place.id).categories if place else ()
    names: dict[FactValue, str] = {entry.key: entry.name for entry in categories}
    below: dict[FactValue, str] = {entry.key: entry.name for category in categories for entry in category.subtypes}
    return {
        "category": Vocabulary(_l("category"), names),
        "subtype": Vocabulary(_l("kind of matter"), below),
        "proposer_kind": Vocabulary(_l("who proposes"), PROPOSER_KINDS),
        "channel": Vocabulary(_l("how it came"), dict(CHANNELS.items())),
        **{name: known for kind in kinds for name, known in kind.facts.items()},
    }
