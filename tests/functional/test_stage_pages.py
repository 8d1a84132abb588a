"""The page of one act, commitments, the notice board and procedures in the browser's eyes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from portal import clock
from portal.commitments.models import Commitment, CommitmentStep
from portal.commitments.queries import steps_with_files
from portal.db import db
from portal.procedures.reading import DOCUMENTS
from portal.proposals.clocks import look_after_stages
from portal.proposals.models import StageRun
from portal.public_notices.models import Objection, PublicNotice
from portal.testing import factories as make
from portal.testing.counting import Counted
from tests.functional.localities import MONDAY, Locality, at, do, in_days, locality, met, open_run, submitted

NUMBER = "X-2026-0001"


@pytest.fixture
def here(app: Flask) -> Locality:
    with app.app_context():
        return locality("hongda")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser that asks for English, whose words stand in the code."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def sign_in(app: Flask, client: FlaskClient, person_id: int) -> None:
    with app.app_context():
        make.sign_in(client, person_id)


def a_picture() -> BytesIO:
    data = BytesIO()
    Image.new("RGB", (40, 30), "green").save(data, "PNG")
    data.seek(0)
    return data


def act(client: FlaskClient, action: str, run: int, **fields: object) -> int:
    address = f"/j/hongda/proposals/{NUMBER}/act/{action}"
    return client.post(address, data={"run": run, **fields}, content_type="multipart/form-data").status_code


def to_handling(here: Locality, unit: int) -> int:
    matter = submitted(here.place, here.resident)
    do(matter, here.secretary, "receive")
    do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
    do(matter, here.secretary, "keep", unit=str(unit), grade="small")
    return matter


def test_act_is_shown_and_done_by_whose_turn_it_is(app: Flask, client: FlaskClient, here: Locality) -> None:
    with app.app_context():
        matter = submitted(here.place, here.resident)
        run = open_run(matter)
        assert run is not None
        run_id = run.id
    address = f"/j/hongda/proposals/{NUMBER}/act/receive"
    assert client.get(address).status_code == 302  # to sign in
    sign_in(app, client, here.resident)
    assert client.get(address).status_code == 403
    sign_in(app, client, here.secretary)
    page = client.get(address)
    assert page.status_code == 200
    assert "Confirm receipt" in page.text
    assert client.post(address, data={"run": run_id, "reply": "Read."}).status_code == 302
    with app.app_context():
        assert at(matter) == "filing"
        assert db.session.get_one(StageRun, run_id).reason == "Read."


def test_stale_page_changes_nothing_and_says_so(app: Flask, client: FlaskClient, here: Locality) -> None:
    with app.app_context():
        matter = submitted(here.place, here.resident)
        run = open_run(matter)
        assert run is not None
        run_id = run.id
        do(matter, here.secretary, "receive")
    sign_in(app, client, here.secretary)
    answer = client.post(f"/j/hongda/proposals/{NUMBER}/act/receive", data={"run": run_id})
    assert answer.status_code == 409
    assert f"/j/hongda/proposals/{NUMBER}" in answer.text
    answer = client.post(f"/j/hongda/proposals/{NUMBER}/act/file", data={"run": run_id, "form": "meeting"})
    assert answer.status_code == 409
    assert client.get(f"/j/hongda/proposals/{NUMBER}/act/nothing").status_code == 409
    assert client.get("/j/hongda/proposals/X-2026-0999/act/file").status_code == 404
    with app.app_context():
        assert at(matter) == "filing"


def test_mistakes_stand_beside_their_fields_with_what_was_typed(
    app: Flask, client: FlaskClient, here: Locality
) -> None:
    with app.app_context():
        matter = submitted(here.place, here.resident)
        do(matter, here.secretary, "receive")
        run = open_run(matter)
        assert run is not None
        run_id = run.id
    sign_in(app, client, here.secretary)
    answer = client.post(
        f"/j/hongda/proposals/{NUMBER}/act/file",
        data={"run": run_id, "form": "meeting", "met_on": "2999-01-01", "took_part": "Seven people"},
    )
    assert answer.status_code == 422
    assert "Seven people" in answer.text
    assert "This day is still to come." in answer.text
    hostile = {"run": run_id, "form": "<script>", "met_on": "not a day", "took_part": "x" * 300}
    assert client.post(f"/j/hongda/proposals/{NUMBER}/act/file", data=hostile).status_code == 422


def test_done_with_a_photo_keeps_it_and_shows_it(app: Flask, client: FlaskClient, here: Locality) -> None:
    with app.app_context():
        matter = to_handling(here, here.unit)
        run = open_run(matter)
        assert run is not None
        run_id = run.id
        commitment = db.session.scalars(select(Commitment.id)).one()
    sign_in(app, client, here.liaison)
    assert "Report it done" in client.get(f"/j/hongda/commitments/{commitment}").text
    photo = (a_picture(), "lamp.png")
    address = f"/j/hongda/proposals/{NUMBER}/act/done"
    refused = client.post(address, data={"run": run_id, "photos": photo}, content_type="multipart/form-data")
    assert refused.status_code == 422  # the words are missing; the photo is kept
    ref = refused.text.split('name="photos" value="')[1].split('"')[0]
    wrong = {"run": run_id, "words": "Mended.", "photos": (BytesIO(b"no picture"), "lamp.png")}
    assert client.post(address, data=wrong, content_type="multipart/form-data").status_code == 422
    assert client.post(address, data={"run": run_id, "words": "Mended.", "photos": ref}).status_code == 302
    with app.app_context():
        assert at(matter) == "acceptance"
        (done,) = [step for step, _by in steps_with_files(commitment) if step.key == "done"]
        assert ([file.ref for file in done.files], done.file_count) == ([ref], 1)
    visitor = app.test_client()
    assert visitor.get(f"/j/hongda/commitments/{commitment}").status_code == 200
    with visitor.get(f"/j/hongda/commitments/{commitment}/files/{ref}") as sent:
        assert sent.mimetype == "image/png"
    assert visitor.get(f"/j/hongda/commitments/{commitment}/files/other").status_code == 404
    assert visitor.get(f"/j/hongda-town/commitments/{commitment}").status_code == 404


def test_a_file_somebody_else_uploaded_is_not_taken(app: Flask, client: FlaskClient, here: Locality) -> None:
    with app.app_context():
        matter = to_handling(here, here.unit)
        run = open_run(matter)
        assert run is not None
        run_id = run.id
    sign_in(app, client, here.liaison)
    address = f"/j/hongda/proposals/{NUMBER}/act/done"
    answer = client.post(address, data={"run": run_id, "words": "Mended.", "photos": "somebody-elses"})
    assert answer.status_code == 422
    with app.app_context():
        assert at(matter) == "handling"


def test_another_units_liaison_cannot_act(app: Flask, client: FlaskClient, here: Locality) -> None:
    with app.app_context():
        matter = to_handling(here, here.unit)
        run = open_run(matter)
        assert run is not None
        run_id = run.id
    sign_in(app, client, here.other_liaison)
    assert client.get(f"/j/hongda/proposals/{NUMBER}/act/done").status_code == 403
    assert act(client, "done", run_id, words="Ours now.") == 403
    assert act(client, "not_ours", run_id, reason="Not ours.") == 403
    with app.app_context():
        assert at(matter) == "handling"


def test_worker_acts_for_the_proposer_and_it_is_marked(app: Flask, client: FlaskClient, here: Locality) -> None:
    with app.app_context():
        matter = to_handling(here, here.unit)
        do(matter, here.liaison, "done", words="Mended.")
        do(matter, here.secretary, "accept")
        run = open_run(matter)
        assert run is not None
        run_id = run.id
    sign_in(app, client, here.liaison)
    assert act(client, "rate", run_id, rating="5") == 403
    sign_in(app, client, here.grid_worker)
    assert "How the proposer told you" in client.get(f"/j/hongda/proposals/{NUMBER}/act/rate").text
    assert act(client, "rate", run_id, rating="5", channel="home_visit") == 302
    with app.app_context():
        row = db.session.get_one(StageRun, run_id)
        assert (row.by_id, row.for_id, row.channel) == (here.grid_worker, here.resident, "home_visit")


def test_commitment_beside_a_stage_is_answered_on_its_own_page(app: Flask, client: FlaskClient, here: Locality) -> None:
    with app.app_context():
        matter = submitted(here.place, here.resident)
        do(matter, here.secretary, "receive")
        do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
        do(matter, here.secretary, "keep", unit="", grade="middle")
        do(matter, here.secretary, "promise", **met(unit=str(here.unit), reply_by=in_days(5)))
        commitment = db.session.scalars(select(Commitment.id)).one()
    address = f"/j/hongda/commitments/{commitment}"
    sign_in(app, client, here.other_liaison)
    assert client.post(f"{address}/promise", data={"text": "We will.", "done_by": in_days(9)}).status_code == 403
    sign_in(app, client, here.liaison)
    assert client.post(f"{address}/promise", data={"text": "", "done_by": "soon"}).status_code == 422
    assert client.post(f"{address}/promise", data={"text": "We will.", "done_by": in_days(9)}).status_code == 302
    later = {"until": in_days(20), "reason": "Parts are late."}
    assert client.post(f"{address}/more_time", data={**later, "until": in_days(3)}).status_code == 422
    assert client.post(f"{address}/more_time", data=later).status_code == 302
    assert client.get(f"{address}/more_time").status_code == 409  # once only
    assert client.post(f"{address}/grant_time", data={}).status_code == 403
    sign_in(app, client, here.secretary)
    assert client.post(f"{address}/grant_time", data={"words": "Until then."}).status_code == 302
    assert client.post(f"{address}/follow_up", data={"key": "visit", "words": "Seen."}).status_code == 302
    sign_in(app, client, here.liaison)
    assert client.post(f"{address}/done", data={"words": "Mended."}).status_code == 302
    sign_in(app, client, here.secretary)
    assert client.post(f"{address}/send_back", data={"defects": "One lamp is dark."}).status_code == 302
    assert client.post(f"{address}/accept", data={}).status_code == 409
    sign_in(app, client, here.liaison)
    assert client.post(f"{address}/done", data={"words": "That one too."}).status_code == 302
    sign_in(app, client, here.secretary)
    assert client.post(f"{address}/accept", data={"words": "Seen."}).status_code == 302
    with app.app_context():
        row = db.session.get_one(Commitment, commitment)
        assert (row.state, row.postponed, row.done_by.isoformat()) == ("accepted", True, in_days(20))
        keys = list(db.session.scalars(select(CommitmentStep.key).order_by(CommitmentStep.id)))
    told = "asked publish promised more_time_asked postponed visit done sent_back done accepted"
    assert keys == told.split()


def test_commitments_are_listed_filtered_and_paged(
    app: Flask, client: FlaskClient, here: Locality, count_queries: Callable[[], AbstractContextManager[Counted]]
) -> None:
    assert "No open promises" in client.get("/j/hongda/commitments/").text
    with app.app_context():
        for number in range(23):
            matter = submitted(here.place, here.resident, number=f"X-2026-{number:04}")
            do(matter, here.secretary, "receive")
            do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
            do(matter, here.secretary, "keep", unit=str(here.unit), grade="small")
    client.get("/j/hongda/commitments/")
    with count_queries() as counted:
        page = client.get("/j/hongda/commitments/")
    assert counted.count <= 8, counted
    assert page.text.count('class="matter"') == 20
    following = page.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert client.get(following).text.count('class="matter"') == 3
    assert client.get("/j/hongda/commitments/?state=late").text.count('class="matter"') == 0
    assert client.get(f"/j/hongda/commitments/?unit={here.other_unit}").text.count('class="matter"') == 0
    assert client.get("/j/hongda-town/commitments/").text.count('class="matter"') == 20
    assert client.get("/j/hongda/commitments/?after=nonsense").status_code == 404
    assert client.get("/j/hongda/commitments/?state=nonsense&unit=x").status_code == 200
    assert client.get("/j/hongda/commitments/99999").status_code == 404


def test_objection_must_be_answered_before_a_notice_ends(app: Flask, client: FlaskClient, here: Locality) -> None:
    with app.app_context(), clock.telling(MONDAY):
        matter = submitted(here.place, here.resident)
        do(matter, here.secretary, "receive")
        do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
        do(matter, here.secretary, "keep", unit="", grade="middle")
        do(matter, here.secretary, "promise", **met(unit=str(here.unit), promise="Soon.", done_by=in_days(30)))
        notice = db.session.scalars(select(PublicNotice.id)).one()
    address = f"/j/hongda/public-notices/{notice}"
    with clock.telling(MONDAY):
        assert client.post(f"{address}/object", data={"text": "No."}).status_code == 401
        sign_in(app, client, here.resident)
        assert client.post(f"{address}/object", data={"text": " "}).status_code == 422
        answer = client.post(f"{address}/object", data={"text": "It blocks my door.", "once": "t1"})
        assert answer.status_code == 302
        client.post(f"{address}/object", data={"text": "It blocks my door.", "once": "t1"})
        assert "It blocks my door." in app.test_client().get(address).text
        assert "李桂英" not in app.test_client().get(address).text
        with app.app_context():
            objection = db.session.scalars(select(Objection.id)).one()
    with clock.telling(MONDAY + timedelta(days=8)):
        with app.app_context():
            look_after_stages()
            assert at(matter) == "notice"
        sign_in(app, client, here.resident)
        assert client.post(f"{address}/objections/{objection}", data={"answer": "Moved."}).status_code == 403
        sign_in(app, client, here.secretary)
        assert client.post(f"{address}/objections/{objection}", data={"answer": ""}).status_code == 422
        assert client.post(f"{address}/objections/99999", data={"answer": "Moved."}).status_code == 404
        assert client.post(f"{address}/objections/{objection}", data={"answer": "Moved."}).status_code == 302
        with app.app_context():
            assert at(matter) == "handling"


def test_upheld_objection_sends_the_matter_back(app: Flask, client: FlaskClient, here: Locality) -> None:
    with app.app_context():
        matter = submitted(here.place, here.resident)
        do(matter, here.secretary, "receive")
        do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
        do(matter, here.secretary, "keep", unit="", grade="middle")
        do(matter, here.secretary, "solve", **met())
        notice = db.session.scalars(select(PublicNotice.id)).one()
        make.make_person("张国华", place_id=here.grid.id, phone="+8613900000001")
    address = f"/j/hongda/public-notices/{notice}"
    sign_in(app, client, here.grid_worker)
    said = {"person": "nobody", "channel": "phone", "text": "The bins smell."}
    assert client.post(f"{address}/object-for", data=said).status_code == 422
    assert client.post(f"{address}/object-for", data={**said, "person": "张国华"}).status_code == 302
    sign_in(app, client, here.secretary)
    with app.app_context():
        objection = db.session.scalars(select(Objection)).one()
        assert (objection.channel, objection.entered_by_id) == ("phone", here.grid_worker)
        objection_id = objection.id
    upheld = {"answer": "You are right.", "upheld": "y"}
    assert client.post(f"{address}/objections/{objection_id}", data=upheld).status_code == 302
    with app.app_context():
        assert at(matter) == "table"
        assert db.session.get_one(PublicNotice, notice).state == "stopped"
    client.post(f"{address}/object", data={"text": "Too late."})
    with app.app_context():
        assert len(db.session.scalars(select(Objection)).all()) == 1


def test_place_puts_up_a_notice_of_its_own(app: Flask, client: FlaskClient, here: Locality) -> None:
    sign_in(app, client, here.resident)
    assert client.get("/j/hongda/public-notices/new").status_code == 403
    sign_in(app, client, here.secretary)
    assert client.post("/j/hongda/public-notices/new", data={"title": "", "days": "400"}).status_code == 422
    notice = {"title": "Water off", "text": "On Friday.", "days": "3", "counting": "calendar", "once": "a"}
    assert client.post("/j/hongda/public-notices/new", data=notice).status_code == 302
    assert client.post("/j/hongda/public-notices/new", data=notice).status_code == 302
    board = app.test_client().get("/j/hongda/public-notices/").text
    assert board.count("Water off") == 1


def test_procedure_is_sent_checked_drawn_and_published(app: Flask, client: FlaskClient, here: Locality) -> None:
    sign_in(app, client, here.secretary)
    assert client.get("/j/hongda/procedure/").status_code == 403
    with app.app_context():
        admin = make.make_person()
        make.give_role(admin, "locality_admin", here.place)
    sign_in(app, client, admin)
    page = client.get("/j/hongda/procedure/")
    assert "Hongda round-table procedure" in page.text
    assert "Version 1" in page.text
    text = (DOCUMENTS / "hongda.toml").read_bytes()
    broken = text.replace(b'to = "handling"', b'to = "nowhere"')
    for bad in (b"", b"not toml [", b"\xff\xfe", b'name = "x"', broken):
        answer = client.post("/j/hongda/procedure/new", data={"file": (BytesIO(bad), "p.toml")})
        assert answer.status_code == 422
    assert "nowhere" in answer.text
    preview = client.post("/j/hongda/procedure/new", data={"file": (BytesIO(text), "p.toml")})
    assert preview.status_code == 200
    assert "Look at it" in preview.text
    confirmed = {"document": text.decode(), "after": "1"}
    assert client.post("/j/hongda/procedure/publish", data=confirmed).status_code == 302
    assert client.post("/j/hongda/procedure/publish", data=confirmed).status_code == 302  # sent twice: once is enough
    page = client.get("/j/hongda/procedure/").text
    assert "Version 2" in page
    assert "Version 3" not in page
    assert client.get("/j/hongda/procedure/1").status_code == 200
    assert client.get("/j/hongda/procedure/7").status_code == 404
    assert client.post("/j/hongda/procedure/publish", data={"document": "x"}).status_code == 422


def test_round_table_page_shows_what_waits_and_what_was_agreed(app: Flask, client: FlaskClient, here: Locality) -> None:
    assert "Nothing waits for the table" in client.get("/j/hongda/round-table/").text
    with app.app_context():
        matter = submitted(here.place, here.resident)
        do(matter, here.secretary, "receive")
        do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
        do(matter, here.secretary, "keep", unit="", grade="middle")
        do(matter, here.secretary, "put_off", **met(agreed="Ask the owners first."))
    page = client.get("/j/hongda/round-table/").text
    assert page.count("Heating test announced three days ahead") == 2
    assert "Ask the owners first." in page
    assert "Ask the owners first." in client.get(f"/j/hongda/proposals/{NUMBER}").text
    assert client.get("/j/hongda/round-table/?before=x").status_code == 404
    assert client.get("/j/hongda-town/round-table/").status_code == 404  # off there
