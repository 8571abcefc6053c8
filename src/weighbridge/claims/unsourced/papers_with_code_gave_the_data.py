"""The data come from Papers with Code."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import GNOPPIX
from weighbridge.claims.tried import Tried


@claim(
    id="C41",
    words="data from ... Papers with Code",
    printed_in=(GNOPPIX,),
    topic="Sources",
    predicate="Papers with Code gave data of 2025.",
    findings={
        "no_source_found": ("The service named was shut down in July 2025 and no data of it are given."),
    },
    lacks="A table or an address of the data.",
    period=(
        "2025-01",
        "2025-12",
    ),
)
def papers_with_code_gave_the_data(ask: Ask) -> list[Tried]:
    """The data come from Papers with Code.

    Papers with Code was shut down in July 2025, and no table of it is shown. Nothing in the text can be
    traced to it.
    """
    return ask.missing()
