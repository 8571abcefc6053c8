"""``weighbridge whatif``: what a change of rules, terms, hosts or prices would touch in a repository."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.units import DASH
from weighbridge.cli.layout import paragraph
from weighbridge.cli.options import AsOfFlag, FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import NONE_FOUND, PASS
from weighbridge.cli.progress import progress_of
from weighbridge.cli.records import plural
from weighbridge.cli.terminal import Terminal
from weighbridge.diligence.whatif import Outcome, Touched, maker_name, roots_counted

_NAMES = ("model", "why", "keeps_running", "switch", "switch_price", "switch_note")
Texts = tuple[str, ...]


def whatif(
    path: Annotated[Path, Parameter(help="A repository's folder.")] = Path(),
    /,
    *,
    designate: Annotated[
        Texts,
        Parameter(
            name="--designate", negative="", help="A firm named on a list: alibaba=us-bis-entity-list."
        ),
    ] = (),
    licence: Annotated[
        Texts,
        Parameter(
            name="--licence", negative="", help="Other terms of a model: Qwen/Qwen2.5-7B=qwen-research."
        ),
    ] = (),
    host_gone: Annotated[
        Texts, Parameter(name="--host-gone", negative="", help="A host that no longer serves, as in groq.")
    ] = (),
    price: Annotated[
        Texts, Parameter(name="--price", negative="", help="Prices of a host times a factor, as in groq=2.")
    ] = (),
    within: Annotated[str, Parameter(name="--within", help="How much worse a switch may be.")] = "5%",
    as_of: AsOfFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Which models and endpoints a change would touch, which keep running, and the cheapest switch that fits.

    Roots count, not brands: a model is touched through its publisher, its root, a model on the way, a
    component or its host. What the change means for you is for counsel.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.diligence.card.alternatives import wanted_part
    from weighbridge.diligence.inventory.inventory import inventory_of
    from weighbridge.diligence.whatif import read_change, what_if

    kinds = (("designate", designate), ("licence", licence), ("host", host_gone), ("price", price))
    changes = [read_change(kind, text) for kind, texts in kinds for text in texts]
    if not changes:
        raise UsageError("Nothing is supposed. Add --designate ORG=INSTRUMENT, --licence or --host-gone.")
    part = wanted_part(within)
    with progress_of(quiet) as progress:
        holdings = Weighbridge(progress=progress.stage).holdings(as_of, beside=path)
        inventory = inventory_of(holdings, path, progress.stage)
        found = what_if(holdings, inventory, changes, 0.05 if part is None else part)
    whole = found.as_dict()
    records = [
        {
            **row,
            "switch": row["switch"]["model"] if row["switch"] else None,
            "switch_price": row["switch"]["price_usd_per_mtok"] if row["switch"] else None,
        }
        for row in whole["touched"]
    ]
    deliver(forms_of(records, lambda terminal: _lines(found, terminal), _NAMES, lambda: whole), form, output)
    return NONE_FOUND if inventory.is_empty else PASS


def _lines(found: Outcome, terminal: Terminal) -> list[str]:
    lines = [terminal.paint(line, "bold") for line in paragraph(_answer(found), terminal)]
    for item in found.touched:
        lines += ["", *_touched(item, terminal)]
    if found.untouched:
        lines += ["", *paragraph(f"Not touched: {', '.join(found.untouched)}.", terminal)]
    if found.not_known:
        text = f"Not known here, so not judged: {', '.join(found.not_known)}."
        lines += ["", *paragraph(text, terminal)]
    said = (
        f"data to {found.as_of}, lists as of {found.day}. A supposition; facts for counsel, not legal advice."
    )
    return [*lines, "", *paragraph(said, terminal)]


def _answer(found: Outcome) -> str:
    total = len(found.touched) + len(found.untouched) + len(found.not_known)
    supposed = "; ".join(change.words() for change in found.changes)
    counts = roots_counted(found)
    told = ", ".join(f"{count} by {word}" for word, count in sorted(counts.items(), key=lambda x: -x[1]))
    by = f" ({told})" if told else ""
    return f"Suppose {supposed}. Touched: {len(found.touched)} of {plural(total, 'model')}{by}."


def _touched(item: Touched, terminal: Terminal) -> list[str]:
    places = ", ".join(f"{place.file}:{place.line}" for place in item.used.places[:4])
    lines = [f"{item.used.model_id}  {places}"]
    lines += paragraph("; ".join(item.why), terminal, "    ", "    ")
    if item.keeps:
        lines += paragraph(item.keeps, terminal, "    ", "    ")
    if item.switch is None:
        text = f"no switch found: {item.switch_note}"
    else:
        price = DASH if item.switch.price is None else f"{item.switch.price:.2f} USD/Mtok"
        model = item.switch.card.model_id
        told = f"{price}, {item.switch.quality.text()}; {item.switch_note}"
        text = f"switch: {model} ({maker_name(item.switch)}), {told}"
    return [*lines, *paragraph(text, terminal, "    ", "    ")]
