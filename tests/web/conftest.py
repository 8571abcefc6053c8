"""Stores to serve."""

from tests.tiny_world.worlds import starter, tiny, whole  # noqa: F401  # fixtures
