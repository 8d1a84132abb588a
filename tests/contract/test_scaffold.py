"""`portal plugin new` writes a distribution that works at once: installed like a stranger's, its tests pass."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.plugin.scaffold import CannotWrite, renamed, write_distribution


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new plugin's distribution."""
    return write_distribution(name="tool_library", into=tmp_path_factory.mktemp("plugins"))


def test_nothing_of_the_sample_is_left(written: Path) -> None:
    files = [path for path in written.rglob("*") if path.is_file()]
    assert written / "tool_library" / "templates" / "tool_library" / "index.html" in files
    for path in files:
        assert "sample" not in str(path.relative_to(written))
        assert "sample" not in path.read_text("utf-8").lower(), path


def test_names_are_written_in_each_of_their_ways() -> None:
    text = "sample_plugin sample-plugin SamplePlugin Sample plugin"
    assert renamed(text, "tool_library") == "tool_library tool-library ToolLibrary Tool library"


@pytest.mark.parametrize("name", ["Tools", "tool-library", "1tool", "../tools", "", "points", "proposals", "import"])
def test_unfit_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotWrite):
        write_distribution(name=name, into=tmp_path)
    assert not list(tmp_path.rglob("*"))


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "tool_library").mkdir()
    (tmp_path / "tool_library" / "mine.txt").write_text("mine")
    with pytest.raises(CannotWrite, match="nothing was written"):
        write_distribution(name="tool_library", into=tmp_path)
    assert [path.name for path in (tmp_path / "tool_library").iterdir()] == ["mine.txt"]


@pytest.mark.timeout(300)
def test_installed_plugin_passes_its_own_tests(written: Path, tmp_path: Path) -> None:
    target = tmp_path / "installed"
    install = [sys.executable, "-m", "uv", "pip", "install", "--python", sys.executable, "--target", str(target)]
    subprocess.run([*install, "--quiet", "--offline", "--no-deps", "--no-build-isolation", str(written)], check=True)
    environment = os.environ | {"PYTHONPATH": str(target)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(written)]
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
    assert " passed" in ran.stdout
    assert "skipped" not in ran.stdout
