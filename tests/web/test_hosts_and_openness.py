"""The pages of hosts and of openness, from shipped facts: three facts a host, both sides of a conflict."""

from __future__ import annotations

from collections import Counter

import pyarrow.parquet as pq
import pytest
from tests.tiny_world.worlds import bare

from weighbridge.entities.hosts import load_hosts
from weighbridge.web.hosts_page import NOT_TOLD, hosts_pages
from weighbridge.web.openness_page import openness_pages
from weighbridge.web.page import Frame, render


def written(page):
    frame = Frame(as_of="2026-11-09", snapshots=1, paths=frozenset({page.path}), address="")
    return render(page, frame)


@pytest.fixture(scope="module")
def hosts(starter):
    (page,) = hosts_pages(starter)
    return page


def test_three_facts_of_a_host_stand_apart(hosts):
    """Alibaba signs from Singapore, has machines there and in China, and its laboratory sits in China."""
    lines = [*hosts.context["telling"], *hosts.context["silent"]]
    assert len(lines) == len(load_hosts())
    (alibaba,) = [line for line in lines if line.name == "Alibaba"]
    assert (alibaba.seat.group, alibaba.laboratory_seat.group) == ("SG", "CN")
    assert alibaba.machines == "Singapore, China"
    assert alibaba.is_abroad


def test_what_is_not_established_is_said_not_guessed(hosts):
    blank = [host for host in load_hosts().values() if not host.headquarters_country]
    assert hosts.context["unseated"] == len(blank) > 0
    (unseated,) = [line for line in hosts.context["silent"] if line.name == "QuickSilver Pro"]
    assert unseated.seat is None
    assert unseated.machines == NOT_TOLD
    assert "not established" in written(hosts)


def test_the_same_weights_at_every_seller_cheapest_first(starter, hosts):
    cells = pq.read_table(starter.table("price_cells")).to_pylist()
    newest = max(cell["month"] for cell in cells)
    (sold,) = [item for item in hosts.context["sold"] if item.model == "gpt-oss-120b"]
    own = [
        cell
        for cell in cells
        if (cell["month"], cell["style"], cell["model_key"]) == (newest, "controlled", "gpt-oss-120b")
    ]
    assert len(sold.sales) == len(own)
    prices = [float(sale.price) for sale in sold.sales]
    assert prices == sorted(prices)
    assert prices[0] == pytest.approx(min((3 * c["price_in"] + c["price_out"]) / 4 for c in own), abs=0.001)
    (router,) = [sale for sale in sold.sales if sale.channel == "router"]
    assert router.machines == "the host is not named"


def test_openness_counts_every_meaning_over_the_same_systems(starter):
    (page,) = openness_pages(starter)
    cells = pq.read_table(starter.table("openness_cells")).to_pylist()
    counts = Counter((cell["definition"], cell["verdict"]) for cell in cells)
    meanings = page.context["meanings"]
    assert [m.yes for m in meanings][:2] == [counts["open_weights", "yes"], counts["free_licence", "yes"]]
    assert len({m.yes + m.no + m.unknown for m in meanings}) == 1
    for system in page.context["split"]:
        assert {"yes", "no"} <= set(system.answers)
    html = written(page)
    assert "IBM" in html
    assert "Pythia-12B" in html
    conflicts = {model: (opened, closed) for model, opened, closed, _ in page.context["conflicts"]}
    assert conflicts["gpt-oss-120b"] == (31, 9), "thirty sellers and the board against nine sellers"


def test_no_facts_no_pages(tmp_path):
    empty = bare(tmp_path / "home")
    assert openness_pages(empty) == []
    assert hosts_pages(empty) == []
