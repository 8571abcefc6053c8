"""A second process builds what is ready and nobody else is making, and ends when there is no more of it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.tiny_world.worlds import LISTINGS, bare, take_raw, tree

from weighbridge.catalogue import registry
from weighbridge.catalogue.errors import ContractError
from weighbridge.store import atomic
from weighbridge.store.derived import Builder
from weighbridge.store.helping import help_build

READ = registry.upstream(("adoption_cells",))


@pytest.fixture
def wb(tmp_path):
    return take_raw(bare(tmp_path / "home"), *(f"hub_models_{day}.jsonl" for day in LISTINGS))


def built(wb) -> set[str]:
    builder = Builder(wb.home)
    return {table.name for table in READ if builder.is_built(table.name)}


def test_it_builds_what_asking_builds(wb, tmp_path):
    other = take_raw(bare(tmp_path / "other"), *(f"hub_models_{day}.jsonl" for day in LISTINGS))
    order: list[str] = []
    help_build(Builder(wb.home, progress=order.append), READ)
    other.table("adoption_cells")
    assert built(wb) == {table.name for table in READ}
    assert tree(wb.home.derived) == tree(other.home.derived)
    assert order[0] == "building model_observations", "most others rest on it"


def test_what_another_makes_is_left_to_it_with_all_that_rests_on_it(wb):
    """Held up at the origins, it makes what needs none of them, and the rest when they are there."""
    builder = Builder(wb.home)
    builder.table("model_facts")
    builder.table("crawls")
    with ThreadPoolExecutor(1) as pool:
        with atomic.making(wb.home.derived / "origins"):
            assert not builder.is_free("origins")
            helper = pool.submit(help_build, Builder(wb.home), READ)
            until = time.monotonic() + 120
            while not {"lineage_edges", "count_states", "seats"} <= built(wb):
                assert not helper.done()
                assert time.monotonic() < until
            assert not {"origins", "lineage", "origin_parts", "adoption_cells"} & built(wb)
        helper.result(60)
    assert built(wb) == {table.name for table in READ}


@pytest.mark.parametrize("error", [ContractError("a field has changed"), MemoryError(), RuntimeError("full")])
def test_a_table_that_cannot_be_built_ends_neither_it_nor_the_others(wb, monkeypatch, error):
    real = Builder.table

    def broken(self, name):
        if name == "origins":
            raise error
        return real(self, name)

    monkeypatch.setattr(Builder, "table", broken)
    help_build(Builder(wb.home), READ)
    assert built(wb) == {table.name for table in READ} - {
        "origins",
        "name_evidence",
        "lineage",
        "origin_parts",
        "monthly_flows",
        "adoption_cells",
    }
