"""Setting a second factor up: a QR code for the app, its first digits, and spare codes to print, shown once.

The secret travels with the form, sealed, until its digits have shown that the app has it; nothing is kept before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from flask import render_template, request
from flask_babel import format_timedelta
from flask_babel import gettext as _

from portal import clock
from portal.accounts.code_forms import SetUpForm
from portal.accounts.models import Account
from portal.accounts.services import second_factor
from portal.accounts.services.signing_in import TooManyTries
from portal.accounts.views import entering
from portal.db import transact


@dataclass(frozen=True)
class SetUp:
    """One showing of the form that sets a second factor up."""

    account_id: int
    login: str
    secret: str
    form: SetUpForm

    @classmethod
    def of(cls, account: Account) -> Self:
        """Begin with a new secret, or go on with the one whose form was sent."""
        form, key = SetUpForm(request.form), entering.secret()
        secret = second_factor.unseal(form.sealed.data or "", key=key) or second_factor.new_secret()
        form.sealed.data = second_factor.seal(secret, key=key)
        return cls(account.id, account.login, secret, form)

    def done(self) -> Sequence[str] | None:
        """Set the factor up and return its spare codes; None when the form has an error."""
        if not self.form.validate():
            return None
        step = second_factor.fits_now(self.secret, self.form.code.data or "")
        if step is None:
            self.form.code.errors = [_("This isn't what the app shows now. Wait for its next code.")]
            return None
        account_id, secret, key = self.account_id, self.secret, entering.secret()
        return transact(lambda: second_factor.set_up(account_id=account_id, secret=secret, step=step, key=key))

    def page(self, *, required: bool) -> tuple[str, int]:
        """Return the page with the QR code, and its status."""
        address = second_factor.app_address(secret=self.secret, login=self.login, issuer=_("Linli"))
        page = render_template(
            "accounts/second_factor_set_up.html",
            form=self.form,
            address=address,
            secret=" ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4)),
            required=required,
            next=entering.asked_target(),
        )
        return page, 422 if self.form.errors else 200

    def codes_page(self, codes: Sequence[str], *, onward: str) -> str:
        """Return the page with the spare codes, to be printed or written down: they are shown once."""
        return render_template("accounts/spare_codes.html", codes=codes, onward=onward)


def too_many_tries(error: TooManyTries) -> str:
    """Return how long to wait, in words."""
    wait = format_timedelta(error.until - clock.now(), threshold=2)
    return _("There were too many wrong codes. Please wait %(time)s.", time=wait)
