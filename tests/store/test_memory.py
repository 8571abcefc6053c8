"""Freed memory goes back, and what is in use stays."""

import subprocess
import sys

import pytest

PROGRAM = """
import resource
import numpy as np
import pyarrow as pa
from weighbridge.store.memory import give_back

def held():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() >> 20

# Blocks that the C library keeps when they are freed: each smaller than what it maps by itself, and a last
# one in use above them.
small = [np.ones(12_000) for _ in range(3_000)]
kept, last = pa.array(np.arange(1_000)), np.arange(1_000)
large = pa.array(np.zeros(10_000_000)).cast(pa.string())
most = held()
del small, large
give_back()
print(most, held(), int(last.sum()), kept.to_numpy().sum())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing tells what a process holds")
def test_freed_blocks_go_back_and_others_stay():
    """Some 290 MB of arrays and 110 MB of Arrow's are freed; what is in use is read again."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    most, left, last, kept = map(int, done.stdout.split())
    assert left < most - 300
    assert last == kept == 499_500
