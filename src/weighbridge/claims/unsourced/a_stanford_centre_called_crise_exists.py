"""A Stanford centre called CRISE."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import GNOPPIX
from weighbridge.claims.tried import Tried


@claim(
    id="C29",
    words="Stanford Center on Research, Innovation, and the Economy (CRISE)",
    printed_in=(GNOPPIX,),
    topic="Sources",
    predicate="There is such a centre, with such a report.",
    findings={
        "no_source_found": "No centre of that name and no report of it were found.",
    },
    lacks="An address, a title or an author of the report.",
)
def a_stanford_centre_called_crise_exists(ask: Ask) -> list[Tried]:
    """A Stanford centre called CRISE.

    No such source was found, and every figure of the text hangs on it.
    """
    return ask.missing()
