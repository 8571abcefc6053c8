"""Tests of models: where verdicts come from, what they may be compared with, and how sure they are."""
