"""Commands for whoever writes a procedure in an editor."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_babel import force_locale

from portal import config
from portal.db import transact
from portal.events import SYSTEM, Actor
from portal.jurisdictions.tree import TREE, Place, in_language
from portal.procedures.checking import check
from portal.procedures.drawing import draw
from portal.procedures.locating import with_line
from portal.procedures.picture import picture_of
from portal.procedures.reading import read_toml
from portal.procedures.services import publish_procedure
from portal.proposals.procedure import BadProcedure, Problem, Procedure
from portal.translations import LANGUAGES

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
INTO = click.option("--into", "slug", required=True, help="The place whose procedure it is, by its address.")
AT = click.option("--into", "slug", default="", help="The place it is meant for; its levels and categories count too.")


@click.group("procedure")
def procedure_group() -> None:
    """Check, draw and publish procedures."""


@procedure_group.command("check")
@FILE
@AT
@click.pass_obj
def check_file(app: Flask, file: Path, slug: str) -> None:
    """Say whether a procedure could be published, and if not, every reason why with its line."""
    check_procedure_file(app, file, slug)


@procedure_group.command("draw")
@FILE
@AT
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to; beside the file when absent.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh_Hans", help="In which language.")
@click.pass_obj
def draw_file(app: Flask, file: Path, slug: str, out: Path | None, lang: str) -> None:
    """Draw a procedure as a picture (SVG)."""
    with app.app_context(), force_locale(lang):
        place, document, _text = _read(file, slug)
        try:
            procedure = Procedure.read(document)
        except BadProcedure as bad:
            raise click.ClickException("\n".join(map(str, bad.problems))) from bad
        picture = picture_of(draw(procedure, place), in_language(procedure.names))
    target = out or file.with_suffix(".svg")
    target.write_text(picture, "utf-8")
    click.echo(f"Drawn in {target}.")


@procedure_group.command("publish")
@FILE
@INTO
@click.pass_obj
def publish_file(app: Flask, file: Path, slug: str) -> None:
    """Publish a procedure at a place; proposals submitted from now on walk it."""
    with app.app_context(), force_locale("en"):
        place, document, text = _read(file, slug)
        assert place is not None  # `--into` is required here
        actor = Actor(None, None, SYSTEM)
        try:
            number = transact(lambda: publish_procedure(place=place, document=document, actor=actor).number)
        except BadProcedure as bad:
            raise _refusal(bad.problems, text) from bad
    click.echo(f"Version {number} is published at {slug}.")


def check_procedure_file(app: Flask, file: Path, slug: str) -> None:
    """Say whether a file could be published, at a place if one is named. Raises `ClickException` with every reason."""
    with app.app_context(), force_locale("en"):
        place, document, text = _read(file, slug)
        if problems := check(document, place):
            raise _refusal(problems, text)
    where = f"can be published at {slug}" if slug else "is a sound procedure; name a place with --into to be sure"
    click.echo(f"{file.name} {where}.")


def _read(file: Path, slug: str) -> tuple[Place | None, dict[str, Any], str]:
    config.refresh()
    place = TREE().by_slug.get(slug)
    if slug and place is None:
        raise click.ClickException(f"There is no place {slug}.")
    data = file.read_bytes()
    try:
        return place, read_toml(data), data.decode("utf-8-sig")
    except BadProcedure as bad:
        raise click.ClickException("\n".join(map(str, bad.problems))) from bad


def _refusal(problems: Sequence[Problem], text: str) -> click.ClickException:
    return click.ClickException("\n".join(with_line(problem, text) for problem in problems))
