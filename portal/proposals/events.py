"""Facts about proposals."""

from dataclasses import dataclass
from typing import ClassVar

from flask_babel import lazy_gettext as _l

from portal.events import ABOUT_ME, FOLLOWED, FOLLOWERS, OWN, WAITS, Amount, Event, Fact, Groups, Party


@dataclass(frozen=True, kw_only=True)
class ProposalEvent(Event):
    """Base of facts about a proposal: who proposed it, and its category."""

    subject_kind: ClassVar[str] = "proposal"
    group = OWN

    proposers: Party
    category: Fact
    subtype: Fact


@dataclass(frozen=True, kw_only=True)
class ProposalSubmitted(ProposalEvent):
    """A proposal was handed in (`J3`)."""

    name = "proposal.submitted"
    label = _l("A proposal is submitted")
    tells = ("proposers",)

    proposer_kind: Fact


@dataclass(frozen=True, kw_only=True)
class ProposalFiled(ProposalEvent):
    """The community accepted a proposal as a formal one (`J6`)."""

    name = "proposal.filed"
    label = _l("A proposal is accepted")
    in_story = False


@dataclass(frozen=True, kw_only=True)
class ProposalDeclined(ProposalEvent):
    """The community declined a proposal and told its proposer why (`J6`)."""

    name = "proposal.declined"
    label = _l("A proposal is declined")
    in_story = False


@dataclass(frozen=True, kw_only=True)
class ProposalGraded(ProposalEvent):
    """Triage said how big a matter is; arrows, and with them the clocks, follow that (`J7`, `P8`)."""

    name = "proposal.graded"
    label = _l("A proposal is graded")
    in_story = False

    run: Fact
    grade: Fact


@dataclass(frozen=True, kw_only=True)
class ProposalWithdrawn(ProposalEvent):
    """A proposal was taken back by whoever made it."""

    name = "proposal.withdrawn"
    label = _l("A proposal is withdrawn")
    tells = ("proposers", FOLLOWERS)


@dataclass(frozen=True, kw_only=True)
class MergeEvent(ProposalEvent):
    """Base of facts about a merge: which, and the number and home of the other proposal."""

    merge: Fact
    other: Fact
    other_home: Fact


@dataclass(frozen=True, kw_only=True)
class ProposalMerged(MergeEvent):
    """A proposal was taken for the same matter as another, and ends in it (rule 11)."""

    name = "proposal.merged"
    label = _l("A proposal is merged into another")
    tells = ("proposers", "supporters", FOLLOWERS)
    groups: ClassVar[Groups] = {"supporters": FOLLOWED}

    supporters: Party


@dataclass(frozen=True, kw_only=True)
class ProposalTookIn(MergeEvent):
    """Another proposal was merged into this one."""

    name = "proposal.took_in"
    label = _l("Another proposal is merged into this one")
    tells = ("proposers",)


@dataclass(frozen=True, kw_only=True)
class MergeUndone(MergeEvent):
    """A merged proposal goes on by itself where it stood (rule 11)."""

    name = "proposal.merge_undone"
    label = _l("A merge is undone")
    tells = ("proposers", "supporters", FOLLOWERS)
    groups: ClassVar[Groups] = {"supporters": FOLLOWED}

    supporters: Party


@dataclass(frozen=True, kw_only=True)
class ProposalLetGo(MergeEvent):
    """A proposal that was merged into this one goes on by itself."""

    name = "proposal.let_go"
    label = _l("A proposal merged into this one goes on by itself")


@dataclass(frozen=True, kw_only=True)
class ProposalBacked(ProposalEvent):
    """A proposal has the supporters that its stage waited for; the end of that stage tells people."""

    name = "proposal.backed"
    label = _l("A proposal has enough supporters")
    in_story = False

    supporters_counted: Amount


@dataclass(frozen=True, kw_only=True)
class ProposalRated(ProposalEvent):
    """A proposer rated how a matter was handled (`K11`, `H6`)."""

    name = "proposal.rated"
    label = _l("A proposal is rated")
    in_story = False

    stars: Amount


