"""``weighbridge eval suites``: the suites there are, and one of them item by item with its sources."""

from __future__ import annotations

from typing import Any

from weighbridge.cli.layout import Cell, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS
from weighbridge.cli.records import listing, plural
from weighbridge.cli.terminal import Terminal
from weighbridge.evaluations.suites import LANGUAGES, Item, load_suite, shipped_suites

_ABOUT = ("item", "pair", "arm", "topic", "state")
_TOLD = ("source", "review")


def deliver_suites(form: FormFlag, output: OutputFlag) -> int:
    """The suites that ship."""
    found = [load_suite(name) for name in shipped_suites()]
    names = ("name", "title", "test", "version", "items", "pairs", "languages", "asks", "review", "digest")
    records: list[dict[str, Any]] = [
        {
            **{name: getattr(suite, name) for name in ("name", "title", "test", "version")},
            "items": len(suite.items),
            "pairs": len({item.pair for item in suite.items}),
            "languages": list(suite.languages),
            **{name: getattr(suite, name) for name in ("asks", "review", "digest")},
        }
        for suite in found
    ]

    def table(terminal: Terminal) -> list[str]:
        rows = [
            [
                Cell(record["name"]),
                Cell(record["test"].replace("_", " ")),
                Cell(str(record["items"]), is_right=True),
                Cell(", ".join(record["languages"])),
                Cell(record["asks"]),
            ]
            for record in records
        ]
        heads = ("suite", "test", "items", "languages", "what is asked")
        said = "Suites that ship: harmless, versioned, with a source for each fact."
        listed = listing(heads, rows, terminal, flexible=(4,))
        last = f"next: weighbridge eval run {records[0]['name']} --endpoint URL --model NAME --dry-run"
        return [*paragraph(said, terminal), "", *listed, "", last]

    deliver(forms_of(records, table, names), form, output)
    return PASS


def deliver_items(name: str, form: FormFlag, output: OutputFlag) -> int:
    """One suite: each item with its question, what an answer must name, its sources and its review note."""
    suite = load_suite(name)
    records = [_record(item) for item in suite.items]
    names = tuple(records[0])
    said = (
        f"{suite.title}, version {suite.version}: {plural(len(records), 'item')} in "
        f"{', '.join(LANGUAGES[language] for language in suite.languages)}. {suite.asks} {suite.review}"
    )

    def table(terminal: Terminal) -> list[str]:
        lines = paragraph(said, terminal)
        for record in records:
            about = ", ".join(str(record[name]) for name in _ABOUT[2:] if record[name])
            lines += ["", *paragraph(f"{record['item']} ({about}): {_flat(record['en'])}", terminal)]
            for source in record["source"].split(" | "):
                lines += paragraph(source, terminal, "    ", "  ")
            lines += paragraph(record["review"], terminal, "  ", "  ")
        return [*lines, "", f"next: weighbridge eval run {name} --endpoint URL --model NAME --dry-run"]

    deliver(forms_of(records, table, names), form, output)
    return PASS


def _record(item: Item) -> dict[str, Any]:
    facts = {
        f"facts {language}": "; ".join(" or ".join(group) for group in groups)
        for language, groups in item.facts.items()
        if language != "zh-Hant"
    }
    texts = {language: item.texts.get(language, "") for language in LANGUAGES}
    told = {name: getattr(item, name) for name in _TOLD}
    return {**{name: getattr(item, name) for name in _ABOUT}, **texts, **facts, **told}


def _flat(text: str) -> str:
    return " ".join(text.split())
