"""Statements about dates of documents and models."""

from __future__ import annotations

from typing import Any

from weighbridge.catalogue.claim import Document
from weighbridge.claims.asking import Ask
from weighbridge.claims.facts import rows
from weighbridge.claims.room import day_words
from weighbridge.claims.tried import Tried


def published_in(ask: Ask, document: Document, month: str) -> Tried:
    """Whether a document was published in a month."""
    found = f"{document.name}, {day_words(document.published_on)}"
    return ask.fact("date of the document", document.published_on[:7] == month, found)


def came_before(ask: Ask, document: Document, event: str, label: str) -> Tried:
    """Whether a document can report an event: it appeared no earlier."""
    found = f"{document.name} of {day_words(document.published_on)}, the event of {day_words(event)}"
    return ask.fact(label, document.published_on >= event, found)


def first_withheld(ask: Ask, maker: str, start: str, year: int) -> Tried:
    """Whether a maker's first notable model without published weights is of a year."""
    table = rows(ask, "notable_models", ["model", "released_on", "organisation_label", "accessibility"])
    held: list[dict[str, Any]] = [
        row
        for row in table.to_pylist()
        if maker in (row["organisation_label"] or "")
        and row["model"].startswith(start)
        and row["released_on"] is not None
        and (row["accessibility"] or "").startswith(("API", "Hosted", "Unreleased"))
    ]
    label = f"{maker}'s first {start} model without published weights"
    if not held:
        return ask.fact(label, None, "", "The stored list of notable models has none.")
    first = min(held, key=lambda row: row["released_on"])
    found = f"{first['model']}, {day_words(first['released_on'].isoformat())}: {first['accessibility']}"
    return ask.fact(label, first["released_on"].year == year, found)
