"""Phone numbers and e-mail addresses: one way of writing each, and what the public sees of them."""

import re
import unicodedata
from enum import StrEnum

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumberFormat

_MAX_LENGTH = 254


class ContactKind(StrEnum):
    """What was to be read."""

    PHONE = "phone"
    EMAIL = "email"


class BadContact(ValueError):
    """Not a phone number, or not an e-mail address."""

    def __init__(self, kind: ContactKind) -> None:
        super().__init__(kind.value)
        self.kind = kind


def clean_phone(raw: str, region: str = "CN") -> str:
    """The number as E.164 (+8619000001234), from any usual way of writing it, full-width digits included.

    region: the country of a number without a country code, as ISO 3166.
    The number must lie in a range that is handed out, not just have a possible length: that is what catches a
    digit too few. The demo's invented 190-0000-xxxx lie in one. Landlines are taken; extensions are not.
    Raises BadContact.
    """
    typed = unicodedata.normalize("NFKC", raw[:_MAX_LENGTH]).strip()
    plain = re.sub(r"[\s().\-‐‑–—―−ー]+", "", typed)
    try:
        if len(raw) > _MAX_LENGTH or not re.fullmatch(r"\+?[0-9]{5,20}", plain):
            raise BadContact(ContactKind.PHONE)
        number = phonenumbers.parse(plain, region)
    except NumberParseException as error:
        raise BadContact(ContactKind.PHONE) from error
    if not phonenumbers.is_valid_number(number):
        raise BadContact(ContactKind.PHONE)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def clean_email(raw: str) -> str:
    """The address in small letters, full-width characters made plain, the domain in its own script.

    Only its form is looked at, no server is asked. Names before the @ are ASCII: few servers take others.
    Addresses under example.org and .test are taken, for demos and tests. Raises BadContact.
    """
    typed = unicodedata.normalize("NFKC", raw[: _MAX_LENGTH + 1]).strip()
    try:
        found = validate_email(typed, allow_smtputf8=False, check_deliverability=False, test_environment=True)
    except (EmailNotValidError, ValueError) as error:
        raise BadContact(ContactKind.EMAIL) from error
    return found.normalized.lower()


def mask_phone(phone: str) -> str:
    """138****8000 for +8613800138000; abroad +852 ****4567. Takes what `clean_phone` returned (rule 5)."""
    try:
        number = phonenumbers.parse(phone)
    except NumberParseException:
        return "****"
    digits = re.sub(r"\D", "", phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))
    if number.country_code == 86:
        return f"{digits[:3]}****{digits[-4:]}"
    return f"+{number.country_code} ****{digits[-4:]}"


def mask_email(email: str) -> str:
    """a***@example.org for anna@example.org (rule 5)."""
    local, at, domain = email.rpartition("@")
    return f"{local[:1]}***@{domain}" if at else "***"
