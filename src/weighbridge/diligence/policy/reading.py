"""A policy from its file: every key checked with its line, the profile under it, contradictions named."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from weighbridge.catalogue.errors import UsageError, nearest
from weighbridge.diligence.own_lists import OWN
from weighbridge.diligence.policy.language import POLICY, Key, Tree, words_of

RULES = [
    "publisher.designation",
    "publisher.country",
    "publisher.organisation",
    "root.designation",
    "root.country",
    "root.organisation",
    "path.designation",
    "path.country",
    "path.organisation",
    "components.designation",
    "components.country",
    "components.organisation",
    "host.designation",
    "host.country",
    "host.organisation",
    "host.zero_retention",
    "licence.non-commercial",
    "licence.research-only",
    "licence.none-declared",
    "licence.mau-cap",
    "licence.revenue-cap",
    "licence.territory",
    "licence.naming-duty",
    "licence.use-policy",
    "licence.share-alike",
    "licence.no-training",
    "licence.custom",
    "licence.max_class",
    "licence.used_in",
    "licence.text",
    "licence.unknown",
    "root.unknown",
    "model.unknown",
    "quality.min",
    "safety.own_evidence",
    "safety.max",
    "cost.max",
    "continuity.alternatives",
    "data.evidence",
]
_LEVELLED = re.compile(r"\A(\w+)\.(?:deny|review)_(designation|country|organisation)\Z")


@dataclass(frozen=True, slots=True)
class Waiver:
    """An exception: for which model and rule, why, who answers, until when."""

    model: str
    rule: str
    reason: str
    owner: str
    expires: datetime.date
    line: int


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that has been checked; ``lines`` says where each key stands."""

    name: str
    rules: Mapping[str, Any]
    waivers: tuple[Waiver, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

    def get(self, *path: str) -> Any:
        """A value by its path; None where the policy says nothing."""
        node: Any = self.rules
        for name in path:
            node = node.get(name) if isinstance(node, Mapping) else None
        return node

    @property
    def unknown(self) -> str:
        """What a fact that is not known means: review unless said otherwise."""
        return self.get("data", "unknown") or "review"


def profiles() -> list[str]:
    """The shipped policies."""
    folder = files("weighbridge.diligence.policy") / "profiles"
    return sorted(item.name.removesuffix(".yaml") for item in folder.iterdir() if item.name.endswith(".yaml"))


def profile_text(name: str) -> str:
    """The text of a shipped policy."""
    if name not in profiles():
        close = nearest(name, profiles())
        raise UsageError(f"No profile '{name}'. Nearest: {', '.join(close or profiles())}.")
    return (files("weighbridge.diligence.policy") / "profiles" / f"{name}.yaml").read_text(encoding="utf-8")


def read_policy(path: Path) -> Policy:
    """The policy of a file."""
    if not path.is_file():
        raise UsageError(
            f"No policy {path}. Give one with --policy FILE, or begin from a profile: --profile "
            f"{profiles()[0]} (also {', '.join(profiles()[1:])})."
        )
    return policy_of(path.read_text(encoding="utf-8-sig"), str(path))


def policy_of(text: str, name: str) -> Policy:
    """The policy of a text; every fault at once, each with its line, otherwise."""
    faults: list[str] = []
    lines: dict[str, int] = {}
    held = _loaded(text, name, lines, faults)
    checked = _node(held, POLICY, "", lines, faults)
    if faults:
        raise _told(name, faults)
    rules: dict[str, Any] = dict(checked)
    exceptions = rules.pop("exceptions", [])
    waivers = tuple(_waiver(item, lines.get(f"exceptions.{i}", 0)) for i, item in enumerate(exceptions))
    profile = rules.pop("profile", None)
    if profile:
        base = policy_of(profile_text(profile), f"profile {profile}")
        rules = _merged(base.rules, rules)
    faults = list(_contradictions(rules, waivers, lines))
    if faults:
        raise _told(name, faults)
    return Policy(name, rules, waivers, lines)


def _told(name: str, faults: list[str]) -> UsageError:
    more = f" And {len(faults) - 6} more." if len(faults) > 6 else ""
    return UsageError(f"{name} is no policy: " + " ".join(faults[:6]) + more)


def _loaded(text: str, name: str, lines: dict[str, int], faults: list[str]) -> Any:
    """The plain values of a YAML text, with the line of every key."""
    import yaml

    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error)
        raise UsageError(f"{name}{where}: no YAML ({problem}). Mend the line.") from error
    if not isinstance(node, yaml.MappingNode):
        raise UsageError(f"{name}: expected keys such as version and licence; found none. See a profile.")
    return _plain(node, "", lines, faults)


