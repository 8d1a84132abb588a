"""The role templates a portal starts with. From then on they are data: what was edited is never written over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select

from portal.db import db
from portal.roles.models import RoleTemplate
from portal.roles.standing import EVERYTHING

RESIDENT = ("proposals.submit", "proposals.take_part", "public_notices.object")
HEAD = (*RESIDENT, "proposals.act_for")
GRID_WORKER = (
    *HEAD,
    "persons.confirm",
    "persons.enter",
    "persons.read",
    "proposals.handle",
    "proposals.read_private",
    "proposals.remind",
)
SECRETARY = (
    *GRID_WORKER,
    "calendar.edit",
    "commitments.answer",
    "commitments.manage",
    "content.write",
    "organisations.edit",
    "persons.block",
    "proposals.categories",
    "proposals.moderate",
    "proposals.triage",
    "public_notices.manage",
)
LOCALITY_ADMIN = (
    *SECRETARY,  # nobody gives more than they hold, and this role gives those above
    "notifications.log",
    "personal_data.erase",
    "places.edit",
    "plugins.switch",
    "procedures.publish",
    "procedures.repair",
    "record.read",  # who administers must be able to say who did what
    "roles.give",
    "settings.edit",
    "translations.edit",
)


@dataclass(frozen=True)
class Default:
    """A role template as it is first installed."""

    names: Mapping[str, str]
    permissions: Sequence[str]
    for_organisation: bool = False
    duty: bool = True


def _names(zh_hans: str, zh_hant: str, en: str) -> Mapping[str, str]:
    return {"zh_Hans": zh_hans, "zh_Hant": zh_hant, "en": en}


DEFAULTS: Mapping[str, Default] = {
    "resident": Default(_names("居民", "居民", "Resident"), RESIDENT, duty=False),
    "building_head": Default(_names("楼栋长", "樓棟長", "Building head"), HEAD),
    "ten_household_head": Default(_names("十户长", "十戶長", "Ten-household head"), HEAD),
    "grid_worker": Default(_names("网格员", "網格員", "Grid worker"), GRID_WORKER),
    "secretary": Default(_names("社区书记", "社區書記", "Community Party secretary"), SECRETARY),
    "unit_liaison": Default(
        _names("责任单位联络员", "責任單位聯絡員", "Responsible-unit liaison"),
        ("commitments.answer", "proposals.handle", "proposals.read_private"),
        for_organisation=True,
    ),
    "locality_admin": Default(_names("地区管理员", "地區管理員", "Locality administrator"), LOCALITY_ADMIN),
    "auditor": Default(_names("审计员", "審計員", "Auditor"), ("proposals.read_private", "record.read")),
    "translator": Default(_names("翻译员", "翻譯員", "Translator"), ("translations.edit",)),
    "system_admin": Default(_names("系统管理员", "系統管理員", "System administrator"), (EVERYTHING,)),
}


def install_defaults() -> None:
    """Add the templates that are missing, in the caller's transaction; those that are there stay as they are."""
    there = set(db.session.scalars(select(RoleTemplate.key)))
    missing = [
        {
            "key": key,
            "names": dict(default.names),
            "permissions": sorted(default.permissions),
            "for_organisation": default.for_organisation,
            "duty": default.duty,
            "position": position,
        }
        for position, (key, default) in enumerate(DEFAULTS.items())
        if key not in there
    ]
    if missing:
        db.session.execute(insert(RoleTemplate), missing)
