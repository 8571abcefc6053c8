"""Indicator derivative_count: derivatives of each base, by hand from the two worlds of ``lineage_world``."""

import pytest
from tests.indicators.lineage_world import FLOOD
from tests.tiny_world.worlds import month_values

CAPTURE = "2026-11"


def test_a_listing_counts_the_pairs_it_holds(listing):
    """By parent; a merge has two parents and is a derivative of both.

    Alibaba: Tuned-One, Tuned-Home, Blend-One. Meta: pack-one, Blend-One, the two tunings of other months.
    NVIDIA: tuned-two. Nobody known: tuned-three's base.
    """
    result = listing.indicator("derivative_count", group="organisation")
    assert month_values(result, CAPTURE) == {"alibaba": 3, "meta": 4, "nvidia": 1, "unknown": 1}
    assert all("at_least" in row.flags for row in result.rows)
    assert any("lower limits" in note for note in result.notes)


def test_by_root_a_derivative_counts_for_the_root_of_its_base(listing):
    result = listing.indicator("derivative_count", group="organisation", choices={"attribution": "root"})
    assert month_values(result, CAPTURE) == {"alibaba": 4, "meta": 4, "unknown": 1}


def test_by_base_model(listing):
    result = listing.indicator("derivative_count", group="model")
    assert month_values(result, CAPTURE) == {
        "qwen/qwen3-8b": 3,
        "meta-llama/llama-3.1-8b": 4,
        "nvidia/tuned-one": 1,
        "other/nobody-base": 1,
    }


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"relation": "finetune"}, {"alibaba": 2, "meta": 2, "nvidia": 1, "unknown": 1}),
        ({"relation": "no_quantised"}, {"alibaba": 3, "meta": 3, "nvidia": 1, "unknown": 1}),
        ({"relation": "adapter", "automatic": "counted"}, {"alibaba": FLOOD}),
    ],
)
def test_by_relation(listing, choices, expected):
    result = listing.indicator("derivative_count", group="organisation", choices=choices)
    assert month_values(result, CAPTURE) == expected


def test_a_relation_nobody_used_counts_none_in_a_listing(listing):
    result = listing.indicator("derivative_count", group="all", choices={"relation": "adapter"})
    assert result.at(CAPTURE, "all").value == 0


def test_a_hubs_count_is_taken_as_it_stands(counts):
    """The flood on one small model is set apart; what is known of ancestry adds nothing to a count."""
    result = counts.indicator("derivative_count", group="organisation")
    assert month_values(result, "2025-01") == {"alibaba": 140, "meta": 50, "nvidia": 10}
    assert month_values(result, "2025-03") == {"alibaba": 175, "meta": 100, "nvidia": 16, "mistral": 520}
    assert not any("at_least" in row.flags for row in result.rows)
    by_root = counts.indicator("derivative_count", group="organisation", choices={"attribution": "root"})
    assert month_values(by_root, "2025-01") == {"alibaba": 150, "meta": 50}


def test_by_relation_only_what_the_tree_says(counts):
    result = counts.indicator("derivative_count", group="organisation", choices={"relation": "finetune"})
    assert month_values(result, "2025-02") == {"alibaba": 80}


def test_the_shipped_counts_are_what_the_crawls_say(starter):
    """All derivatives of the last crawl, floods apart, summed on the facts as they lie on disk."""
    import duckdb
    from tests.tiny_world.reckoning import STARTER

    path = STARTER / "osir" / "2025-09-08" / "derivative_counts.parquet"
    ((expected,),) = duckdb.sql(
        f"SELECT sum(v) FROM (SELECT max(value) v FROM '{path}' WHERE relation = 'all' "
        "AND NOT is_automatic AND month = '2025-09' GROUP BY lower(model_id))"
    ).fetchall()
    result = starter.indicator("derivative_count", group="all")
    assert result.at("2025-09", "all").value == pytest.approx(expected, rel=1e-3)
