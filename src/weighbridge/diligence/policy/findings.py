"""What a rule of a policy finds of a model, and what is said where a fact is not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weighbridge.diligence.inventory.inventory import Place
from weighbridge.diligence.policy.reading import Policy, Waiver


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule and one model: its level, where the model stands, what was found and what that rests on."""

    level: str
    rule: str
    model: str
    text: str
    evidence: str = ""
    place: Place | None = None
    waived_by: Waiver | None = None

    @property
    def where(self) -> str:
        """File and line."""
        return f"{self.place.file}:{self.place.line}" if self.place else ""

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        waiver = self.waived_by
        return {
            "level": self.level,
            "rule": self.rule,
            "model": self.model,
            "file": self.place.file if self.place else None,
            "line": self.place.line if self.place else None,
            "text": self.text,
            "evidence": self.evidence or None,
            "excepted_by": None
            if waiver is None
            else {"owner": waiver.owner, "reason": waiver.reason, "expires": waiver.expires.isoformat()},
        }


def not_known(policy: Policy, rule: str, model: str, text: str, evidence: str = "") -> Iterator[Finding]:
    """A finding that a fact a rule asks for is not known, at the level the policy gives to that."""
    if policy.unknown != "allow":
        yield Finding(policy.unknown, rule, model, f"not known: {text}", evidence)
