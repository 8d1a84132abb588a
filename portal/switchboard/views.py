"""Pages of switches and settings."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.db import transact
from portal.forms import Form
from portal.jurisdictions.tree import Place
from portal.plugin.base import Plugin
from portal.plugin.blueprint import PortalBlueprint
from portal.plugin.contributions import RoomSettings
from portal.plugin.registry import plugins
from portal.switchboard import queries, services
from portal.switchboard.forms import ROWS, SwitchForm
from portal.switchboard.permissions import SET, SWITCH
from portal.web.gate import may_open
from portal.web.viewer import viewer

bp = PortalBlueprint("switchboard", __name__)


@bp.route("/j/<place>/plugins/", permission=SWITCH)
def index(place: Place) -> str:
    """Show every plugin: what it is, whether it is on here and who decided so."""
    return render_template(
        "switchboard/index.html",
        standings=queries.standings(place),
        may_set=may_open("switchboard.settings", place),
    )


@bp.route("/j/<place>/plugins/<key>", methods=["POST"], permission=SWITCH)
def switch(place: Place, key: str) -> Response:
    """Switch a plugin on or off here, or leave it to the places above."""
    plugin = _running(key)
    form = SwitchForm(request.form)
    if not form.validate():
        abort(400)
    row, actor = ROWS[form.row.data], viewer().standing.actor()
    try:
        transact(lambda: services.switch_plugin(place_id=place.id, key=key, row=row, actor=actor))
    except services.CannotSwitch as refused:
        flash(_("%(plugin)s can't be switched now.", plugin=plugin.label), "error")
        for reason in refused.reasons:
            flash(str(reason), "error")
    else:
        flash(_words(plugin, row, place), "success")
    return redirect(url_for("switchboard.index", place=place))


@bp.route("/j/<place>/plugins/<key>/settings", methods=["GET", "POST"], permission=SET)
def settings(place: Place, key: str) -> Any:
    """Show and change how a plugin or a core room is set here; each setting says who decided it."""
    owner = plugins().settable.get(key)
    if owner is None or owner.settings_form is None:
        abort(404)
    states = queries.settings_of(owner, place)
    if request.method == "GET":
        return _settings_page(owner, place, owner.settings_form(data={each.name: each.value for each in states}))
    actor = viewer().standing.actor()
    if reset := request.form.get("as_above"):
        transact(lambda: services.reset_setting(place_id=place.id, key=key, name=reset, actor=actor))
        flash(_("This setting is as above again."), "success")
        return redirect(url_for("switchboard.settings", place=place, key=key))
    form = owner.settings_form(request.form)
    if not form.validate():
        return _settings_page(owner, place, form), 422
    transact(lambda: services.change_settings(place_id=place.id, key=key, values=form.data, actor=actor))
    flash(_("The settings are saved."), "success")
    return redirect(url_for("switchboard.settings", place=place, key=key))


def _settings_page(owner: Plugin | RoomSettings, place: Place, form: Form) -> str:
    states = {state.name: state for state in queries.settings_of(owner, place)}
    return render_template("switchboard/settings.html", plugin=owner, form=form, states=states)


def _running(key: str) -> Plugin:
    plugin = plugins().by_key.get(key)
    if plugin is None or key in plugins().killed:
        abort(404)
    return plugin


def _words(plugin: Plugin, row: bool | None, place: Place) -> str:
    if row is None:
        return _("%(plugin)s is as the places above decided.", plugin=plugin.label)
    if row:
        return _("%(plugin)s is on in %(place)s and below.", plugin=plugin.label, place=place.name)
    return _("%(plugin)s is off in %(place)s and below.", plugin=plugin.label, place=place.name)