def _plain(node: Any, path: str, lines: dict[str, int], faults: list[str]) -> Any:
    import yaml

    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            word = str(key.value)
            inner = f"{path}.{word}" if path else word
            if word in found:
                faults.append(f"Line {key.start_mark.line + 1}: '{inner}' stands twice; keep one.")
            lines[inner] = key.start_mark.line + 1
            found[word] = _plain(value, inner, lines, faults)
        return found
    if isinstance(node, yaml.SequenceNode):
        items = []
        for at, value in enumerate(node.value):
            lines[f"{path}.{at}"] = value.start_mark.line + 1
            items.append(_plain(value, f"{path}.{at}", lines, faults))
        return items
    if node.tag.endswith(":bool"):
        # Countries are codes: an unquoted NO is Norway here, and never false.
        return (
            node.value
            if node.value.upper() in ("NO", "ON", "Y", "N")
            else node.value.lower() in ("true", "yes")
        )
    if node.tag.endswith((":int", ":float")):
        try:
            return float(node.value) if "." in node.value or "e" in node.value.lower() else int(node.value)
        except ValueError:
            return node.value
    return None if node.tag.endswith(":null") else node.value


def _node(held: Any, spec: Any, path: str, lines: dict[str, int], faults: list[str]) -> Any:
    at = f"Line {lines.get(path, 1)}: "
    if isinstance(spec, Key):
        return _value(held, spec, path, at, faults)
    if isinstance(spec, list):
        if not isinstance(held, list):
            faults.append(f"{at}'{path}' is a list of entries, each with {', '.join(spec[0])}.")
            return []
        return [_node(item, spec[0], f"{path}.{i}", lines, faults) for i, item in enumerate(held)]
    if held is None:
        return {}
    if not isinstance(held, dict):
        faults.append(f"{at}'{path}' holds keys ({', '.join(spec)}); found '{held}'.")
        return {}
    return _keys(held, spec, path, lines, faults)


