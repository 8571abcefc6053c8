"""A business saves 400,000 dollars a year with Qwen."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import OUTPOST
from weighbridge.claims.tried import Tried


@claim(
    id="C19",
    words="their business saves $400,000 annually by using Qwen",
    printed_in=(OUTPOST,),
    topic="Price",
    predicate="One business saves 400,000 US dollars a year.",
    period=None,
    said={
        "counted": "money saved in a year",
        "over": "one unnamed business",
    },
    lacks=("The name of the business, its volume of tokens, and the prices it paid before and after."),
    caveats=("An anonymous source of AFP's.",),
)
def qwen_saves_a_business_money(ask: Ask) -> list[Tried]:
    """A business saves 400,000 dollars a year with Qwen.

    A business without a name told a reporter. It can be neither confirmed nor refuted; whether such a
    saving is plausible is another question, answered by
    `weighbridge saving`, which names the volume at which it would be true.
    """
    return ask.missing()
