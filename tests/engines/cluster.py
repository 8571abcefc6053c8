"""A standalone cluster of Spark on this machine: a master and two workers, each a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

MEMORY = 640
DEFAULTS = """\
spark.executor.memory 512m
spark.driver.memory 600m
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.sql.shuffle.partitions 2
spark.default.parallelism 2
"""
PATIENCE = 180


class Cluster:
    """Starts on entering, ends all its processes on leaving."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen] = []

    def __enter__(self) -> Cluster:
        conf = self.folder / "conf"
        conf.mkdir(parents=True)
        (conf / "spark-defaults.conf").write_text(DEFAULTS)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"spark://127.0.0.1:{self.port}"
        self.environment = {
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_CONF_DIR": str(conf),
            "SPARK_DAEMON_MEMORY": "192m",
        }
        try:
            self._start("Master", "New state: ALIVE", "--port", str(self.port))
            for _ in range(2):
                self._start(
                    "Worker", "Successfully registered with master", "--cores", "1", "--memory", f"{MEMORY}m",
                    "--work-dir", str(self.folder / "work"), self.address,
                )  # fmt: skip
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self, role: str, ready: str, *more: str) -> None:
        import pyspark

        program = Path(pyspark.__file__).parent / "bin" / "spark-class"
        log = self.folder / f"{role}-{len(self.processes)}.log"
        with log.open("w") as stream:
            process = subprocess.Popen(
                [program, f"org.apache.spark.deploy.{role.lower()}.{role}", "--host", "127.0.0.1",
                 "--webui-port", "0", *more],
                stdout=stream,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.environment},
            )  # fmt: skip
        self.processes.append(process)
        until = time.monotonic() + PATIENCE
        while ready not in log.read_text(errors="replace"):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"The {role} did not come up:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.2)

    def kill_a_worker(self) -> None:
        """End the last worker as a power cut would; its executor ends with it."""
        self.processes[-1].send_signal(signal.SIGKILL)
        self.processes[-1].wait()

    def __exit__(self, *_: object) -> None:
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(20)
            if process.poll() is None:
                process.kill()
                process.wait()
