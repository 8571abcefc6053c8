"""What peers published, beside what comes out here under the definition nearest to theirs.

Facts are rows of ``published.csv``: value, definition, source, date, how the figure was read, and which of
our figures answers it. A row that cannot be answered says which data are missing; one that differs says why.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from weighbridge.catalogue import registry
from weighbridge.catalogue.errors import ContractError, UsageError
from weighbridge.catalogue.units import Unit
from weighbridge.claims.asking import plain_reason
from weighbridge.claims.stating import stated
from weighbridge.claims.tried import World
from weighbridge.definitions.query import NotHeldError
from weighbridge.store.arrow import pc

FILE = Path(__file__).parent / "published.csv"
REPRODUCED, DIFFERS, CANNOT = "reproduced", "differs", "cannot"
OUTCOMES = (REPRODUCED, DIFFERS, CANNOT)
EVIDENCE = ("primary", "quoted", "secondary")
_PROBE = "probe:"


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure and which of ours answers it.

    ``because`` says why ours may differ, ``cannot`` why there is none; ``choices`` are the options nearest to
    the published definition.
    """

    id: str
    question: str
    study: str
    metric: str
    entity: str
    period: str
    value: str
    definition: str
    evidence: str
    where: str
    indicator: str
    group: str
    only: str
    choices: Mapping[str, str]
    month: str
    because: str
    cannot: str


@dataclass(frozen=True, slots=True)
class Replicated:
    """A published figure with ours: reproduced, differs (and why), or cannot be computed (and why)."""

    published: Published
    outcome: str
    ours: float | None
    text: str
    difference: float | None
    reason: str
    command: str

    def as_dict(self) -> dict[str, Any]:
        """The row as plain JSON values."""
        row = self.published
        names = ("id", "study", "metric", "entity", "period", "value", "definition", "evidence", "where")
        return {name: getattr(row, name) for name in names} | {
            "outcome": self.outcome,
            "ours": self.ours,
            "ours_text": self.text or None,
            "difference": self.difference,
            "reason": self.reason or None,
            "command": self.command or None,
        }


@cache
def published() -> tuple[Published, ...]:
    """The published figures, by id; ``ContractError`` for a row that breaks a rule, with its line."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = [_published(row, line) for line, row in enumerate(rows, start=2)]
    if len({row.id for row in found}) < len(found):
        raise ContractError(f"{FILE.name}: an id stands twice. Keep one row a figure.")
    return tuple(found)


def _published(row: Mapping[str, str], line: int) -> Published:
    def refuse(what: str) -> ContractError:
        return ContractError(f"{FILE.name}, line {line} ({row['id']}): {what}")

    if row["evidence"] not in EVIDENCE:
        raise refuse(f"evidence '{row['evidence']}', expected one of {', '.join(EVIDENCE)}.")
    if bool(row["indicator"]) == bool(row["cannot"]):
        raise refuse("name our figure, or say why there is none: exactly one of `indicator` and `cannot`.")
    pairs = [part.partition("=") for part in row["choices"].split(";") if part]
    stated(row["value"])
    return Published(**{**row, "choices": {axis: option for axis, _, option in pairs}})  # pyright: ignore[reportArgumentType]


def replicate(world: World, as_of: str | None = None) -> list[Replicated]:
    """Every published figure with ours, as the file lists them."""
    return [_replicated(row, world, as_of) for row in published()]


def _replicated(row: Published, world: World, as_of: str | None) -> Replicated:
    if row.cannot:
        return Replicated(row, CANNOT, None, "", None, row.cannot, "")
    try:
        ours, unit = _ours(row, world, as_of)
    except NotHeldError as error:
        return Replicated(row, CANNOT, None, "", None, f"no capture of {row.month}; {_nearest(error)}", "")
    except UsageError as error:
        return Replicated(row, CANNOT, None, "", None, plain_reason(str(error)), "")
    if ours is None:
        return Replicated(
            row, CANNOT, None, "", None, f"no value of {row.only} in {row.month}", _command(row)
        )
    wanted = stated(row.value)
    same = wanted.band.holds(ours)
    reason = "" if same else row.because or "for a reason not established"
    text = unit.text(ours, suffix=True) if unit else f"{ours:,.3g}"
    outcome = REPRODUCED if same else DIFFERS
    return Replicated(row, outcome, ours, text, ours - wanted.value, reason, _command(row))


def _nearest(error: NotHeldError) -> str:
    return f"the nearest is {error.nearest}"


def _ours(row: Published, world: World, as_of: str | None) -> tuple[float | None, Unit | None]:
    if row.indicator.startswith(_PROBE):
        return PROBES[row.indicator.removeprefix(_PROBE)](world, row.only, as_of)
    if row.indicator not in registry.modules("indicator"):
        raise UsageError(f"there is no indicator {row.indicator} yet")
    result = world.indicator(
        row.indicator,
        row.group or None,
        month_from=row.month,
        month_to=row.month,
        as_of=as_of,
        choices=row.choices,
    )
    found = result.at(row.month, row.only)
    return (found.value if found else None), result.unit


def _command(row: Published) -> str:
    if row.indicator.startswith(_PROBE):
        return ""
    words = [f"weighbridge indicator {row.indicator}"]
    words += [f"--group {row.group}"] if row.group else []
    words += [f"--{axis.replace('_', '-')} {option}" for axis, option in row.choices.items()]
    return " ".join([*words, f"--from {row.month} --to {row.month}"])


Probe = Callable[[World, str, str | None], tuple[float | None, Unit | None]]


def _tracked(world: World, only: str, as_of: str | None) -> tuple[float | None, Unit | None]:
    """Models on the curated list, or one country's part of them."""
    from weighbridge.entities.organisations import load_organisations

    table = pq.read_table(
        world.table("origins", as_of), columns=["model_id", "organisation_id", "is_tracked"]
    )
    tracked = table.filter(pc.field("is_tracked")).to_pylist()
    if not tracked:
        return None, None
    if only == "all":
        return float(len({row["model_id"] for row in tracked})), Unit.COUNT
    known = load_organisations()
    seats = [
        known[row["organisation_id"]].seats[-1].country for row in tracked if row["organisation_id"] in known
    ]
    return seats.count(only) / len(tracked), Unit.SHARE


