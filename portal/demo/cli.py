"""The command that loads the demonstration."""

import click
from flask import Flask

from portal import config
from portal.demo.build import PASSWORD, NotEmpty, build_demo, is_empty, sign_in_names


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when the database holds something already.")
@click.pass_obj
def demo(app: Flask, if_empty: bool) -> None:
    """Fill an empty database with localities, people and proposals, all invented."""
    with app.app_context():
        if is_empty():
            click.echo("Building the demonstration …")
            build_demo()
        elif not if_empty:
            raise NotEmpty("The database holds something already; the demonstration needs an empty one.")
        if config.refresh().demo:
            click.echo(f"Sign in with the password {PASSWORD} as: {', '.join(sign_in_names())}")
