"""`portal translate`: for whoever writes code or translates it."""

import click
from flask import Flask

from portal.translations.catalogues import Owner, compile_changed, owners, progress, update, write_template

one_owner = click.option("--of", "key", metavar="OWNER", help="core, or a plugin's key; everything when left out.")


@click.group()
def translate() -> None:
    """Keep the catalogues in step with the code."""


@translate.command()
@one_owner
@click.pass_obj
def extract(app: Flask, key: str | None) -> None:
    """Write the template of messages (messages.pot) found in the code."""
    for owner in _chosen(app, key):
        with app.app_context():
            click.echo(write_template(owner))


@translate.command("update")
@one_owner
@click.pass_obj
def update_all(app: Flask, key: str | None) -> None:
    """Add new messages to the catalogues and take gone ones out."""
    for owner in _chosen(app, key):
        with app.app_context():
            for path in update(owner):
                click.echo(path)


@translate.command("compile")
@one_owner
@click.pass_obj
def compile_all(app: Flask, key: str | None) -> None:
    """Compile what has changed since it was last compiled."""
    for owner in _chosen(app, key):
        for path in compile_changed(owner):
            click.echo(path)


@translate.command()
@one_owner
@click.option("--missing", is_flag=True, help="List what is missing.")
@click.pass_obj
def stats(app: Flask, key: str | None, missing: bool) -> None:
    """Show how far each catalogue is."""
    for owner in _chosen(app, key):
        with app.app_context():
            for each in progress(owner):
                done = each.total - len(each.missing)
                faults = f", {len(each.faulty)} with wrong placeholders" if each.faulty else ""
                click.echo(f"{each.owner:16} {each.language:8} {done:5} of {each.total}{faults}")
                for message in (*each.missing, *each.faulty) if missing else ():
                    click.echo(f"    {message}")


def _chosen(app: Flask, key: str | None) -> list[Owner]:
    with app.app_context():
        found = {owner.key: owner for owner in owners()}
    if key is not None and key not in found:
        raise click.BadParameter(f"{key} is not among {', '.join(found)}.", param_hint="--of")
    return [found[key]] if key else list(found.values())
