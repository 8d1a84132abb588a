"""The schemas of what the API answers, under the names the OpenAPI document gives them."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from portal.plugin.operation import Schema
from portal.plugin.stage import Effect
from portal.proposals.models import STATES

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
YES_OR_NO: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
NAMES: Schema = {
    "type": "object",
    "additionalProperties": {"type": "string"},
    "description": _l("By language: zh_Hans, zh_Hant, en."),
}


def ref(name: str) -> Schema:
    """Return a reference to one of `SCHEMAS`."""
    return {"$ref": f"#/components/schemas/{name}"}


def nullable(schema: Schema) -> Schema:
    """Return a schema that takes null as well."""
    return {**schema, "type": [schema["type"], "null"]}


def record(*optional: str, **properties: Schema) -> Schema:
    """Return the schema of an object with these properties, all of them always there but the `optional` ones."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


def list_of(schema: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": schema}


_SUBTYPE = record(key=TEXT, name=TEXT, names=NAMES)
_PLACE = {
    "slug": TEXT,
    "name": {**TEXT, "description": _l("In the language asked for.")},
    "names": NAMES,
    "level": {**TEXT, "description": _l("The key of its level in the tree, such as community.")},
    "level_name": TEXT,
    "parent": {**nullable(TEXT), "description": _l("The slug of the place above; null at the top.")},
    "takes_proposals": YES_OR_NO,
    "links": record(self=TEXT, page=TEXT),
}
_STAGE = {
    "key": TEXT,
    "label": TEXT,
    "kind": TEXT,
    "role": {**TEXT, "description": _l("The key of the role that acts; or proposer, or nobody.")},
    "seat": {**TEXT, "description": _l("The slug of the place whose people act.")},
    "organisation": {**nullable(TEXT), "description": _l("The unit that has it.")},
    "entered_at": MOMENT,
    "due": nullable({"type": "string", "format": "date"}),
}
_PROPOSAL = {
    "number": TEXT,
    "place": {**TEXT, "description": _l("The slug of the place where it was handed in.")},
    "title": TEXT,
    "state": {"enum": [state for state in STATES if state != "draft"]},
    "merged_into": {**nullable(TEXT), "description": _l("The number of the proposal it was merged into.")},
    "stage": {"oneOf": [ref("Stage"), {"type": "null"}], "description": _l("The open stage; null once it has ended.")},
    "category": TEXT,
    "subtype": TEXT,
    "proposer": {**TEXT, "description": _l("As the public may read it: a masked or chosen name, a group, a body.")},
    "supports": NUMBER,
    "comments": NUMBER,
    "submitted_at": MOMENT,
    "changed_at": MOMENT,
    "links": record(self=TEXT, events=TEXT, page=TEXT),
}

SCHEMAS: Mapping[str, Schema] = {
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": TEXT,
            "status": NUMBER,
            "detail": TEXT,
            "instance": TEXT,
            "errors": list_of(
                record(field={**TEXT, "description": _l("A JSON pointer into what was sent.")}, message=TEXT)
            ),
        },
    },
    "Place": record(**_PLACE),
    "PlaceInFull": record(
        **{**_PLACE, "links": record(self=TEXT, page=TEXT, proposals=TEXT)},
        plugins={**list_of(TEXT), "description": _l("The keys of the parts switched on here.")},
        phone=TEXT,
        address=TEXT,
        categories=list_of(
            record(key=TEXT, name=TEXT, names=NAMES, explanation=TEXT, subtypes=list_of(_SUBTYPE)),
        ),
        negative_list={
            **list_of(record(key=TEXT, name=TEXT, names=NAMES, explanation=TEXT)),
            "description": _l("What can't be proposed here, and where it goes instead."),
        },
    ),
    "Proposal": record(**_PROPOSAL),
    "ProposalInFull": record(
        "actions",
        **_PROPOSAL,
        body=TEXT,
        where=TEXT,
        channel=TEXT,
        proposer_kind=TEXT,
        filed_at=nullable(MOMENT),
        ended_at=nullable(MOMENT),
        rating=nullable(NUMBER),
        track={
            **list_of(record(**_STAGE, left_at=nullable(MOMENT), outcome=nullable(TEXT), reason=TEXT)),
            "description": _l("The stages gone through, the open one last."),
        },
        actions={
            **list_of(ref("Action")),
            "description": _l("What the token's owner can do now; only there with a token."),
        },
    ),
    "Stage": record(**_STAGE),
    "Action": record(
        action={**TEXT, "description": _l("To be sent to “transitions”.")},
        label=TEXT,
        effect={"enum": [effect.value for effect in Effect], "description": _l("What it does to the proposal's way.")},
        fields={"type": "object", "description": _l("A JSON schema of “fields”.")},
    ),
    "Event": record(
        id=NUMBER,
        event=TEXT,
        at=MOMENT,
        title=TEXT,
        text=TEXT,
        by={**nullable(TEXT), "description": _l("A name as the public may read it; null for what went by itself.")},
        channel=TEXT,
        stage=nullable(TEXT),
        outcome=nullable(TEXT),
    ),
    "Comment": record(id=NUMBER, by=TEXT, body=TEXT, at=MOMENT),
    "File": record(id=TEXT, media_type=TEXT, size=NUMBER),
}
