"""Indicator derivative_share: shares worked out by hand from the two worlds of ``lineage_world``."""

import math

import pytest
from tests.indicators.lineage_world import FLOOD, listed
from tests.tiny_world.worlds import bare, month_values, parts, take_records

from weighbridge.catalogue.errors import UsageError
from weighbridge.definitions.choices import options

SEPTEMBER = "2026-09"


def september(wb, **choices):
    return month_values(wb.indicator("derivative_share", choices=choices), SEPTEMBER)


@pytest.mark.parametrize(
    ("choices", "masses"),
    [
        ({"attribution": "publisher"}, {"CN": 1, "FR": 1, "US": 2, "unknown": 2}),
        ({"attribution": "parent"}, {"CN": 2.5, "US": 2.5, "unknown": 1}),
        ({"attribution": "root"}, {"CN": 3.5, "US": 1.5, "unknown": 1}),
        ({"relation": "finetune"}, {"CN": 3, "unknown": 1}),
        ({"relation": "no_quantised"}, {"CN": 3.5, "US": 0.5, "unknown": 1}),
        ({"minimum_downloads": "over_5"}, {"CN": 3, "US": 1}),
        ({"minimum_downloads": "over_100"}, {"CN": 2}),
        ({"uploader": "third_party"}, {"CN": 2.5, "US": 1.5, "unknown": 1}),
        ({"unattributed": "excluded"}, {"CN": 3.5, "US": 1.5}),
    ],
)
def test_september_by_hand(listing, choices, masses):
    assert september(listing, **choices) == pytest.approx(parts(**masses))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        # The merge counts wholly for both of its roots, or for neither.
        ("any", {"CN": 4 / 6, "US": 2 / 6, "unknown": 1 / 6}),
        ("all_of_them", {"CN": 3 / 6, "US": 1 / 6, "unknown": 1 / 6}),
    ],
)
def test_a_merge_of_two_countries_under_each_rule(listing, rule, expected):
    assert september(listing, several_roots=rule) == pytest.approx(expected)


def test_organisations(listing):
    result = listing.indicator("derivative_share", group="organisation")
    assert month_values(result, SEPTEMBER) == pytest.approx(parts(alibaba=3.5, meta=1.5, unknown=1))


def test_bounds_give_the_unknown_to_one_side(listing):
    row = listing.indicator("derivative_share").at(SEPTEMBER, "CN")
    assert (row.bound_low, row.bound_high) == pytest.approx((3.5 / 6, 4.5 / 6))


def test_six_derivatives_are_thin_and_have_no_interval(listing):
    row = listing.indicator("derivative_share").at(SEPTEMBER, "CN")
    assert "thin_coverage" in row.flags
    assert row.low is None


BASES = (
    "Qwen/Qwen3-8B",
    "deepseek-ai/DeepSeek-V3",
    "zai-org/GLM-4.5-Air",
    "meta-llama/Llama-3.1-8B",
    "google/gemma-3-4b-pt",
    "openai/gpt-oss-20b",
)


@pytest.mark.parametrize("rule", ["fractions", "any"])
def test_six_makers_of_roots_make_an_approximate_interval(tmp_path, rule):
    """Twenty derivatives on a model of each of six makers: six effective units, by either rule."""
    records = [listed(base, 1, "2025-01-01") for base in BASES]
    records += [
        listed(f"somebody-{i}/tuned-{at}", 1, "2026-09-05", base)
        for at, base in enumerate(BASES)
        for i in range(20)
    ]
    wb = bare(tmp_path / "home")
    take_records(wb, tmp_path, "2026-11-20", records)
    row = wb.indicator("derivative_share", choices={"several_roots": rule}).at(SEPTEMBER, "CN")
    assert row.value == pytest.approx(1 / 2)
    assert "approximate" in row.flags
    assert "few_clusters" not in row.flags
    assert row.low < row.value < row.high


def test_adapters_by_the_thousand_are_set_apart_unless_asked_for(listing):
    """August holds nothing else: without them no value, with them a thousand of one base."""
    apart = listing.indicator("derivative_share").at("2026-08", "CN")
    assert apart.value is None
    assert "not_covered" in apart.flags
    counted = listing.indicator("derivative_share", choices={"automatic": "counted"})
    row = counted.at("2026-08", "CN")
    assert row.value == 1
    assert "thin_coverage" not in row.flags
    assert any(f"{FLOOD + 7:,} new derivatives" in note for note in counted.notes)