def _index(world: World, only: str, as_of: str | None) -> tuple[float | None, Unit | None]:
    """The mean distance between the published index and our fit, over models that have both."""
    gaps = [
        abs(row["value"] - row["published_value"])
        for row in _index_rows(world, as_of)
        if row["published_value"] is not None
    ]
    return (sum(gaps) / len(gaps) if gaps else None), None


def _anchor(name: str) -> Probe:
    def found(world: World, only: str, as_of: str | None) -> tuple[float | None, Unit | None]:
        values = [row["value"] for row in _index_rows(world, as_of) if row["model"] == name]
        return (values[0] if values else None), None

    return found


def _index_rows(world: World, as_of: str | None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(
        world.table("capability_index", as_of), columns=["model", "value", "published_value"]
    ).to_pylist()
    return rows


def _firms(world: World, only: str, as_of: str | None) -> tuple[float | None, Unit | None]:
    """The firms the transparency index scores."""
    table = pq.read_table(world.table("openness_scores", as_of), columns=["maker", "source"])
    firms = {row["maker"] for row in table.to_pylist() if row["source"] == "transparency_index"}
    return (float(len(firms)) if firms else None), Unit.COUNT


def _votes(world: World, as_of: str | None) -> dict[str, float]:
    """Our ratings from the stored votes of LLMFAO, ties as half a win."""
    from weighbridge.statistics.battles import A_WINS, B_WINS, TIE, pair_counts
    from weighbridge.statistics.pairwise import bradley_terry

    path = world.table("arena_battles", as_of)
    votes = pq.read_table(path, columns=["model_a", "model_b", "outcome", "source"])
    votes = votes.filter(pc.field("source") == "llmfao_battles")
    if not votes.num_rows:
        return {}
    sides = [[str(model) for model in votes[side].to_pylist()] for side in ("model_a", "model_b")]
    names = sorted({*sides[0], *sides[1]})
    code = {model: at for at, model in enumerate(names)}
    a, b = ([code[model] for model in side] for side in sides)
    said = {"a": A_WINS, "b": B_WINS, "tie": TIE}
    outcome = [said[str(word)] for word in votes["outcome"].to_pylist()]
    ratings = bradley_terry(pair_counts(a, b, outcome, len(names)))
    return dict(zip(names, ratings.value.tolist(), strict=True))


def _strength(world: World, only: str, as_of: str | None) -> tuple[float | None, Unit | None]:
    """GPT 4's part of the strength of all models that were voted on."""
    strength = {name: 10 ** (value / 400) for name, value in _votes(world, as_of).items()}
    return (strength["GPT 4"] / sum(strength.values()) if strength else None), Unit.SHARE


def _lead(world: World, only: str, as_of: str | None) -> tuple[float | None, Unit | None]:
    """GPT 4's lead over the next, in rating points."""
    ratings = _votes(world, as_of)
    return (ratings["GPT 4"] - ratings["Platypus-2 Instruct (70B)"] if ratings else None), None


PROBES: dict[str, Probe] = {
    "fmti_firms": _firms,
    "llmfao_gpt4": _strength,
    "llmfao_lead": _lead,
    "tracked": _tracked,
    "index": _index,
    "anchor_low": _anchor("Claude 3.5 Sonnet"),
    "anchor_high": _anchor("GPT-5"),
}


def beside(question: str) -> Sequence[Published]:
    """The published figures that answer one question, for the page of a claim about it."""
    return [row for row in published() if question and row.question == question]


def summary(found: Sequence[Replicated]) -> str:
    """How many agree, differ and cannot be computed."""
    tally = Counter(one.outcome for one in found)
    return (
        f"Of {len(found)} published figures {tally['reproduced']} are reproduced, {tally['differs']} differ, "
        f"and {tally['cannot']} cannot be computed from what is stored."
    )
