"""The page on running it live: its commands, in order, against a stand-in, as a reader would type them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.live.stand_in import Answer

PAGE = Path(__file__).resolve().parents[2] / "docs" / "live.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TOKEN = "hf_tokenOfTheDocsTest"


@pytest.fixture
def shell(hub, tmp_path):
    """A reader's folder, with a token in the environment."""
    scores = "Model,eci,date,Organization\ngpt-5,150.1,2025-08-07,OpenAI\n"
    hub.files["/data/eci_scores.csv"] = lambda handler: Answer(
        200, {"Content-Type": "text/csv"}, scores.encode()
    )
    mirrors = f"https://huggingface.co={hub.url} https://epoch.ai={hub.url}"
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    environment = {
        **kept,
        "HF_TOKEN": TOKEN,
        "WEIGHBRIDGE_HOME": str(tmp_path / "home"),
        "WEIGHBRIDGE_MIRRORS": mirrors,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }

    def run(script: str) -> str:
        words = ["bash", "-euo", "pipefail", "-c", script]
        done = subprocess.run(
            words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=900
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    run.folder, run.environment = tmp_path, environment
    return run


def blocks(*without: str) -> list[str]:
    found = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert len(found) == 8
    return [block for block in found if not any(word in block for word in without)]


def no_token(folder: Path) -> None:
    held = [path for path in folder.rglob("*") if path.is_file() and path.name != "weighbridge.env"]
    assert [path for path in held if TOKEN.encode() in path.read_bytes()] == []


def test_from_token_to_what_changed(shell, hub):
    said = [shell(block) for block in blocks("diff", "report")]
    assert "Nothing was asked" in said[1]
    assert "hub_models" in said[3]
    assert "whole" in said[3]
    assert all(TOKEN not in text for text in said)
    told = {path.partition("?")[0]: token for path, token, _ in hub.log}
    assert told == {"/api/models": f"Bearer {TOKEN}", "/data/eci_scores.csv": ""}
    no_token(shell.folder)


@pytest.mark.slow
def test_from_token_to_a_site_that_renews_itself(shell, hub):
    for block in blocks():
        shell(block)
    assert (shell.folder / "site" / "index.html").is_file()
    before = len(hub.log)
    # As cron starts it: without the path and the variables of whoever wrote it.
    shell('env -i HOME="$HOME" WEIGHBRIDGE_MIRRORS="$WEIGHBRIDGE_MIRRORS" ./nightly.sh')
    assert len(hub.log) == before, "today's snapshots are there"
    assert (shell.folder / "changed.txt").read_text().startswith("Nothing has changed")
    no_token(shell.folder)
