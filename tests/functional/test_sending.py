"""What sending costs and what becomes of it: the SMS of a month, the log, mail that comes back."""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.accounts.models import Account
from portal.cli import cli
from portal.db import db, transact
from portal.events import NOT_AT_ALL, EventRecord
from portal.notifications import budget, digests, providers
from portal.notifications.bounces import SOFT_ALLOWED, Bounce, note_bounce
from portal.notifications.choosing import Quiet, Ways, choose
from portal.notifications.models import FailingAddress, Notification, SentMessage, SmsMonth
from portal.notifications.providers import MAIL, SMS, Message, Refused, Smtp
from portal.outbox import OutboxRow, enqueue
from portal.plugin.contributions import Undeliverable
from portal.testing import factories as make
from portal.worker.loop import drain
from tests.functional.postbox import NOON, Postbox, Village, set_at
from tests.functional.test_messages import EVENING

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def post(app: Flask) -> dict[str, Postbox]:
    boxes = {MAIL: Postbox(), SMS: Postbox()}
    app.extensions["portal.providers"] = boxes
    return boxes


def by_sms(person: int) -> None:
    ways = {"own": Ways(NOT_AT_ALL, sms=True)}
    transact(lambda: choose(person_id=person, ways=ways, quiet=Quiet()))


def test_sms_are_counted_in_parts_and_end_with_the_month_s_budget(app: Flask, post: dict[str, Postbox]) -> None:
    with app.app_context(), clock.telling(NOON):
        village = Village()
        by_sms(village.proposer)
        set_at(village.home, "sms_a_month", 5)
        for _time in range(4):
            village.step()
        drain()
        parts = budget.parts_of(post[SMS].sent[0].body)
        assert parts == 2
        assert len(post[SMS].sent) == 2
        assert budget.budget_of(village.home).used == 4
        states = db.session.scalars(select(SentMessage.state).where(SentMessage.medium == SMS)).all()
        assert sorted(states) == ["sent", "sent", "unaffordable", "unaffordable"]
        instead = [mail.address for mail in post[MAIL].sent]
        assert instead.count("li@example.org") == 2, "what no SMS could tell, a mail does"
        told = db.session.scalars(select(EventRecord).where(EventRecord.name == "message.sms_used_up")).one()
        assert told.parties == {"administrators": [village.admin]}
        assert instead.count("admin@example.org") == 1
        payload = {"account": village.account, "template": "recovery", "values": {"link": "x"}}
        transact(lambda: db.session.execute(Account.__table__.update().values(email=None)))
        transact(lambda: enqueue("message", payload))
        drain()
        assert len(post[SMS].sent) == 3, "a code is never refused"
        assert budget.budget_of(village.home).used > 5


def test_a_place_without_its_own_number_uses_that_of_the_place_above(app: Flask) -> None:
    with app.app_context():
        street = make.make_place("street", takes_proposals=False)
        one, two = make.make_place("one", parent=street), make.make_place("two", parent=street)
        set_at(street, "sms_a_month", 3)
        assert [transact(lambda at=at: budget.take(place_id=at.id, parts=1)) for at in (one, two, one, two)] == [
            True,
            True,
            True,
            False,
        ]
        set_at(two, "sms_a_month", 1)
        assert transact(lambda: budget.take(place_id=two.id, parts=1))
        assert not transact(lambda: budget.take(place_id=one.id, parts=1))
        used = {row.place_id: row.used for row in db.session.scalars(select(SmsMonth))}
        assert used == {street.id: 3, two.id: 1}


def test_the_next_month_has_its_own_sms(app: Flask) -> None:
    with app.app_context():
        place = make.make_place("one")
        set_at(place, "sms_a_month", 1)
        take = lambda: transact(lambda: budget.take(place_id=place.id, parts=1))  # noqa: E731
        with clock.telling(NOON):
            assert (take(), take()) == (True, False)
        with clock.telling(NOON.replace(month=12)):
            assert take()


