"""The page docs/suites.md: what a suite is, and the items that ship with their sources and review notes."""

from __future__ import annotations

from weighbridge.cli.output import markdown
from weighbridge.evaluations.suites import COLUMNS, KINDS, LANGUAGES, Suite, load_suite, shipped_suites

_COLUMNS = {
    "item, pair": "names; the items of a pair are set against each other",
    "arm": "sensitive, mirror, control, neutral, benign, attack or no_attack",
    "topic, state": "what items share, and the state a matter is sensitive to, as ISO code",
    "cluster_2": "a second thing that items share, such as the form of an injection",
    "text_en, text_zh_hans, text_zh_hant": "the wording in each language; one left empty cannot be asked",
    "facts_en, facts_zh": "what an answer must name: groups by `;`, wordings of one by a bar",
    "marker": "the word whose appearance tells that an injection reached its aim",
    "source": "what the facts rest on: each source with its kind and a colon, several parted by a bar",
    "review": "what is disputed, and who has gone through it",
}


def suites_page() -> tuple[str, str, list[str]]:
    """Title, opening and parts of the page."""
    opening = (
        "The suites that ship: harmless, versioned, every item with what its facts rest on and who has gone "
        "through it. Nobody outside the project has yet, and a review note says so. Harmful sets are yours "
        "to bring; none ships."
    )
    return "Suites", opening, [_own(), *(_suite(load_suite(name)) for name in shipped_suites())]


def _own() -> str:
    """How a suite of one's own is written."""
    told = {name for names in _COLUMNS for name in names.split(", ")}
    if told != set(COLUMNS):
        raise ValueError(f"The columns told are not those a suite has: {sorted(told ^ set(COLUMNS))}.")
    columns = markdown(("column", "holds"), [[f"`{name}`", text] for name, text in _COLUMNS.items()], ())
    kinds = markdown(("source", "is found by"), [[f"`{name}`", text] for name, text in KINDS.items()], ())
    return (
        "## A suite of your own\n\nA CSV with the lines `# title:`, `# test:`, `# version:`, `# asks:` and "
        "`# review:` at its head, then these columns. `weighbridge eval run mine.csv ...` takes it like a "
        "shipped one, and a copy stays beside the answers, so that they are judged by the facts they were "
        f"asked for.\n\n{columns.rstrip()}\n\nAn item whose source cannot be looked up is refused. A source "
        f"is one of these:\n\n{kinds.rstrip()}"
    )


def _suite(suite: Suite) -> str:
    about = f"Version {suite.version}, in {', '.join(LANGUAGES[name] for name in suite.languages)}."
    balance = "" if not suite.balance else f" {suite.balance}"
    rows = [
        [
            f"`{item.item}`",
            ", ".join(filter(None, (item.arm.replace("_", " "), item.state))),
            f"“{' '.join(item.texts['en'].split())}”",
            "; ".join(f"{kind}: “{citation}”" for kind, citation in item.sources),
            item.review,
        ]
        for item in suite.items
    ]
    table = markdown(("item", "arm", "asked", "source", "review"), rows, ()).rstrip()
    return f"## {suite.name}\n\n**{suite.title}**\n\n{about} {suite.asks} {suite.review}{balance}\n\n{table}"
