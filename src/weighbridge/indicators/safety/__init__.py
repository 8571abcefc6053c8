"""Indicators of safety: a rate of one test, model by model."""
