"""The command line: rooms bring their commands. Errors are one line on standard error, without a traceback."""

import sys
from pathlib import Path

import click
from flask import Flask
from flask_babel import force_locale
from sqlalchemy.exc import DBAPIError

from portal.accounts.cli import token_group, user_group
from portal.app import create_app
from portal.checks import problems
from portal.db import Busy, Unsafe
from portal.demo.build import NotEmpty
from portal.demo.cli import demo
from portal.installing import install
from portal.jurisdictions.cli import place_group
from portal.migrating import BrokenReferences
from portal.notifications.cli import mail_group
from portal.plugin.base import PluginProblem
from portal.procedures.cli import check_procedure_file, procedure_group
from portal.serving import serve
from portal.settings import BadSettings
from portal.switchboard.cli import plugin
from portal.translations.cli import translate
from portal.worker.cli import clock_group, worker


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
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


@cli.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", "slug", default="", help="With a FILE: the place the procedure is meant for.")
@click.pass_obj
def check(app: Flask, file: Path | None, slug: str) -> None:
    """Check this portal, or the procedure in FILE; exit with 1 and every reason.

    Without FILE: settings, database, plugins, permissions, catalogues and the procedures in force.
    """
    if file is not None:
        check_procedure_file(app, file, slug)
        return
    with app.app_context(), force_locale("en"):
        if reasons := list(problems()):
            raise click.ClickException("\n".join(reasons))
    click.echo("Everything is in order.")


for command in (
    clock_group,
    demo,
    mail_group,
    place_group,
    plugin,
    procedure_group,
    serve,
    token_group,
    translate,
    user_group,
    worker,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line; the console script `portal`. Exits with 1 for what failed, 2 for what was asked wrongly."""
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(2)
    except click.ClickException as error:
        _fail(error.format_message(), error.exit_code)
    except click.Abort:
        _fail("Stopped.", 1)
    except DBAPIError as error:
        said = str(error.orig).strip().partition("\n")[0]
        _fail(f"The database refused: {said} (`portal init` brings it up to date)", 1)
    except (BadSettings, PluginProblem, BrokenReferences, Unsafe, NotEmpty) as error:
        _fail(str(error), 1)
    except Busy:
        _fail("The database is too busy; nothing was changed.", 1)


def _fail(message: str, code: int) -> None:
    for line in message.splitlines():
        click.echo(f"portal: {line.strip()}", err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
