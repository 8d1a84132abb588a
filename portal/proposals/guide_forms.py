"""The guided form, and the form in which its templates are edited."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from portal.forms import Form, upright
from portal.proposals.categories import Catalogue
from portal.proposals.entry_form import LANGUAGES
from portal.proposals.forms import ProposalForm, category_choices
from portal.proposals.guides import QUESTIONS, Answers, Guide
from portal.web.once import OnceForm


class GuidedForm(OnceForm):
    """A photo and four short answers."""

    photos = ProposalForm.photos
    where = StringField(QUESTIONS["where"], validators=[Length(max=100)], filters=[upright])
    what = TextAreaField(
        QUESTIONS["what"], validators=[DataRequired(_l("Say in a few words what is the matter.")), Length(max=1000)]
    )
    who = StringField(QUESTIONS["who"], validators=[Length(max=100)], filters=[upright])
    wish = TextAreaField(QUESTIONS["wish"], validators=[Length(max=500)])
    about = SelectField(
        _l("What kind of matter is it?"),
        default="",
        validators=[DataRequired(_l("Choose what fits best; the community can correct it."))],
    )
    channel = ProposalForm.channel
    person_words = ProposalForm.person_words
    proposer_id = ProposalForm.proposer_id

    def offer(self, kinds: list[SelectChoice], people: list[SelectChoice], *, acts_for: bool) -> None:
        """Fill the choices of categories and of a worker's search; leave out what isn't for this writer or place."""
        self.about.choices = [SelectChoice("", _("Please choose")), *kinds]
        if not kinds:
            del self.about
        self.proposer_id.choices = [SelectChoice(0, _("None of these: for myself")), *people]
        if not people:
            del self.proposer_id
        if not acts_for:
            del self.channel, self.person_words

    def answers(self) -> Answers:
        """Return what was answered."""
        return Answers(**{name: self[name].data or "" for name in QUESTIONS})


class GuideForm(Form):
    """A template in three languages: its name, which kind of matter it is for, and a hint for each question."""

    name_zh_hans = StringField(_l("Name, simplified characters"), validators=[DataRequired(), Length(max=40)])
    name_zh_hant = StringField(_l("Name, traditional characters"), validators=[Length(max=40)])
    name_en = StringField(_l("Name, English"), validators=[Length(max=60)])
    about = SelectField(_l("What kind of matter is it?"), default="")
    where_zh_hans = StringField(_l("Simplified characters"), validators=[Length(max=200)])
    where_zh_hant = StringField(_l("Traditional characters"), validators=[Length(max=200)])
    where_en = StringField(_l("English"), validators=[Length(max=200)])
    what_zh_hans = StringField(_l("Simplified characters"), validators=[Length(max=200)])
    what_zh_hant = StringField(_l("Traditional characters"), validators=[Length(max=200)])
    what_en = StringField(_l("English"), validators=[Length(max=200)])
    who_zh_hans = StringField(_l("Simplified characters"), validators=[Length(max=200)])
    who_zh_hant = StringField(_l("Traditional characters"), validators=[Length(max=200)])
    who_en = StringField(_l("English"), validators=[Length(max=200)])
    wish_zh_hans = StringField(_l("Simplified characters"), validators=[Length(max=200)])
    wish_zh_hant = StringField(_l("Traditional characters"), validators=[Length(max=200)])
    wish_en = StringField(_l("English"), validators=[Length(max=200)])
    position = IntegerField(
        _l("Order"),
        description=_l("Lower numbers stand first."),
        default=0,
        validators=[InputRequired(), NumberRange(0, 999)],
    )
    closed = BooleanField(_l("Closed: nobody is offered it any more"))

    def offer(self, catalogue: Catalogue) -> None:
        """Fill the choices of a place."""
        self.about.choices = [SelectChoice("", _("Any")), *category_choices(catalogue)]

    @staticmethod
    def of(guide: Guide) -> dict[str, Any]:
        """Return the form's data for a template."""
        words = {"name": guide.names, **guide.hints}
        said = {f"{what}_{key.lower()}": text for what, names in words.items() for key, text in names.items()}
        about = f"{guide.category}/{guide.subtype}" if guide.category else ""
        return {**said, "about": about, "position": guide.position, "closed": not guide.open}

    def guide(self, guide_id: int) -> Guide:
        """Return what was written, as the template of this id."""
        category, _slash, subtype = (self.about.data or "").partition("/")
        hints = {question: hint for question in QUESTIONS if (hint := self._in_languages(question))}
        return Guide(
            guide_id,
            self._in_languages("name"),
            category,
            subtype,
            hints,
            self.position.data or 0,
            open=not self.closed.data,
        )

    def _in_languages(self, what: str) -> dict[str, str]:
        typed = {language: self[f"{what}_{language.lower()}"].data for language in LANGUAGES}
        return {language: text for language, text in typed.items() if text}
