"""Sets a dossier as PDF, one page a question at least: the same dossier gives the same bytes."""

from __future__ import annotations

import json
import tempfile
from importlib.resources import files
from pathlib import Path

from weighbridge.catalogue.errors import UsageError
from weighbridge.charts.palette import TOKENS
from weighbridge.diligence.papers.dossier import Dossier, plain

_TEMPLATE = "dossier.typ"
_NEEDED = (
    "A dossier is set by Typst, which is an extra: `pip install 'weighbridge[brief]'`, or take --format md."
)


def pdf_of(dossier: Dossier, fonts: Path) -> bytes:
    """The dossier as an accessible PDF (PDF/UA-1), A4; ``fonts`` is the folder of static fonts."""
    try:
        import typst
    except ImportError as error:
        raise UsageError(_NEEDED) from error
    body = {**plain(dossier), "tokens": {name: token.light for name, token in TOKENS.items()}}
    with tempfile.TemporaryDirectory(prefix="weighbridge-") as name:
        folder = Path(name)
        template = files("weighbridge.web.dossier").joinpath(_TEMPLATE).read_text(encoding="utf-8")
        (folder / _TEMPLATE).write_text(template, encoding="utf-8")
        (folder / "dossier.json").write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
        made = typst.compile(
            str(folder / _TEMPLATE),
            root=str(folder),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            pdf_standards="ua-1",
        )
    return bytes(made)
