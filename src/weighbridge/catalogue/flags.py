"""Flags a result row can carry: the closed list, each with the sentence a reader sees."""

from __future__ import annotations

from weighbridge.catalogue.errors import ContractError

FLAGS: dict[str, str] = {
    "after_only": "many times its usual downloads, judged by later counts alone",
    "approximate": "few makers carry this number: its range holds less often than nine times in ten",
    "at_least": "a lower limit: part of it could not be counted",
    "at_most": "an upper limit",
    "censored": "not finished when last observed",
    "counter_reset": "a counter was set back; the flow across it is imputed",
    "disconnected": "not linked to the others by any comparison",
    "few_clusters": "few makers carry this number; read the range without the largest one",
    "fixed_by_definition": "fixed by definition, so it has no interval",
    "in_conflict": "sources contradict each other; both answers stand",
    "influence": "one model moves this value by more than a point",
    "judge_uninformative": "the judge cannot tell the outcomes apart",
    "launch_burst": "counted in the first weeks after publication",
    "link_imputed": "no maker of this group was watched on both sides; the general link is used",
    "list_price": "a listed price, no sample: there is nothing to resample",
    "maker_unlisted": "a maker listed in the month before is listed no more; its use now counts as unknown",
    "missing_week": "a week of the period is missing",
    "mixed_harness": "scores of several harnesses are mixed",
    "new_list": "another list of models is watched from here on; not comparable with before",
    "not_covered": "nothing was observed",
    "one_unit": "one maker, so there is no interval",
    "panel_break": "what is watched changed; the two sides are not comparable",
    "partial_period": "part of the period was observed",
    "period_mismatch": "another period than the one asked for",
    "provisional": "many times its usual downloads, judged by earlier counts alone",
    "restated": "a later capture counted part of it again; the later count stands",
    "se_imputed": "the standard error is imputed",
    "small_n": "too few to say more than the count",
    "spike": "one model counts many times its usual downloads",
    "thin_coverage": "little of what should be watched was observed",
    "too_few_models": "too few models for a statement about a group",
    "unstable": "resampling gives no usable interval",
    "zero_base": "growth from nothing is undefined",
    "zero_cell": "no case in one arm",
}


def checked_flags(flags: set[str]) -> tuple[str, ...]:
    """The flags sorted, after checking that each is a known word."""
    unknown = sorted(flags - FLAGS.keys())
    if unknown:
        raise ContractError(f"Unknown flag {unknown}: add it to catalogue/flags.py with its sentence.")
    return tuple(sorted(flags))
