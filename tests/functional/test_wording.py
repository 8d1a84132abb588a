"""A place's own words: checked, seen with samples, used at once here and below, and given back."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.notifications.providers import MAIL, SMS
from portal.testing import factories as make
from portal.wording.catalogue import key_of
from portal.wording.models import Wording
from portal.worker.loop import drain
from tests.functional.postbox import NOON, Postbox, Village

ENGLISH = {"Accept-Language": "en"}
SUBJECT = "%(title)s (%(place)s)"
HOME = "Make a proposal"


@pytest.fixture
def village(app: Flask, client: FlaskClient) -> Village:
    with app.app_context():
        village = Village()
        make.sign_in(client, village.admin)
    return village


def url(message: str, language: str = "en", place: str = "hongda") -> str:
    return f"/j/{place}/wording/{language}/{key_of(message)}"


def test_a_page_says_the_place_s_own_words_and_its_neighbour_does_not(
    app: Flask, client: FlaskClient, village: Village
) -> None:
    with app.app_context():
        make.make_place("hongda-1", parent=village.home)
        make.make_place("elsewhere")
    assert client.post(url(HOME), data={"text0": "Speak up"}, headers=ENGLISH).status_code == 302
    for place, own in (("hongda", True), ("hongda-1", True), ("elsewhere", False)):
        page = client.get(f"/j/{place}/", headers=ENGLISH).text
        assert ("Speak up" in page) is own
        assert (HOME in page) is not own
    assert "Speak up" not in app.test_client().get("/j/hongda/", headers={"Accept-Language": "zh-CN"}).text
    client.post(url(HOME, place="hongda") + "/restore")
    assert HOME in client.get("/j/hongda/", headers=ENGLISH).text
    with app.app_context():
        assert db.session.scalars(select(Wording.texts).order_by(Wording.id)).all() == [["Speak up"], None]
    page = client.get(url(HOME), headers=ENGLISH).text
    assert "Speak up" in page.split("Changes")[1]


def test_a_mail_s_subject_is_worded_by_its_place(app: Flask, client: FlaskClient, village: Village) -> None:
    box = Postbox()
    app.extensions["portal.providers"] = {MAIL: box, SMS: Postbox()}
    page = client.get("/j/hongda/wording/?show=messages&language=en", headers=ENGLISH).text
    assert SUBJECT in page
    client.post(url(SUBJECT), data={"text0": "[%(place)s] %(title)s"})
    with app.app_context(), clock.telling(NOON):
        village.step()
        drain()
    assert [mail.subject for mail in box.sent] == ["[Hongda] The proposal is withdrawn."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Without the place: %(title)s", "%(place)s"),
        ("%(title)s %(place)s %(password)s", "%(password)s"),
        ("%(title)s %(place)s 100%", "percent sign"),
        ("%(title)s %(place)s %d", "percent sign"),
        ("%(title)s %(place)s <script>alert(1)</script>", "angle brackets"),
        ("", "required"),
        ("x" * 4001, "4000"),
    ],
)
def test_a_text_that_would_break_comes_back_with_the_reason(
    app: Flask, client: FlaskClient, village: Village, text: str, said: str
) -> None:
    answer = client.post(url(SUBJECT), data={"text0": text}, headers=ENGLISH)
    assert answer.status_code == 422
    assert 'class="err"' in answer.text
    with app.app_context():
        assert not db.session.scalars(select(Wording)).all()
    assert said in answer.text or said == "required"


def test_a_preview_shows_samples_and_keeps_nothing(app: Flask, client: FlaskClient, village: Village) -> None:
    page = client.post(url(SUBJECT), data={"text0": "%(place)s — %(title)s", "preview": "1"}, headers=ENGLISH).text
    assert "Zhuying community — The proposal is submitted." in page
    assert "%(place)s — %(title)s" in page
    with app.app_context():
        assert not db.session.scalars(select(Wording)).all()


def test_a_message_with_numbers_has_a_text_for_each_form(app: Flask, client: FlaskClient, village: Village) -> None:
    found = client.get("/j/hongda/wording/?q=unread+message&language=en", headers=ENGLISH).text
    assert "unread message" in found
    original = "Inbox, %(num)s unread message"
    page = client.get(url(original), headers=ENGLISH).text
    assert 'name="text1"' in page
    client.post(url(original), data={"text0": "%(num)s letter", "text1": "%(num)s letters"})
    assert "0 letters" in client.get("/j/hongda/", headers=ENGLISH).text
    assert 'name="text1"' not in client.get(url(original, "zh_Hans"), headers=ENGLISH).text


def test_words_are_searched_in_their_language(client: FlaskClient, village: Village) -> None:
    page = client.get("/j/hongda/wording/?language=zh_Hans&q=我要提案", headers=ENGLISH).text
    assert key_of(HOME) in page
    assert "Nothing found" in client.get("/j/hongda/wording/?q=qqqqqq", headers=ENGLISH).text
    assert client.get("/j/hongda/wording/?after=-5&language=xx&show=%27").status_code == 200
    assert client.get("/j/hongda/wording/?after=abc").status_code == 200
    assert 'rel="next"' in client.get("/j/hongda/wording/").text


@pytest.mark.parametrize("path", ["en/0123456789abcdef", f"de/{key_of(HOME)}"])
def test_what_is_no_message_is_not_there(client: FlaskClient, village: Village, path: str) -> None:
    assert client.get(f"/j/hongda/wording/{path}").status_code == 404
    assert client.post(f"/j/hongda/wording/{path}/restore").status_code == 404


def test_the_pages_cost_little_and_words_cost_no_query(
    client: FlaskClient, village: Village, count_queries: Any
) -> None:
    client.get("/j/hongda/")
    with count_queries() as before:
        client.get("/j/hongda/")
    client.post(url(HOME), data={"text0": "Speak up"})
    client.get("/j/hongda/")
    with count_queries() as after:
        client.get("/j/hongda/")
    assert after.count == before.count
    for path in ("/j/hongda/wording/", url(HOME)):
        with count_queries() as counted:
            client.get(path)
        assert counted.count <= 12, counted
