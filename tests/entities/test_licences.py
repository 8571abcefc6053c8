"""Licences: raw values as lists give them, classes, clauses joined, and what stays unknown."""

import csv
import re

import pytest
from license_expression import get_spdx_licensing

from weighbridge.catalogue.errors import ContractError
from weighbridge.entities import licences
from weighbridge.entities.judgement_files import CONFIDENCES, judgement_bytes
from weighbridge.entities.licences import (
    LICENCE_CLASSES,
    PUBLISHED_CLASSES,
    compared_form,
    licence_rank,
    load_licence_aliases,
    load_licences,
    resolve_licence,
    unresolved_licences,
)
from weighbridge.entities.organisations import load_countries

# The Hub's own list of identifiers (huggingface/hub-docs, Apache-2.0), without unknown and other.
HUB_IDENTIFIERS = """
apache-2.0 mit openrail bigscience-openrail-m creativeml-openrail-m bigscience-bloom-rail-1.0
bigcode-openrail-m afl-3.0 artistic-2.0 bsl-1.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear c-uda
cc cc0-1.0 cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0
cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0
cc-by-nc-sa-4.0 cdla-sharing-1.0 cdla-permissive-1.0 cdla-permissive-2.0 wtfpl ecl-2.0 epl-1.0 epl-2.0
etalab-2.0 eupl-1.1 eupl-1.2 agpl-3.0 gfdl gpl gpl-2.0 gpl-3.0 lgpl lgpl-2.1 lgpl-3.0 isc h-research
intel-research lppl-1.3c ms-pl apple-ascl apple-amlr mpl-2.0 odc-by odbl openmdw-1.0 openmdw-1.1
openrail++ osl-3.0 postgresql ofl-1.1 ncsa unlicense zlib pddl lgpl-lr deepfloyd-if-license
fair-noncommercial-research-license llama2 llama3 llama3.1 llama3.2 llama3.3 llama4 grok2-community
gemma
"""

# Raw values as they stand in real lists -> licence, class.
SEEN = [
    ("apache-2.0", "apache-2.0", "permissive"),
    ("Apache 2.0", "apache-2.0", "permissive"),
    ("license:apache-2.0", "apache-2.0", "permissive"),
    ("apache-license-2.0", "apache-2.0", "permissive"),
    (["mit"], "mit", "permissive"),
    ("MIT License", "mit", "permissive"),
    ("cc-by-4.0", "cc-by-4.0", "attribution_or_naming"),
    ("agpl-3.0", "agpl-3.0", "attribution_or_naming"),
    ("modified-mit", "modified-mit", "attribution_or_naming"),
    ("openrail++", "openrail++", "use_policy"),
    ("gemma", "gemma", "use_policy"),
    ("deepseek", "deepseek-model-1.0", "use_policy"),
    ("deepseek-license", "deepseek-model-1.0", "use_policy"),
    ("nvidia-open-model-license", "nvidia-open-model-license", "use_policy"),
    ("nvidia-nemotron-open-model-license", "nvidia-nemotron-open-model-license", "permissive"),
    ("falcon-llm-license", "falcon-llm", "use_policy"),
    ("llama3.1", "llama3.1", "threshold"),
    ("llama-3.1-community-license", "llama3.1", "threshold"),
    ("qwen", "qwen-2024", "threshold"),
    ("tongyi-qianwen", "tongyi-qianwen-2023", "threshold"),
    ("lfm1.0", "lfm1.0", "threshold"),
    ("kimi-k3", "kimi-k3", "threshold"),
    ("qwen-community-1.0", "qwen-community-1.0", "threshold"),
    ("llama4", "llama4", "territory"),
    ("tencent-hunyuan-community", "tencent-hunyuan-community", "territory"),
    ("cc-by-nc-4.0", "cc-by-nc-4.0", "non_commercial"),
    ("qwen-research", "qwen-research", "non_commercial"),
    ("mrl", "mrl", "non_commercial"),
    ("exaone", "exaone", "non_commercial"),
    ("research-only", "noncommercial-by-name", "non_commercial"),
    (None, "none-declared", "none_declared"),
    ("", "none-declared", "none_declared"),
    ([], "none-declared", "none_declared"),
    ("other", "other", "unknown"),
    ("unknown", "unknown", "unknown"),
    ("cc", "cc", "unknown"),
    ("see-base-model", "inherits-base-model", "unknown"),
    ("somebodys-own-license-3.7", "unknown", "unknown"),
]


