"""`portal plugin`: see, switch and write plugins."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click
from flask import Flask
from flask_babel import force_locale

from portal.db import transact
from portal.events import CLOCK
from portal.jurisdictions.tree import TREE, Place
from portal.migrating import write_revision
from portal.plugin.registry import plugins
from portal.plugin.scaffold import CannotWrite, write_distribution
from portal.plugin.switches import SWITCHES
from portal.switchboard import services

at = click.option("--at", "slug", metavar="PLACE", help="A place's slug; every root of the tree when left out.")


@click.group()
def plugin() -> None:
    """See, switch and write plugins."""


@plugin.command("list")
@click.pass_obj
def list_all(app: Flask) -> None:
    """List the plugins found and where they are switched."""
    with app.app_context(), force_locale("en"):
        for each in plugins().plugins:
            stopped = "  (stopped by PORTAL_DISABLED_PLUGINS)" if each.key in plugins().killed else ""
            click.echo(f"{each.key:20} {each.description}{stopped}")
            for place_id, on in sorted(SWITCHES().get(each.key, {}).items()):
                click.echo(f"    {'on' if on else 'off':4} {TREE().by_id[place_id].slug}")


@plugin.command()
@click.argument("key")
@at
@click.pass_obj
def enable(app: Flask, key: str, slug: str | None) -> None:
    """Switch a plugin on at a place and below."""
    _switch(app, key, slug, on=True)


@plugin.command()
@click.argument("key")
@at
@click.pass_obj
def disable(app: Flask, key: str, slug: str | None) -> None:
    """Switch a plugin off at a place and below."""
    _switch(app, key, slug, on=False)


@plugin.command()
@click.argument("name")
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The folder it is written into."
)
def new(name: str, into: Path) -> None:
    """Write a working plugin distribution: a page, a table, a stage kind, a hook, words and tests."""
    try:
        folder = write_distribution(name=name, into=into)
    except CannotWrite as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Written: {folder}\nTry it:  pip install -e {folder} && pytest {folder}")


@plugin.command()
@click.argument("key")
@click.argument("message")
@click.pass_obj
def revision(app: Flask, key: str, message: str) -> None:
    """Write a migration with what has changed in a plugin's models since its last one."""
    with app.app_context():
        if key not in plugins().by_key:
            raise click.ClickException(f"There is no plugin {key}.")
        click.echo(write_revision(message, owner=key))


def _switch(app: Flask, key: str, slug: str | None, *, on: bool) -> None:
    with app.app_context(), force_locale("en"):
        for place in _places(slug):
            switch = partial(services.switch_plugin, place_id=place.id, key=key, row=on, actor=CLOCK)
            try:
                transact(switch)
            except services.UnknownPlugin:
                raise click.ClickException(f"There is no plugin {key}, or PORTAL_DISABLED_PLUGINS stops it.") from None
            except services.CannotSwitch as refused:
                raise click.ClickException(f"{place.slug}: {refused}") from None
            click.echo(f"{key} is {'on' if on else 'off'} at {place.slug}.")


def _places(slug: str | None) -> Sequence[Place]:
    tree = TREE()
    found = tree.children(None) if slug is None else [tree.by_slug[slug]] if slug in tree.by_slug else []
    if not found:
        raise click.ClickException(f"There is no place {slug}." if slug else "There is no place yet.")
    return found
