"""Estimators: pure functions on NumPy arrays that turn a small table of units into values and intervals."""