def _keys(
    held: dict[str, Any], spec: Tree, path: str, lines: dict[str, int], faults: list[str]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for word, value in held.items():
        inner = f"{path}.{word}" if path else word
        if word not in spec:
            close = nearest(word, spec)
            hint = f"Nearest: {', '.join(close)}." if close else f"Known: {', '.join(spec)}."
            faults.append(f"Line {lines.get(inner, 1)}: no rule '{inner}'. {hint}")
            continue
        found[word] = _node(value, spec[word], inner, lines, faults)
    for word, item in spec.items():
        if isinstance(item, Key) and item.required and held.get(word) in (None, ""):
            where = lines.get(path, 1)
            faults.append(
                f"Line {where}: '{path or 'the policy'}' lacks {word} ({item.meaning.lower()[:-1]})."
            )
    return found


def _value(held: Any, key: Key, path: str, at: str, faults: list[str]) -> Any:
    if key.kind == "list":
        items = held if isinstance(held, list) else [held] if held is not None else []
        return [_word(str(item), key, path, at, faults) for item in items]
    if key.kind == "choice":
        return _word(str(held), key, path, at, faults)
    if key.kind == "rule":
        return _rule(str(held), at, faults)
    wrong, made = _made(held, key.kind)
    if wrong:
        faults.append(f"{at}'{path}' is '{held}'; expected {wrong}.")
    return made


def _made(held: Any, kind: str) -> tuple[str, Any]:
    """What was expected instead, empty where the value is good; and the value."""
    if kind == "boolean":
        return ("" if isinstance(held, bool) else "true or false"), held
    if kind == "number":
        is_number = isinstance(held, (int, float)) and not isinstance(held, bool) and held >= 0
        return ("" if is_number else "a number, 0 or more"), held
    if kind == "duration":
        found = re.fullmatch(r"(\d+)\s*d", str(held))
        return ("" if found else "days, as in 30d"), int(found[1]) if found else None
    if kind == "part":
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(%?)", str(held))
        part = float(found[1]) / (100 if found[2] else 1) if found else -1.0
        return ("" if 0 <= part <= 1 else "a part, as in 5%"), part
    if kind == "date":
        try:
            return "", datetime.date.fromisoformat(str(held))
        except ValueError:
            return "a day, as in 2027-03-31", None
    if kind == "profile":
        return ("" if held in profiles() else f"one of {', '.join(profiles())}"), held
    return ("" if isinstance(held, str) and held else "a text"), held


def _word(word: str, key: Key, path: str, at: str, faults: list[str]) -> str:
    words = words_of(key)
    # A list of one's own is declared beside the policy, not here.
    is_own = key.words == "instruments" and word.startswith(OWN)
    if words and word not in words and not is_own:
        close = nearest(word, words)
        hint = f"Nearest: {', '.join(close)}" if close else f"Known: {', '.join(words[:12])}"
        faults.append(f"{at}'{path}' has '{word}', which is not known. {hint}.")
    return word


def _rule(word: str, at: str, faults: list[str]) -> str:
    found = _LEVELLED.match(word)
    plain = f"{found[1]}.{found[2]}" if found else word.removeprefix("axes.")
    if plain not in RULES:
        close = nearest(plain, RULES)
        faults.append(f"{at}no rule '{word}' to except from. Nearest: {', '.join(close or RULES[:6])}.")
    return plain


def _waiver(item: Mapping[str, Any], line: int) -> Waiver:
    model = str(item["model"]).removeprefix("pkg:huggingface/").partition("@")[0]
    return Waiver(model, item["rule"], item["reason"], item["owner"], item["expires"], line)


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(base)
    for name, value in own.items():
        under = found.get(name)
        found[name] = _merged(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return found


def _contradictions(
    rules: Mapping[str, Any], waivers: tuple[Waiver, ...], lines: Mapping[str, int]
) -> Iterator[str]:
    """Pairs of rules of which one cannot be meant, with the lines of both."""

    def where(*paths: str) -> str:
        known = [str(lines[path]) for path in paths if path in lines]
        return f"Line{'s' if len(known) > 1 else ''} {' and '.join(known)}: " if known else ""

    for axis, held in (rules.get("axes") or {}).items():
        for what in ("designation", "country", "organisation"):
            both = sorted(set(held.get(f"deny_{what}") or ()) & set(held.get(f"review_{what}") or ()))
            if both:
                at = where(f"axes.{axis}.deny_{what}", f"axes.{axis}.review_{what}")
                yield f"{at}{axis} both denies and reviews {', '.join(both)}; keep one."
        if held.get("inherit") and len(held) > 1:
            yield f"{where(f'axes.{axis}')}{axis} inherits rules and has its own; keep one."
        if held.get("inherit") == axis:
            yield f"{where(f'axes.{axis}')}{axis} inherits from itself; name another axis."
    licence = rules.get("licence") or {}
    both = sorted(set(licence.get("deny") or ()) & set(licence.get("review") or ()))
    if both:
        at = where("licence.deny", "licence.review")
        yield f"{at}licence both denies and reviews {', '.join(both)}; keep one."
    needs = (rules.get("safety") or {}).get("require_own_evidence")
    if needs and (rules.get("data") or {}).get("unknown") == "allow":
        at = where("safety.require_own_evidence", "data.unknown")
        yield f"{at}safety evidence is required, and what is not known is allowed; keep one."
    seen: dict[tuple[str, str], int] = {}
    for waiver in waivers:
        key = (waiver.model.casefold(), waiver.rule)
        if key in seen:
            yield f"Lines {seen[key]} and {waiver.line}: {waiver.model} is excepted from {waiver.rule} twice."
        seen[key] = waiver.line
