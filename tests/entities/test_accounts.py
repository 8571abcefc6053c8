"""Accounts: whose they are on a day, under which name they count, and what stops a load."""

import csv
import re
from datetime import date
from itertools import pairwise

import pytest

from weighbridge.catalogue.errors import ContractError
from weighbridge.entities import accounts
from weighbridge.entities.accounts import (
    COLUMNS,
    PLATFORMS,
    ROLES,
    canonical_account,
    load_accounts,
    resolve_account,
    unresolved_accounts,
)
from weighbridge.entities.judgement_files import CONFIDENCES, covers, judgement_bytes
from weighbridge.entities.organisations import country_of, load_organisations

DAY = date(2026, 8, 1)

# Renamed namespaces: old name -> the name to count under. Lists still give both.
RENAMED = {
    "THUDM": "zai-org",
    "AIDC-AI": "ATH-MaaS",
    "CohereForAI": "CohereLabs",
    "rednote-hilab": "dots-studio",
    "deepreinforce-ai": "ornith-ai",
    "LLM360": "IFM",
    "neuralmagic": "RedHatAI",
    "core42": "inception42",
}


@pytest.fixture
def load_rows(monkeypatch):
    """Load accounts from the given rows instead of the shipped file."""

    def load(*rows):
        monkeypatch.setattr(accounts, "read_judgements", lambda *_: [list(row) for row in rows])
        load_accounts.cache_clear()
        try:
            return load_accounts()
        finally:
            load_accounts.cache_clear()

    return load


def row(**changes):
    base = dict.fromkeys(COLUMNS, "") | {
        "platform": "huggingface",
        "account": "Acme",
        "organisation_id": "meta",
        "role": "first_party",
        "evidence": "its page",
        "source": "a page",
        "confidence": "medium",
    }
    return (base | changes).values()


@pytest.mark.parametrize(
    ("platform", "account", "organisation", "role", "country"),
    [
        ("huggingface", "Qwen", "alibaba", "first_party", "CN"),
        ("huggingface", "qwen", "alibaba", "first_party", "CN"),
        ("huggingface", "FacebookAI", "meta", "first_party", "US"),
        ("huggingface", "openai-community", "openai", "mirror", "US"),
        ("huggingface", "cross-encoder", "sentence-transformers", "first_party", "US"),
        ("huggingface", "TheBloke", "thebloke", "quantiser", "XX"),
        ("huggingface", "intfloat", "microsoft", "personal", "US"),
        ("huggingface", "unsloth", "unsloth", "quantiser", "US"),
        ("huggingface", "mistralai", "mistral", "first_party", "FR"),
        ("modelscope", "ZhipuAI", "zhipu", "first_party", "CN"),
        ("modelscope", "OpenBMB", "openbmb", "first_party", "CN"),
        ("modelscope", "LLM-Research", "modelscope", "mirror", "CN"),
        ("lmarena", "Meta", "meta", "first_party", "US"),
        ("lmarena_model", "yi-lightning", "01-ai", "first_party", "CN"),
        ("openrouter", "stealth", "stealth", "community", "XX"),
        ("openrouter", "x-ai", "xai", "first_party", "US"),
    ],
)
def test_known_accounts(platform, account, organisation, role, country):
    found = resolve_account(platform, account, DAY)
    assert found is not None
    assert (found.organisation_id, found.role) == (organisation, role)
    assert country_of(found.organisation_id, DAY) == country


def test_an_unknown_account_is_none_and_is_listed():
    assert resolve_account("huggingface", "nobody-at-all", DAY) is None
    assert unresolved_accounts("huggingface", ["z-nobody", "Qwen", "a-nobody", "z-nobody"], DAY) == [
        "a-nobody",
        "z-nobody",
    ]


def test_an_unknown_platform_stops_with_the_nearest():
    with pytest.raises(ContractError, match=r"No platform 'hugginface'\. Nearest: huggingface"):
        resolve_account("hugginface", "Qwen", DAY)


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_a_renamed_account_counts_once(old, new):
    assert canonical_account("huggingface", old) == new
    assert canonical_account("huggingface", old.upper()) == new
    assert canonical_account("huggingface", new) == new
    # Lists keep the old name long after, so it still answers, for the same country.
    before, after = (resolve_account("huggingface", name, DAY) for name in (old, new))
    assert before is not None
    assert after is not None
    assert country_of(before.organisation_id, DAY) == country_of(after.organisation_id, DAY)


