"""A form sent twice has one effect: it carries a token, and what was done under it is not done again.

    class CommentForm(OnceForm): …
    answer = do_once(form, lambda: write_comment(…))

`work` runs inside `transact()` and returns something JSON can hold. The same token with other content, as after the
browser's Back button, is a new act.
"""

import secrets
from collections.abc import Callable
from typing import TypeVar

from flask import request
from wtforms import HiddenField
from wtforms.validators import Length

from portal.db import transact
from portal.forms import Form
from portal.idempotency import fingerprint, kept, once
from portal.web.viewer import viewer

T = TypeVar("T")


def new_token() -> str:
    """Return a token for one showing of a form."""
    return secrets.token_urlsafe(16)


class OnceForm(Form):
    """Base of forms that create something."""

    once = HiddenField(default=new_token, validators=[Length(max=64)])


def done_before(form: OnceForm) -> bool:
    """Tell whether this very sending of a form was done before, such as by the first of two clicks. One query."""
    return kept(scope=_scope(), key=_key(form)) if form.once.data else False


def do_once(form: OnceForm, work: Callable[[], T]) -> T:
    """Do `work` in a transaction and return its answer, or the answer it gave when this form was sent before."""
    scope, key = _scope(), _key(form)
    answer: T = transact(lambda: once(scope=scope, key=key, digest=_digest(), work=work))
    return answer


def _scope() -> str:
    return f"person:{viewer().person_id}"


def _key(form: OnceForm) -> str:
    return f"{form.once.data or new_token()}:{_digest()}"


def _digest() -> str:
    sent = {name: request.form.getlist(name) for name in request.form if name != "csrf_token"}
    return fingerprint({"path": request.path, **sent})
