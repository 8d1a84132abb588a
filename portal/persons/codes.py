"""Secrets that the portal hands out: printed claim codes, and tokens for sessions, links and the API.

Only hashes are kept; what was handed out can't be read back.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata

#: Crockford's 32 signs: no I, L, O, U, which are read as 1, 1, 0, V.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILOU", "110V")
_GROUPS, _GROUP_LENGTH = 3, 4
_MAX_TYPED = 64


def new_claim_code() -> str:
    """A code to print on paper, such as 7K3M-Q0TX-9R2C: 60 random bits."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)


def normalise_code(raw: str) -> str:
    """The code as printed, without hyphens, from what somebody typed off the paper.

    Case, spaces, any hyphen and full-width characters don't matter; O is 0, I and L are 1, U is V.
    """
    typed = unicodedata.normalize("NFKC", raw[:_MAX_TYPED]).upper()
    return re.sub(r"[\W_]+|ー", "", typed).translate(_MISREAD)


def hash_code(code: str, secret: str) -> str:
    """What to keep and look up: HMAC-SHA256 in hex of the normalised code.

    secret: the portal's own. Without it nobody can try 60 bits against a stolen table.
    """
    return hmac.new(secret.encode(), b"claim-code:" + normalise_code(code).encode(), hashlib.sha256).hexdigest()


def new_token() -> str:
    """A secret of 256 bits, fit for cookies, links and headers."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What to keep and look up: SHA-256 in hex. 256 random bits need neither salt nor a slow hash."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
