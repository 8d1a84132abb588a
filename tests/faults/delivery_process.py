"""A worker in a process of its own that writes what it sends into a file; arguments: file, how to behave."""

import os
import sys
import time
from pathlib import Path

from portal.app import create_app
from portal.notifications.providers import MAIL, Message
from portal.worker.loop import drain


class Diary:
    """A provider that writes one line for each mail; `hang` never comes back from the first."""

    def __init__(self, path: Path, manner: str) -> None:
        self.path = path
        self.manner = manner

    def send(self, message: Message) -> None:
        line = f"{message.address}\n".encode()
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, line)
        os.close(handle)
        if self.manner == "hang":
            time.sleep(600)


app = create_app()
app.extensions["portal.providers"] = {MAIL: Diary(Path(sys.argv[1]), sys.argv[2])}
with app.app_context():
    drain()
