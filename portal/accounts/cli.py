"""Commands about accounts and tokens, for whoever runs the portal; they hold every right."""

from datetime import date, datetime
from urllib.parse import urljoin

import click
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from portal import clock, config
from portal.accounts.forms import PASSWORD_WORDS
from portal.accounts.models import Account
from portal.accounts.passwords import hash_password, password_problems
from portal.accounts.queries import account_named
from portal.accounts.scopes import scopes as known_scopes
from portal.accounts.services.helping import reset_second_factor
from portal.accounts.services.opening import LoginTaken, open_account
from portal.accounts.services.recovery import issue_code
from portal.accounts.services.tokens import create_token
from portal.db import db, transact
from portal.events import CLOCK
from portal.jurisdictions.tree import TREE, Place
from portal.persons.contacts import BadContact, clean_email, clean_phone
from portal.persons.names import UnsafeName, clean_display_name, clean_login_name
from portal.persons.services.register import add_person
from portal.roles.models import RoleAssignment
from portal.roles.services import AlreadyHeld, RoleRefused, end_role, give_role
from portal.roles.standing import TEMPLATES
from portal.settings import Settings


@click.group("user")
def user_group() -> None:
    """Make accounts, give roles, set passwords anew."""


@user_group.command("create")
@click.argument("login")
@click.option("--name", help="The person's name; the login name when left out.")
@click.option("--phone", help="A phone number to sign in with.")
@click.option("--email", help="An e-mail address to sign in with.")
@click.option("--role", help="A role to give at once, such as system_admin.")
@click.option("--at", "slug", help="The place the role is given at; every topmost place when left out.")
@click.option(
    "--password",
    envvar="PORTAL_PASSWORD",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="Asked for when left out, which keeps it off the screen and the process list.",
)
@click.pass_obj
def create(
    app: Flask,
    login: str,
    name: str | None,
    phone: str | None,
    email: str | None,
    role: str | None,
    slug: str | None,
    password: str,
) -> None:
    """Make an account with the sign-in name LOGIN."""
    with app.app_context(), force_locale("en"):
        config.refresh()
        try:
            login = clean_login_name(login)
            name = clean_display_name(name or login)
            phone, email = clean_phone(phone) if phone else None, clean_email(email) if email else None
        except (UnsafeName, BadContact) as error:
            raise click.BadParameter(f"{type(error).__name__}: {error}") from error
        if problems := password_problems(password, about=[login, name, phone or "", email or ""]):
            raise click.BadParameter(" ".join(str(PASSWORD_WORDS[problem]) for problem in problems))
        places = _places(slug) if role else []
        _known_role(role)
        password_hash = hash_password(password)

        def work() -> None:
            person = add_person(name=name, phone=phone or "")
            open_account(
                person_id=person.id,
                login=login,
                phone=phone,
                email=email,
                password_hash=password_hash,
                language=None,
            )
            for place in places:
                _give(person.id, str(role), place, None, None)

        try:
            transact(work)
        except LoginTaken as error:
            raise click.ClickException(f"The name {login} is taken, or looks like another's.") from error
        except RoleRefused as error:
            raise click.ClickException(f"The role can't be given so: {type(error).__name__}.") from error
    click.echo(f"{login} can sign in.")


@user_group.command("role")
@click.argument("login")
@click.argument("role")
@click.option("--at", "slug", required=True, help="The place the role is held at; it counts there and below.")
@click.option("--organisation", "organisation_id", type=int, help="The organisation's number, for a unit's liaison.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day of the term.")
@click.option("--end", is_flag=True, help="End the role instead.")
@click.pass_obj
def role(
    app: Flask,
    login: str,
    role: str,
    slug: str,
    organisation_id: int | None,
    until: datetime | None,
    end: bool,
) -> None:
    """Give LOGIN the ROLE at a place, or end it."""
    with app.app_context():
        config.refresh()
        account, place = _account(login), _places(slug)[0]
        _known_role(role)
        person_id = account.person_id
        if end:
            _end(person_id, role, place)
            click.echo(f"{login} no longer holds {role} at {slug}.")
            return
        try:
            transact(lambda: _give(person_id, role, place, until.date() if until else None, organisation_id))
        except AlreadyHeld as error:
            raise click.ClickException(f"{login} holds {role} at {slug} already.") from error
        except RoleRefused as error:
            raise click.ClickException(f"The role can't be given so: {type(error).__name__}.") from error
    click.echo(f"{login} holds {role} at {slug}.")


