"""One's own page: who I am here, how I am reached, where I live, what I hold."""

from typing import cast

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from portal.accounts.blueprint import bp
from portal.accounts.forms import (
    FULL,
    MASKED,
    OTHER,
    ContactsForm,
    LanguageForm,
    NamesForm,
)
from portal.accounts.oidc import provider_label
from portal.accounts.queries import account_of
from portal.accounts.services.keeping import (
    WrongPassword,
    change_contacts,
    change_language,
    change_names,
    check_password,
)
from portal.db import db, transact
from portal.organisations.queries import organisations_of
from portal.persons.models import Person
from portal.persons.names import mask_name
from portal.persons.queries.homes import latest_claim
from portal.persons.queries.households import household_of
from portal.plugin.blueprint import SIGNED_IN
from portal.roles.queries import held_by
from portal.web.languages import COOKIE as LANGUAGE_COOKIE
from portal.web.languages import OWN_NAMES
from portal.web.limits import within
from portal.web.viewer import Viewer, viewer

Answer = str | Response | tuple[str, int]

PASSWORD_LIMIT = "20/minute; 100/hour"
"""How often somebody at an open session may guess its owner's password."""


def signed_in() -> Viewer:
    """Return the viewer of a page that only opens to accounts."""
    return cast("Viewer", viewer())


@bp.route("/me", permission=SIGNED_IN)
def me() -> str:
    """Show what the portal knows of oneself, each with the way to change it."""
    person_id = signed_in().person_id
    return render_template(
        "accounts/me.html",
        account=account_of(person_id),
        person=db.session.get_one(Person, person_id),
        claim=latest_claim(person_id),
        household=household_of(person_id),
        organisations=organisations_of(person_id),
        roles=held_by(person_id),
        language_names=OWN_NAMES,
        mask=mask_name,
        provider=provider_label(),
    )


@bp.route("/me/name", methods=["GET", "POST"], permission=SIGNED_IN)
def names() -> Answer:
    """Change one's name, and what of it others read."""
    person = db.session.get_one(Person, signed_in().person_id)
    form = NamesForm(request.form, obj=_Names(person))
    if person.verified_at is not None:
        form.name.data = person.name
    if request.method == "POST":
        if form.validate() and not form.shows_reserved(person.id):
            name, shown = form.name.data or "", form.chosen_name(form.name.data or "")
            person_id = person.id
            transact(lambda: change_names(person_id=person_id, name=name, shown_name=shown))
            flash(_("Your name is saved."), "success")
            return redirect(url_for("accounts.me"))
        return render_template("accounts/names.html", form=form, person=person), 422
    return render_template("accounts/names.html", form=form, person=person)


class _Names:
    """A person's names as the form asks for them."""

    def __init__(self, person: Person) -> None:
        self.name = person.name
        self.shown = MASKED if not person.shown_name else FULL if person.shown_name == person.name else OTHER
        self.shown_name = person.shown_name if self.shown == OTHER else ""


@bp.route("/me/contacts", methods=["GET", "POST"], permission=SIGNED_IN)
def contacts() -> Answer:
    """Change how one is reached."""
    account = account_of(signed_in().person_id)
    form = ContactsForm(request.form, obj=account)
    if request.method == "GET":
        return render_template("accounts/contacts.html", form=form)
    account_id = signed_in().account_id
    if not within(PASSWORD_LIMIT, "password"):
        form.form_errors = [_("There were too many tries from here. Please wait a while and try again.")]
        return render_template("accounts/contacts.html", form=form), 429
    if form.validate():
        try:
            check_password(account_id=account_id, password=form.old.data or "")
        except WrongPassword:
            form.old.errors = [_("This isn't your password.")]
        else:
            phone, email = form.phone.data or None, form.email.data or None
            transact(lambda: change_contacts(account_id=account_id, phone=phone, email=email))
            flash(_("Your phone number and e-mail are saved."), "success")
            return redirect(url_for("accounts.me"))
    return render_template("accounts/contacts.html", form=form), 422


@bp.route("/me/language", methods=["GET", "POST"], permission=SIGNED_IN)
def language() -> Answer:
    """Choose the language of pages and messages."""
    form = LanguageForm(request.form, language=signed_in().language or "")
    form.language.choices = [
        SelectChoice("", _("As my browser and the place say")),
        *(SelectChoice(code, own_name) for code, own_name in OWN_NAMES.items()),
    ]
    if request.method == "POST":
        if form.validate():
            chosen, account_id = form.language.data or None, signed_in().account_id
            transact(lambda: change_language(account_id=account_id, language=chosen))
            response = redirect(url_for("accounts.me"))
            response.delete_cookie(LANGUAGE_COOKIE)  # what was clicked in passing gives way to what is chosen
            return response
        return render_template("accounts/language.html", form=form), 422
    return render_template("accounts/language.html", form=form)
