"""The server: what it answers, what it refuses, what it never gives away."""

from __future__ import annotations

import json

import pytest
from tests.web.asking import asked

from weighbridge.claims.reading.checking import check
from weighbridge.web.page import SERVED
from weighbridge.web.served.answers import WAITING, AnswerError, Answers
from weighbridge.web.served.application import application
from weighbridge.web.served.guards import Buckets

SENTENCE = "Qwen had 50 % of downloads"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with two pages and, beside it, a file nobody may see."""
    root = tmp_path_factory.mktemp("served")
    (root / "secret.html").write_text("secret")
    place = root / "site"
    (place / "claims").mkdir(parents=True)
    (place / "index.html").write_text(f"<nav>{SERVED}</nav> home")
    (place / "claims" / "index.html").write_text(f"<nav>{SERVED}</nav> claims")
    (place / ".hidden").write_text("hidden")
    (place / "away").symlink_to(root)
    return place


@pytest.fixture(scope="module")
def app(tiny, folder):
    return application(lambda: tiny, folder, ("localhost", "127.0.0.1"), rate=0)


def test_pages_bear_the_link_to_the_form_wherever_they_lie(app):
    assert '<a href="check/index.html">Check</a>' in asked(app, "/").body.decode()
    assert '<a href="../check/index.html">Check</a>' in asked(app, "/claims/index.html").body.decode()
    assert asked(app, "/claims").status == 308


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.html",
        "/claims/../../secret.html",
        "/.hidden",
        "/away/secret.html",
        "/\0",
        "/a\\b",
        "/nope",
    ],
)
def test_nothing_outside_the_folder_and_nothing_hidden_is_given(app, path):
    found = asked(app, path)
    assert found.status == 404
    assert b"secret" not in found.body.replace(path.encode().lstrip(b"/"), b"")


def test_the_form_reads_a_sentence_as_the_command_line_does(app, tiny):
    plain = check(SENTENCE, tiny)
    body = asked(app, "/api/check", {"sentence": SENTENCE}).json
    assert body["reading"] == json.loads(json.dumps(plain.as_dict()["reading"]))
    assert body["verdict"] == plain.judged.decision.verdict
    page = asked(app, "/check/", {"sentence": SENTENCE})
    assert page.status == 200
    assert plain.judged.word in page.body.decode()
    assert "form-action 'self'" in page.headers["content-security-policy"]


def test_a_sentence_is_text_and_never_markup(app):
    page = asked(app, "/check/", {"sentence": "<script>alert(1)</script> \"' &"})
    assert b"<script>alert" not in page.body
    assert "not understood" in asked(app, "/api/check", {"sentence": "<b>"}).json["status"]


def test_an_empty_and_an_endless_sentence(app):
    assert b'name="sentence"' in asked(app, "/check/").body
    long = asked(app, "/check/", {"sentence": "x " * 1_500})
    assert long.status == 400
    assert b"at most 2,000" in long.body
    assert asked(app, "/api/check", {"sentence": ""}).json["status"] == "not understood"


def test_figures_are_those_of_the_python_api(app, tiny):
    body = asked(app, "/api/indicators/download_share", {"only": "CN"}).json
    assert body == json.loads(tiny.indicator("download_share", only=["CN"]).to_json())


@pytest.mark.parametrize(
    ("path", "query", "status", "said"),
    [
        ("/api/indicators/download_shar", {}, 404, "download_share"),
        ("/api/indicators/download_share", {"colour": "red"}, 400, "colour"),
        ("/api/indicators/download_share", {"from": "yesterday"}, 400, "yesterday"),
        ("/api/indicators/download_share", {"as_of": "x"}, 400, "x"),
        ("/api/claims/C999", {}, 404, "Nearest"),
        ("/api/forecasts/download_share", {"ahead": "-1"}, 400, "number of periods"),
        ("/api/forecasts/download_share", {"above": "much"}, 400, "expected a share"),
        ("/api/forecasts/download_share", {"when": "now"}, 400, "No parameter"),
        ("/api/nothing", {}, 404, "openapi"),
    ],
)
def test_what_cannot_be_answered_says_so_with_its_status(app, path, query, status, said):
    found = asked(app, path, query)
    assert found.status == status
    assert said in found.json["error"]


def test_an_answer_unchanged_is_not_sent_again(app):
    first = asked(app, "/api/indicators")
    again = asked(app, "/api/indicators", headers={"if-none-match": first.headers["etag"]})
    assert (first.status, again.status, again.body) == (200, 304, b"")


def test_answers_are_packed_where_the_asker_can_unpack_them(app):
    packed = asked(app, "/api/indicators", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.body[:2] == b"\x1f\x8b"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_only_reading_is_offered(app, method):
    found = asked(app, "/api/indicators", method=method)
    assert (found.status, found.headers["allow"]) == (405, "GET, HEAD")


def test_other_names_long_addresses_and_haste_are_refused(app, tiny, folder):
    assert asked(app, "/", headers={"host": "elsewhere.example"}).status == 421
    assert asked(app, "/", headers={"host": "[::1]:8765"}).status == 421
    assert asked(app, "/", "x=" + "a" * 5_000).status == 414
    slow = application(lambda: tiny, folder, ("*",), rate=1)
    statuses = [asked(slow, "/").status for _ in range(4)]
    assert statuses == [200, 200, 429, 429]
    assert int(asked(slow, "/").headers["retry-after"]) >= 1
    assert asked(slow, "/", client="10.0.0.2").status == 200


def test_every_answer_bears_its_guards(app):
    for path in ("/", "/api/indicators", "/nope"):
        headers = asked(app, path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
    assert "x-frame-options" in asked(app, "/").headers
    assert "x-frame-options" not in asked(app, "/indicators/x/embed.html").headers


def test_a_bucket_fills_again_and_forgets_who_asked_longest_ago():
    bucket = Buckets(2.0)
    assert [bucket.wait("a", 0.0) for _ in range(4)] == [0.0] * 4
    assert bucket.wait("a", 0.0) == pytest.approx(0.5)
    assert bucket.wait("a", 0.5) == 0.0
    for number in range(2_000):
        bucket.wait(str(number), 1.0)
    assert len(bucket._held) == 1_024


def test_too_many_questions_at_once_are_sent_away(tiny):
    answers = Answers(lambda: tiny)
    for _ in range(WAITING):
        answers._waiting.acquire()
    with pytest.raises(AnswerError, match="ask again") as refused:
        answers.ask(lambda _: None)
    assert refused.value.status == 503


def test_the_description_names_every_answer_and_the_choices_of_each_indicator(app):
    body = asked(app, "/api/openapi.json").json
    assert set(body["paths"]) >= {"/api/check", "/api/indicators/{name}", "/api/claims/{name}"}
    named = [
        item.get("$ref", "") for item in body["paths"]["/api/indicators/download_share"]["get"]["parameters"]
    ]
    axes = {ref.rpartition("/")[2] for ref in named if ref}
    assert {"population", "panel", "window"} <= axes
    assert "likes" in body["components"]["parameters"]["measure.download_share"]["schema"]["enum"]


# --- figures under any definition ------------------------------------------------------------------

PLACE = "/indicators/download_share"


def test_a_definition_in_the_address_is_the_page_of_that_definition(app, tiny):
    plain = tiny.indicator("download_share", choices={"population": "llm_vlm"})
    page = asked(app, f"{PLACE}/index.html", {"population": "llm_vlm"})
    text = page.body.decode()
    assert page.status == 200
    assert plain.fingerprint in text
    assert '<option value="llm_vlm" selected>' in text
    assert 'href="download_share.csv?population=llm_vlm"' in text
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert "form-action &#39;self&#39;" in text


def test_the_files_of_a_definition_are_those_of_the_python_api(app, tiny):
    plain = tiny.indicator("download_share", choices={"measure": "likes"})
    query = {"measure": "likes"}
    assert asked(app, f"{PLACE}/download_share.csv", query).body.decode() == plain.to_csv()
    assert asked(app, f"{PLACE}/download_share.json", query).json == json.loads(plain.to_json())
    assert asked(app, f"{PLACE}/download_share.svg", query).body.startswith(b"<svg")
    assert (
        plain.fingerprint.replace("@", "_").encode() in asked(app, f"{PLACE}/download_share.bib", query).body
    )
    croissant = asked(app, f"{PLACE}/download_share.croissant.json", query).json
    assert croissant["conformsTo"].endswith("croissant/1.0")
    embed = asked(app, f"{PLACE}/embed.html", query)
    assert 'href="index.html?measure=likes"' in embed.body.decode()


def test_a_fingerprint_and_a_day_in_the_address(app, tiny):
    plain = tiny.indicator("download_share", choices={"measure": "likes"})
    found = asked(app, f"{PLACE}/index.html", {"definition": plain.fingerprint.partition("@")[2]})
    assert plain.fingerprint in found.body.decode()
    october = tiny.indicator("download_share", as_of="2025-10-15")
    found = asked(app, f"{PLACE}/download_share.csv", {"as_of": "2025-11-01"})
    assert found.body.decode() == october.to_csv()
    assert '<option value="2025-10-15" selected>' in (
        asked(app, f"{PLACE}/index.html", {"as_of": "2025-10-15"}).body.decode()
    )


@pytest.mark.parametrize(
    ("path", "query", "status", "said"),
    [
        (f"{PLACE}/index.html", {"measure": "lik"}, 400, "likes"),
        (f"{PLACE}/index.html", {"colour": "red"}, 400, "colour"),
        (f"{PLACE}/index.html", {"as_of": "soon"}, 400, "soon"),
        (f"{PLACE}/by-colour/index.html", {"measure": "likes"}, 400, "colour"),
        (f"{PLACE}/other.csv", {"measure": "likes"}, 404, "other.csv"),
        (f"{PLACE}/download_share.exe", {"measure": "likes"}, 404, "download_share.exe"),
        ("/indicators/downlod_share/index.html", {"measure": "likes"}, 404, "download_share"),
    ],
)
def test_what_is_no_figure_says_so(app, path, query, status, said):
    found = asked(app, path, query)
    assert found.status == status
    assert said in found.json["error"]


def test_a_figure_unchanged_is_not_sent_again_and_is_packed(app):
    first = asked(app, f"{PLACE}/index.html", {"measure": "likes"})
    again = asked(
        app, f"{PLACE}/index.html", {"measure": "likes"}, headers={"if-none-match": first.headers["etag"]}
    )
    packed = asked(app, f"{PLACE}/index.html", {"measure": "likes"}, headers={"accept-encoding": "gzip"})
    assert (again.status, again.body) == (304, b"")
    assert packed.headers["content-encoding"] == "gzip"
