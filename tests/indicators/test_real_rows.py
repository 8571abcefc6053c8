"""What is known of the real rows: panels, spikes, single models, seats. Derived here, never pasted."""

from __future__ import annotations

import datetime
import re
from itertools import pairwise

import duckdb
import pytest
from tests.tiny_world.reckoning import STARTER, seat, shares
from tests.tiny_world.worlds import values

CRAWLS = ("2024-11", "2024-12", "2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06")
CRAWLS = (*CRAWLS, "2025-07", "2025-08", "2025-09")
OSIR = STARTER / "osir" / "2025-09-08" / "model_observations.parquet"
WINDOW = {"month_from": "2024-11", "month_to": "2025-09"}


def query(sql: str):
    """Rows of a statement over the facts file of OSIR."""
    return duckdb.sql(sql.replace("OSIR", f"'{OSIR}'")).fetchall()


@pytest.fixture(scope="module")
def china(starter):
    """China's share as asked in the issue, November 2024 to September 2025."""
    return starter.indicator("download_share", **WINDOW)


def share_of_china(facts, month: str, **choices) -> float:
    return shares(facts.totals("osir", month, **choices)).get("CN", 0.0)


def test_the_question_of_the_issue(china):
    """Every month sums to 1, the unattributed stands as a group of its own, bounds hold the value."""
    for month in CRAWLS:
        rows = [row for row in china.rows if row.month == month]
        assert sum(row.value for row in rows) == pytest.approx(1)
        assert "unknown" in {row.group for row in rows}
        assert all(row.bound_low <= row.value <= row.bound_high for row in rows)


def test_the_panel_of_accounts_grows_from_19_to_65(starter):
    """Counted in the facts, by the owner part of the id; the crawls table says the same of every crawl."""
    counted = dict(
        query("SELECT crawl_id, count(DISTINCT split_part(model_id, '/', 1)) FROM OSIR GROUP BY 1")
    )
    assert (counted["2024-11-14"], counted["2025-09-07"]) == (19, 65)
    path = starter.table("crawls")
    told = dict(duckdb.sql(f"SELECT crawl_id, accounts FROM '{path}' WHERE list_id = 'osir'").fetchall())
    assert told == counted


def test_china_capped_at_the_usual_counts(starter, facts, china):
    """METHODS 1f: 23.2 -> 16.3 in December 2024 and 5.1 -> 6.8 in January 2025, to a tenth of a point."""
    capped = starter.indicator("download_share", spikes="capped", **WINDOW)
    for month, counted, usual in (("2024-12", 0.232, 0.163), ("2025-01", 0.051, 0.068)):
        assert china.at(month, "CN").value == pytest.approx(share_of_china(facts, month))
        assert capped.at(month, "CN").value == pytest.approx(share_of_china(facts, month, spikes="capped"))
        assert china.at(month, "CN").value == pytest.approx(counted, abs=1e-3)
        assert capped.at(month, "CN").value == pytest.approx(usual, abs=1e-3)


def test_constant_panel(starter, facts):
    """METHODS 1e: 16 accounts, China 19.1 -> 30.8; with the renamed one (THUDM, zai-org) they are 17."""
    always = frozenset.intersection(*(frozenset(facts.watched("osir", month)) for month in CRAWLS))
    assert len(always) == 17
    assert "zai-org" in always
    spelled = [share_of_china(facts, m, panel=always - {"zai-org"}) for m in (CRAWLS[0], CRAWLS[-1])]
    assert [round(end, 3) for end in spelled] == [0.191, 0.308]
    result = starter.indicator("download_share", panel="constant", **WINDOW)
    for month in CRAWLS:
        assert result.at(month, "CN").value == pytest.approx(share_of_china(facts, month, panel=always))


