"""Uploads that are shown nowhere go after a day; those that are shown, drafts' too, stay."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from portal import clock
from portal.db import db, transact
from portal.files import services, storage
from portal.files.jobs import sweep
from portal.files.models import StoredFile
from portal.proposals.attachments import attached, usable_files
from portal.proposals.models import Proposal
from portal.testing import factories as make
from tests.functional.localities import Locality, do, locality, open_run, submitted

TOMORROW = timedelta(days=1, minutes=1)


@pytest.fixture
def here(app: Flask) -> Locality:
    with app.app_context():
        return locality("hongda")


def picture(colour: str) -> BytesIO:
    data = BytesIO()
    Image.new("RGB", (40, 30), colour).save(data, "PNG")
    data.seek(0)
    return data


def upload(person_id: int, colour: str) -> str:
    """Let somebody upload a picture, and return its reference."""
    kept = services.keep(picture(colour).read(), f"{colour}.png")
    file_id = transact(lambda: services.record(kept, person_id=person_id))
    return db.session.get_one(StoredFile, file_id).ref


def refs() -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(StoredFile.ref)))


def bytes_of(ref: str) -> Path:
    digest = db.session.scalars(select(StoredFile.digest).where(StoredFile.ref == ref)).one()
    return storage.path_of(digest)


def swept_tomorrow() -> set[str]:
    with clock.telling(clock.now() + TOMORROW):
        sweep()
    return refs()


def test_what_is_shown_nowhere_goes_after_a_day(app: Flask, here: Locality) -> None:
    with app.app_context():
        ref = upload(here.resident, "red")
        path = bytes_of(ref)
        sweep()
        assert refs() == {ref}
        assert path.exists()
        assert swept_tomorrow() == set()
        assert not path.exists()
        assert not path.with_suffix(".webp").exists()


def test_what_proves_a_promise_stays_and_so_do_a_draft_s_photos(app: Flask, here: Locality) -> None:
    client = app.test_client()
    with app.app_context():
        matter = submitted(here.place, here.resident)
        do(matter, here.secretary, "receive")
        do(matter, here.secretary, "file", took_part="Two committees")
        do(matter, here.secretary, "keep", unit=str(here.unit), grade="small")
        proof, unused = upload(here.liaison, "red"), upload(here.liaison, "blue")
        do(matter, here.liaison, "done", words="Mended.", photos=proof)
        make.sign_in(client, here.resident)
    photo = (picture("green"), "green.png")
    client.post("/j/hongda/proposals/new", data={"title": "Lamps", "once": "t", "photos": [photo]})
    with app.app_context():
        before = refs()
        assert len(before) == 3
        assert swept_tomorrow() == before - {unused}


def test_the_same_picture_stays_for_whom_it_is_shown(app: Flask, here: Locality) -> None:
    with app.app_context():
        shown, unused = upload(here.liaison, "red"), upload(here.secretary, "red")
        matter = submitted(here.place, here.resident)
        do(matter, here.secretary, "receive")
        do(matter, here.secretary, "file", took_part="Two committees")
        do(matter, here.secretary, "keep", unit=str(here.unit), grade="small")
        do(matter, here.liaison, "done", words="Mended.", photos=shown)
        assert unused not in swept_tomorrow()
        assert bytes_of(shown).exists()


def test_bytes_that_never_became_a_file_go_too(app: Flask, here: Locality) -> None:
    with app.app_context():
        kept = services.keep(picture("red").read(), "red.png")
        path = storage.path_of(kept.digest)
        sweep()
        assert path.exists()
        swept_tomorrow()
        assert not path.exists()
        transact(lambda: services.record(kept, person_id=here.resident))
        assert path.exists()  # what comes again is written again


def test_more_than_one_bunch_is_swept_at_once(app: Flask, here: Locality, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.files.jobs.AT_ONCE", 2)
    with app.app_context():
        for colour in ("red", "green", "blue", "white", "black"):
            upload(here.resident, colour)
        assert swept_tomorrow() == set()


@pytest.mark.parametrize("uploader", ["resident", "other_liaison"])
def test_a_stage_s_act_names_only_one_s_own_files(app: Flask, here: Locality, uploader: str) -> None:
    client = app.test_client()
    with app.app_context():
        matter = submitted(here.place, here.resident)
        do(matter, here.secretary, "receive")
        do(matter, here.secretary, "file", took_part="Two committees")
        do(matter, here.secretary, "keep", unit=str(here.unit), grade="small")
        foreign, own = upload(getattr(here, uploader), "red"), upload(here.liaison, "blue")
        run = open_run(matter)
        assert run is not None
        sent = {"run": run.id, "words": "Mended.", "photos": [foreign, own]}
        make.sign_in(client, here.liaison)
    address = "/j/hongda/proposals/X-2026-0001/act/done"
    refused = client.post(address, data=sent)
    assert refused.status_code == 422
    assert 'id="photos-error"' in refused.text
    assert "Mended." in refused.text
    assert f'value="{own}"' in refused.text
    assert foreign not in refused.text
    assert client.post(address, data={**sent, "photos": [own]}).status_code == 302


def test_a_file_of_the_matter_may_be_named_unless_it_is_for_staff_alone(app: Flask) -> None:
    client = app.test_client()
    with app.app_context():
        here = locality("kenli")
        make.sign_in(client, here.resident)
    photos = [(picture("red"), "open.png"), (picture("blue"), "private.png")]
    client.post("/j/kenli/proposals/new", data={"title": "x", "once": "t", "photos": photos})
    with app.app_context():
        draft = db.session.scalars(select(Proposal.id)).one()
        rows = attached(draft)

        def hide() -> None:
            attached(draft)[1][0].private = True

        transact(hide)
        names = [file.ref for _attachment, file in rows]
        assert list(usable_files(names, proposal_id=draft, person_id=here.liaison)) == names[:1]
        assert sorted(usable_files(names, proposal_id=draft, person_id=here.resident)) == sorted(names)
        assert list(usable_files(names, proposal_id=None, person_id=None)) == []
