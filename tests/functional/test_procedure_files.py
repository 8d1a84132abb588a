"""Procedures that come with the portal pass the check; broken ones are refused with every reason."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from portal.cli import cli
from portal.db import db, transact
from portal.plugin.registry import plugins
from portal.plugin.stage import Effect
from portal.procedures.checking import check
from portal.procedures.reading import DOCUMENTS, read_toml
from portal.proposals.cataloguing import add
from portal.proposals.models import ProcedureVersion
from portal.proposals.procedure import BadProcedure, Procedure
from portal.testing import factories as make
from tests.functional.localities import document, locality

HANDBOOK = Path(__file__).parents[2] / "docs" / "procedures.md"
Change = Callable[[dict[str, Any]], None]


def stage(written: dict[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in written["stages"] if one["key"] == key)
    return found


@pytest.mark.parametrize("name", ["hongda", "kenli"])
def test_procedures_that_come_along_pass(app: Flask, name: str) -> None:
    with app.app_context():
        assert check(document(name), locality(name).place) == []


def test_names_stand_in_three_languages() -> None:
    for name in ("hongda", "jinniu", "kenli", "panlong", "wuhou"):
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
    "value nobody knows": (
        lambda d: stage(d, "triage")["next"][0].update(when={"grade": ["tiny"]}),
        "grade is never “tiny”, only: small, middle, major.",
    ),
    "case left out": (
        lambda d: stage(d, "triage")["next"].pop(1),
        "has no arrow for every case (grade: middle, major)",
    ),
    "fact told too late": (
        lambda d: stage(d, "filing").update(
            kind="adoption",
            next=[{"on": "adopted", "to": "end", "when": {"solved": [True]}}, {"on": "adopted", "to": "triage"}],
        ),
        "solved, which is told only after it",
    ),
    "value led elsewhere before": (
        lambda d: stage(d, "triage")["next"].insert(1, {"on": "kept", "when": {"grade": ["small"]}, "to": "table"}),
        "never taken",
    ),
    "no value in a condition": (lambda d: stage(d, "triage")["next"][0].update(when={"grade": []}), "“when” of lists"),
    "unknown entry of an arrow": (lambda d: stage(d, "triage")["next"][0].update(then="x"), "nothing else"),
    "unknown entry at the top": (lambda d: d.update(oversite="secretary"), "unknown entry oversite"),
    "unknown language": (lambda d: stage(d, "filing").update(name={"zh": "立案"}), "not given by language"),
    "a role that is no text": (lambda d: stage(d, "filing").update(actor=["secretary"]), "is not a text"),
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


def test_every_category_is_led_somewhere(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        here = locality("hongda")
        keys = ("parking", "pets")
        transact(
            lambda: [add(place=here.place, key=key, names={"en": key}, explanation={}, position=1) for key in keys]
        )
        written = document("hongda")
        led = [{"on": "filed", "to": "triage", "when": {"category": [key]}} for key in keys]
        stage(written, "filing").update(next=led[:1])
        assert "(category: pets)" in str(check(written, here.place)[0])
        stage(written, "filing").update(next=led)
        assert check(written, here.place) == []
        stage(written, "filing").update(next=[{"on": "filed", "to": "triage", "when": {"category": ["cats"]}}])
        assert "category is never “cats”" in str(check(written, here.place)[0])


def test_stage_of_a_plugin_that_is_off_here_is_refused(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        here = locality("hongda")
        make.switch("round_table", here.place, on=False)
        assert any("is not switched on here" in str(said) for said in check(document("hongda"), here.place))


def test_the_handbook_names_every_kind_with_its_outcomes(app: Flask) -> None:
    effects = {Effect.ADVANCE: "on", Effect.RETURN: "back", Effect.END: "end", Effect.STAY: "stays"}
    text = HANDBOOK.read_text("utf-8")
    with app.app_context():
        for key, kind in plugins().stage_kinds.items():
            row = next(line for line in text.splitlines() if line.startswith(f"| `{key}` |"))
            for outcome in kind.outcomes:
                assert f"`{outcome.key}` {effects[outcome.effect]}" in row
            assert all(f"`{field.name}`" in row for field in kind.options_form())
            assert all(f"| `{fact}` |" in text for fact in kind.facts)
        block = re.search(r"```toml\n(key = .*?)```", text, re.DOTALL)
        assert block
        assert check(tomllib.loads(block[1]), None) == []


def test_a_mistake_is_named_with_its_line(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"

    def said(*changes: tuple[str, str]) -> list[str]:
        text = (DOCUMENTS / "hongda.toml").read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        file.write_text(text, "utf-8")
        result = CliRunner().invoke(cli.commands["check"], [str(file)], obj=app)
        assert result.exit_code == 1
        return [line.removeprefix("Error: ") for line in result.output.splitlines()]

    lines = (DOCUMENTS / "hongda.toml").read_text("utf-8").splitlines()
    arrow = next(number for number, line in enumerate(lines, 1) if "grade = [" in line)
    days = next(number for number, line in enumerate(lines, 1) if "days = 5" in line)
    assert said(('grade = ["small"]', 'grade = ["tiny"]'))[0].startswith(f"Line {arrow}: ")
    both = said(('oversight = "sec', 'oversite = "sec'), ("clock = 1", 'clock = "x"'))
    assert [line.partition(":")[0] for line in both] == ["Line 4", "Line 12"]
    assert said(("days = 5", "dayz = 5"))[0].startswith(f"Line {days}: ")
    assert "line 4" in said(("oversight =", "oversight"))[0]


def test_a_procedure_is_drawn_as_a_picture(app: Flask, tmp_path: Path) -> None:
    target = tmp_path / "out.svg"
    for name in ("hongda", "jinniu", "kenli", "panlong", "wuhou"):
        arguments = ["draw", str(DOCUMENTS / f"{name}.toml"), "--out", str(target), "--lang", "en"]
        assert CliRunner().invoke(cli.commands["procedure"], arguments, obj=app).exit_code == 0
        texts = [node.text for node in ET.parse(target).iter("{http://www.w3.org/2000/svg}text")]
        assert {one["name"]["en"] for one in document(name)["stages"]} <= set(texts)
        assert "style" not in target.read_text("utf-8")


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


def test_a_clock_beyond_all_reason_and_a_file_nested_without_end_are_named() -> None:
    document = read_toml((DOCUMENTS / "wuhou.toml").read_bytes())
    document["stages"][0]["clock"] = 9_999_999
    with pytest.raises(BadProcedure, match="1000"):
        Procedure.read(document)
    with pytest.raises(BadProcedure):
        read_toml(b"a=" + b"[" * 50_000)