def test_chained_share_is_not_known_before_january_2025(starter, facts):
    """METHODS 1e: 5.1 in January 2025, 18.8 in September; before, too much of the level is imputed.

    Chained by hand from the last crawl: the link of a country is the growth of its accounts seen on both
    sides, with all their models; a country without such an account takes the link of all.
    """
    seen = {month: facts.watched("osir", month) for month in CRAWLS}
    mass = {month: account_masses(facts, month) for month in CRAWLS}
    level = totals_of(mass["2025-09"])
    expected, imputed = {"2025-09": shares(level)["CN"]}, set()
    for before, after in reversed(list(pairwise(CRAWLS))):
        both = seen[before] & seen[after]
        start = totals_of({k: v for k, v in mass[before].items() if k[0] in both})
        end = totals_of({k: v for k, v in mass[after].items() if k[0] in both})
        general = sum(end.values()) / sum(start.values())
        for country in level:
            own = start.get(country, 0) > 0 and end.get(country, 0) > 0
            level[country] /= end[country] / start[country] if own else general
            imputed |= set() if own else {country}
        resting = sum(level[c] for c in imputed) / sum(level.values())
        expected[before] = None if resting > 0.1 else shares(level)["CN"]
    result = starter.indicator("download_share", panel="chained", **WINDOW)
    for month in CRAWLS:
        assert result.at(month, "CN").value == pytest.approx(expected[month]), month
    assert expected["2024-12"] is None
    assert "panel_break" in result.at("2024-12", "CN").flags
    assert round(result.at("2025-01", "CN").value, 3) == 0.051


def account_masses(facts, month: str) -> dict[tuple[str, str], float]:
    """Downloads of a crawl by account and country."""
    found: dict[tuple[str, str], float] = {}
    for key, value in facts.counts("osir", month).items():
        model = facts.models[key]
        group = facts._group(model, "country", facts.day("osir", month), {})
        found[model.account, group] = found.get((model.account, group), 0.0) + value
    return found


