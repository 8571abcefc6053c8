"""Three of the five highest-ranked models are Chinese."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.arena import among_first
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import GNOPPIX, LMARENA
from weighbridge.claims.tried import Tried


@claim(
    id="C31",
    words=("three of the top five highest-ranked models on the Chatbot Arena leaderboard hailed from China"),
    printed_in=(GNOPPIX,),
    origin=LMARENA,
    topic="Capability",
    predicate="On a board of 2025 exactly three of the first five models are Chinese.",
    data="people's votes",
    period=(
        "2025-01",
        "2025-12",
    ),
    period_is="any",
    said={
        "counted": "“top five highest-ranked”",
        "over": "the Chatbot Arena leaderboard",
        "when": "not said; the text is about 2025",
        "whose": "“hailed from China”",
    },
    measured={
        "counted": "rating by votes",
        "over": "LMArena's text board",
        "when": "each month of 2025",
        "whose": "the maker's seat",
    },
    findings={
        "period_lost": "No date of the board is given.",
    },
    caveats=("The text that prints it gives no table and no link.",),
)
def most_leaders_of_the_arena_are_chinese(ask: Ask) -> list[Tried]:
    """Three of the five highest-ranked models are Chinese.

    The sentence names its source, the arena's board, but no date and no table. Every stored board of 2025
    can be asked, month by month, with votes as they are and with style held constant.

    The first five of a board are themselves uncertain, so they are drawn anew from the ratings' errors;
    the share of draws with exactly three Chinese models decides.
    """
    return among_first(ask, "CN", first=5, wanted=3)
