"""All claims of a store: judged once, kept until data or code change, with the record of how they moved."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from weighbridge.catalogue.claim import Claim
from weighbridge.claims import judging
from weighbridge.claims.judging import Judged
from weighbridge.claims.tried import Tried, World
from weighbridge.store import atomic
from weighbridge.store.digests import code_digest, sha256_files, sha256_value
from weighbridge.store.engine import engine_name
from weighbridge.store.home import Home
from weighbridge.store.memory import give_back
from weighbridge.store.snapshots import snapshots

FORMAT = 1
_ROOM = Path(__file__).parent


class ClaimsRoom:
    """The claims of a store, as of a day."""

    def __init__(self, world: World, home: Home, as_of: str | None = None) -> None:
        self._world = world
        self._home = home
        self._as_of = as_of

    def all(self) -> list[Judged]:
        """Every claim, judged, by number."""
        return [self._judged(claim) for claim in judging.claims()]

    def one(self, text: str) -> Judged:
        """The claim with a number or a name, judged."""
        return self._judged(judging.claim_of(text))

    def copies(self, claim: Claim) -> list[Claim]:
        """The claims that repeat the same statement, the one asked for among them."""
        root = claim.repeats or claim.id
        return [other for other in judging.claims() if root in (other.id, other.repeats)]

    def history(self, claim: Claim) -> list[dict[str, str]]:
        """How the verdict moved in this store: one entry whenever it changed."""
        return _entries(self._log(claim))

    def over_time(self, claim: Claim) -> list[dict[str, str]]:
        """The verdict from what was stored on each day a snapshot is of: one entry whenever it moved.

        Facts learnt later do not count on an earlier day, though today's test does: it says how the world
        moved, not how the test was mended.
        """
        found: list[dict[str, str]] = []
        for day in sorted({date for _, date, _ in self._held}):
            entry = entry_of(ClaimsRoom(self._world, self._home, day).one(claim.id), day)
            moved = ("verdict", "word", "found")
            if not found or any(found[-1][name] != entry[name] for name in moved):
                found.append(entry)
        return found

    def _judged(self, claim: Claim) -> Judged:
        path = self._home.cache / "claims" / self._key / f"{claim.name}.json"
        held = _read(path, claim)
        if held is not None:
            return held
        found = judging.judge(claim, self._world, self._newest, self._as_of)
        body = {
            "format": FORMAT,
            "as_of": found.as_of,
            "tried": [one.as_dict() for one in found.tried],
        }
        with atomic.writing(self._home):
            atomic.write_file(path, (json.dumps(body, ensure_ascii=False) + "\n").encode())
            if self._as_of is None:
                self._record(claim, found)
        # A test may look through large tables once: what it took is not kept until the next one.
        give_back()
        return found

    @cached_property
    def _held(self) -> list[list[str]]:
        found = snapshots(self._home, None, self._as_of)
        return [[item.source, item.date, item.manifest.digest] for item in found]

    @property
    def _newest(self) -> str:
        return max((date for _, date, _ in self._held), default="")

    @cached_property
    def _key(self) -> str:
        own = sha256_files(sorted(_ROOM.rglob("*.py")), _ROOM)
        return sha256_value([self._held, code_digest(), own, self._as_of or "", engine_name()])[:20]

    def _log(self, claim: Claim) -> Path:
        return self._home.root / "history" / "claims" / f"{claim.name}.jsonl"

    def _record(self, claim: Claim, found: Judged) -> None:
        path = self._log(claim)
        before = _entries(path)
        entry = entry_of(found, found.as_of)
        if before and before[-1]["verdict"] == entry["verdict"] and before[-1]["word"] == entry["word"]:
            return
        # On the same snapshots only the test changed: that is a correction, not a move of the world.
        kept = [other for other in before if other["as_of"] != entry["as_of"]]
        lines = [*kept, entry]
        atomic.write_file(path, "".join(json.dumps(x, ensure_ascii=False) + "\n" for x in lines).encode())


def entry_of(found: Judged, day: str) -> dict[str, str]:
    """A verdict on a day, with the value shown for it."""
    return {
        "as_of": day,
        "verdict": found.decision.verdict,
        "word": found.word,
        "found": found.shown.found if found.shown else "",
    }


def _entries(path: Path) -> list[dict[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    found: list[dict[str, str]] = []
    for line in lines:
        try:
            found.append(json.loads(line))
        except ValueError:
            # A line cut short by a full disk is lost; the next change is written after it.
            continue
    return found


def _read(path: Path, claim: Claim) -> Judged | None:
    try:
        body: Mapping[str, Any] = json.loads(path.read_bytes())
        if body["format"] != FORMAT:
            return None
        tried: Sequence[Tried] = [Tried.from_dict(one) for one in body["tried"]]
        return judging.judged(claim, tried, body["as_of"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def day_words(day: str) -> str:
    """A date as in text: 27 Nov 2025; a month where no day is known."""
    if len(day) == 7:
        return datetime.date.fromisoformat(day + "-01").strftime("%b %Y")
    found = datetime.date.fromisoformat(day)
    return f"{found.day} {found.strftime('%b %Y')}"
