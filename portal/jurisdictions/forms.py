"""Forms of places."""

from collections.abc import Mapping
from typing import Any

from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional, Regexp

from portal.forms import Form
from portal.jurisdictions.hours import Hours
from portal.jurisdictions.models import Jurisdiction, Level
from portal.jurisdictions.services import PlaceDetails

HOURS_ROWS = 3
MOST_PEOPLE = 100_000_000
LANGUAGES = ("zh_Hans", "zh_Hant", "en")


class NamesForm(Form):
    """A name in each language, fields called by its code; readers of one left empty see the first."""

    zh_Hans = StringField(_l("Simplified Chinese"), [DataRequired(), Length(max=60)])  # noqa: N815
    zh_Hant = StringField(_l("Traditional Chinese"), [Length(max=60)])  # noqa: N815
    en = StringField(_l("English"), [Length(max=60)])


class IntroductionForm(Form):
    """A place's own words in each language."""

    zh_Hans = TextAreaField(_l("Simplified Chinese"), [Length(max=1000)])  # noqa: N815
    zh_Hant = TextAreaField(_l("Traditional Chinese"), [Length(max=1000)])  # noqa: N815
    en = TextAreaField(_l("English"), [Length(max=1000)])


class HoursForm(Form):
    """Some weekdays, and from when to when the office is open on them; left empty it counts as no row."""

    days = SelectMultipleField(_l("Days of the week"), coerce=int)
    start = TimeField(_l("Opens"), [Optional()])
    end = TimeField(_l("Closes"), [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = get_day_names("wide", locale=get_locale())
        self.days.choices = [SelectChoice(number, names[number]) for number in sorted(names)]  # Monday first

    def validate_days(self, field: SelectMultipleField) -> None:
        """Ask for all three or none, in their order."""
        given = (bool(field.data), self.start.data is not None, self.end.data is not None)
        if any(given) and not all(given):
            raise ValidationError(_("Give the days, when it opens and when it closes, or leave all of them empty."))
        if all(given) and self.start.data >= self.end.data:
            raise ValidationError(_("It closes before it opens."))

    def hours(self) -> Hours | None:
        """Return the row, or nothing when it was left empty."""
        return Hours(frozenset(self.days.data), self.start.data, self.end.data) if self.days.data else None


class PlaceForm(Form):
    """What an administrator says of a place."""

    names = FormField(NamesForm, _l("Name"))
    level = SelectField(_l("Level"), [InputRequired()])
    code = StringField(
        _l("Letters before its numbers"),
        [Optional(), Length(max=20), Regexp(r"^[A-Za-z0-9-]+$", message=_l("Letters, digits and hyphens only."))],
        description=_l("Numbers of proposals begin with it, such as HD in HD-2026-0118."),
    )
    introduction = FormField(
        IntroductionForm, _l("The place's own words"), description=_l("The first line stands large on the front page.")
    )
    takes_proposals = BooleanField(_l("Residents hand in proposals here"))
    phone = StringField(
        _l("Office phone"), [Length(max=40), Optional(), Regexp(r"^[0-9+() -]+$", message=_l("Digits only."))]
    )
    email = StringField(_l("Office e-mail"), [Optional(), Length(max=120), Email(_l("This is no e-mail address."))])
    address = StringField(_l("Office address"), [Length(max=200)])
    hours = FieldList(
        FormField(HoursForm, _l("Opening hours")), _l("Opening hours"), min_entries=HOURS_ROWS, max_entries=9
    )
    population = IntegerField(_l("Residents"), [Optional(), NumberRange(0, MOST_PEOPLE)])
    households = IntegerField(_l("Households"), [Optional(), NumberRange(0, MOST_PEOPLE)])

    def offer(self, levels: Mapping[str, str]) -> None:
        """Fill in the levels there are, by key."""
        self.level.choices = [SelectChoice(key, name) for key, name in levels.items()]

    @classmethod
    def of(cls, row: Jurisdiction) -> "PlaceForm":
        """Return the form filled with a place."""
        stored = [Hours.read(entry) for entry in row.opening_hours]
        hours = [{"days": sorted(one.days), "start": one.start, "end": one.end} for one in stored]
        return cls(obj=row, data={"hours": hours + [{}] * max(1, HOURS_ROWS - len(hours))})

    def details(self) -> PlaceDetails:
        """Return what was entered; languages left empty are left out."""
        rows = [entry.form.hours() for entry in self.hours]
        return PlaceDetails(
            names=words_given(self.names.form),
            level=self.level.data,
            code=self.code.data or None,
            introduction=words_given(self.introduction.form),
            takes_proposals=self.takes_proposals.data,
            population=self.population.data,
            households=self.households.data,
            phone=self.phone.data or "",
            email=self.email.data or "",
            address=self.address.data or "",
            opening_hours=[row.stored() for row in rows if row],
        )


class NewPlaceForm(Form):
    """The least a new place needs; the rest is filled in on its own page."""

    names = FormField(NamesForm, _l("Name"))
    slug = StringField(
        _l("Address on the portal"),
        [
            DataRequired(),
            Length(min=2, max=60),
            Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*$", message=_l("Small letters, digits and single hyphens only.")),
        ],
        description=_l("It stands in the addresses of its pages, such as /j/hongda/, and never changes."),
    )
    level = SelectField(_l("Level"), [InputRequired()])
    takes_proposals = BooleanField(_l("Residents hand in proposals here"))

    def offer(self, levels: Mapping[str, str]) -> None:
        """Fill in the levels there are, by key."""
        self.level.choices = [SelectChoice(key, name) for key, name in levels.items()]

    def details(self) -> PlaceDetails:
        """Return what was entered."""
        return PlaceDetails(
            names=words_given(self.names.form), level=self.level.data, takes_proposals=self.takes_proposals.data
        )


class MoveForm(Form):
    """Where a place comes, and why."""

    parent = SelectField(_l("New place above"), [InputRequired()], coerce=int)
    reason = TextAreaField(_l("Reason"), [DataRequired(), Length(max=1000)])


class LevelForm(Form):
    """What a level is called here and below."""

    key = StringField(
        _l("Key"),
        [DataRequired(), Length(max=30), Regexp(r"^[a-z][a-z_]*$", message=_l("Small letters only."))],
        description=_l("The same level has the same key everywhere, such as community."),
    )
    rank = IntegerField(
        _l("Order"), [InputRequired(), NumberRange(1, 99)], description=_l("Lower numbers stand higher in the tree.")
    )
    names = FormField(NamesForm, _l("Name"))

    @classmethod
    def of(cls, level: Level) -> "LevelForm":
        """Return the form filled with a level."""
        return cls(data={"key": level.key, "rank": level.rank, "names": level.names})


class DayForm(Form):
    """A day on which a place works or rests, whatever the country does."""

    day = DateField(_l("Day"), [InputRequired()])
    works = RadioField(
        _l("On this day the offices"), choices=[SelectChoice("1", _l("work")), SelectChoice("0", _l("are closed"))]
    )
    note = StringField(_l("Reason"), [DataRequired(), Length(max=120)])


def words_given(form: Form) -> dict[str, str]:
    """Return what a form with a field for each language was given; empty ones are left out."""
    return {code: form[code].data for code in LANGUAGES if form[code].data}
