"""Shares and totals worked out a second time, in plain Python, from facts and judgement files alone.

Written from the published rules (data dictionary, axes, METHODS), without looking anything up in the
tables, cubes or estimators under test. Slow and simple on purpose: dictionaries of single models.

Taken from the program are only `classify` (which family a name is of; it has tests of its own), what a copy
is a copy of (`origin_parts`; ancestry has tests of its own) and the judgement files, read here with the csv
module.
"""

from __future__ import annotations

import csv
import datetime
import re
import statistics
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import pyarrow.parquet as pq

import weighbridge
from weighbridge.entities.families import classify

PACKAGE = Path(weighbridge.__file__).parent
JUDGEMENTS = PACKAGE / "entities" / "judgements"
STARTER = PACKAGE / "starter" / "snapshots"
LANGUAGE_TASKS = (
    "text-generation",
    "text2text-generation",
    "image-text-to-text",
    "any-to-any",
    "conversational",
)
COPY_ROLES = {"quantiser", "repackager", "mirror"}
COPY_NAME = re.compile(
    r"(?i)(?:^|[-_.])(?:gguf|ggml|gptq|awq|mlx|exl[23]|bnb|nf4|int[48]|fp8|nvfp4|mxfp4|w4a16|w8a8|w8a16|"
    r"[2-8]bits?|quant(?:ized|ised)?|onnx|openvino|autoround)(?:$|[-_.])"
)
MEASURE = {"flow": "downloads_30d", "likes": "likes", "cumulative": "downloads_all_time"}


@lru_cache(maxsize=1)
def _accounts() -> dict[tuple[str, str], dict[str, str]]:
    with (JUDGEMENTS / "accounts.csv").open(encoding="utf-8", newline="") as stream:
        return {(row["platform"], row["account"].casefold()): row for row in csv.DictReader(stream)}


