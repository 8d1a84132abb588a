"""The command line. Errors are one line on standard error, without a traceback."""

import sys

import click
from flask import Flask

from portal.app import create_app
from portal.installing import install
from portal.migrating import BrokenReferences
from portal.plugin.registry import PluginProblem
from portal.procedures.cli import procedure_group
from portal.settings import BadSettings
from portal.web.serving import serve
from portal.worker.cli import clock_group, worker


@click.group()
@click.pass_context
def cli(context: click.Context) -> None:
    """Run and administer a Linli portal."""
    context.obj = create_app()


@cli.command()
@click.pass_obj
def init(app: Flask) -> None:
    """Create the database, or bring it up to date."""
    with app.app_context():
        install()
    click.echo("The database is up to date.")


cli.add_command(clock_group)
cli.add_command(procedure_group)
cli.add_command(serve)
cli.add_command(worker)


def main() -> None:
    """Run the command line; the console script `portal`."""
    try:
        cli()
    except (BadSettings, PluginProblem, BrokenReferences) as error:
        click.echo(f"portal: {error}", err=True)
        sys.exit(1)