def test_a_model_seen_under_both_names_is_one():
    listed = ["rednote-hilab/dots.ocr", "dots-studio/dots.ocr", "Dots-Studio/dots.OCR"]
    split = [model.split("/") for model in listed]
    counted = {f"{canonical_account('huggingface', a)}/{name}".casefold() for a, name in split}
    assert counted == {"dots-studio/dots.ocr"}


def test_a_name_without_a_row_counts_as_it_came():
    assert canonical_account("huggingface", "Nobody-At-All") == "Nobody-At-All"


def test_every_account_is_one_organisation_a_day():
    for rows in load_accounts().values():
        for earlier, later in pairwise(rows):
            assert earlier.valid_to <= later.valid_from


def test_every_row_is_complete():
    organisations = load_organisations()
    rows = [row for rows in load_accounts().values() for row in rows]
    assert len(rows) > 1_800
    for found in rows:
        where = (found.platform, found.account)
        assert found.organisation_id in organisations, where
        assert found.platform in PLATFORMS, where
        assert found.role in ROLES, where
        assert found.evidence, where
        assert found.source, where
        assert found.confidence in CONFIDENCES, where
        assert not (found.source == "general knowledge" and found.confidence == "high"), where
        assert bool(found.renamed_to) == bool(found.renamed_on), where


def test_every_organisation_of_a_person_or_hub_account_is_used():
    """A row nobody points at is dead weight, except owners and the few named for other reasons."""
    used = {row.organisation_id for rows in load_accounts().values() for row in rows}
    owners = {s.parent_organisation_id for o in load_organisations().values() for s in o.seats}
    unused = {o for o in load_organisations() if o.startswith(("hf-", "ep-")) and o not in used | owners}
    assert unused == set()


def test_file_is_sorted_with_unix_line_ends():
    content = judgement_bytes("accounts")
    rows = list(csv.DictReader(content.decode().splitlines()))
    keys = [(r["platform"], r["account"].casefold(), r["valid_from"]) for r in rows]
    assert keys == sorted(keys)
    assert b"\r" not in content


def test_periods_hold_from_the_first_day_to_before_the_last():
    first, last = date(2024, 1, 1), date(2025, 1, 1)
    assert [covers(first, last, d) for d in (date(2023, 12, 31), first, date(2024, 12, 31), last)] == [
        False,
        True,
        True,
        False,
    ]
    assert covers(None, None, first)


def test_an_account_that_changed_hands(load_rows, monkeypatch):
    found = load_rows(
        row(organisation_id="meta", valid_to="2024-01-01"),
        row(organisation_id="google", valid_from="2024-01-01"),
    )
    monkeypatch.setattr(accounts, "load_accounts", lambda: found)
    assert resolve_account("huggingface", "acme", date(2023, 12, 31)).organisation_id == "meta"
    assert resolve_account("huggingface", "ACME", date(2024, 1, 1)).organisation_id == "google"


def test_names_follow_a_chain_of_renames(load_rows, monkeypatch):
    found = load_rows(
        row(account="one", renamed_to="Two", renamed_on="2024-01-01"),
        row(account="two", renamed_to="three", renamed_on="2025-01-01"),
        row(account="Three"),
    )
    monkeypatch.setattr(accounts, "load_accounts", lambda: found)
    assert [canonical_account("huggingface", n) for n in ("ONE", "two", "three")] == ["Three"] * 3


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row(platform="hub")], "platform 'hub'"),
        ([row(role="boss")], "role 'boss'"),
        ([row(account="")], "no account"),
        ([row(evidence="")], "no evidence or no source"),
        ([row(confidence="sure")], "confidence 'sure'"),
        ([row(organisation_id="nobody-at-all")], "organisation_id 'nobody-at-all'"),
        ([row(valid_from="2024")], "date '2024'"),
        ([row(renamed_on="2024-01-01")], "renamed_on alone"),
        ([row(), row(account="ACME")], "a second row"),
        ([row(valid_to="2024-01-02"), row(valid_from="2024-01-01")], "one row a day"),
        ([row(renamed_to="gone", renamed_on="2024-01-01")], "renamed to 'gone'"),
        (
            [row(account="a", renamed_to="b"), row(account="b", renamed_to="a")],
            "leads back",
        ),
    ],
)
def test_a_bad_row_stops_the_load_and_says_where(load_rows, rows, said):
    with pytest.raises(ContractError, match=re.escape(said)) as caught:
        load_rows(*rows)
    assert "accounts.csv" in str(caught.value)
