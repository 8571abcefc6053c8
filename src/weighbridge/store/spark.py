"""Spark as the engine: on this machine, or on a cluster whose workers see the store under the same path.

Only expressions travel to it; nothing of ours runs on a worker, which needs no Python.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.errors import UsageError
from weighbridge.store.engine import SPARK, plain

# Without these a day moves with the zone of the machine, and a text that is no number stops a whole table.
MEANING = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "false",
}
# Set unless the cluster's own spark-defaults.conf says otherwise.
HABITS = {
    "spark.app.name": "weighbridge",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "16",
}


class SparkEngine:
    """A Spark session; ``master`` is ``local[*]``, ``local[N]`` or ``spark://host:port``."""

    name = SPARK

    def __init__(self, master: str, threads: int | None = None, memory: str | None = None) -> None:
        require(master)
        sql: Any = import_module("pyspark.sql")
        pyspark: Any = import_module("pyspark")
        conf = pyspark.SparkConf()
        for key, value in settings(master, threads, memory).items():
            conf.set(key, value)
        self.session: Any = sql.SparkSession.builder.master(master).config(conf=conf).getOrCreate()

    def scan(self, paths: Sequence[Path]) -> nw.LazyFrame:
        """A lazy frame over Parquet files of one schema."""
        return nw.from_native(self.session.read.parquet(*(path.absolute().as_uri() for path in paths)))

    def scan_named(self, files: Mapping[Path, str], name: str) -> nw.LazyFrame:
        """The same with a text column that tells of which file a row is."""
        parts = [self.scan([path]).with_columns(nw.lit(word).alias(name)) for path, word in files.items()]
        return nw.concat(parts, how="vertical") if len(parts) > 1 else parts[0]

    def frame(self, table: pa.Table) -> nw.LazyFrame:
        """A lazy frame over a table in memory."""
        return nw.from_native(self.session.createDataFrame(table))

    def collect(self, frame: nw.LazyFrame) -> pa.Table:
        """The rows of a lazy frame, with plain types."""
        return plain(frame.collect(backend="pyarrow").to_native())

    def ordered(self, frame: nw.LazyFrame, by: Sequence[str]) -> Iterator[pa.Table]:
        """The rows as one group, in the order of some columns as Arrow has it, whatever the cluster."""
        yield self.collect(frame).sort_by([(name, "ascending") for name in by])

    def batches(self, frame: nw.LazyFrame) -> Iterator[pa.Table]:
        """The rows as one group."""
        yield self.collect(frame)

    def close(self) -> None:
        """End the session and what it started."""
        self.session.stop()


def settings(master: str, threads: int | None, memory: str | None) -> dict[str, str]:
    """All that is set for a session, by name; the rest is the cluster's own affair."""
    found = dict(HABITS)
    if master.startswith("local"):
        found |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    own = _own_defaults()
    kept = {key: value for key, value in found.items() if key not in own}
    return {**kept, **_bounds(master, threads, memory), **MEANING}


def _own_defaults() -> set[str]:
    """The names that spark-defaults.conf sets: a session would override them."""
    folders = [os.environ.get("SPARK_CONF_DIR"), Path(os.environ.get("SPARK_HOME", "/"), "conf")]
    files = [Path(folder, "spark-defaults.conf") for folder in folders if folder]
    held = next((file for file in files if file.is_file()), None)
    lines = held.read_text(encoding="utf-8").splitlines() if held else []
    return {re.split(r"[\s=:]", line.strip())[0] for line in lines if line.strip()[:1] not in ("", "#")}


def _bounds(master: str, threads: int | None, memory: str | None) -> Mapping[str, str]:
    """What ``WEIGHBRIDGE_THREADS`` and ``WEIGHBRIDGE_MEMORY`` mean here: cores and memory of the workers."""
    found: dict[str, str] = {}
    if threads and not master.startswith("local"):
        found["spark.cores.max"] = str(threads)
    if memory:
        part = "driver" if master.startswith("local") else "executor"
        found[f"spark.{part}.memory"] = _binary(memory)
    return found


def _binary(memory: str) -> str:
    """An amount such as ``2GB`` or ``1.5 GiB`` in Spark's words: whole mebibytes."""
    read = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([KMGT])(i?)B?\s*", memory, re.IGNORECASE)
    if read is None:
        raise UsageError(f"WEIGHBRIDGE_MEMORY={memory} is no amount of memory. Expected for example 2GB.")
    step = 1024 if read[3] else 1000
    power = "KMGT".index(read[2].upper()) + 1
    return f"{max(1, round(float(read[1]) * step**power / 1024**2))}m"


def require(master: str) -> None:
    """Say what is missing before anything starts."""
    if find_spec("pyspark") is None:
        raise UsageError(
            f"WEIGHBRIDGE_ENGINE={master} needs PySpark, which is not installed: "
            "pip install 'weighbridge[spark]'. Without the variable DuckDB in this process is used."
        )
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java") is None and not (home and Path(home, "bin", "java").is_file()):
        raise UsageError(
            f"WEIGHBRIDGE_ENGINE={master} needs Java 17, and there is none on the path or in JAVA_HOME: "
            "apt-get install openjdk-17-jre-headless. Without the variable DuckDB in this process is used."
        )
