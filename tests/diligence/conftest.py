"""Stores to test on."""

from tests.tiny_world.worlds import facts, panels, starter, tiny  # noqa: F401  # fixtures

# A repository to look into, not tests: what it imports need not be installed.
collect_ignore_glob = ["sample_repository/*"]
