"""The small parts of a page: texts, marks, links, citations, tables."""

from __future__ import annotations

import pytest
from tests.web.world import SOURCE, indicator, lead, result, share_rows, spaced, world

from weighbridge.catalogue.flags import FLAGS
from weighbridge.charts.figure import figure_of
from weighbridge.web.citing import bibtex, citation, command, credits_of
from weighbridge.web.headlines import headline_rows
from weighbridge.web.links import relative, with_query
from weighbridge.web.prose import first_sentence, inline, paragraphs, tidy
from weighbridge.web.strips import lead_strip
from weighbridge.web.structured import json_ld, sitemap
from weighbridge.web.tables import groups_of, twin_of


@pytest.mark.parametrize(
    ("target", "page", "address"),
    [
        ("index.html", "indicators/a/index.html", "../../index.html"),
        ("indicators/a/index.html", "index.html", "indicators/a/index.html"),
        ("method/index.html#flags", "method/index.html", "#flags"),
        ("method/index.html#flags", "index.html", "method/index.html#flags"),
        ("a/index.html?x=1", "a/index.html", "index.html?x=1"),
        ("a/index.html?x=1&y=2", "b/index.html", "../a/index.html?x=1&y=2"),
    ],
)
def test_links_are_relative_and_end_in_a_file(target, page, address):
    assert relative(target, page) == address


def test_a_query_keeps_its_order():
    assert with_query("a", window="1w", as_of="2026-09-02") == "a?window=1w&as_of=2026-09-02"
    assert with_query("a") == "a"


def test_prose_is_escaped_before_it_is_marked():
    assert str(inline("a <b> & ``x < y`` *so* `z`")) == (
        "a &lt;b&gt; &amp; <code>x &lt; y</code> <em>so</em> <code>z</code>"
    )


def test_prose_has_paragraphs_and_lists():
    text = str(paragraphs("One\ntwo.\n\nList:\n- a\n  goes on\n- b"))
    assert text == "<p>One two.</p>\n<p>List:</p><ul><li>a goes on</li><li>b</li></ul>"


def test_apostrophes_are_typeset_and_code_is_left():
    assert tidy("a model's, makers' own, 'quoted'") == "a model’s, makers’ own, 'quoted'"
    assert first_sentence("One `x`.\n\nTwo.") == "One x."


def test_data_cannot_end_its_element():
    assert "</script" not in str(json_ld({"name": "</script><script>alert(1)</script>"}))[:-9]


def test_the_map_lists_every_page_once():
    text = sitemap(["b/index.html", "index.html"], "https://example.org/", "2026-10-05")
    assert text.count("<loc>") == 2
    assert "<loc>https://example.org/b/index.html</loc>" in text


def test_a_citation_names_definition_date_and_data():
    credits = credits_of(result(), [SOURCE])
    words = citation(result(), "Invented share by country", "2026-08", credits)
    assert words == (
        "weighbridge (2026). Invented share by country, Aug 2026. Definition invented_share@abc123, "
        "as of 2026-10-05. Data: Nobody & Co. <made up>, CC-BY-4.0."
    )
    entry = bibtex(result(), "Invented share", "2026-08", credits)
    assert entry.startswith("@misc{weighbridge_invented_share_abc123,\n")
    assert r"Nobody \& Co." in entry
    assert entry.count("{") == entry.count("}")


def test_the_command_spells_only_what_differs_from_the_default():
    assert command(indicator(), result()) == "weighbridge indicator invented_share \\\n  --as-of 2026-10-05"
    other = result(definition={"measure": "likes", "unattributed": "excluded"}, group_by="line")
    assert command(indicator(groups=("country", "line")), other) == (
        "weighbridge indicator invented_share \\\n  --group line \\\n  --measure likes \\\n"
        "  --unattributed excluded \\\n  --as-of 2026-10-05"
    )


def test_headlines_are_sorted_by_lead_with_old_ones_last():
    rows = headline_rows(world())
    assert [row.label for row in rows] == [
        "Invented downloads",
        "Invented downloads, excluded",
        "Invented likes",
    ]
    assert [row.is_old for row in rows] == [False, False, True]
    assert [row.could_reverse for row in rows] == [False, True, False]
    assert rows[0].note == "30 days · Aug 2026 · 900 models"


def test_a_headline_that_cannot_be_computed_is_left_out():
    bridge = world()
    bridge.leads = {"invented_share": lead(0.4, 0.3, 0.0)}
    assert [row.label for row in headline_rows(bridge)] == ["Invented downloads"]


def test_a_strip_puts_the_mark_where_the_lead_is():
    row = headline_rows(world())[0]
    svg = str(lead_strip(row))
    assert '<svg x="57.5%"' in svg  # 15 points of a scale from -100 to 100
    assert "var(--CN)" in svg
    assert "style=" not in svg


def test_the_twin_has_the_figures_rows_newest_first_in_the_same_rounding():
    shown = result(share_rows(flags={"2026-08": ("partial_period",), "2025-09": ("new_list",)}))
    twin = twin_of(figure_of(indicator(), shown), shown)
    assert twin.columns[:4] == ("China %", "at most", "US %", "at most")
    assert twin.lines[0].head == "Aug 2026"
    assert twin.lines[0].below == "partial month"
    last = shown.at("2026-08", "CN")
    assert last is not None
    assert twin.lines[0].cells[0].text == shown.unit.text(last.value)
    assert twin.lines[0].cells[1].text == shown.unit.text(last.bound_high)
    assert ("new list", FLAGS["new_list"]) in twin.flags


def test_every_group_is_listed_with_the_unplaced_last():
    shown = result()
    table = groups_of(shown, "2026-08")
    assert [line.label.group for line in table.shown] == ["CN", "US", "FR", "JP", "KR", "unknown"]
    assert spaced(table.shown[0].value) == shown.unit.text(shown.at("2026-08", "CN").value)
    assert not table.folded
