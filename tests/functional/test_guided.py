"""The guided form: four short answers become a draft, also for somebody else; its templates are a locality's data."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from portal.db import db
from portal.proposals.guides import Answers
from portal.proposals.models import Attachment, Guide, Proposal
from portal.testing import factories as make
from tests.functional import matters

GUIDED = "/j/hongda/proposals/new/guided"
GUIDES = "/j/hongda/proposals/guides"
SAID = {
    "where": "三区南门",
    "what": "路灯不亮。已经一个星期了",
    "who": "晚上接孩子的家长",
    "wish": "请换灯泡",
    "about": "construction/repair",
}


@pytest.fixture
def world(app: Flask, client: FlaskClient) -> matters.World:
    client.set_cookie("linli_language", "en")
    with app.app_context():
        world = matters.world()
        make.sign_in(client, world.resident)
        return world


def picture() -> tuple[BytesIO, str]:
    data = BytesIO()
    Image.new("RGB", (40, 30), "green").save(data, "PNG")
    data.seek(0)
    return data, "lamp.png"


def drafts() -> list[Proposal]:
    return list(db.session.scalars(select(Proposal).where(Proposal.number.is_(None)).order_by(Proposal.id)))


def test_answers_and_a_photo_become_a_draft_to_look_over(app: Flask, client: FlaskClient, world: matters.World) -> None:
    answer = client.post(GUIDED, data={**SAID, "photos": picture()}, content_type="multipart/form-data")
    assert answer.status_code == 302
    with app.app_context():
        (draft,) = drafts()
        assert answer.location == f"/j/hongda/proposals/drafts/{draft.id}/review"
        assert (draft.title, draft.where, draft.subtype) == ("三区南门: 路灯不亮", "三区南门", "repair")
        assert draft.body == (
            "路灯不亮。已经一个星期了\nWho suffers from it: 晚上接孩子的家长\nWhat we hope for: 请换灯泡"
        )
        assert db.session.scalars(select(Attachment.proposal_id)).all() == [draft.id]


def test_a_missing_answer_is_asked_for_and_nothing_typed_is_lost(
    app: Flask, client: FlaskClient, world: matters.World
) -> None:
    sent = {**SAID, "what": "", "once": "one", "photos": picture()}
    answer = client.post(GUIDED, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Say in a few words what is the matter." in answer.text
    assert "请换灯泡" in answer.text
    assert "1 photo is kept already." in answer.text
    with app.app_context():
        (draft,) = drafts()
        draft_id = draft.id
    assert f"draft={draft_id}" in answer.text
    unsaid = client.post(f"{GUIDED}?kind=0&draft={draft_id}", data={**SAID, "about": ""})
    assert "Choose what fits best" in unsaid.text
    assert client.post(f"{GUIDED}?kind=0&draft={draft_id}", data=SAID).status_code == 302
    with app.app_context():
        assert [row.title for row in drafts()] == ["三区南门: 路灯不亮"]


def test_sent_twice_is_one_draft(app: Flask, client: FlaskClient, world: matters.World) -> None:
    for _ in range(2):
        assert client.post(GUIDED, data={**SAID, "once": "same"}).status_code == 302
    with app.app_context():
        assert len(drafts()) == 1


def test_a_worker_writes_for_somebody(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        elder = make.make_person("佟秀兰", place_id=world.place.id)
        make.sign_in(client, world.worker)
    found = client.post(GUIDED, data={**SAID, "person_words": "佟秀兰", "act": "find", "once": "x"})
    assert f'value="{elder}"' in found.text
    with app.app_context():
        (draft,) = drafts()
        address = f"{GUIDED}?kind=0&draft={draft.id}"
    sent = {**SAID, "person_words": "佟秀兰", "channel": "phone", "act": "review"}
    assert "Choose who it is below" in client.post(address, data=sent).text
    unsaid = client.post(address, data={**sent, "proposer_id": elder, "channel": ""})
    assert "Say how it reached you." in unsaid.text
    assert client.post(address, data={**sent, "proposer_id": elder}).status_code == 302
    with app.app_context():
        (draft,) = drafts()
        assert (draft.proposer_id, draft.entered_by_id, draft.channel) == (elder, world.worker, "phone")
    nobody = client.post(GUIDED, data={**SAID, "person_words": "没有这人", "act": "find"})
    assert "Nobody of that name" in nobody.text


def test_residents_are_not_asked_for_whom(app: Flask, client: FlaskClient, world: matters.World) -> None:
    assert "For whom do you write?" not in client.get(GUIDED).text
    client.post(GUIDED, data={**SAID, "proposer_id": world.neighbour, "channel": "phone"})
    with app.app_context():
        assert [(row.proposer_id, row.channel) for row in drafts()] == [(world.resident, "web")]


def test_foreign_drafts_and_places_without_proposals(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        foreign = matters.draft(world.place, world.neighbour)
    assert client.get(f"{GUIDED}?draft={foreign}").status_code == 404
    assert client.post(f"{GUIDED}?draft={foreign}", data=SAID).status_code == 404
    assert client.get("/j/wushu/proposals/new/guided").status_code == 302
    client.delete_cookie("linli_session")
    assert client.get(GUIDED).status_code == 302


def test_templates_are_edited_and_offered(app: Flask, client: FlaskClient, world: matters.World) -> None:
    assert client.get(GUIDES).status_code == 403
    with app.app_context():
        make.sign_in(client, world.worker)
    assert "No templates yet" in client.get(GUIDES).text
    wrong = client.post(f"{GUIDES}/new", data={"what_en": "Which lamp?", "position": "0"})
    assert wrong.status_code == 422
    assert 'value="Which lamp?"' in wrong.text
    written = {"name_zh_hans": "灯坏了", "name_en": "A lamp", "about": "construction/repair", "what_en": "Which lamp?"}
    assert client.post(f"{GUIDES}/new", data={**written, "position": "1"}).status_code == 302
    with app.app_context():
        lamp = db.session.scalars(select(Guide)).one().id
    assert "A lamp" in client.get(GUIDED).text
    page = client.get(f"{GUIDED}?kind={lamp}").text
    assert "Which lamp?" in page
    assert "What kind of matter is it?" not in page
    assert "Such as “the lane behind building 3, by the gate”." in page
    client.post(f"{GUIDED}?kind={lamp}", data=SAID)
    with app.app_context():
        assert [(row.category, row.subtype) for row in drafts()] == [("construction", "repair")]
    change = f"{GUIDES}/{lamp}"
    assert "Which lamp?" in client.get(change).text
    assert client.post(change, data={**written, "position": "1", "closed": "y"}).status_code == 302
    assert "A lamp" not in client.get(GUIDED).text
    assert client.get(f"{GUIDES}/999").status_code == 404


def test_titles_are_short_and_say_where() -> None:
    long = Answers(where="三区", what="灯" * 80)
    assert len(long.title()) == 60
    assert Answers(where="三区", what="三区的灯坏了").title() == "三区的灯坏了"
    assert Answers(what="！！").title() == "！！"
