"""What keys of a commitment are called on the screen."""

from flask_babel import lazy_gettext as _l

STATES = {
    "asked": _l("Waiting for the unit's answer"),
    "promised": _l("Promised"),
    "done": _l("Done, awaiting sign-off"),
    "accepted": _l("Signed off"),
    "ended": _l("Concluded"),
    "refused": _l("Not theirs"),
    "dropped": _l("No longer needed"),
}
TONES = {"asked": "warn", "done": "warn", "accepted": "done", "ended": "done", "refused": "grey", "dropped": "grey"}

FOLLOW_UPS = {
    "publish": _l("Published"),
    "press": _l("Pressed"),
    "accept": _l("Signed off"),
    "rate": _l("Rated by residents"),
    "report_back": _l("Reported back"),
    "visit": _l("Visited on site"),
    "handling": _l("Looked into the handling"),
    "return_visit": _l("Visited again"),
    "satisfaction": _l("Asked whether residents are satisfied"),
}
"""Hongda's five (`H6`), then Kenli's four (`K11`)."""

STEPS = {
    "asked": _l("The unit was asked"),
    "promised": _l("Promised"),
    "more_time_asked": _l("More time asked for"),
    "postponed": _l("More time given"),
    "not_postponed": _l("No more time given"),
    "done": _l("Done"),
    "refused": _l("Not theirs"),
    "accepted": _l("Signed off"),
    "sent_back": _l("Sent back"),
    "dropped": _l("No longer needed"),
    "resumed": _l("Taken up again"),
    **FOLLOW_UPS,
}
