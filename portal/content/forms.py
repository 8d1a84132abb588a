"""The form of a notice."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, FormField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.content.models import Notice
from portal.content.services import NoticeWords
from portal.forms import Form

LANGUAGES = ("zh_Hans", "zh_Hant", "en")


class OtherWordsForm(Form):
    """The notice in another language; left empty, readers of it see the first."""

    title = StringField(_l("Title"), [Length(max=120)])
    body = TextAreaField(_l("Text"), [Length(max=5000)])


class NoticeForm(Form):
    """What a notice says, for how long, and whether it stands first."""

    title = StringField(_l("Title (Simplified Chinese)"), [InputRequired(), Length(max=120)])
    body = TextAreaField(_l("Text (Simplified Chinese)"), [InputRequired(), Length(max=5000)])
    until = DateField(
        _l("Stands until"),
        [Optional()],
        description=_l("The last day it is shown. Left empty, it stands until taken down."),
    )
    pinned = BooleanField(_l("Important: show it first"))
    zh_hant = FormField(OtherWordsForm, _l("In Traditional Chinese"))
    en = FormField(OtherWordsForm, _l("In English"))

    @classmethod
    def of(cls, notice: Notice) -> "NoticeForm":
        """Return the form filled with a notice."""
        words = {
            code: {"title": notice.titles.get(code, ""), "body": notice.bodies.get(code, "")} for code in LANGUAGES
        }
        return cls(
            data={
                **words["zh_Hans"],
                "until": notice.until,
                "pinned": notice.pinned,
                "zh_hant": words["zh_Hant"],
                "en": words["en"],
            }
        )

    def words(self) -> NoticeWords:
        """Return what was entered; languages left empty are left out."""
        titles = {"zh_Hans": self.title.data, "zh_Hant": self.zh_hant.form.title.data, "en": self.en.form.title.data}
        bodies = {"zh_Hans": self.body.data, "zh_Hant": self.zh_hant.form.body.data, "en": self.en.form.body.data}
        return NoticeWords(
            titles={code: text for code, text in titles.items() if text},
            bodies={code: text for code, text in bodies.items() if text},
            pinned=self.pinned.data,
            until=self.until.data,
        )
