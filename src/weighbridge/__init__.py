"""weighbridge weighs the open-weight AI world, and says how sure that is.

Who makes, downloads, builds on and pays for open models; each figure with its definition.
Start with ``weighbridge.open()``; see :mod:`weighbridge.api`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weighbridge.api import Weighbridge

__version__ = "0.1.0"


def open(home: str | None = None) -> Weighbridge:  # reads as weighbridge.open()
    """Open the store at ``home`` (default: ``WEIGHBRIDGE_HOME`` or the platform's data folder)."""
    from weighbridge.api import Weighbridge

    return Weighbridge(home)
