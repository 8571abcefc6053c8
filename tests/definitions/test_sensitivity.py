"""All definitions at once: rows against single questions, the summary against its rows, bounds twice."""

from __future__ import annotations

import itertools
import json
import math
import random
import statistics

import pytest
from tests.tiny_world.worlds import LISTINGS, RAW, bare, take, take_records

from weighbridge.catalogue.errors import UsageError
from weighbridge.definitions import sensitivity_forms as forms

FIGURES = ("a", "b", "lead", "low", "high", "bound_low", "bound_high", "lead_frequency", "n")


@pytest.fixture(scope="module")
def october(tiny):
    return tiny.sensitivity("download_share", "CN", "US", month="2025-10")


@pytest.fixture(scope="module")
def august(starter):
    return starter.sensitivity("download_share", "CN", "US", month="2025-08")


@pytest.fixture(scope="module")
def newest(starter):
    return starter.sensitivity("download_share", "CN", "US", month="2026-10")


def asked_alone(wb, row, month: str):
    """The same definition asked for by its fingerprint, once as a lead and once as shares."""
    return (
        wb.lead(row.fingerprint, "CN", "US", month=month),
        wb.indicator(row.fingerprint, month_from=None, month_to=None),
    )


def test_every_row_of_the_tiny_world_is_the_figure_of_its_fingerprint(tiny, october):
    """Lead, interval and bounds to the last digit; both shares as `indicator` gives them."""
    for row in random.Random(1).sample(october.rows, 25):
        lead, result = asked_alone(tiny, row, "2025-10")
        assert (lead.value, lead.low, lead.high) == (row.lead, row.low, row.high)
        assert (lead.a, lead.b, lead.bound_low, lead.bound_high) == (
            row.a,
            row.b,
            row.bound_low,
            row.bound_high,
        )
        assert dict(result.definition) == dict(row.choices)
        for name, value in (("CN", row.a), ("US", row.b)):
            held = result.at("2025-10", name)
            assert value == held.value if held else value in (0, None)


def test_rows_of_every_panel_on_the_shipped_crawls_are_the_figures_of_their_fingerprints(starter, august):
    """All, constant and chained panels, by publisher and by root, to the last digit."""
    chosen = random.Random(2)
    for panel, whose in itertools.product(("all", "constant", "chained"), ("publisher", "root")):
        rows = [r for r in august.rows if (r.choices["panel"], r.choices["attribution"]) == (panel, whose)]
        for row in chosen.sample(rows, 3):
            lead = starter.lead(row.fingerprint, "CN", "US", month="2025-08")
            assert (lead.value, lead.low, lead.high) == (row.lead, row.low, row.high), row.choices
            assert (lead.a, lead.b, lead.n) == (row.a, row.b, row.n)
            assert lead.bound_low == pytest.approx(row.bound_low, abs=1e-12)


def test_the_indicator_lead_shows_the_same_interval(starter, august):
    """A figure has one interval wherever it is shown."""
    here = august.rows[august.headline]
    result = starter.indicator("lead", only=("CN", "US"), list="osir")
    row = result.at("2025-08", "CN-US")
    assert (row.value, row.low, row.high) == (here.lead, here.low, here.high)
    turned = starter.indicator("lead", only=("US", "CN"), list="osir").at("2025-08", "US-CN")
    assert turned.value == -row.value


def recomputed(body: dict) -> dict:
    """The summary of a sensitivity from nothing but its rows."""
    rows = [row for row in body["rows"] if row["lead"] is not None]
    leads = [row["lead"] for row in rows]
    here = next(row for row in rows if row["fingerprint"] == body["headline"])
    other = [row for row in rows if row["lead"] * here["lead"] < 0]

    def apart(row: dict) -> int:
        return sum(row["choices"][axis] != here["choices"][axis] for axis in here["choices"])

    return {
        "n": len(rows),
        "a_ahead": sum(lead > 0 for lead in leads),
        "b_ahead": sum(lead < 0 for lead in leads),
        "level": leads.count(0),
        "a_ahead_by_interval": sum((row["low"] or -1) > 0 for row in rows),
        "b_ahead_by_interval": sum((row["high"] or 1) < 0 for row in rows),
        "a_ahead_at_worst": sum(row["bound_low"] > 0 for row in rows),
        "b_ahead_at_worst": sum(row["bound_high"] < 0 for row in rows),
        "median": statistics.median(leads),
        "min": min(leads),
        "max": max(leads),
        "flip_distance": min(map(apart, other), default=None),
        "singles": sorted(row["lead"] for row in other if apart(row) == 1),
    }


