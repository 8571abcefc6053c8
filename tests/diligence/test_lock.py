"""The lock: written, the same, changed facts by name, a newer version, no lock at all."""

import json
from pathlib import Path

import pytest

from weighbridge.catalogue.errors import ContractError, UsageError
from weighbridge.diligence.inventory.inventory import inventory_of
from weighbridge.diligence.inventory.lock import changes, lock_of, read_lock, to_text

SAMPLE = Path(__file__).parent / "sample_repository"


@pytest.fixture(scope="module")
def lock(starter):
    holdings = starter.holdings()
    return lock_of(holdings, inventory_of(holdings, SAMPLE))


def test_the_same_facts_give_the_same_lock(lock, tmp_path):
    (tmp_path / "models.lock").write_text(to_text(lock))
    assert changes(read_lock(tmp_path), lock) == []
    fara = lock["models"]["microsoft/Fara-7B"]
    assert (fara["revisions"], fara["facts"]["root_organisations"]) == (["8f5c1d0"], ["alibaba"])
    assert fara["facts"]["designation.alibaba.us-dod-1260h"] == "contested"
    assert lock["models"]["acme-internal/ranker-7b"]["facts"] is None


def test_every_kind_of_change_is_named(lock):
    then = json.loads(to_text(lock))
    then["models"]["microsoft/Fara-7B"]["facts"]["licence_tag"] = "apache-2.0"
    del then["models"]["microsoft/Fara-7B"]["facts"]["designation.alibaba.us-dod-1260h"]
    then["models"]["microsoft/phi-4"]["revisions"] = ["old"]
    del then["models"]["openai/gpt-oss-20b"]
    then["models"]["gone/model"] = {"revisions": [], "hosts": [], "facts": None}
    found = {(item.model, item.fact): (item.was, item.now) for item in changes(then, lock)}
    assert found == {
        ("microsoft/Fara-7B", "licence_tag"): ("apache-2.0", "mit"),
        ("microsoft/Fara-7B", "designation.alibaba.us-dod-1260h"): (None, "contested"),
        ("microsoft/phi-4", "revisions"): (["old"], []),
        ("openai/gpt-oss-20b", "in use"): (False, True),
        ("gone/model", "in use"): (True, False),
    }


def test_a_lock_of_a_newer_version_is_refused(tmp_path):
    (tmp_path / "models.lock").write_text('{"format": 2, "written_by": "weighbridge 9.0", "models": {}}')
    with pytest.raises(UsageError, match=r"format 2, written by weighbridge 9\.0"):
        read_lock(tmp_path)


def test_no_lock_and_a_broken_one(tmp_path):
    with pytest.raises(UsageError, match=r"No models\.lock"):
        read_lock(tmp_path)
    for text in ("{", '{"format": 1}', '{"format": 1, "models": []}'):
        (tmp_path / "models.lock").write_text(text)
        with pytest.raises(ContractError, match="is no lock"):
            read_lock(tmp_path)
