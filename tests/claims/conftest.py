"""Stores to test on."""

from tests.tiny_world.worlds import facts, panels, starter, tiny  # noqa: F401  # fixtures

# Sentences for the benchmark of the reader, which finds them beside it; no tests.
collect_ignore = ["fresh_sentences.py", "held_out.py"]