@pytest.mark.parametrize("world", ["october", "august", "newest"])
def test_the_summary_is_what_the_rows_say(world, request):
    """Every count, end and distance again from the JSON's rows."""
    body = json.loads(forms.to_json(request.getfixturevalue(world)))
    expected = recomputed(body)
    singles = expected.pop("singles")
    summary = body["summary"]
    assert {name: summary[name] for name in expected} == pytest.approx(expected)
    assert sorted(change["lead"] for change in summary["single_changes"]) == pytest.approx(singles)
    most = max(expected["a_ahead"], expected["b_ahead"])
    said = "every definition" if most == expected["n"] else f"{most} of {expected['n']}"
    assert said in summary["sentence"]


def effects(rows: list[dict], axes: list[str], answer) -> dict[str, float]:
    """Shapley effects by their definition: the mean over all orders of the axes of what each adds."""
    whole = statistics.pvariance([answer(row) for row in rows])

    def explained(known: tuple[str, ...]) -> float:
        cells: dict[tuple, list[float]] = {}
        for row in rows:
            cells.setdefault(tuple(row["choices"][axis] for axis in known), []).append(answer(row))
        centre = statistics.fmean(answer(row) for row in rows)
        return sum(len(held) * (statistics.fmean(held) - centre) ** 2 for held in cells.values()) / len(rows)

    value = {
        frozenset(known): explained(known)
        for size in range(len(axes) + 1)
        for known in itertools.combinations(axes, size)
    }
    found = dict.fromkeys(axes, 0.0)
    for axis in axes:
        rest = [other for other in axes if other != axis]
        for size in range(len(axes)):
            weight = math.factorial(size) * math.factorial(len(axes) - size - 1) / math.factorial(len(axes))
            for known in itertools.combinations(rest, size):
                found[axis] += weight * (value[frozenset((*known, axis))] - value[frozenset(known)])
    return {axis: effect / whole for axis, effect in found.items()}


def test_the_influence_of_the_axes_by_a_second_reckoning(tiny):
    """Few axes left free, so that the definition itself can be summed; the parts add up to one."""
    fixed = {
        "list": "widest",
        "accounts": "as_listed",
        "panel": "all",
        "spikes": "as_counted",
        "window": "crawl",
    }
    found = tiny.sensitivity("download_share", "CN", "US", month="2025-10", choices=fixed)
    body = forms.to_dict(found)
    rows = [row for row in body["rows"] if row["lead"] is not None]
    expected = effects(rows, body["axes"], lambda row: row["lead"])
    assert body["summary"]["influence"] == pytest.approx(expected)
    assert sum(expected.values()) == pytest.approx(1)


@pytest.mark.parametrize("world", ["october", "newest"])
def test_enough_definitions_with_bounds_that_say_something(world, request):
    """200 and more that differ in lead or bounds, counting no combination that equals another one.

    For 2026-10 of the shipped lists and for the tiny world. Bounds say something where the unplaced could
    move the lead by more than a point.
    """
    found = request.getfixturevalue(world)
    rows = [row for row in found.rows if row.lead is not None]
    answers = {(row.a, row.b, row.unknown, row.lead, row.bound_low, row.bound_high) for row in rows}
    assert len(answers) >= 200
    wide = {answer for answer in answers if answer[5] - answer[4] > 0.01}
    assert len(wide) >= 200


