"""What comes how: chosen per person, quiet at night, together once a day, stopped by a link."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal import clock
from portal.content.services import AnnouncementWords, publish_announcement
from portal.db import db, transact
from portal.events import AT_ONCE, DIGEST, NOT_AT_ALL, Actor
from portal.notifications.choosing import Quiet, Ways, choose
from portal.notifications.digests import post_digests
from portal.notifications.models import MessageChoice, Notification, SentMessage
from portal.notifications.providers import MAIL, SMS
from portal.notifications.services import mark_all_read
from portal.outbox import enqueue
from portal.persons.events import AccountUnblocked
from portal.publishing import publish
from portal.testing import factories as make
from portal.worker.loop import drain
from tests.functional.postbox import MORNING, NIGHT, NOON, Postbox, Village, set_at

EVENING = NOON + timedelta(hours=6, minutes=10)
"""18:10 there: the digest's hour has come."""


@pytest.fixture
def post(app: Flask) -> dict[str, Postbox]:
    boxes = {MAIL: Postbox(), SMS: Postbox()}
    app.extensions["portal.providers"] = boxes
    return boxes


def wants(person: int, quiet: Quiet | None = None, **ways: Ways) -> None:
    transact(lambda: choose(person_id=person, ways=ways, quiet=quiet or Quiet()))


def addresses(box: Postbox) -> list[str]:
    return [message.address for message in box.sent]


def test_by_default_the_proposer_is_mailed_at_once_and_a_follower_waits_for_the_digest(
    app: Flask, post: dict[str, Postbox]
) -> None:
    with app.app_context(), clock.telling(NOON):
        village = Village()
        village.step()
        drain()
        assert addresses(post[MAIL]) == ["li@example.org"]
        assert not post[SMS].sent
        waiting = db.session.scalars(select(Notification.person_id).where(Notification.for_digest)).all()
        assert waiting == [village.follower]


@pytest.mark.parametrize(
    ("ways", "mails", "texts"),
    [
        (Ways(AT_ONCE, sms=True), 1, 1),
        (Ways(NOT_AT_ALL, sms=True), 0, 1),
        (Ways(NOT_AT_ALL, sms=False), 0, 0),
        (Ways(DIGEST, sms=False), 0, 0),
    ],
)
def test_messages_come_as_chosen_and_to_the_inbox_anyway(
    app: Flask, post: dict[str, Postbox], ways: Ways, mails: int, texts: int
) -> None:
    with app.app_context(), clock.telling(NOON):
        village = Village()
        wants(village.proposer, own=ways)
        village.step()
        drain()
        assert (len(post[MAIL].sent), len(post[SMS].sent)) == (mails, texts)
        told = db.session.scalars(select(Notification.person_id)).all()
        assert village.proposer in told
        if texts:
            (text,) = post[SMS].sent
            assert text.address == "+8613900000001"
            assert "Snow on the paths" in text.body
            assert "/j/hongda/proposals/" in text.body


def test_who_has_no_mail_is_told_of_their_own_proposal_by_sms(app: Flask, post: dict[str, Postbox]) -> None:
    with app.app_context(), clock.telling(NOON):
        village = Village()
        neighbour = make.make_person(place_id=village.home.id)
        make.make_account(neighbour, phone="+8613900000002")
        village.proposal, village.proposer = make.make_proposal(village.home, neighbour), neighbour
        village.step()
        drain()
        assert addresses(post[SMS]) == ["+8613900000002"]


def test_in_quiet_hours_news_wait_and_codes_do_not(app: Flask, post: dict[str, Postbox]) -> None:
    with app.app_context():
        with clock.telling(NIGHT):
            village = Village()
            village.step()
            payload = {"account": village.account, "template": "recovery", "values": {"link": "http://x/once"}}
            transact(lambda: enqueue("message", payload))
            drain()
            assert [message.subject for message in post[MAIL].sent] == ["Set a new password"]
        with clock.telling(MORNING - timedelta(minutes=1)):
            drain()
            assert len(post[MAIL].sent) == 1
        with clock.telling(MORNING):
            drain()
            assert len(post[MAIL].sent) == 2


