"""Pages of proposals as visitors, residents and staff meet them."""

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.db import db, transact
from portal.persons.access import AccessRecord
from portal.proposals.models import Attachment, Comment, Proposal, Support
from portal.proposals.participation import hide_comment, support, write_comment
from portal.testing import factories as make
from tests.functional import matters

NEW = "/j/hongda/proposals/new"


def _photo(size: tuple[int, int] = (60, 40), image_format: str = "JPEG") -> BytesIO:
    target = BytesIO()
    Image.new("RGB", size, "teal").save(target, image_format)
    target.seek(0)
    return target


def _file(client: FlaskClient, address: str) -> TestResponse:
    with client.get(address) as response:
        return response


@pytest.fixture
def world(app: Flask) -> matters.World:
    with app.app_context():
        return matters.world()


def test_list_shows_masked_names_state_and_who_has_it(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        number = matters.submit(world.place, world.resident)
    page = client.get("/j/hongda/proposals/?lang=en").text
    assert number in page
    assert "Look at it" in page
    assert "5 working days left" in page
    assert "李**" in page
    assert "李桂英" not in page


def test_a_street_lists_its_communities_and_a_building_its_community(
    app: Flask, client: FlaskClient, world: matters.World
) -> None:
    with app.app_context():
        number = matters.submit(world.place, world.resident)
        make.make_place("building-3", parent=world.place, takes_proposals=False)
    assert number in client.get("/j/wushu/proposals/").text
    assert client.get("/j/building-3/proposals/").headers["Location"] == "/j/hongda/proposals/"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["三楼路灯", "停车位", "积雪"]),
        ("?q=停车", ["停车位"]),
        ("?q=没有的词", []),
        ("?category=safety", ["三楼路灯", "积雪"]),
        ("?category=construction", ["停车位"]),
        ("?state=open&stage=look", ["三楼路灯", "停车位", "积雪"]),
        ("?state=late", []),
        ("?state=closed", []),
        ("?order=supported", ["积雪", "三楼路灯", "停车位"]),
        ("?state=nonsense&order=nonsense&after=", ["三楼路灯", "停车位", "积雪"]),
        ("?whose=mine", ["三楼路灯", "停车位", "积雪"]),
    ],
)
def test_filters(app: Flask, client: FlaskClient, world: matters.World, query: str, titles: list[str]) -> None:
    with app.app_context():
        first = matters.submit(world.place, world.resident, title="积雪")
        matters.submit(world.place, world.resident, title="停车位", category="construction", subtype="repair")
        matters.submit(world.place, world.resident, title="三楼路灯")
        proposal_id = matters.proposal_id(first)
        transact(lambda: support(proposal_id=proposal_id, actor=matters.actor(world.neighbour)))
    page = client.get(f"/j/hongda/proposals/{query}").text
    assert re.findall(r'<h3><a href="[^"]+">([^<]+)</a></h3>', page) == titles


