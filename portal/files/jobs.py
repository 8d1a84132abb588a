"""Sweeping: what was uploaded and then shown nowhere, such as with a form that was never sent, doesn't stay."""

from datetime import timedelta

from portal import clock
from portal.db import transact
from portal.files import services, storage
from portal.plugin.contributions import Job

KEPT_FOR = timedelta(days=1)
AT_ONCE = 200


def sweep() -> None:
    """Delete the files nothing points at, and the bytes no file has, a day after they came."""
    before = clock.now() - KEPT_FOR
    while transact(lambda: services.remove_unused(before=before, most=AT_ONCE)) == AT_ONCE:
        pass
    for digests in storage.written_before(before):
        for digest in transact(lambda digests=digests: services.without_file(digests)):  # type: ignore[misc]
            storage.drop_older(digest, before)


SWEEP = Job("files.sweep", sweep, every=timedelta(hours=6))
