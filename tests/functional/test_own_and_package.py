"""A person's page of all their proposals, and the case file as a package."""

import hashlib
import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from portal.db import db, transact
from portal.files import services as files
from portal.persons.access import AccessRecord
from portal.proposals import attachments
from portal.proposals.models import Attachment
from portal.proposals.participation import support
from portal.testing import factories as make
from tests.functional import matters
from tests.functional.localities import Locality, do, in_days, locality, proposal, submitted

MINE = "/me/proposals"


@pytest.fixture
def here(app: Flask, client: FlaskClient) -> Locality:
    client.set_cookie("linli_language", "en")
    with app.app_context():
        here = locality("hongda")
        make.sign_in(client, here.resident)
        return here


def test_each_side_shows_its_own_and_what_comes_next(app: Flask, client: FlaskClient, here: Locality) -> None:
    assert "Nothing proposed yet" in client.get(MINE).text
    assert "Nothing supported or followed yet" in client.get(f"{MINE}?show=backed").text
    assert "No drafts" in client.get(f"{MINE}?show=drafts").text
    with app.app_context():
        submitted(here.place, here.resident, number="X-1")
        declined = submitted(here.place, here.resident, number="X-2")
        do(declined, here.secretary, "receive")
        do(declined, here.secretary, "decline", reason="Not public.", took_part="Two")
        other = submitted(here.place, here.grid_worker, number="X-3")
        from_resident = matters.actor(here.resident)
        transact(lambda: support(proposal_id=other, actor=from_resident))
        matters.draft(here.place, here.resident, title="Half a thought")
    page = client.get(MINE).text
    assert [number in page for number in ("X-1", "X-2", "X-3")] == [True, True, False]
    assert "Now: Received" in page
    assert "It was not taken up" in page
    assert "X-2" not in client.get(f"{MINE}?state=open").text
    assert "X-1" not in client.get(f"{MINE}?state=done").text
    assert "X-3" in client.get(f"{MINE}?show=backed").text
    assert "None of them is in this state." in client.get(f"{MINE}?show=backed&state=done").text
    assert "Half a thought" in client.get(f"{MINE}?show=drafts").text
    assert client.get(f"{MINE}?after=nonsense").status_code == 404


def test_what_is_asked_of_the_proposer_stands_first(app: Flask, client: FlaskClient, here: Locality) -> None:
    with app.app_context():
        matter = submitted(here.place, here.resident, number="X-1")
        do(matter, here.secretary, "receive")
        do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
        do(matter, here.secretary, "keep", unit=str(here.unit), grade="small")
        do(matter, here.liaison, "promise", text="A new lamp", done_by=in_days(5))
        do(matter, here.liaison, "done", words="It shines.")
        do(matter, here.secretary, "accept")
    page = client.get(MINE).text
    assert "What is asked of you" in page
    assert "Now it is your turn: Rated." in page


def test_pages_of_many_follow_each_other(app: Flask, client: FlaskClient, here: Locality) -> None:
    with app.app_context():
        for number in range(25):
            submitted(here.place, here.resident, number=f"X-{number:02}")
    first = client.get(MINE).text
    assert [number in first for number in ("X-24", "X-04")] == [True, False]
    onwards = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "X-04" in client.get(onwards).text


@pytest.fixture
def shown(app: Flask, here: Locality) -> int:
    """Make a proposal with a photo for everybody and one for the staff alone."""
    with app.app_context():
        matter = submitted(here.place, here.resident, number="X-1", private_note="Ring the bell twice.")
        for colour in ("green", "red"):
            data = BytesIO()
            Image.new("RGB", (40, 30), colour).save(data, "PNG")
            kept = files.keep(data.getvalue(), f"{colour}.png")
            transact(lambda kept=kept: attachments.attach(matter, kept, person_id=here.resident))
        last = db.session.scalars(select(Attachment.id).order_by(Attachment.id.desc()).limit(1)).one()
        transact(lambda: attachments.describe(matter, {last: "For staff"}, frozenset({last})))
        return matter


def package(client: FlaskClient) -> ZipFile:
    answer = client.get("/j/hongda/proposals/X-1/dossier.zip")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    return ZipFile(BytesIO(answer.data))


def test_package_holds_data_page_files_and_right_sums(
    app: Flask, client: FlaskClient, here: Locality, shown: int
) -> None:
    packed = package(client)
    assert packed.testzip() is None
    sums = dict(line.split("  ")[::-1] for line in packed.read("SHA256SUMS").decode().splitlines())
    assert set(packed.namelist()) - {"SHA256SUMS"} == set(sums)
    for path, digest in sums.items():
        assert hashlib.sha256(packed.read(path)).hexdigest() == digest, path
    data = json.loads(packed.read("dossier.json"))
    assert (data["number"], data["state"], data["stages"][0]["key"]) == ("X-1", "open", "intake")
    assert [file["sha256"] for file in data["files"]] == [sums[file["path"]] for file in data["files"]]
    page = packed.read("dossier.html").decode()
    assert f'href="{data["files"][0]["path"]}"' in page
    assert 'href="style.css"' in page
    assert "Download all" not in page


def test_private_parts_are_for_whom_they_are_for(app: Flask, client: FlaskClient, here: Locality, shown: int) -> None:
    assert len([name for name in package(client).namelist() if name.startswith("files/")]) == 2  # the proposer's own
    with app.app_context():
        make.sign_in(client, make.make_person("路人"))
    strange = package(client)
    assert len([name for name in strange.namelist() if name.startswith("files/")]) == 1
    everything = b"".join(strange.read(name) for name in strange.namelist())
    assert "李桂英".encode() not in everything
    assert b"Ring the bell" not in everything
    with app.app_context():
        assert db.session.scalars(select(AccessRecord)).all() == []
        make.sign_in(client, here.secretary)
    full = package(client)
    assert "李桂英" in full.read("dossier.json").decode()
    with app.app_context():
        assert [row.person_id for row in db.session.scalars(select(AccessRecord))] == [here.secretary]


def test_package_of_a_draft_or_elsewhere_is_not_there(app: Flask, client: FlaskClient, here: Locality) -> None:
    with app.app_context():
        submitted(here.place, here.resident, number="X-1")
    assert client.get("/j/hongda-town/proposals/X-1/dossier.zip").status_code == 404
    assert client.get("/j/hongda/proposals/X-9/dossier.zip").status_code == 404


def test_paper_has_lines_to_sign_on(app: Flask, client: FlaskClient, here: Locality, shown: int) -> None:
    page = client.get("/j/hongda/proposals/X-1/dossier").text
    assert 'class="sign print-only"' in page
    assert "css/dossier.css" in page
    assert "dossier.zip" in page
    with app.app_context():
        assert proposal(shown).number == "X-1"
