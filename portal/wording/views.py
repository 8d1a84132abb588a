"""Pages where a place's words are kept."""

from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.db import transact
from portal.jurisdictions.tree import TREE, Place
from portal.notifications.messages import sentences
from portal.plugin.blueprint import PortalBlueprint
from portal.translations.permissions import EDIT
from portal.web.languages import OWN_NAMES
from portal.web.paging import whole_number
from portal.web.viewer import viewer
from portal.wording.catalogue import Message, filled, messages, original_of
from portal.wording.forms import texts_of, wording_form
from portal.wording.queries import history
from portal.wording.services import restore, reword
from portal.wording.speaking import OWN, words_at

Page = str | Response | tuple[str, int]
A_PAGE = 40
ALL, OURS, MAILS = "all", "own", "messages"

bp = PortalBlueprint("wording", __name__)


@bp.route("/j/<place>/wording/", permission=EDIT)
def index(place: Place) -> str:
    """Search the portal's messages in one language, and see which are worded here."""
    language = _language(request.args.get("language", place.language))
    show = request.args.get("show", ALL)
    asked, start = request.args.get("q", "").strip(), max(0, request.args.get("after", 0, type=whole_number))
    here = words_at(OWN(), place.id, language)
    found = [
        message
        for message in messages(language).values()
        if _is_asked(message, asked, here) and _is_shown(message, show, here)
    ]
    page = list(islice(found, start, start + A_PAGE))
    return render_template(
        "wording/index.html",
        rows=[(message, here.get(message.original)) for message in page],
        language=language,
        own_names=OWN_NAMES,
        show=show,
        asked=asked,
        count=len(found),
        next_after=start + A_PAGE if start + A_PAGE < len(found) else None,
        previous_after=max(0, start - A_PAGE) if start else None,
    )


@bp.route("/j/<place>/wording/<language>/<key>", methods=["GET", "POST"], permission=EDIT)
def edit(place: Place, language: str, key: str) -> Page:
    """Word one message here and below: see it with samples, keep it, or go back to the standard text."""
    message = messages(_known(language)).get(key) or abort(404)
    own = OWN()
    here = own.get(place.id, {}).get(language, {}).get(message.original)
    counts = words_at(own, place.id, language).get(message.original, message.standard)
    form = wording_form(message, request.form, counts)
    valid = request.method == "POST" and form.validate()
    if valid and "preview" not in request.form:
        texts, actor = texts_of(form), viewer().standing.actor()
        transact(lambda: reword(place_id=place.id, language=language, message=message, texts=texts, actor=actor))
        flash(_("The new words are used at once, here and below."), "success")
        return redirect(url_for(".edit", place=place, language=language, key=key))
    page = render_template(
        "wording/edit.html",
        message=message,
        language=language,
        language_name=OWN_NAMES[language],
        form=form,
        own=here is not None,
        inherited=here is None and counts != message.standard,
        samples=[filled(message, text, language) for text in (texts_of(form) if valid else counts)],
        previewed=valid,
        changes=history(place.id, language, key),
    )
    return (page, 422) if form.errors else page


@bp.route("/j/<place>/wording/<language>/<key>/restore", methods=["POST"], permission=EDIT)
def standard(place: Place, language: str, key: str) -> Response:
    """Give a message back to the places above, or to the catalogue."""
    message = messages(_known(language)).get(key) or abort(404)
    actor = viewer().standing.actor()
    transact(lambda: restore(place_id=place.id, language=language, message=message, actor=actor))
    flash(_("The standard text is used again."), "success")
    return redirect(url_for(".edit", place=place, language=language, key=key))


def _known(language: str) -> str:
    return language if language in OWN_NAMES else abort(404)


def _language(asked: str) -> str:
    return asked if asked in OWN_NAMES else TREE().children(None)[0].language


def _is_asked(message: Message, words: str, here: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether words stand in a message's original, its standard text or the place's own."""
    texts = (message.original, *message.standard, *here.get(message.original, ()))
    return all(any(word.lower() in text.lower() for text in texts) for word in words.split())


def _is_shown(message: Message, show: str, here: Collection[str]) -> bool:
    if show == OURS:
        return message.original in here
    return show != MAILS or message.original in {original_of(words) for words in sentences()}
