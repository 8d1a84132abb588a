"""What a token for the API may be allowed to do; never more than its owner may."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

READ = "read"
WRITE = "write"

SCOPES: Mapping[str, LazyString] = {
    READ: _l("Read what I can read"),
    WRITE: _l("Act in my name"),
}
