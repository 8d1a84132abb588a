"""The stage kind."""

from portal.events import CLOCK
from portal.plugin.stage import Stage
from sample_plugin.stages import Visit

STAGE = Stage(
    run_id=1,
    proposal_id=1,
    home_id=1,
    seat_id=1,
    key="visit",
    kind="sample_plugin.visit",
    options={},
    due=None,
    organisation_id=None,
    facts={},
    open=True,
)


def test_report_of_a_visit_moves_the_proposal_on() -> None:
    (action,) = Visit().actions(STAGE)
    finish = Visit().act(STAGE, action.key, {"seen": "The drain is blocked."}, CLOCK)
    assert finish is not None
    assert (finish.outcome, finish.reason) == ("visited", "The drain is blocked.")
    assert Visit().outcome(finish.outcome).effect == "advance"
