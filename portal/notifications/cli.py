"""`portal mail`: what the mail server hands back."""

from typing import BinaryIO

import click
from flask import Flask

from portal.db import transact
from portal.notifications.bounces import note_bounce, read_bounce
from portal.persons.contacts import mask_email

LARGEST = 5 * 1024 * 1024


@click.group("mail")
def mail_group() -> None:
    """Deal with mail that comes back."""


@mail_group.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.pass_obj
def bounces(app: Flask, file: BinaryIO) -> None:
    """Note a returned mail: FILE holds it as the mail server got it, - is standard input.

    Let your mail server pipe what comes back to the sender's address into this command. An address that is gone gets
    no more mail, and its owner is told in the inbox. A mail that isn't a return, or not of a message of this portal, is
    left alone.
    """
    found = read_bounce(file.read(LARGEST))
    with app.app_context():
        address = transact(lambda: note_bounce(found)) if found else None
    if found is None or address is None:
        click.echo("Nothing noted: this is no return of a mail this portal sent.")
    else:
        how = "can't be reached" if found.hard else "could not be reached for now"
        click.echo(f"Noted: {mask_email(address)} {how} ({found.reason}).")
