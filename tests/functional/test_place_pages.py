"""The door, front pages, announcements, settings of places, calendar, administration, inbox and the day's work."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal import clock
from portal.content.models import Announcement
from portal.db import db, transact
from portal.duties.services import open_task
from portal.events import Actor, EventRecord
from portal.jurisdictions.models import CalendarDay, Jurisdiction
from portal.jurisdictions.tree import TREE, Place
from portal.notifications.models import Notification
from portal.plugin.registry import plugins
from portal.proposals import events
from portal.publishing import publish
from portal.testing import factories as make
from portal.worker.loop import drain

ADMIN = ("places.edit", "calendar.edit", "content.write", "record.read")
NOTHING: dict[str, str] = {}

Counting = Callable[[], AbstractContextManager[Any]]


class World:
    """A street with a community, somebody who administers the community, and a resident."""

    def __init__(self) -> None:
        self.street = make.make_place("wushu", level="street", takes_proposals=False, names={"zh_Hans": "兀术街街道"})
        self.place = make.make_place(
            "hongda",
            parent=self.street,
            names={"zh_Hans": "宏大社区", "en": "Hongda"},
            introduction={"en": "Neighbours at one table\nRaise it, talk it over."},
            phone="024 7668 0000",
            address="18 Wushu Road",
            households=3211,
            opening_hours=[{"days": [0, 1, 2, 3, 4, 5, 6], "from": "00:00", "to": "23:59"}],
        )
        make.make_role("locality_admin", ADMIN)
        make.make_role("resident", (), duty=False)
        self.admin, self.resident = make.make_person("管理员"), make.make_person("李桂英")
        make.give_role(self.admin, "locality_admin", self.place)
        make.give_role(self.resident, "resident", self.place)


@pytest.fixture
def world(app: Flask, client: FlaskClient) -> World:
    client.set_cookie("linli_language", "en")
    with app.app_context():
        return World()


def sign_in(app: Flask, client: FlaskClient, person_id: int) -> None:
    with app.app_context():
        make.sign_in(client, person_id)


# The door ----------------------------------------------------------------------------------------------------------


def test_a_resident_finds_a_place_by_its_name_and_by_walking_down(client: FlaskClient, world: World) -> None:
    assert 'href="/j/hongda/"' in client.get("/?q=宏大").text
    assert 'href="/j/hongda/"' not in client.get("/").text
    assert 'href="/?in=wushu"' in client.get("/").text
    assert 'href="/j/hongda/"' in client.get("/?in=wushu").text


@pytest.mark.parametrize("query", ["?q=\t", "?q=" + "x" * 3000, "?in=nowhere", "?in=..", "?q=' OR 1=1 --"])
def test_the_door_answers_whatever_is_asked(client: FlaskClient, world: World, query: str) -> None:
    assert client.get(f"/{query}").status_code == 200


def test_the_door_remembers_the_place_seen_last(client: FlaskClient, world: World) -> None:
    client.get("/j/hongda/")
    assert "Your place" in client.get("/").text


def test_the_door_knows_a_resident_s_home(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        building = make.make_place("hongda-3", parent=world.place, takes_proposals=False)
        person = make.make_person(place_id=building.id)
        make.sign_in(client, person)
    page = client.get("/").text
    assert "Your place" in page
    assert 'href="/j/hongda/"' in page


# Front pages -------------------------------------------------------------------------------------------------------


def test_the_front_page_says_who_we_are_and_how_to_reach_us(client: FlaskClient, world: World) -> None:
    page = client.get("/j/hongda/").text
    for words in ("Neighbours at one table", "3,211 households", "024 7668 0000", "18 Wushu Road", "Mon to Sun"):
        assert words in page
    assert ("Open now" in page) != ("Closed now" in page)


def test_figures_are_counted_from_the_records_here_and_below(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        today = clock.now()
        building = make.make_place("hongda-3", parent=world.place)
        for home, values in (
            (world.place, {"state": "closed", "ended_at": today, "rating": 5, "filed_at": today}),
            (building, {"state": "closed", "ended_at": today, "rating": 2, "filed_at": today}),
            (building, {"filed_at": today}),
            (world.place, {"filed_at": today - timedelta(days=800), "state": "closed"}),
            (world.place, {"state": "declined", "ended_at": today}),
        ):
            make.make_proposal(home, world.resident, **values)
    page = " ".join(client.get("/j/hongda/").text.split())
    for figure in ("<b>3</b> <span>proposals accepted", "<b>2</b> <span>resolved", "<b>50%</b> <span>satisfied (2"):
        assert figure in page
    assert "<b>0 days</b>" in page


def test_what_is_new_needs_support_and_what_is_accepted_is_dealt_with(
    app: Flask, client: FlaskClient, world: World
) -> None:
    with app.app_context():
        make.make_proposal(world.place, world.resident, title="A bench by the gate")
        make.make_proposal(world.place, world.resident, title="Snow on the paths", filed_at=clock.now())
        make.make_proposal(world.place, world.resident, title="Long settled", state="closed", filed_at=clock.now())
    page = client.get("/j/hongda/").text
    assert page.index("Needs support") < page.index("A bench by the gate") < page.index("Being dealt with")
    assert page.index("Being dealt with") < page.index("Snow on the paths")
    assert "Long settled" not in page


@pytest.mark.parametrize("rows", [0, 12])
def test_the_front_page_costs_eight_queries_however_much_there_is(
    app: Flask, client: FlaskClient, world: World, count_queries: Counting, rows: int
) -> None:
    with app.app_context():
        for serial in range(rows):
            make.make_place(f"hongda-{serial}", parent=world.place)
            make.make_proposal(world.place, world.resident)
            make.make_proposal(world.place, world.resident, filed_at=clock.now())
            make.make_proposal(
                world.place, world.resident, filed_at=clock.now(), ended_at=clock.now(), state="closed", rating=5
            )
    client.get("/j/hongda/")
    with count_queries() as counted:
        assert client.get("/j/hongda/").status_code == 200
    assert counted.count <= 8, counted


# Announcements -----------------------------------------------------------------------------------------------------


def test_an_announcement_is_published_shown_changed_and_taken_down(
    app: Flask, client: FlaskClient, world: World
) -> None:
    sign_in(app, client, world.admin)
    words = {
        "title": "供暖试压",
        "body": "请留意",
        "pinned": "y",
        "en-title": "Heating test",
        "en-body": "Mind the pipes",
    }
    answer = client.post("/j/hongda/announcements/new", data={"once": "a", **words}, follow_redirects=True)
    assert "Heating test" in answer.text
    assert "Mind the pipes" in answer.text
    assert "Heating test" in client.get("/j/hongda/").text
    client.post("/j/hongda/announcements/1/edit", data={**words, "en-title": "Heating starts"})
    assert "Heating starts" in client.get("/j/hongda/announcements/").text
    client.post("/j/hongda/announcements/1/take-down")
    assert "Heating starts" not in client.get("/j/hongda/").text
    assert client.get("/j/hongda/announcements/1").status_code == 404
    with app.app_context():
        kept = db.session.scalars(select(EventRecord.name).where(EventRecord.subject_kind == "announcement")).all()
        assert kept == ["announcement.published", "announcement.changed", "announcement.taken_down"]


def test_an_announcement_sent_twice_is_published_once(app: Flask, client: FlaskClient, world: World) -> None:
    sign_in(app, client, world.admin)
    for _time in range(2):
        client.post("/j/hongda/announcements/new", data={"once": "a", "title": "供暖", "body": "请留意"})
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Announcement)) == 1


def test_an_announcement_without_words_comes_back_with_what_was_typed(
    app: Flask, client: FlaskClient, world: World
) -> None:
    sign_in(app, client, world.admin)
    answer = client.post("/j/hongda/announcements/new", data={"title": "", "body": "Mind the pipes", "until": "never"})
    assert answer.status_code == 422
    assert "Mind the pipes" in answer.text
    assert answer.text.count('aria-invalid="true"') == 2


def test_an_announcement_from_above_is_shown_below_but_changed_only_there(
    app: Flask, client: FlaskClient, world: World
) -> None:
    with app.app_context():
        make.give_role(world.admin, "locality_admin", world.street)
        make.sign_in(client, world.admin)
    client.post("/j/wushu/announcements/new", data={"title": "值班安排", "body": "元旦"})
    assert "值班安排" in client.get("/j/hongda/").text
    assert client.get("/j/hongda/announcements/1").status_code == 200
    assert client.get("/j/hongda/announcements/1/edit").status_code == 404
    assert client.post("/j/hongda/announcements/1/take-down").status_code == 404


def test_an_announcement_stands_until_its_last_day(app: Flask, client: FlaskClient, world: World) -> None:
    sign_in(app, client, world.admin)
    last = clock.today("Asia/Shanghai")
    client.post("/j/hongda/announcements/new", data={"title": "停水", "body": "今天", "until": last.isoformat()})
    assert "停水" in client.get("/j/hongda/").text
    with clock.telling(clock.now() + timedelta(days=1)):
        assert "停水" not in client.get("/j/hongda/").text


# Settings of places ------------------------------------------------------------------------------------------------


def details(**changed: str) -> dict[str, Any]:
    return {
        "names-zh_Hans": "宏大新区",
        "names-en": "New Hongda",
        "level": "community",
        "code": "HD",
        "takes_proposals": "y",
        "hours-0-days": ["0", "1"],
        "hours-0-start": "08:30",
        "hours-0-end": "12:00",
        **changed,
    }


def test_a_place_s_details_are_changed_and_seen_at_once(app: Flask, client: FlaskClient, world: World) -> None:
    sign_in(app, client, world.admin)
    assert client.get("/j/hongda/settings/place").status_code == 200
    answer = client.post("/j/hongda/settings/place", data=details(households="3,300", phone="1 2"))
    assert answer.status_code == 422, "3,300 is no number for a browser's field"
    answer = client.post("/j/hongda/settings/place", data=details(households="3300", phone="024 1"))
    assert answer.status_code == 302
    page = client.get("/j/hongda/").text
    for words in ("New Hongda", "3,300 households", "024 1", "Mon to Tue"):
        assert words in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("names-zh_Hans", ""),
        ("names-zh_Hans", "x" * 61),
        ("code", "H D"),
        ("code", "WUSHU"),
        ("phone", "<script>"),
        ("email", "nobody"),
        ("population", "-1"),
        ("population", "9" * 20),
        ("level", "no such level"),
        ("hours-0-end", ""),
        ("hours-0-end", "08:00"),
        ("hours-0-days", "9"),
    ],
)
def test_a_mistake_about_a_place_is_shown_beside_its_field(
    app: Flask, client: FlaskClient, world: World, field: str, value: str
) -> None:
    sign_in(app, client, world.admin)
    answer = client.post("/j/hongda/settings/place", data=details(**{field: value}))
    assert answer.status_code == 422
    assert 'class="wrongs"' in answer.text
    assert 'class="err"' in answer.text
    assert "New Hongda" in answer.text, "what was typed must come back"
    with app.app_context():
        assert TREE().by_slug["hongda"].names["en"] == "Hongda"


def test_a_place_is_added_raised_closed_and_opened_again(app: Flask, client: FlaskClient, world: World) -> None:
    sign_in(app, client, world.admin)
    for slug in ("hongda-1", "hongda-2"):
        data = {"names-zh_Hans": slug, "slug": slug, "level": "community"}
        assert client.post("/j/hongda/settings/places", data=data).status_code == 302
    assert client.post("/j/hongda/settings/places", data=data).status_code == 422, "the slug is taken"
    client.post("/j/hongda/settings/places/hongda-2/up")
    page = client.get("/j/hongda/settings/places").text
    assert page.index("hongda-2") < page.index("hongda-1")
    client.post("/j/hongda/settings/places/hongda-1/close")
    assert client.get("/j/hongda-1/").status_code == 404
    client.post("/j/hongda/settings/places/hongda-1/reopen")
    assert client.get("/j/hongda-1/").status_code == 200


def test_only_a_place_s_own_children_are_changed_there(app: Flask, client: FlaskClient, world: World) -> None:
    sign_in(app, client, world.admin)
    for slug in ("wushu", "hongda", "nowhere"):
        assert client.post(f"/j/hongda/settings/places/{slug}/close").status_code == 404


def test_moving_asks_for_the_place_above_on_both_sides(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        other = make.make_place("other", level="street", takes_proposals=False)
        make.sign_in(client, world.admin)
    asked = {"parent": str(other.id), "reason": "区划调整"}
    assert client.post("/j/hongda/settings/move", data=asked).status_code == 403
    with app.app_context():
        make.give_role(world.admin, "locality_admin", world.street)
    assert client.post("/j/hongda/settings/move", data=asked).status_code == 422, "the other street isn't theirs"
    with app.app_context():
        make.give_role(world.admin, "locality_admin", other)
    assert client.post("/j/hongda/settings/move", data={**asked, "reason": " "}).status_code == 422
    assert client.post("/j/hongda/settings/move", data=asked).status_code == 302
    assert "区划调整" in client.get("/j/hongda/settings/move").text
    with app.app_context():
        assert db.session.get_one(Jurisdiction, world.place.id).parent_id == other.id


def test_a_level_gets_its_name(app: Flask, client: FlaskClient, world: World) -> None:
    sign_in(app, client, world.admin)
    data = {"key": "community", "rank": "3", "names-zh_Hans": "社区", "names-en": "Neighbourhood"}
    assert client.post("/j/hongda/settings/levels", data=data).status_code == 302
    assert "Neighbourhood" in client.get("/j/hongda/").text
    assert client.post("/j/hongda/settings/levels", data={**data, "key": "Gemeinde!"}).status_code == 422


# The calendar ------------------------------------------------------------------------------------------------------


def test_a_day_is_decided_and_taken_back(app: Flask, client: FlaskClient, world: World) -> None:
    sign_in(app, client, world.admin)
    year = clock.today("Asia/Shanghai").year
    data = {"day": f"{year}-11-24", "works": "0", "note": "停电检修"}
    for _time in range(2):
        assert client.post("/j/hongda/settings/calendar", data=data).status_code == 302
    assert "停电检修" in client.get("/j/hongda/settings/calendar").text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(CalendarDay)) == 1
    assert client.post(f"/j/hongda/settings/calendar/{year}-11-24/leave").status_code == 302
    assert client.post(f"/j/hongda/settings/calendar/{year}-11-24/leave").status_code == 404
    assert "停电检修" not in client.get("/j/hongda/settings/calendar").text


def test_the_calendar_starts_its_weeks_on_monday(app: Flask, client: FlaskClient, world: World) -> None:
    sign_in(app, client, world.admin)
    page = client.get("/j/hongda/settings/calendar?year=2026&lang=zh_Hans").text
    november = page[page.index("十一月") :]
    assert november.index(">一<") < november.index(">日<")
    sunday = november.index('<span class="day rest">1</span>')
    assert november[:sunday].count("<td>") == 7, "1 November 2026 is a Sunday"


@pytest.mark.parametrize("path", ["?year=1850", "?year=9999", "/never/leave", "/2026-02-30/leave", "/2026-11-24/leave"])
def test_a_calendar_that_is_not_there_answers_404(app: Flask, client: FlaskClient, world: World, path: str) -> None:
    sign_in(app, client, world.admin)
    url = f"/j/hongda/settings/calendar{path}"
    assert (client.post(url) if path.endswith("leave") else client.get(url)).status_code == 404


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-13-01", "0000-00-00"])
def test_a_day_that_is_none_is_shown_beside_its_field(app: Flask, client: FlaskClient, world: World, day: str) -> None:
    sign_in(app, client, world.admin)
    answer = client.post("/j/hongda/settings/calendar", data={"day": day, "works": "1", "note": "x"})
    assert answer.status_code == 422


# Who may ------------------------------------------------------------------------------------------------------------

PAGES = (
    "/j/{}/settings/place",
    "/j/{}/settings/places",
    "/j/{}/settings/move",
    "/j/{}/settings/levels",
    "/j/{}/settings/calendar",
    "/j/{}/announcements/new",
    "/j/{}/record",
)


@pytest.mark.parametrize("path", PAGES)
def test_administration_is_open_to_its_role_at_its_place_only(
    app: Flask, client: FlaskClient, world: World, path: str
) -> None:
    assert client.get(path.format("hongda")).status_code == 302, "a visitor signs in first"
    sign_in(app, client, world.resident)
    assert client.get(path.format("hongda")).status_code == 403
    sign_in(app, client, world.admin)
    assert client.get(path.format("hongda")).status_code == 200
    assert client.get(path.format("wushu")).status_code == 403


def test_administration_shows_what_one_may_do_and_hides_itself_from_others(
    app: Flask, client: FlaskClient, world: World
) -> None:
    sign_in(app, client, world.resident)
    assert "Nothing to administer" in client.get("/admin/").text
    assert 'href="/admin/"' not in client.get("/j/hongda/").text
    sign_in(app, client, world.admin)
    page = client.get("/admin/").text
    assert 'href="/j/hongda/settings/place"' in page
    assert 'href="/j/hongda/record"' in page
    assert "roles" not in page
    assert 'href="/admin/"' in client.get("/j/hongda/").text


def test_every_page_of_administration_is_there(app: Flask) -> None:
    with app.app_context():
        rules = {rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments == {"place"}}
        assert {entry.endpoint for entry in plugins().core.admin} <= rules
        assert {entry.permission for entry in plugins().core.admin} <= plugins().permissions.keys()


# The record of acts --------------------------------------------------------------------------------------------------


def about(place: Place, proposal: int, proposer: int, actor: Actor) -> dict[str, Any]:
    return {
        "home_id": place.id,
        "subject_id": proposal,
        "actor": actor,
        "proposers": [proposer],
        "category": None,
        "subtype": None,
    }


def test_the_record_tells_what_happened_here_and_not_elsewhere(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        elsewhere = make.make_place("elsewhere")
        for home in (world.place, elsewhere):
            proposal = make.make_proposal(home, world.resident, title=f"At {home.slug}")
            values = about(home, proposal, world.resident, Actor(world.resident))
            transact(lambda values=values: publish(events.ProposalWithdrawn(**values)))  # type: ignore[misc]
        make.sign_in(client, world.admin)
    page = client.get("/j/hongda/record").text
    assert "At hongda" in page
    assert "At elsewhere" not in page
    assert "李**" in page, "who may not read the register sees masked names"
    assert "At hongda" not in client.get("/j/hongda/record?name=proposal.filed").text
    assert "At hongda" not in client.get("/j/hongda/record?last=2020-01-01").text
    assert "At hongda" in client.get("/j/hongda/record?first=2020-01-01&name=nonsense&last=never").text
    assert client.get("/j/hongda/record?after=nonsense").status_code == 404


# The inbox ------------------------------------------------------------------------------------------------------------


def tell(world: World, times: int = 1) -> None:
    proposal = make.make_proposal(world.place, world.resident, title="Snow on the paths")
    values = about(world.place, proposal, world.resident, Actor(world.admin))
    for _time in range(times):
        transact(lambda: publish(events.ProposalWithdrawn(**values)))
    drain()


def test_a_message_is_read_by_opening_it(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        tell(world)
        make.sign_in(client, world.resident)
    page = client.get("/inbox").text
    assert "Snow on the paths" in page
    assert "1 unread message" in page
    answer = client.post("/inbox/1/open")
    assert answer.headers["Location"].startswith("/j/hongda/proposals/")
    assert "1 unread message" not in client.get("/inbox").text
    assert "Snow on the paths" not in client.get("/inbox?show=unread").text


def test_reading_all_leaves_what_came_meanwhile(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        tell(world, times=3)
        make.sign_in(client, world.resident)
    client.post("/inbox/read", data={"newest": "2"})
    with app.app_context():
        assert db.session.scalars(select(Notification.id).where(Notification.read_at.is_(None))).all() == [3]
    assert client.post("/inbox/read", data={"newest": "nonsense"}).status_code == 302


def test_somebody_else_s_message_is_not_there(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        tell(world)
        make.sign_in(client, world.admin)
    assert client.post("/inbox/1/open").status_code == 404
    assert client.post("/inbox/1/read").status_code == 404
    assert client.post("/inbox/99999999999999999999/read").status_code == 404
    with app.app_context():
        assert db.session.scalars(select(Notification.read_at)).all() == [None]


@pytest.mark.parametrize("messages", [1, 25])
def test_the_inbox_costs_twelve_queries_however_full(
    app: Flask, client: FlaskClient, world: World, count_queries: Counting, messages: int
) -> None:
    with app.app_context():
        tell(world, times=messages)
        make.sign_in(client, world.resident)
    client.get("/inbox")
    with count_queries() as counted:
        page = client.get("/inbox").text
    assert counted.count <= 12, counted
    assert ("Next page" in page) == (messages > 20)


# The day's work -------------------------------------------------------------------------------------------------------


def give_task(place: Place, serial: int, days: int | None, title: str = "", **whose: Any) -> None:
    due = clock.today(place.zone) + timedelta(days=days) if days is not None else None
    transact(
        lambda: open_task(
            subject_kind="stage",
            subject_id=serial,
            title=title or f"Matter {serial}",
            labels={"en": "Decide on filing"},
            link=f"/j/hongda/proposals/{serial}",
            seat_id=place.id,
            due=due,
            **(whose or {"role": "locality_admin"}),
        )
    )


def test_the_day_s_work_is_sorted_by_urgency_one_click_from_the_act(
    app: Flask, client: FlaskClient, world: World
) -> None:
    with app.app_context():
        give_task(world.place, 1, None, "No hurry")
        give_task(world.place, 2, 40, "Next month")
        give_task(world.place, 3, 0, "Today's")
        give_task(world.place, 4, -20, "Long due")
        give_task(world.place, 5, 0, "Not mine", role="secretary")
        make.sign_in(client, world.admin)
    page = client.get("/today").text
    order = [
        "Today, 管理员",
        "Overdue",
        "Long due",
        "Due soon",
        "Today&#39;s",
        "Waiting for me",
        "Next month",
        "No hurry",
    ]
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)
    assert 'href="/j/hongda/proposals/4"' in page
    assert "Not mine" not in page
    assert "4 matters wait for you" in page


def test_places_below_are_counted_not_listed(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        building = make.make_place("hongda-3", parent=world.place)
        give_task(building, 1, -20, "Below")
        give_task(building, 2, None, "Below too", role="grid_worker")
        make.sign_in(client, world.admin)
    page = client.get("/today").text
    assert "Nothing waits for you" in page
    assert "Below" not in page.replace("In places below", "")
    assert "2 wait" in page
    assert "1 overdue" in page


def test_the_day_s_work_is_kept_to_one_place_when_asked(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        make.give_role(world.admin, "locality_admin", world.street)
        give_task(world.place, 1, None, "Of the community")
        give_task(world.street, 2, None, "Of the street")
        make.sign_in(client, world.admin)
    assert "Of the street" in client.get("/today").text
    kept = client.get("/today?at=hongda").text
    assert "Of the community" in kept
    assert "Of the street" not in kept


def test_a_resident_sees_only_what_waits_for_them(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        give_task(world.place, 1, None, "Please rate", person_id=world.resident)
        give_task(world.place, 2, None, "For the office")
        make.sign_in(client, world.resident)
    page = client.get("/today").text
    assert "Please rate" in page
    assert "For the office" not in page


@pytest.mark.parametrize("tasks", [1, 60])
def test_the_day_s_work_costs_the_same_however_much_waits(
    app: Flask, client: FlaskClient, world: World, count_queries: Counting, tasks: int
) -> None:
    with app.app_context():
        for serial in range(tasks):
            give_task(world.place, serial, serial % 7 if serial % 5 else None)
        make.sign_in(client, world.admin)
    client.get("/today")
    with count_queries() as counted:
        page = client.get("/today").text
    assert counted.count <= 8, counted
    assert ("Next page" in page) == (tasks > 50)


def test_paging_through_the_day_s_work_misses_nothing(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        for serial in range(60):
            give_task(world.place, serial, serial % 7 if serial % 5 else None, f"Matter no. {serial:02}.")
        make.sign_in(client, world.admin)
    first = client.get("/today").text
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(following).text
    seen = [f"Matter no. {serial:02}." for serial in range(60)]
    assert all((words in first) != (words in second) for words in seen)
    for cursor in ("nonsense", "2026-01-01~x", "~", "2026-01-01~99999999999"):
        assert client.get(f"/today?after={cursor}").status_code == 404


# What machines ask -------------------------------------------------------------------------------------------------


def test_machines_learn_what_waits(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        give_task(world.place, 1, -1)
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ready"}
    metrics = client.get("/metrics").text
    assert "linli_tasks_open 1\n" in metrics
    assert "linli_outbox_waiting 0\n" in metrics


def test_a_database_without_its_migrations_is_not_ready(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    assert client.get("/readyz").status_code == 503
