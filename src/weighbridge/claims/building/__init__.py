"""Statements about what models are built upon."""