def test_no_two_rows_are_one(august):
    """Combinations that come to the same figures stand once: no two rows agree in all of them."""
    seen = {tuple(getattr(row, name) for name in (*FIGURES, "unknown")) for row in august.rows}
    valued = [row for row in august.rows if row.lead is not None]
    # Different cells can sum to the same month; what must not happen is the same cells twice.
    assert len(seen) > 0.9 * len(valued)
    assert len({row.hash for row in august.rows}) == len(august.rows)
    assert august.collapsed == sum(row.same_as for row in august.rows)


def test_each_option_that_cannot_be_computed_says_what_it_lacks(august):
    """What waits for data is owed with a reason and a number; nothing of it is among the rows."""
    taken = {(axis, option) for row in august.rows for axis, option in row.choices.items()}
    owed = {(item.axis, item.option) for item in august.owed}
    for axis, option in [
        ("measure", "cumulative"),
        ("measure", "first_year"),
        ("window", "12m"),
        ("list", "hub_models"),
        ("list", "llmfit"),
        ("list", "osir_modelscope"),
    ]:
        assert (axis, option) in owed
        assert (axis, option) not in taken
    for item in august.owed:
        assert item.combinations > 0
        assert item.option in item.reason or "no snapshot" in item.reason
        assert len(item.reason) > 40
    assert sum(item.combinations for item in august.owed) == august.grid.unavailable


UNPLACED = "tiny-nobody/some-model"
SECOND = "osir_2025-12-20.csv"


def given_to(tmp_path, account: str):
    """The tiny world with its one unplaced model published by an account of either side."""
    wb = bare(tmp_path / account)
    for day in LISTINGS:
        text = (RAW / f"hub_models_{day}.jsonl").read_text(encoding="utf-8")
        path = tmp_path / f"{account}-{day}.jsonl"
        path.write_text(text.replace(f'"{UNPLACED}"', f'"{account}/some-model"'), encoding="utf-8")
        take(wb, "hub_models", path, day)
    watched = (RAW / SECOND).read_text(encoding="utf-8")
    path = tmp_path / f"{account}-second.csv"
    path.write_text(watched.replace(UNPLACED.replace("/", ","), f"{account},some-model"), encoding="utf-8")
    take(wb, "osir", path, "2025-12-20")
    return wb


@pytest.mark.parametrize(("account", "end"), [("unsloth", "bound_low"), ("Qwen", "bound_high")])
def test_bounds_are_two_runs_of_the_program(tmp_path, october, account, end):
    """All that is unplaced published by a US account, then by a Chinese one: the two ends of the lead.

    Only where copies count as published: an account's model is its maker's own, which is another question.
    """
    wb = given_to(tmp_path, account)
    plain = {"copies": "all", "attribution": "publisher", "panel": "all"}
    compared = 0
    for row in october.rows:
        choices = dict(row.choices)
        if any(choices[axis] != option for axis, option in plain.items()) or choices["measure"] == "likes":
            continue
        if choices["population"] == "curated" or row.lead is None:
            continue  # the tracked list knows the model under its own name
        lead = wb.lead("download_share", "CN", "US", month="2025-10", choices=choices)
        assert lead.unknown == 0
        assert row.unknown > 0 or choices["size_floor"] != "none"
        assert lead.value == pytest.approx(getattr(row, end)), choices
        compared += 1
    assert compared >= 30


def test_the_written_forms(tiny, october):
    """JSON with `rows` and `summary`; records with a choice on every axis; the warning of what it is not."""
    body = json.loads(forms.to_json(october), parse_constant=pytest.fail)
    assert {"rows", "summary", "owed", "headline"} <= body.keys()
    assert "no evidence by itself" in body["summary"]["warning"]
    record = forms.records_of(october)[0]
    assert {"fingerprint", "lead", "low", "high", "bound_low", "measure", "panel"} <= record.keys()
    assert body["summary"]["influence"] is None or sum(
        body["summary"]["influence"].values()
    ) == pytest.approx(1)


