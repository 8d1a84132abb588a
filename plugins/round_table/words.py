"""What keys of the round table are called on the screen."""

from flask_babel import lazy_gettext as _l

FORMS = {
    "quarterly": _l("Quarterly session"),
    "special": _l("Special session"),
    "bench": _l("Bench talk"),
    "open_talk": _l("Open talk"),
    "online": _l("Online hall"),
}
"""`H1`, `K4`."""

OUTCOMES = {
    "solved": _l("Solved at the table"),
    "promised": _l("A unit promised"),
    "next_session": _l("Goes on at the next session"),
    "not_taken_up": _l("Not taken up"),
}
