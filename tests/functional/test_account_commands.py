"""`portal user` and `portal token`: accounts, roles and tokens from the command line."""

from urllib.parse import urlsplit

from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.cli import token_group, user_group
from portal.accounts.models import Account
from portal.accounts.queries import holder_of
from portal.db import db
from portal.roles.standing import standing_of
from portal.testing import factories as make

PASSWORD = "seven green boats"


def run(app: Flask, group: object, *arguments: str) -> Result:
    return CliRunner().invoke(group, arguments, obj=app)  # type: ignore[arg-type]


def test_the_first_administrator_is_made_and_signs_in(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        place = make.make_place("street")
    made = run(app, user_group, "create", "Root", "--role", "system_admin", "--password", PASSWORD)
    assert (made.exit_code, made.output) == (0, "root can sign in.\n")
    assert client.post("/sign-in", data={"name": "root", "password": PASSWORD}).status_code == 302
    with app.app_context():
        person_id = db.session.scalars(select(Account.person_id)).one()
        assert standing_of(person_id).may("roles.give", place.id)


def test_mistakes_change_nothing_and_say_why(app: Flask) -> None:
    with app.app_context():
        make.make_place("street")
    assert run(app, user_group, "create", "root", "--password", PASSWORD).exit_code == 0
    for arguments, says in (
        (("create", "r00t", "--password", PASSWORD), "looks like another's"),
        (("create", "other", "--password", "12345678"), "guessed first"),
        (("create", "other", "--role", "king", "--password", PASSWORD), "There is no role king"),
        (("create", "other", "--role", "auditor", "--at", "moon", "--password", PASSWORD), "There is no place moon"),
        (("create", "other", "--role", "unit_liaison", "--password", PASSWORD), "OrganisationNeeded"),
        (("role", "nobody", "auditor", "--at", "street"), "There is no account nobody"),
        (("role", "root", "auditor", "--at", "street", "--end"), "don't hold"),
    ):
        result = run(app, user_group, *arguments)
        assert result.exit_code != 0
        assert says in result.output
    with app.app_context():
        assert list(db.session.scalars(select(Account.login))) == ["root"]


def test_a_role_is_given_and_ended(app: Flask) -> None:
    with app.app_context():
        place = make.make_place("street")
    run(app, user_group, "create", "zhao", "--password", PASSWORD)
    for arguments, holds in ((("--until", "2099-12-31"), True), (("--end",), False)):
        assert run(app, user_group, "role", "zhao", "secretary", "--at", "street", *arguments).exit_code == 0
        with app.app_context():
            person_id = db.session.scalars(select(Account.person_id)).one()
            assert standing_of(person_id).plays("secretary", place.id) == holds


def test_reset_prints_an_address_that_sets_a_password(app: Flask, client: FlaskClient) -> None:
    run(app, user_group, "create", "zhao", "--password", PASSWORD)
    address = urlsplit(run(app, user_group, "reset", "zhao").output.strip())
    assert client.get(f"{address.path}?{address.query}").status_code == 200
    form = {"code": address.query.removeprefix("code="), "password": "eight blue boats"}
    assert client.post(address.path, data=form).status_code == 302


def test_a_token_is_printed_with_its_scopes(app: Flask) -> None:
    run(app, user_group, "create", "zhao", "--password", PASSWORD)
    assert "There is no scope" in run(app, token_group, "create", "--user", "zhao", "--scope", "everything").output
    token = run(app, token_group, "create", "--user", "zhao", "--scope", "read").output.strip()
    with app.app_context():
        holder = holder_of(token)
        assert holder is not None
        assert holder.scopes == {"read"}
