"""The kinds of organisations: the six parties of `C5` and of `P11`, and those of `J13`."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

KINDS: Mapping[str, LazyString] = {
    "party_branch": _l("Party branch"),
    "residents_committee": _l("Residents' committee"),
    "council": _l("Deliberation body"),
    "mass_organisation": _l("Mass organisation"),
    "owners_committee": _l("Owners' committee"),
    "property_company": _l("Property company"),
    "unit": _l("Unit in the area"),
    "social_organisation": _l("Social organisation"),
    "volunteer_team": _l("Volunteer team"),
    "resident_group": _l("Residents' group"),
    "department": _l("Department"),
    "merchant": _l("Merchant"),
}


def kind_words(kind: str) -> str:
    """Return a kind in the reader's language; one this portal doesn't know stays as it is kept."""
    return str(KINDS.get(kind, kind))