@pytest.mark.parametrize(("raw", "identifier", "licence_class"), SEEN)
def test_raw_value(raw, identifier, licence_class):
    found = resolve_licence(raw)
    assert (found.licence_id, found.licence_class) == (identifier, licence_class)


def test_every_identifier_of_the_hub_is_known():
    assert unresolved_licences(HUB_IDENTIFIERS.split()) == []
    assert unresolved_licences(["unknown", "other", None, ""]) == []


def test_a_value_nobody_listed_is_unknown_and_named():
    raw = ["apache-2.0", "Some Body's_Licence", ["mit", "zzz-1.0"], "gemma,zzz-1.0", None]
    assert unresolved_licences(raw) == ["some-body's-licence", "zzz-1.0"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  Apache  2.0 ", "apache-2.0"),
        ("apache_2.0", "apache-2.0"),
        ("license:MIT", "mit"),
        ("'mit'", "mit"),
        ("Llama 3.1 Community License", "llama-3.1-community-license"),
    ],
)
def test_compared_form(raw, expected):
    assert compared_form(raw) == expected


def test_several_licences_apply_together_clause_by_clause():
    both = resolve_licence("llama3.3,gemma")
    assert both.licence_id == "gemma+llama3.3"
    assert both.spdx_expression == (
        "LicenseRef-scancode-gemma-tou-2024-04-01 AND LicenseRef-scancode-llama-3.3-license-2024"
    )
    assert (both.licence_class, both.published_class) == ("threshold", "conditional")
    assert both.mau_threshold == 700_000_000
    assert both.use_policy
    assert both.confidence == "medium"
    assert resolve_licence(["gemma", "llama3.3"]) == both
    assert resolve_licence('["llama3.3", "gemma"]') == both


def test_thresholds_take_the_lower_and_territories_add_up():
    found = resolve_licence(["llama4", "tencent-hunyuan-a13b", "jamba-open-model-license"])
    assert found.mau_threshold == 100_000_000
    assert found.revenue_threshold_usd_per_year == 50_000_000
    assert found.territories_excluded == ("EU", "GB", "KR")
    assert found.licence_class == "territory"


def test_an_unknown_part_makes_the_whole_unknown_unless_the_rest_forbids_commerce():
    assert resolve_licence(["mit", "other"]).licence_class == "unknown"
    assert resolve_licence(["llama2", "zzz-1.0"]).licence_class == "unknown"
    assert resolve_licence(["cc-by-nc-4.0", "other"]).licence_class == "non_commercial"


def test_one_licence_named_twice_is_one():
    assert resolve_licence(["mit", "MIT", "license:mit"]) == resolve_licence("mit")
    assert resolve_licence("mit-and-apache-2.0").licence_id == "apache-2.0+mit"


def test_classes_are_ordered_as_the_method_says():
    assert LICENCE_CLASSES == (
        "permissive",
        "attribution_or_naming",
        "use_policy",
        "threshold",
        "territory",
        "non_commercial",
        "none_declared",
    )
    assert [licence_rank(c) for c in LICENCE_CLASSES] == list(range(7))
    assert licence_rank("unknown") is None


def test_published_class_follows_from_the_class():
    fixed = {
        "permissive": {"permissive"},
        # Credit alone is published as permissive; a badge, a name or sharing alike is a condition.
        "attribution_or_naming": {"permissive", "conditional"},
        "use_policy": {"conditional"},
        "threshold": {"conditional"},
        "territory": {"conditional"},
        "non_commercial": {"non_commercial"},
        "none_declared": {"undeclared"},
        "unknown": {"unknown"},
    }
    for licence in load_licences().values():
        assert licence.published_class in fixed[licence.licence_class], licence.licence_id
        assert licence.published_class in PUBLISHED_CLASSES
        if licence.licence_class == "attribution_or_naming" and licence.published_class == "permissive":
            assert licence.naming_duty.startswith("credit"), licence.licence_id
            assert not licence.share_alike