@dataclass(frozen=True, kw_only=True)
class ProposalArchived(ProposalEvent):
    """A proposal's dossier was closed (`K5`)."""

    name = "proposal.archived"
    label = _l("A proposal is archived")
    in_story = False

    rating: Fact


@dataclass(frozen=True, kw_only=True)
class StageEntered(ProposalEvent):
    """A stage began; the timeline and the proposer's messages come from this."""

    name = "proposal.stage_entered"
    label = _l("A stage begins")
    in_story = False

    run: Fact
    stage: Fact
    kind: Fact


@dataclass(frozen=True, kw_only=True)
class StageWaits(ProposalEvent):
    """A stage is in the hands of somebody who didn't bring it about: they hear of it before its day is near."""

    name = "proposal.stage_waits"
    label = _l("A stage waits to be dealt with")
    in_story = False
    tells = ("holders",)
    groups: ClassVar[Groups] = {"holders": WAITS}

    holders: Party
    run: Fact


@dataclass(frozen=True, kw_only=True)
class StageFinished(ProposalEvent):
    """A stage ended with an outcome.

    This alone tells people of a step: what it led to (`ProposalFiled`, `StageEntered` …) happens in the same breath.
    """

    name = "proposal.stage_finished"
    label = _l("A stage ends")
    tells = ("proposers", FOLLOWERS)

    run: Fact
    stage: Fact
    kind: Fact
    outcome: Fact


@dataclass(frozen=True, kw_only=True)
class StageDueSoon(ProposalEvent):
    """The clock told whoever has the stage that its day is near."""

    name = "proposal.stage_due_soon"
    label = _l("A stage is due soon")
    in_story = False
    tells = ("holders",)
    groups: ClassVar[Groups] = {"holders": WAITS}

    holders: Party
    run: Fact


@dataclass(frozen=True, kw_only=True)
class StageReminded(ProposalEvent):
    """Somebody pressed whoever has the stage (`H6`)."""

    name = "proposal.stage_reminded"
    label = _l("A stage is reminded")
    tells = ("holders", "proposers", FOLLOWERS)
    groups: ClassVar[Groups] = {"holders": WAITS}

    holders: Party
    run: Fact


@dataclass(frozen=True, kw_only=True)
class StageOverdue(ProposalEvent):
    """A stage passed its due day and was reported to the place above."""

    name = "proposal.stage_overdue"
    label = _l("A stage is overdue")
    tells = ("holders", "proposers", FOLLOWERS)
    groups: ClassVar[Groups] = {"holders": WAITS}

    holders: Party
    run: Fact
    working_days: Amount


@dataclass(frozen=True, kw_only=True)
class ProposalSupported(ProposalEvent):
    """Somebody supported a proposal. Never awarded points (rule 1)."""

    name = "proposal.supported"
    label = _l("A proposal is supported")
    in_story = False

    supporters: Party


@dataclass(frozen=True, kw_only=True)
class CommentWritten(ProposalEvent):
    """Somebody commented on a proposal."""

    name = "proposal.commented"
    label = _l("A comment is written")
    tells = ("proposers", FOLLOWERS)
    in_story = False

    authors: Party
    comment: Fact


@dataclass(frozen=True, kw_only=True)
class CommentHidden(ProposalEvent):
    """A moderator took a comment down and told its author why."""

    name = "proposal.comment_hidden"
    label = _l("A comment is hidden")
    tells = ("authors",)
    groups: ClassVar[Groups] = {"authors": ABOUT_ME}
    in_story = False

    authors: Party
    comment: Fact


EVENT_TYPES = (
    ProposalSubmitted,
    ProposalFiled,
    ProposalDeclined,
    ProposalGraded,
    ProposalWithdrawn,
    ProposalMerged,
    ProposalTookIn,
    MergeUndone,
    ProposalLetGo,
    ProposalBacked,
    ProposalRated,
    ProposalArchived,
    StageEntered,
    StageWaits,
    StageFinished,
    StageDueSoon,
    StageReminded,
    StageOverdue,
    ProposalSupported,
    CommentWritten,
    CommentHidden,
)
