"""Pages of accounts."""

from portal.accounts.blueprint import bp
from portal.accounts.views import (
    codes,
    confirming,
    devices,
    door,
    forgotten,
    me,
    passwords,
    provider,
    second_factor,
    second_step,
    sure,
    tokens,
)

__all__ = [
    "bp",
    "codes",
    "confirming",
    "devices",
    "door",
    "forgotten",
    "me",
    "passwords",
    "provider",
    "second_factor",
    "second_step",
    "sure",
    "tokens",
]
