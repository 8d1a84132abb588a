"""Accepted proposals are counted where the plugin is on."""

from flask import Flask
from flask.testing import FlaskClient

from portal.db import transact
from portal.events import CLOCK
from portal.jurisdictions.tree import Place
from portal.proposals.events import ProposalFiled
from portal.publishing import publish
from portal.testing import factories as make
from sample_plugin.queries import tally_of


def accept_proposal(place: Place) -> None:
    """Record that a proposal was accepted at a place."""
    person = make.make_person()
    proposal = make.make_proposal(place, person)
    fact = ProposalFiled(
        home_id=place.id, subject_id=proposal, actor=CLOCK, proposers=[person], category=None, subtype=None
    )
    transact(lambda: publish(fact))


def test_accepted_proposals_are_counted_only_where_it_is_on(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        here, elsewhere = make.make_place("here"), make.make_place("elsewhere")
        make.switch("sample_plugin", here)
        for place in (here, here, elsewhere):
            accept_proposal(place)
        assert (tally_of(here.id).accepted, tally_of(elsewhere.id).accepted) == (2, 0)
    page = client.get("/j/here/sample-plugin/?lang=en").text
    assert "2</b> <span>proposals accepted" in page
    assert "The goal is 20." in page
    assert "2</b> <span>proposals accepted" in client.get("/j/here/?lang=en").text


def test_only_whoever_may_restarts_the_count(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        place = make.make_place("here")
        make.switch("sample_plugin", place)
        accept_proposal(place)
        make.make_role("counter", ["sample_plugin.restart"])
        counter = make.make_person()
        make.give_role(counter, "counter", place)
        make.sign_in(client, counter)
    visitor = app.test_client()
    assert "Restart" not in visitor.get("/j/here/sample-plugin/?lang=en").text
    assert visitor.post("/j/here/sample-plugin/restart").status_code == 401
    assert "Restart" in client.get("/j/here/sample-plugin/?lang=en").text
    assert client.post("/j/here/sample-plugin/restart").status_code == 302
    with app.app_context():
        assert tally_of(place.id).accepted == 0
