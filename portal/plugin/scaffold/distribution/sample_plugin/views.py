"""The plugin's page. Every route says who may open it and answers 404 where the plugin is off."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.db import transact
from portal.jurisdictions.tree import Place
from portal.plugin import PUBLIC, PortalBlueprint
from portal.web.gate import may_open
from sample_plugin import queries, services
from sample_plugin.permissions import RESTART

bp = PortalBlueprint("sample_plugin", __name__, plugin="sample_plugin")


@bp.route("/j/<place>/sample-plugin/", permission=PUBLIC)
def index(place: Place) -> str:
    """Show how many proposals the place has accepted."""
    return render_template(
        "sample_plugin/index.html",
        tally=queries.tally_of(place.id),
        may_restart=may_open("sample_plugin.restart", place),
    )


@bp.route("/j/<place>/sample-plugin/restart", methods=["POST"], permission=RESTART)
def restart(place: Place) -> Response:
    """Let the count begin anew."""
    transact(lambda: services.restart(place_id=place.id))
    flash(_("The count begins anew."), "success")
    return redirect(url_for("sample_plugin.index", place=place))