def totals_of(masses: dict[tuple[str, str], float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for (_, country), value in masses.items():
        found[country] = found.get(country, 0.0) + value
    return found


def points(text: str, before: str) -> float:
    """The number of points that stands before some words of a sentence."""
    found = re.search(rf"([\d.]+) points {before}", text)
    assert found, f"no points {before!r} in {text!r}"
    return float(found[1])


def test_the_fall_of_december_is_a_change_of_panel_and_one_model(starter, facts, china):
    """18.2 points: more than half the panel, nearly all of the rest one model; said with both names."""
    both = frozenset(facts.watched("osir", "2024-12") & facts.watched("osir", "2025-01"))
    fall = share_of_china(facts, "2024-12") - share_of_china(facts, "2025-01")
    matched = share_of_china(facts, "2024-12", panel=both) - share_of_china(facts, "2025-01", panel=both)
    panel = fall - matched
    model = ("huggingface", "qwen/qwen2.5-1.5b-instruct")
    without = []
    for month in ("2024-12", "2025-01"):
        mass = facts.totals("osir", month, panel=both)
        lost = facts.counts("osir", month)[model]
        without.append((mass["CN"] - lost) / (sum(mass.values()) - lost))
    one = matched - (without[0] - without[1])
    assert round(100 * fall, 1) == 18.2
    assert panel > fall / 2
    assert one > 0.9 * matched
    said = next(note for note in china.notes if "Dec 2024 and Jan 2025 the share of China" in note)
    assert points(said, "of that are a change of panel") == round(100 * panel, 1)
    assert points(said, "are one model, Qwen/Qwen2.5-1.5B-Instruct") == round(100 * one, 1)
    assert "falls by 18.2 points" in said
    assert "panel_break" in china.at("2025-01", "CN").flags
    assert {"spike", "influence"} <= set(china.at("2024-12", "CN").flags)
    constant = starter.indicator("download_share", panel="constant", **WINDOW)
    named = " ".join(constant.notes)
    assert "change of panel" in named
    assert "Qwen/Qwen2.5-1.5B-Instruct" in named


def test_models_named_as_moving_a_country_do_move_it(facts, china):
    """Each model named with its points: recomputed here without it, to a tenth of a point."""
    named = re.compile(r"^(\S+) alone moves the share of (.+?) by ([\d.]+) points in (\w{3} \d{4}) ")
    codes = {"China": "CN", "United States": "US", "Germany": "DE"}
    checked = 0
    for note in china.notes:
        if not (found := named.match(note)):
            continue
        model, country, told, when = found.groups()
        month = datetime.datetime.strptime(when, "%b %Y").strftime("%Y-%m")  # noqa: DTZ007
        mass = facts.totals("osir", month)
        lost = facts.counts("osir", month)[facts.canonical("huggingface", model)]
        whole = sum(mass.values())
        moved = (mass[codes[country]] - lost) / (whole - lost) - mass[codes[country]] / whole
        assert round(100 * abs(moved), 1) == float(told)
        checked += 1
    assert checked >= 3


def test_sentence_transformers_is_german_until_it_moves(starter, facts, china):
    """A fifth of the crawls of 2025 is one German account; from 22 October 2025 it is American."""
    july = facts.totals("osir", "2025-07", "organisation")
    alone = july["sentence-transformers"] / sum(july.values())
    assert 0.19 < alone < 0.23
    assert china.at("2025-07", "DE").value == pytest.approx(alone)
    move = datetime.date(2025, 10, 22)
    assert [seat("sentence-transformers", move - datetime.timedelta(days)) for days in (1, 0)] == ["DE", "US"]
    held = duckdb.sql(
        f"SELECT month, country FROM '{starter.table('adoption_cells')}' "
        "WHERE organisation_id = 'sentence-transformers'"
    ).fetchall()
    assert {country for month, country in held if month < "2025-10"} == {"DE"}
    assert {country for month, country in held if month > "2025-10"} == {"US"}


def test_qwen_stays_ahead_from_the_month_the_rows_say(starter, facts):
    """By name, 30 days: after the last month in which llama's models count at least as many as qwen's."""
    lead = {}
    for month in CRAWLS:
        mass = facts.totals("osir", month, "line")
        lead[month] = mass["qwen"] - mass["llama"]
    behind = max(month for month in CRAWLS if lead[month] <= 0)
    since = CRAWLS[CRAWLS.index(behind) + 1]
    assert since == "2025-04"
    notes = starter.indicator("download_share", group="line", only=("qwen", "llama")).notes
    said = next(note for note in notes if "to the end of osir (by name, 30 days as captured)" in note)
    assert "from Apr 2025 on" in said
    earlier = [month for month in CRAWLS if month < behind and lead[month] > 0]
    assert earlier == ["2024-11", "2024-12"]
    model = ("huggingface", "qwen/qwen2.5-1.5b-instruct")
    assert all(facts.counts("osir", month)[model] > lead[month] for month in earlier)
    assert "in Nov 2024 and Dec 2024, through one model: without Qwen/Qwen2.5-1.5B-Instruct" in said


def test_counts_are_what_is_on_the_list(starter, facts):
    """September 2025: the sum of the last crawl, by country and altogether."""
    expected = facts.totals("osir", "2025-09")
    found = values(starter.indicator("download_count", month_from="2025-09", month_to="2025-09"))
    assert {g: v for (_, g), v in found.items() if v} == pytest.approx(expected)
    every = starter.indicator("download_count", group="all", month_from="2025-09", month_to="2025-09")
    assert every.rows[0].value == sum(expected.values())
    assert (every.rows[0].bound_low, every.rows[0].bound_high) == (sum(expected.values()),) * 2


@pytest.mark.parametrize("month", ["2024-12", "2025-01", "2025-07", "2025-09"])
def test_influence_is_flagged_where_a_model_moves_its_country_and_nowhere_else(facts, china, month):
    """Every model taken out in turn: the countries in which one moves the share by more than a point."""
    mass = facts.totals("osir", month)
    whole = sum(mass.values())
    moved = set()
    for key, value in facts.counts("osir", month).items():
        group = facts._group(facts.models[key], "country", facts.day("osir", month), {})
        left = whole - value
        if left and abs((mass[group] - value) / left - mass[group] / whole) > 0.01:
            moved.add(group)
    assert {row.group for row in china.rows if row.month == month and "influence" in row.flags} == moved
