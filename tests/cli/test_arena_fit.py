"""The 8,931 shipped votes: METHODS' figures, and two independent packages on all 59 models."""

from __future__ import annotations

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.tiny_world.worlds import _starter, shared_root

from weighbridge.cli.arena_fit import _records, fitted


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return _starter(shared_root(tmp_path_factory) / "starter-home").table("arena_battles")


@pytest.fixture(scope="module")
def fit(path):
    return fitted(path, "battle", "tie", False, "", [], 0, quiet=True)


@pytest.fixture(scope="module")
def battles(path):
    rows = pq.read_table(path, columns=["model_a", "model_b", "outcome"]).to_pydict()
    return list(zip(rows["model_a"], rows["model_b"], rows["outcome"], strict=True))


def test_published_figures(fit):
    """The worked example: three ratings, an interval of 95 %, the error of a difference with covariance."""
    records = _records(fit, 0.95)
    assert (fit.battles.total, len(records)) == (8931, 59)
    first = records[0]
    assert (first["model"], first["rating"]) == ("GPT 4", pytest.approx(1172.1326, abs=1e-4))
    assert (first["low"], first["high"]) == pytest.approx((1117.53, 1226.73), abs=0.01)
    assert [record["rating"] for record in records[1:3]] == pytest.approx([1112.4487, 1110.1690], abs=1e-4)
    a, b = (fit.battles.names.index(record["model"]) for record in records[:2])
    c = fit.ratings.covariance
    assert np.sqrt(c[a, a] + c[b, b] - 2 * c[a, b]) == pytest.approx(37.07, abs=0.01)


@pytest.mark.oracle
def test_agrees_with_choix(fit, battles):
    """choix knows no ties: a vote is two halves. All ratings within 1e-6 points."""
    import choix

    place = {name: i for i, name in enumerate(fit.battles.names)}
    halves = {"a": (2, 0), "b": (0, 2), "tie": (1, 1), "both_bad": (1, 1)}
    won = []
    for a, b, outcome in battles:
        to_a, to_b = halves[outcome]
        won += [(place[a], place[b])] * to_a + [(place[b], place[a])] * to_b
    theta = choix.ilsr_pairwise(len(place), won, max_iter=10_000, tol=1e-11)
    theirs = 1000 + 400 / np.log(10) * (theta - theta.mean())
    assert fit.ratings.value == pytest.approx(theirs, abs=1e-6)


@pytest.mark.oracle
def test_agrees_with_arena_rank(fit, battles):
    """Within 0.05 points, half widths within 1 %: it adds 1e-5 to its Hessian."""
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("arena_rank", reason="arena-rank is not installed: `make peers` installs and asks it")
    from arena_rank.models.bradley_terry import BradleyTerry
    from arena_rank.utils.data_utils import PairDataset

    words = {"a": "model_a", "b": "model_b"}
    frame = pandas.DataFrame(battles, columns=["model_a", "model_b", "winner"])
    frame["winner"] = frame["winner"].map(lambda said: words.get(said, said))
    data = PairDataset.from_pandas(frame)
    found = BradleyTerry(len(data.competitors)).compute_ratings_and_cis(data, significance_level=0.05)
    records = {record["model"]: record for record in _records(fit, 0.95)}
    ours = np.array([records[name]["rating"] for name in data.competitors])
    theirs = np.array(found["ratings"])
    assert theirs - theirs.mean() + 1000 == pytest.approx(ours, abs=0.05)
    half = np.array([records[name]["rating"] - records[name]["low"] for name in data.competitors])
    assert theirs - np.array(found["rating_lower"]) == pytest.approx(half, rel=0.01)
