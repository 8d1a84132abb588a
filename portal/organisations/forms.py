"""Forms of organisations."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.forms import Form
from portal.organisations.kinds import KINDS
from portal.persons.fields import DisplayNameField
from portal.web.once import OnceForm

LANGUAGES = ("zh_Hans", "zh_Hant", "en")


class OrganisationForm(OnceForm):
    """What is known of an organisation."""

    kind = SelectField(
        _l("Kind"), [InputRequired()], choices=[SelectChoice(key, words) for key, words in KINDS.items()]
    )
    name_zh_hans = DisplayNameField(_l("Name in simplified Chinese"), [DataRequired()])
    name_zh_hant = DisplayNameField(_l("Name in traditional Chinese"))
    name_en = DisplayNameField(_l("Name in English"))
    phone = StringField(
        _l("Office phone"), [Length(max=40)], description=_l("Everybody sees it: the office's number, not a person's.")
    )
    note = TextAreaField(
        _l("What it does here"), [Length(max=1000)], description=_l("Everybody sees it. No personal data.")
    )

    def names(self) -> Mapping[str, str]:
        """Return the names by language, those that were entered."""
        typed = (self.name_zh_hans.data, self.name_zh_hant.data, self.name_en.data)
        return {language: name for language, name in zip(LANGUAGES, typed, strict=True) if name}


class MemberForm(Form):
    """Who belongs to the organisation."""

    person = HiddenField(validators=[DataRequired(), Length(max=80)])
    liaison = BooleanField(_l("Speaks and answers for it (liaison)"))
