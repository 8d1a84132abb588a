"""A new plugin, written from a small working one.

`distribution/` is a plugin like any other, so it is linted and tried with the rest; a new one is a copy of it under
another name.
"""

import re
from pathlib import Path

from portal.plugin.base import found_plugins
from portal.plugin.registry import why_no_key

DISTRIBUTION = Path(__file__).parent / "distribution"
SAMPLE = "sample_plugin"
NOT_COPIED = ("__pycache__", "*.mo", "*.pot")


class CannotWrite(Exception):
    """A new plugin can't be written; the message says why."""


def write_distribution(*, name: str, into: Path) -> Path:
    """Write a whole plugin distribution into the folder `into`/`name` and return that folder.

    Raises `CannotWrite` for a name that can't be a plugin's or is taken, and where something is there already.
    """
    if reason := why_no_key(name):
        raise CannotWrite(f"{name} can't be a plugin's name: {reason}")
    if name in {plugin.key for plugin in found_plugins()}:
        raise CannotWrite(f"A plugin {name} is installed already.")
    folder = into / name
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise CannotWrite(f"{folder} is there already; nothing was written.") from None
    except OSError as error:
        raise CannotWrite(f"{folder} can't be made: {error.strerror}.") from None
    for source in sorted(DISTRIBUTION.rglob("*")):
        if source.is_file() and not any(
            source.match(f"{pattern}/*") or source.match(pattern) for pattern in NOT_COPIED
        ):
            target = folder / renamed(str(source.relative_to(DISTRIBUTION)), name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(renamed(source.read_text("utf-8"), name), "utf-8")
    return folder


def renamed(text: str, name: str) -> str:
    """Return a text of the sample with its name, in each way of writing it, replaced by another."""
    words = name.split("_")
    spellings = {
        SAMPLE: name,
        SAMPLE.replace("_", "-"): "-".join(words),
        "SamplePlugin": "".join(word.capitalize() for word in words),
        "Sample plugin": " ".join(words).capitalize(),
    }
    return re.sub("|".join(spellings), lambda found: spellings[found.group()], text)
