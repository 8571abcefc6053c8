"""A disk that is full leaves the store as it was, and the message says what to do."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.tiny_world.worlds import RAW, TODAY, bare, take_raw, tree

from weighbridge.catalogue.errors import ContractError
from weighbridge.store import atomic

LIMITED = """
import json, resource, sys
from datetime import date
from pathlib import Path
import weighbridge
from weighbridge.catalogue.errors import ContractError
from weighbridge.store.home import Home
wb = weighbridge.open(sys.argv[1])
wb.home = Home(wb.home.root, Path(sys.argv[1]) / "no-starter")
said = []
for limit in map(int, sys.argv[3:]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        wb.import_file("hub_models", sys.argv[2], "2025-10-15", date(2026, 1, 1))
        said.append("imported")
    except ContractError as error:
        said.append(str(error))
    found = sorted(path.name for path in Path(sys.argv[1]).rglob("*") if path.is_file())
    said.append(found)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
done = wb.import_file("hub_models", sys.argv[2], "2025-10-15", date(2026, 1, 1))
print(json.dumps({"said": said, "records": done.records, "findings": len(wb.verify().findings)}))
"""


def test_files_that_may_not_grow(tmp_path):
    """A limit on the size of files stands for the disk: refused in our words at any size, then taken."""
    content = (RAW / "hub_models_2025-10-15.jsonl").read_bytes()
    (tmp_path / "many.jsonl").write_bytes(content * 30)
    words = [sys.executable, "-c", LIMITED, str(tmp_path / "home"), str(tmp_path / "many.jsonl")]
    done = subprocess.run([*words, "64", "2000", "6000"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    for said, files in zip(report["said"][::2], report["said"][1::2], strict=True):
        assert "disk is full" in said
        assert "Free space, or set WEIGHBRIDGE_HOME" in said
        assert "snapshots" not in files
        assert set(files) <= {".lock", "manifest.json"} | {
            name for name in files if name.endswith(".parquet")
        }
        assert not [name for name in files if name.startswith("records")], "no snapshot"
    assert report["records"] == 30 * 11
    assert report["findings"] == 0


def can_mount() -> bool:
    """Whether this user may mount a small disk of his own."""
    tool = shutil.which("unshare")
    probe = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs none /mnt"]
    return tool is not None and subprocess.run(probe, capture_output=True, check=False).returncode == 0


FULL = """
import sys
from datetime import date
from pathlib import Path
import weighbridge
from weighbridge.catalogue.errors import ContractError
from weighbridge.store.home import Home
home = Path(sys.argv[1]) / "home"
wb = weighbridge.open(home)
wb.home = Home(wb.home.root, home / "no-starter")
wb.import_file("hub_models", sys.argv[2], "2025-10-15", date(2026, 1, 1))
before = sorted((str(p), p.read_bytes()) for p in home.rglob("*") if p.is_file())
for step in ("import", "indicator"):
    try:
        if step == "import":
            wb.import_file("hub_models", sys.argv[3], "2025-11-15", date(2026, 1, 1))
        else:
            wb.indicator("download_share")
        sys.exit(f"{step}: nothing was full")
    except ContractError as error:
        if "disk is full" not in str(error):
            sys.exit(f"{step}: {error}")
    now = sorted((str(p), p.read_bytes()) for p in home.rglob("*") if p.is_file())
    if step == "import" and now != before:
        sys.exit("the store is not as it was")
    if wb.verify().findings:
        sys.exit(f"{step}: {wb.verify().findings}")
"""


@pytest.mark.skipif(not can_mount(), reason="mounting a small disk needs user namespaces")
def test_a_disk_of_a_hundred_kilobytes(tmp_path):
    """A real disk that fills up during an import, then during a build: the same store, the same words."""
    content = (RAW / "hub_models_2025-11-15.jsonl").read_bytes()
    (tmp_path / "large.jsonl").write_bytes(content * 60)
    (tmp_path / "disk").mkdir()
    (tmp_path / "run.py").write_text(FULL)
    first = RAW / "hub_models_2025-10-15.jsonl"
    command = (
        f"mount -t tmpfs -o size=100k none {tmp_path}/disk && "
        f"exec {sys.executable} {tmp_path}/run.py {tmp_path}/disk {first} {tmp_path}/large.jsonl"
    )
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("at", range(1, 12, 2))
def test_full_at_any_flush(tmp_path, monkeypatch, at):
    """The disk fills up at the n-th flush of an import: refused, every folder as it was or complete."""
    wb = take_raw(bare(tmp_path / "home"), "osir_2025-01-14.csv")
    before, calls = tree(wb.home.root), []

    def full(path: Path) -> None:
        calls.append(path)
        if len(calls) == at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    with monkeypatch.context() as patch:
        patch.setattr(atomic, "sync", full)
        with pytest.raises(ContractError, match="disk is full"):
            wb.import_file("hub_models", RAW / "hub_models_2025-10-15.jsonl", "2025-10-15", today=TODAY)
    assert before.items() <= tree(wb.home.root).items()
    assert not list(wb.home.root.rglob(".tmp-*"))
    assert not wb.verify().findings
    done = wb.import_file("hub_models", RAW / "hub_models_2025-10-15.jsonl", "2025-10-15", today=TODAY)
    assert done.records == 11


def test_a_folder_that_may_not_be_written(tmp_path, monkeypatch):
    """Said with the way out; the same words whether the system or the disk forbids it."""
    wb = bare(tmp_path / "home")

    def forbidden(path: Path) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    monkeypatch.setattr(atomic, "sync", forbidden)
    with pytest.raises(ContractError, match="Set WEIGHBRIDGE_HOME to a folder of your own"):
        take_raw(wb, "osir_2025-01-14.csv")
