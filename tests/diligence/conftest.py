"""Stores to test on."""

from tests.tiny_world.worlds import facts, panels, starter, tiny  # noqa: F401  # fixtures
