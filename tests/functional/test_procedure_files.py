"""Procedures that come with the portal pass the check; broken ones are refused with every reason."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from portal.cli import cli
from portal.db import db
from portal.procedures.checking import check
from portal.procedures.reading import DOCUMENTS
from portal.proposals.models import ProcedureVersion
from portal.testing import factories as make
from tests.functional.localities import document, locality

Change = Callable[[dict[str, Any]], None]


def stage(written: dict[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in written["stages"] if one["key"] == key)
    return found


@pytest.mark.parametrize("name", ["hongda", "kenli"])
def test_procedures_that_come_along_pass(app: Flask, name: str) -> None:
    with app.app_context():
        assert check(document(name), locality(name).place) == []


def test_names_stand_in_three_languages() -> None:
    for name in ("hongda", "kenli"):
        written = document(name)
        for names in (written["name"], *(one["name"] for one in written["stages"])):
            assert names.keys() == {"zh_Hans", "zh_Hant", "en"}


BROKEN: dict[str, tuple[Change, str]] = {
    "no stages": (lambda d: d.update(stages=[]), "no stages"),
    "kind absent": (lambda d: stage(d, "filing").update(kind="filling"), "no stage kind filling"),
    "return without arrow": (lambda d: stage(d, "rating").update(next=[]), "needs an arrow"),
    "return with a condition only": (
        lambda d: stage(d, "rating").update(next=[{"on": "reopened", "to": "triage", "when": {"grade": ["small"]}}]),
        "needs an arrow",
    ),
    "arrow to nowhere": (lambda d: stage(d, "filing").update(next=[{"on": "filed", "to": "x"}]), "isn't there"),
    "arrow from nothing": (lambda d: stage(d, "filing").update(next=[{"on": "x", "to": "end"}]), "never ends with x"),
    "arrow never taken": (
        lambda d: stage(d, "filing").update(next=[{"on": "filed", "to": "triage"}, {"on": "filed", "to": "end"}]),
        "never taken",
    ),
    "stage never reached": (
        lambda d: stage(d, "handling")["next"].append({"on": "done", "to": "rating"}),
        "is never reached",
    ),
    "no way to the end": (
        lambda d: stage(d, "archive").update(kind="intake", next=[{"on": "received", "to": "archive"}]),
        "no way to the end",
    ),
    "no actor": (lambda d: stage(d, "filing").pop("actor"), "has no actor"),
    "unknown actor": (lambda d: stage(d, "filing").update(actor="mayor"), "no role mayor"),
    "nobody has to act": (lambda d: stage(d, "filing").update(actor="nobody"), "somebody must act"),
    "unknown level": (lambda d: stage(d, "filing").update(at="moon"), "level moon"),
    "unknown option": (lambda d: stage(d, "rating").update(options={"size": 3}), "no such field"),
    "option out of bounds": (lambda d: stage(d, "notice").update(options={"days": 0}), "option days"),
    "option of another type": (lambda d: stage(d, "notice").update(options={"days": "five"}), "whole number"),
    "fact nobody tells": (
        lambda d: stage(d, "filing").update(next=[{"on": "filed", "to": "triage", "when": {"rain": [True]}}]),
        "no stage tells",
    ),
    "two stages of one key": (lambda d: d["stages"].append(dict(d["stages"][0])), "Two stages"),
    "clock is no number": (lambda d: stage(d, "filing").update(clock="soon"), "number of working days"),
    "newer kind": (lambda d: stage(d, "filing").update(kind_version=9), "newer version"),
    "unknown entry": (lambda d: stage(d, "filing").update(colour="red"), "unknown entry colour"),
    "unknown oversight": (lambda d: d.update(oversight="king"), "no role king"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_procedure_is_refused_with_its_reason(app: Flask, case: str) -> None:
    change, reason = BROKEN[case]
    with app.test_request_context("/?lang=en"):
        here = locality("hongda")
        written = document("hongda")
        change(written)
        said = [str(problem) for problem in check(written, here.place)]
        assert any(reason in one for one in said), said


def test_stage_of_a_plugin_that_is_off_here_is_refused(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        here = locality("hongda")
        make.switch("round_table", here.place, on=False)
        assert any("is not switched on here" in str(said) for said in check(document("hongda"), here.place))


def test_command_line_checks_and_publishes(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        here = locality("hongda")
    runner = CliRunner()
    file = DOCUMENTS / "hongda.toml"

    def run(*arguments: str) -> tuple[int, str]:
        group = cli.commands["procedure"]
        result = runner.invoke(group, arguments, obj=app)
        return result.exit_code, result.output

    assert run("check", str(file), "--into", "hongda")[0] == 0
    code, said = run("publish", str(file), "--into", "hongda")
    assert code == 0
    assert "Version 2" in said
    broken = tmp_path / "broken.toml"
    broken.write_text(file.read_text("utf-8").replace('actor = "secretary"', 'actor = "mayor"'), "utf-8")
    code, said = run("publish", str(broken), "--into", "hongda")
    assert code == 1
    assert "mayor" in said
    assert run("check", str(file), "--into", "nowhere")[0] == 1
    (tmp_path / "no.toml").write_text("= nothing", "utf-8")
    assert run("check", str(tmp_path / "no.toml"), "--into", "hongda")[0] == 1
    with app.app_context():
        numbers = select(func.max(ProcedureVersion.number)).where(ProcedureVersion.place_id == here.place.id)
        assert db.session.scalar(numbers) == 2
