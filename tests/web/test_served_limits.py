"""What a stranger's questions may cost: days, disk, memory, names, packing, and what is sent again."""

from __future__ import annotations

import gzip
import json
import shutil
from dataclasses import replace
from datetime import date, timedelta

import brotli
import pytest
from tests.tiny_world.worlds import LISTINGS, tree
from tests.web.asking import asked

from weighbridge.api import MOST_CUBES, Weighbridge
from weighbridge.definitions.cube import Cube
from weighbridge.web.served import answers
from weighbridge.web.served.answers import AnswerError
from weighbridge.web.served.application import Server, application
from weighbridge.web.served.shelf import Shelf, kept

FIGURE = "/api/indicators/download_share"
PAGE = "/indicators/download_share"


def copied(tiny, folder, keeps):
    """The tiny world in a store of its own: another worker may be writing to the shared one."""
    tiny.indicator("download_share")
    shutil.copytree(tiny.home.root, folder)
    opened = Weighbridge(folder, keeps=keeps)
    opened.home = replace(tiny.home, root=folder)
    return opened


@pytest.fixture(scope="module")
def store(tiny, tmp_path_factory):
    """A store opened as a server opens it."""
    return copied(tiny, tmp_path_factory.mktemp("store") / "home", keeps=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("pages")
    (place / "index.html").write_text("home " * 400)
    (place / "picture.png").write_bytes(b"\x89PNG" + bytes(4_000))
    return place


@pytest.fixture(scope="module")
def app(store, folder):
    return application(lambda: store, folder, ("localhost",), rate=0)


def test_whatever_day_is_asked_for_only_stored_days_are_ever_built(app, store):
    """3,000 days are as many questions as there are days with a capture, each answered as of its own."""
    days = sorted({item.date for item in store.snapshots()})
    assert days == ["2025-10-15", "2025-11-15", "2025-12-01", "2025-12-15", "2025-12-20"]
    first = date.fromisoformat(days[0])
    told = {}
    for step in range(0, 3_000, 31):
        day = (first + timedelta(days=step)).isoformat()
        found = asked(app, FIGURE, {"as_of": day})
        assert found.status == 200
        told[day] = found.json["as_of"]
    assert set(store._builders) - {None} <= set(days)
    for day, stands_on in told.items():
        assert stands_on == max(known for known in days if known <= day), day


@pytest.mark.parametrize("path", [FIGURE, "/api/forecasts/download_share", f"{PAGE}/index.html"])
def test_a_day_before_everything_stored_is_refused_with_the_first_day(app, path):
    found = asked(app, path, {"as_of": "2025-10-14"})
    assert found.status == 400
    assert "The first stored day is 2025-10-15." in found.json["error"]


def test_questions_leave_nothing_on_the_disk(app, store):
    """A server may be asked for every definition there is: results, drawings and files are not stored."""
    asked(app, FIGURE)
    asked(app, f"{PAGE}/index.html", {"measure": "likes"})
    before = tree(store.home.root)
    for measure in ("likes", "flow", "cumulative"):
        for month in ("2025-10", "2025-11", "2025-12"):
            asked(app, FIGURE, {"measure": measure, "month": month, "only": "CN"})
    for file in ("index.html", "embed.html", "download_share.csv", "download_share.png"):
        assert asked(app, f"{PAGE}/{file}", {"measure": "likes", "population": "llm_vlm"}).status == 200
    asked(app, "/api/check", {"sentence": "Qwen had 50 % of downloads in December 2025"})
    new = {name for name in set(tree(store.home.root)) - set(before) if "fonts-" not in name}
    assert not [name for name in new if name.startswith(("results/", "cache/"))]


def test_a_store_that_keeps_stores_results(tiny, tmp_path):
    """The counter-check of the one before."""
    store = copied(tiny, tmp_path / "home", keeps=True)
    before = set(tree(store.home.root))
    store.indicator("download_share", month_from="2025-11", month_to="2025-11", only=["US"])
    assert [name for name in set(tree(store.home.root)) - before if name.startswith("results/")]


def test_reductions_of_other_days_make_room(store):
    for number in range(MOST_CUBES + 20):
        store._cubes[str(number), ""] = ((0, number, 0, 0, False), Cube(0, {}, {}, {}))
    store.indicator("download_count", as_of=LISTINGS[1])
    assert len(store._cubes) == MOST_CUBES
    assert ("download_count", LISTINGS[1]) in store._cubes
    store._cubes.clear()


def test_parameters_nobody_reads_make_no_new_question(store, folder, monkeypatch):
    count = []
    monkeypatch.setattr(answers, "indicators", lambda bridge: count.append(1) or [])
    app = application(lambda: store, folder, ("localhost",), rate=0)
    for number in range(5):
        assert asked(app, "/api/indicators", {"nobody": number}).status == 200
    assert len(count) == 1


def test_the_same_question_in_another_order_is_the_same_question(store, folder):
    server = Server(lambda: store, folder)
    made = []
    shelf = server._shelf
    put = shelf.put
    shelf.put = lambda key, value: (made.append(key), put(key, value))
    from starlette.applications import Starlette

    from weighbridge.web.served.application import _routes

    app = Starlette(routes=_routes(server))
    asked(app, FIGURE, "only=CN&month=2025-10")
    asked(app, FIGURE, "month=2025-10&only=CN&group=")
    assert len(made) == 1


@pytest.mark.parametrize("letters", [256, 300, 4_000])
@pytest.mark.parametrize("path", ["/{}", "/claims/{}", "/indicators/{}/index.html"])
def test_a_name_longer_than_a_name_can_be_is_not_there(app, path, letters):
    assert asked(app, path.format("a" * letters)).status == 404


@pytest.mark.parametrize("query", ["ahead=0", "ahead=1000", "ahead=99999999999999999999", "ahead=%C2%B2"])
def test_no_more_periods_ahead_than_are_offered(app, query):
    found = asked(app, "/api/forecasts/download_share", query)
    assert (found.status, "from 1 to 999" in found.json["error"]) == (400, True)


@pytest.mark.parametrize("query", ["above=nan", "above=inf", "above=-1", "above=2"])
def test_a_limit_that_is_no_share_is_refused(app, query):
    assert asked(app, "/api/forecasts/download_share", query).status == 400


def test_busy_is_never_remembered(store, folder, monkeypatch):
    app = application(lambda: store, folder, ("localhost",), rate=0)
    query = {"sentence": "China leads in downloads"}

    def busy(*_):
        raise AnswerError(503, "8 questions are being answered; ask again in a second.")

    with monkeypatch.context() as patch:
        patch.setattr(answers, "checked", busy)
        assert asked(app, "/check/", query).status == 503
        assert asked(app, "/api/check", query).headers["retry-after"] == "1"
    assert asked(app, "/check/", query).status == 200


@pytest.mark.parametrize(
    ("accepted", "way", "opened"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("identity", None, bytes),
        ("", None, bytes),
    ],
)
def test_an_answer_is_packed_as_the_asker_can_open_it(app, accepted, way, opened):
    for path in (FIGURE, "/index.html"):
        plain = asked(app, path)
        found = asked(app, path, headers={"accept-encoding": accepted})
        assert found.headers.get("content-encoding") == way
        assert found.headers["vary"] == "Accept-Encoding"
        assert opened(found.body) == plain.body
        assert len(found.body) < len(plain.body) or way is None


def test_what_is_packed_already_is_sent_as_it_is(app):
    found = asked(app, "/picture.png", headers={"accept-encoding": "gzip, br"})
    assert "content-encoding" not in found.headers


@pytest.mark.parametrize(
    "path", [FIGURE, "/index.html", "/picture.png", "/check/", f"{PAGE}/index.html?measure=likes"]
)
def test_what_the_asker_has_is_not_sent_again(app, path):
    place, _, query = path.partition("?")
    first = asked(app, place, query)
    tag = first.headers["etag"]
    for known in (tag, f'"other", {tag}', "*", tag.removeprefix("W/")):
        again = asked(app, place, query, headers={"if-none-match": known})
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert asked(app, place, query, headers={"if-none-match": '"other"'}).status == 200


def test_another_definition_has_another_tag(app):
    tags = {asked(app, FIGURE, {"measure": name}).headers["etag"] for name in ("flow", "likes")}
    assert len(tags) == 2


def test_a_shelf_holds_so_many_bytes_and_forgets_the_oldest():
    shelf = Shelf(most=10, most_bytes=1_000)
    for number in range(8):
        shelf.put((str(number),), kept(200, bytes(400), "text/plain"))
    assert [number for number in range(8) if shelf.get((str(number),))] == [6, 7]
    shelf.put(("7",), kept(200, bytes(100), "text/plain"))
    shelf.put(("8",), kept(200, bytes(400), "text/plain"))
    assert [number for number in range(9) if shelf.get((str(number),))] == [6, 7, 8]
    shelf.put(("9",), kept(503, b"busy", "text/plain"))
    shelf.put(("10",), kept(200, bytes(3_000_000), "text/plain"))
    assert shelf.get(("9",)) is None
    assert shelf.get(("10",)) is None


def test_the_policy_of_a_page_and_of_its_answer_agree(app):
    """The header is no looser than the page's own line, and neither lets an inline script run."""
    page = asked(app, f"{PAGE}/index.html", {"measure": "likes"})
    policy = page.headers["content-security-policy"]
    assert policy.replace("'", "&#39;") in page.body.decode()
    assert "script-src 'self';" in policy
    assert not {"'unsafe-inline'", "'unsafe-eval'", "data: script", "*"} & set(policy.split())
    bodies = page.body.decode().split("<script")[1:]
    assert bodies
    assert all(' src="' in tag.partition(">")[0] or "application/ld+json" in tag for tag in bodies)


def test_every_refusal_is_json_with_its_reason(app):
    for path, query, status in (
        ("/api/nothing", "", 404),
        ("/nothing.html", "", 404),
        (FIGURE, "measure=nothing", 400),
        (f"{FIGURE}@ffffffffffff", "", 400),
        ("/", "x=" + "a" * 5_000, 414),
    ):
        found = asked(app, path, query)
        assert (found.status, list(json.loads(found.body))) == (status, ["error"])
