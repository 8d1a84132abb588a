"""The worker's loop: deliver what waits, run what is due, sleep until woken."""

import logging
import threading

from flask import Flask

from portal import config, outbox
from portal.worker import delivering, jobs

POLL_SECONDS = 1.0
"""How often to look for what another process wrote; this process's own commits wake the worker at once."""

log = logging.getLogger("portal.worker")


class Worker:
    """One worker of one process. `run` returns soon after `stop` was called, with the row in hand finished."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._stopping = threading.Event()

    def run(self) -> None:
        """Work until stopped; no fault of a handler, a job or the database ends the loop."""
        while not self._stopping.is_set():
            try:
                worked = self.turn()
            except Exception:  # the database may be away for a while
                log.exception("The worker could not work; it tries again.")
                worked = False
            if not worked:
                outbox.WAKE.wait(POLL_SECONDS)
                outbox.WAKE.clear()

    def turn(self) -> bool:
        """Do one piece of work and run the jobs that are due, and tell whether there was anything to do."""
        with self.app.app_context():
            config.refresh()
            delivered = delivering.deliver_next()
            return jobs.run_due() or delivered

    def stop(self) -> None:
        """Ask the loop to end."""
        self._stopping.set()
        outbox.WAKE.set()


def drain() -> None:
    """Deliver everything that can be delivered now, in the current application context."""
    while delivering.deliver_next():
        pass
