"""Each method of shares, panels, definitions, adoption and cadence with its proofs; prints docs/audit.md.

Regenerate the page with ``python tests/statistics/test_audit.py > docs/audit.md`` from the root, with the
package installed. The tests hold it true: functions and tests that it names exist, agreement with a package
is marked as such and names it, coverage stands as published, and no public estimator is left out.
"""

from __future__ import annotations

import ast
import importlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATISTICS = ROOT / "src" / "weighbridge" / "statistics"
TESTS = "tests/statistics"
# Where the estimators of these sections live; what belongs to other sections stands in pages of their own.
MODULES = (
    "shares",
    "flips",
    "leave_one_out",
    "ranks",
    "panels",
    "geks",
    "spikes",
    "flows",
    "root_fractions",
    "definitions",
    "fingerprints",
    "shapley",
    "concentration",
    "adoption",
    "adoption_curves",
    "medians",
    "survival",
    "counts",
    "growths",
)
# What an estimator returns; helpers return plain arrays.
RESULTS = (
    "Estimate",
    "EstimateTable",
    "Flip",
    "LeaveOneOut",
    "RankSet",
    "ChainLinked",
    "Spikes",
    "CounterFlow",
    "WindowFlow",
    "RootFractions",
    "Curve",
    "Fingerprint",
    "Baseline",
    "RelativeAdoption",
    "ThresholdTimes",
    "AdoptionCurve",
    "SurvivalCurve",
)
# Estimators that only put together what another one of the table computes.
PARTS = {"share_table", "leave_one_out_range"}


@dataclass(frozen=True)
class Method:
    """One line: functions as ``module.name``, tests as ``file::name``.

    ``oracle`` is the independent package and its test, or a reckoning by brute force (no package: ""), or
    a value stored from one that is not installed here. ``simulated`` are estimators as docs/coverage.md
    calls them; ``law`` is a test of a property where there is no interval that could cover anything.
    """

    section: str
    title: str
    functions: tuple[str, ...]
    example: tuple[str, ...]
    oracle: tuple[str, str]
    simulated: tuple[str, ...] = ()
    law: str = ""


