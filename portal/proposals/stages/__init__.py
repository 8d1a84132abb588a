"""The core's stage kinds of a proposal itself; rooms above bring theirs (`portal/commitments/stages.py`, …)."""

from portal.proposals.stages.adoption import Adoption
from portal.proposals.stages.archive import Archive
from portal.proposals.stages.filing import Filing
from portal.proposals.stages.intake import Intake
from portal.proposals.stages.legality_review import LegalityReview
from portal.proposals.stages.rating import Rating
from portal.proposals.stages.support import GatheringSupport
from portal.proposals.stages.triage import Triage

KINDS = (Intake(), GatheringSupport(), Filing(), Triage(), Adoption(), LegalityReview(), Rating(), Archive())
