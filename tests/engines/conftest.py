"""One world built on both engines: on DuckDB first, then on a cluster that loses a worker in the middle."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from tests.engines.cluster import Cluster
from tests.tiny_world.worlds import _whole

import weighbridge
from weighbridge.store.home import Home


class Killer(threading.Thread):
    """Kills a worker while a job runs on the cluster, and keeps how many jobs ran then."""

    def __init__(self, cluster: Cluster, session) -> None:
        super().__init__(daemon=True)
        self.cluster, self.session = cluster, session
        self.running: list[int] = []

    def run(self) -> None:
        tracker = self.session.sparkContext.statusTracker()
        until = time.monotonic() + 120
        while not self.running and time.monotonic() < until:
            self.running = list(tracker.getActiveJobsIds())
            time.sleep(0.01)
        self.cluster.kill_a_worker()


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    """The world worked out by hand, with every file there is, on DuckDB."""
    return _whole(tmp_path_factory.mktemp("engines") / "home")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A master and two workers, and the surroundings that name them: for these tests, and for none after."""
    with Cluster(tmp_path_factory.mktemp("spark")) as running:
        held = dict(os.environ)
        os.environ.update(running.environment, WEIGHBRIDGE_ENGINE=running.address)
        yield running
        os.environ.clear()
        os.environ.update(held)


@pytest.fixture(scope="module")
def distributed(embedded, cluster):
    """The same store, asked on the cluster."""
    from weighbridge.store.engine import open_engine

    wb = weighbridge.open(embedded.home.root)
    wb.home = Home(wb.home.root, Path(wb.home.root, "no-starter"))
    engine = open_engine()
    yield wb
    engine.close()
    shut_down()


def shut_down() -> None:
    """End the JVM of the driver, which would otherwise live as long as this process."""
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    if gateway is not None:
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait(30)
        SparkContext._gateway = SparkContext._jvm = None
