"""The rooms of the core, in the order in which their parts appear."""

from portal.accounts.room import ROOM as ACCOUNTS
from portal.admin.room import ROOM as ADMIN
from portal.api.room import ROOM as API
from portal.commitments.room import ROOM as COMMITMENTS
from portal.content.room import ROOM as CONTENT
from portal.counter.room import ROOM as COUNTER
from portal.duties.room import ROOM as DUTIES
from portal.files.room import ROOM as FILES
from portal.jurisdictions.room import ROOM as JURISDICTIONS
from portal.notifications.room import ROOM as NOTIFICATIONS
from portal.organisations.room import ROOM as ORGANISATIONS
from portal.personal_data.room import ROOM as PERSONAL_DATA
from portal.persons.room import ROOM as PERSONS
from portal.plugin.room import Room
from portal.procedures.room import ROOM as PROCEDURES
from portal.proposals.room import ROOM as PROPOSALS
from portal.public_notices.room import ROOM as PUBLIC_NOTICES
from portal.roles.room import ROOM as ROLES
from portal.statistics.room import ROOM as STATISTICS
from portal.switchboard.room import ROOM as SWITCHBOARD
from portal.translations.room import ROOM as TRANSLATIONS
from portal.web.room import ROOM as WEB
from portal.wording.room import ROOM as WORDING
from portal.worker.room import ROOM as WORKER

CORE = Room.joined(
    (
        WEB,
        ACCOUNTS,
        JURISDICTIONS,
        CONTENT,
        PERSONS,
        PERSONAL_DATA,
        ORGANISATIONS,
        ROLES,
        PROPOSALS,
        PROCEDURES,
        COMMITMENTS,
        PUBLIC_NOTICES,
        COUNTER,
        NOTIFICATIONS,
        DUTIES,
        STATISTICS,
        SWITCHBOARD,
        TRANSLATIONS,
        WORDING,
        ADMIN,
        API,
        FILES,
        WORKER,
    )
)
