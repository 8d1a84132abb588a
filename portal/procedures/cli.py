"""Commands for whoever writes a procedure in an editor."""

from pathlib import Path
from typing import Any

import click
from flask import Flask

from portal import config
from portal.db import transact
from portal.events import SYSTEM, Actor
from portal.jurisdictions.tree import TREE, Place
from portal.procedures.checking import check
from portal.procedures.reading import read_toml
from portal.procedures.services import publish_procedure
from portal.proposals.procedure import BadProcedure

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
INTO = click.option("--into", "slug", required=True, help="The place whose procedure it is, by its address.")


@click.group("procedure")
def procedure_group() -> None:
    """Check and publish procedures."""


@procedure_group.command("check")
@FILE
@INTO
@click.pass_obj
def check_file(app: Flask, file: Path, slug: str) -> None:
    """Say whether a procedure could be published at a place, and if not, every reason why."""
    with app.app_context():
        place = _place(slug)
        if reasons := check(_document(file), place):
            raise click.ClickException("\n".join(reasons))
    click.echo(f"{file.name} can be published at {slug}.")


@procedure_group.command("publish")
@FILE
@INTO
@click.pass_obj
def publish_file(app: Flask, file: Path, slug: str) -> None:
    """Publish a procedure at a place; proposals submitted from now on walk it."""
    with app.app_context():
        place, document = _place(slug), _document(file)
        actor = Actor(None, None, SYSTEM)
        try:
            number = transact(lambda: publish_procedure(place=place, document=document, actor=actor).number)
        except BadProcedure as bad:
            raise click.ClickException("\n".join(bad.problems)) from bad
    click.echo(f"Version {number} is published at {slug}.")


def _place(slug: str) -> Place:
    config.refresh()
    place = TREE().by_slug.get(slug)
    if place is None:
        raise click.ClickException(f"There is no place {slug}.")
    return place


def _document(file: Path) -> dict[str, Any]:
    try:
        return read_toml(file.read_bytes())
    except BadProcedure as bad:
        raise click.ClickException("\n".join(bad.problems)) from bad
