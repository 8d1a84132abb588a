"""Facts about commitments; they belong to their proposal, so its followers hear of them."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from portal.events import FOLLOWERS, Amount, Fact
from portal.proposals.events import ProposalEvent


@dataclass(frozen=True, kw_only=True)
class CommitmentEvent(ProposalEvent):
    """Base of facts about a commitment: which one, and whose."""

    commitment: Fact
    organisation: Fact


@dataclass(frozen=True, kw_only=True)
class CommitmentMade(CommitmentEvent):
    """A unit promised something by a day (`H5`)."""

    name = "commitment.made"
    label = _l("A promise is made")
    tells = ("proposers", FOLLOWERS)


@dataclass(frozen=True, kw_only=True)
class CommitmentRefused(CommitmentEvent):
    """A unit said, with a reason, that the matter isn't theirs."""

    name = "commitment.refused"
    label = _l("A unit says a matter isn't theirs")


@dataclass(frozen=True, kw_only=True)
class CommitmentPostponed(CommitmentEvent):
    """A unit was given more time."""

    name = "commitment.postponed"
    label = _l("A promise is postponed")
    tells = ("proposers", FOLLOWERS)


@dataclass(frozen=True, kw_only=True)
class CommitmentDone(CommitmentEvent):
    """A unit reported that it did what it promised."""

    name = "commitment.done"
    label = _l("A promise is reported done")


@dataclass(frozen=True, kw_only=True)
class CommitmentAccepted(CommitmentEvent):
    """What was done is signed off (`H6`)."""

    name = "commitment.accepted"
    label = _l("A promise is signed off")


@dataclass(frozen=True, kw_only=True)
class CommitmentSentBack(CommitmentEvent):
    """What was done isn't good enough yet."""

    name = "commitment.sent_back"
    label = _l("Work is sent back")


@dataclass(frozen=True, kw_only=True)
class FollowUpRecorded(CommitmentEvent):
    """Somebody followed a promise up (`H6`, `K11`)."""

    name = "commitment.followed_up"
    label = _l("A promise is followed up")

    follow_up: Fact


@dataclass(frozen=True, kw_only=True)
class CommitmentReminded(CommitmentEvent):
    """A promise is nearly due."""

    name = "commitment.reminded"
    label = _l("A promise is nearly due")
    in_story = False


@dataclass(frozen=True, kw_only=True)
class CommitmentOverdue(CommitmentEvent):
    """A promise passed its day and was reported to the place above."""

    name = "commitment.overdue"
    label = _l("A promise is overdue")
    tells = ("proposers", FOLLOWERS)

    working_days: Amount


EVENT_TYPES = (
    CommitmentMade,
    CommitmentRefused,
    CommitmentPostponed,
    CommitmentDone,
    CommitmentAccepted,
    CommitmentSentBack,
    FollowUpRecorded,
    CommitmentReminded,
    CommitmentOverdue,
)
