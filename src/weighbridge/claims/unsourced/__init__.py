"""Statements whose source was not found."""
