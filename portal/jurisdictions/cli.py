"""The command that adds places: the first one can't be added in the browser, where nobody holds a role yet."""

import click
from flask import Flask

from portal import config
from portal.db import transact
from portal.events import CLOCK
from portal.jurisdictions.services import PlaceDetails, Taken, TooDeep, add_place, found_place
from portal.jurisdictions.tree import TREE


@click.group("place")
def place_group() -> None:
    """Add places to the tree."""


@place_group.command("add")
@click.argument("slug")
@click.option("--name", required=True, help="Its name, in every language until somebody translates it.")
@click.option("--below", help="The address of the place it belongs to; a topmost place when left out.")
@click.option("--level", default="community", show_default=True, help="The key of its level: district, street …")
@click.option("--code", help="The letters before its proposals' numbers, such as HD.")
@click.option("--takes-proposals", is_flag=True, help="Residents propose here.")
@click.pass_obj
def add(
    app: Flask, slug: str, name: str, below: str | None, level: str, code: str | None, takes_proposals: bool
) -> None:
    """Add a place with the address /j/SLUG/."""
    if not slug.replace("-", "").isalnum() or not slug.isascii() or slug != slug.lower():
        raise click.BadParameter("An address has small letters, digits and hyphens only.", param_hint="SLUG")
    if takes_proposals and not code:
        raise click.UsageError("A place that takes proposals needs a --code for their numbers.")
    names = dict.fromkeys(("zh_Hans", "zh_Hant", "en"), name)
    details = PlaceDetails(names=names, level=level, code=code, takes_proposals=takes_proposals)
    with app.app_context():
        config.refresh()
        parent = TREE().by_slug.get(below) if below else None
        if below and parent is None:
            raise click.ClickException(f"There is no place {below}.")
        try:
            if parent is None:
                transact(lambda: found_place(slug=slug, details=details, actor=CLOCK))
            else:
                transact(lambda: add_place(parent_id=parent.id, slug=slug, details=details, actor=CLOCK))
        except Taken as taken:
            raise click.ClickException(f"Another place has this {taken.field}.") from taken
        except TooDeep as deep:
            raise click.ClickException("The tree would become too deep.") from deep
    click.echo(f"The place {slug} is added.")
