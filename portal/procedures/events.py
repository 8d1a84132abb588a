"""Facts about procedures."""

from dataclasses import dataclass
from typing import ClassVar

from flask_babel import lazy_gettext as _l

from portal.events import Event, Fact


@dataclass(frozen=True, kw_only=True)
class ProcedurePublished(Event):
    """A place got a new version of its procedure; what was submitted before keeps its own (rule 10)."""

    name = "procedure.published"
    label = _l("A procedure is published")
    subject_kind: ClassVar[str] = "procedure_version"

    number: Fact


EVENT_TYPES = (ProcedurePublished,)
