"""Stores to serve."""

from tests.tiny_world.worlds import starter, tiny  # noqa: F401  # fixtures
