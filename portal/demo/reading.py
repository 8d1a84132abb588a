"""The localities of the demonstration, read from TOML files: one file, one locality."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "localities"
Locality = Mapping[str, Any]


def localities() -> list[Locality]:
    """Return every locality's data, in the order of their files."""
    return [tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))]


def steps_of(proposal: Mapping[str, Any], usual: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what is done about a proposal, each step with its day, who does it and what it says.

    `walk` is the short form: "receive 1, keep 3" means one and three days after the proposal came; `with` says what
    differs from what is `usual` for an action, and `steps` give the rest in full.
    """
    own: Mapping[str, Any] = proposal.get("with", {})
    steps = []
    for stop in filter(None, proposal.get("walk", "").split(",")):
        action, after = stop.split()
        steps.append({"day": proposal["day"] + int(after), "action": action, "fields": own.get(action, {})})
    found = []
    for step in [*steps, *proposal.get("steps", ())]:
        custom = usual.get(step["action"], {})
        by = step.get("by") or own.get("by", {}).get(step["action"]) or custom.get("by") or proposal["by"]
        found.append({**step, "by": by, "fields": {**custom.get("fields", {}), **step.get("fields", {})}})
    return found
