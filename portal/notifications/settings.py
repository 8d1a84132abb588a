"""How messages are set, place by place."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from portal.forms import Form
from portal.plugin.contributions import RoomSettings

ROOM, DIGEST_HOUR, SMS_A_MONTH = "notifications", "digest_hour", "sms_a_month"


class MessagesForm(Form):
    """When the digest goes, and how many SMS a month may cost."""

    digest_hour = IntegerField(
        _l("Hour of the digest"),
        [InputRequired(), NumberRange(0, 23)],
        default=18,
        description=_l("From 0 to 23, by the clock of the place. Nobody gets more than one digest a day."),
    )
    sms_a_month = IntegerField(
        _l("SMS a month"),
        [InputRequired(), NumberRange(0, 10_000_000)],
        default=1000,
        description=_l(
            "What is set here is paid here, for this place and those below that set none of their own. A long text"
            " counts as several. When they are used up, messages come by mail and in the inbox; codes for signing in"
            " still go out."
        ),
    )


SETTINGS = RoomSettings(ROOM, _l("Messages"), MessagesForm)