@lru_cache(maxsize=1)
def _organisations() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (JUDGEMENTS / "organisations.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found[row["organisation_id"]].append(row)
    return found


@lru_cache(maxsize=1)
def _renamed() -> dict[tuple[str, str], str]:
    with (JUDGEMENTS / "renamed_repositories.csv").open(encoding="utf-8", newline="") as stream:
        return {(row["platform"], row["old_id"].casefold()): row["new_id"] for row in csv.DictReader(stream)}


def judged_account(platform: str, account: str) -> tuple[str, str | None, str]:
    """The newest name of an account, its organisation and its role."""
    row = _accounts().get((platform, account.casefold()))
    while row is not None and row["renamed_to"]:
        row = _accounts()[platform, row["renamed_to"].casefold()]
    return (row["account"], row["organisation_id"], row["role"]) if row else (account, None, "unknown")


@lru_cache(maxsize=1)
def _renamed() -> dict[tuple[str, str], str]:
    with (JUDGEMENTS / "renamed_repositories.csv").open(encoding="utf-8", newline="") as stream:
        return {(row["platform"], row["old_id"].casefold()): row["new_id"] for row in csv.DictReader(stream)}


def current(platform: str, model_id: str) -> str:
    """The id a repository has now: its own new name, under its account's new name."""
    model_id = _renamed().get((platform, model_id.casefold()), model_id)
    account, slash, name = model_id.partition("/")
    if slash:
        model_id = f"{judged_account(platform, account)[0]}/{name}"
    return _renamed().get((platform, model_id.casefold()), model_id)


def period(organisation: str, day: datetime.date) -> dict[str, str] | None:
    """The row of organisations.csv that holds on a day."""
    for row in _organisations().get(organisation, []):
        after = not row["country_from"] or row["country_from"] <= day.isoformat()
        before = not row["country_to"] or day.isoformat() < row["country_to"]
        if after and before:
            return row
    return None


def seat(organisation: str | None, day: datetime.date) -> str:
    """The country of an organisation on a day, XX where nobody established it."""
    row = period(organisation, day) if organisation else None
    return row["country"] if row else "XX"


def owner(organisation: str | None, day: datetime.date) -> str | None:
    """The organisation at the end of the chain of owners."""
    while organisation and (row := period(organisation, day)) and row["parent_organisation_id"]:
        organisation = row["parent_organisation_id"]
    return organisation


@dataclass
class Model:
    """What is known of one model, whatever its spellings."""

    account: str | None
    organisation: str | None
    role: str
    name: str
    curated: int = 0
    parameters: int = 0
    tracked: bool = False
    task: tuple[str, str] | None = None

    @property
    def unit(self) -> str:
        return self.organisation or "@" + (self.account or self.name).casefold()

    @cached_property
    def loose(self):
        own = classify(self.account or "", self.name, True)
        if own is None and (self.role in COPY_ROLES or COPY_NAME.search(self.name)):
            return classify(self.account or "", self.name, False)
        return own

    @cached_property
    def is_language(self) -> bool | None:
        if self.tracked:
            return True
        if self.loose is not None and self.loose.kind != "unclassified":
            return self.loose.is_language_model
        return self.task[1] in LANGUAGE_TASKS if self.task else None

    @cached_property
    def line(self) -> str | None:
        own = classify(self.account or "", self.name, True)
        return own.line if own is not None and own.by == "own_name" else None

    @cached_property
    def family(self) -> str | None:
        own = classify(self.account or "", self.name, True)
        return own.family_id if own is not None and own.by == "own_name" else None

    @cached_property
    def copy_kind(self) -> str:
        if self.role in COPY_ROLES:
            return "copy"
        of_another = self.loose is not None and self.loose.organisation_id != self.organisation
        if COPY_NAME.search(self.name) and (of_another or self.role == "unknown"):
            return "copy"
        return "first_party" if self.role == "first_party" else "other"

    @property
    def size(self) -> int:
        return self.curated or self.parameters


@dataclass
class World:
    """Observations and facts as plain rows, with everything derived from them lazily."""

    observations: list[dict]
    facts: list[dict]
    models: dict[tuple[str, str], Model] = field(default_factory=dict)
    copied: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in (*self.observations, *self.facts):
            self._model(row["platform"], row["model_id"])
        for row in self.facts:
            model = self._model(row["platform"], row["model_id"])
            if row["list_id"] == "atom_tracked":
                model.curated = max(model.curated, row["parameters"] or 0)
            model.parameters = max(model.parameters, row["parameters"] or 0)
            model.tracked |= bool(row["is_tracked"])
        self._tasks()

    def _tasks(self) -> None:
        # The latest task of each spelling; of several spellings the last in the alphabet.
        latest: dict[tuple[str, str], tuple[str, str]] = {}
        for row in self.facts:
            if row["pipeline_tag"]:
                key = row["platform"], row["model_id"]
                latest[key] = max(latest.get(key, ("", "")), (str(row["observed_on"]), row["pipeline_tag"]))
        for (platform, model_id), (_, task) in latest.items():
            model = self._model(platform, model_id)
            model.task = max(model.task or ("", ""), ("", task))

    def canonical(self, platform: str, model_id: str) -> tuple[str, str]:
        return platform, current(platform, model_id).casefold()

    def _model(self, platform: str, model_id: str) -> Model:
        key = self.canonical(platform, model_id)
        if key not in self.models:
            account, slash, name = current(platform, model_id).partition("/")
            if slash:
                newest, organisation, role = judged_account(platform, account)
                self.models[key] = Model(newest, organisation, role, name)
            else:
                self.models[key] = Model(None, None, "unknown", account)
        return self.models[key]

    @cached_property
    def crawls(self) -> dict[tuple[str, str], dict]:
        """Every capture: month, last day, models counted, total of 30-day downloads, whether stale."""
        found: dict[tuple[str, str], dict] = {}
        for row in self.observations:
            crawl = found.setdefault(
                (row["list_id"], row["crawl_id"]),
                {
                    "month": row["month"],
                    "day": row["observed_on"],
                    "models": set(),
                    "counts": {},
                    "stale": False,
                },
            )
            crawl["day"] = max(crawl["day"], row["observed_on"])
            crawl["stale"] |= row["quality"] == "stale_list"
            if row["measure"] != "descendants" and row["value"] is not None:
                crawl["models"].add(row["model_id"])
            if row["measure"] == "downloads_30d" and row["value"] is not None:
                # A capture may list a model twice: the larger count stands.
                held = crawl["counts"].get(row["model_id"], 0)
                crawl["counts"][row["model_id"]] = max(held, row["value"])
        for crawl in found.values():
            crawl["total"] = sum(crawl["counts"].values())
        return found

    @cached_property
    def standing(self) -> dict[tuple[str, str], str]:
        """The capture that stands for a list's month."""
        best: dict[tuple[str, str], tuple] = {}
        for (list_id, crawl_id), crawl in self.crawls.items():
            if not crawl["stale"]:
                mark = (crawl["day"], len(crawl["models"]), crawl_id)
                key = list_id, crawl["month"]
                best[key] = max(best.get(key, mark), mark)
        return {key: mark[2] for key, mark in best.items()}

    def widest(self, month: str) -> str:
        held = [lst for lst, m in self.standing if m == month]
        size = {lst: len(self.crawls[lst, self.standing[lst, month]]["models"]) for lst in held}
        return min(held, key=lambda lst: (-size[lst], lst))

    @cached_property
    def bases(self) -> dict[tuple[str, str, str], tuple[str, float]]:
        """State and usual count of every flagged observation (METHODS 1.4)."""
        created: dict[tuple[str, str], datetime.date] = {}
        for row in self.facts:
            if row["created_on"]:
                key = row["list_id"], row["model_id"]
                created[key] = max(created.get(key, row["created_on"]), row["created_on"])
        series: dict[tuple[str, str], list[tuple[datetime.date, str, int]]] = defaultdict(list)
        for row in self.observations:
            if row["measure"] == "downloads_30d" and row["value"] is not None:
                day = self.crawls[row["list_id"], row["crawl_id"]]["day"]
                series[row["list_id"], row["model_id"]].append((day, row["crawl_id"], row["value"]))
        found = {}
        for (list_id, model_id), points in series.items():
            if max(value for _, _, value in points) < 5_000:
                continue
            first = {}
            for day, crawl_id, value in sorted(points):
                first.setdefault(day, (crawl_id, value))
            for day, (crawl_id, value) in first.items():
                gaps = {other: (other - day).days for other in first}
                before = [first[o][1] for o, gap in gaps.items() if -365 <= gap <= -30]
                after = [first[o][1] for o, gap in gaps.items() if 30 <= gap <= 365]
                if not before and not after:
                    continue
                base = max(statistics.median(side) for side in (before, after) if side)
                total = self.crawls[list_id, crawl_id]["total"]
                if value < 5 * max(base, 1_000) or (value - base) / total < 0.005:
                    continue
                born = created.get((list_id, model_id))
                young = born is not None and (day - born).days < 90
                state = "spike" if before and after else "provisional" if before else "after_only"
                if young and not (before and after):
                    state = "launch_burst"
                found[list_id, crawl_id, model_id] = state, base
        return found

    def counts(
        self, list_id: str, month: str, measure: str = "flow", capped: bool = False
    ) -> dict[tuple, float]:
        """The count of each model in the capture that stands for the month; twins once, the larger."""
        crawl_id = self.standing[list_id, month]
        found: dict[tuple, float] = {}
        for row in self._by_crawl[list_id, crawl_id]:
            if row["measure"] != MEASURE[measure] or row["value"] is None:
                continue
            value = float(row["value"])
            state, base = (
                self.bases.get((list_id, crawl_id, row["model_id"]), ("", value)) if capped else ("", value)
            )
            if capped and state and state != "launch_burst":
                value = float(round(base))
            key = self.canonical(row["platform"], row["model_id"])
            found[key] = max(found.get(key, 0.0), value)
        return found

    @cached_property
    def _by_crawl(self) -> dict[tuple[str, str], list[dict]]:
        found: dict[tuple[str, str], list[dict]] = defaultdict(list)
        for row in self.observations:
            found[row["list_id"], row["crawl_id"]].append(row)
        return found

    def day(self, list_id: str, month: str) -> datetime.date:
        return self.crawls[list_id, self.standing[list_id, month]]["day"]

    def watched(self, list_id: str, month: str) -> set[str]:
        """Accounts under the names counted under, seen in the capture with any count."""
        rows = self._by_crawl[list_id, self.standing[list_id, month]]
        return {
            self.models[self.canonical(r["platform"], r["model_id"])].account or r["model_id"]
            for r in rows
            if r["value"] is not None and r["measure"] in MEASURE.values()
        }

    def totals(self, list_id: str, month: str, group_by: str = "country", **choices: str) -> dict[str, float]:
        """Mass of each group in one month under one definition; ``panel`` may be a set of accounts."""
        day = self.day(list_id, month)
        found: dict[str, float] = defaultdict(float)
        counts = self.counts(
            list_id, month, choices.get("measure", "flow"), choices.get("spikes") == "capped"
        )
        for key, value in counts.items():
            model = self.models[key]
            if self._counts(model, choices):
                found[self._group(model, group_by, day, choices, self.copied.get(key[1]))] += value
        return dict(found)

    def _counts(self, model: Model, choices: dict) -> bool:
        panel = choices.get("panel")
        if isinstance(panel, set | frozenset) and (model.account or model.name) not in panel:
            return False
        floor = {"1b": 1e9, "7b": 7e9}.get(choices.get("size_floor", "none"), 0)
        if floor and model.size < floor:
            return False
        population = choices.get("population", "all")
        if population == "llm_vlm" and not model.is_language:
            return False
        if population == "curated" and not model.tracked:
            return False
        return not (choices.get("copies") == "first_party" and model.copy_kind != "first_party")

    def _group(
        self, model: Model, group_by: str, day: datetime.date, choices: dict, copied: str | None = None
    ) -> str:
        organisation = model.organisation
        if choices.get("copies") == "copies_to_base" and model.copy_kind == "copy":
            organisation = copied or (model.loose.organisation_id if model.loose else None)
        if choices.get("accounts") == "parents_merged":
            organisation = owner(organisation, day)
        if group_by == "country":
            return {"XX": "unknown", "NONE": "none"}.get(seat(organisation, day), seat(organisation, day))
        if group_by == "organisation":
            return organisation or "unknown"
        if group_by == "all":
            return "all"
        if group_by == "size":
            billions = model.size / 1e9
            limits = ((1, "under_1b"), (7, "1b_to_7b"), (70, "7b_to_70b"))
            return (
                next((n for top, n in limits if billions < top), "70b_and_more") if model.size else "unknown"
            )
        named = model.line if group_by == "line" else model.family
        if named and model.is_language:
            return named
        return "unknown" if model.organisation is None and model.is_language is not False else "none"


def shares(totals: dict[str, float], excluded: bool = False) -> dict[str, float]:
    """Each group's part of the total, of the placed models alone where ``excluded``."""
    whole = sum(value for group, value in totals.items() if not (excluded and group == "unknown"))
    return {g: v / whole for g, v in totals.items() if not (excluded and g == "unknown")} if whole else {}


def starter_world() -> World:
    """The facts of the shipped starter snapshot."""
    observations, facts = [], []
    for path in sorted(STARTER.glob("*/*/model_observations.parquet")):
        observations += pq.read_table(path).to_pylist()
    for path in sorted(STARTER.glob("*/*/model_facts.parquet")):
        facts += pq.read_table(path).to_pylist()
    return World(observations, facts)
