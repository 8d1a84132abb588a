"""Every table of the core, imported so that the metadata is whole when migrations or relations need it."""

from portal import config, idempotency, outbox
from portal.content import models as content
from portal.duties import models as duties
from portal.files import models as files
from portal.jurisdictions import models as jurisdictions
from portal.notifications import models as notifications
from portal.persons import models as persons
from portal.plugin import models as plugin
from portal.proposals import models as proposals
from portal.roles import models as roles
from portal.worker import models as worker

__all__ = [
    "config",
    "content",
    "duties",
    "files",
    "idempotency",
    "jurisdictions",
    "notifications",
    "outbox",
    "persons",
    "plugin",
    "proposals",
    "roles",
    "worker",
]
