"""A user's own entries and confirmations: dated, signed, beside what ships and never in its place."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from weighbridge.catalogue.errors import UsageError
from weighbridge.cli.program import run
from weighbridge.diligence.card.card import card_of
from weighbridge.diligence.card.holdings import Holdings
from weighbridge.diligence.card.lines import lines_of
from weighbridge.diligence.inventory.inventory import inventory_of
from weighbridge.diligence.own_lists import Confirmation, confirm, own_lists
from weighbridge.diligence.policy.judging import judge
from weighbridge.diligence.policy.reading import policy_of
from weighbridge.entities.designations import load_designations
from weighbridge.store.home import Home

DAY = datetime.date(2026, 11, 20)
HEAD = "instrument_id,organisation_id,known_from,status,true_from,source,by,instrument,issuer,binds"
OWN = (
    "own-supply,microsoft,2026-10-01,in_force,2026-10-01,https://intranet.example/7,"
    "Legal,Suppliers under review,Example Ltd,our own purchasing"
)
BESIDE_SHIPPED = "us-dod-1260h,alibaba,2026-10-01,withdrawn,2026-10-01,https://example.org/x,Legal,,,"
LOOKED = "instrument_id,organisation_id,confirmed_on,source,by"


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


def written(folder: Path, name: str, *lines: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / name


def on_1260h(held, day):
    return next(item for item in held.on("alibaba", day) if item.instrument_id == "us-dod-1260h")


def test_a_confirmation_ends_staleness_for_thirty_days(home):
    """Confirmed on 10 November: fresh to 10 December, stale on the 11th; not known of on the 9th."""
    looked = datetime.date(2026, 11, 10)
    confirm(home, Confirmation("us-dod-1260h", "alibaba", looked, "https://example.org/list", "A. Counsel"))
    held = own_lists(home)
    fresh = on_1260h(held, datetime.date(2026, 12, 10))
    assert (fresh.confirmed_on, fresh.confirmed_by) == (looked, "A. Counsel")
    assert not fresh.is_stale(datetime.date(2026, 12, 10))
    assert on_1260h(held, datetime.date(2026, 12, 11)).is_stale(datetime.date(2026, 12, 11))
    assert on_1260h(held, datetime.date(2026, 11, 9)).confirmed_on is None
    # Three shipped rows of Alibaba on that list were known by then; all that was looked up is confirmed.
    rows = [
        r for r in load_designations() if (r.instrument_id, r.organisation_id) == ("us-dod-1260h", "alibaba")
    ]
    assert held.stale_part(DAY) == (len(load_designations()) - len(rows), len(load_designations()))


def test_what_does_not_stand_cannot_be_confirmed(home):
    day = datetime.date(2026, 2, 12)
    with pytest.raises(UsageError, match="No entry of 'alibaba' on 'us-dod-1260h' is known on 2026-02-12"):
        confirm(home, Confirmation("us-dod-1260h", "alibaba", day, "https://example.org", "A"))
    assert not (home.root / "own").exists()


def test_an_own_entry_stands_beside_the_shipped_one_never_in_its_place(home):
    """Somebody writes that the listing ended: the shipped row still holds, and both are shown."""
    written(home.root / "own", "designations.csv", HEAD, BESIDE_SHIPPED)
    held = [item for item in own_lists(home).on("alibaba", DAY) if item.instrument_id == "us-dod-1260h"]
    assert [(item.status, bool(item.told_in)) for item in held] == [("contested", False), ("withdrawn", True)]
    assert not own_lists(home).on("alibaba", datetime.date(2026, 9, 30))[-1].told_in


@pytest.fixture(scope="module")
def with_own(starter, tmp_path_factory):
    """The starter's tables with an own list read from beside a policy."""
    folder = tmp_path_factory.mktemp("policy")
    written(folder, "models.designations.csv", HEAD, OWN)
    own = own_lists(Home(folder / "no-store"), folder / "models.policy.yaml")
    return Holdings(starter.table, starter.as_of, DAY, own_lists=own)


def test_a_card_shows_own_entries_apart_with_their_place(with_own):
    card = card_of(with_own, "microsoft/phi-4")
    (named,) = card.of("publisher")
    assert (len(named.shipped), len(named.own)) == (0, 1)
    lines = lines_of(card)
    at = next(i for i, line in enumerate(lines) if line.head == "LISTED")
    assert lines[at].text.endswith("none found")
    assert "own entry: Suppliers under review of Example Ltd, in force since 2026-10-01" in lines[at + 1].text
    assert "Legal" in lines[at + 1].evidence
    assert "models.designations.csv line 2" in lines[at + 1].evidence
    told = json.loads(json.dumps(card.as_dict()))["designations"]
    assert [item["own_entry"] is not None for item in told] == [True]