def test_combinations_that_come_to_the_same_cells_are_listed_with_their_row(tiny):
    """Two hundred combinations and more of the tiny world: each row once, with those that equal it."""
    found = tiny.sensitivity("download_share", "CN", "US", month="2025-12")
    listed = [row.hash for row in found.rows] + [other for row in found.rows for other in row.equals]
    assert len(listed) == len(set(listed)) == len(found.rows) + found.collapsed
    assert len(listed) >= 200
    row = next(row for row in found.rows if row.equals and row.choices["panel"] == "all")
    for other in row.equals[:3]:
        lead = tiny.lead(f"download_share@{other}", "CN", "US", month="2025-12")
        assert (lead.value, lead.bound_low, lead.bound_high) == (row.lead, row.bound_low, row.bound_high)
    assert sum(r.bound_low is not None and r.bound_low < r.bound_high for r in found.rows) > 10


def test_a_side_that_some_definitions_leave_out_holds_nothing_there(tmp_path):
    """Two makers list models that no judgement and no tag traces to a root: by root nothing is anyone's.

    October to December, 60 downloads of a Chinese maker and 40 of an American one. By publisher the shares
    are 0.6 and 0.4, by root neither holds anything, in chained panels as in the others.
    """
    wb = bare(tmp_path / "home")
    for day in LISTINGS:
        records = [
            {"id": "Qwen/Nameless-1-Instruct", "downloads": 60, "tags": []},
            {"id": "meta-llama/Nameless-2-Instruct", "downloads": 40, "tags": []},
        ]
        take_records(wb, tmp_path, day, records)
    found = wb.sensitivity("download_share", "CN", "US", month="2025-12")
    held = {(row.choices["panel"], row.choices["attribution"], row.a, row.b) for row in found.rows}
    for panel in ("all", "chained"):
        assert (panel, "publisher", 0.6, 0.4) in held
    # Definitions that take the same cells the same way are one row, under the first of them.
    elsewhere = {(panel, a, b) for panel, whose, a, b in held if whose != "publisher"}
    assert {panel for panel, _, _ in elsewhere} >= {"all", "chained"}
    assert all(not a and not b for _, a, b in elsewhere)


def test_a_month_alone_between_other_lists_is_chained_to_nothing(tmp_path):
    """Lists in October, November and December: two models of the Hub, six of another list, two of the Hub.

    December's widest list carries two months, but not in a row: a chain over the six would compare lists.
    """
    wb = bare(tmp_path / "home")
    two = [
        {"id": "Qwen/Qwen2.5-7B", "downloads": 60, "tags": []},
        {"id": "meta-llama/Llama-3.1-8B", "downloads": 40, "tags": []},
    ]
    take_records(wb, tmp_path, "2025-10-15", two)
    six = [
        {
            "folder": "2025-11-14",
            "date_crawl": "2025-11-14",
            "repo": repo,
            "model_name": f"m{i}",
            "downloads_last_month": 9,
        }
        for i, repo in enumerate(["Qwen", "meta-llama", "google", "a", "b", "c"])
    ]
    take_records(wb, tmp_path, "2025-11-20", six, source="osir")
    take_records(wb, tmp_path, "2025-12-15", two)
    found = wb.sensitivity("download_share", "CN", "US", month="2025-12")
    panels = {(row.choices["list"], row.choices["panel"]) for row in found.rows}
    assert ("widest", "all") in panels
    assert not any(panel == "chained" for name, panel in panels if name == "widest")
    reasons = [owed.reason for owed in found.grid.owed]
    assert any("two captures of one list in a row; hub_models has one" in reason for reason in reasons)


def test_families_are_told_by_name_under_every_definition(starter):
    """Nobody chose a membership: it is no axis of the question. Who does choose one is told why it fails."""
    found = starter.sensitivity("download_share", "qwen-3", "qwen-2", group="family")
    assert len(found.rows) > 50
    assert {row.choices["membership"] for row in found.rows} == {"pattern"}
    assert "membership" not in found.axes
    with pytest.raises(UsageError, match="--group line"):
        starter.sensitivity("download_share", "qwen-3", "qwen-2", group="family", membership="account")
