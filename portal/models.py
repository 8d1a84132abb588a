"""Every table of the core, imported so that the metadata is whole when migrations or relations need it."""

from portal import config, idempotency, outbox
from portal.accounts import models as accounts
from portal.commitments import models as commitments
from portal.content import models as content
from portal.duties import models as duties
from portal.files import models as files
from portal.jurisdictions import models as jurisdictions
from portal.notifications import models as notifications
from portal.organisations import models as organisations
from portal.personal_data import models as personal_data
from portal.persons import access
from portal.persons import models as persons
from portal.plugin import models as plugin
from portal.proposals import models as proposals
from portal.public_notices import models as public_notices
from portal.roles import models as roles
from portal.search import models as search
from portal.wording import models as wording
from portal.worker import models as worker

__all__ = [
    "access",
    "accounts",
    "commitments",
    "config",
    "content",
    "duties",
    "files",
    "idempotency",
    "jurisdictions",
    "notifications",
    "organisations",
    "outbox",
    "personal_data",
    "persons",
    "plugin",
    "proposals",
    "public_notices",
    "roles",
    "search",
    "wording",
    "worker",
]