def test_the_month_of_the_capture_is_partial_and_the_hubs_first_day_is_no_date(listing):
    result = listing.indicator("derivative_share")
    assert "partial_period" in result.at("2026-11", "US").flags
    assert "partial_period" not in result.at(SEPTEMBER, "US").flags
    assert "2022-03" not in result.months


@pytest.mark.parametrize(
    ("attribution", "february", "march"),
    [
        # Feb: Qwen 30 + a new one's 8; Llama 10; NVIDIA's tuning of Qwen 6. Mistral's 500 are old stock.
        # Mar: Qwen's largest fell: no flow; 2 and, over the capture it missed, 5; Llama 40; Mistral 20.
        ("parent", {"CN": 38, "US": 16}, {"CN": 7, "US": 40, "FR": 20}),
        ("root", {"CN": 44, "US": 10}, {"CN": 7, "US": 40, "FR": 20}),
    ],
)
def test_rises_of_counts(counts, attribution, february, march):
    result = counts.indicator("derivative_share", choices={"attribution": attribution})
    assert month_values(result, "2025-02") == pytest.approx(parts(**february))
    assert month_values(result, "2025-03") == pytest.approx(parts(**march))
    assert "2025-01" not in result.months, "the first capture has nothing before it"


def test_the_flood_on_one_base_is_set_apart_unless_asked_for(counts):
    result = counts.indicator("derivative_share", choices={"automatic": "counted"})
    assert month_values(result, "2025-02") == pytest.approx(parts(CN=44 + 500, US=10))


def test_by_relation_only_where_the_tree_was_printed(counts):
    """Of 54 in February 30 are told apart, all on Qwen: 20 tuned, 5 adapters, 5 quantised."""
    for relation in ("finetune", "adapter", "no_quantised"):
        result = counts.indicator("derivative_share", choices={"relation": relation})
        assert month_values(result, "2025-02") == {"CN": 1}
        assert any("known of at least" in note for note in result.notes)


@pytest.mark.parametrize(
    "choices",
    [{"attribution": "publisher"}, {"minimum_downloads": "over_5"}, {"uploader": "third_party"}],
)
def test_who_published_is_unavailable_where_there_are_only_counts(counts, choices):
    with pytest.raises(UsageError, match="needs a list that holds each derivative"):
        counts.indicator("derivative_share", choices=choices).at("2025-02", "CN")
    status = {(c.axis, c.option): c.status for c in counts.definitions("derivative_share")}
    assert status[next(iter(choices.items()))] == "unavailable"


def test_one_list_stands_for_a_month_whatever_the_attribution(starter):
    """In 2025 the shipped counts of base models: by publisher there is no figure, and the reason is said."""
    found = {
        name: starter.indicator("derivative_share", choices={"attribution": name})
        for name in ("publisher", "parent", "root")
    }
    for month in ("2025-01", "2025-05", "2025-09"):
        assert found["publisher"].at(month, "unknown").value is None
        for name in ("parent", "root"):
            assert sum(r.value for r in found[name].rows if r.month == month) == pytest.approx(1)
    assert any("Not available in 10 months from Dec 2024" in note for note in found["publisher"].notes)
    assert not any("Not available" in note for note in found["root"].notes)
    thin = [row for row in found["root"].rows if "thin_coverage" in row.flags]
    assert thin
    assert all(row.low is None for row in thin)


def test_flows_of_the_shipped_crawls_by_a_second_reckoning(starter):
    """Rises between neighbouring crawls on the facts as they lie on disk, in plain Python."""
    import duckdb
    from tests.tiny_world.reckoning import STARTER

    path = STARTER / "osir" / "2025-09-08" / "derivative_counts.parquet"
    rows = duckdb.sql(
        f"SELECT crawl_id, lower(model_id), max(value) FROM '{path}' WHERE relation = 'all' "
        "AND NOT is_automatic GROUP BY ALL"
    ).fetchall()
    crawls = sorted({crawl for crawl, _, _ in rows})
    renamed = {"thudm": "zai-org"}
    seen: dict[str, int] = {}
    watched: set[str] = set()
    rises: dict[str, float] = {}
    for crawl in crawls:
        held: dict[str, int] = {}
        for at, model, value in rows:
            owner, _, name = model.partition("/")
            if at == crawl:
                key = f"{renamed.get(owner, owner)}/{name}"
                held[key] = max(value, held.get(key, 0))
        for model, value in held.items():
            before = seen.get(model, 0 if model.partition("/")[0] in watched else None)
            if before is not None and value > before:
                rises[crawl[:7]] = rises.get(crawl[:7], 0) + value - before
        seen |= held
        watched = {model.partition("/")[0] for model in held}
    result = starter.indicator("derivative_share", group="country", month_from="2024-12", month_to="2025-09")
    told = sum(
        value
        for (value,) in duckdb.sql(
            f"SELECT sum(models) FROM '{starter.table('derivative_cells')}' WHERE NOT has_publisher "
            "AND relation = 'all' AND NOT is_automatic GROUP BY month"
        ).fetchall()
    )
    assert set(result.months) == set(rises)
    # Renamed repositories inside an account differ by a handful between the two ways of counting.
    assert told == pytest.approx(sum(rises.values()), rel=0.01)


