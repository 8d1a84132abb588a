"""Organisations: open to everybody without personal data, kept by those who may."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.db import db
from portal.jurisdictions.tree import TREE
from portal.organisations.models import Organisation, OrganisationMember
from portal.persons.models import Person
from portal.testing import factories as make
from portal.testing.counting import counting

FORM = {"kind": "property_company", "name_zh_hans": "安和物业", "phone": "024-0000-1111", "note": "修灯", "once": "t1"}


def secretary_of(app: Flask) -> tuple[FlaskClient, str]:
    client = app.test_client()
    with app.app_context():
        street = make.make_place("street", takes_proposals=False)
        hongda = make.make_place("hongda", parent=street)
        make.make_place("other", parent=street)
        person = make.make_person("赵书记")
        make.give_role(person, "secretary", hongda)
        make.sign_in(client, person)
        liaison = make.make_person("孙联络", place_id=hongda.id, phone="+8619000004321")
        return client, db.session.get_one(Person, liaison).ref


def test_an_organisation_is_entered_once_shown_to_all_changed_and_closed(app: Flask, client: FlaskClient) -> None:
    secretary, ref = secretary_of(app)
    for _ in range(2):  # sent twice
        assert secretary.post("/j/hongda/organisations/new", data=FORM).status_code == 302
    with app.app_context():
        row = db.session.scalars(select(Organisation)).one()
        base = f"/j/hongda/organisations/{row.id}"
    assert "安和物业" in client.get("/j/hongda/organisations/").text
    assert "修灯" in client.get(base).text
    assert secretary.post(f"{base}/members", data={"person": ref, "liaison": "y"}).status_code == 302
    assert "孙联络" in secretary.get(base).text
    for personal in ("孙联络", "4321"):
        assert personal not in client.get(base).text  # nobody else reads who belongs to it
    changed = FORM | {"name_en": "Anhe", "kind": "merchant"}
    assert secretary.post(f"{base}/edit", data=changed).status_code == 302
    assert "Anhe" in client.get(f"{base}?lang=en").text
    with app.app_context():
        member = db.session.scalars(select(OrganisationMember)).one()
    assert secretary.post(f"{base}/members/{member.id}/end").status_code == 302
    assert secretary.post(f"{base}/members/{member.id}/end").status_code == 404
    assert secretary.post(f"{base}/close").status_code == 302
    assert client.get(base).status_code == 404


def test_bad_entries_are_refused_and_foreign_ones_are_404(app: Flask, client: FlaskClient) -> None:
    secretary, ref = secretary_of(app)
    for change, field in (
        ({"name_zh_hans": ""}, "name_zh_hans"),
        ({"name_zh_hans": "安\u200b和"}, "name_zh_hans"),
        ({"kind": "cult"}, "kind"),
        ({"phone": "1" * 500}, "phone"),
    ):
        answer = secretary.post("/j/hongda/organisations/new", data=FORM | change)
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text
        assert "修灯" in answer.text
    with app.app_context():
        from_above = make.make_organisation(make.make_place("district", takes_proposals=False))
        street = db.session.scalar(select(func.count()).select_from(Organisation))
        assert street == 1
    assert secretary.get(f"/j/hongda/organisations/{from_above}").status_code == 404
    assert secretary.post(f"/j/hongda/organisations/{from_above}/close").status_code == 404
    assert secretary.post("/j/hongda/organisations/99999/members", data={"person": ref}).status_code == 404
    assert secretary.get("/j/other/organisations/new").status_code == 403
    assert client.get("/j/hongda/organisations/new").status_code == 302


def test_those_of_above_serve_below_and_are_changed_only_there(app: Flask, client: FlaskClient) -> None:
    secretary, ref = secretary_of(app)
    with app.app_context():
        own = make.make_organisation(TREE().by_slug["street"], name="Heating")
    address = f"/j/hongda/organisations/{own}"
    assert "Heating" in client.get("/j/hongda/organisations/").text
    assert client.get(address).status_code == 200
    assert secretary.get(f"{address}/edit").status_code == 404
    assert secretary.post(f"{address}/members", data={"person": ref}).status_code == 404


def test_pages_of_organisations_ask_as_often_for_many_as_for_one(app: Flask, client: FlaskClient) -> None:
    secretary_of(app)
    client.get("/j/hongda/organisations/")  # configuration is read once
    counts = []
    with app.app_context():
        place = TREE().by_slug["hongda"]
        for number in (1, 20):
            for _ in range(number):
                make.make_organisation(place)
            with counting(db.engine) as counted:
                assert client.get("/j/hongda/organisations/").status_code == 200
            counts.append(counted.count)
    assert counts[0] == counts[1] <= 8
