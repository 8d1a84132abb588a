"""What somebody may do with, and read of, one proposal."""

from dataclasses import dataclass

from portal.proposals.models import Proposal
from portal.proposals.permissions import ACT_FOR, MODERATE, READ_PRIVATE, REMIND, TAKE_PART, TRIAGE
from portal.roles.standing import Standing


@dataclass(frozen=True)
class Rights:
    """Each is held at the proposal's home or, for staff, at its seat or for the unit that has it."""

    open: bool
    take_part: bool
    own: bool
    act_for: bool
    read_private: bool
    moderate: bool
    remind: bool
    triage: bool

    @classmethod
    def of(cls, proposal: Proposal, standing: Standing) -> "Rights":
        """Return what a person may do; of a unit's liaison only what concerns a matter of that unit."""
        home, seat, unit = proposal.home_id, proposal.seat_id, proposal.organisation_in_charge_id

        def at_either(permission: str) -> bool:
            return standing.may(permission, home, unit) or standing.may(permission, seat, unit)

        return cls(
            open=proposal.state == "open",
            take_part=standing.may(TAKE_PART, home),
            own=standing.person_id == proposal.proposer_id,
            act_for=standing.may(ACT_FOR, home),
            read_private=at_either(READ_PRIVATE),
            moderate=standing.may(MODERATE, home),
            remind=at_either(REMIND),
            triage=at_either(TRIAGE),
        )

    @property
    def withdraw(self) -> bool:
        """Tell whether this person may take the proposal back."""
        return self.open and (self.own or self.act_for)