def test_the_lead_by_hand_and_none_without_enough_derivatives(listing):
    """Root: 3.5 to 1.5 of 6, one unknown; six derivatives are too few for an interval, or for a curve."""
    lead = listing.lead("derivative_share", "CN", "US", month=SEPTEMBER)
    assert (lead.a, lead.b, lead.value) == pytest.approx((3.5 / 6, 1.5 / 6, 2 / 6))
    assert (lead.bound_low, lead.bound_high) == pytest.approx((1 / 6, 3 / 6))
    assert (lead.low, lead.high, lead.lead_frequency) == (None, None, None)
    assert (lead.models, lead.leader, lead.could_flip) == (6, "CN", False)
    assert "thin_coverage" in lead.flags
    publisher = listing.lead(
        "derivative_share", "CN", "US", month=SEPTEMBER, choices={"attribution": "publisher"}
    )
    assert publisher.value == pytest.approx(-1 / 6)
    with pytest.raises(UsageError, match="No definition counts 100 new derivatives"):
        listing.sensitivity("derivative_share", "CN", "US", month=SEPTEMBER)
    with pytest.raises(UsageError, match="No country"):
        listing.lead("derivative_share", "CN", "QQ", month=SEPTEMBER)


def test_the_interval_of_a_lead_by_a_second_reckoning(starter):
    """Uploaders and roots drawn anew, from the cells as they lie on disk, in plain NumPy."""
    import duckdb
    import numpy as np

    month = "2026-02"
    cells = duckdb.sql(
        "SELECT unit, root_unit, root_country, sum(models) AS models FROM "
        f"'{starter.table('derivative_cells')}' WHERE month = '{month}' AND is_widest AND NOT is_automatic "
        "GROUP BY ALL"
    ).fetchnumpy()
    rng = np.random.default_rng(3)
    weights = 1.0
    for name in ("unit", "root_unit"):
        names, code = np.unique(cells[name].astype(str), return_inverse=True)
        weights = weights * rng.exponential(size=(8_000, names.size))[:, code]
    mass = weights * cells["models"].astype(float)
    side = (cells["root_country"] == "CN") * 1.0 - (cells["root_country"] == "US") * 1.0
    low, high = np.quantile((mass * side).sum(axis=1) / mass.sum(axis=1), [0.05, 0.95])
    lead = starter.lead("derivative_share", "CN", "US", month=month)
    assert (lead.low, lead.high) == pytest.approx((low, high), abs=0.03)
    assert lead.low <= lead.value <= lead.high


def test_every_definition_of_the_newest_month_that_speaks(starter):
    """No month is named: the newest that is over and not thin. What is thin is owed."""
    found = starter.sensitivity("derivative_share", "CN", "US")
    plain = starter.indicator("derivative_share")
    weak = {"thin_coverage", "partial_period"}
    assert not weak & set(plain.at(found.month, "CN").flags)
    assert all(weak & set(row.flags) for row in plain.rows if row.month > found.month)
    assert not any("thin_coverage" in row.flags for row in found.rows)
    for row in found.rows[:1]:
        alone = starter.lead("derivative_share", "CN", "US", month=found.month, choices=row.choices)
        assert (row.lead, row.low, row.high, row.flags) == (alone.value, alone.low, alone.high, alone.flags)
    reasons = " ".join(owed.reason for owed in found.owed)
    assert "only counts on base models" in reasons
    assert "fewer than 100 new derivatives" in reasons
    declared = next(item for item in starter.indicators() if item.name == "derivative_share")
    every = math.prod(len(options(axis)) for axis in declared.axes)
    assert len(found.rows) + found.collapsed + found.grid.invalid + found.grid.unavailable == every
