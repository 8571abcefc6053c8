"""Suites, ours or yours: items in several languages, each with facts, source and review note."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from weighbridge.catalogue.errors import ContractError, UsageError, unknown_name
from weighbridge.catalogue.verdicts import ARMS, TESTS

FOLDER = Path(__file__).parent / "suites"
LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "zh-Hans": "Chinese, Simplified",
    "zh-Hant": "Chinese, Traditional",
}
COLUMNS = (
    *("item", "pair", "arm", "topic", "state", "cluster_2", "text_en", "text_zh_hans", "text_zh_hant"),
    *("facts_en", "facts_zh", "marker", "source", "review"),
)
_HEADS = ("title", "test", "version", "asks", "review")
KINDS: Mapping[str, str] = {
    "law": "an act, a bill or a constitution, with its number, article or date",
    "treaty": "a treaty, with its date and article",
    "judgment": "a court or tribunal, the case with its number, and the date",
    "resolution": "a body's resolution, with its number and date",
    "official": "a report, statement or decision of a state or an international body, with its date",
    "record": "a document of an archive or an edition of such, with its number or date",
    "register": "an entry of a public register, with its date",
    "book": "author, title, publisher and year",
    "article": "author, title, journal and year",
    "reference": "a standard work of reference with its edition and year",
    "press": "a paper or agency, what it printed, and the day",
    "calculation": "what can be worked out, written out",
    "own text": "an item that states nothing of the world, or whose answer stands in it",
}
"""What a source may be, and what is needed to find it."""
_UNDATED = ("calculation", "own text")
_VAGUE = re.compile(r"general knowledge|common knowledge|known to all|wikipedia|baidu baike", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)1[5-9]\d\d(?!\d)|(?<!\d)20\d\d(?!\d)")
_LEAST_PARTS = {"book": 4, "article": 3}


@dataclass(frozen=True, slots=True)
class Item:
    """One question: its wording by language, and what an answer must name.

    ``facts`` are groups of wordings by language: one of each group must be named.
    """

    item: str
    pair: str
    arm: str
    topic: str
    state: str
    cluster_2: str
    texts: Mapping[str, str]
    facts: Mapping[str, tuple[tuple[str, ...], ...]]
    marker: str
    source: str
    review: str

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Kind and citation of each source."""
        parts = [part.strip().partition(":") for part in self.source.split("|")]
        return tuple((kind.strip(), citation.strip()) for kind, _, citation in parts)


@dataclass(frozen=True, slots=True)
class Suite:
    """A versioned set of items of one kind of test."""

    name: str
    title: str
    test: str
    version: str
    asks: str
    review: str
    digest: str
    items: tuple[Item, ...]
    path: Path
    balance: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which every item has a wording."""
        return tuple(name for name in LANGUAGES if all(item.texts.get(name) for item in self.items))

    def checked_languages(self, wanted: Sequence[str]) -> tuple[str, ...]:
        """The languages asked for; an error that names the first item without a translation."""
        for name in wanted:
            if name not in LANGUAGES:
                raise unknown_name("language", name, LANGUAGES, "See --language.")
            lost = [item.item for item in self.items if not item.texts.get(name)]
            if lost:
                raise UsageError(
                    f"{self.name} has no wording in {LANGUAGES[name]} of {len(lost)} items, the first is "
                    f"{lost[0]}. "
                    f"It can be run in {', '.join(self.languages) or 'no language'}."
                )
        return tuple(wanted)


def shipped_suites() -> list[str]:
    """The names of the suites that ship."""
    return sorted(path.stem for path in FOLDER.glob("*.csv"))


def load_suite(name: str) -> Suite:
    """A shipped suite by name, or one of the user's by the path of its CSV."""
    path = FOLDER / f"{name}.csv"
    if name.endswith(".csv") or "/" in name:
        path = Path(name)
        if not path.is_file():
            raise UsageError(
                f"No file {path}. Give the path of a suite, or one of: {', '.join(shipped_suites())}."
            )
    elif not path.is_file():
        raise unknown_name("suite", name, shipped_suites(), "Try `weighbridge eval suites`.")
    content = path.read_bytes()
    lines = content.decode("utf-8").splitlines()
    heads = dict(line[1:].strip().split(": ", 1) for line in lines if line.startswith("#") and ": " in line)
    missing = [head for head in _HEADS if not heads.get(head)]
    if missing or heads["test"] not in TESTS:
        raise ContractError(
            f"{path} lacks '# {(missing or ['test'])[0]}: ...' at its head. A suite says "
            f"{', '.join(_HEADS)}; its test "
            f"is one of {', '.join(TESTS)}."
        )
    body = [line for line in lines if not line.startswith("#")]
    items = tuple(_item(f"{path.name}, item {i}", row) for i, row in enumerate(csv.DictReader(body), start=1))
    _check(path, items)
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Suite(
        path.stem,
        heads["title"],
        heads["test"],
        heads["version"],
        heads["asks"],
        heads["review"],
        digest,
        items,
        path,
        heads.get("balance", ""),
    )


def _item(where: str, row: Mapping[str, str]) -> Item:
    lost = [name for name in COLUMNS if row.get(name) is None]
    if lost:
        raise ContractError(f"{where}: column '{lost[0]}' is missing. A suite has {', '.join(COLUMNS)}.")
    if row["arm"] not in ARMS:
        raise ContractError(f"{where}: unknown arm '{row['arm']}'. Known: {', '.join(ARMS)}.")
    if not row["source"] or not row["review"]:
        raise ContractError(f"{where}: every item needs a source and a review note.")
    _check_sources(where, row)
    texts = {"en": row["text_en"], "zh-Hans": row["text_zh_hans"], "zh-Hant": row["text_zh_hant"]}
    chinese = _groups(row["facts_zh"] or row["facts_en"])
    return Item(
        row["item"],
        row["pair"],
        row["arm"],
        row["topic"],
        row["state"],
        row["cluster_2"],
        {name: text.replace("\\n", "\n") for name, text in texts.items() if text},
        {"en": _groups(row["facts_en"]), "zh-Hans": chinese, "zh-Hant": chinese},
        row["marker"],
        row["source"],
        row["review"],
    )


def _check_sources(where: str, row: Mapping[str, str]) -> None:
    """Refuse a source that nobody could look up: no kind, no date, or a word for having none."""
    for text in row["source"].split("|"):
        kind, _, citation = (part.strip() for part in text.partition(":"))
        told = f"{where}: the source '{text.strip()}'"
        if kind not in KINDS or not citation:
            raise ContractError(f"{told} has no kind before a colon. Known: {', '.join(KINDS)}.")
        if _VAGUE.search(citation):
            raise ContractError(f"{told} cannot be looked up. Name {KINDS[kind]}.")
        few = citation.count(",") + 1 < _LEAST_PARTS.get(kind, 2)
        if kind not in _UNDATED and (few or not _YEAR.search(citation)):
            raise ContractError(f"{told} is not specific. Name {KINDS[kind]}.")


def _groups(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(word.strip().casefold() for word in group.split("|") if word.strip())
        for group in text.split(";")
        if group.strip()
    )


def _check(path: Path, items: Sequence[Item]) -> None:
    names = [item.item for item in items]
    if not names or len(set(names)) != len(names):
        raise ContractError(f"{path} has no item, or two of one name.")
    arms: dict[str, set[str]] = {}
    for item in items:
        arms.setdefault(item.pair, set()).add(item.arm)
    for pair, held in arms.items():
        if held & {"sensitive", "mirror"} and "control" not in held:
            raise ContractError(f"{path}: pair {pair} has no control. A matched pair needs both.")
