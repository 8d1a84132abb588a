"""Two localities walk their own procedures from submitting to the archive."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.commitments.models import Commitment, CommitmentStep
from portal.db import db
from portal.events import EventRecord
from portal.plugin.registry import plugins
from portal.proposals.clocks import look_after_stages
from portal.proposals.models import StageRun
from tests.functional.localities import MONDAY, at, do, in_days, locality, met, open_run, proposal, submitted


def test_hongda_walks_from_submitting_to_archive(app: Flask) -> None:
    with app.app_context(), clock.telling(MONDAY):
        here = locality("hongda")
        matter = submitted(here.place, here.resident)
        do(matter, here.secretary, "receive", reply="Thank you; the committees meet on Friday.")
        do(matter, here.secretary, "file", form="meeting", took_part="Two committees, three representatives")
        assert proposal(matter).filed_at == MONDAY
        do(matter, here.secretary, "keep", unit="", grade="middle")
        assert at(matter) == "table"
        do(matter, here.secretary, "put_off", **met(agreed="The company must ask above first."))
        assert at(matter) == "table"
        promised = {"unit": str(here.unit), "promise": "A notice on every door.", "done_by": in_days(20)}
        do(matter, here.secretary, "promise", **met(**promised))
        assert at(matter) == "notice"
        assert proposal(matter).organisation_in_charge_id == here.unit
    with app.app_context(), clock.telling(MONDAY + timedelta(days=8)):  # five working days, then one more
        look_after_stages()
        assert at(matter) == "handling"
        run = open_run(matter)
        assert run is not None
        assert run.due == (MONDAY + timedelta(days=20)).date()
        do(matter, here.liaison, "done", words="Notices are up.")
        do(matter, here.secretary, "accept")
        do(matter, here.resident, "rate", rating="5", words="Thank you.")
        do(matter, here.secretary, "archive")
        assert at(matter) == "closed"
        assert proposal(matter).rating == 5
        commitment = db.session.scalars(select(Commitment)).one()
        assert (commitment.state, commitment.text) == ("accepted", "A notice on every door.")
        steps = list(db.session.scalars(select(CommitmentStep.key).order_by(CommitmentStep.id)))
        assert steps == ["asked", "promised", "publish", "done", "accepted", "rate", "report_back"]  # H6, by itself
        names = set(db.session.scalars(select(EventRecord.name)))
        assert names >= {
            "proposal.filed",
            "round_table.discussed",
            "commitment.made",
            "public_notice.opened",
            "public_notice.ended",
            "commitment.done",
            "commitment.accepted",
            "proposal.rated",
            "proposal.archived",
        }


def test_what_the_table_solves_is_published_and_rated_at_once(app: Flask) -> None:
    with app.app_context(), clock.telling(MONDAY):
        here = locality("hongda")
        matter = submitted(here.place, here.resident)
        do(matter, here.secretary, "receive")
        do(matter, here.secretary, "file", form="online", took_part="Two committees")
        do(matter, here.secretary, "keep", unit=str(here.unit), grade="major")
        do(matter, here.secretary, "solve", **met())
    with app.app_context(), clock.telling(MONDAY + timedelta(days=8)):
        look_after_stages()
        assert at(matter) == "rating"


def test_kenli_reviews_a_major_matter_in_the_town(app: Flask) -> None:
    with app.app_context(), clock.telling(MONDAY):
        here = locality("kenli")
        matter = submitted(here.place, here.resident)
        do(matter, here.secretary, "receive")
        do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
        do(matter, here.secretary, "keep", unit=str(here.unit), grade="major")
        do(matter, here.secretary, "promise", **met(form="bench", unit=str(here.unit), reply_by=in_days(5)))
        do(matter, here.secretary, "adopt")
        run = open_run(matter)
        assert run is not None
        assert (run.key, run.seat_id, run.role) == ("review", here.town.id, "locality_admin")
        do(matter, here.town_admin, "object", opinion="First ask the owners.", grounds="Civil Code, article 278")
        assert at(matter) == "discuss"
        do(matter, here.secretary, "solve", **met(form="open_talk"))
        do(matter, here.secretary, "adopt")
        do(matter, here.town_admin, "pass", opinion="Nothing stands against it.")
        run = open_run(matter)
        assert run is not None
        assert (run.key, run.seat_id) == ("publish", here.place.id)
    with app.app_context(), clock.telling(MONDAY + timedelta(days=9)):
        look_after_stages()
        do(matter, here.resident, "rate", rating="4")
        do(matter, here.secretary, "archive", note="Complete.")
        assert at(matter) == "closed"


def test_a_small_kenli_matter_needs_no_review(app: Flask) -> None:
    with app.app_context(), clock.telling(MONDAY):
        here = locality("kenli")
        matter = submitted(here.place, here.resident)
        do(matter, here.secretary, "receive")
        do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
        do(matter, here.secretary, "keep", unit="", grade="small")
        do(matter, here.secretary, "promise", **met(unit=str(here.unit), promise="Done.", done_by=in_days(5)))
        do(matter, here.secretary, "adopt")
        assert at(matter) == "publish"


def test_dissatisfied_reopens_once_and_then_ends_with_the_words_kept(app: Flask) -> None:
    with app.app_context(), clock.telling(MONDAY):
        here = locality("hongda")
        matter = submitted(here.place, here.resident)
        do(matter, here.secretary, "receive")
        do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
        for words, after in (("Still dark.", "triage"), ("Dark again.", "archive")):
            do(matter, here.secretary, "keep", unit=str(here.unit), grade="small")
            do(matter, here.liaison, "done", words="Lamp mended.")
            do(matter, here.secretary, "accept")
            do(matter, here.resident, "rate", rating="1", words=words)
            assert at(matter) == after
        assert proposal(matter).reopened_at == MONDAY
        assert proposal(matter).rating_words == "Dark again."
        runs = db.session.scalars(select(StageRun.outcome).where(StageRun.key == "rating").order_by(StageRun.seq))
        assert list(runs) == ["reopened", "still_dissatisfied"]


def test_every_step_is_told_in_words(app: Flask) -> None:
    with app.test_request_context("/?lang=en"), clock.telling(MONDAY):
        here = locality("hongda")
        matter = submitted(here.place, here.resident)
        do(matter, here.secretary, "receive")
        do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
        do(matter, here.secretary, "keep", unit="", grade="middle")
        do(matter, here.secretary, "promise", **met(unit=str(here.unit), promise="Notices.", done_by=in_days(20)))
        records = db.session.scalars(select(EventRecord)).all()
        told = {record.name: plugins().describe(records)[record.id] for record in records}
        made, opened = told["commitment.made"], told["public_notice.opened"]
        assert (made.title, made.text) == ("Heating company has promised.", "Notices.")
        assert opened.title == "A public notice is put up."
        assert app.test_client().get(made.url).status_code == 200
        assert app.test_client().get(opened.url).status_code == 200