def test_many_workers_at_once_never_send_more_than_the_budget(app: Flask) -> None:
    with app.app_context():
        place = make.make_place("one")
        set_at(place, "sms_a_month", 25)

    def take(_number: int) -> bool:
        with app.app_context():
            return transact(lambda: budget.take(place_id=place.id, parts=1))

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take, range(60)))
    with app.app_context():
        assert taken.count(True) == 25
        assert budget.budget_of(place).used == 25
        told = db.session.scalars(select(EventRecord).where(EventRecord.name == "message.sms_used_up")).all()
        assert len(told) == 1


def test_an_sms_that_never_went_out_is_given_back(app: Flask, post: dict[str, Postbox]) -> None:
    post[SMS].raises = Undeliverable("no such number")
    with app.app_context(), clock.telling(NOON):
        village = Village()
        by_sms(village.proposer)
        village.step()
        drain()
        assert budget.budget_of(village.home).used == 0


def test_two_workers_make_one_digest(app: Flask, post: dict[str, Postbox]) -> None:
    with app.app_context(), clock.telling(NOON):
        village = Village()
        people = [make.make_person(place_id=village.home.id) for _ in range(20)]
        for person in people:
            make.make_account(person, email=f"p{person}@example.org")
        village.follow(*people)
        village.step()
        drain()
    post[MAIL].sent.clear()

    def work(_number: int) -> None:
        with app.app_context():
            digests.post_digests()

    with clock.telling(EVENING):
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
        with app.app_context():
            drain()
            sent = [mail.address for mail in post[MAIL].sent]
            assert len(sent) == len(set(sent)) == 21
            assert not db.session.scalars(select(Notification.id).where(Notification.for_digest)).all()


