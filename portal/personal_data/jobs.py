"""What the worker does about people's own data: exports made and deleted, erasures carried out."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from portal import clock
from portal.accounts.models import Account
from portal.db import db, transact
from portal.jurisdictions.tree import TREE
from portal.personal_data import archive, storage
from portal.personal_data.models import PersonExport
from portal.personal_data.services.erasing import SettleFirst, due_erasures, erase_person
from portal.personal_data.services.exporting import delete_old_exports, note_progress, note_ready
from portal.persons.models import Person
from portal.plugin.contributions import Job, PersonalData, Undeliverable
from portal.plugin.registry import plugins
from portal.settings import Settings

log = logging.getLogger("portal.worker")


def make_export(payload: Mapping[str, Any]) -> Callable[[], None]:
    """Make an export: `{"export": id}`. Notes its progress in short transactions of its own."""
    row = db.session.get(PersonExport, payload["export"])
    if row is None:
        raise Undeliverable("the export is no longer wanted")
    export_id, ref, person_id = row.id, row.ref, row.person_id
    person = db.session.get_one(Person, person_id)
    place = TREE().by_id.get(person.place_id or 0)
    chosen = db.session.scalar(select(Account.language).where(Account.person_id == person_id))
    language, name = chosen or (place.language if place else "zh_Hans"), person.name
    settings: Settings = current_app.extensions["portal.settings"]
    with current_app.test_request_context(base_url=settings.base_url), force_locale(language):
        parts: list[PersonalData] = []
        exporters = plugins().exporters()
        for number, export in enumerate(exporters, 1):
            parts += export(person_id)
            percent = 100 * number // (len(exporters) + 1)
            transact(lambda percent=percent: note_progress(export_id=export_id, percent=percent))  # type: ignore[misc]
        size = archive.write(
            storage.path_of(ref), parts=parts, name=name, made_at=clock.now(), language=language.replace("_", "-")
        )
    return lambda: note_ready(export_id=export_id, size=size)


def erase_due() -> None:
    """Erase those whose days of thinking it over have passed; who has become the last one in a role waits."""
    for person_id in due_erasures():
        try:
            transact(lambda person_id=person_id: erase_person(person_id=person_id))  # type: ignore[misc]
        except SettleFirst:
            log.warning("Person %s waits to be erased: nobody else holds a role of theirs.", person_id)


JOBS = (
    Job("personal_data.exports", lambda: transact(delete_old_exports), every=timedelta(hours=6)),
    Job("personal_data.erasures", erase_due, every=timedelta(hours=1)),
)
