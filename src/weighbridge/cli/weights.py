"""``weighbridge weights``: what a model's own files say of its make, beside supposed bases."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from weighbridge.catalogue.units import DASH
from weighbridge.cli.layout import Cell, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS
from weighbridge.cli.records import listing
from weighbridge.diligence.weights.reading import make_of, reader_of
from weighbridge.diligence.weights.signals import null_values, reading_of, signals_of


def weights(
    model: Annotated[
        str,
        Parameter(help="A model's folder, or the address of its files, `https://huggingface.co/OWNER/NAME`."),
    ],
    /,
    *,
    base: Annotated[str, Parameter(name="--base", help="The folder or address of the supposed base.")],
    unrelated: Annotated[
        tuple[str, ...],
        Parameter(name="--unrelated", negative="", help="Models known to be unrelated to each other, alike."),
    ] = (),
    form: FormFlag = None,
    output: OutputFlag = None,
) -> int:
    """Signals that two models are of one make, each beside how often unrelated models show as much.

    Compared are vocabularies word by word, names and shapes of tensors (headers only) and settings. Of files
    under an address the weights are not fetched: ranged requests read the headers, some kilobytes a file. The
    same architecture is no ancestry; nothing is ever concluded from one signal.
    """
    makes = [make_of(place, reader_of(place)) for place in (model, base, *unrelated)]
    found = signals_of(makes[0], makes[1], null_values(makes[2:]))
    records = [item.as_dict() for item in found]
    said = reading_of(found)
    rows = [
        [
            Cell(item.name),
            Cell(item.meaning),
            Cell(DASH if item.value is None else f"{item.value:.3f}", is_right=True),
            Cell(DASH if item.as_much is None else f"{item.as_much:.3f}", is_right=True),
            Cell(str(item.pairs), is_right=True),
        ]
        for item in found
    ]
    heads = ("signal", "part of", "value", "unrelated pairs that show as much", "pairs")
    digests = [{"folder": item.name, "tokenizer_digest": item.tokenizer_digest or None} for item in makes[:2]]
    whole = {"reading": said, "signals": records, "files": digests}
    deliver(
        forms_of(
            records,
            lambda terminal: [*paragraph(said, terminal), "", *listing(heads, rows, terminal, flexible=(1,))],
            ("name", "meaning", "value", "as_much", "pairs"),
            lambda: whole,
        ),
        form,
        output,
    )
    return PASS
