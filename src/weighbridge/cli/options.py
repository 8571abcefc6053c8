"""Flags that several commands share, each described once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from weighbridge.cli.output import Form

FormFlag = Annotated[
    Form | None,
    Parameter(
        name="--format",
        help="How to write it: a table to read, or JSON, CSV, Markdown, Parquet; SVG or PNG where the answer "
        "is a picture. Told by the ending of --output where that is given.",
    ),
]
OutputFlag = Annotated[
    Path | None,
    Parameter(name="--output", help="Write to this file instead of the screen."),
]
QuietFlag = Annotated[
    bool,
    Parameter(name="--quiet", negative="", help="No progress and no remarks, only what was asked for."),
]
AsOfFlag = Annotated[
    str | None,
    Parameter(name="--as-of", help="Use only what was stored up to this day, YYYY-MM-DD."),
]
