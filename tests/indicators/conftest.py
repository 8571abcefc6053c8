"""Stores to test on."""

from tests.indicators.lineage_world import counts, listing  # noqa: F401  # fixtures
from tests.tiny_world.worlds import facts, panels, starter, tiny, whole  # noqa: F401  # fixtures
