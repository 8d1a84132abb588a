"""The command line: one line on standard error when something is wrong, and no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def portal(*arguments: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    environment |= {"PORTAL_DATA_DIR": str(folder)} | {f"PORTAL_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "portal.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "says"),
    [
        (["nonsense"], {}, 2, "No such command 'nonsense'."),
        (["translate", "stats", "--of", "nobody"], {}, 2, "nobody is not among core"),
        (["init"], {"TRUSTED_PROXIES": "many"}, 1, "PORTAL_TRUSTED_PROXIES must be a whole number"),
        (["init"], {"DATABASE_URL": "sqlite:////no/such/folder/x.db"}, 1, "unable to open database file"),
    ],
)
def test_mistakes_are_one_line(
    tmp_path: Path, arguments: list[str], settings: dict[str, str], code: int, says: str
) -> None:
    result = portal(*arguments, folder=tmp_path, **settings)
    assert result.returncode == code
    assert result.stdout == ""
    assert result.stderr.startswith("portal: ")
    assert len(result.stderr.splitlines()) == 1
    assert says in result.stderr


def test_init_can_be_run_again(tmp_path: Path) -> None:
    for _ in range(2):
        result = portal("init", folder=tmp_path)
        assert (result.returncode, result.stderr) == (0, "")


def test_an_empty_portal_gets_its_first_places(tmp_path: Path) -> None:
    for arguments in (
        ("init",),
        ("place", "add", "wuhou", "--name", "武侯区", "--level", "district"),
        ("place", "add", "zhuying", "--name", "竹影社区", "--below", "wuhou", "--code", "ZY", "--takes-proposals"),
        ("user", "create", "boss", "--role", "system_admin", "--password", "correct horse 9"),
    ):
        result = portal(*arguments, folder=tmp_path)
        assert (result.returncode, result.stderr) == (0, "")
    for arguments, says in (
        (("place", "add", "zhuying", "--name", "x"), "Another place has this slug."),
        (("place", "add", "x", "--name", "x", "--below", "nowhere"), "There is no place nowhere."),
        (("place", "add", "X!", "--name", "x"), "small letters"),
    ):
        result = portal(*arguments, folder=tmp_path)
        assert result.returncode in (1, 2)
        assert says in result.stderr