METHODS = (
    Method(
        "1.1",
        "share of a group",
        ("shares.group_shares", "shares.shares_of_masses"),
        ("test_shares::test_worked_example_six_organisations",),
        ("scipy", "test_shares::test_interval_agrees_with_scipy_bootstrap"),
        ("share, multinomial weights", "share, three makers hold most"),
    ),
    Method(
        "1.1",
        "lead of one group over another",
        ("shares.group_lead",),
        ("test_shares::test_worked_example_six_organisations",),
        ("scipy", "test_shares::test_interval_agrees_with_scipy_bootstrap"),
        ("lead, multinomial weights", "lead, three makers hold most"),
    ),
    Method(
        "1.1",
        "bounds and flip mass",
        ("shares.share_bounds", "shares.lead_bounds", "flips.flip"),
        ("test_shares::test_worked_example_published_shares_of_two_countries",),
        ("", "test_shares::test_bounds_against_brute_force_over_splits"),
        law="test_shares::test_bounds_contain_both_treatments",
    ),
    Method(
        "1.1",
        "the range without each maker in turn",
        ("leave_one_out.leave_one_out",),
        ("test_resampling::test_leave_one_out_of_the_second_worked_example",),
        ("", "test_resampling::test_leave_one_out_weights_give_the_same_as_the_formula"),
        law="test_resampling::test_a_single_unit_cannot_be_left_out",
    ),
    Method(
        "1.2",
        "places as sets",
        ("ranks.rank_set",),
        ("test_ranks::test_worked_example_six_models_of_a_board",),
        ("", "test_ranks::test_places_by_the_formula_in_loops"),
        ("rank set, marginal", "rank set, joint"),
    ),
    Method(
        "1.3",
        "all accounts and a constant panel",
        ("panels.all_accounts", "panels.constant_panel"),
        ("test_panels::test_worked_example_all_and_constant",),
        ("", "test_panels::test_draws_equal_recomputing_with_repeated_accounts"),
        ("share, all accounts",),
    ),
    Method(
        "1.3",
        "chained shares",
        ("panels.chain_linked",),
        ("test_panels::test_worked_example_chained",),
        ("", "test_panels::test_chained_links_by_brute_force"),
        ("share, chained",),
    ),
    Method(
        "1.3",
        "GEKS index",
        ("geks.geks",),
        ("test_panels::test_worked_example_geks",),
        ("value stored from PriceIndexCalc2", "test_panels::test_worked_example_geks"),
        ("GEKS index",),
    ),
    Method(
        "1.4",
        "spikes",
        ("spikes.flag_spikes",),
        ("test_spikes::test_peak_between_low_neighbours_is_a_spike",),
        ("", "test_spikes::test_medians_by_brute_force"),
        law="test_spikes::test_planted_spikes_are_found_and_planted_level_shifts_are_not",
    ),
    Method(
        "1.5",
        "flows from counters",
        ("flows.counter_flow",),
        ("test_flows::test_worked_example_counter",),
        ("", "test_flows::test_counters_of_several_models_in_any_order"),
        law="test_flows::test_half_is_a_revision_and_less_a_reset",
    ),
    Method(
        "1.5",
        "flows from windows at odd dates",
        ("flows.window_flow",),
        ("test_flows::test_worked_example_windows",),
        ("", "test_flows::test_models_seen_at_different_times_equal_their_own_rows"),
        law="test_flows::test_constant_rate_is_recovered_exactly_for_any_dates",
    ),
    Method(
        "1.6",
        "several parents or roots",
        ("root_fractions.root_fractions",),
        ("test_root_fractions::test_the_worked_example_of_methods",),
        ("networkx", "test_root_fractions::test_agrees_with_paths_of_networkx"),
        law="test_root_fractions::test_agrees_with_exact_recursion_and_sums_to_one",
    ),
    Method(
        "2",
        "curve, its summary and influence",
        ("definitions.curve", "shapley.shapley_variance"),
        ("test_definitions::test_worked_example_curve",),
        ("", "test_definitions::test_influence_equals_brute_force_over_orders_and_sums_to_the_variance"),
        law="test_definitions::test_influence_equals_brute_force_over_orders_and_sums_to_the_variance",
    ),
    Method(
        "2",
        "fingerprint",
        ("fingerprints.fingerprint",),
        ("test_definitions::test_worked_example_fingerprint",),
        ("hash stored with the example", "test_definitions::test_worked_example_fingerprint"),
        law="test_definitions::test_key_order_is_irrelevant_and_text_reads_back",
    ),
    Method(
        "3",
        "concentration",
        ("concentration.concentration",),
        ("test_concentration::test_worked_example",),
        ("skbio", "test_concentration::test_agrees_with_scikit_bio"),
        ("hhi, centred", "effective_number, centred", "gini, centred", "top_1, centred"),
    ),
    Method(
        "4",
        "relative adoption and its cut-offs",
        ("adoption.relative_adoption", "adoption.adoption_baseline"),
        ("test_adoption::test_worked_example_relative_adoption",),
        ("", "test_adoption::test_cut_offs_are_resampled_over_organisations"),
        ("relative adoption, median of the ten largest", "relative adoption, tenth largest"),
    ),
    Method(
        "4",
        "relative adoption of a group",
        ("medians.group_median",),
        ("test_medians::test_worked_example",),
        ("scipy", "test_medians::test_one_model_a_maker_agrees_with_the_exact_distribution_and_with_scipy"),
        ("relative adoption, median of a group",),
    ),
    Method(
        "4",
        "time to a threshold",
        ("survival.time_to_event", "survival.kaplan_meier", "adoption_curves.threshold_times"),
        ("test_survival::test_worked_example_time_to_a_threshold", "test_adoption::test_threshold_times"),
        ("lifelines", "test_survival::test_agrees_with_lifelines"),
        ("Kaplan-Meier median", "Kaplan-Meier restricted mean"),
    ),
    Method(
        "4",
        "adoption curve",
        ("adoption_curves.adoption_curve",),
        ("test_adoption::test_worked_example_adoption_curve",),
        ("lifelines", "test_adoption::test_curve_agrees_with_nelson_aalen_of_lifelines"),
        ("adoption curve",),
    ),
    Method(
        "5",
        "release rate",
        ("counts.event_rate",),
        ("test_counts::test_worked_example_rate", "test_counts::test_worked_example_clustered_rate"),
        ("statsmodels", "test_counts::test_rate_agrees_with_statsmodels"),
        ("event rate, exact", "event rate, dispersion allowed for"),
    ),
    Method(
        "5",
        "ratio of rates, growth of counts",
        ("counts.rate_ratio", "counts.growth"),
        ("test_counts::test_worked_example_ratio", "test_counts::test_worked_example_growth"),
        ("statsmodels", "test_counts::test_ratio_agrees_with_statsmodels"),
        ("rate ratio, mid_p", "rate ratio, clopper_pearson"),
    ),
    Method(
        "5",
        "days between releases",
        ("counts.release_gap",),
        ("test_counts::test_worked_example_gap",),
        ("lifelines", "test_counts::test_gap_agrees_with_lifelines"),
        law="test_counts::test_weekly_needs_the_gap_and_the_rate",
    ),
    Method(
        "5",
        "growth of a mass",
        ("growths.linked_growth",),
        ("test_growths::test_eight_to_twenty_eight_with_unknown_two_and_four",),
        ("scipy", "test_growths::test_the_interval_agrees_with_scipys_bootstrap"),
        ("growth, one link",),
    ),
)


