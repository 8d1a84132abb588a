"""What `portal check` looks at: whether this installation can do its work, and if not, why."""

import os
from collections.abc import Iterator

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from portal import migrating
from portal.db import Unsafe, check_connection, db
from portal.jurisdictions.tree import TREE, in_language
from portal.plugin.registry import plugins
from portal.plugin.switches import SWITCHES
from portal.procedures.checking import check as check_procedure
from portal.proposals.models import ProcedureVersion
from portal.proposals.versions import VERSIONS
from portal.roles.standing import EVERYTHING, TEMPLATES
from portal.settings import Settings
from portal.translations.catalogues import owners, progress, uncompiled


def problems() -> Iterator[str]:
    """Yield every problem in one sentence; nothing when all is in order.

    Settings and plugins that can't be read at all have already stopped the application from being made.
    """
    yield from _settings()
    try:
        check_connection(db.engine)
        current = migrating.is_up_to_date()
    except Unsafe as error:
        yield str(error)
        return
    except DBAPIError as error:
        yield f"The database can't be reached: {str(error.orig).strip().partition(chr(10))[0]}."
        return
    if current:
        yield from _database()
        yield from _plugins()
        yield from _permissions()
        yield from _procedures()
    else:
        yield "The database is not up to date; `portal init` brings it there."
    yield from _catalogues()


def _settings() -> Iterator[str]:
    settings: Settings = current_app.extensions["portal.settings"]
    if not os.access(settings.data_dir, os.W_OK):
        yield f"The data folder {settings.data_dir} can't be written to."
    if unknown := settings.disabled_plugins - plugins().by_key.keys():
        yield f"PORTAL_DISABLED_PLUGINS names {', '.join(sorted(unknown))}, which is not installed."


def _database() -> Iterator[str]:
    for owner in ("core", *plugins().by_key):
        for difference in migrating.differences(owner):
            yield f"The tables of {owner} differ from its models: {difference}."


def _plugins() -> Iterator[str]:
    for key in sorted(SWITCHES().keys() - plugins().by_key.keys()):
        yield f"The plugin {key} is switched somewhere, but it is not installed."


def _permissions() -> Iterator[str]:
    known = {EVERYTHING, *plugins().permissions}
    for template in TEMPLATES().values():
        for key in sorted(template.permissions - known):
            if key.partition(".")[0] not in plugins().killed:
                yield f"The role {template.key} allows {key}, which nothing asks for."


def _procedures() -> Iterator[str]:
    for place_id, version in VERSIONS().items():
        place = TREE().by_id[place_id]
        document = db.session.scalars(select(ProcedureVersion.document).where(ProcedureVersion.id == version.id)).one()
        for reason in check_procedure(document, place) if place.open else ():
            yield f"The procedure of {in_language(place.names)}: {reason}"


def _catalogues() -> Iterator[str]:
    for owner in owners():
        for each in progress(owner):
            which = f"The {each.language} catalogue of {owner.key}"
            if each.missing:
                yield f"{which} misses {len(each.missing)} of {each.total} messages."
            if each.faulty:
                yield f"{which} has wrong placeholders in: {'; '.join(each.faulty)}."
        for language in uncompiled(owner):
            yield f"The {language} catalogue of {owner.key} is not compiled; `portal translate compile` does it."
