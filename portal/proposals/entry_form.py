"""The form of an entry of a locality's categories."""

import re
import secrets
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from portal.forms import Form
from portal.proposals.categories import Entry

KEY = "^[a-z][a-z0-9_]{0,39}$"
LANGUAGES = ("zh_Hans", "zh_Hant", "en")


class EntryForm(Form):
    """An entry of a locality's categories or of its negative list, in three languages."""

    name_zh_hans = StringField(_l("Name, simplified characters"), validators=[DataRequired(), Length(max=40)])
    name_zh_hant = StringField(_l("Name, traditional characters"), validators=[Length(max=40)])
    name_en = StringField(_l("Name, English"), validators=[Length(max=60)])
    explanation_zh_hans = TextAreaField(_l("Explanation, simplified characters"), validators=[Length(max=300)])
    explanation_zh_hant = TextAreaField(_l("Explanation, traditional characters"), validators=[Length(max=300)])
    explanation_en = TextAreaField(_l("Explanation, English"), validators=[Length(max=300)])
    position = IntegerField(
        _l("Order"),
        description=_l("Lower numbers stand first."),
        default=0,
        validators=[InputRequired(), NumberRange(0, 999)],
    )
    key = StringField(
        _l("Key"),
        description=_l("Small letters for procedures and figures, such as “construction”. Made up if empty."),
        validators=[Optional(), Regexp(KEY, message=_l("Only small letters, digits and _."))],
    )
    closed = BooleanField(_l("Closed: old proposals keep it, new ones can't choose it"))

    @staticmethod
    def of(entry: Entry) -> dict[str, Any]:
        """Return the form's data for an entry."""
        named = {f"name_{language.lower()}": entry.names.get(language, "") for language in LANGUAGES}
        explained = {f"explanation_{language.lower()}": entry.explanations.get(language, "") for language in LANGUAGES}
        return {**named, **explained, "position": entry.position, "closed": not entry.open}

    def leave_out_key(self) -> None:
        """Leave the key out where it can't be changed any more."""
        del self.key

    def key_or_made(self) -> str:
        """Return the key, or one made of the English name, or of chance where there is none."""
        made = re.sub("[^a-z0-9]+", "_", (self.name_en.data or "").casefold()).strip("_")[:40]
        return self.key.data or made or f"c_{secrets.token_hex(3)}"

    def said(self) -> dict[str, Any]:
        """Return names and explanations by language, and the place in the order."""
        return {"names": self._in_languages("name"), "explanation": self._in_languages("explanation")} | {
            "position": self.position.data
        }

    def _in_languages(self, what: str) -> dict[str, str]:
        typed = {language: self[f"{what}_{language.lower()}"].data for language in LANGUAGES}
        return {language: text for language, text in typed.items() if text}