def test_pages_of_the_list_lead_on_and_back(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        for n in range(45):
            matters.submit(world.place, world.resident, title=f"Matter {n:02}")

    def titles_of(address: str) -> tuple[list[str], dict[str, str]]:
        page = client.get(address).text
        ways = dict(re.findall(r'rel="(prev|next)" href="([^"]+)"', page))
        return re.findall(r">(Matter \d\d)<", page), {way: url.replace("&amp;", "&") for way, url in ways.items()}

    first, ways = titles_of("/j/hongda/proposals/?order=moved")
    assert (len(first), first[0], set(ways)) == (20, "Matter 44", {"next"})
    second, ways_on = titles_of(ways["next"])
    assert set(ways_on) == {"prev", "next"}
    last, ways_last = titles_of(ways_on["next"])
    assert (len(last), last[-1], set(ways_last)) == (5, "Matter 00", {"prev"})
    assert titles_of(ways_last["prev"])[0] == second
    assert titles_of(ways_on["prev"])[0] == first


@pytest.mark.parametrize(
    "cursor", ["x", "1~", "~1", "2026-01-01~1", "9" * 40 + "~1", "2026-01-01T00:00:00+00:00~" + "9" * 30]
)
def test_a_mangled_cursor_answers_404(client: FlaskClient, world: matters.World, cursor: str) -> None:
    assert client.get("/j/hongda/proposals/", query_string={"after": cursor}).status_code == 404


def test_empty_list_offers_the_first_step(client: FlaskClient, world: matters.World) -> None:
    page = client.get("/j/hongda/proposals/?lang=en").text
    assert "No proposals yet" in page


def test_detail_of_another_place_or_number_answers_404(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        number = matters.submit(world.place, world.resident)
    assert client.get(f"/j/hongda/proposals/{number}").status_code == 200
    for address in (f"/j/wushu/proposals/{number}", "/j/hongda/proposals/HD-1999-0001", "/j/hongda/proposals/%00"):
        assert client.get(address).status_code == 404


def test_detail_tells_the_public_no_private_word(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        number = matters.submit(world.place, world.resident, private_note="电话 13800000000，晚上打")
    for page in (f"/j/hongda/proposals/{number}", f"/j/hongda/proposals/{number}/dossier"):
        text = client.get(page).text
        assert "李**" in text
        assert "李桂英" not in text
        assert "13800000000" not in text
    assert client.get(f"/j/hongda/proposals/{number}/private").status_code == 302


def test_staff_read_private_details_after_it_was_written_down(
    app: Flask, client: FlaskClient, world: matters.World
) -> None:
    with app.app_context():
        number = matters.submit(world.place, world.resident, private_note="晚上打")
        make.sign_in(client, world.neighbour)
    assert client.get(f"/j/hongda/proposals/{number}/private").status_code == 403
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(AccessRecord)) == 0
        make.sign_in(client, world.worker)
    page = client.get(f"/j/hongda/proposals/{number}/private").text
    assert "李桂英" in page
    assert "晚上打" in page
    with app.app_context():
        seen = db.session.scalars(select(AccessRecord)).one()
        assert (seen.person_id, seen.subject_kind, seen.place_id) == (world.worker, "proposal", world.place.id)


def test_support_and_follow_by_button(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        number = matters.submit(world.place, world.resident)
        make.sign_in(client, world.neighbour)
    page = f"/j/hongda/proposals/{number}"
    for _ in range(2):
        assert client.post(f"{page}/support").headers["Location"] == page
    assert client.post(f"{page}/follow").status_code == 302
    text = client.get(f"{page}?lang=en").text
    assert "Supported · 1" in text
    assert "Following" in text
    client.post(f"{page}/unsupport")
    client.post(f"{page}/unfollow")
    text = client.get(page).text
    assert "Support · 0" in text


def test_visitors_and_strangers_change_nothing(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        number = matters.submit(world.place, world.resident)
    page = f"/j/hongda/proposals/{number}"
    acts = ("support", "unsupport", "follow", "unfollow", "remind", "comments", "withdraw")
    assert {client.post(f"{page}/{act}").status_code for act in acts} == {401}
    with app.app_context():
        make.sign_in(client, make.make_person("路人"))
    for act in ("support", "unsupport", "remind", "withdraw"):
        assert client.post(f"{page}/{act}").status_code == 403, act
    assert client.post(f"{page}/comments", data={"body": "说一句"}).status_code == 403
    assert client.post(f"{page}/comments/1/hide").status_code == 403
    for act in acts:
        assert client.post(f"/j/hongda/proposals/HD-1/{act}").status_code == 404, act


def test_a_comment_sent_twice_stands_once(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        number = matters.submit(world.place, world.resident)
        make.sign_in(client, world.neighbour)
    page = f"/j/hongda/proposals/{number}"
    token = re.search(r'name="once"[^>]* value="([^"]+)"', client.get(page).text)
    assert token
    for _ in range(2):
        client.post(f"{page}/comments", data={"body": "米饭能不能软一点", "once": token[1]})
    client.post(f"{page}/comments", data={"body": "还有汤", "once": token[1]})
    with app.app_context():
        assert db.session.scalars(select(Comment.body).order_by(Comment.id)).all() == ["米饭能不能软一点", "还有汤"]
    answer = client.post(f"{page}/comments?lang=en", data={"body": "长" * 501})
    assert answer.status_code == 422
    assert "长" * 501 in answer.text


def test_a_hidden_comment_is_seen_by_its_author_with_the_reason(
    app: Flask, client: FlaskClient, world: matters.World
) -> None:
    with app.app_context():
        number = matters.submit(world.place, world.resident)
        proposal_id = matters.proposal_id(number)
        author = matters.actor(world.neighbour)
        comment_id = transact(lambda: write_comment(proposal_id=proposal_id, actor=author, body="骂人的话"))
        make.sign_in(client, world.worker)
    page = f"/j/hongda/proposals/{number}"
    assert client.post(f"{page}/comments/{comment_id}/hide", data={"reason": " "}).status_code == 422
    assert client.post(f"{page}/comments/{comment_id}/hide", data={"reason": "请不要骂人"}).status_code == 302
    assert "骂人的话" not in client.get(page).text
    assert client.get(f"{page}/comments/{comment_id}/hide").status_code == 404
    with app.app_context():
        make.sign_in(client, world.neighbour)
    text = client.get(page).text
    assert "骂人的话" in text
    assert "请不要骂人" in text
    assert hide_comment


def test_write_save_review_and_submit(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        make.sign_in(client, world.resident)
    answer = client.post(NEW, data={"title": "楼前积雪", "once": "t1", "act": "save"})
    draft = answer.headers["Location"]
    assert re.fullmatch(r"/j/hongda/proposals/drafts/\d+", draft)
    assert "楼前积雪" in client.get("/me/proposals?show=drafts").text
    incomplete = client.get(f"{draft}/review?lang=en")
    assert incomplete.status_code == 422
    assert "Describe what is the matter." in incomplete.text
    said = {"title": "楼前积雪", "body": "请写清楚谁扫哪一段。", "about": "construction/repair", "where": "3号楼前"}
    assert client.post(draft, data={**said, "act": "review"}).headers["Location"] == f"{draft}/review"
    assert "请写清楚谁扫哪一段。" in client.get(f"{draft}/review").text
    page = client.post(f"{draft}/review").headers["Location"]
    assert page == f"/j/hongda/proposals/HD-{matters.YEAR}-0001"
    assert client.post(f"{draft}/review").status_code in (302, 404)
    with app.app_context():
        row = db.session.scalars(select(Proposal)).one()
        assert (row.category, row.subtype, row.where, row.state) == ("construction", "repair", "3号楼前", "open")


def test_the_first_save_sent_twice_makes_one_draft(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        make.sign_in(client, world.resident)
    places = {client.post(NEW, data={"title": title, "once": "t1"}).headers["Location"] for title in ("a", "ab", "ab")}
    assert len(places) == 1
    with app.app_context():
        assert db.session.scalars(select(Proposal.title)).all() == ["ab"]


def test_the_script_keeps_a_draft_and_hears_what_is_alike(
    app: Flask, client: FlaskClient, world: matters.World
) -> None:
    with app.app_context():
        number = matters.submit(world.place, world.neighbour, title="每季度一次楼道堆物清理日")
        make.sign_in(client, world.resident)
    said = client.post(NEW, data={"title": "楼道堆物清理", "once": "t"}, headers={"Accept": "application/json"}).json
    assert said is not None
    assert said["url"].startswith("/j/hongda/proposals/drafts/")
    assert number in said["similar"]
    refused = client.post(NEW, data={"title": "长" * 61}, headers={"Accept": "application/json"})
    assert refused.status_code == 422
    assert refused.json is not None
    assert refused.json["errors"]


def test_that_is_the_same_supports_what_is_there(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        number = matters.submit(world.place, world.neighbour, title="每季度一次楼道堆物清理日")
        draft = matters.draft(world.place, world.resident, title="楼道堆物清理日")
        make.sign_in(client, world.resident)
    page = f"/j/hongda/proposals/drafts/{draft}"
    assert number in client.get(f"{page}/review").text
    assert client.post(f"{page}/same/{number}").headers["Location"] == f"/j/hongda/proposals/{number}"
    with app.app_context():
        assert db.session.scalars(select(Support.person_id)).one() == world.resident


def test_files_are_judged_kept_shown_and_removed(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        make.sign_in(client, world.resident)
    files = [(_photo(), "雪.jpg"), (BytesIO(b"MZ not a picture"), "virus.exe")]
    answer = client.post(f"{NEW}?lang=en", data={"title": "楼前积雪", "once": "t", "act": "photos", "photos": files})
    assert answer.status_code == 422
    assert "virus.exe: only JPEG" in answer.text
    with app.app_context():
        attachment = db.session.scalars(select(Attachment)).one()
        draft = f"/j/hongda/proposals/drafts/{attachment.proposal_id}"
    shown = re.search(r'<img src="([^"]+small=1)" alt="雪.jpg"', client.get(draft).text)
    assert shown
    picture = _file(client, shown[1])
    assert picture.mimetype == "image/webp"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in picture.headers["Cache-Control"]
    with app.app_context():
        make.sign_in(client, world.neighbour)
    assert _file(client, shown[1]).status_code == 404
    with app.app_context():
        make.sign_in(client, world.resident)
    said = {"title": "楼前积雪", f"caption-{attachment.id}": "台阶", "act": "save"}
    client.post(draft, data=said)
    assert 'alt="台阶"' in client.get(draft).text
    client.post(draft, data={"title": "楼前积雪", "act": f"remove-photos-{attachment.id}"})
    assert "台阶" not in client.get(draft).text
    assert _file(client, shown[1]).status_code == 404


def test_a_file_for_the_staff_is_theirs_and_the_proposers(
    app: Flask, client: FlaskClient, world: matters.World
) -> None:
    with app.app_context():
        make.sign_in(client, world.resident)
    said = {"title": "Snow", "body": "On the steps.", "about": "safety/", "once": "t"}
    draft = client.post(NEW, data={**said, "photos": [(_photo(), "a.jpg")]}).headers["Location"]
    with app.app_context():
        attachment = db.session.scalars(select(Attachment)).one()
    client.post(draft, data={**said, "private": attachment.id, f"caption-{attachment.id}": "", "act": "review"})
    page = client.post(f"{draft}/review").headers["Location"]
    own = re.search(rf'{page}/files/[^"?]+', client.get(page).text)
    assert own
    assert _file(client, own[0]).status_code == 200
    with app.app_context():
        make.sign_in(client, world.neighbour)
    assert "/files/" not in client.get(page).text
    assert _file(client, own[0]).status_code == 404
    with app.app_context():
        make.sign_in(client, world.worker)
    assert _file(client, own[0]).status_code == 200


def test_drafts_are_nobody_elses(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        draft = matters.draft(world.place, world.resident)
        make.sign_in(client, world.neighbour)
    page = f"/j/hongda/proposals/drafts/{draft}"
    for address in (page, f"{page}/review", f"{page}/delete", "/j/hongda/proposals/drafts/99999999999"):
        assert client.get(address).status_code == 404, address
        assert client.post(address).status_code == 404, address
    assert client.get(f"/j/wushu/proposals/drafts/{draft}").status_code == 404


def test_deleting_a_draft_asks_first(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        draft = matters.draft(world.place, world.resident)
        make.sign_in(client, world.resident)
    assert client.get(f"/j/hongda/proposals/drafts/{draft}/delete").status_code == 200
    assert client.post(f"/j/hongda/proposals/drafts/{draft}/delete").headers["Location"] == "/me/proposals"
    with app.app_context():
        assert db.session.get(Proposal, draft) is None


def test_unconfirmed_people_draft_and_are_told_what_comes_next(
    app: Flask, client: FlaskClient, world: matters.World
) -> None:
    with app.app_context():
        newcomer = make.make_person("新来的", verified_at=None)
        draft = matters.draft(world.place, newcomer)
        make.sign_in(client, newcomer)
    review = f"/j/hongda/proposals/drafts/{draft}/review?lang=en"
    assert "must confirm where you live" in client.get(review).text
    assert client.post(review).status_code == 302
    with app.app_context():
        assert db.session.get_one(Proposal, draft).state == "draft"


def test_places_that_take_none_send_their_people_on(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        make.make_place("building-3", parent=world.place, takes_proposals=False)
        make.sign_in(client, world.resident)
    assert client.get("/j/building-3/proposals/new").headers["Location"] == NEW
    assert NEW in client.get("/j/wushu/proposals/new").text


def test_hostile_words_stay_words(app: Flask, client: FlaskClient, world: matters.World) -> None:
    nasty = "<script>alert(1)</script>'\"{{7*7}}"
    with app.app_context():
        number = matters.submit(world.place, world.resident, title=nasty, body=nasty, where=nasty)
        make.sign_in(client, world.worker)
    for address in ("", f"{number}", f"{number}/dossier", f"{number}/private", "?q=" + nasty):
        page = client.get(f"/j/hongda/proposals/{address}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text


def test_withdrawing_asks_first_and_leaves_the_lists(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        number = matters.submit(world.place, world.resident, title="停车位")
        make.sign_in(client, world.resident)
    page = f"/j/hongda/proposals/{number}"
    assert client.get(f"{page}/withdraw").status_code == 200
    assert client.post(f"{page}/withdraw", data={"reason": "已经解决"}).headers["Location"] == page
    assert client.post(f"{page}/withdraw").status_code == 409
    assert number not in client.get("/j/hongda/proposals/").text
    assert number not in client.get("/j/hongda/proposals/?q=停车").text
    assert "已经解决" in client.get(f"{page}/dossier").text


def test_the_kind_of_file_is_what_it_is_not_what_it_says(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        make.sign_in(client, world.resident)
    page = b"<html><script>alert(1)</script></html>"
    client.post(NEW, data={"title": "x", "once": "t", "photos": [(BytesIO(page), "photo.jpg")]})
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Attachment)) == 0


def test_the_list_keeps_to_one_channel(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        matters.submit(world.place, world.resident, title="From the web")
        matters.submit(
            world.place, world.worker, title="On proposal day", proposer_id=world.resident, channel="proposal_day"
        )
    listed = client.get("/j/hongda/proposals/?channel=proposal_day").text
    assert "On proposal day" in listed
    assert "From the web" not in listed
    assert "From the web" in client.get("/j/hongda/proposals/?channel=nothing").text
    assert '<details class="more fold" open>' in listed
    assert '<details class="more fold" open>' not in client.get("/j/hongda/proposals/").text
    titles = [item["title"] for item in client.get("/api/v1/j/hongda/proposals?channel=proposal_day").json["items"]]
    assert titles == ["On proposal day"]
