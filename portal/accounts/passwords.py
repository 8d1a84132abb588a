"""Passwords: kept as argon2id, and refused where anybody would guess them."""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 8
MAX_LENGTH = 256

#: OWASP's settings (19 MiB, 2 rounds, 1 lane): many may sign in at once on a small machine.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

#: The most used ones of eight characters and more, worldwide and in China; runs and repetitions follow below.
_USED = """
password password1 password12 password123 passw0rd passw0rd1 p@ssw0rd p@ssword admin123 admin888 admin1234
administrator qwertyuiop qwerty12 qwerty123 qwerty1234 qwer1234 1234qwer 1q2w3e4r 1q2w3e4r5t 1qaz2wsx
qazwsxedc zaq12wsx zxcvbnm1 zxcvbnm123 asdfghjkl asdfasdf asdf1234 1qazxsw2 q1w2e3r4 q1w2e3r4t5 abc12345
abcd1234 a1234567 a12345678 a123456789 aa123456 aa12345678 abc123456 abc123456789 123456abc 12345678a
123456789a 123456aa 123123123 1234512345 12341234 11223344 112233445566 147258369 159357456 789456123
741852963 987654321 1233211234567 87654321 88888888 66666666 iloveyou iloveyou1 iloveyou2 sunshine princess
football baseball starwars superman trustno1 whatever computer internet michelle jennifer letmein1
letmein123 welcome1 welcome123 changeme changeme1 dragon123 monkey123 master123 login123 test1234 testtest
guest123 default1 secret123 google123 pokemon1 naruto123 woaini1314 woaini520 woaini521 woaini123 5201314520
520131400 52013140 15201314 5201314a 1314520a 13145200 a5201314 wodemima mima1234 mima123456 qq123456
qq123456789 wang1234 zhang123 nihao123 nihao1234 woaiwojia zhongguo china123 chengdu123 caonima1 dearbook
"""
_COMMON = frozenset(_USED.split())
_RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


class PasswordProblem(StrEnum):
    """Why a password is not taken."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"
    ABOUT_PERSON = "about_person"


def hash_password(password: str) -> str:
    """The argon2id hash to keep, salt and settings included. Takes some 20 ms: stay outside transactions."""
    return _hasher.hash(_normal(password))


def verify_password(kept: str, password: str) -> bool:
    """Whether it is the password; False also for a hash that can't be read."""
    try:
        return _hasher.verify(kept, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


NO_PASSWORD = ""
"""What is kept of an account that is signed in to by other ways."""


def has_password(kept: str) -> bool:
    """Whether there is a password that this hash fits."""
    return kept != NO_PASSWORD


def needs_rehash(kept: str) -> bool:
    """Whether the hash was made with other settings than today's; ask after a successful sign-in."""
    return _hasher.check_needs_rehash(kept)


def spend_time_as_if() -> None:
    """Take as long as a verification, where there is no account, so that time doesn't tell which names
    exist."""
    verify_password(_dummy_hash(), "somebody else's password")


def password_problems(password: str, *, about: Sequence[str]) -> list[PasswordProblem]:
    """Everything that speaks against a new password; empty when it will do.

    8 to 256 characters, none of the very common ones, nothing that stands on the doorplate: no rule about
    kinds of characters (NIST SP 800-63B).
    about: the person's login name, phone, e-mail, display name.
    """
    normal = _normal(password)
    problems = []
    if len(normal) < MIN_LENGTH:
        problems.append(PasswordProblem.TOO_SHORT)
    if len(normal) > MAX_LENGTH:
        return [PasswordProblem.TOO_LONG]
    if _is_common(normal.casefold()):
        problems.append(PasswordProblem.COMMON)
    if _tells(normal, about):
        problems.append(PasswordProblem.ABOUT_PERSON)
    return problems


def _normal(password: str) -> str:
    """One form whichever input method typed it: full-width digits are digits (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password)


@lru_cache(maxsize=1)
def _dummy_hash() -> str:
    return hash_password("nobody's password")


def _is_common(password: str) -> bool:
    if password in _COMMON or len(set(password)) <= 2:
        return True
    return any(password in run or password in run[::-1] for run in _RUNS)


def _tells(password: str, about: Sequence[str]) -> bool:
    """Whether the password is little more than something known about the person."""
    plain = _letters_and_digits(password)
    for known in map(_letters_and_digits, [*about, *(known.split("@")[0] for known in about)]):
        if len(known) < 4:
            continue
        leftover = len(plain) - len(known)
        if (plain and plain in known) or (known in plain and leftover < MIN_LENGTH // 2):
            return True
    return False


def _letters_and_digits(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
