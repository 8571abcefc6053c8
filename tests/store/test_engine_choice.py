"""Which engine the surroundings name, and what is said where it cannot be had; needs no Spark and no Java."""

from __future__ import annotations

import pytest
from tests.tiny_world.worlds import bare

from weighbridge.catalogue.errors import UsageError
from weighbridge.store import spark
from weighbridge.store.derived import Builder
from weighbridge.store.engine import VARIABLE, DuckEngine, engine_name, open_engine


@pytest.mark.parametrize("named", ["", "duckdb", " duckdb "])
def test_without_a_name_the_engine_in_this_process(monkeypatch, named):
    monkeypatch.setenv(VARIABLE, named)
    assert engine_name() == "duckdb"
    assert isinstance(open_engine(), DuckEngine)


@pytest.mark.parametrize(
    "named", ["local", "local[2]", "local[*]", "spark://10.0.0.1:7077", "spark://a:1,b:2"]
)
def test_an_address_of_spark_is_told_without_starting_it(monkeypatch, named):
    monkeypatch.setenv(VARIABLE, named)
    assert engine_name() == "spark"


@pytest.mark.parametrize(
    ("named", "nearest"),
    [
        ("duckbd", "Nearest: duckdb."),
        ("local[0]", "Nearest: local[*]."),
        ("spark://host", "Nearest: spark://host:7077."),
        ("polars", "Expected duckdb"),
    ],
)
def test_a_name_of_no_engine_is_refused_with_the_nearest(monkeypatch, named, nearest):
    monkeypatch.setenv(VARIABLE, named)
    with pytest.raises(UsageError, match="names no engine") as told:
        open_engine()
    assert nearest in str(told.value)


def test_what_is_missing_is_said_before_anything_starts(monkeypatch):
    monkeypatch.setenv(VARIABLE, "local[2]")
    monkeypatch.setattr(spark, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"weighbridge\[spark\]"):
        open_engine()
    monkeypatch.setattr(spark, "find_spec", lambda name: name)
    monkeypatch.setattr(spark.shutil, "which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(UsageError, match="Java 17"):
        open_engine()


def test_each_engine_keeps_what_it_made_under_keys_of_its_own(monkeypatch, tmp_path):
    home = bare(tmp_path).home
    monkeypatch.delenv(VARIABLE, raising=False)
    embedded = Builder(home).key("model_observations")
    monkeypatch.setenv(VARIABLE, "local[2]")
    assert (there := Builder(home).key("model_observations")) != embedded
    monkeypatch.setenv(VARIABLE, "spark://10.0.0.1:7077")
    assert Builder(home).key("model_observations") == there, "the address moves no figure"


def test_bounds_mean_cores_and_memory_of_the_workers():
    far = spark.settings("spark://10.0.0.1:7077", 8, "2GB")
    assert (far["spark.cores.max"], far["spark.executor.memory"]) == ("8", "1907m")
    near = spark.settings("local[2]", 8, "1.5 GiB")
    assert near["spark.driver.memory"] == "1536m"
    assert "spark.cores.max" not in near
    with pytest.raises(UsageError, match="no amount of memory"):
        spark.settings("local[2]", None, "much")


def test_a_clusters_own_defaults_stand_but_not_against_the_meaning_of_a_day(monkeypatch, tmp_path):
    lines = "# ours\nspark.sql.shuffle.partitions 400\nspark.sql.session.timeZone=Asia/Shanghai\n"
    (tmp_path / "spark-defaults.conf").write_text(lines)
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path))
    found = spark.settings("spark://10.0.0.1:7077", None, None)
    assert "spark.sql.shuffle.partitions" not in found
    assert found["spark.sql.session.timeZone"] == "UTC"