def test_class_is_the_strictest_clause():
    regions = {*load_countries(), "EU"}
    for licence in load_licences().values():
        rank = licence_rank(licence.licence_class)
        assert set(licence.territories_excluded) <= regions, licence.licence_id
        if licence.territories_excluded:
            assert rank >= LICENCE_CLASSES.index("territory"), licence.licence_id
        if licence.mau_threshold or licence.revenue_threshold_usd_per_year:
            assert licence.threshold_effect, licence.licence_id
            assert rank >= LICENCE_CLASSES.index("threshold") or licence.naming_duty, licence.licence_id
        if licence.use_policy:
            assert rank >= LICENCE_CLASSES.index("use_policy"), licence.licence_id
        if licence.licence_class == "permissive":
            assert not licence.use_policy, licence.licence_id
            assert not licence.share_alike, licence.licence_id
            assert licence.mau_threshold is None, licence.licence_id


def test_every_expression_parses_and_names_known_licences():
    licensing = get_spdx_licensing()
    for licence in load_licences().values():
        expression = licensing.parse(licence.spdx_expression)
        unknown = {s for s in licensing.unknown_license_keys(expression) if not s.startswith("LicenseRef-")}
        assert unknown == set(), licence.licence_id
    joined = licensing.parse(resolve_licence(["mit", "apache-2.0", "llama3"]).spdx_expression)
    assert joined is not None


def test_every_row_is_supported():
    for licence in load_licences().values():
        assert licence.evidence, licence.licence_id
        assert licence.source, licence.licence_id
        assert licence.confidence in CONFIDENCES
        assert not ("memory" in licence.evidence and licence.confidence == "high"), licence.licence_id
    rows = list(csv.DictReader(judgement_bytes("licence_aliases").decode().splitlines()))
    assert all(r["evidence"] and r["source"] and r["confidence"] in CONFIDENCES for r in rows)


@pytest.mark.parametrize(("name", "key"), [("licences", "licence_id"), ("licence_aliases", "alias")])
def test_files_are_sorted_with_unix_line_ends(name, key):
    content = judgement_bytes(name)
    rows = list(csv.DictReader(content.decode().splitlines()))
    assert [r[key] for r in rows] == sorted(r[key] for r in rows)
    assert len({r[key] for r in rows}) == len(rows)
    assert b"\r" not in content


LICENCE = [
    "x-1",
    "X",
    "MIT",
    "permissive",
    "permissive",
    *[""] * 5,
    *["no"] * 3,
    "text",
    "a page",
    "high",
    "",
]
ALIAS = ["x-one", "mit", "a card", "a list", "high", ""]


@pytest.mark.parametrize(
    ("file", "column", "value", "said"),
    [
        ("licences", 0, "", "no licence_id"),
        ("licences", 3, "free", "licence_class 'free'"),
        ("licences", 4, "free", "published_class 'free'"),
        ("licences", 5, "many", "threshold 'many'"),
        ("licences", 10, "maybe", "use_policy 'maybe'"),
        ("licences", 13, "", "no evidence or no source"),
        ("licence_aliases", 0, "X One", "alias 'X One'"),
        ("licence_aliases", 0, "mit", "alias 'mit'"),
        ("licence_aliases", 1, "nothing-1.0", "licence 'nothing-1.0'"),
        ("licence_aliases", 3, "", "no evidence or no source"),
    ],
)
def test_a_bad_row_stops_the_load_and_says_where(monkeypatch, file, column, value, said):
    bad = list(LICENCE if file == "licences" else ALIAS)
    bad[column] = value
    real = licences.read_judgements
    monkeypatch.setattr(
        licences, "read_judgements", lambda name, columns: [bad] if name == file else real(name, columns)
    )
    clear()
    try:
        with pytest.raises(ContractError, match=re.escape(said)) as caught:
            load_licence_aliases()
        assert f"{file}.csv line 2" in str(caught.value)
    finally:
        clear()


def clear():
    load_licences.cache_clear()
    load_licence_aliases.cache_clear()
