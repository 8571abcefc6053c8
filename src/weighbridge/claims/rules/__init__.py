"""Statements about rules."""
