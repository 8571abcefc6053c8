"""A package that is read in when something of it is first used, not when it is named."""

from __future__ import annotations

import importlib
import sys
import threading
from types import ModuleType
from typing import Any


class LatePackage(ModuleType):
    """Stands for a package until an attribute of it is asked for; from then on it has all the package has.

    Every declaration names the frame library, and a stored answer uses nothing of it. The ``LazyLoader`` of
    the standard library does not serve: a second ``import`` looks at ``__spec__`` and so reads the module in.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._lock = threading.RLock()

    def __getattr__(self, name: str) -> Any:
        if name == "__spec__":
            raise AttributeError(name)
        own = self.__dict__
        with own["_lock"]:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
            found = importlib.import_module(own["__name__"])
        own.update({key: value for key, value in vars(found).items() if key not in ("__name__", "__spec__")})
        return getattr(found, name)


def read_in_late(name: str) -> None:
    """Let the package be read in on first use; one that is there already stays as it is."""
    if name not in sys.modules:
        sys.modules[name] = LatePackage(name)