@cache
def _functions_of(file: str) -> dict[str, str]:
    """The source of every function of a test file, decorators with it."""
    text = (ROOT / TESTS / f"{file}.py").read_text(encoding="utf-8")
    lines = text.splitlines()
    return {
        node.name: "\n".join(lines[min(d.lineno for d in (*node.decorator_list, node)) - 1 : node.end_lineno])
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
    }


def _source(name: str) -> str:
    """The source of a test written ``file::name``."""
    file, _, function = name.partition("::")
    return _functions_of(file)[function]


@cache
def published() -> dict[str, list[float]]:
    """Coverage of every estimator of docs/coverage.md, over its settings."""
    found: dict[str, list[float]] = {}
    for line in (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 4 and cells[2][:1].isdigit():
            found.setdefault(cells[0], []).append(float(cells[2]))
    return found


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.title.replace(" ", "-"))
def test_what_a_line_names_is_there(method: Method):
    """Functions are importable; example, agreement and law are tests; a package is really asked."""
    for name in method.functions:
        module, _, function = name.partition(".")
        assert callable(getattr(importlib.import_module(f"weighbridge.statistics.{module}"), function))
    for name in (*method.example, method.oracle[1], *([method.law] if method.law else [])):
        assert "assert" in _source(name), name
    package = method.oracle[0]
    if package and not package.startswith(("value stored", "hash stored")):
        assert "pytest.mark.oracle" in _source(method.oracle[1])
        file = (ROOT / TESTS / f"{method.oracle[1].partition('::')[0]}.py").read_text(encoding="utf-8")
        assert f"from {package}" in file or f"import {package}" in file
    assert bool(method.simulated) != bool(method.law)
    for name in method.simulated:
        assert published()[name], name


def test_no_estimator_is_left_out():
    """Every public function of these modules that returns an estimate stands in a line."""
    named = {name for method in METHODS for name in method.functions}
    for module in MODULES:
        tree = ast.parse((STATISTICS / f"{module}.py").read_text(encoding="utf-8"))
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.returns is None:
                continue
            kinds = {part.id for part in ast.walk(node.returns) if isinstance(part, ast.Name)}
            if kinds & set(RESULTS) and node.name not in PARTS:
                assert f"{module}.{node.name}" in named, node.name


def test_the_page_is_what_the_lines_say():
    page = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    assert page == document() + "\n", "python tests/statistics/test_audit.py > docs/audit.md"


def _link(name: str) -> str:
    file, _, function = name.partition("::")
    words = function.removeprefix("test_").replace("_", " ")
    return f"[{words}](../{TESTS}/{file}.py)"


def _coverage(method: Method) -> str:
    if method.law:
        return f"no interval; {_link(method.law)}"
    said = []
    for name in method.simulated:
        held = published()[name]
        ends = f"{min(held):.2f}" if min(held) == max(held) else f"{min(held):.2f} to {max(held):.2f}"
        said.append(f"{name}: {ends}")
    return "; ".join(said)


def _oracle(method: Method) -> str:
    package, test = method.oracle
    link = _link(test)
    return f"`{package}`: {link}" if package.isidentifier() else f"{package or 'second reckoning'}: {link}"


def document() -> str:
    """The page as it is published."""
    lines = [
        "# Audit of the methods",
        "",
        "Every estimator of shares (1), definitions (2), concentration (3), adoption (4) and cadence (5): a",
        "worked example with figures reckoned by hand or published, an agreement with an independent package",
        "or a second reckoning by brute force, and how often its nominal 90 % interval held the truth in 400",
        "simulated worlds (smallest and largest coverage over the settings of [coverage](coverage.md), those",
        "under 0.90 as they are). What has no interval is held to a law instead.",
        "",
        "Written by `python tests/statistics/test_audit.py > docs/audit.md`; a test holds it true.",
        "",
        "| section | method | function | worked example | agrees with | coverage |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for method in METHODS:
        functions = ", ".join(f"`{name}`" for name in method.functions)
        examples = ", ".join(_link(name) for name in method.example)
        lines.append(
            f"| {method.section} | {method.title} | {functions} | {examples} | {_oracle(method)} "
            f"| {_coverage(method)} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(document())