def test_a_retry_that_falls_into_quiet_hours_waits_and_is_no_try(app: Flask, post: dict[str, Postbox]) -> None:
    with app.app_context():
        with clock.telling(NIGHT - timedelta(hours=1, seconds=30)):
            village = Village()
            village.step()
            post[MAIL].raises = ConnectionError("closed")
            drain()
        post[MAIL].raises = None
        with clock.telling(NIGHT):
            drain()
            assert not post[MAIL].sent
            assert db.session.scalars(select(SentMessage.tries)).one() == 1
        with clock.telling(MORNING):
            drain()
            assert addresses(post[MAIL]) == ["li@example.org"]


def test_what_guards_an_account_comes_at_once_and_nobody_can_stop_it(
    app: Flask, client: FlaskClient, post: dict[str, Postbox]
) -> None:
    with app.app_context(), clock.telling(NIGHT):
        village = Village()
        wants(village.proposer, security=Ways(NOT_AT_ALL, sms=False))
        unblocked = AccountUnblocked(
            home_id=village.home.id,
            subject_id=village.proposer,
            actor=Actor(village.admin),
            persons=[village.proposer],
        )
        transact(lambda: publish(unblocked))
        drain()
        (mail,) = post[MAIL].sent
        assert "List-Unsubscribe" not in mail.headers
        assert "/unsubscribe/" not in mail.body + mail.html
        make.sign_in(client, village.proposer)
    assert "Safety of my account" not in client.get("/me/messages", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize(
    ("quiet", "local", "waits_until"),
    [
        ((22, 7), "23:30", "07:00"),
        ((22, 7), "06:59", "07:00"),
        ((22, 7), "07:00", None),
        ((22, 7), "21:59", None),
        ((12, 14), "12:00", "14:00"),
        ((12, 14), "14:00", None),
        ((9, 9), "09:00", None),
    ],
)
def test_quiet_hours_end_when_they_say(quiet: tuple[int, int], local: str, waits_until: str | None) -> None:
    start, end = (NOON.time().replace(hour=hour) for hour in quiet)
    hour, minute = map(int, local.split(":"))
    moment = NOON + timedelta(hours=hour - 12, minutes=minute)
    until = Quiet(start, end).until(moment, "Asia/Shanghai")
    if waits_until is None:
        assert until == moment
    else:
        assert moment < until < moment + timedelta(days=1)
        assert f"{until + timedelta(hours=8):%H:%M}" == waits_until


def test_one_digest_a_day_grouped_by_matter_in_text_and_html(app: Flask, post: dict[str, Postbox]) -> None:
    with app.app_context():
        with clock.telling(NOON):
            village = Village()
            village.step()
            village.step()
            actor = Actor(village.admin)
            words = AnnouncementWords(titles={"en": "Water is off"}, bodies={"en": "…"}, pinned=False, until=None)
            transact(lambda: publish_announcement(place_id=village.home.id, words=words, actor=actor))
            drain()
            post_digests()
            drain()
            assert addresses(post[MAIL]) == ["li@example.org", "li@example.org"]
        post[MAIL].sent.clear()
        with clock.telling(EVENING):
            post_digests()
            post_digests()
            drain()
            assert sorted(addresses(post[MAIL])) == ["li@example.org", "wang@example.org"]
            mail = next(mail for mail in post[MAIL].sent if mail.address == "wang@example.org")
            assert mail.subject == "Hongda: what is new, Nov 20"
            assert mail.body.count("Snow on the paths") == 1
            assert mail.body.count("The proposal is withdrawn.") == 2
            assert "http://127.0.0.1:8000/j/hongda/proposals/" in mail.body
            assert "Water is off" in mail.body
            assert mail.html.count("<h2>") == 2
            village.step()
            drain()
            post_digests()
            drain()
            assert addresses(post[MAIL]).count("wang@example.org") == 1
        with clock.telling(EVENING + timedelta(days=1)):
            post_digests()
            drain()
            assert addresses(post[MAIL]).count("wang@example.org") == 2


def test_a_digest_is_never_empty(app: Flask, post: dict[str, Postbox]) -> None:
    with app.app_context():
        with clock.telling(NOON):
            village = Village()
            village.step()
            drain()
            transact(lambda: mark_all_read(person_id=village.follower, up_to=99))
        post[MAIL].sent.clear()
        with clock.telling(EVENING):
            post_digests()
            drain()
            assert not post[MAIL].sent
            assert not db.session.scalars(select(SentMessage).where(SentMessage.kind == DIGEST)).all()
            assert not db.session.scalars(select(Notification).where(Notification.for_digest)).all()


def test_the_digest_goes_at_the_hour_of_the_place(app: Flask, post: dict[str, Postbox]) -> None:
    with app.app_context():
        with clock.telling(NOON):
            village = Village()
            set_at(village.home, "digest_hour", 20)
            village.step()
            drain()
        with clock.telling(EVENING):
            post_digests()
            drain()
            assert addresses(post[MAIL]) == ["li@example.org"]
        with clock.telling(EVENING + timedelta(hours=2)):
            post_digests()
            drain()
            assert addresses(post[MAIL]) == ["li@example.org", "wang@example.org"]


def mail_to(post: dict[str, Postbox], address: str) -> Any:
    return next(mail for mail in post[MAIL].sent if mail.address == address)


def stop_link(mail: Any) -> str:
    link: str = mail.headers["List-Unsubscribe"].strip("<>")
    assert link in mail.body
    return urlsplit(link).path


def test_the_link_in_a_mail_shows_stops_and_undoes(app: Flask, client: FlaskClient, post: dict[str, Postbox]) -> None:
    with app.app_context(), clock.telling(NOON):
        village = Village()
        village.step()
        drain()
        link = stop_link(mail_to(post, "li@example.org"))
    english = {"Accept-Language": "en"}
    page = client.get(link, headers=english).text
    assert "Stop this mail?" in page
    assert "My proposals" in page
    assert "li@example.org" not in page
    with app.app_context():
        assert not db.session.scalars(select(MessageChoice)).all(), "looking changes nothing"
    assert "No more mail of this kind comes" in client.post(link, data={"stop": "1"}, headers=english).text
    assert "No more mail of this kind comes" in client.get(link, headers=english).text
    with app.app_context(), clock.telling(NOON):
        village_step = db.session.scalars(select(MessageChoice)).one()
        assert (village_step.group, village_step.mail, village_step.mail_before) == ("own", NOT_AT_ALL, AT_ONCE)
        village.step()
        drain()
        assert len(post[MAIL].sent) == 1
    assert "It comes again" in client.post(link, data={"undo": "1"}, headers=english).text
    with app.app_context(), clock.telling(NOON):
        village.step()
        drain()
        assert len(post[MAIL].sent) == 2


def test_a_mail_program_unsubscribes_with_one_click(app: Flask, client: FlaskClient, post: dict[str, Postbox]) -> None:
    """RFC 8058: a POST without cookies or token of a form."""
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context(), clock.telling(NOON):
        village = Village()
        village.step()
        drain()
        mail = mail_to(post, "li@example.org")
        assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = stop_link(mail)
    assert client.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    with app.app_context():
        assert db.session.scalars(select(MessageChoice.mail)).all() == [NOT_AT_ALL]


def test_the_digest_s_link_stops_the_digest_alone(app: Flask, client: FlaskClient, post: dict[str, Postbox]) -> None:
    with app.app_context():
        with clock.telling(NOON):
            village = Village()
            wants(village.follower, notices=Ways(AT_ONCE, sms=False))
            village.step()
            drain()
        with clock.telling(EVENING):
            post_digests()
            drain()
        link = stop_link(mail_to(post, "wang@example.org"))
    client.post(link)
    with app.app_context():
        kept = {row.group: row.mail for row in db.session.scalars(select(MessageChoice))}
        assert kept == {"notices": AT_ONCE, "followed": NOT_AT_ALL}
    client.post(link, data={"undo": "1"})
    with app.app_context():
        kept = {row.group: row.mail for row in db.session.scalars(select(MessageChoice))}
        assert kept == {"notices": AT_ONCE, "followed": DIGEST}


def test_what_waits_is_dropped_when_the_digest_is_stopped(
    app: Flask, client: FlaskClient, post: dict[str, Postbox]
) -> None:
    with app.app_context():
        with clock.telling(NOON):
            village = Village()
            village.step()
            drain()
            off = {"followed": Ways(NOT_AT_ALL, sms=False), "notices": Ways(NOT_AT_ALL, sms=False)}
            wants(village.follower, **off)
        with clock.telling(EVENING):
            post_digests()
            drain()
            assert addresses(post[MAIL]) == ["li@example.org"]


@pytest.mark.parametrize("change", [lambda token: ("1" if token[0] == "0" else "0") + token[1:], lambda _token: "x"])
def test_a_made_up_link_is_not_there(app: Flask, client: FlaskClient, post: dict[str, Postbox], change: Any) -> None:
    with app.app_context(), clock.telling(NOON):
        village = Village()
        village.step()
        drain()
        mail = mail_to(post, "li@example.org")
        token = stop_link(mail).rpartition("/")[2]
    for method in (client.get, client.post):
        assert method(f"/unsubscribe/{change(token)}").status_code == 404
        assert method(f"/unsubscribe/{mail.ref}").status_code == 404, "the reference alone, as a Message-ID has it"
    with app.app_context():
        assert not db.session.scalars(select(MessageChoice)).all()


def test_neighbours_are_told_of_a_notice_of_their_place(app: Flask) -> None:
    with app.app_context():
        village = Village()
        building = make.make_place("hongda-1", parent=village.home)
        elsewhere = make.make_place("elsewhere")
        inside = make.make_person(place_id=building.id)
        make.make_account(inside)
        make.make_account(make.make_person(place_id=elsewhere.id))
        make.make_person(place_id=building.id)  # has no account and so no inbox
        actor = Actor(village.admin)
        words = AnnouncementWords(titles={"en": "Water is off"}, bodies={"en": "…"}, pinned=False, until=None)
        transact(lambda: publish_announcement(place_id=village.home.id, words=words, actor=actor))
        drain()
        assert set(db.session.scalars(select(Notification.person_id))) == {village.proposer, village.follower, inside}


def choices(**changed: str) -> dict[str, str]:
    groups = ("waits", "own", "about_me", "followed", "notices")
    asked = {f"{group}-mail": AT_ONCE for group in groups}
    return {**asked, "quiet-start": "21:00", "quiet-end": "08:30", **changed}


def test_the_page_of_choices_shows_what_counts_and_keeps_what_is_chosen(
    app: Flask, client: FlaskClient, count_queries: Any
) -> None:
    with app.app_context():
        village = Village()
        make.sign_in(client, village.proposer)
    english = {"Accept-Language": "en"}
    client.get("/me/messages", headers=english)
    with count_queries() as counted:
        page = client.get("/me/messages", headers=english).text
    assert counted.count <= 12, counted
    for words in ("What waits for me", "My proposals", "What I follow", "Notices of my place", "22:00"):
        assert words in page
    answer = client.post("/me/messages", data=choices(**{"own-mail": DIGEST, "own-sms": "y"}))
    assert answer.status_code == 302
    with app.app_context():
        row = db.session.get_one(MessageChoice, (village.proposer, "own"))
        assert (row.mail, row.sms) == (DIGEST, True)
    page = client.get("/me/messages").text
    assert 'value="21:00"' in page
    assert 'value="08:30"' in page


@pytest.mark.parametrize("wrong", [{"own-mail": "pigeon"}, {"quiet-start": "25:00"}, {"quiet-end": ""}])
def test_a_wrong_choice_comes_back_with_the_rest(app: Flask, client: FlaskClient, wrong: dict[str, str]) -> None:
    with app.app_context():
        village = Village()
        make.sign_in(client, village.proposer)
    answer = client.post("/me/messages", data=choices(**{"followed-mail": NOT_AT_ALL}) | wrong)
    assert answer.status_code == 422
    assert 'class="err"' in answer.text
    with app.app_context():
        assert not db.session.scalar(select(func.count()).select_from(MessageChoice))
