"""The best score on one benchmark, by country and openness."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.benchmark_best import best_score, lacks_scores
from weighbridge.indicators.capability._axes import BENCHMARK, HARNESS, openness


@indicator(
    title="Benchmark scores",
    question="What is the best score of each country's models on a benchmark?",
    topic="Capability",
    says={"pair": "the best score of a model of {first} was {a}, that of a model of {second} {b}"},
    unit=Unit.SHARE,
    grain=("month", "group"),
    groups=("country", "openness"),
    axes=(BENCHMARK, HARNESS, openness()),
    reads=("benchmark_results",),
    estimate=best_score,
    lacks=lacks_scores,
    resampled="the scores, by their standard errors",
    population="Models with a score in Epoch AI's benchmarking hub or on EvalPlus",
    caveats=("best_is_biased", "scores_as_reported"),
    cite=("weighbridge (2026). Benchmark scores.",),
    since="0.2",
)
def benchmark_by_country(results: nw.LazyFrame) -> nw.LazyFrame:
    """Highest score on a benchmark among a group's models released by the end of a month.

    Scores of different harnesses are different measurements: other prompts, other examples shown, other
    marking. By default only the harness with the most scores counts, and the notes name it; `--harness mixed`
    takes all and flags every value.

    The interval draws each score from its standard error, printed or computed from the number of items
    (`se_imputed`), and takes the best again; where a score of the group has no error there is none.
    Models without a release day count from the day of the capture.
    """
    return results.select(
        "benchmark_id",
        "model_version",
        "harness",
        "score",
        "standard_error",
        "se_kind",
        "counts_from",
        "is_dated",
        "country",
        "openness",
    )