def test_a_policy_may_deny_an_own_list(with_own, tmp_path):
    written(tmp_path, "run.sh", "vllm serve microsoft/phi-4")
    policy = policy_of("version: 1\naxes: {root: {deny_designation: [own-supply]}}\n", "p.yaml")
    found = judge(with_own, inventory_of(with_own, tmp_path), policy)
    (finding,) = [item for item in found.findings if item.level == "fail"]
    assert finding.rule == "root.designation"
    assert "own entry" in finding.text


@pytest.mark.parametrize(
    ("name", "lines", "said"),
    [
        ("designations.csv", (HEAD.replace("by,", ""), OWN), "lacks by"),
        ("designations.csv", (HEAD + ",remark", OWN + ",x"), "remark"),
        ("designations.csv", (HEAD, OWN + ",more"), "line 2: another number of values"),
        ("designations.csv", (HEAD, OWN.replace("Legal", "")), "by is empty"),
        ("designations.csv", (HEAD, OWN.replace("microsoft", "mircosoft")), "Nearest: microsoft"),
        ("designations.csv", (HEAD, OWN.replace("own-supply", "us-dod-1261h")), "Nearest: us-dod-1260h"),
        ("designations.csv", (HEAD, OWN.replace("Example Ltd", "")), "issuer is empty"),
        ("designations.csv", (HEAD, OWN.replace("in_force", "banned")), "status 'banned'"),
        ("designations.csv", (HEAD, OWN.replace("2026-10-01,in_force", "Oct 2026,in_force")), "is no day"),
        ("designations.csv", (HEAD, OWN.replace("in_force,2026-10-01", "in_force,")), "without true_from"),
        ("confirmations.csv", (LOOKED, "us-dod-1260h,alibaba,,https://x.org,A"), "confirmed_on is empty"),
        ("confirmations.csv", (LOOKED, "us-dod-1260h,alibabba,2026-11-01,https://x.org,A"), "alibaba"),
    ],
)
def test_a_bad_row_is_named_with_file_line_and_what_to_do(home, name, lines, said):
    path = written(home.root / "own", name, *lines)
    with pytest.raises(UsageError) as error:
        own_lists(home)
    assert str(path) in str(error.value)
    assert said in str(error.value)


def test_a_file_that_is_no_text_is_named(home):
    path = written(home.root / "own", "designations.csv", HEAD)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="Write it as CSV in UTF-8"):
        own_lists(home)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["alibaba", "--confirm", "us-dod-1260h"], 2, "without --by and --source"),
        (["--confirm", "us-dod-1260h", "--by", "A", "--source", "https://x.org"], 2, "the organisation"),
        (["alibaba", "--by", "A"], 2, "belong to --confirm"),
        (["alibaba", "--confirm", "us-dod-1260h", "--by", "A", "--source", "memory"], 2, "no address"),
        (
            ["alibaba", "--confirm", "x", "--by", "A", "--source", "https://x.org", "--on", "2999-01-01"],
            2,
            "future",
        ),
    ],
)
def test_the_command_refuses_half_a_confirmation(monkeypatch, tmp_path, capfd, words, code, said):
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(tmp_path))
    assert run(["designations", *words]) == code
    assert said in capfd.readouterr().err


def test_the_command_notes_who_looked_when_and_where(monkeypatch, tmp_path, capfd):
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(tmp_path))
    words = ["--confirm", "us-dod-1260h", "--by", "A. Counsel", "--source", "https://example.org/pdf"]
    assert run(["designations", "alibaba", *words, "--on", "2026-11-10"]) == 0
    assert "A. Counsel" in capfd.readouterr().out
    assert run(["designations", "alibaba", "--as-of", "2026-11-20", "--format", "json"]) == 0
    rows = {row["instrument_id"]: row for row in json.loads(capfd.readouterr().out)}
    assert rows["us-dod-1260h"]["confirmed_on"] == "2026-11-10"
    assert rows["us-dod-1260h"]["confirmed_source"] == "https://example.org/pdf"
    assert (rows["us-dod-1260h"]["is_stale"], rows["us-tx-prohibited-technologies"]["is_stale"]) == (
        False,
        True,
    )
