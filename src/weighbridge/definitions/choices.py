"""A definition: one choice per axis, checked, with its fingerprint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from weighbridge.catalogue import registry
from weighbridge.catalogue.axis import Axis, Option
from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.catalogue.indicator import Indicator
from weighbridge.statistics.fingerprints import Fingerprint, fingerprint


@dataclass(frozen=True, slots=True)
class Definition:
    """One choice on every axis of an indicator, defaults written out."""

    indicator: Indicator
    choices: Mapping[str, str]

    def __getitem__(self, axis: str) -> str:
        return self.choices[axis]

    def get(self, axis: str, otherwise: str) -> str:
        """The choice on an axis; ``otherwise`` where the indicator has no such axis."""
        return self.choices.get(axis, otherwise)

    def body(self) -> dict[str, object]:
        """What the definition hash covers: choices, indicator, method."""
        return {
            "choices": dict(self.choices),
            "indicator": self.indicator.name,
            "method": self.indicator.method_version,
        }

    @property
    def hash(self) -> str:
        """Twelve hex digits that name the definition."""
        return self._named({}, "none").stored[0]

    @property
    def fingerprint(self) -> str:
        """The indicator's name and the first six digits, as printed: ``download_share@3f9a1c``."""
        return f"{self.indicator.name}@{self._named({}, 'none').printed[0]}"

    def result_id(self, snapshots: Mapping[str, str], judgements: str) -> str:
        """Twelve hex digits that also name the snapshots and judgements a figure rests on."""
        return self._named(snapshots, judgements).stored[1]

    def _named(self, snapshots: Mapping[str, str], judgements: str) -> Fingerprint:
        return fingerprint(
            self.indicator.name,
            self.indicator.method_version,
            dict(self.choices),
            snapshots=dict(snapshots),
            judgements=judgements,
        )


def options(axis: Axis) -> tuple[Option, ...]:
    """The options of an axis; of an open one also those the sources give."""
    if not axis.open_set:
        return axis.options
    lists = [
        Option(
            source.list_id,
            source.list_id.replace("_", " "),
            f"Watched: {source.list_title}.",
            source.producer,
        )
        for source in registry.sources()
        if source.list_id
    ]
    return (*axis.options, *lists)


def _spelt(option: str) -> str:
    """An option as it is named here: people write `--a US` and `--b cn-open`."""
    return option.strip().casefold().replace("-", "_")


def define(indicator: Indicator, given: Mapping[str, str]) -> Definition:
    """A definition from some choices; the other axes take their defaults.

    Raises ``UsageError`` for an unknown axis or option (with the nearest names) and for a combination
    that contradicts itself (with the reason).
    """
    for name in given:
        indicator.axis(name)
    choices = {axis.name: _spelt(given.get(axis.name, indicator.default(axis))) for axis in indicator.axes}
    for axis in indicator.axes:
        known = [option.name for option in options(axis)]
        if choices[axis.name] not in known:
            raise unknown_name(
                f"option of axis '{axis.name}'",
                choices[axis.name],
                known,
                f"Try `weighbridge indicators {indicator.name}` for what each means.",
            )
    for rule in indicator.invalid:
        if rule.applies(choices):
            said = ", ".join(f"{name}={choices[name]}" for name in rule.when)
            raise UsageError(f"{indicator.name} with {said}: {rule.reason}")
    return Definition(indicator, choices)
