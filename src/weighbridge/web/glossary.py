"""The words of the site, each with one line and an anchor on the page of the method."""

from __future__ import annotations

GLOSSARY: dict[str, str] = {
    "as of": "The date of the newest snapshot a figure rests on; never the date of reading.",
    "at most": "A group's value if everything unplaced were its own.",
    "axis": "One choice a definition makes, such as which models count; each choice has named options.",
    "bounds": "The least and the most a value can be, whoever the unplaced part belongs to.",
    "caveat": "What a figure does not say, printed beside it.",
    "definition": "One option on every axis: with it, a question has exactly one figure.",
    "fingerprint": "A short name of a definition; with it, anyone can compute the same figure again.",
    "flag": "A word on a single value that says what is unusual about it.",
    "headline definition": "One of the definitions declared in advance for the home page.",
    "interval": (
        "How different a value could be if the makers had been another draw of the same kind. It measures "
        "dependence on few makers; it is not an error of measurement."
    ),
    "list": "The set of models somebody watched. Lists differ; figures from two lists are not comparable.",
    "maker": "The organisation that published a model.",
    "panel": "The accounts watched at a date. When it changes, a share can change without any change in use.",
    "quarantine": "Where a record goes that cannot be read correctly, with the reason and its line.",
    "snapshot": "What a source said on a date, stored as it was, with the digest of every file.",
    "source": "A place facts come from, with its producer and its terms.",
    "unplaced": "Models whose maker, or maker's country, is not established. Drawn hatched, never as zero.",
}


def anchor(term: str) -> str:
    """The anchor of a term on the page of the method."""
    return "term-" + term.replace(" ", "-")