def test_a_digest_cut_off_midway_loses_nothing(
    app: Flask, post: dict[str, Postbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        with clock.telling(NOON):
            village = Village()
            village.step()
            drain()
        post[MAIL].sent.clear()

        def die(*_: Any) -> None:
            raise KeyboardInterrupt

        with clock.telling(EVENING):
            monkeypatch.setattr(digests, "send_later", die)
            with pytest.raises(KeyboardInterrupt):
                digests.post_digests()
            monkeypatch.undo()
            app.extensions["portal.providers"] = post
            digests.post_digests()
            drain()
            assert [mail.address for mail in post[MAIL].sent] == ["wang@example.org"]


@pytest.mark.timeout(120)
def test_five_thousand_followers_are_told_in_few_statements(
    app: Flask, post: dict[str, Postbox], count_queries: Any
) -> None:
    with app.app_context(), clock.telling(NOON):
        village = Village()
        moment = clock.now()
        people = [
            {"ref": f"f{number}", "name": "F", "created_at": moment, "place_id": village.home.id}
            for number in range(5000)
        ]
        from portal.persons.models import Person  # noqa: PLC0415

        ids = transact(lambda: db.session.scalars(Person.__table__.insert().returning(Person.id), people).all())
        accounts = [
            {
                "person_id": person,
                "login": f"f{person}",
                "login_skeleton": f"f{person}",
                "password_hash": "!",
                "email": f"f{person}@example.org",
                "created_at": moment,
                "blocked_reason": "",
            }
            for person in ids
        ]
        transact(lambda: db.session.execute(Account.__table__.insert(), accounts))
        village.follow(*ids)
        village.step()
        with count_queries() as counted:
            from portal.worker.delivering import deliver_next  # noqa: PLC0415

            deliver_next()
        assert db.session.scalar(select(db.func.count()).select_from(Notification)) == 5002
        assert counted.count <= 200, counted.count


def test_the_log_shows_who_is_masked_and_never_what_was_said(
    app: Flask, client: FlaskClient, post: dict[str, Postbox], count_queries: Any
) -> None:
    with app.app_context(), clock.telling(NOON):
        village = Village()
        foreign = make.make_place("elsewhere")
        stranger = make.make_person(place_id=foreign.id)
        account = make.make_account(stranger, email="stranger@example.org")
        for each in (village.account, account):
            payload = {"account": each, "template": "recovery", "values": {"link": "http://x/s3cret"}}
            transact(lambda payload=payload: enqueue("message", payload))
        village.step()
        drain()
        make.sign_in(client, village.admin)
    client.get("/j/hongda/messages/")
    with count_queries() as counted:
        page = client.get("/j/hongda/messages/", headers=ENGLISH).text
    assert counted.count <= 12, counted
    assert "l***@example.org" in page
    assert "Set a new password" in page
    assert "0 of 1000 used" in page
    for hidden in ("li@example.org", "s3cret", "s***@example.org", "Snow on the paths"):
        assert hidden not in page
    assert "My proposals" not in table(client.get("/j/hongda/messages/?kind=recovery", headers=ENGLISH).text)
    assert "Nothing fits" in client.get("/j/hongda/messages/?state=failed", headers=ENGLISH).text
    assert client.get("/j/hongda/messages/?state=nonsense&kind=%27").status_code == 200
    assert client.get("/j/hongda/messages/?after=x").status_code == 404
    assert client.get("/j/elsewhere/messages/").status_code == 403


def table(page: str) -> str:
    return page.split("<tbody>")[1]


def test_a_failed_message_is_sent_again_and_a_code_is_not(
    app: Flask, client: FlaskClient, post: dict[str, Postbox]
) -> None:
    post[MAIL].raises = Undeliverable("li@example.org is 123456 at https://x/s3cret")
    with app.app_context(), clock.telling(NOON):
        village = Village()
        village.step()
        payload = {"account": village.account, "template": "recovery", "values": {"link": "x"}}
        transact(lambda: enqueue("message", payload))
        drain()
        rows = {row.kind: row.id for row in db.session.scalars(select(SentMessage))}
        errors = set(db.session.scalars(select(SentMessage.error)))
        assert errors == {"l***@example.org is … at …"}
        make.sign_in(client, village.admin)
    page = client.get("/j/hongda/messages/", headers=ENGLISH).text
    assert page.count("Send again") == 1
    post[MAIL].raises = None
    with clock.telling(NOON):
        for row in (rows["own"], rows["recovery"], rows["own"]):
            client.post(f"/j/hongda/messages/{row}/again")
        with app.app_context():
            drain()
    assert [mail.address for mail in post[MAIL].sent] == ["li@example.org"]
    with app.app_context():
        foreign = make.make_place("elsewhere")
        make.give_role(village.admin, "locality_admin", foreign)
    assert client.post(f"/j/elsewhere/messages/{rows['own']}/again").status_code == 404
    assert client.post("/j/hongda/messages/99999/again").status_code == 404


def returned(ref: str, status: str, action: str = "failed") -> bytes:
    return f"""\
From: MAILER-DAEMON@mail.example.org
To: linli@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; li@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} unknown user

--b
Content-Type: message/rfc822

Message-ID: <{ref}@localhost>
Subject: x

text
--b--
""".encode()


def give_back(app: Flask, raw: bytes) -> str:
    result = CliRunner().invoke(cli, ["mail", "bounces", "-"], input=raw, obj=app)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def same_app(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr("portal.cli.create_app", lambda: app)
    return app


def test_a_hard_bounce_stops_mail_and_tells_its_owner(
    same_app: Flask, client: FlaskClient, post: dict[str, Postbox]
) -> None:
    with same_app.app_context(), clock.telling(NOON):
        village = Village()
        village.step()
        drain()
        ref = post[MAIL].sent[0].ref
        make.sign_in(client, village.proposer)
    assert "Correct the address" not in client.get("/me", headers=ENGLISH).text
    with clock.telling(NOON):
        assert "can't be reached" in give_back(same_app, returned(ref, "5.1.1"))
    with same_app.app_context(), clock.telling(NOON):
        drain()
        village.step()
        drain()
        assert [mail.address for mail in post[MAIL].sent] == ["li@example.org"], "nothing more"
        assert db.session.scalars(select(SentMessage.state).where(SentMessage.ref == ref)).one() == "bounced"
    assert "Correct the address" in client.get("/me", headers=ENGLISH).text
    assert "Mail to you comes back." in client.get("/inbox", headers=ENGLISH).text
    assert "Correct the address" in client.get("/me/messages", headers=ENGLISH).text
    client.post("/me/messages/try-again")
    assert "Correct the address" not in client.get("/me", headers=ENGLISH).text


@pytest.mark.parametrize(("status", "action"), [("4.2.1", "delayed"), ("5.2.2", "failed")])
def test_a_passing_bounce_only_counts(app: Flask, post: dict[str, Postbox], status: str, action: str) -> None:
    with app.app_context(), clock.telling(NOON):
        village = Village()
        for _time in range(SOFT_ALLOWED):
            village.step()
        drain()
        hard = status.startswith("5.1")
        for number, mail in enumerate(post[MAIL].sent, 1):
            from portal.notifications.bounces import read_bounce  # noqa: PLC0415

            found = read_bounce(returned(mail.ref, status, action))
            assert found is not None
            assert found.hard is hard
            for _again in range(2):  # the same return twice counts once
                transact(lambda found=found: note_bounce(found))
            row = db.session.get_one(FailingAddress, "li@example.org")
            assert (row.soft, row.failed_at is not None) == (number, number == SOFT_ALLOWED)


@pytest.mark.parametrize(
    "raw", [b"", b"Subject: hello\n\nhi", b"\xff\xfe\x00", returned("0" * 32, "5.1.1"), returned("x", "5.1.1")]
)
def test_a_mail_that_is_no_return_of_ours_changes_nothing(same_app: Flask, raw: bytes) -> None:
    assert "Nothing noted" in give_back(same_app, raw)
    with same_app.app_context():
        assert not db.session.scalars(select(FailingAddress)).all()


def test_a_made_up_return_stops_nobody_s_mail(app: Flask) -> None:
    with app.app_context():
        Village()
        assert transact(lambda: note_bounce(Bounce("0" * 32, hard=True, reason="550"))) is None


def test_an_address_the_server_refuses_is_given_up(app: Flask, post: dict[str, Postbox]) -> None:
    post[MAIL].raises = Refused("li@example.org", "550 5.1.1 <li@example.org> unknown")
    with app.app_context(), clock.telling(NOON):
        village = Village()
        village.step()
        drain()
        row = db.session.get_one(FailingAddress, "li@example.org")
        assert row.failed_at is not None
        assert row.reason == "550 5.1.1 <l***@example.org> unknown"
        rows = db.session.scalars(select(OutboxRow).where(OutboxRow.given_up_at.is_not(None))).all()
        assert len(rows) == 1
        names = set(db.session.scalars(select(EventRecord.name)))
        assert "message.address_failed" in names


@pytest.mark.parametrize(
    ("refusal", "raised"),
    [
        (smtplib.SMTPRecipientsRefused({"a@x.org": (550, b"5.1.1 no such user")}), Refused),
        (smtplib.SMTPRecipientsRefused({"a@x.org": (552, b"5.2.2 mailbox full")}), ConnectionError),
        (smtplib.SMTPRecipientsRefused({"a@x.org": (450, b"4.2.1 later")}), ConnectionError),
        (smtplib.SMTPDataError(554, b"spam"), Undeliverable),
        (smtplib.SMTPDataError(451, b"later"), ConnectionError),
    ],
)
def test_what_a_mail_server_refuses_for_good_is_told_apart(
    monkeypatch: pytest.MonkeyPatch, refusal: Exception, raised: type[Exception]
) -> None:
    class Server:
        """Refuses every mail."""

        def __enter__(self) -> "Server":
            return self

        def __exit__(self, *_: object) -> None:
            return

        def has_extn(self, _name: str) -> bool:
            return False

        def send_message(self, mail: Any) -> None:
            assert mail["Message-ID"] == f"<{'a' * 32}@linli.example>"
            assert mail["List-Unsubscribe"] == "<http://x>"
            assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
            raise refusal

    monkeypatch.setattr(providers, "_connected", lambda *_: Server())
    message = Message(
        "a@x.org", "Hi", "text", html="<p>text</p>", ref="a" * 32, headers={"List-Unsubscribe": "<http://x>"}
    )
    with pytest.raises(raised) as caught:
        Smtp("smtp://localhost", "Linli <post@linli.example>").send(message)
    assert type(caught.value) is raised
