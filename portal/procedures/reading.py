"""Read a procedure from the file an administrator keeps."""

import tomllib
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from portal.proposals.procedure import BadProcedure, Problem

DOCUMENTS = Path(__file__).parent / "documents"
"""Procedures that come with the portal, one file a locality."""
LARGEST = 200_000


def read_toml(data: bytes) -> dict[str, Any]:
    """Return the document in a TOML file's bytes. Raises `BadProcedure`."""
    if len(data) > LARGEST:
        raise BadProcedure([Problem(_("This file is too large for a procedure."))])
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadProcedure([Problem(_("This file is not UTF-8 text."))]) from error
    except tomllib.TOMLDecodeError as error:
        raise BadProcedure([Problem(_("This is not a TOML file: %(error)s", error=error))]) from error
    except RecursionError as error:
        raise BadProcedure([Problem(_("This file is nested too deeply for a procedure."))]) from error
