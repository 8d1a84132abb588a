"""What is entered at the counter that takes more than one verb. Each runs inside the caller's `transact()`."""

from portal.events import Actor
from portal.jurisdictions.tree import Place
from portal.proposals.services import Words, save_draft, submit_proposal


def propose(*, home: Place, actor: Actor, words: Words) -> str:
    """Write a proposal down and hand it in at once, and return its number.

    Raises `NoProcedure` or `NotAllowed`.
    """
    return submit_proposal(home=home, actor=actor, draft=save_draft(home=home, actor=actor, words=words))
