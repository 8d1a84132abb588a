"""The form of an announcement."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, FormField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from portal.content.models import Announcement
from portal.content.services import AnnouncementWords
from portal.forms import Form
from portal.web.once import OnceForm

LANGUAGES = ("zh_Hans", "zh_Hant", "en")


class OtherWordsForm(Form):
    """The announcement in another language; left empty, readers of it see the first."""

    title = StringField(_l("Title"), [Length(max=120)])
    body = TextAreaField(_l("Text"), [Length(max=5000)])


class AnnouncementForm(OnceForm):
    """What an announcement says, for how long, and whether it stands first."""

    title = StringField(_l("Title (Simplified Chinese)"), [DataRequired(), Length(max=120)])
    body = TextAreaField(_l("Text (Simplified Chinese)"), [DataRequired(), Length(max=5000)])
    until = DateField(
        _l("Stands until"),
        [Optional()],
        description=_l("The last day it is shown. Left empty, it stands until taken down."),
    )
    pinned = BooleanField(_l("Important: show it first"))
    zh_hant = FormField(OtherWordsForm, _l("In Traditional Chinese"))
    en = FormField(OtherWordsForm, _l("In English"))

    @classmethod
    def of(cls, announcement: Announcement) -> "AnnouncementForm":
        """Return the form filled with an announcement."""
        words = {
            code: {"title": announcement.titles.get(code, ""), "body": announcement.bodies.get(code, "")}
            for code in LANGUAGES
        }
        return cls(
            data={
                **words["zh_Hans"],
                "until": announcement.until,
                "pinned": announcement.pinned,
                "zh_hant": words["zh_Hant"],
                "en": words["en"],
            }
        )

    def words(self) -> AnnouncementWords:
        """Return what was entered; languages left empty are left out."""
        titles = {"zh_Hans": self.title.data, "zh_Hant": self.zh_hant.form.title.data, "en": self.en.form.title.data}
        bodies = {"zh_Hans": self.body.data, "zh_Hant": self.zh_hant.form.body.data, "en": self.en.form.body.data}
        return AnnouncementWords(
            titles={code: text for code, text in titles.items() if text},
            bodies={code: text for code, text in bodies.items() if text},
            pinned=self.pinned.data,
            until=self.until.data,
        )