@user_group.command("reset")
@click.argument("login")
@click.option("--second-factor", is_flag=True, help="Take the second factor away too, for somebody who lost the app.")
@click.pass_obj
def reset(app: Flask, login: str, second_factor: bool) -> None:
    """Print an address where LOGIN's password is set anew, once, within the hour."""
    with app.app_context():
        config.refresh()
        account, secret = _account(login), str(app.secret_key)
        account_id, person_id = account.id, account.person_id
        if second_factor:
            place = _places(None)[0]
            transact(lambda: reset_second_factor(person_id=person_id, place=place, actor=CLOCK))
        code = transact(lambda: issue_code(account_id=account_id, secret=secret))
        settings: Settings = app.extensions["portal.settings"]
    click.echo(urljoin(settings.base_url, f"/recover/code?code={code}"))


@click.group("token")
def token_group() -> None:
    """Make tokens for the API."""


@token_group.command("create")
@click.option("--user", "login", required=True, help="The login name the token stands for.")
@click.option("--scope", "scopes", multiple=True, help="What it may do; everything if left out.")
@click.option("--name", default="command line", show_default=True, help="What it is for.")
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True, help="How long it lasts.")
@click.pass_obj
def token_create(app: Flask, login: str, scopes: tuple[str, ...], name: str, days: int) -> None:
    """Print a new token; it can't be shown again."""
    with app.app_context(), app.test_request_context():
        config.refresh()
        known = tuple(known_scopes())
        if unknown := set(scopes) - set(known):
            raise click.BadParameter(f"There is no scope {min(unknown)}; there are {', '.join(known)}.")
        account_id = _account(login).id
        made = transact(lambda: create_token(account_id=account_id, name=name, scopes=scopes or known, days=days))
    click.echo(made)


def _account(login: str) -> Account:
    account = account_named(login.casefold())
    if account is None:
        raise click.ClickException(f"There is no account {login}.")
    return account


def _places(slug: str | None) -> list[Place]:
    if slug is None:
        roots = TREE().children(None)
        if not roots:
            raise click.ClickException("There is no place yet to hold a role at.")
        return roots
    place = TREE().by_slug.get(slug)
    if place is None:
        raise click.ClickException(f"There is no place {slug}.")
    return [place]


def _known_role(role: str | None) -> None:
    if role is not None and role not in TEMPLATES():
        raise click.ClickException(f"There is no role {role}; there are {', '.join(TEMPLATES())}.")


def _give(person_id: int, role: str, place: Place, ends: date | None, organisation_id: int | None) -> None:
    give_role(
        person_id=person_id,
        role=role,
        place=place,
        starts=clock.today(place.zone),
        ends=ends,
        organisation_id=organisation_id,
        actor=CLOCK,
    )


def _end(person_id: int, role: str, place: Place) -> None:
    held = db.session.scalars(
        select(RoleAssignment.id).where(
            RoleAssignment.person_id == person_id,
            RoleAssignment.role == role,
            RoleAssignment.place_id == place.id,
            RoleAssignment.ended_at.is_(None),
        )
    ).all()
    if not held:
        raise click.ClickException("They don't hold this role there.")

    def work() -> None:
        for assignment_id in held:
            end_role(assignment_id=assignment_id, actor=CLOCK)

    transact(work)
